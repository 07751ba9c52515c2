import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-repository-visibility-change-restricted',
  severity: 'high',
  category: 'access',
  each: 'github.organization',
  needs: [],
  title: 'Members cannot change the visibility of repositories',
  problem: 'Members can make repositories public',
  judge: (org) =>
    org.membersCanChangeRepositoryVisibility ? fail(fact('members_can_change_repo_visibility', true)) : pass(),
  why:
    'Every repository admin can turn a private repository public, history included. It works even where members may ' +
    'not create public repositories, so that limit alone does not keep code in.',
  fix: {
    steps: [
      'Organization settings › Member privileges › "Repository visibility change": clear "Allow members to change ' +
        'repository visibilities for this organization", then Save.',
      'Look for changes that already happened: Organization settings › Logs › Audit log, search for action:repo.access.',
      'Where the box cannot be changed, a policy of the enterprise sets it.',
    ],
    link: '{web}/organizations/{scope}/settings/member_privileges',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-organization-settings/restricting-repository-visibility-changes-in-your-organization',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.2.6'],
    'NIST 800-53r5': ['AC-3'],
    'SOC 2': ['CC6.1'],
    'ISO 27001:2022': ['5.15'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'left to owners', subject: { membersCanChangeRepositoryVisibility: false } }],
    fail: [{ when: 'open to repository admins', subject: { membersCanChangeRepositoryVisibility: true } }],
    unknown: [{ when: 'GitHub did not show it', subject: { membersCanChangeRepositoryVisibility: null } }],
  },
})
