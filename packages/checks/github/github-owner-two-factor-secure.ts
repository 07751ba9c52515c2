import { defineCheck, fact, fail, notApplicable, pass, unknown } from '@rollcall/core'

export default defineCheck({
  id: 'github-owner-two-factor-secure',
  severity: 'critical',
  category: 'identity',
  each: 'github.member',
  needs: [],
  title: 'Owner uses only secure two-factor methods',
  problem: 'Owner without secure two-factor authentication',
  judge: (member) => {
    if (member.role === 'member') return notApplicable('Not an owner.')
    switch (member.twoFactor) {
      case 'disabled':
        return fail(fact('hasTwoFactorEnabled', false))
      case 'insecure':
        return fail([fact('hasTwoFactorEnabled', true), fact('2fa_insecure', true)])
      case 'enabled':
        return unknown(
          'api',
          'GitHub shows that two-factor authentication is on, but not by which method.',
          'Connect as an organization owner on GitHub Enterprise Cloud or GitHub.com; GitHub Enterprise Server does ' +
            'not report the method.',
        )
      case 'secure':
        return pass()
    }
  },
  why:
    'An owner can read and delete every repository, change every setting, add members and install apps. Taking over ' +
    'one owner account is taking over the organization, so it must not hang on a password or on a text message.',
  fix: {
    steps: [
      'Until it is fixed, make the person a member: People › select the owner › "Change role" › Member. Keep at least ' +
        'two other owners.',
      'Ask them to open their own Settings › Password and authentication and to set up a passkey, a security key or ' +
        'an authenticator app.',
      'Where SMS is set up, they remove "SMS/Text message" on the same page; GitHub offers that only once another ' +
        'method is set up.',
      'Then give the owner role back, if it is still needed.',
    ],
    link: '{web}/orgs/{scope}/people?query=role%3Aowner',
  },
  refs: [
    'https://docs.github.com/en/organizations/keeping-your-organization-secure/managing-two-factor-authentication-for-your-organization/viewing-whether-users-in-your-organization-have-2fa-enabled',
    'https://docs.github.com/en/organizations/managing-peoples-access-to-your-organization-with-roles/roles-in-an-organization',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.3.5'],
    'NIST 800-53r5': ['IA-2(1)', 'AC-6(5)'],
    'SOC 2': ['CC6.1'],
    'ISO 27001:2022': ['8.2'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'secure methods only', subject: { role: 'owner', twoFactor: 'secure' } }],
    fail: [
      { when: 'off', subject: { role: 'owner', twoFactor: 'disabled' } },
      { when: 'SMS among the methods', subject: { role: 'owner', twoFactor: 'insecure' } },
    ],
    not_applicable: [{ when: 'a member', subject: { role: 'member', twoFactor: 'disabled' } }],
    unknown: [{ when: 'on, method not shown', subject: { role: 'owner', twoFactor: 'enabled' } }],
  },
})
