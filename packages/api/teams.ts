import { type Static, Type } from 'typebox'
import { List, nullable, object, Paging, Timestamp } from './common.ts'
import { defineRoute } from './route.ts'

const tag = 'Directory'

const Enterprise = Type.String({ maxLength: 60 })
const Login = Type.String({ minLength: 1, maxLength: 60 })
const TeamId = Type.Integer({ minimum: 1 })
const Search = Type.Optional(Type.String({ maxLength: 200, description: 'Begins a name' }))
const EnterpriseParams = object({ enterprise: Enterprise })
const OrganizationParams = object({ enterprise: Enterprise, organization: Login })
const TeamParams = object({ enterprise: Enterprise, team: TeamId })

export const Organization = object({
  login: Type.String(),
  name: Type.String(),
  description: nullable(Type.String()),
  members: Type.Integer({ description: 'Without those who are suspended.' }),
  suspended: Type.Integer(),
  teams: Type.Integer(),
  createdAt: Timestamp,
})
export type Organization = Static<typeof Organization>

export const listOrganizations = defineRoute({
  id: 'listOrganizations',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}/organizations',
  summary: 'Organizations of an enterprise',
  access: 'directory:read',
  params: EnterpriseParams,
  query: object({ q: Search, ...Paging }),
  response: List(Organization),
})

export const createOrganization = defineRoute({
  id: 'createOrganization',
  tag,
  method: 'POST',
  path: '/enterprises/{enterprise}/organizations',
  summary: 'Make an organization',
  access: 'directory:write',
  params: EnterpriseParams,
  body: object({ login: Login, name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })) }),
  status: 201,
  response: Organization,
})

export const removeOrganization = defineRoute({
  id: 'removeOrganization',
  tag,
  method: 'DELETE',
  path: '/enterprises/{enterprise}/organizations/{organization}',
  summary: 'Remove an organization with its teams and memberships',
  description: 'The login is given once more as `confirm`, because nothing brings it back.',
  access: 'directory:write',
  params: OrganizationParams,
  query: object({ confirm: Type.String({ maxLength: 60 }) }),
  status: 204,
})

export const OrganizationMember = object({
  id: nullable(Type.String()),
  login: Type.String(),
  displayName: Type.String(),
  suspended: Type.Boolean(),
  role: Type.Enum(['member', 'admin']),
  direct: Type.Boolean({ description: 'Added by hand: no group takes it away.' }),
  teams: Type.Array(Type.String(), { description: 'Names of the teams with a group that keep the user in.' }),
})
export type OrganizationMember = Static<typeof OrganizationMember>

export const listOrganizationMembers = defineRoute({
  id: 'listOrganizationMembers',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}/organizations/{organization}/members',
  summary: 'An organization with a page of its members, or of those who are suspended',
  access: 'directory:read',
  params: OrganizationParams,
  query: object({ suspended: Type.Optional(Type.Boolean()), q: Search, ...Paging }),
  response: object({ organization: Organization, members: List(OrganizationMember) }),
})

const MemberParams = object({ enterprise: Enterprise, organization: Login, login: Login })

export const setOrganizationMember = defineRoute({
  id: 'setOrganizationMember',
  tag,
  method: 'PUT',
  path: '/enterprises/{enterprise}/organizations/{organization}/members/{login}',
  summary: 'Make a user a member by hand, or give a member another role',
  access: 'directory:write',
  params: MemberParams,
  body: object({ role: Type.Enum(['member', 'admin']) }),
  status: 204,
})

export const removeOrganizationMember = defineRoute({
  id: 'removeOrganizationMember',
  tag,
  method: 'DELETE',
  path: '/enterprises/{enterprise}/organizations/{organization}/members/{login}',
  summary: 'Take a user out of an organization, and out of its teams',
  description: 'Refused while a group that is linked to one of its teams keeps the user in.',
  access: 'directory:write',
  params: MemberParams,
  status: 204,
})

const Sync = Type.Enum(['in_sync', 'frozen', 'over_limit', 'no_licences'])

const Selection = Type.Enum(['disabled', 'selected', 'all'], {
  description: 'Which organizations an enterprise team brings its members into.',
})

export const Team = object({
  id: Type.Integer(),
  slug: Type.String(),
  name: Type.String(),
  description: nullable(Type.String()),
  organization: nullable(Type.String({ description: 'null: a team of the enterprise' })),
  selection: Selection,
  assigned: Type.Integer({ description: 'How many organizations an enterprise team brings its members into.' }),
  parent: nullable(Type.String()),
  children: Type.Integer(),
  group: nullable(object({ id: Type.String(), displayName: Type.String() })),
  groupMembers: Type.Integer({ description: 'Members that SCIM shows of the linked group.' }),
  members: Type.Integer(),
  byHand: Type.Integer(),
  sync: nullable(Sync),
  pending: Type.Boolean({ description: 'A job is about to bring it to what its group says.' }),
  reason: nullable(Type.String({ description: 'Why it is not what its group says, and what to do.' })),
  syncedAt: nullable(Timestamp),
  createdAt: Timestamp,
})
export type Team = Static<typeof Team>

const TeamState = Type.Enum(['linked', 'unlinked', 'out_of_sync'])

export const listTeams = defineRoute({
  id: 'listTeams',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}/teams',
  summary: 'Teams of an enterprise and of its organizations',
  access: 'directory:read',
  params: EnterpriseParams,
  query: object({ q: Search, state: Type.Optional(TeamState), organization: Type.Optional(Login), ...Paging }),
  response: List(Team),
})

export const createTeam = defineRoute({
  id: 'createTeam',
  tag,
  method: 'POST',
  path: '/enterprises/{enterprise}/teams',
  summary: 'Make a team of an organization, or of the enterprise',
  access: 'directory:write',
  params: EnterpriseParams,
  body: object({
    name: Type.String({ minLength: 1, maxLength: 100 }),
    organization: nullable(Login),
    description: Type.Optional(Type.String({ maxLength: 500 })),
    group: Type.Optional(Type.String({ maxLength: 64, description: 'SCIM id of a group to link at once' })),
  }),
  status: 201,
  response: Team,
})

export const getTeam = defineRoute({
  id: 'getTeam',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}/teams/{team}',
  summary: 'One team with a page of its members',
  access: 'directory:read',
  params: TeamParams,
  query: object(Paging),
  response: object({
    team: Team,
    organizations: Type.Array(Type.String(), { description: 'Logins of those that an enterprise team has.' }),
    members: List(
      object({
        id: nullable(Type.String()),
        login: Type.String(),
        suspended: Type.Boolean(),
        role: Type.Enum(['member', 'maintainer']),
        byGroup: Type.Boolean(),
      }),
    ),
  }),
})

export const removeTeam = defineRoute({
  id: 'removeTeam',
  tag,
  method: 'DELETE',
  path: '/enterprises/{enterprise}/teams/{team}',
  summary: 'Remove a team. Who was in the organization for it alone leaves it',
  access: 'directory:write',
  params: TeamParams,
  status: 204,
})

const Group = Type.String({ maxLength: 64, description: 'SCIM id of a group' })

const TeamPreview = object({
  joins: Type.Integer({ description: 'Users who join the team.' }),
  leaves: Type.Integer(),
  joinsOrganization: Type.Integer({ description: 'Memberships of organizations that begin.' }),
  leavesOrganization: Type.Integer(),
  licences: Type.Integer({ description: 'Licences that it takes; below zero, gives back.' }),
  sync: nullable(Sync),
  examples: Type.Array(object({ login: Type.String(), joins: Type.Boolean() })),
})
export type TeamPreview = Static<typeof TeamPreview>

export const previewTeamLink = defineRoute({
  id: 'previewTeamLink',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}/teams/{team}/link',
  summary: 'What linking a group, or with none unlinking, would change. Nothing is',
  access: 'directory:read',
  params: TeamParams,
  query: object({ group: Type.Optional(Group) }),
  response: TeamPreview,
})

export const linkTeam = defineRoute({
  id: 'linkTeam',
  tag,
  method: 'PUT',
  path: '/enterprises/{enterprise}/teams/{team}/link',
  summary: 'Link a group to a team, in place of the one before',
  access: 'directory:write',
  params: TeamParams,
  body: object({ group: Group }),
  response: Team,
})

export const unlinkTeam = defineRoute({
  id: 'unlinkTeam',
  tag,
  method: 'DELETE',
  path: '/enterprises/{enterprise}/teams/{team}/link',
  summary: 'Take the group from a team, and its members out of it',
  access: 'directory:write',
  params: TeamParams,
  response: Team,
})

export const reconcileTeam = defineRoute({
  id: 'reconcileTeam',
  tag,
  method: 'POST',
  path: '/enterprises/{enterprise}/teams/{team}/reconcile',
  summary: 'Make the members of a team what its group says, as is done daily',
  access: 'directory:write',
  params: TeamParams,
  response: object({ changed: Type.Integer(), team: Team }),
})

const OrganizationLogins = Type.Array(Login, {
  maxItems: 1000,
  uniqueItems: true,
  description: 'With `selected`: which',
})

export const previewTeamOrganizations = defineRoute({
  id: 'previewTeamOrganizations',
  tag,
  method: 'POST',
  path: '/enterprises/{enterprise}/teams/{team}/organizations/preview',
  summary: 'What it would change to give an enterprise team these organizations. Nothing is',
  access: 'directory:read',
  params: TeamParams,
  body: object({ selection: Selection, organizations: Type.Optional(OrganizationLogins) }),
  response: TeamPreview,
})

export const setTeamOrganizations = defineRoute({
  id: 'setTeamOrganizations',
  tag,
  method: 'PUT',
  path: '/enterprises/{enterprise}/teams/{team}/organizations',
  summary: 'Say which organizations an enterprise team brings its members into',
  description: 'Whoever is in one of them for no other reason than the team leaves it with the team.',
  access: 'directory:write',
  params: TeamParams,
  body: object({ selection: Selection, organizations: Type.Optional(OrganizationLogins) }),
  response: Team,
})

const TeamMemberParams = object({ enterprise: Enterprise, team: TeamId, login: Login })

export const addTeamMember = defineRoute({
  id: 'addTeamMember',
  tag,
  method: 'PUT',
  path: '/enterprises/{enterprise}/teams/{team}/members/{login}',
  summary: 'Add a user to a team by hand, and to its organization',
  access: 'directory:write',
  params: TeamMemberParams,
  status: 204,
})

export const removeTeamMember = defineRoute({
  id: 'removeTeamMember',
  tag,
  method: 'DELETE',
  path: '/enterprises/{enterprise}/teams/{team}/members/{login}',
  summary: 'Take a user out of a team',
  access: 'directory:write',
  params: TeamMemberParams,
  status: 204,
})

const Licences = object({
  limit: nullable(Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'null: no limit' })),
  used: Type.Integer({ description: 'Users who are in an organization and not suspended.' }),
})

export const getLicences = defineRoute({
  id: 'getLicences',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}/licences',
  summary: 'Licences of an enterprise',
  access: 'directory:read',
  params: EnterpriseParams,
  response: Licences,
})

export const setLicences = defineRoute({
  id: 'setLicences',
  tag,
  method: 'PUT',
  path: '/enterprises/{enterprise}/licences',
  summary: 'Set how many licences there are, and bring in who was waiting for one',
  access: 'directory:write',
  params: EnterpriseParams,
  body: object({ limit: Licences.properties.limit }),
  response: Licences,
})
