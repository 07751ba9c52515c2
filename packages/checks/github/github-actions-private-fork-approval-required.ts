import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-actions-private-fork-approval-required',
  severity: 'low',
  category: 'supply chain',
  each: 'github.actions_policy',
  needs: [],
  title: 'Workflows of private forks wait for approval',
  problem: 'Forks of private repositories run unapproved',
  judge: (policy) => {
    if (policy.enabledRepositories === 'none') return notApplicable('Actions are off for every repository.')
    if (!policy.privateForkWorkflows)
      return notApplicable('Pull requests from forks of private repositories run no workflows.')
    return policy.privateForkApproval ? pass() : fail(fact('require_approval_for_fork_pr_workflows', false))
  },
  why:
    'A run from a fork uses your runners and network with code that nobody has read yet. Approval by someone ' +
    'with write access puts a look at the change before it.',
  fix: {
    steps: [
      'Organization settings › Actions › General › "Fork pull request workflows in private repositories": ' +
        'select "Require approval for fork pull request workflows", then Save.',
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
        when: 'required',
        subject: { enabledRepositories: 'all', privateForkWorkflows: true, privateForkApproval: true },
      },
    ],
    fail: [
      {
        when: 'not required',
        subject: { enabledRepositories: 'all', privateForkWorkflows: true, privateForkApproval: false },
      },
    ],
    not_applicable: [
      { when: 'Actions are off', subject: { enabledRepositories: 'none' } },
      { when: 'forks run none', subject: { enabledRepositories: 'all', privateForkWorkflows: false } },
    ],
    unknown: [
      {
        when: 'not shown',
        subject: { enabledRepositories: 'all', privateForkWorkflows: true, privateForkApproval: null },
      },
    ],
  },
})
