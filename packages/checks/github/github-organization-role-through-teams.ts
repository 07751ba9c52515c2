import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

/** Names of permissions that change secrets, runners, webhooks, roles or people. */
const grants = (permission: string) => /^(write|edit|manage|delete)_organization/.test(permission)

export default defineCheck({
  id: 'github-organization-role-through-teams',
  severity: 'medium',
  category: 'access',
  each: 'github.organization_role',
  needs: [],
  title: 'Powerful organization role is held through teams',
  problem: 'A powerful role is held by name',
  judge: (role) => {
    const powerful =
      role.baseRole === 'write' ||
      role.baseRole === 'maintain' ||
      role.baseRole === 'admin' ||
      role.permissions.some(grants)
    if (!powerful) return notApplicable('The role gives nothing that would be dangerous.')
    const people = [...role.direct].sort()
    return people.length === 0 ? pass() : fail([fact('assignment.direct', people), fact('role.name', role.role)])
  },
  why:
    'A role of the organization reaches every repository, or changes who else does. Given to a person by name ' +
    'it stays with them from job to job; given to a team it ends when they leave the team.',
  fix: {
    steps: [
      'Make a team for the task, and assign the role to it: Organization settings › Organization roles › ' +
        'Role assignments › "New role assignment".',
      'Then remove the assignments of single people.',
    ],
    link: '{web}/organizations/{scope}/settings/org_role_assignments',
  },
  refs: [
    'https://docs.github.com/en/rest/orgs/organization-roles',
    'https://docs.github.com/en/organizations/managing-peoples-access-to-your-organization-with-roles/using-organization-roles',
  ],
  maps: {
    'NIST 800-53r5': ['AC-6(5)'],
    'SOC 2': ['CC6.3'],
    'ISO 27001:2022': ['8.2'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'held by a team only', subject: { baseRole: 'admin', direct: [] } }],
    fail: [
      { when: 'all repositories, by name', subject: { role: 'all_repo_admin', baseRole: 'admin', direct: ['ada'] } },
      {
        when: 'secrets, by name',
        subject: { role: 'ci', baseRole: 'none', permissions: ['write_organization_actions_secrets'], direct: ['ada'] },
      },
    ],
    not_applicable: [{ when: 'it only reads', subject: { baseRole: 'read', permissions: ['read_audit_logs'] } }],
    unknown: [{ when: 'who holds it was not shown', subject: { baseRole: 'admin', direct: null } }],
  },
})
