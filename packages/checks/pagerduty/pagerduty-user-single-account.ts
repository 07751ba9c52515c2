import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-user-single-account',
  severity: 'low',
  category: 'identity',
  each: 'pagerduty.user',
  needs: [],
  tally: {
    of: 'pagerduty.user',
    start: () => new Map<string, number>(),
    add: (names: Map<string, number>, user) => names.set(user.nameKey, (names.get(user.nameKey) ?? 0) + 1),
  },
  title: 'Person has one account',
  problem: 'Person seems to have two accounts',
  judge: (user, { total }) =>
    (total.get(user.nameKey) ?? 0) > 1 ? fail([fact('name', user.displayName), fact('email', user.email)]) : pass(),
  why:
    'Of two accounts of one person, one is forgotten: it keeps its rights when the other one loses them, and ' +
    'stays behind when the person leaves.',
  fix: {
    steps: [
      'Compare both under People › Users. Keep the one with the company address that comes through single sign-on.',
      'Move schedules, escalation policies and teams to it, and remove the other. Two people with one name need ' +
        'nothing.',
    ],
    link: '{web}/users',
  },
  refs: ['https://support.pagerduty.com/main/docs/manage-users'],
  maps: {
    'NIST 800-53r5': ['AC-2'],
    'SOC 2': ['CC6.2'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'one of that name',
        subject: { nameKey: 'ada berg' },
        others: [{ nameKey: 'ada berg' }, { nameKey: 'bo dahl' }],
      },
    ],
    fail: [
      {
        when: 'two of that name',
        subject: { nameKey: 'ada berg', displayName: 'Ada Berg', email: 'ada@acme.com' },
        others: [{ nameKey: 'ada berg' }, { nameKey: 'ada berg' }],
      },
    ],
  },
})
