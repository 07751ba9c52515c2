import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-default-branch-status-checks-required',
  severity: 'medium',
  category: 'configuration',
  each: 'github.branch_protection',
  needs: [],
  title: 'Default branch requires status checks',
  problem: 'Changes need no passing status check',
  judge: (branch) => {
    if (branch.archived) return notApplicable('The repository is archived, so nothing can be pushed.')
    if (!branch.hasDefaultBranch) return notApplicable('The repository is empty, so there is no branch to protect.')
    if (branch.rulesets.length === 0 && !branch.classic)
      return notApplicable('The branch is not protected at all, which is a finding of its own.')
    return branch.requiresStatusChecks ? pass() : fail(fact('requiresStatusChecks', false))
  },
  why:
    'Changes can be merged while the tests fail, before they ran, or without any. Security scans that run on pull ' +
    'requests are then advice that anybody can ignore, a hurried colleague or an intruder.',
  fix: {
    steps: [
      'In a ruleset (repository Settings › Rules › Rulesets, or the same in the organization): select "Require ' +
        'status checks to pass", add the checks, then "Save changes".',
      'With a branch protection rule (Settings › Branches › Edit): select "Require status checks to pass before ' +
        'merging", add the checks, then "Save changes".',
      'Choose checks that run on every pull request, and set the app that reports each as its source: a check ' +
        'that never reports blocks every merge.',
    ],
    link: '{web}/{name}/settings/rules',
  },
  refs: [
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets#require-status-checks-to-pass-before-merging',
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/managing-a-branch-protection-rule',
  ],
  maps: { 'CIS GitHub 1.2.0': ['1.1.9'], 'NIST 800-53r5': ['SA-11'], 'SOC 2': ['CC8.1'], 'ISO 27001:2022': ['8.29'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'required',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: true, requiresStatusChecks: true },
      },
      {
        when: 'the same by a ruleset',
        subject: {
          archived: false,
          hasDefaultBranch: true,
          classic: false,
          rulesets: ['main'],
          requiresStatusChecks: true,
        },
      },
    ],
    fail: [
      {
        when: 'not required',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: true, requiresStatusChecks: false },
      },
    ],
    not_applicable: [
      {
        when: 'not protected at all',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: false, requiresStatusChecks: false },
      },
      {
        when: 'archived',
        subject: { archived: true, hasDefaultBranch: true, rulesets: [], classic: true, requiresStatusChecks: false },
      },
      {
        when: 'empty',
        subject: {
          archived: false,
          hasDefaultBranch: false,
          classic: false,
          rulesets: [],
          requiresStatusChecks: false,
        },
      },
    ],
    unknown: [
      {
        when: 'GitHub did not show it',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: true, requiresStatusChecks: null },
      },
    ],
  },
})
