import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-schedule-users-exist',
  severity: 'high',
  category: 'configuration',
  each: 'pagerduty.schedule',
  needs: [],
  tally: {
    of: 'pagerduty.user',
    start: () => new Set<string>(),
    add: (users: Set<string>, user) => users.add(user.id),
  },
  title: 'Schedule names people who exist',
  problem: 'Schedule names somebody who was deleted',
  judge: (schedule, { total }) => {
    const gone = schedule.users.filter((id) => !total.has(id))
    return gone.length > 0 ? fail(fact('schedule_layers.users', gone)) : pass()
  },
  why:
    'The schedule still has the place of somebody who was deleted. When it is their turn, nobody is called, and ' +
    'the incident waits for the next level, if there is one.',
  fix: {
    steps: [
      'Open People › Schedules, edit the schedule, and put somebody in the empty place, or close the gap.',
      'When people leave, take them off schedules and policies before you remove them; PagerDuty lists where they ' +
        'are.',
    ],
    link: '{web}/schedules',
  },
  refs: [
    'https://support.pagerduty.com/main/docs/offboarding',
    'https://support.pagerduty.com/main/docs/escalation-policies-and-schedules',
  ],
  maps: {
    'NIST 800-53r5': ['CP-2'],
    'SOC 2': ['A1.2'],
    'ISO 27001:2022': ['5.29'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'everybody is there', subject: { users: ['P1'] }, others: [{ id: 'P1' }, { id: 'P2' }] }],
    fail: [{ when: 'somebody is gone', subject: { users: ['P1', 'P9'] }, others: [{ id: 'P1' }] }],
  },
})
