import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-on-call-not-leaver',
  severity: 'critical',
  category: 'configuration',
  each: 'pagerduty.user',
  needs: [],
  tally: {
    of: 'pagerduty.on_call',
    start: () => new Set<string>(),
    add: (people: Set<string>, entry) => people.add(entry.user),
  },
  title: 'Whoever is on call did not leave another system',
  problem: 'On call, and has left another system',
  judge: (user, { total }) => {
    if (!total.has(user.id)) return notApplicable('Not on call.')
    return user.leftElsewhere.length > 0 ? fail(fact('leftElsewhere', user.leftElsewhere)) : pass()
  },
  why:
    'Somebody who has probably left is the one who is called now. Nobody answers until the next level, if there ' +
    'is one; and whoever has left is told by telephone which of your systems is failing.',
  fix: {
    steps: [
      'Put somebody else on call at once: People › Schedules › Override.',
      'Then take the person off the schedule and the escalation policies, and remove them under People › Users.',
    ],
    link: '{web}/schedules',
  },
  refs: [
    'https://support.pagerduty.com/main/docs/offboarding',
    'https://support.pagerduty.com/main/docs/escalation-policies-and-schedules',
  ],
  maps: {
    'NIST 800-53r5': ['CP-2', 'PS-4'],
    'SOC 2': ['A1.2', 'CC7.4'],
    'ISO 27001:2022': ['5.29'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'gone nowhere', subject: { id: 'P1', leftElsewhere: [] }, others: [{ user: 'P1' }] }],
    fail: [{ when: 'gone elsewhere', subject: { id: 'P1', leftElsewhere: ['github'] }, others: [{ user: 'P1' }] }],
    not_applicable: [{ when: 'not on call', subject: { id: 'P1' }, others: [{ user: 'P2' }] }],
  },
})
