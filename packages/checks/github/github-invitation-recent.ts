import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

/** Days from then to now. */
const daysSince = (moment: string, now: Date) => Math.floor((now.getTime() - Date.parse(moment)) / 86_400_000)

export default defineCheck({
  id: 'github-invitation-recent',
  severity: 'low',
  category: 'access',
  each: 'github.invitation',
  needs: [],
  title: 'Invitation is answered within a week',
  problem: 'An invitation has waited for more than a week',
  judge: (invitation, { now }) => {
    if (invitation.failed) return notApplicable('The invitation has failed and lets nobody in.')
    return daysSince(invitation.createdAt, now) > 7 ? fail(fact('created_at', invitation.createdAt)) : pass()
  },
  why:
    'An open invitation is a way in that waits for whoever reads that mailbox. After a week the person has ' +
    'usually got another account, another job or no interest, and nobody thinks of the invitation again.',
  fix: {
    steps: [
      'Ask the person who sent it whether it is still wanted.',
      'People › Invitations › select the invitation › "Cancel invitation"; send a new one when the person ' +
        'is there.',
    ],
    link: '{web}/orgs/{scope}/people/pending_invitations',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-membership-in-your-organization/inviting-users-to-join-your-organization',
    'https://docs.github.com/en/rest/orgs/members#list-pending-organization-invitations',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.3.6'],
    'NIST 800-53r5': ['AC-2'],
    'SOC 2': ['CC6.2'],
    'ISO 27001:2022': ['5.18'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'sent three days ago', subject: { failed: false, createdAt: '2025-12-29T00:00:00Z' } }],
    fail: [{ when: 'sent a month ago', subject: { failed: false, createdAt: '2025-12-01T00:00:00Z' } }],
    not_applicable: [{ when: 'failed', subject: { failed: true } }],
    unknown: [{ when: 'its age was not shown', subject: { failed: false, createdAt: null } }],
  },
})
