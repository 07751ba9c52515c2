import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-actions-private-fork-write-token-withheld',
  severity: 'high',
  category: 'supply chain',
  each: 'github.actions_policy',
  needs: [],
  title: 'Workflows of private forks get a read-only token',
  problem: 'Forks of private repositories get a write token',
  judge: (policy) => {
    if (policy.enabledRepositories === 'none') return notApplicable('Actions are off for every repository.')
    if (!policy.privateForkWorkflows)
      return notApplicable('Pull requests from forks of private repositories run no workflows.')
    return policy.privateForkWriteTokens ? fail(fact('send_write_tokens_to_workflows', true)) : pass()
  },
  why:
    'A pull request from a fork runs workflows that its author may change. With a write token they can push ' +
    'to branches, publish packages and edit releases, with nothing more than read access of their own.',
  fix: {
    steps: [
      'Organization settings › Actions › General › "Fork pull request workflows in private repositories": ' +
        'clear "Send write tokens to workflows from fork pull requests", then Save.',
      'Let workflows that must write run after the merge, on the default branch.',
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
        subject: { enabledRepositories: 'all', privateForkWorkflows: true, privateForkWriteTokens: false },
      },
    ],
    fail: [
      {
        when: 'handed out',
        subject: { enabledRepositories: 'all', privateForkWorkflows: true, privateForkWriteTokens: true },
      },
    ],
    not_applicable: [
      { when: 'Actions are off', subject: { enabledRepositories: 'none' } },
      { when: 'forks run none', subject: { enabledRepositories: 'all', privateForkWorkflows: false } },
    ],
    unknown: [
      {
        when: 'not shown',
        subject: { enabledRepositories: 'all', privateForkWorkflows: true, privateForkWriteTokens: null },
      },
    ],
  },
})
