import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-default-branch-without-bypass',
  severity: 'high',
  category: 'configuration',
  each: 'github.branch_protection',
  needs: [],
  title: 'Nobody bypasses the protection of the default branch',
  problem: 'Protection of the default branch can be bypassed',
  judge: (branch) => {
    if (branch.archived) return notApplicable('The repository is archived, so nothing can be pushed.')
    if (!branch.hasDefaultBranch) return notApplicable('The repository is empty, so there is no branch to protect.')
    if (branch.rulesets.length === 0 && !branch.classic)
      return notApplicable('The branch is not protected at all, which is a finding of its own.')
    return branch.bypass.length === 0 ? pass() : fail(fact('bypassActors', branch.bypass))
  },
  why:
    'For those who may bypass it the protection does not exist: they can push unreviewed code, and so can whoever ' +
    'takes over their account or the app’s key. Administrators are the accounts that attackers look for first.',
  fix: {
    steps: [
      'In a ruleset (repository Settings › Rules › Rulesets, or the same in the organization): empty the ' +
        '"Bypass list", then "Save changes".',
      'With a branch protection rule (Settings › Branches › Edit): select "Do not allow bypassing the above ' +
        'settings" and clear "Allow specified actors to bypass required pull requests", then "Save changes".',
      'Administrators can no longer merge past a failing check in an emergency. If you need that, keep one ' +
        'entry that may bypass "For pull requests only", so that it leaves a trace, and except this finding.',
    ],
    link: '{web}/{name}/settings/rules',
  },
  refs: [
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/creating-rulesets-for-a-repository',
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches#do-not-allow-bypassing-the-above-settings',
  ],
  maps: { 'CIS GitHub 1.2.0': ['1.1.14'], 'NIST 800-53r5': ['AC-6(10)'], 'SOC 2': ['CC8.1'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'no exceptions',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: true, bypass: [] },
      },
      {
        when: 'the same by a ruleset',
        subject: { archived: false, hasDefaultBranch: true, rulesets: ['main'], bypass: [] },
      },
    ],
    fail: [
      {
        when: 'administrators are exempt',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: true, bypass: ['administrators'] },
      },
    ],
    not_applicable: [
      {
        when: 'not protected at all',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: false, bypass: ['administrators'] },
      },
      {
        when: 'archived',
        subject: { archived: true, hasDefaultBranch: true, rulesets: [], classic: true, bypass: ['administrators'] },
      },
      {
        when: 'empty',
        subject: { archived: false, hasDefaultBranch: false, rulesets: [], classic: false, bypass: ['administrators'] },
      },
    ],
    unknown: [
      {
        when: 'the bypass list was not shown',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: true, bypass: null },
      },
    ],
  },
})
