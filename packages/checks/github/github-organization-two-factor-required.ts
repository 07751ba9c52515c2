import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-two-factor-required',
  severity: 'critical',
  category: 'identity',
  each: 'github.organization',
  needs: [],
  title: 'Organization requires two-factor authentication',
  problem: 'Two-factor authentication is not required',
  judge: (org) => {
    if (org.twoFactorRequired) return pass()
    if (org.managedUsers)
      return notApplicable('Its users are managed by an identity provider, which asks for the second factor itself.')
    return fail(fact('two_factor_requirement_enabled', false))
  },
  why:
    'Without the requirement a stolen or reused password is all it takes to act as a member, push code and read ' +
    'every repository that the member can reach. People who use a second factor today can turn it off tomorrow, and ' +
    'nobody is told.',
  fix: {
    steps: [
      'Open the People page, filter "Two-factor authentication" by "Disabled", and tell those people first: members ' +
        'and billing managers without it lose access until they turn it on, outside collaborators without it are ' +
        'removed, bots and service accounts included.',
      'Turn on two-factor authentication for your own account; GitHub asks for it before you can go on.',
      'Organization settings › Authentication security.',
      'Under "Two-factor authentication", select "Require two-factor authentication for everyone in your ' +
        'organization", then Save.',
    ],
    link: '{web}/organizations/{scope}/settings/security',
  },
  refs: [
    'https://docs.github.com/en/organizations/keeping-your-organization-secure/managing-two-factor-authentication-for-your-organization/requiring-two-factor-authentication-in-your-organization',
    'https://docs.github.com/en/organizations/keeping-your-organization-secure/managing-two-factor-authentication-for-your-organization/preparing-to-require-two-factor-authentication-in-your-organization',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.3.5'],
    'NIST 800-53r5': ['IA-2(1)', 'IA-2(2)'],
    'SOC 2': ['CC6.1'],
    'ISO 27001:2022': ['8.5'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'required', subject: { twoFactorRequired: true } }],
    fail: [{ when: 'left to each person', subject: { twoFactorRequired: false, managedUsers: false } }],
    not_applicable: [{ when: 'managed users', subject: { twoFactorRequired: false, managedUsers: true } }],
  },
})
