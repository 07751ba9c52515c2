import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-multi-factor-required',
  severity: 'high',
  category: 'configuration',
  each: 'pagerduty.account',
  needs: [],
  title: 'A second factor is required to sign in',
  problem: 'No second factor is required to sign in',
  judge: (account) => (account.multiFactorRequired ? pass() : fail(fact('multiFactorRequired', false))),
  why:
    'PagerDuty itself asks for a password and no more. A second factor comes from the identity provider, if its ' +
    'policy for PagerDuty demands one; otherwise a phished password is enough.',
  fix: {
    steps: [
      'Open the sign-in policy for the PagerDuty app at your identity provider, and require a phishing-resistant ' +
        'factor.',
      'PagerDuty’s API does not show it: attest what you see there, with the date of the next look.',
    ],
  },
  refs: ['https://support.pagerduty.com/main/docs/sso', 'https://support.pagerduty.com/main/docs/log-in-to-pagerduty'],
  maps: {
    'NIST 800-53r5': ['IA-2(1)', 'IA-2(2)'],
    'SOC 2': ['CC6.1'],
    'ISO 27001:2022': ['8.5'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'it is so', subject: { multiFactorRequired: true } }],
    fail: [{ when: 'it is not', subject: { multiFactorRequired: false } }],
    unknown: [{ when: 'no API shows it', subject: { multiFactorRequired: null } }],
  },
})
