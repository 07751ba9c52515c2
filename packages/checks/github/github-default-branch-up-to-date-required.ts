import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-default-branch-up-to-date-required',
  severity: 'low',
  category: 'configuration',
  each: 'github.branch_protection',
  needs: [],
  title: 'Branches are up to date before merging',
  problem: 'A merge may rest on outdated checks',
  judge: (branch) => {
    if (branch.archived) return notApplicable('The repository is archived, so nothing can be pushed.')
    if (!branch.hasDefaultBranch) return notApplicable('The repository is empty, so there is no branch to protect.')
    if (branch.rulesets.length === 0 && !branch.classic)
      return notApplicable('The branch is not protected at all, which is a finding of its own.')
    if (!branch.requiresStatusChecks)
      return notApplicable('No status check is required, which is a finding of its own.')
    return branch.requiresUpToDateBranch ? pass() : fail(fact('requiresStrictStatusChecks', false))
  },
  why:
    'Checks ran on a state that no longer exists: two changes can each pass and break the branch together. ' +
    'What gets built and released is then a combination that no test has ever seen.',
  fix: {
    steps: [
      'In a ruleset (Settings › Rules › Rulesets): under "Require status checks to pass", select "Require ' +
        'branches to be up to date before merging", then "Save changes".',
      'With a branch protection rule (Settings › Branches › Edit): select the box of the same name.',
      'On busy repositories use a merge queue instead; it tests each combination by itself.',
    ],
    link: '{web}/{name}/settings/rules',
  },
  refs: [
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets#require-status-checks-to-pass-before-merging',
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/managing-a-branch-protection-rule',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.1.10'],
    'NIST 800-53r5': ['SA-11'],
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
          requiresStatusChecks: true,
          requiresUpToDateBranch: true,
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
          requiresStatusChecks: true,
          requiresUpToDateBranch: false,
        },
      },
    ],
    not_applicable: [
      { when: 'archived', subject: { archived: true } },
      { when: 'empty', subject: { archived: false, hasDefaultBranch: false } },
      { when: 'not protected', subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: false } },
      {
        when: 'no check is required',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: true, requiresStatusChecks: false },
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
          requiresStatusChecks: true,
          requiresUpToDateBranch: null,
        },
      },
    ],
  },
})
