import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-default-branch-review-required',
  severity: 'high',
  category: 'configuration',
  each: 'github.branch_protection',
  needs: [],
  title: 'Default branch requires an approving review',
  problem: 'Changes need no approving review',
  judge: (branch) => {
    if (branch.archived) return notApplicable('The repository is archived, so nothing can be pushed.')
    if (!branch.hasDefaultBranch) return notApplicable('The repository is empty, so there is no branch to protect.')
    if (branch.rulesets.length === 0 && !branch.classic)
      return notApplicable('The branch is not protected at all, which is a finding of its own.')
    return branch.requiredApprovals >= 1 ? pass() : fail(fact('requiredApprovingReviewCount', branch.requiredApprovals))
  },
  why:
    'One person can bring a change into the branch that is built and released without anybody else having read ' +
    'it. That person may be an attacker with a stolen session, or somebody who overlooked something.',
  fix: {
    steps: [
      'In a ruleset (repository Settings › Rules › Rulesets, or the same in the organization): under "Require a ' +
        'pull request before merging", set "Required approvals" to at least 1, then "Save changes".',
      'With a branch protection rule (Settings › Branches › Edit): select "Require a pull request before ' +
        'merging" and "Require approvals", then "Save changes".',
      'Select "Dismiss stale pull request approvals when new commits are pushed" too, so that nothing is added ' +
        'after the approval.',
      'Pull requests then wait for a second person with write access, those of bots and of teams of one as ' + 'well.',
    ],
    link: '{web}/{name}/settings/rules',
  },
  refs: [
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets#require-a-pull-request-before-merging',
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/managing-a-branch-protection-rule',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.1.3'],
    'NIST 800-53r5': ['CM-3', 'AC-5'],
    'SOC 2': ['CC8.1'],
    'ISO 27001:2022': ['5.3'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'one approval',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: true, requiredApprovals: 1 },
      },
      {
        when: 'the same by a ruleset',
        subject: { archived: false, hasDefaultBranch: true, rulesets: ['main'], requiredApprovals: 1 },
      },
    ],
    fail: [
      {
        when: 'a pull request without an approval will do',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: true, requiredApprovals: 0 },
      },
    ],
    not_applicable: [
      {
        when: 'not protected at all',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: false, requiredApprovals: 0 },
      },
      {
        when: 'archived',
        subject: { archived: true, hasDefaultBranch: true, rulesets: [], classic: true, requiredApprovals: 0 },
      },
      {
        when: 'empty',
        subject: { archived: false, hasDefaultBranch: false, rulesets: [], classic: false, requiredApprovals: 0 },
      },
    ],
    unknown: [
      {
        when: 'the number of approvals was not shown',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: true, requiredApprovals: null },
      },
    ],
  },
})
