import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

const administrative = new Set([
  'admin:enterprise',
  'admin:org',
  'admin:org_hook',
  'admin:public_key',
  'delete_repo',
  'site_admin',
  'write:org',
])

export default defineCheck({
  id: 'github-authorized-token-without-admin-scopes',
  severity: 'high',
  category: 'token & keys',
  each: 'github.credential_authorization',
  needs: [],
  title: 'Authorised token has no administrative scope',
  problem: 'An authorised token can administer',
  judge: (credential) => {
    if (credential.kind !== 'personal access token') return notApplicable('It is no personal access token.')
    const held = credential.scopes.filter((scope) => administrative.has(scope)).sort()
    return held.length === 0 ? pass() : fail(fact('scopes', held))
  },
  why:
    'A classic token reaches every organization and repository that its owner reaches. With such a scope, ' +
    'whoever copies it adds members, deletes repositories or rewrites webhooks, without a second factor.',
  fix: {
    steps: [
      'Ask the owner which calls it is for. Most reading needs read:org and nothing more.',
      'Make a fine-grained token or a GitHub App with just those permissions.',
      'People › the member › Security (SAML): beside the credential, click Revoke. It stops opening the ' +
        'organization at once.',
    ],
  },
  refs: [
    'https://docs.github.com/en/enterprise-cloud@latest/rest/orgs/orgs#list-saml-sso-authorizations-for-an-organization',
    'https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps',
  ],
  maps: {
    'NIST 800-53r5': ['AC-6', 'IA-5'],
    'SOC 2': ['CC6.3'],
    'ISO 27001:2022': ['8.2'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'it reads', subject: { kind: 'personal access token', scopes: ['read:org', 'repo'] } }],
    fail: [{ when: 'it administers', subject: { kind: 'personal access token', scopes: ['admin:org', 'repo'] } }],
    not_applicable: [{ when: 'an SSH key', subject: { kind: 'SSH key' } }],
    unknown: [{ when: 'its scopes were not shown', subject: { kind: 'personal access token', scopes: null } }],
  },
})
