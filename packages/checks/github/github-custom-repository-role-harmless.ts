import { defineCheck, fact, fail, pass } from '@rollcall/core'

const dangerous = new Set([
  'bypass_branch_protection',
  'delete_alerts_code_scanning',
  'edit_repo_protections',
  'jump_merge_queue',
  'manage_deploy_keys',
  'manage_webhooks',
  'push_protected_branch',
  'resolve_secret_scanning_alerts',
])

export default defineCheck({
  id: 'github-custom-repository-role-harmless',
  severity: 'medium',
  category: 'access',
  each: 'github.custom_repository_role',
  needs: [],
  title: 'Custom role does not get past protection',
  problem: 'A custom role gets past protection',
  judge: (role) => {
    const held = role.permissions.filter((permission) => dangerous.has(permission)).sort()
    return held.length === 0 ? pass() : fail([fact('permissions', held), fact('base_role', role.baseRole)])
  },
  why:
    'A custom role looks like a little more than Write on the list of people with access. With such a ' +
    'permission it is as good as an admin’s: it walks past reviews, hides alerts, or changes the rules ' +
    'themselves.',
  fix: {
    steps: [
      'Organization settings › Repository roles: open the role and remove the permission, or raise those ' +
        'few who need it to Admin, where it can be seen.',
      'Look under repositories who has the role.',
    ],
    link: '{web}/organizations/{scope}/settings/roles',
  },
  refs: [
    'https://docs.github.com/en/enterprise-cloud@latest/rest/orgs/custom-roles',
    'https://docs.github.com/en/enterprise-cloud@latest/organizations/managing-peoples-access-to-your-organization-with-roles/about-custom-repository-roles',
  ],
  maps: {
    'NIST 800-53r5': ['AC-6'],
    'SOC 2': ['CC6.3'],
    'ISO 27001:2022': ['8.2'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'labels only', subject: { permissions: ['add_label'] } }],
    fail: [
      {
        when: 'it bypasses protection',
        subject: { permissions: ['add_label', 'bypass_branch_protection'], baseRole: 'write' },
      },
    ],
    unknown: [{ when: 'its permissions were not shown', subject: { permissions: null } }],
  },
})
