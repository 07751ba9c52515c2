import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-runner-group-without-public-repositories',
  severity: 'critical',
  category: 'supply chain',
  each: 'github.runner_group',
  needs: [],
  title: 'Runner group is closed to public repositories',
  problem: 'Public repositories may use the runners',
  judge: (group) => (group.allowsPublicRepositories ? fail(fact('allows_public_repositories', true)) : pass()),
  why:
    'Anybody can open a pull request on a public repository, and its workflow then runs on your machine: ' +
    'inside your network, next to what earlier jobs left behind. It is the shortest way from the internet to ' +
    'your build servers.',
  fix: {
    steps: [
      'Organization settings › Actions › Runner groups › the group: clear "Allow public repositories".',
      'Let public repositories use runners of GitHub instead, which are thrown away after each job.',
      'Look through the machines of the group for what past jobs have left.',
    ],
    link: '{web}/organizations/{scope}/settings/actions/runner-groups',
  },
  refs: [
    'https://docs.github.com/en/rest/actions/self-hosted-runner-groups',
    'https://docs.github.com/en/actions/reference/security/secure-use',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['2.1.5'],
    'NIST 800-53r5': ['SC-7'],
    'SOC 2': ['CC6.6'],
    'ISO 27001:2022': ['8.31'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'closed', subject: { allowsPublicRepositories: false } }],
    fail: [{ when: 'open', subject: { allowsPublicRepositories: true } }],
    unknown: [{ when: 'not shown', subject: { allowsPublicRepositories: null } }],
  },
})
