import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

/** Days from then to now. */
const daysSince = (moment: string, now: Date) => Math.floor((now.getTime() - Date.parse(moment)) / 86_400_000)

export default defineCheck({
  id: 'github-authorized-token-used',
  severity: 'medium',
  category: 'token & keys',
  each: 'github.credential_authorization',
  needs: [],
  title: 'Authorised token was used in the last 90 days',
  problem: 'An authorised token is not used',
  judge: (credential, { now }) => {
    if (credential.kind === 'SSH key') return notApplicable('It is an SSH key, which has a check of its own.')
    const last = credential.accessedAt === '' ? credential.authorizedAt : credential.accessedAt
    return daysSince(last, now) > 90 ? fail(fact('credential_accessed_at', credential.accessedAt || 'never')) : pass()
  },
  why:
    'A token that nobody has used for a season is a spare key under the mat. Its owner has forgotten it, so a ' +
    'theft of it would not be noticed by anybody.',
  fix: {
    steps: [
      'Ask the owner whether it is still needed.',
      'People › the member › Security (SAML): beside the credential, click Revoke. It stops opening the ' +
        'organization at once.',
    ],
  },
  refs: [
    'https://docs.github.com/en/enterprise-cloud@latest/rest/orgs/orgs#list-saml-sso-authorizations-for-an-organization',
    'https://docs.github.com/en/enterprise-cloud@latest/organizations/granting-access-to-your-organization-with-saml-single-sign-on/viewing-and-managing-a-members-saml-access-to-your-organization',
  ],
  maps: {
    'NIST 800-53r5': ['IA-5'],
    'SOC 2': ['CC6.2'],
    'ISO 27001:2022': ['5.17'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      { when: 'used last week', subject: { kind: 'personal access token', accessedAt: '2025-12-25T00:00:00Z' } },
      {
        when: 'authorised yesterday',
        subject: { kind: 'personal access token', accessedAt: '', authorizedAt: '2025-12-31T00:00:00Z' },
      },
    ],
    fail: [
      { when: 'used two years ago', subject: { kind: 'personal access token', accessedAt: '2024-01-01T00:00:00Z' } },
      {
        when: 'authorised two years ago and never used',
        subject: { kind: 'personal access token', accessedAt: '', authorizedAt: '2024-01-01T00:00:00Z' },
      },
    ],
    not_applicable: [{ when: 'an SSH key', subject: { kind: 'SSH key' } }],
    unknown: [{ when: 'its last use was not shown', subject: { kind: 'personal access token', accessedAt: null } }],
  },
})
