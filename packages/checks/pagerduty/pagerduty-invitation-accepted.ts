import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

const day = 86_400_000

export default defineCheck({
  id: 'pagerduty-invitation-accepted',
  severity: 'low',
  category: 'identity',
  each: 'pagerduty.license_allocation',
  needs: [],
  tally: {
    of: 'pagerduty.user',
    start: () => new Set<string>(),
    add: (invited: Set<string>, user) => (user.invitationPending ? invited.add(user.id) : invited),
  },
  title: 'Invitation is accepted within two weeks',
  problem: 'Invitation was never accepted',
  judge: (allocation, { now, total }) => {
    if (!total.has(allocation.user)) return notApplicable('The user has accepted the invitation.')
    const days = Math.floor((now.getTime() - Date.parse(allocation.allocatedAt)) / day)
    return days > 14 ? fail([fact('invitation_sent', true), fact('allocated_at', allocation.allocatedAt)]) : pass()
  },
  why:
    'An open invitation is a way in for whoever reads that mailbox, and nobody is waiting for it any more. It ' +
    'also holds a licence that is paid for.',
  fix: {
    steps: [
      'Open People › Users and select the person. Send the invitation again if they are expected, or remove them.',
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
        when: 'invited last week',
        subject: { user: 'P1', allocatedAt: '2025-12-25T00:00:00Z' },
        others: [{ id: 'P1', invitationPending: true }],
      },
    ],
    fail: [
      {
        when: 'invited in autumn',
        subject: { user: 'P1', allocatedAt: '2025-10-01T00:00:00Z' },
        others: [{ id: 'P1', invitationPending: true }],
      },
    ],
    not_applicable: [{ when: 'accepted', subject: { user: 'P1' }, others: [{ id: 'P1', invitationPending: false }] }],
  },
})
