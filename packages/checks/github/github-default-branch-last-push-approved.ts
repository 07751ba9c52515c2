import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-default-branch-last-push-approved',
  severity: 'medium',
  category: 'configuration',
  each: 'github.branch_protection',
  needs: [],
  title: 'The last push needs approval by someone else',
  problem: 'Whoever pushed last may approve',
  judge: (branch) => {
    if (branch.archived) return notApplicable('The repository is archived, so nothing can be pushed.')
    if (!branch.hasDefaultBranch) return notApplicable('The repository is empty, so there is no branch to protect.')
    if (branch.rulesets.length === 0 && !branch.classic)
      return notApplicable('The branch is not protected at all, which is a finding of its own.')
    if (branch.requiredApprovals === 0) return notApplicable('No approval is required, which is a finding of its own.')
    return branch.requiresLastPushApproval ? pass() : fail(fact('requireLastPushApproval', false))
  },
  why:
    'Somebody with write access can push to a colleague’s pull request and approve it themselves. Two ' +
    'accounts look involved, and one person decided everything that was merged.',
  fix: {
    steps: [
      'In a ruleset (Settings › Rules › Rulesets): under "Require a pull request before merging", select ' +
        '"Require approval of the most recent reviewable push", then "Save changes".',
      'With a branch protection rule (Settings › Branches › Edit): select the box of the same name under ' +
        '"Require a pull request before merging".',
    ],
    link: '{web}/{name}/settings/rules',
  },
  refs: [
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets#require-a-pull-request-before-merging',
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/managing-a-branch-protection-rule',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.1.3'],
    'NIST 800-53r5': ['AC-5'],
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
          requiresLastPushApproval: true,
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
          requiresLastPushApproval: false,
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
          requiresLastPushApproval: null,
        },
      },
    ],
  },
})
