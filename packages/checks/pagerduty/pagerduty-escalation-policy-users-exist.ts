import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-escalation-policy-users-exist',
  severity: 'high',
  category: 'configuration',
  each: 'pagerduty.escalation_policy',
  needs: [],
  tally: {
    of: 'pagerduty.user',
    start: () => new Set<string>(),
    add: (users: Set<string>, user) => users.add(user.id),
  },
  title: 'Escalation policy names people who exist',
  problem: 'Escalation policy names somebody who was deleted',
  judge: (policy, { total }) => {
    const gone = policy.users.filter((id) => !total.has(id))
    return gone.length > 0 ? fail(fact('escalation_rules.targets', gone)) : pass()
  },
  why:
    'The escalation policy still has the place of somebody who was deleted. When it is their turn, nobody is ' +
    'called, and the incident waits for the next level, if there is one.',
  fix: {
    steps: [
      'Open People › Escalation Policies, edit the escalation policy, and put somebody in the empty place, or close ' +
        'the gap.',
      'When people leave, take them off schedules and policies before you remove them; PagerDuty lists where they ' +
        'are.',
    ],
    link: '{web}/escalation_policies',
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
