import { defineCheck, fact, fail, notApplicable, pass, unknown } from '@rollcall/core'

export default defineCheck({
  id: 'github-member-two-factor-secure',
  severity: 'medium',
  category: 'identity',
  each: 'github.member',
  needs: [],
  title: 'Member uses only secure two-factor methods',
  problem: 'Two-factor authentication allows SMS',
  judge: (member) => {
    if (member.role === 'owner') return notApplicable('An owner; owners have a stricter check of their own.')
    switch (member.twoFactor) {
      case 'disabled':
        return notApplicable('Two-factor authentication is off, which is a finding of its own.')
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
    'A text message can be read by whoever takes over the phone number, and the code in it can be typed into a ' +
    'phishing page. GitHub counts an account as insecure as soon as SMS is one of its methods, because an attacker ' +
    'picks the weakest one.',
  fix: {
    steps: [
      'Ask the member to open their own Settings › Password and authentication and to add an authenticator app, a ' +
        'passkey or a security key.',
      'On the same page they then remove "SMS/Text message"; GitHub offers that only once another method is set up.',
      'To settle it for everybody, select "Only allow secure two-factor methods" under Organization settings › ' +
        'Authentication security. Members who still have SMS lose access until they remove it.',
    ],
    link: '{web}/orgs/{scope}/people',
  },
  refs: [
    'https://docs.github.com/en/organizations/keeping-your-organization-secure/managing-two-factor-authentication-for-your-organization/requiring-two-factor-authentication-in-your-organization#requiring-secure-methods-of-two-factor-authentication-in-your-organization',
    'https://docs.github.com/en/authentication/securing-your-account-with-two-factor-authentication-2fa/about-two-factor-authentication',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.3.5'],
    'NIST 800-53r5': ['IA-2(8)'],
    'SOC 2': ['CC6.1'],
    'ISO 27001:2022': ['8.5'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'secure methods only', subject: { role: 'member', twoFactor: 'secure' } }],
    fail: [{ when: 'SMS among the methods', subject: { role: 'member', twoFactor: 'insecure' } }],
    not_applicable: [
      { when: 'off altogether', subject: { role: 'member', twoFactor: 'disabled' } },
      { when: 'an owner', subject: { role: 'owner', twoFactor: 'insecure' } },
    ],
    unknown: [{ when: 'on, method not shown', subject: { role: 'member', twoFactor: 'enabled' } }],
  },
})
