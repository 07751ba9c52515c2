import { primaryEmail, type Team, type User } from '@rollcall/directory'
import type { OrganizationRow } from '../store/organizations.ts'
import type { TeamView } from '../store/teams.ts'

/** Where the API stands, without a slash at its end, and where the pages of people and organizations would be. */
export interface Place {
  api: string
  web: string
}

export interface PersonView {
  accountId: number
  login: string
  displayName?: string | undefined
}

const nodeId = (kind: string, id: number): string => Buffer.from(`${kind}${id}`).toString('base64')

/** `simple-user` of GitHub's description. */
export function simpleUser({ api, web }: Place, { accountId, login, displayName }: PersonView) {
  const url = `${api}/users/${login}`
  return {
    login,
    id: accountId,
    node_id: nodeId('04:User', accountId),
    avatar_url: `${web}/avatars/u/${accountId}`,
    gravatar_id: '',
    url,
    html_url: `${web}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: 'User',
    site_admin: false,
    ...(displayName === undefined ? {} : { name: displayName }),
  }
}

export function simpleOrganization({ api, web }: Place, row: Pick<OrganizationRow, 'id' | 'login' | 'description'>) {
  const url = `${api}/orgs/${row.login}`
  return {
    login: row.login,
    id: row.id,
    node_id: nodeId('012:Organization', row.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${web}/avatars/u/${row.id}`,
    description: row.description,
  }
}

/** `organization-full`. Of repositories and followers there are none here. */
export function fullOrganization(place: Place, row: OrganizationRow) {
  return {
    ...simpleOrganization(place, row),
    name: row.name,
    html_url: `${place.web}/${row.login}`,
    has_organization_projects: false,
    has_repository_projects: false,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    type: 'Organization',
    created_at: row.created_at,
    updated_at: row.updated_at,
    archived_at: null,
  }
}

type TeamPart = Pick<TeamView, 'id' | 'slug' | 'name'> & { description?: string | null; privacy?: string }

function teamPart({ api, web }: Place, organization: NonNullable<Team['organization']>, team: TeamPart) {
  const url = `${api}/organizations/${organization.id}/team/${team.id}`
  return {
    id: team.id,
    node_id: nodeId('04:Team', team.id),
    name: team.name,
    slug: team.slug,
    description: team.description ?? null,
    privacy: team.privacy ?? 'closed',
    permission: 'pull',
    url,
    html_url: `${web}/orgs/${organization.login}/teams/${team.slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: 'organization',
    organization_id: organization.id,
  }
}

/** `team`, of an organization. */
export function simpleTeam(place: Place, team: TeamView) {
  if (!team.organization) throw new TypeError(`the enterprise team ${team.id} is of no organization`)
  return {
    ...teamPart(place, team.organization, team),
    notification_setting: notifications(team),
    parent: team.parent && teamPart(place, team.organization, team.parent),
  }
}

export function fullTeam(place: Place, team: TeamView, organization: OrganizationRow) {
  return {
    ...simpleTeam(place, team),
    members_count: team.members,
    repos_count: 0,
    created_at: team.createdAt,
    updated_at: team.updatedAt,
    organization: fullOrganization(place, organization),
  }
}

const notifications = (team: TeamView) => (team.notifications ? 'notifications_enabled' : 'notifications_disabled')

export function enterpriseTeam({ api, web }: Place, enterprise: string, team: TeamView) {
  const url = `${api}/enterprises/${enterprise}/teams/${encodeURIComponent(team.slug)}`
  return {
    id: team.id,
    name: team.name,
    ...(team.description === null ? {} : { description: team.description }),
    slug: team.slug,
    url,
    html_url: `${web}/enterprises/${enterprise}/teams/${encodeURIComponent(team.slug)}`,
    members_url: `${url}/memberships{/member}`,
    organization_selection_type: team.selection,
    notification_setting: notifications(team),
    group_id: team.group?.id ?? null,
    created_at: team.createdAt,
    updated_at: team.updatedAt,
  }
}

export interface ExternalGroup {
  number: number
  displayName: string
  updatedAt: number
}

/** Times as RFC 3339: the description's own example is none, and clients fail to read it. */
export const simpleExternalGroup = ({ number, displayName, updatedAt }: ExternalGroup) => ({
  group_id: number,
  group_name: displayName,
  updated_at: new Date(updatedAt).toISOString(),
})

export const externalGroup = (
  group: ExternalGroup,
  teams: readonly { id: number; name: string }[],
  members: readonly User[],
) => ({
  ...simpleExternalGroup(group),
  teams: teams.map(({ id, name }) => ({ team_id: id, team_name: name })),
  members: members.map((user) => ({
    member_id: user.accountId,
    member_login: user.login,
    member_name: user.displayName,
    member_email: (user.identity ? primaryEmail(user.identity) : user.email) ?? '',
  })),
})
