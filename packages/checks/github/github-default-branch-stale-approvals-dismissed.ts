import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-default-branch-stale-approvals-dismissed',
  severity: 'medium',
  category: 'configuration',
  each: 'github.branch_protection',
  needs: [],
  title: 'New pushes dismiss earlier approvals',
  problem: 'Approvals outlive later pushes',
  judge: (branch) => {
    if (branch.archived) return notApplicable('The repository is archived, so nothing can be pushed.')
    if (!branch.hasDefaultBranch) return notApplicable('The repository is empty, so there is no branch to protect.')
    if (branch.rulesets.length === 0 && !branch.classic)
      return notApplicable('The branch is not protected at all, which is a finding of its own.')
    if (branch.requiredApprovals === 0) return notApplicable('No approval is required, which is a finding of its own.')
    return branch.dismissesStaleReviews ? pass() : fail(fact('dismissesStaleReviews', false))
  },
  why:
    'An approval stands for the code that was read. Where it outlives later pushes, an author can have ' +
    'something harmless approved, add something else, and merge that without anybody having seen it.',
  fix: {
    steps: [
      'In a ruleset (Settings › Rules › Rulesets): under "Require a pull request before merging", select ' +
        '"Dismiss stale pull request approvals when new commits are pushed", then "Save changes".',
      'With a branch protection rule (Settings › Branches › Edit): select the box of the same name.',
      'Reviewers are asked again after every push that changes the diff; tell teams that rebase often.',
    ],
    link: '{web}/{name}/settings/rules',
  },
  refs: [
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets#require-a-pull-request-before-merging',
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/managing-a-branch-protection-rule',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.1.4'],
    'NIST 800-53r5': ['CM-3'],
    'SOC 2': ['CC8.1'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'required',
        subject: {
          archived: false,
          hasDefaultBranch: true,
          rulesets: [],
          classic: true,
          requiredApprovals: 1,
          dismissesStaleReviews: true,
        },
      },
    ],
    fail: [
      {
        when: 'not required',
        subject: {
          archived: false,
          hasDefaultBranch: true,
          rulesets: [],
          classic: true,
          requiredApprovals: 1,
          dismissesStaleReviews: false,
        },
      },
    ],
    not_applicable: [
      { when: 'archived', subject: { archived: true } },
      { when: 'empty', subject: { archived: false, hasDefaultBranch: false } },
      { when: 'not protected', subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: false } },
      {
        when: 'no approval is required',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: true, requiredApprovals: 0 },
      },
    ],
    unknown: [
      {
        when: 'not shown',
        subject: {
          archived: false,
          hasDefaultBranch: true,
          rulesets: [],
          classic: true,
          requiredApprovals: 1,
          dismissesStaleReviews: null,
        },
      },
    ],
  },
})
