import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-repository-security-policy',
  severity: 'low',
  category: 'configuration',
  each: 'github.branch_protection',
  needs: [],
  title: 'Public repository says how to report a vulnerability',
  problem: 'No security policy on a public repository',
  judge: (repository) => {
    if (repository.visibility !== 'public') return notApplicable('The repository is not public.')
    if (repository.archived) return notApplicable('The repository is archived and says so to everybody.')
    return repository.securityPolicy ? pass() : fail(fact('isSecurityPolicyEnabled', false))
  },
  why:
    'Whoever finds a hole in public code wants to tell someone in private. Where the repository does not say ' +
    'whom, the report lands in a public issue, or with somebody who pays for it.',
  fix: {
    steps: [
      'Add SECURITY.md to a public repository named .github in the organization: it then counts for all ' +
        'repositories that have none of their own.',
      'Name one address that several people read, and how soon they answer.',
      'Switch on private vulnerability reporting under Settings › Advanced Security, so that reports arrive ' +
        'on GitHub.',
    ],
    link: '{web}/{name}/security/policy',
  },
  refs: ['https://docs.github.com/en/code-security/getting-started/adding-a-security-policy-to-your-repository'],
  maps: {
    'CIS GitHub 1.2.0': ['1.2.1'],
    'NIST 800-53r5': ['IR-6'],
    'SOC 2': ['CC2.3'],
    'ISO 27001:2022': ['6.8'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'there is one', subject: { visibility: 'public', archived: false, securityPolicy: true } }],
    fail: [{ when: 'there is none', subject: { visibility: 'public', archived: false, securityPolicy: false } }],
    not_applicable: [
      { when: 'private', subject: { visibility: 'private' } },
      { when: 'archived', subject: { visibility: 'public', archived: true } },
    ],
    unknown: [{ when: 'not shown', subject: { visibility: 'public', archived: false, securityPolicy: null } }],
  },
})
