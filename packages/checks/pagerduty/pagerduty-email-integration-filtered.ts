import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-email-integration-filtered',
  severity: 'medium',
  category: 'app & integrations',
  each: 'pagerduty.integration',
  needs: [],
  title: 'E-mail integration filters what it takes',
  problem: 'E-mail integration takes every e-mail',
  judge: (integration) => {
    if (integration.kind !== 'generic_email') return notApplicable('It takes no e-mail.')
    return integration.emailFilter === 'all-email' ? fail(fact('email_filter_mode', 'all-email')) : pass()
  },
  why:
    'Everybody who knows or guesses the address can open an incident: wake people up at night, hide a real one ' +
    'among many, or put a link in front of somebody in a hurry.',
  fix: {
    steps: [
      'Open the service › Integrations › the e-mail integration, and accept only e-mail that matches: from your ' +
        'monitoring’s address.',
      'Where the sender can do it, use the Events API v2 instead.',
    ],
    link: '{web}/service-directory',
  },
  refs: [
    'https://support.pagerduty.com/main/docs/email-management-filters-and-rules',
    'https://support.pagerduty.com/main/docs/services-and-integrations',
  ],
  maps: {
    'NIST 800-53r5': ['SI-10'],
    'SOC 2': ['CC6.6'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'by rules', subject: { kind: 'generic_email', emailFilter: 'or-rules-email' } }],
    fail: [{ when: 'everything', subject: { kind: 'generic_email', emailFilter: 'all-email' } }],
    not_applicable: [{ when: 'events', subject: { kind: 'events_api_v2' } }],
  },
})
