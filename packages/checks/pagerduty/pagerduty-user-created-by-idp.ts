import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-user-created-by-idp',
  severity: 'medium',
  category: 'identity',
  each: 'pagerduty.user_change',
  needs: [],
  tally: {
    of: 'pagerduty.user_change',
    start: () => 0,
    add: (found: number, change) =>
      found + (change.action === 'create' && change.method === 'identity_provider' ? 1 : 0),
  },
  title: 'User is created by the identity provider',
  problem: 'User was created beside the identity provider',
  judge: (change, { total }) => {
    if (change.action !== 'create') return notApplicable('Nobody was created by this change.')
    if (total === 0) return notApplicable('No identity provider created users in the last 30 days.')
    if (change.method === 'identity_provider') return pass()
    return fail([fact('method.type', change.method), fact('execution_time', change.at)])
  },
  why:
    'Where an identity provider creates users, one that came another way was not asked for there: nobody approved ' +
    'it, and nobody will remove it when the person leaves.',
  fix: {
    steps: [
      'Ask whoever did it why: Account Settings › Audit Trail shows the change.',
      'Assign the person to PagerDuty at the identity provider, or remove the user under People › Users.',
    ],
    link: '{web}/users',
  },
  refs: [
    'https://developer.pagerduty.com/docs/rest-api-v2/audit-records-api/',
    'https://support.pagerduty.com/main/docs/sso',
  ],
  maps: {
    'NIST 800-53r5': ['AC-2(4)'],
    'SOC 2': ['CC6.2'],
    'ISO 27001:2022': ['5.18'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'by the provider',
        subject: { action: 'create', method: 'identity_provider' },
        others: [{ action: 'create', method: 'identity_provider' }],
      },
    ],
    fail: [
      {
        when: 'in a browser',
        subject: { action: 'create', method: 'browser', at: '2025-12-20T00:00:00Z' },
        others: [{ action: 'create', method: 'identity_provider' }],
      },
    ],
    not_applicable: [
      { when: 'an update', subject: { action: 'update' }, others: [{ action: 'update', method: 'browser' }] },
      {
        when: 'no provider creates users',
        subject: { action: 'create' },
        others: [{ action: 'create', method: 'browser' }],
      },
    ],
  },
})
