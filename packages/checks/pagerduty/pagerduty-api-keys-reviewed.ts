import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-api-keys-reviewed',
  severity: 'high',
  category: 'token & keys',
  each: 'pagerduty.account',
  needs: [],
  title: 'API keys are reviewed',
  problem: 'API keys are not reviewed',
  judge: (account) => (account.apiKeysReviewed ? pass() : fail(fact('apiKeysReviewed', false))),
  why:
    'General keys may do everything, never end and belong to nobody. Only the page shows which there are; keys ' +
    'that change something appear in the audit trail, those that only read appear nowhere.',
  fix: {
    steps: [
      'Open Integrations › API Access Keys, delete what has no owner or no use, and note an owner for each of the ' +
        'others.',
      'PagerDuty’s API does not show it: attest what you see there, with the date of the next look.',
    ],
    link: '{web}/api_keys',
  },
  refs: ['https://support.pagerduty.com/main/docs/api-access-keys'],
  maps: {
    'NIST 800-53r5': ['IA-5', 'AC-2'],
    'SOC 2': ['CC6.1'],
    'ISO 27001:2022': ['5.17'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'it is so', subject: { apiKeysReviewed: true } }],
    fail: [{ when: 'it is not', subject: { apiKeysReviewed: false } }],
    unknown: [{ when: 'no API shows it', subject: { apiKeysReviewed: null } }],
  },
})
