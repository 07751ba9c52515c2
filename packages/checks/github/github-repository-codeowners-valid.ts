import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-repository-codeowners-valid',
  severity: 'low',
  category: 'configuration',
  each: 'github.branch_protection',
  needs: [],
  title: 'CODEOWNERS file is there and without errors',
  problem: 'CODEOWNERS is missing or broken',
  judge: (branch) => {
    if (branch.archived) return notApplicable('The repository is archived, so nothing can be changed.')
    if (!branch.hasDefaultBranch) return notApplicable('The repository is empty.')
    return branch.codeowners === 'valid' ? pass() : fail(fact('codeowners', branch.codeowners))
  },
  why:
    'Without owners nobody is asked when sensitive files change, and nobody is responsible for what is found ' +
    'in them. A line with an error is skipped without a word, so that files look owned and are not.',
  fix: {
    steps: [
      'Add .github/CODEOWNERS on the default branch, with a team for everything and further teams for ' +
        'workflows and sensitive folders.',
      'Open the file on GitHub: errors are marked in it. An owner must exist and have write access to the ' +
        'repository.',
      'Then require review from code owners in the ruleset or branch protection rule.',
    ],
    link: '{web}/{name}',
  },
  refs: [
    'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.1.6'],
    'NIST 800-53r5': ['CM-3'],
    'SOC 2': ['CC8.1'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'valid', subject: { archived: false, hasDefaultBranch: true, codeowners: 'valid' } }],
    fail: [
      { when: 'missing', subject: { archived: false, hasDefaultBranch: true, codeowners: 'missing' } },
      { when: 'with errors', subject: { archived: false, hasDefaultBranch: true, codeowners: 'broken' } },
    ],
    not_applicable: [
      { when: 'archived', subject: { archived: true } },
      { when: 'empty', subject: { archived: false, hasDefaultBranch: false } },
    ],
    unknown: [{ when: 'not shown', subject: { archived: false, hasDefaultBranch: true, codeowners: null } }],
  },
})
