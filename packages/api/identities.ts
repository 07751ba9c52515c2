import { type Static, Type } from 'typebox'
import { Gap, IdParams, List, nullable, object, Paging, SeverityName, Timestamp } from './common.ts'
import { defineRoute } from './route.ts'

const tag = 'Identities'

const IdentityKindName = Type.Enum(['person', 'bot', 'service_account', 'break_glass', 'external', 'unknown'])
const DeclaredKindName = Type.Enum(['bot', 'service_account', 'break_glass'])

export const Identity = object({
  id: Type.String(),
  name: Type.String(),
  kind: IdentityKindName,
  kindReasons: Type.Array(Type.String(), { description: 'The facts that led to the kind, or why they do not decide.' }),
  logins: Type.Array(Type.String()),
  systems: Type.Array(Type.String()),
  scopes: Type.Array(Type.String()),
  privileged: nullable(Type.Boolean({ description: 'Holds the highest role somewhere. Null: could not be seen.' })),
  secondFactor: nullable(Type.String({ description: 'The weakest of its accounts. Null: could not be seen.' })),
  accounts: Type.Integer(),
  openFindings: Type.Integer(),
  worst: nullable(SeverityName),
  firstSeenAt: Timestamp,
  lastSeen: nullable(
    object(
      { at: Timestamp, how: Type.String({ description: 'What was used then.' }) },
      { description: 'The last use of it that any connected system told. Null: none was told.' },
    ),
  ),
})
export type Identity = Static<typeof Identity>

export const IdentityAccount = object({
  connectionId: Type.String(),
  connectionName: Type.String(),
  system: Type.String(),
  scope: Type.String(),
  stream: Type.String(),
  streamTitle: Type.String(),
  login: Type.String(),
  name: Type.String(),
  role: Type.String(),
  privileged: nullable(Type.Boolean()),
  secondFactor: nullable(Type.String()),
  verifiedEmails: Type.Array(Type.String()),
  url: nullable(Type.String()),
  why: Type.String({ description: 'Why it belongs to this identity.' }),
  stale: Type.Boolean(),
  readAt: Timestamp,
})

const StreamGap = object({ stream: Type.String(), title: Type.String(), scope: Type.String(), gap: Gap })

export const IdentityDetail = object({
  ...Identity.properties,
  accountList: Type.Array(IdentityAccount),
  declaration: nullable(
    object({ kind: DeclaredKindName, reason: Type.String(), madeAt: Timestamp, madeBy: Type.String() }),
  ),
  access: Type.Array(
    object({
      scope: Type.String(),
      on: Type.Enum(['organization', 'team', 'repository']),
      name: Type.String(),
      role: nullable(Type.String()),
      through: Type.String(),
      url: nullable(Type.String()),
      stale: Type.Boolean(),
    }),
  ),
  credentials: Type.Array(
    object({
      scope: Type.String(),
      type: Type.String(),
      name: Type.String(),
      may: nullable(Type.String({ description: 'Scopes or permissions. Null: not told.' })),
      expiresAt: nullable(Type.String({ description: 'Empty: never. Null: not told.' })),
      lastUsedAt: nullable(Type.String({ description: 'Empty: never. Null: not told.' })),
      url: nullable(Type.String()),
      stale: Type.Boolean(),
    }),
  ),
  unseen: object(
    { access: Type.Array(StreamGap), credential: Type.Array(StreamGap), use: Type.Array(StreamGap) },
    { description: 'What could not be read whole of access, credentials and uses, and why.' },
  ),
})
export type IdentityDetail = Static<typeof IdentityDetail>

export const listIdentities = defineRoute({
  id: 'listIdentities',
  tag,
  method: 'GET',
  path: '/identities',
  summary: 'Everyone and everything that has an account in a connected system',
  access: 'identities:read',
  query: object({
    q: Type.Optional(Type.String({ maxLength: 200 })),
    kind: Type.Optional(IdentityKindName),
    privileged: Type.Optional(Type.Boolean()),
    scope: Type.Optional(Type.String({ maxLength: 200 })),
    sort: Type.Optional(Type.Enum(['name', 'findings'])),
    ...Paging,
  }),
  response: List(Identity),
})

export const getIdentity = defineRoute({
  id: 'getIdentity',
  tag,
  method: 'GET',
  path: '/identities/{id}',
  summary: 'One identity: its accounts, why they are joined, its access',
  access: 'identities:read',
  params: IdParams,
  response: IdentityDetail,
})

export const exportIdentities = defineRoute({
  id: 'exportIdentities',
  tag,
  method: 'GET',
  path: '/identities/export',
  summary: 'All identities with their kind, the reasons for it, and when each was last seen to act',
  access: 'identities:read',
  query: object({ format: Type.Optional(Type.Enum(['csv', 'json'])) }),
  produces: 'text/csv',
})

export const declareIdentity = defineRoute({
  id: 'declareIdentity',
  tag,
  method: 'PUT',
  path: '/identities/{id}/declaration',
  summary:
    'Declare an identity to be a bot, a service account or a break-glass account. Checks heed it from the next scan on',
  access: 'findings:write',
  params: IdParams,
  body: object({ kind: DeclaredKindName, reason: Type.String({ minLength: 1, maxLength: 2000 }) }),
  response: Identity,
})

export const endDeclaration = defineRoute({
  id: 'endDeclaration',
  tag,
  method: 'DELETE',
  path: '/identities/{id}/declaration',
  summary: 'Take back what an identity was declared to be; it is what the facts say again',
  access: 'findings:write',
  params: IdParams,
  response: Identity,
})
