import type { GithubOrganizationRole } from './github-world.ts'

const role = (
  id: number,
  name: string,
  permissions: string[] = [],
  baseRole: GithubOrganizationRole['baseRole'] = null,
): GithubOrganizationRole => ({ id, name, baseRole, source: 'Predefined', permissions, users: [], teams: [] })

/** The roles that GitHub gives every organization, with nobody in them. */
export const predefinedRoles: readonly GithubOrganizationRole[] = [
  role(8132, 'all_repo_read', [], 'read'),
  role(8133, 'all_repo_triage', [], 'triage'),
  role(8134, 'all_repo_write', [], 'write'),
  role(8135, 'all_repo_maintain', [], 'maintain'),
  role(8136, 'all_repo_admin', [], 'admin'),
  role(8137, 'ci_cd_admin', [
    'write_organization_actions_secrets',
    'write_organization_actions_settings',
    'write_organization_runners_and_runner_groups',
  ]),
  role(8138, 'security_manager', ['read_code_scanning', 'write_secret_scanning', 'resolve_dependabot_alerts'], 'read'),
]
