import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-invitation-without-owner-role',
  severity: 'high',
  category: 'access',
  each: 'github.invitation',
  needs: [],
  title: 'Nobody is invited as an owner',
  problem: 'An invitation gives the owner role',
  judge: (invitation) => {
    if (invitation.failed) return notApplicable('The invitation has failed and lets nobody in.')
    return invitation.role === 'admin'
      ? fail([fact('role', 'admin'), fact('inviter.login', invitation.inviter)])
      : pass()
  },
  why:
    'Whoever accepts this invitation owns the organization at that moment: all code, all secrets, every ' +
    'setting. It goes to an address, and the account that opens the link need not be the one that was meant.',
  fix: {
    steps: [
      'Cancel the invitation: People › Invitations › select it › "Cancel invitation".',
      'Invite the person as a member. When they have joined with two-factor authentication and single ' +
        'sign-on, raise them under People › "Change role", if they must be an owner at all.',
      'Ask who sent it and why, if you do not know.',
    ],
    link: '{web}/orgs/{scope}/people/pending_invitations',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-peoples-access-to-your-organization-with-roles/maintaining-ownership-continuity-for-your-organization',
    'https://docs.github.com/en/rest/orgs/members#list-pending-organization-invitations',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.3.3'],
    'NIST 800-53r5': ['AC-6'],
    'SOC 2': ['CC6.3'],
    'ISO 27001:2022': ['8.2'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'as a member', subject: { failed: false, role: 'direct_member' } }],
    fail: [{ when: 'as an owner', subject: { failed: false, role: 'admin', inviter: 'ada' } }],
    not_applicable: [{ when: 'failed', subject: { failed: true } }],
    unknown: [{ when: 'the role was not shown', subject: { failed: false, role: null } }],
  },
})
