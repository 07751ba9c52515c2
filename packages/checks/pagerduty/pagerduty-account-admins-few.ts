import { defineCheck, fact, fail, pass } from '@rollcall/core'

const staff = (admins: number, users: number) =>
  Array.from({ length: users }, (_, index) => ({
    role: index < admins ? ('admin' as const) : ('limited_user' as const),
  }))

export default defineCheck({
  id: 'pagerduty-account-admins-few',
  severity: 'high',
  category: 'access',
  each: 'pagerduty.account',
  needs: [],
  tally: {
    of: 'pagerduty.user',
    start: () => ({ admins: 0, users: 0 }),
    add: (sum: { admins: number; users: number }, user) => ({
      admins: sum.admins + (user.role === 'owner' || user.role === 'admin' ? 1 : 0),
      users: sum.users + 1,
    }),
  },
  title: 'Account has few admins',
  problem: 'Too many admins',
  judge: (_account, { total }) => {
    const limit = Math.max(3, Math.floor(total.users * 0.03))
    return total.admins > limit ? fail([fact('role', total.admins), fact('users', total.users)]) : pass()
  },
  why:
    'Account owner and Global Admins can change every schedule, read every incident, make keys that outlive them, ' +
    'and silence whatever they like. The more there are, the likelier one of them is phished or left behind.',
  fix: {
    steps: [
      'List them: People › Users, filter by base role. Up to three, or three in a hundred, is few enough.',
      'Give the others the base role Manager or Responder, and a manager’s role in the teams that they look after.',
    ],
    link: '{web}/users',
  },
  refs: ['https://support.pagerduty.com/main/docs/user-roles'],
  maps: {
    'NIST 800-53r5': ['AC-6(5)'],
    'SOC 2': ['CC6.3'],
    'ISO 27001:2022': ['8.2'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      { when: 'three in a small account', subject: {}, others: staff(3, 10) },
      { when: 'six of two hundred', subject: {}, others: staff(6, 200) },
    ],
    fail: [{ when: 'four in a small account', subject: {}, others: staff(4, 10) }],
    unknown: [{ when: 'one role was not shown', subject: {}, others: [{ role: null }] }],
  },
})
