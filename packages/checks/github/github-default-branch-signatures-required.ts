import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-default-branch-signatures-required',
  severity: 'low',
  category: 'configuration',
  each: 'github.branch_protection',
  needs: [],
  title: 'Default branch requires signed commits',
  problem: 'Commits need no signature',
  judge: (branch) => {
    if (branch.archived) return notApplicable('The repository is archived, so nothing can be pushed.')
    if (!branch.hasDefaultBranch) return notApplicable('The repository is empty, so there is no branch to protect.')
    if (branch.rulesets.length === 0 && !branch.classic)
      return notApplicable('The branch is not protected at all, which is a finding of its own.')
    return branch.requiresSignatures ? pass() : fail(fact('requiresCommitSignatures', false))
  },
  why:
    'The author of a commit is whatever the one who made it typed in. Without signatures somebody with push ' +
    'access can make a change look like a colleague’s, and nobody can prove afterwards who wrote it.',
  fix: {
    steps: [
      'See that everybody who pushes has set up commit signing with GPG, SSH or S/MIME, bots included; unsigned ' +
        'pushes are refused from then on.',
      'In a ruleset (repository Settings › Rules › Rulesets, or the same in the organization): select "Require ' +
        'signed commits", then "Save changes".',
      'With a branch protection rule (Settings › Branches › Edit): select "Require signed commits", then "Save ' +
        'changes". Open pull requests with unsigned commits must be rebased and signed.',
    ],
    link: '{web}/{name}/settings/rules',
  },
  refs: [
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets#require-signed-commits',
    'https://docs.github.com/en/authentication/managing-commit-signature-verification/about-commit-signature-verification',
  ],
  maps: { 'CIS GitHub 1.2.0': ['1.1.12'], 'NIST 800-53r5': ['SI-7', 'AU-10'], 'SOC 2': ['CC8.1'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'required',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: true, requiresSignatures: true },
      },
      {
        when: 'the same by a ruleset',
        subject: {
          archived: false,
          hasDefaultBranch: true,
          classic: false,
          rulesets: ['main'],
          requiresSignatures: true,
        },
      },
    ],
    fail: [
      {
        when: 'not required',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: true, requiresSignatures: false },
      },
    ],
    not_applicable: [
      {
        when: 'not protected at all',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: false, requiresSignatures: false },
      },
      {
        when: 'archived',
        subject: { archived: true, hasDefaultBranch: true, rulesets: [], classic: true, requiresSignatures: false },
      },
      {
        when: 'empty',
        subject: { archived: false, hasDefaultBranch: false, rulesets: [], classic: false, requiresSignatures: false },
      },
    ],
    unknown: [
      {
        when: 'GitHub did not show it',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: true, requiresSignatures: null },
      },
    ],
  },
})
