import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-license-fits-role',
  severity: 'low',
  category: 'access',
  each: 'pagerduty.license_allocation',
  needs: [],
  tally: {
    of: 'pagerduty.user',
    start: () => new Set<string>(),
    add: (readers: Set<string>, user) => (user.role.startsWith('read_only') ? readers.add(user.id) : readers),
  },
  title: 'Licence fits the role',
  problem: 'Full licence for somebody who only looks',
  judge: (allocation, { total }) => {
    if (allocation.roleGroup !== 'FullUser') return notApplicable('No full licence.')
    return total.has(allocation.user) ? fail(fact('license.role_group', allocation.roleGroup)) : pass()
  },
  why:
    'The person has a role that only reads and a licence that allows everything: one change of the role and they ' +
    'may change what they now see. The licence is paid for, too.',
  fix: {
    steps: ['Open People › Users, select the person, and choose a stakeholder licence, or the role that they need.'],
    link: '{web}/users',
  },
  refs: ['https://support.pagerduty.com/main/docs/user-roles', 'https://support.pagerduty.com/main/docs/manage-users'],
  maps: {
    'NIST 800-53r5': ['AC-6'],
    'SOC 2': ['CC6.2'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'a responder',
        subject: { roleGroup: 'FullUser', user: 'P1' },
        others: [{ id: 'P1', role: 'limited_user' }],
      },
    ],
    fail: [
      {
        when: 'a stakeholder',
        subject: { roleGroup: 'FullUser', user: 'P1' },
        others: [{ id: 'P1', role: 'read_only_user' }],
      },
    ],
    not_applicable: [
      {
        when: 'a stakeholder licence',
        subject: { roleGroup: 'Stakeholder' },
        others: [{ id: 'P1', role: 'read_only_user' }],
      },
    ],
  },
})
