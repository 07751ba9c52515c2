import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-default-branch-force-push-blocked',
  severity: 'high',
  category: 'configuration',
  each: 'github.branch_protection',
  needs: [],
  title: 'Default branch cannot be force pushed',
  problem: 'Default branch can be force pushed',
  judge: (branch) => {
    if (branch.archived) return notApplicable('The repository is archived, so nothing can be pushed.')
    if (!branch.hasDefaultBranch) return notApplicable('The repository is empty, so there is no branch to protect.')
    if (branch.rulesets.length === 0 && !branch.classic)
      return notApplicable('The branch is not protected at all, which is a finding of its own.')
    return !branch.allowsForcePush ? pass() : fail(fact('allowsForcePushes', true))
  },
  why:
    'A force push replaces the history of the branch. Reviewed commits can be swapped for others that look alike, ' +
    'work can be lost for good, and the trace of who changed what is gone.',
  fix: {
    steps: [
      'In a ruleset (repository Settings › Rules › Rulesets, or the same in the organization): select "Block ' +
        'force pushes", then "Save changes".',
      'With a branch protection rule (Settings › Branches › Edit): clear "Allow force pushes", then "Save ' +
        'changes".',
      'People who rebase the default branch must use pull requests from then on.',
    ],
    link: '{web}/{name}/settings/rules',
  },
  refs: [
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets#block-force-pushes',
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/managing-a-branch-protection-rule',
  ],
  maps: { 'CIS GitHub 1.2.0': ['1.1.16'], 'NIST 800-53r5': ['CM-5', 'SI-7'], 'SOC 2': ['CC8.1'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'blocked',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: true, allowsForcePush: false },
      },
      {
        when: 'the same by a ruleset',
        subject: {
          archived: false,
          hasDefaultBranch: true,
          classic: false,
          rulesets: ['main'],
          allowsForcePush: false,
        },
      },
    ],
    fail: [
      {
        when: 'allowed',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: true, allowsForcePush: true },
      },
    ],
    not_applicable: [
      {
        when: 'not protected at all',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: false, allowsForcePush: true },
      },
      {
        when: 'archived',
        subject: { archived: true, hasDefaultBranch: true, rulesets: [], classic: true, allowsForcePush: true },
      },
      {
        when: 'empty',
        subject: { archived: false, hasDefaultBranch: false, rulesets: [], classic: false, allowsForcePush: true },
      },
    ],
    unknown: [
      {
        when: 'GitHub did not show it',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: true, allowsForcePush: null },
      },
    ],
  },
})
