import { defineCheck, fact, fail, notApplicable, pass, unknown } from '@rollcall/core'

export default defineCheck({
  id: 'github-outside-collaborator-two-factor-secure',
  severity: 'medium',
  category: 'identity',
  each: 'github.outside_collaborator',
  needs: [],
  title: 'Outside collaborator uses only secure two-factor methods',
  problem: 'Outside collaborator may sign in with SMS',
  judge: (person) => {
    switch (person.twoFactor) {
      case 'disabled':
        return notApplicable('Two-factor authentication is off, which is a finding of its own.')
      case 'insecure':
        return fail(fact('2fa_insecure', true))
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
    'A phone number can be moved to another SIM card by talking to the phone company, and whoever holds it receives ' +
    'the codes. For a person outside the company nobody on your side would notice that in time.',
  fix: {
    steps: [
      'Ask the person to add an authenticator app, a passkey or a security key in their own Settings › Password and ' +
        'authentication, and then to remove "SMS/Text message" there.',
      'To settle it for everybody, select "Only allow secure two-factor methods" under Organization settings › ' +
        'Authentication security. Outside collaborators who still have SMS are then removed.',
    ],
    link: '{web}/orgs/{scope}/outside-collaborators',
  },
  refs: [
    'https://docs.github.com/en/organizations/keeping-your-organization-secure/managing-two-factor-authentication-for-your-organization/requiring-two-factor-authentication-in-your-organization#requiring-secure-methods-of-two-factor-authentication-in-your-organization',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.3.4'],
    'NIST 800-53r5': ['IA-8'],
    'SOC 2': ['CC6.1'],
    'ISO 27001:2022': ['8.5'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'secure methods only', subject: { twoFactor: 'secure' } }],
    fail: [{ when: 'SMS among the methods', subject: { twoFactor: 'insecure' } }],
    not_applicable: [{ when: 'off altogether', subject: { twoFactor: 'disabled' } }],
    unknown: [{ when: 'on, method not shown', subject: { twoFactor: 'enabled' } }],
  },
})
