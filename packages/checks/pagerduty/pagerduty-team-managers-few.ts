import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-team-managers-few',
  severity: 'low',
  category: 'access',
  each: 'pagerduty.team',
  needs: [],
  title: 'Team has few managers',
  problem: 'Most of the team are managers',
  judge: (team) => {
    const [managers, members] = [team.managers.length, team.members.length]
    if (members < 3) return notApplicable('Fewer than three people; there is little to tell apart.')
    return managers > 5 || managers * 2 > members ? fail([fact('role', managers), fact('members', members)]) : pass()
  },
  why:
    'A manager changes the team’s services, schedules and policies, and adds members. Where most are managers, ' +
    'the role says nothing, and a mistake or a stolen session of any of them reaches everything the team has.',
  fix: {
    steps: ['Open People › Teams, select the team, and give those who only respond the role Responder.'],
    link: '{web}/teams',
  },
  refs: ['https://support.pagerduty.com/main/docs/teams', 'https://support.pagerduty.com/main/docs/user-roles'],
  maps: {
    'NIST 800-53r5': ['AC-6'],
    'SOC 2': ['CC6.3'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'one of four', subject: { managers: ['a'], members: ['a', 'b', 'c', 'd'] } }],
    fail: [{ when: 'three of four', subject: { managers: ['a', 'b', 'c'], members: ['a', 'b', 'c', 'd'] } }],
    not_applicable: [{ when: 'two people', subject: { managers: ['a', 'b'], members: ['a', 'b'] } }],
  },
})
