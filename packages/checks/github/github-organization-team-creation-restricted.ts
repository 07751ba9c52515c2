import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-team-creation-restricted',
  severity: 'low',
  category: 'access',
  each: 'github.organization',
  needs: [],
  title: 'Members cannot create teams',
  problem: 'Members can create teams',
  judge: (org) => (org.membersCanCreateTeams ? fail(fact('members_can_create_teams', true)) : pass()),
  why:
    'Teams carry access. When anyone can start one, groups appear that no identity provider manages and no review ' +
    'covers, and a team with a trustworthy name can be given repository access by mistake.',
  fix: {
    steps: [
      'Organization settings › Member privileges › "Team creation rules": clear "Allow members to create teams", then ' +
        'Save. Only owners can create teams from then on.',
      'Go through the teams that exist and connect them to groups of the identity provider where you have one.',
    ],
    link: '{web}/organizations/{scope}/settings/member_privileges',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-organization-settings/setting-team-creation-permissions-in-your-organization',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.3.2'],
    'NIST 800-53r5': ['AC-2'],
    'SOC 2': ['CC6.3'],
    'ISO 27001:2022': ['5.15'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'left to owners', subject: { membersCanCreateTeams: false } }],
    fail: [{ when: 'open to members', subject: { membersCanCreateTeams: true } }],
    unknown: [{ when: 'GitHub did not show it', subject: { membersCanCreateTeams: null } }],
  },
})
