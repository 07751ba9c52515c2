import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

/** Days from then to now. */
const daysSince = (moment: string, now: Date) => Math.floor((now.getTime() - Date.parse(moment)) / 86_400_000)

export default defineCheck({
  id: 'github-authorized-ssh-key-used',
  severity: 'medium',
  category: 'token & keys',
  each: 'github.credential_authorization',
  needs: [],
  title: 'Authorised SSH key was used in the last half year',
  problem: 'An authorised SSH key is not used',
  judge: (credential, { now }) => {
    if (credential.kind !== 'SSH key') return notApplicable('It is no SSH key.')
    const last = credential.accessedAt === '' ? credential.authorizedAt : credential.accessedAt
    return daysSince(last, now) > 180 ? fail(fact('credential_accessed_at', credential.accessedAt || 'never')) : pass()
  },
  why:
    'Keys stay on laptops that were sold, given away or lost. One that was not used for half a year lies on ' +
    'such a machine, and it still pushes to everything that its owner may push to.',
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
      { when: 'used last week', subject: { kind: 'SSH key', accessedAt: '2025-12-25T00:00:00Z' } },
      {
        when: 'authorised yesterday',
        subject: { kind: 'SSH key', accessedAt: '', authorizedAt: '2025-12-31T00:00:00Z' },
      },
    ],
    fail: [
      { when: 'used two years ago', subject: { kind: 'SSH key', accessedAt: '2024-01-01T00:00:00Z' } },
      {
        when: 'authorised two years ago and never used',
        subject: { kind: 'SSH key', accessedAt: '', authorizedAt: '2024-01-01T00:00:00Z' },
      },
    ],
    not_applicable: [{ when: 'a token', subject: { kind: 'personal access token' } }],
    unknown: [{ when: 'its last use was not shown', subject: { kind: 'SSH key', accessedAt: null } }],
  },
})
