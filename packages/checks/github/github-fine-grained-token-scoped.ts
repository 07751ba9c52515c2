import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

/** With write on one of these a token changes code, builds, secrets or people. */
const powerful = new Set([
  'actions',
  'administration',
  'contents',
  'members',
  'organization_administration',
  'secrets',
  'workflows',
])

export default defineCheck({
  id: 'github-fine-grained-token-scoped',
  severity: 'high',
  category: 'token & keys',
  each: 'github.fine_grained_token',
  needs: [],
  title: 'Fine-grained token that writes is limited to some repositories',
  problem: 'A token writes to all repositories',
  judge: (token) => {
    if (token.expired) return notApplicable('The token has expired and opens nothing.')
    if (token.repositorySelection !== 'all') return pass()
    const held = token.permissions
      .filter((one) => powerful.has(one.name) && (one.access === 'write' || one.access === 'admin'))
      .map((one) => `${one.name}: ${one.access}`)
      .sort()
    return held.length === 0 ? pass() : fail([fact('permissions', held), fact('repository_selection', 'all')])
  },
  why:
    'Fine-grained tokens exist so that one leak opens one door. This one opens all of them: whoever finds it ' +
    'changes code, workflows or settings in every repository, today’s and tomorrow’s.',
  fix: {
    steps: [
      'Ask its owner what it is for, and to make a new one for "Only select repositories" with the fewest ' +
        'permissions.',
      'Organization settings › Personal access tokens › Active tokens: open the token and click Revoke.',
      'For automation over all repositories use a GitHub App; its tokens last an hour.',
    ],
    link: '{web}/organizations/{scope}/settings/personal-access-tokens/active',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-programmatic-access-to-your-organization/reviewing-and-revoking-personal-access-tokens-in-your-organization',
    'https://docs.github.com/en/rest/orgs/personal-access-tokens',
  ],
  maps: {
    'NIST 800-53r5': ['AC-6'],
    'SOC 2': ['CC6.3'],
    'ISO 27001:2022': ['8.2'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      { when: 'it writes to some', subject: { expired: false, repositorySelection: 'subset' } },
      {
        when: 'it reads all',
        subject: {
          expired: false,
          repositorySelection: 'all',
          permissions: [{ on: 'repository', name: 'contents', access: 'read' }],
        },
      },
    ],
    fail: [
      {
        when: 'it writes to all',
        subject: {
          expired: false,
          repositorySelection: 'all',
          permissions: [{ on: 'repository', name: 'contents', access: 'write' }],
        },
      },
    ],
    not_applicable: [{ when: 'expired', subject: { expired: true } }],
    unknown: [
      {
        when: 'its permissions were not shown',
        subject: { expired: false, repositorySelection: 'all', permissions: null },
      },
    ],
  },
})
