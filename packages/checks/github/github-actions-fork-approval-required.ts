import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-actions-fork-approval-required',
  severity: 'medium',
  category: 'supply chain',
  each: 'github.actions_policy',
  needs: [],
  title: 'Workflows of outside contributors wait for approval',
  problem: 'Strangers can start workflows',
  judge: (policy) => {
    if (policy.enabledRepositories === 'none') return notApplicable('Actions are off for every repository.')
    return policy.forkApproval === 'all_external_contributors'
      ? pass()
      : fail(fact('approval_policy', policy.forkApproval))
  },
  why:
    'On a public repository anybody can open a pull request whose code your workflows run. With the weaker ' +
    'policies one accepted typo fix is enough to be trusted, and from then on to use your runners and look ' +
    'for what they can reach.',
  fix: {
    steps: [
      'Organization settings › Actions › General › "Approval for running fork pull request workflows from ' +
        'contributors": select "Require approval for all external contributors", then Save.',
      'Before approving a run, read what the pull request changes under .github and in build scripts.',
    ],
    link: '{web}/organizations/{scope}/settings/actions',
  },
  refs: [
    'https://docs.github.com/en/rest/actions/permissions',
    'https://docs.github.com/en/actions/managing-workflow-runs-and-deployments/managing-workflow-runs/approving-workflow-runs-from-public-forks',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['2.3.5'],
    'NIST 800-53r5': ['SR-3'],
    'SOC 2': ['CC8.1'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      { when: 'all of them wait', subject: { enabledRepositories: 'all', forkApproval: 'all_external_contributors' } },
    ],
    fail: [
      {
        when: 'only first-time contributors wait',
        subject: { enabledRepositories: 'all', forkApproval: 'first_time_contributors' },
      },
      {
        when: 'only those new to GitHub wait',
        subject: { enabledRepositories: 'all', forkApproval: 'first_time_contributors_new_to_github' },
      },
    ],
    not_applicable: [{ when: 'Actions are off', subject: { enabledRepositories: 'none' } }],
    unknown: [{ when: 'not shown', subject: { enabledRepositories: 'all', forkApproval: null } }],
  },
})
