import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-webhook-approved-host',
  severity: 'high',
  category: 'app & integrations',
  each: 'pagerduty.webhook',
  needs: [],
  title: 'PagerDuty webhook goes to an approved host',
  problem: 'Webhook goes to a host nobody approved',
  judge: (webhook) => {
    if (!webhook.active) return notApplicable('The webhook is inactive and sends nothing.')
    return webhook.approvedHost ? pass() : fail(fact('delivery_method.url', webhook.host || 'none'))
  },
  why:
    'A webhook hands on what happens in your systems as it happens. One that goes to a trial account, to a former ' +
    'vendor or to somebody’s own server tells people outside which of your systems is down, and why.',
  fix: {
    steps: [
      'Ask who made it and what it is for. If the host is all right, name it among the approved hosts of the ' +
        'connection.',
      'Otherwise delete it under Integrations › Generic Webhooks (v3).',
    ],
    link: '{web}/webhooks',
  },
  refs: ['https://support.pagerduty.com/main/docs/webhooks'],
  maps: {
    'NIST 800-53r5': ['AC-4'],
    'SOC 2': ['CC6.7'],
    'ISO 27001:2022': ['5.19'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'approved', subject: { active: true, approvedHost: true } }],
    fail: [{ when: 'not approved', subject: { active: true, approvedHost: false, host: 'collect.example' } }],
    not_applicable: [{ when: 'inactive', subject: { active: false } }],
    unknown: [{ when: 'no host was named', subject: { active: true, approvedHost: null } }],
  },
})
