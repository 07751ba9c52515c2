import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-outside-collaborator-invitation-restricted',
  severity: 'medium',
  category: 'access',
  each: 'github.organization',
  needs: [],
  title: 'Members cannot invite outside collaborators',
  problem: 'Members can invite outside collaborators',
  judge: (org) => {
    if (!org.membersCanInviteOutsideCollaborators) return pass()
    if (org.plan !== 'enterprise')
      return notApplicable('The plan does not let owners restrict it; GitHub sells that with Enterprise Cloud.')
    return fail(fact('members_can_invite_outside_collaborators', true))
  },
  why:
    'Every repository admin can let in anyone in the world, without a contract, an end date or anybody else knowing. ' +
    'Such accounts stay when the project ends, and single sign-on does not cover them.',
  fix: {
    steps: [
      'Organization settings › Member privileges › "Repository outside collaborators": clear "Allow repository ' +
        'administrators to invite outside collaborators to repositories for this organization", then Save.',
      'People who are there already stay: go through People › Outside collaborators.',
      'Where the box cannot be changed, a policy of the enterprise sets it.',
    ],
    link: '{web}/organizations/{scope}/settings/member_privileges',
  },
  refs: [
    'https://docs.github.com/en/enterprise-cloud@latest/organizations/managing-organization-settings/setting-permissions-for-adding-outside-collaborators',
  ],
  maps: { 'NIST 800-53r5': ['AC-2'], 'SOC 2': ['CC6.2'], 'ISO 27001:2022': ['5.19'] },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'left to owners', subject: { membersCanInviteOutsideCollaborators: false } }],
    fail: [
      {
        when: 'open to repository admins',
        subject: { membersCanInviteOutsideCollaborators: true, plan: 'enterprise' },
      },
    ],
    not_applicable: [
      {
        when: 'a plan that cannot restrict it',
        subject: { membersCanInviteOutsideCollaborators: true, plan: 'team' },
      },
    ],
    unknown: [
      { when: 'GitHub did not show it', subject: { membersCanInviteOutsideCollaborators: null, plan: 'enterprise' } },
    ],
  },
})
