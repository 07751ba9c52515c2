import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-default-branch-conversations-resolved',
  severity: 'low',
  category: 'configuration',
  each: 'github.branch_protection',
  needs: [],
  title: 'Conversations are resolved before merging',
  problem: 'Open conversations do not hold up a merge',
  judge: (branch) => {
    if (branch.archived) return notApplicable('The repository is archived, so nothing can be pushed.')
    if (!branch.hasDefaultBranch) return notApplicable('The repository is empty, so there is no branch to protect.')
    if (branch.rulesets.length === 0 && !branch.classic)
      return notApplicable('The branch is not protected at all, which is a finding of its own.')
    return branch.requiresConversationResolution ? pass() : fail(fact('requiresConversationResolution', false))
  },
  why:
    'A reviewer who found a hole and wrote it down may still be overruled by a merge a minute later, on ' +
    'purpose or in a hurry. The remark then stays behind on a closed pull request that nobody opens again.',
  fix: {
    steps: [
      'In a ruleset (Settings › Rules › Rulesets): under "Require a pull request before merging", select ' +
        '"Require conversation resolution before merging", then "Save changes".',
      'With a branch protection rule (Settings › Branches › Edit): select the box of the same name.',
    ],
    link: '{web}/{name}/settings/rules',
  },
  refs: [
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets#require-a-pull-request-before-merging',
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/managing-a-branch-protection-rule',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.1.11'],
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
          requiresConversationResolution: true,
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
          requiresConversationResolution: false,
        },
      },
    ],
    not_applicable: [
      { when: 'archived', subject: { archived: true } },
      { when: 'empty', subject: { archived: false, hasDefaultBranch: false } },
      { when: 'not protected', subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: false } },
    ],
    unknown: [
      {
        when: 'not shown',
        subject: {
          archived: false,
          hasDefaultBranch: true,
          rulesets: [],
          classic: true,
          requiresConversationResolution: null,
        },
      },
    ],
  },
})
