import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-api-key-known',
  severity: 'high',
  category: 'token & keys',
  each: 'pagerduty.api_key',
  needs: [],
  title: 'API key that is at work is known',
  problem: 'API key that nobody knows is at work',
  judge: (key) =>
    key.known
      ? pass()
      : fail([
          fact('method.truncated_token', key.lastFour),
          fact('actors', key.actor || 'none'),
          fact('records', key.changes),
        ]),
  why:
    'PagerDuty lists its API keys on a page and nowhere else, and a key works until somebody deletes it. This one ' +
    'has changed things in the last 90 days, and it is not among those that you named as known.',
  fix: {
    steps: [
      'Find it under Integrations › API Access Keys, or under User Settings of the person who is named, by its last ' +
        'four characters.',
      'If it is in use, note its owner and name it in the connection’s settings. If not, delete it.',
      'If nobody can say what it is, delete it and look at its changes in Account Settings › Audit Trail.',
    ],
    link: '{web}/api_keys',
  },
  refs: [
    'https://support.pagerduty.com/main/docs/api-access-keys',
    'https://developer.pagerduty.com/docs/rest-api-v2/audit-records-api/',
  ],
  maps: {
    'NIST 800-53r5': ['IA-5', 'AU-6'],
    'SOC 2': ['CC6.1', 'CC7.2'],
    'ISO 27001:2022': ['5.17'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'named as known', subject: { known: true } }],
    fail: [{ when: 'not named', subject: { known: false, lastFour: 'a1B2', actor: 'Terraform', changes: 7 } }],
    unknown: [{ when: 'none was named', subject: { known: null } }],
  },
})
