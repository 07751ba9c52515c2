import type { GithubOrganizationRole } from '../../company/github-world.ts'
import { type Answer, ok, refuse } from '../answer.ts'
import { nodeId } from '../node-id.ts'
import { refuseAdministration } from './organization.ts'
import { cutPage } from './page.ts'
import type { OrganizationRequest } from './request.ts'
import { ofAccount, ofOrganization, showOwner } from './user.ts'

const administers = ({ sight, org }: OrganizationRequest) => sight.stand(org).owner && sight.has('admin:org')

/** `GET /orgs/{org}/organization-roles` */
export function answerRoles(request: OrganizationRequest): Answer {
  const { org, addresses, docs } = request
  if (!administers(request)) return refuse(404, 'Not Found', docs)
  return ok({
    total_count: org.roles.length,
    roles: org.roles.map((role) => ({
      id: role.id,
      name: role.name,
      description: null,
      base_role: role.baseRole,
      source: role.source,
      permissions: role.permissions,
      organization: role.source === 'Organization' ? showOwner(ofOrganization(org), addresses) : null,
      created_at: org.createdAt,
      updated_at: org.createdAt,
    })),
  })
}

/** Who holds the role, and through which teams. */
function listHolders({ org }: OrganizationRequest, role: GithubOrganizationRole): Map<string, string[]> {
  const holders = new Map<string, string[]>(role.users.map((login) => [login, []]))
  for (const slug of role.teams)
    for (const login of org.teams.find((team) => team.slug === slug)?.members ?? [])
      holders.set(login, [...(holders.get(login) ?? []), slug])
  return holders
}

/** `GET /orgs/{org}/organization-roles/{role_id}/users` */
export function answerRoleUsers(request: OrganizationRequest): Answer {
  const { org, params, state, addresses, docs } = request
  const role = org.roles.find((one) => String(one.id) === params.role_id)
  if (!administers(request) || !role) return refuse(404, 'Not Found', docs)
  const holders = listHolders(request, role)
  const page = cutPage([...holders], request, `organization-roles/${role.id}/users`)
  return ok(
    page.items.map(([login, teams]) => ({
      ...showOwner(ofAccount(state.account(login)), addresses),
      assignment: teams.length === 0 ? 'direct' : role.users.includes(login) ? 'mixed' : 'indirect',
      inherited_from: teams.flatMap((slug) => showTeam(request, slug)),
    })),
    page.headers,
  )
}

function showTeam({ org, addresses }: OrganizationRequest, slug: string) {
  const team = org.teams.find((one) => one.slug === slug)
  if (!team) return []
  const url = `${addresses.api}/organizations/${org.id}/team/${team.id}`
  return [
    {
      id: team.id,
      node_id: nodeId('T', team.id),
      url,
      html_url: `${addresses.web}/orgs/${org.login}/teams/${slug}`,
      name: team.name,
      slug,
      description: team.description,
      privacy: team.privacy,
      notification_setting: team.notificationSetting,
      permission: team.permission,
      members_url: `${url}/members{/member}`,
      repositories_url: `${url}/repos`,
      type: 'organization',
      organization_id: org.id,
    },
  ]
}

/** `GET /orgs/{org}/custom-repository-roles` */
export function answerCustomRepositoryRoles(request: OrganizationRequest): Answer {
  const { org, addresses, docs } = request
  if (org.plan !== 'enterprise') return refuse(404, 'Not Found', docs)
  if (!administers(request)) return refuseAdministration(docs)
  return ok({
    total_count: org.customRepositoryRoles.length,
    custom_roles: org.customRepositoryRoles.map((role) => ({
      id: role.id,
      name: role.name,
      description: null,
      base_role: role.baseRole,
      permissions: role.permissions,
      organization: showOwner(ofOrganization(org), addresses),
      created_at: org.createdAt,
      updated_at: org.createdAt,
    })),
  })
}
