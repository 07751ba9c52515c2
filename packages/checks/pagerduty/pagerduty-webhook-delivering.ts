import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-webhook-delivering',
  severity: 'low',
  category: 'app & integrations',
  each: 'pagerduty.webhook',
  needs: [],
  title: 'Webhook delivers',
  problem: 'Webhook does not deliver',
  judge: (webhook) => {
    if (webhook.suspended) return fail(fact('delivery_method.temporarily_disabled', true))
    return webhook.active ? pass() : fail(fact('active', false))
  },
  why:
    'PagerDuty has given up on the receiver, or somebody has switched it off. Whatever depends on it, a ' +
    'wallboard, a chat channel or an alarm of the security team, hears nothing and does not know it.',
  fix: {
    steps: [
      'Ask who receives it. Put the receiver right and activate the webhook under Integrations › Generic Webhooks ' +
        '(v3), or delete it.',
    ],
    link: '{web}/webhooks',
  },
  refs: ['https://support.pagerduty.com/main/docs/webhooks'],
  maps: {
    'NIST 800-53r5': ['SI-4'],
    'SOC 2': ['CC7.2'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'at work', subject: { suspended: false, active: true } }],
    fail: [
      { when: 'suspended', subject: { suspended: true } },
      { when: 'inactive', subject: { suspended: false, active: false } },
    ],
  },
})
