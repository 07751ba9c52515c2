import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-invitation-failed-cleared',
  severity: 'info',
  category: 'access',
  each: 'github.invitation',
  needs: [],
  title: 'Failed invitations are cleared away',
  problem: 'An invitation has failed',
  judge: (invitation) =>
    invitation.failed ? fail([fact('failed_at', invitation.failedAt), fact('role', invitation.role)]) : pass(),
  why:
    'Someone who should work here did not get in, and may have found another way: a colleague’s account, a ' +
    'personal copy. Or the address was wrong, and a stranger has been told about your organization.',
  fix: {
    steps: [
      'Look at the reason under People › Invitations › Failed, and ask the person who sent it.',
      'Invite the right address again, or dismiss the entry with "Clear".',
    ],
    link: '{web}/orgs/{scope}/people/failed_invitations',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-membership-in-your-organization/inviting-users-to-join-your-organization',
    'https://docs.github.com/en/rest/orgs/members#list-failed-organization-invitations',
  ],
  maps: {
    'SOC 2': ['CC6.2'],
    'NIST 800-53r5': ['AC-2'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'it is on its way', subject: { failed: false } }],
    fail: [
      {
        when: 'it ended unanswered',
        subject: { failed: true, failedAt: '2025-12-20T00:00:00Z', role: 'direct_member' },
      },
    ],
    unknown: [{ when: 'when it failed was not shown', subject: { failed: true, failedAt: null } }],
  },
})
