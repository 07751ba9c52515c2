import { type Static, Type } from 'typebox'
import { List, nullable, object, Paging, Timestamp } from './common.ts'
import { defineRoute } from './route.ts'
import { Email } from './session.ts'

const tag = 'Directory'

const Slug = Type.String({
  pattern: '^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$',
  description: 'Lower-case letters, digits and dashes; the {enterprise} of its addresses',
})
const Kind = Type.Enum(['emu', 'ghes'], {
  description: '`emu`: Enterprise Managed Users on github.com; `ghes`: Enterprise Server',
})
const IdentityProvider = Type.Enum(['entra', 'okta', 'ping', 'other'], {
  description: 'Who provisions: Entra ID differs in what happens to the e-mail of a suspended user',
})
export const EnterpriseParams = object({ enterprise: Type.String({ maxLength: 60 }) })
export const MemberParams = object({
  enterprise: Type.String({ maxLength: 60 }),
  id: Type.String({ maxLength: 64 }),
})

/** What an enterprise's options are: every point where no public source decides what GitHub does. */
const OptionValue = Type.Union([Type.String({ maxLength: 64 }), Type.Number()])
const Options = Type.Record(Type.String({ maxLength: 64 }), OptionValue)

export const EnterpriseOption = object({
  id: Type.String(),
  label: Type.String(),
  reason: Type.String({ description: 'Why it is a choice, and what the default rests on.' }),
  area: Type.String(),
  values: Type.Array(OptionValue),
  value: OptionValue,
  fallback: OptionValue,
})
export type EnterpriseOption = Static<typeof EnterpriseOption>

export const Enterprise = object({
  slug: Type.String(),
  name: Type.String(),
  kind: Kind,
  shortCode: nullable(Type.String({ description: 'Ends every login of an EMU enterprise, after `_`.' })),
  host: nullable(Type.String({ description: 'Host name at which a GHES enterprise answers.' })),
  scim: Type.Enum(['on', 'off'], { description: 'Off: every SCIM request is refused.' }),
  copyOf: nullable(Type.String({ description: 'Slug of the enterprise that this one rehearses for.' })),
  setupEmail: nullable(Type.String({ description: 'E-mail of the set-up user, which SCIM gives to nobody else.' })),
  setupUser: Type.String({ description: 'Login of the set-up user, who owns the tokens and causes SCIM events.' }),
  identityProvider: IdentityProvider,
  users: Type.Integer(),
  suspended: Type.Integer(),
  groups: Type.Integer(),
  /** Where clients are pointed. */
  addresses: object({ github: Type.String(), standard: Type.String() }),
  notices: Type.Array(object({ code: Type.String(), message: Type.String(), fix: Type.String() })),
  createdAt: Timestamp,
  createdBy: Type.String(),
})
export type Enterprise = Static<typeof Enterprise>

export const EnterpriseDetail = object({ ...Enterprise.properties, options: Type.Array(EnterpriseOption) })
export type EnterpriseDetail = Static<typeof EnterpriseDetail>

export const listEnterprises = defineRoute({
  id: 'listEnterprises',
  tag,
  method: 'GET',
  path: '/enterprises',
  summary: 'Managed enterprises',
  access: 'directory:read',
  response: List(Enterprise),
})

export const createEnterprise = defineRoute({
  id: 'createEnterprise',
  tag,
  method: 'POST',
  path: '/enterprises',
  summary: 'Make a managed enterprise that identity providers can provision into',
  access: 'directory:write',
  body: object({
    slug: Slug,
    kind: Kind,
    shortCode: Type.Optional(
      Type.String({ pattern: '^[A-Za-z0-9]{3,8}$', description: 'EMU only: 3 to 8 letters and digits; never changes' }),
    ),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    host: Type.Optional(
      Type.String({ format: 'hostname', maxLength: 253, description: 'GHES only: the host name it answers at' }),
    ),
    setupUser: Type.Optional(
      Type.String({ pattern: '^[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?$', description: 'GHES only' }),
    ),
    setupEmail: Type.Optional(Email),
    scim: Type.Optional(
      Type.Enum(['on', 'off'], { description: 'GHES only: off, to make accounts first and turn SCIM on later' }),
    ),
    identityProvider: Type.Optional(IdentityProvider),
  }),
  status: 201,
  response: Enterprise,
})

export const getEnterprise = defineRoute({
  id: 'getEnterprise',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}',
  summary: 'One enterprise with its options',
  access: 'directory:read',
  params: EnterpriseParams,
  response: EnterpriseDetail,
})

export const updateEnterprise = defineRoute({
  id: 'updateEnterprise',
  tag,
  method: 'PATCH',
  path: '/enterprises/{enterprise}',
  summary: 'Rename, move to another host name, or set options',
  access: 'directory:write',
  params: EnterpriseParams,
  body: object({
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    host: Type.Optional(nullable(Type.String({ format: 'hostname', maxLength: 253 }))),
    setupEmail: Type.Optional(nullable(Email)),
    identityProvider: Type.Optional(IdentityProvider),
    options: Type.Optional(Options),
  }),
  response: EnterpriseDetail,
})

export const removeEnterprise = defineRoute({
  id: 'removeEnterprise',
  tag,
  method: 'DELETE',
  path: '/enterprises/{enterprise}',
  summary: 'Remove the enterprise with its users, groups, tokens and audit log',
  description: 'The slug is given once more as `confirm`, because nothing brings it back.',
  access: 'directory:write',
  params: EnterpriseParams,
  query: object({ confirm: Type.String({ maxLength: 60 }) }),
  status: 204,
})

export const scimScopes = [
  'scim:enterprise',
  'admin:enterprise',
  'read:enterprise',
  'admin:org',
  'write:org',
  'read:org',
  'read:audit_log',
] as const
const ScopeName = Type.Enum([...scimScopes])

export const ScimToken = object({
  id: Type.String(),
  name: Type.String(),
  scopes: Type.Array(ScopeName),
  owner: Type.String({ description: 'Login of the set-up user.' }),
  createdAt: Timestamp,
  createdBy: Type.String(),
  expiresAt: nullable(Timestamp),
  usedAt: nullable(Timestamp),
  state: Type.Enum(['active', 'expired', 'revoked']),
  warning: nullable(Type.String({ description: 'What is unwise about it: it expires, or may do more than SCIM.' })),
})
export type ScimToken = Static<typeof ScimToken>

export const listScimTokens = defineRoute({
  id: 'listScimTokens',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}/tokens',
  summary: 'Personal access tokens (classic) of the set-up user',
  access: 'directory:read',
  params: EnterpriseParams,
  response: List(ScimToken),
})

export const createScimToken = defineRoute({
  id: 'createScimToken',
  tag,
  method: 'POST',
  path: '/enterprises/{enterprise}/tokens',
  summary: 'Make a token; it is shown this once',
  access: 'directory:write',
  params: EnterpriseParams,
  body: object({
    scopes: Type.Array(ScopeName, { minItems: 1, maxItems: scimScopes.length, uniqueItems: true }),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    expiresInDays: Type.Optional(
      nullable(Type.Integer({ minimum: 1, maximum: 3650, description: 'null, the default: never' })),
    ),
  }),
  status: 201,
  response: object({ ...ScimToken.properties, token: Type.String() }),
})

export const revokeScimToken = defineRoute({
  id: 'revokeScimToken',
  tag,
  method: 'DELETE',
  path: '/enterprises/{enterprise}/tokens/{id}',
  summary: 'Revoke a token at once',
  access: 'directory:write',
  params: MemberParams,
  status: 204,
})

const DirectoryUser = object({
  id: Type.String(),
  userName: Type.String(),
  externalId: nullable(Type.String()),
  login: Type.String({ description: 'The login it has now; obfuscated while suspended.' }),
  originalLogin: Type.String({ description: 'The login it gets back when it is reactivated.' }),
  displayName: nullable(Type.String()),
  email: nullable(Type.String()),
  state: Type.Enum(['active', 'suspended']),
  role: Type.String(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
})
export type DirectoryUser = Static<typeof DirectoryUser>

export const AuditRecord = object({
  at: Timestamp,
  action: Type.String(),
  actor: Type.String(),
  user: nullable(Type.String()),
  requestId: Type.String(),
  data: Type.Record(Type.String(), Type.Unknown()),
})
export type AuditRecord = Static<typeof AuditRecord>

const UserFilter = {
  state: Type.Optional(Type.Enum(['active', 'suspended'])),
  q: Type.Optional(
    Type.String({ maxLength: 200, description: 'Begins userName, login or display name, or is the externalId' }),
  ),
}

export const listDirectoryUsers = defineRoute({
  id: 'listDirectoryUsers',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}/users',
  summary: 'Users of an enterprise',
  access: 'directory:read',
  params: EnterpriseParams,
  query: object({ ...UserFilter, ...Paging }),
  response: List(DirectoryUser),
})

export const exportDirectoryUsers = defineRoute({
  id: 'exportDirectoryUsers',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}/users/export',
  summary: 'All users that match, with all that is kept of their identities and their groups, as CSV or JSON',
  description: 'What `ghe-scim-identities-csv` is on GitHub Enterprise Server.',
  access: 'directory:read',
  params: EnterpriseParams,
  query: object({ ...UserFilter, format: Type.Optional(Type.Enum(['csv', 'json'])) }),
  produces: 'text/csv',
})

/** A team as it is told apart from others of its name. */
const TeamRef = object({ id: Type.Integer(), name: Type.String(), organization: nullable(Type.String()) })

export const getDirectoryHistory = defineRoute({
  id: 'getDirectoryHistory',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}/history/{id}',
  summary: 'What the audit log says about a user or a group, newest first, also once it is deleted',
  access: 'directory:read',
  params: MemberParams,
  response: object({ items: Type.Array(AuditRecord) }),
})

export const getDirectoryUser = defineRoute({
  id: 'getDirectoryUser',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}/users/{id}',
  summary: 'One user with its groups, keys, SCIM resource and history',
  access: 'directory:read',
  params: MemberParams,
  response: object({
    ...DirectoryUser.properties,
    resource: Type.Record(Type.String(), Type.Unknown()),
    groups: Type.Array(object({ id: Type.String(), displayName: Type.String() })),
    teams: Type.Array(TeamRef, { description: 'The first hundred that the user is in.' }),
    organizations: Type.Array(Type.String(), { description: 'Logins of those that the user is a member of.' }),
    keys: Type.Array(
      object({
        kind: Type.Enum(['ssh', 'gpg']),
        fingerprint: Type.String(),
        algorithm: Type.String(),
        title: Type.String(),
        addedAt: Timestamp,
      }),
      { description: 'Public keys that came with a sign-in.' },
    ),
    history: Type.Array(AuditRecord),
  }),
})

const DirectoryGroup = object({
  id: Type.String(),
  displayName: Type.String(),
  externalId: nullable(Type.String()),
  members: Type.Integer(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
})
export type DirectoryGroup = Static<typeof DirectoryGroup>

export const listDirectoryGroups = defineRoute({
  id: 'listDirectoryGroups',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}/groups',
  summary: 'Groups of an enterprise',
  access: 'directory:read',
  params: EnterpriseParams,
  query: object({ q: Type.Optional(Type.String({ maxLength: 200 })), ...Paging }),
  response: List(DirectoryGroup),
})

export const listGroupMembers = defineRoute({
  id: 'listGroupMembers',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}/groups/{id}',
  summary: 'One group with a page of its members',
  access: 'directory:read',
  params: MemberParams,
  query: object(Paging),
  response: object({
    group: DirectoryGroup,
    teams: Type.Array(TeamRef, { description: 'Those that are linked to it.' }),
    members: List(
      object({
        id: Type.String(),
        login: Type.String(),
        displayName: nullable(Type.String()),
        suspended: Type.Boolean(),
      }),
    ),
    history: Type.Array(AuditRecord),
  }),
})

const Outcome = Type.Enum(['changed', 'unchanged', 'read', 'failed'])

export const ScimRequest = object({
  id: Type.String(),
  at: Timestamp,
  method: Type.String(),
  path: Type.String(),
  status: Type.Integer(),
  ms: Type.Number(),
  client: Type.String({ description: 'Which client it was taken for.' }),
  userAgent: Type.String(),
  token: nullable(Type.String({ description: 'Name of the token.' })),
  outcome: Outcome,
  why: Type.String({ description: 'What it did, or why it was refused.' }),
  subject: nullable(object({ kind: Type.Enum(['User', 'Group']), id: Type.String() })),
})
export type ScimRequest = Static<typeof ScimRequest>

const SubjectName = nullable(Type.String({ description: 'Name of the user or group, while there is one.' }))

const ListedScimRequest = object({
  ...ScimRequest.properties,
  subjectName: SubjectName,
  changed: Type.Array(Type.String(), { description: 'Attributes that it changed.' }),
})
export type ListedScimRequest = Static<typeof ListedScimRequest>

export const listScimRequests = defineRoute({
  id: 'listScimRequests',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}/requests',
  summary: 'SCIM requests as they came, newest first',
  access: 'directory:read',
  params: EnterpriseParams,
  query: object({
    outcome: Type.Optional(Outcome),
    q: Type.Optional(Type.String({ maxLength: 200, description: 'Part of the path, a subject id, or a status' })),
    ...Paging,
  }),
  response: List(ListedScimRequest),
})

export const getScimRequest = defineRoute({
  id: 'getScimRequest',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}/requests/{id}',
  summary: 'One SCIM request: body, answer, what it changed',
  access: 'directory:read',
  params: MemberParams,
  response: object({
    ...ScimRequest.properties,
    subjectName: SubjectName,
    requestId: nullable(Type.String({ description: 'Under which its events are in the audit log.' })),
    body: nullable(Type.String()),
    answer: nullable(Type.String()),
    changes: Type.Array(object({ attribute: Type.String(), from: Type.Unknown(), to: Type.Unknown() })),
  }),
})

export const replayScimRequest = defineRoute({
  id: 'replayScimRequest',
  tag,
  method: 'POST',
  path: '/enterprises/{enterprise}/requests/{id}/replay',
  summary: 'What the request would do now. Nothing is changed',
  access: 'directory:write',
  params: MemberParams,
  response: object({
    status: Type.Integer(),
    answer: Type.String(),
    why: Type.String(),
    changes: Type.Array(object({ attribute: Type.String(), from: Type.Unknown(), to: Type.Unknown() })),
    events: Type.Array(Type.String()),
  }),
})
