import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-private-repository-forking-disabled',
  severity: 'medium',
  category: 'access',
  each: 'github.organization',
  needs: [],
  title: 'Private repositories cannot be forked',
  problem: 'Members can fork private repositories',
  judge: (org) =>
    org.membersCanForkPrivateRepositories ? fail(fact('members_can_fork_private_repositories', true)) : pass(),
  why:
    'A fork copies private code into a personal account or another organization, where your branch protection, ' +
    'scanning and reviews do not apply. Each copy is one more place from which the code, and the secrets in its ' +
    'history, can leak.',
  fix: {
    steps: [
      'See who has forks already: each repository’s Insights › Forks.',
      'Organization settings › Member privileges › "Repository forking": clear "Allow forking of private ' +
        'repositories" (on Enterprise "private and internal"), then Save. Teams that work through forks must move to ' +
        'branches.',
      'In an enterprise you may instead keep it on and limit where forks may go.',
    ],
    link: '{web}/organizations/{scope}/settings/member_privileges',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-organization-settings/managing-the-forking-policy-for-your-organization',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.2.5'],
    'NIST 800-53r5': ['AC-4'],
    'SOC 2': ['CC6.7'],
    'ISO 27001:2022': ['8.12'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'not allowed', subject: { membersCanForkPrivateRepositories: false } }],
    fail: [{ when: 'allowed', subject: { membersCanForkPrivateRepositories: true } }],
  },
})
