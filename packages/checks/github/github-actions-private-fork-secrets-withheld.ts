import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-actions-private-fork-secrets-withheld',
  severity: 'high',
  category: 'supply chain',
  each: 'github.actions_policy',
  needs: [],
  title: 'Workflows of private forks get no secrets',
  problem: 'Forks of private repositories get secrets',
  judge: (policy) => {
    if (policy.enabledRepositories === 'none') return notApplicable('Actions are off for every repository.')
    if (!policy.privateForkWorkflows)
      return notApplicable('Pull requests from forks of private repositories run no workflows.')
    return policy.privateForkSecrets ? fail(fact('send_secrets_and_variables', true)) : pass()
  },
  why:
    'Whoever may read a private repository can fork it, change a workflow and open a pull request. With this ' +
    'setting that run gets the secrets of the repository: everybody with read access has them all.',
  fix: {
    steps: [
      'Organization settings › Actions › General › "Fork pull request workflows in private repositories": ' +
        'clear "Send secrets and variables to workflows from fork pull requests", then Save.',
      'Replace secrets that such runs could have read, if you cannot rule it out.',
    ],
    link: '{web}/organizations/{scope}/settings/actions',
  },
  refs: [
    'https://docs.github.com/en/rest/actions/permissions',
    'https://docs.github.com/en/organizations/managing-organization-settings/disabling-or-limiting-github-actions-for-your-organization',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['2.3.5'],
    'NIST 800-53r5': ['AC-6'],
    'SOC 2': ['CC6.3'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'withheld',
        subject: { enabledRepositories: 'all', privateForkWorkflows: true, privateForkSecrets: false },
      },
    ],
    fail: [
      {
        when: 'handed out',
        subject: { enabledRepositories: 'all', privateForkWorkflows: true, privateForkSecrets: true },
      },
    ],
    not_applicable: [
      { when: 'Actions are off', subject: { enabledRepositories: 'none' } },
      { when: 'forks run none', subject: { enabledRepositories: 'all', privateForkWorkflows: false } },
    ],
    unknown: [
      {
        when: 'not shown',
        subject: { enabledRepositories: 'all', privateForkWorkflows: true, privateForkSecrets: null },
      },
    ],
  },
})
