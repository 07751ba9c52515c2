import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-on-call-reachable',
  severity: 'medium',
  category: 'configuration',
  each: 'pagerduty.user',
  needs: [],
  tally: {
    of: 'pagerduty.on_call',
    start: () => new Set<string>(),
    add: (people: Set<string>, entry) => people.add(entry.user),
  },
  title: 'Whoever is on call can be woken',
  problem: 'On call, reachable by e-mail only',
  judge: (user, { total }) => {
    if (!total.has(user.id)) return notApplicable('Not on call.')
    const loud = user.contactKinds.some((kind) => kind !== 'email')
    return loud ? pass() : fail(fact('contact_methods.type', user.contactKinds.length > 0 ? user.contactKinds : 'none'))
  },
  why: 'An e-mail wakes nobody. The incident waits until the next level, if there is one, or until morning.',
  fix: {
    steps: [
      'Ask the person to add a telephone number or the app under User Settings › Contact Information, and a rule ' +
        'for high urgency.',
    ],
    link: '{web}/users',
  },
  refs: [
    'https://support.pagerduty.com/main/docs/user-settings',
    'https://support.pagerduty.com/main/docs/escalation-policies-and-schedules',
  ],
  maps: {
    'NIST 800-53r5': ['IR-4'],
    'SOC 2': ['CC7.4'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      { when: 'with a telephone', subject: { id: 'P1', contactKinds: ['email', 'phone'] }, others: [{ user: 'P1' }] },
    ],
    fail: [
      { when: 'by e-mail only', subject: { id: 'P1', contactKinds: ['email'] }, others: [{ user: 'P1' }] },
      { when: 'by nothing', subject: { id: 'P1', contactKinds: [] }, others: [{ user: 'P1' }] },
    ],
    not_applicable: [{ when: 'not on call', subject: { id: 'P1' }, others: [{ user: 'P2' }] }],
  },
})
