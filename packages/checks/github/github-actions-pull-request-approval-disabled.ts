import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-actions-pull-request-approval-disabled',
  severity: 'high',
  category: 'supply chain',
  each: 'github.actions_policy',
  needs: [],
  title: 'Workflows cannot approve pull requests',
  problem: 'Workflows can approve pull requests',
  judge: (policy) => {
    if (!policy.canApprovePullRequests) return pass()
    if (policy.allowedActions === 'none') return notApplicable('GitHub Actions is off for all repositories.')
    return fail(fact('can_approve_pull_request_reviews', true))
  },
  why:
    'An approval from a workflow counts as a review. Whoever can change a workflow, or take over an action in it, can ' +
    'then approve their own change and merge it, and the required review is only for show.',
  fix: {
    steps: [
      'Organization settings › Actions › General › "Workflow permissions": clear "Allow GitHub Actions to create and ' +
        'approve pull requests", then Save.',
      'The same box also lets workflows open pull requests. Jobs that do so, for updates or releases, need a GitHub ' +
        'App of yours instead of the GITHUB_TOKEN.',
    ],
    link: '{web}/organizations/{scope}/settings/actions',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-organization-settings/disabling-or-limiting-github-actions-for-your-organization#preventing-github-actions-from-creating-or-approving-pull-requests',
    'https://docs.github.com/en/rest/actions/permissions',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.1.3'],
    'NIST 800-53r5': ['AC-5'],
    'SOC 2': ['CC8.1'],
    'ISO 27001:2022': ['5.3'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'not allowed', subject: { canApprovePullRequests: false } }],
    fail: [{ when: 'allowed', subject: { allowedActions: 'selected', canApprovePullRequests: true } }],
    not_applicable: [{ when: 'Actions is off', subject: { allowedActions: 'none', canApprovePullRequests: true } }],
    unknown: [{ when: 'GitHub did not show it', subject: { allowedActions: 'all', canApprovePullRequests: null } }],
  },
})
