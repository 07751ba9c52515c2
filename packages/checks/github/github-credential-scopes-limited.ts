import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

/** What reading takes. GitHub has no narrower ones: some settings are shown to `admin:org` and `repo` only. */
const needed = new Set([
  'read:org',
  'admin:org',
  'repo',
  'admin:org_hook',
  'read:user',
  'user:email',
  'security_events',
  'read:audit_log',
  'read:enterprise',
])

export default defineCheck({
  id: 'github-credential-scopes-limited',
  severity: 'medium',
  category: 'token & keys',
  each: 'github.credential',
  needs: [],
  title: 'Credential of this connection may do no more than it needs',
  problem: 'Credential of this connection may do more than it needs',
  judge: (credential) => {
    if (credential.kind === 'fine-grained token')
      return notApplicable('GitHub tells the scopes of classic tokens only.')
    if (credential.kind === 'GitHub App') {
      const writes = credential.scopes.filter((permission) => /: (write|admin)$/.test(permission)).sort()
      return writes.length === 0 ? pass() : fail(fact('permissions', writes))
    }
    const more = credential.scopes.filter((scope) => !needed.has(scope)).sort()
    return more.length === 0 ? pass() : fail(fact('x-oauth-scopes', more))
  },
  why:
    'Rollcall only reads. Every further scope, and every permission to write, is of use to nobody but a thief of the ' +
    'credential: to delete repositories, change workflows, publish packages or act in the name of its owner.',
  fix: {
    steps: [
      'On GitHub, signed in as the owner of the token: Settings › Developer settings › Personal access tokens › Tokens (classic).',
      'Open the token, clear every scope that the finding names, and save. The token itself stays the same.',
      'For a GitHub App: open its settings › Permissions & events, and set what the finding names to "Read-only".',
    ],
    link: '{web}/settings/tokens',
  },
  refs: ['https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps'],
  maps: { 'NIST 800-53r5': ['AC-6'], 'SOC 2': ['CC6.3'], 'ISO 27001:2022': ['8.2'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      { when: 'an App only reads', subject: { kind: 'GitHub App', scopes: ['members: read', 'metadata: read'] } },
      {
        when: 'it has what the guide asks for',
        subject: { kind: 'classic token', scopes: ['admin:org', 'admin:org_hook', 'repo'] },
      },
    ],
    fail: [
      {
        when: 'an App may change members',
        subject: { kind: 'GitHub App', scopes: ['members: write', 'metadata: read'] },
      },
      { when: 'it may delete repositories too', subject: { kind: 'classic token', scopes: ['delete_repo', 'repo'] } },
    ],
    not_applicable: [{ when: 'it is no classic token', subject: { kind: 'fine-grained token', scopes: null } }],
  },
})
