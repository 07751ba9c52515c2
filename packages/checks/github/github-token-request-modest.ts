import { defineCheck, fact, fail, pass } from '@rollcall/core'

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
  id: 'github-token-request-modest',
  severity: 'medium',
  category: 'token & keys',
  each: 'github.token_request',
  needs: [],
  title: 'Requested token asks for what one job needs',
  problem: 'A token asks to write to all repositories',
  judge: (request) => {
    if (request.repositorySelection !== 'all') return pass()
    const wanted = request.permissions
      .filter((one) => powerful.has(one.name) && (one.access === 'write' || one.access === 'admin'))
      .map((one) => `${one.name}: ${one.access}`)
      .sort()
    return wanted.length === 0 ? pass() : fail([fact('permissions', wanted), fact('repository_selection', 'all')])
  },
  why:
    'One click on Approve makes this a key to everything: it would change code, settings or people in every ' +
    'repository. It is far easier to say no now than to find all its copies later.',
  fix: {
    steps: [
      'Organization settings › Personal access tokens › Pending requests: open it, Deny, and say what would ' +
        'be fine: chosen repositories, fewer permissions, an end within 90 days.',
      'For automation over all repositories offer a GitHub App instead.',
    ],
    link: '{web}/organizations/{scope}/settings/personal-access-token-requests',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-programmatic-access-to-your-organization/managing-requests-for-personal-access-tokens-in-your-organization',
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
      { when: 'for some repositories', subject: { repositorySelection: 'subset' } },
      {
        when: 'to read all',
        subject: { repositorySelection: 'all', permissions: [{ on: 'repository', name: 'metadata', access: 'read' }] },
      },
    ],
    fail: [
      {
        when: 'to administer all',
        subject: {
          repositorySelection: 'all',
          permissions: [{ on: 'repository', name: 'administration', access: 'write' }],
        },
      },
    ],
    unknown: [{ when: 'its permissions were not shown', subject: { repositorySelection: 'all', permissions: null } }],
  },
})
