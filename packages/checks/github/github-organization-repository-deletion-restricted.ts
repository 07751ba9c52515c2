import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-repository-deletion-restricted',
  severity: 'high',
  category: 'access',
  each: 'github.organization',
  needs: [],
  title: 'Members cannot delete or transfer repositories',
  problem: 'Members can delete or transfer repositories',
  judge: (org) => (org.membersCanDeleteRepositories ? fail(fact('members_can_delete_repositories', true)) : pass()),
  why:
    'Every repository admin can make a repository disappear, with its issues, releases and settings, or move it to an ' +
    'account outside the company. A taken-over account or a leaver needs one click for it.',
  fix: {
    steps: [
      'Organization settings › Member privileges › "Repository deletion and transfer": clear "Allow members to delete ' +
        'or transfer repositories for this organization", then Save.',
      'Tell repository admins to ask an owner from now on. Where the box cannot be changed, a policy of the ' +
        'enterprise sets it.',
    ],
    link: '{web}/organizations/{scope}/settings/member_privileges',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-organization-settings/setting-permissions-for-deleting-or-transferring-repositories',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.2.3'],
    'NIST 800-53r5': ['AC-6'],
    'SOC 2': ['CC6.3'],
    'ISO 27001:2022': ['5.15'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'left to owners', subject: { membersCanDeleteRepositories: false } }],
    fail: [{ when: 'open to repository admins', subject: { membersCanDeleteRepositories: true } }],
    unknown: [{ when: 'GitHub did not show it', subject: { membersCanDeleteRepositories: null } }],
  },
})
