import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-password-policy-set',
  severity: 'medium',
  category: 'configuration',
  each: 'pagerduty.account',
  needs: [],
  title: 'Passwords follow a policy',
  problem: 'Passwords follow no policy',
  judge: (account) => (account.passwordPolicySet ? pass() : fail(fact('passwordPolicySet', false))),
  why:
    'Whoever may sign in with a password chooses a short or a used one where nothing stops them. The account ' +
    'owner always can, so that the policy matters even where single sign-on is required.',
  fix: {
    steps: [
      'As the account owner, look at the rules for passwords in Account Settings, and make them as strict as your ' +
        'own.',
      'PagerDuty’s API does not show it: attest what you see there, with the date of the next look.',
    ],
    link: '{web}/account',
  },
  refs: [
    'https://support.pagerduty.com/main/docs/log-in-to-pagerduty',
    'https://support.pagerduty.com/main/docs/user-settings',
  ],
  maps: {
    'NIST 800-53r5': ['IA-5(1)'],
    'SOC 2': ['CC6.1'],
    'ISO 27001:2022': ['5.17'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'it is so', subject: { passwordPolicySet: true } }],
    fail: [{ when: 'it is not', subject: { passwordPolicySet: false } }],
    unknown: [{ when: 'no API shows it', subject: { passwordPolicySet: null } }],
  },
})
