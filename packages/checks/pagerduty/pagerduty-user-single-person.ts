import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-user-single-person',
  severity: 'medium',
  category: 'identity',
  each: 'pagerduty.user',
  needs: [],
  tally: {
    of: 'pagerduty.user',
    start: () => new Map<string, number>(),
    add: (owners: Map<string, number>, user) => {
      for (const phone of user.phones) owners.set(phone, (owners.get(phone) ?? 0) + 1)
      return owners
    },
  },
  title: 'User is one person',
  problem: 'Account looks shared',
  judge: (user, { total }) => {
    if (user.sharedMailbox) return fail(fact('email', user.email))
    const shared = user.phones.filter((phone) => (total.get(phone) ?? 0) > 1)
    return shared.length > 0 ? fail(fact('contact_methods.address', shared)) : pass()
  },
  why:
    'An account that several people use says nothing about who acknowledged, changed or deleted something. Its ' +
    'password is passed around, nobody feels responsible for it, and it is not closed when one of them leaves.',
  fix: {
    steps: [
      'Give everybody who uses it an account of their own, and put them on a schedule together.',
      'Point escalation policies at that schedule, then remove the shared user under People › Users.',
      'Where two people have entered the same telephone number, let each enter their own.',
    ],
    link: '{web}/users',
  },
  refs: [
    'https://support.pagerduty.com/main/docs/manage-users',
    'https://support.pagerduty.com/main/docs/user-settings',
  ],
  maps: {
    'NIST 800-53r5': ['IA-2'],
    'SOC 2': ['CC6.1'],
    'ISO 27001:2022': ['5.16'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'a name and a number of their own',
        subject: { sharedMailbox: false, phones: ['…0101 (a)'] },
        others: [{ phones: ['…0101 (a)'] }, { phones: ['…0102 (b)'] }],
      },
    ],
    fail: [
      { when: 'called after a job', subject: { sharedMailbox: true, email: 'ops@acme.com' }, others: [] },
      {
        when: 'a number that two have',
        subject: { sharedMailbox: false, phones: ['…0101 (a)'] },
        others: [{ phones: ['…0101 (a)'] }, { phones: ['…0101 (a)'] }],
      },
    ],
  },
})
