import { type Static, Type } from 'typebox'
import { IdParams, List, nullable, object, Paging, SeverityName, Timestamp } from './common.ts'
import { defineRoute } from './route.ts'

const tag = 'Identities'

export const Identity = object({
  id: Type.String(),
  name: Type.String(),
  kind: Type.Enum(['person', 'bot', 'unknown']),
  logins: Type.Array(Type.String()),
  systems: Type.Array(Type.String()),
  scopes: Type.Array(Type.String()),
  privileged: nullable(Type.Boolean({ description: 'Holds the highest role somewhere. Null: could not be seen.' })),
  secondFactor: nullable(Type.String({ description: 'The weakest of its accounts. Null: could not be seen.' })),
  accounts: Type.Integer(),
  openFindings: Type.Integer(),
  worst: nullable(SeverityName),
  firstSeenAt: Timestamp,
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

export const IdentityDetail = object({ ...Identity.properties, accountList: Type.Array(IdentityAccount) })
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
    kind: Type.Optional(Type.Enum(['person', 'bot', 'unknown'])),
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
