import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-secret-for-chosen-repositories',
  severity: 'high',
  category: 'token & keys',
  each: 'github.secret',
  needs: [],
  title: 'Organization secret goes to chosen repositories',
  problem: 'A secret goes to every repository',
  judge: (secret) => {
    if (secret.visibility === 'selected') return pass()
    const mild = secret.visibility === 'private' || secret.store === 'dependabot'
    return fail(fact('visibility', secret.visibility), { severity: mild ? 'medium' : 'high' })
  },
  why:
    'Whoever can push a branch to any of these repositories can print the secret with three lines of ' +
    'workflow. With "all", a test repository that nobody looks after is as good a place for it as the release ' +
    'pipeline.',
  fix: {
    steps: [
      'Find out which workflows use it: search the organization for its name under path .github/workflows.',
      'Organization settings › Secrets and variables › the secret › Edit › "Repository access": choose ' +
        '"Selected repositories" and name them.',
      'Change the value, because it was readable everywhere until now.',
    ],
    link: '{web}/organizations/{scope}/settings/secrets/actions',
  },
  refs: [
    'https://docs.github.com/en/rest/actions/secrets#list-organization-secrets',
    'https://docs.github.com/en/actions/reference/security/secure-use',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['2.1.7'],
    'NIST 800-53r5': ['AC-6'],
    'SOC 2': ['CC6.3'],
    'ISO 27001:2022': ['8.2'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'chosen ones', subject: { visibility: 'selected' } }],
    fail: [
      { when: 'all', subject: { visibility: 'all', store: 'actions' } },
      { when: 'all that are not public, which is milder', subject: { visibility: 'private' } },
      { when: 'all, for Dependabot only', subject: { visibility: 'all', store: 'dependabot' } },
    ],
    unknown: [{ when: 'who gets it was not shown', subject: { visibility: null } }],
  },
})
