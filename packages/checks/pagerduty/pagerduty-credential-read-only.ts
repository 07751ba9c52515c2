import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-credential-read-only',
  severity: 'medium',
  category: 'token & keys',
  each: 'pagerduty.credential',
  needs: [],
  title: 'This connection’s credential can only read',
  problem: 'This connection’s credential can write',
  judge: (credential) => {
    const writing = credential.scopes.filter((scope) => !scope.endsWith('.read'))
    return writing.length > 0 ? fail(fact('scope', writing)) : pass()
  },
  why:
    'Rollcall needs to read and nothing else. A credential that can do more would let whoever gets hold of it ' +
    'change who is called, and when.',
  fix: {
    steps: [
      'Make an app with scoped OAuth that has Read permissions only, and replace the credential of this connection ' +
        'with it.',
      'With an API key, PagerDuty does not tell. Look at Integrations › API Access Keys, and attest what you saw.',
    ],
    link: '{web}/api_keys',
  },
  refs: ['https://support.pagerduty.com/main/docs/api-access-keys', 'https://support.pagerduty.com/main/docs/apps'],
  maps: {
    'NIST 800-53r5': ['AC-6'],
    'SOC 2': ['CC6.3'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'scopes that read', subject: { scopes: ['users.read', 'teams.read'] } }],
    fail: [{ when: 'one that writes', subject: { scopes: ['users.read', 'teams.write'] } }],
    unknown: [{ when: 'a key', subject: { scopes: null } }],
  },
})
