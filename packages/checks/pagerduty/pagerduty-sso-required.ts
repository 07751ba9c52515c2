import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-sso-required',
  severity: 'high',
  category: 'configuration',
  each: 'pagerduty.account',
  needs: [],
  title: 'Single sign-on is required',
  problem: 'Single sign-on is not required',
  judge: (account) => (account.ssoRequired ? pass() : fail(fact('ssoRequired', false))),
  why:
    'Where single sign-on is merely offered, every PagerDuty password goes on working beside it: for people who ' +
    'left, and without the second factor and the rules of the identity provider.',
  fix: {
    steps: [
      'As the account owner, open Account Settings › Single Sign-On and look at which way of signing in is chosen.',
      'PagerDuty’s API does not show it: attest what you see there, with the date of the next look.',
    ],
    link: '{web}/account/sso',
  },
  refs: ['https://support.pagerduty.com/main/docs/sso', 'https://support.pagerduty.com/main/docs/log-in-to-pagerduty'],
  maps: {
    'NIST 800-53r5': ['IA-2'],
    'SOC 2': ['CC6.1'],
    'ISO 27001:2022': ['5.16'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'it is so', subject: { ssoRequired: true } }],
    fail: [{ when: 'it is not', subject: { ssoRequired: false } }],
    unknown: [{ when: 'no API shows it', subject: { ssoRequired: null } }],
  },
})
