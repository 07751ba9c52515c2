import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'github-organization-base-permission-limited',
  severity: 'high',
  category: 'access',
  each: 'github.organization',
  needs: [],
  title: 'Base permission gives members no more than read',
  problem: 'Every member can write to every repository',
  judge: (org) => {
    const permission = org.baseRepositoryPermission
    if (permission === 'none' || permission === 'read') return pass()
    return fail(fact('default_repository_permission', permission), {
      severity: permission === 'admin' ? 'critical' : 'high',
    })
  },
  why:
    'The base permission holds for every member and every repository, new ones included. With write, one taken-over ' +
    'account can change all code of the organization; with admin it can also switch off branch protection, add ' +
    'outsiders and delete repositories.',
  fix: {
    steps: [
      'Give teams the write access that they need first: repository settings › Collaborators and teams. Without that, ' +
        'people who relied on the base permission can no longer push.',
      'Organization settings › Member privileges › "Base permissions": choose Read, or "No permission" where not all ' +
        'members may read all code.',
      'Confirm with "Change default permission". It takes effect at once, for present members too.',
    ],
    link: '{web}/organizations/{scope}/settings/member_privileges',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles/setting-base-permissions-for-an-organization',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.3.8'],
    'NIST 800-53r5': ['AC-6'],
    'SOC 2': ['CC6.3'],
    'ISO 27001:2022': ['5.15'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      { when: 'nothing by default', subject: { baseRepositoryPermission: 'none' } },
      { when: 'read', subject: { baseRepositoryPermission: 'read' } },
    ],
    fail: [
      { when: 'write', subject: { baseRepositoryPermission: 'write' } },
      { when: 'admin, which is critical', subject: { baseRepositoryPermission: 'admin' } },
    ],
  },
})
