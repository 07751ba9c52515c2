import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-admin-grant-confirmed',
  severity: 'high',
  category: 'access',
  each: 'pagerduty.user_change',
  needs: [],
  title: 'Admin rights were not given lately',
  problem: 'Admin rights were given lately',
  judge: (change) => {
    if (change.roleGiven === '') return notApplicable('The change gave nobody a role.')
    if (change.roleGiven !== 'admin' && change.roleGiven !== 'owner') return pass()
    return fail([fact('role', change.roleGiven), fact('actors', change.actor), fact('execution_time', change.at)])
  },
  why:
    'A new admin is the first thing that an intruder makes, and the last thing that somebody looks for. Each of ' +
    'them is worth one look in the weeks after it happened.',
  fix: {
    steps: [
      'Ask whoever gave the rights, and their manager, whether it was meant. Account Settings › Audit Trail shows ' +
        'the change.',
      'If not, lower the base role at once, and remove sessions and keys of both people.',
      'If it was, except the finding with the reason. It ends by itself 30 days after the change.',
    ],
    link: '{web}/users',
  },
  refs: [
    'https://developer.pagerduty.com/docs/rest-api-v2/audit-records-api/',
    'https://support.pagerduty.com/main/docs/user-roles',
  ],
  maps: {
    'NIST 800-53r5': ['AC-2(4)'],
    'SOC 2': ['CC6.3'],
    'ISO 27001:2022': ['8.2'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'a responder', subject: { roleGiven: 'limited_user' } }],
    fail: [{ when: 'an admin', subject: { roleGiven: 'admin', actor: 'Ada', at: '2025-12-20T00:00:00Z' } }],
    not_applicable: [{ when: 'a new title', subject: { roleGiven: '' } }],
  },
})
