import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-change-by-app',
  severity: 'low',
  category: 'token & keys',
  each: 'pagerduty.api_key',
  needs: [],
  title: 'Changes are made by apps, not by account keys',
  problem: 'Account key makes changes',
  judge: (key) =>
    key.accountKey ? fail([fact('actors.type', 'api_key_reference'), fact('records', key.changes)]) : pass(),
  why:
    'A general key may do everything in the account, never ends and belongs to nobody. An app with scoped OAuth ' +
    'gets what it needs, tells its scopes, and its tokens end after a day.',
  fix: {
    steps: [
      'Register an app under Integrations › App Registration with scoped OAuth and only the scopes that the job ' +
        'needs.',
      'Let the job use it, then delete the key under Integrations › API Access Keys.',
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
    pass: [{ when: 'the key of a user', subject: { accountKey: false } }],
    fail: [{ when: 'a key of the account', subject: { accountKey: true, changes: 12 } }],
  },
})
