import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-manager-in-team',
  severity: 'low',
  category: 'access',
  each: 'pagerduty.user',
  needs: [],
  title: 'Manager belongs to a team',
  problem: 'Manager of everything, in no team',
  judge: (user) => {
    if (user.role !== 'user') return notApplicable('The base role is not Manager.')
    return user.teams.length > 0 ? pass() : fail([fact('role', user.role), fact('teams', 0)])
  },
  why:
    'The base role Manager edits every service, schedule and escalation policy in the account. Somebody who ' +
    'belongs to no team hardly looks after all of them, and can break any of them.',
  fix: {
    steps: [
      'Lower the base role to Responder or Restricted Access under People › Users.',
      'Add the person to their teams, with the role of a manager where they change things.',
    ],
    link: '{web}/users',
  },
  refs: ['https://support.pagerduty.com/main/docs/user-roles', 'https://support.pagerduty.com/main/docs/teams'],
  maps: {
    'NIST 800-53r5': ['AC-6'],
    'SOC 2': ['CC6.3'],
    'ISO 27001:2022': ['5.15'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'in a team', subject: { role: 'user', teams: ['PT1'] } }],
    fail: [{ when: 'in none', subject: { role: 'user', teams: [] } }],
    not_applicable: [{ when: 'a responder', subject: { role: 'limited_user' } }],
  },
})
