import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-password-sign-in-disabled',
  severity: 'high',
  category: 'configuration',
  each: 'pagerduty.account',
  needs: [],
  title: 'Signing in with a password is disabled',
  problem: 'Signing in with a password is possible',
  judge: (account) => (account.passwordSignInDisabled ? pass() : fail(fact('passwordSignInDisabled', false))),
  why:
    'As long as "Allow username/password login" is on, a guessed or reused password opens the account, whatever ' +
    'the identity provider demands. The account owner alone keeps one for emergencies.',
  fix: {
    steps: [
      'As the account owner, open Account Settings › Single Sign-On and clear "Allow username/password login".',
      'PagerDuty’s API does not show it: attest what you see there, with the date of the next look.',
    ],
    link: '{web}/account/sso',
  },
  refs: ['https://support.pagerduty.com/main/docs/sso', 'https://support.pagerduty.com/main/docs/log-in-to-pagerduty'],
  maps: {
    'NIST 800-53r5': ['IA-2', 'IA-5(1)'],
    'SOC 2': ['CC6.1'],
    'ISO 27001:2022': ['8.5'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'it is so', subject: { passwordSignInDisabled: true } }],
    fail: [{ when: 'it is not', subject: { passwordSignInDisabled: false } }],
    unknown: [{ when: 'no API shows it', subject: { passwordSignInDisabled: null } }],
  },
})
