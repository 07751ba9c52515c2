import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-policy-several-people',
  severity: 'medium',
  category: 'configuration',
  each: 'pagerduty.escalation_policy',
  needs: [],
  title: 'Escalation policy reaches several people',
  problem: 'Escalation policy depends on one person',
  judge: (policy) => {
    const single = policy.levels <= 1 && policy.users.length <= 1 && policy.schedules.length === 0
    return single ? fail([fact('escalation_rules', policy.levels), fact('targets', policy.users.length)]) : pass()
  },
  why: 'If that one person sleeps, is on a plane or has left, nobody is called, and nobody learns that nobody was.',
  fix: {
    steps: ['Open People › Escalation Policies, and add a second level: a schedule, or the lead of the team.'],
    link: '{web}/escalation_policies',
  },
  refs: ['https://support.pagerduty.com/main/docs/escalation-policies-and-schedules'],
  maps: {
    'NIST 800-53r5': ['CP-2'],
    'SOC 2': ['A1.2'],
    'ISO 27001:2022': ['5.29'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      { when: 'two levels', subject: { levels: 2, users: ['a'], schedules: [] } },
      { when: 'a schedule', subject: { levels: 1, users: [], schedules: ['s'] } },
    ],
    fail: [{ when: 'one person', subject: { levels: 1, users: ['a'], schedules: [] } }],
  },
})
