import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-provisioning-from-idp',
  severity: 'medium',
  category: 'identity',
  each: 'pagerduty.account',
  needs: [],
  title: 'Identity provider creates and removes users',
  problem: 'Users are created and removed by hand',
  judge: (account) => (account.provisioningFromIdp ? pass() : fail(fact('provisioningFromIdp', false))),
  why:
    'Where somebody has to remember, somebody is forgotten. With SCIM the account ends when the person leaves, ' +
    'and a newcomer starts with the role that you chose and no more.',
  fix: {
    steps: [
      'Look at provisioning in the PagerDuty app of your identity provider: creating, removing, and the role of ' +
        'newcomers.',
      'PagerDuty’s API does not show it: attest what you see there, with the date of the next look.',
    ],
  },
  refs: ['https://support.pagerduty.com/main/docs/sso', 'https://support.pagerduty.com/main/docs/offboarding'],
  maps: {
    'NIST 800-53r5': ['AC-2(1)'],
    'SOC 2': ['CC6.2'],
    'ISO 27001:2022': ['5.18'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'it is so', subject: { provisioningFromIdp: true } }],
    fail: [{ when: 'it is not', subject: { provisioningFromIdp: false } }],
    unknown: [{ when: 'no API shows it', subject: { provisioningFromIdp: null } }],
  },
})
