import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-actions-repository-runners-disabled',
  severity: 'low',
  category: 'supply chain',
  each: 'github.actions_policy',
  needs: [],
  title: 'Repositories bring no runners of their own',
  problem: 'Any repository can add its own runners',
  judge: (policy) => {
    if (policy.enabledRepositories === 'none') return notApplicable('Actions are off for every repository.')
    return policy.repositoryRunners === 'all' ? fail(fact('self_hosted_runners.enabled_repositories', 'all')) : pass()
  },
  why:
    'A repository admin can attach a laptop or a server to their repository as a runner. Such machines are in ' +
    'no group, nobody patches them, and whatever runs there stays for the next job.',
  fix: {
    steps: [
      'Organization settings › Actions › General › "Self-hosted runners": select "Disabled", or "Selected ' +
        'repositories" for the few that need it, then Save.',
      'Move the runners that are needed into runner groups of the organization.',
    ],
    link: '{web}/organizations/{scope}/settings/actions',
  },
  refs: [
    'https://docs.github.com/en/rest/actions/permissions',
    'https://docs.github.com/en/actions/reference/security/secure-use',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['2.1.5'],
    'NIST 800-53r5': ['CM-7'],
    'SOC 2': ['CC6.8'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      { when: 'in no repository', subject: { enabledRepositories: 'all', repositoryRunners: 'none' } },
      { when: 'in chosen ones', subject: { enabledRepositories: 'all', repositoryRunners: 'selected' } },
    ],
    fail: [{ when: 'in every one', subject: { enabledRepositories: 'all', repositoryRunners: 'all' } }],
    not_applicable: [{ when: 'Actions are off', subject: { enabledRepositories: 'none' } }],
    unknown: [{ when: 'not shown', subject: { enabledRepositories: 'all', repositoryRunners: null } }],
  },
})
