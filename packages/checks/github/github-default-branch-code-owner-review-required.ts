import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-default-branch-code-owner-review-required',
  severity: 'medium',
  category: 'configuration',
  each: 'github.branch_protection',
  needs: [],
  title: 'Code owners review changes to their files',
  problem: 'Code owners need not be asked',
  judge: (branch) => {
    if (branch.archived) return notApplicable('The repository is archived, so nothing can be pushed.')
    if (!branch.hasDefaultBranch) return notApplicable('The repository is empty, so there is no branch to protect.')
    if (branch.rulesets.length === 0 && !branch.classic)
      return notApplicable('The branch is not protected at all, which is a finding of its own.')
    if (branch.requiresCodeOwnerReviews) return pass()
    if (branch.codeowners === 'missing') return notApplicable('There is no CODEOWNERS file, so nobody owns anything.')
    return fail(fact('requiresCodeOwnerReviews', false))
  },
  why:
    'Someone wrote down who knows which part of this repository, and any other reviewer can wave a change to ' +
    'it through. For workflows, sign-in and payment code that is the difference between a review and a ' +
    'signature.',
  fix: {
    steps: [
      'In a ruleset (Settings › Rules › Rulesets): under "Require a pull request before merging", select ' +
        '"Require review from Code Owners", then "Save changes".',
      'With a branch protection rule (Settings › Branches › Edit): select "Require review from Code Owners".',
      'Name teams instead of people in the file, so that holidays hold up nothing.',
    ],
    link: '{web}/{name}/settings/rules',
  },
  refs: [
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets#require-a-pull-request-before-merging',
    'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.1.7'],
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
          requiresCodeOwnerReviews: true,
        },
      },
    ],
    fail: [
      {
        when: 'there is a file and nobody is bound by it',
        subject: {
          archived: false,
          hasDefaultBranch: true,
          rulesets: [],
          classic: true,
          requiresCodeOwnerReviews: false,
          codeowners: 'valid',
        },
      },
    ],
    not_applicable: [
      { when: 'archived', subject: { archived: true } },
      { when: 'empty', subject: { archived: false, hasDefaultBranch: false } },
      { when: 'not protected', subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: false } },
      {
        when: 'nobody owns anything',
        subject: {
          archived: false,
          hasDefaultBranch: true,
          rulesets: [],
          classic: true,
          requiresCodeOwnerReviews: false,
          codeowners: 'missing',
        },
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
          requiresCodeOwnerReviews: null,
        },
      },
    ],
  },
})
