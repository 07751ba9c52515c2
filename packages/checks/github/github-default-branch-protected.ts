import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-default-branch-protected',
  severity: 'high',
  category: 'configuration',
  each: 'github.branch_protection',
  needs: [],
  title: 'Default branch is protected',
  problem: 'Default branch is not protected',
  judge: (branch) => {
    if (branch.archived) return notApplicable('The repository is archived, so nothing can be pushed.')
    if (!branch.hasDefaultBranch) return notApplicable('The repository is empty, so there is no branch to protect.')
    if (branch.rulesets.length > 0 || branch.classic) return pass()
    if (!branch.protectable) return notApplicable('The plan has no branch protection for private repositories.')
    return fail([
      fact('defaultBranchRef.name', branch.branch),
      fact('branchProtectionRule', 'none'),
      fact('rulesets', []),
    ])
  },
  why:
    'Everybody with write access can push straight to the branch that is built and released, and rewrite its history. ' +
    'One taken-over account, or one tired evening, is enough, and no second person sees the change first.',
  fix: {
    steps: [
      'For all repositories at once: Organization settings › Repository › Rulesets › "New ruleset" › "New branch ' +
        'ruleset", with "All repositories" and "Include default branch" as targets (Team or Enterprise plan).',
      'For this repository alone: Settings › Rules › Rulesets › "New ruleset" › "New branch ruleset".',
      'Keep "Restrict deletions" and "Block force pushes" selected, and select "Require a pull request before merging" ' +
        'with one approval. Direct pushes are refused from then on; tell the people and jobs that make them.',
      'Set "Enforcement status" to Active, leave the bypass list empty, then Create. Private repositories of ' +
        'organizations on the Free plan cannot be protected.',
    ],
    link: '{web}/{name}/settings/rules',
  },
  refs: [
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/about-rulesets',
    'https://docs.github.com/en/organizations/managing-organization-settings/creating-rulesets-for-repositories-in-your-organization',
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.1.20'],
    'NIST 800-53r5': ['CM-3', 'CM-5'],
    'SOC 2': ['CC8.1'],
    'ISO 27001:2022': ['8.32'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'by a branch protection rule',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: true },
      },
      {
        when: 'by a ruleset',
        subject: { archived: false, hasDefaultBranch: true, rulesets: ['main'] },
      },
    ],
    fail: [
      {
        when: 'by neither',
        subject: {
          archived: false,
          hasDefaultBranch: true,
          branch: 'main',
          rulesets: [],
          classic: false,
          protectable: true,
        },
      },
    ],
    not_applicable: [
      { when: 'archived', subject: { archived: true, hasDefaultBranch: true, rulesets: [], classic: false } },
      { when: 'empty', subject: { archived: false, hasDefaultBranch: false, rulesets: [], classic: false } },
      {
        when: 'private, on a plan that protects public repositories only',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: false, protectable: false },
      },
    ],
    unknown: [
      {
        when: 'rulesets not shown',
        subject: { archived: false, hasDefaultBranch: true, rulesets: null, classic: false },
      },
      {
        when: 'whether the plan has protection was not shown',
        subject: { archived: false, hasDefaultBranch: true, rulesets: [], classic: false, protectable: null },
      },
    ],
  },
})
