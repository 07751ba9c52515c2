import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-public-repository-creation-restricted',
  severity: 'medium',
  category: 'access',
  each: 'github.organization',
  needs: [],
  title: 'Members cannot create public repositories',
  problem: 'Members can create public repositories',
  judge: (org) =>
    org.membersCanCreatePublicRepositories ? fail(fact('members_can_create_public_repositories', true)) : pass(),
  why:
    'One wrong choice in the dialog puts internal code, and whatever credentials are in its history, on the public ' +
    'internet, where it is copied within minutes. It is also a quiet way to carry code out.',
  fix: {
    steps: [
      'Organization settings › Member privileges › "Repository creation": clear Public, then Save.',
      'On the Free and Team plans GitHub offers no choice of "private only": there, clear every box, so that owners ' +
        'create repositories. Members and apps can then create none.',
      'Where the box cannot be changed, a policy of the enterprise sets it.',
    ],
    link: '{web}/organizations/{scope}/settings/member_privileges',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-organization-settings/restricting-repository-creation-in-your-organization',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.2.2'],
    'NIST 800-53r5': ['AC-3'],
    'SOC 2': ['CC6.1'],
    'ISO 27001:2022': ['5.15'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'left to owners', subject: { membersCanCreatePublicRepositories: false } }],
    fail: [{ when: 'open to members', subject: { membersCanCreatePublicRepositories: true } }],
  },
})
