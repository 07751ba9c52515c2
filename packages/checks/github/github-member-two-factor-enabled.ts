import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-member-two-factor-enabled',
  severity: 'high',
  category: 'identity',
  each: 'github.member',
  needs: [],
  title: 'Member uses two-factor authentication',
  problem: 'Two-factor authentication is off',
  judge: (member) => {
    if (member.role === 'owner') return notApplicable('An owner; owners have a stricter check of their own.')
    return member.twoFactor === 'disabled' ? fail(fact('hasTwoFactorEnabled', false)) : pass()
  },
  why:
    'Whoever learns this password, from a phishing page or another site that leaked it, signs in as the member. ' +
    'From there they read private code, push to every branch the member may push to and add keys and tokens that ' +
    'outlive the password.',
  fix: {
    steps: [
      'Ask the member to open their own Settings › Password and authentication and to click "Enable two-factor ' +
        'authentication".',
      'If the account is no longer used, remove it: People › select the member › "Remove from organization".',
      'To settle it for everybody, require two-factor authentication under Organization settings › Authentication ' +
        'security.',
    ],
    link: '{web}/orgs/{scope}/people',
  },
  refs: [
    'https://docs.github.com/en/organizations/keeping-your-organization-secure/managing-two-factor-authentication-for-your-organization/viewing-whether-users-in-your-organization-have-2fa-enabled',
    'https://docs.github.com/en/authentication/securing-your-account-with-two-factor-authentication-2fa/configuring-two-factor-authentication',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.3.5'],
    'NIST 800-53r5': ['IA-2(2)'],
    'SOC 2': ['CC6.1'],
    'ISO 27001:2022': ['8.5'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      { when: 'on, with secure methods only', subject: { role: 'member', twoFactor: 'secure' } },
      { when: 'on, method not shown', subject: { role: 'member', twoFactor: 'enabled' } },
      { when: 'on, with SMS, which is another check', subject: { role: 'member', twoFactor: 'insecure' } },
    ],
    fail: [{ when: 'off', subject: { role: 'member', twoFactor: 'disabled' } }],
    not_applicable: [{ when: 'an owner', subject: { role: 'owner', twoFactor: 'disabled' } }],
    unknown: [{ when: 'GitHub did not show it', subject: { role: 'member', twoFactor: null } }],
  },
})
