import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-default-branch-deletion-blocked',
  severity: 'medium',
  category: 'configuration',
  each: 'github.branch_protection',
  needs: [],
  title: 'Default branch cannot be deleted',
  problem: 'Default branch can be deleted',
  judge: (branch) => {
    if (branch.archived) return notApplicable('The repository is archived, so nothing can be pushed.')
    if (!branch.hasDefaultBranch) return notApplicable('The repository is empty, so there is no branch to protect.')
    if (branch.rulesets.length === 0 && !branch.classic)
      return notApplicable('The branch is not protected at all, which is a finding of its own.')
    return !branch.allowsDeletion ? pass() : fail(fact('allowsDeletions', true))
  },
  why:
    'GitHub refuses to delete a branch only as long as it is the default one. Once a repository admin makes another ' +
    'branch the default, everybody with write access can delete this one: builds and releases that name it stop, and ' +
    'its open pull requests are closed.',
  fix: {
    steps: [
      'In a ruleset (repository Settings › Rules › Rulesets, or the same in the organization): select "Restrict ' +
        'deletions", then "Save changes".',
      'With a branch protection rule (Settings › Branches › Edit): clear "Allow deletions", then "Save ' + 'changes".',
    ],
    link: '{web}/{name}/settings/rules',
  },
  refs: [
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets#restrict-deletions',
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/managing-a-branch-protection-rule',
  ],
  maps: { 'CIS GitHub 1.2.0': ['1.1.17'], 'NIST 800-53r5': ['CM-5'], 'SOC 2': ['CC8.1'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'blocked',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: true, allowsDeletion: false },
      },
      {
        when: 'the same by a ruleset',
        subject: { archived: false, hasDefaultBranch: true, rulesets: ['main'], allowsDeletion: false },
      },
    ],
    fail: [
      {
        when: 'allowed',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: true, allowsDeletion: true },
      },
    ],
    not_applicable: [
      {
        when: 'not protected at all',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: false, allowsDeletion: true },
      },
      {
        when: 'archived',
        subject: { archived: true, hasDefaultBranch: true, rulesets: [], classic: true, allowsDeletion: true },
      },
      {
        when: 'empty',
        subject: { archived: false, hasDefaultBranch: false, rulesets: [], classic: false, allowsDeletion: true },
      },
    ],
    unknown: [
      {
        when: 'GitHub did not show it',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: true, allowsDeletion: null },
      },
    ],
  },
})
