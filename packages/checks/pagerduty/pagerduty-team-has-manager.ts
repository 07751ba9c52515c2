import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-team-has-manager',
  severity: 'info',
  category: 'access',
  each: 'pagerduty.team',
  needs: [],
  title: 'Team has a manager',
  problem: 'Nobody manages the team',
  judge: (team) => (team.managers.length > 0 ? pass() : fail([fact('role', 0), fact('members', team.members.length)])),
  why:
    'Without a manager nobody in the team can correct its schedules, services and members, so admins do, or ' +
    'nobody does. Who leaves the company then stays in the team.',
  fix: {
    steps: [
      'Open People › Teams, select the team, and give somebody who works there the role Manager. Delete a team that ' +
        'nobody needs.',
    ],
    link: '{web}/teams',
  },
  refs: ['https://support.pagerduty.com/main/docs/teams'],
  maps: {
    'NIST 800-53r5': ['AC-2'],
    'SOC 2': ['CC1.3'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'one', subject: { managers: ['a'] } }],
    fail: [{ when: 'none', subject: { managers: [], members: ['b'] } }],
  },
})
