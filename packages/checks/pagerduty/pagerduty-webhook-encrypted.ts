import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-webhook-encrypted',
  severity: 'high',
  category: 'app & integrations',
  each: 'pagerduty.webhook',
  needs: [],
  title: 'PagerDuty webhook delivers over HTTPS',
  problem: 'Webhook sends incidents in the clear',
  judge: (webhook) => {
    if (!webhook.active) return notApplicable('The webhook is inactive and sends nothing.')
    return webhook.scheme === 'https'
      ? pass()
      : fail([fact('delivery_method.url', `${webhook.scheme}...${webhook.host}`)])
  },
  why:
    'Incidents name systems, weaknesses and people. Over plain HTTP everybody on the way reads them and can ' +
    'change them, and a forged one can start an automation at the receiver.',
  fix: {
    steps: [
      'Give the receiver a certificate, and change the address under Integrations › Generic Webhooks (v3).',
      'Delete the webhook if nobody needs it.',
    ],
    link: '{web}/webhooks',
  },
  refs: [
    'https://support.pagerduty.com/main/docs/webhooks',
    'https://developer.pagerduty.com/docs/webhooks/v3-overview/',
  ],
  maps: {
    'NIST 800-53r5': ['SC-8'],
    'SOC 2': ['CC6.7'],
    'ISO 27001:2022': ['8.24'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'https', subject: { active: true, scheme: 'https', host: 'hooks.acme.com' } }],
    fail: [{ when: 'http', subject: { active: true, scheme: 'http', host: '10.1.2.3' } }],
    not_applicable: [{ when: 'inactive', subject: { active: false } }],
  },
})
