import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-webhook-narrow',
  severity: 'medium',
  category: 'app & integrations',
  each: 'pagerduty.webhook',
  needs: [],
  title: 'Webhook covers a service or a team',
  problem: 'Webhook sends every incident of the account',
  judge: (webhook) => {
    if (!webhook.active) return notApplicable('The webhook is inactive and sends nothing.')
    return webhook.filter === 'account'
      ? fail([fact('filter.type', 'account_reference'), fact('delivery_method.url', webhook.host || 'none')])
      : pass()
  },
  why:
    'It sends incidents of every service, those of security and of people among them, and of services that are ' +
    'made tomorrow. Hardly a receiver needs all of it.',
  fix: {
    steps: [
      'Under Integrations › Generic Webhooks (v3), make one for the services or the team that the receiver is ' +
        'about.',
      'Delete the one for the account. If all of it is needed, except the finding with the reason.',
    ],
    link: '{web}/webhooks',
  },
  refs: [
    'https://support.pagerduty.com/main/docs/webhooks',
    'https://developer.pagerduty.com/docs/webhooks/v3-overview/',
  ],
  maps: {
    'NIST 800-53r5': ['AC-6'],
    'SOC 2': ['CC6.7'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'of a service', subject: { active: true, filter: 'service' } }],
    fail: [{ when: 'of the account', subject: { active: true, filter: 'account', host: 'hooks.acme.com' } }],
    not_applicable: [{ when: 'inactive', subject: { active: false } }],
  },
})
