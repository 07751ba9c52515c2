import { type Static, Type } from 'typebox'
import { IdParams, List, nullable, object, Timestamp } from './common.ts'
import { permissions } from './permission.ts'
import { defineRoute } from './route.ts'
import { Email, RoleName } from './session.ts'

export const Person = object({
  id: Type.String(),
  name: Type.String(),
  email: Type.String(),
  role: RoleName,
  state: Type.Enum(['active', 'invited', 'disabled', 'locked']),
  totp: Type.Boolean(),
  createdAt: Timestamp,
  seenAt: nullable(Timestamp),
})
export type Person = Static<typeof Person>

const Link = object({
  link: Type.String({ description: 'Shown once. Works once.' }),
  expiresAt: Timestamp,
})
const tag = 'People'

export const listPeople = defineRoute({
  id: 'listPeople',
  tag,
  method: 'GET',
  path: '/people',
  summary: 'Everyone who may sign in here',
  access: 'people:manage',
  response: List(Person),
})

export const invitePerson = defineRoute({
  id: 'invitePerson',
  tag,
  method: 'POST',
  path: '/people',
  summary: 'Invite a person; answers a one-time link to hand over',
  access: 'people:manage',
  body: object({ email: Email, name: Type.String({ minLength: 1, maxLength: 100 }), role: RoleName }),
  status: 201,
  response: object({ person: Person, ...Link.properties }),
})

export const updatePerson = defineRoute({
  id: 'updatePerson',
  tag,
  method: 'PATCH',
  path: '/people/{id}',
  summary: 'Change role, disable, enable or unlock',
  access: 'people:manage',
  params: IdParams,
  body: object({
    role: Type.Optional(RoleName),
    disabled: Type.Optional(Type.Boolean()),
    unlock: Type.Optional(Type.Literal(true)),
    removeTotp: Type.Optional(Type.Literal(true)),
  }),
  response: Person,
})

export const resetPerson = defineRoute({
  id: 'resetPerson',
  tag,
  method: 'POST',
  path: '/people/{id}/reset-link',
  summary: 'Make a one-time link that lets the person set a new password',
  access: 'people:manage',
  params: IdParams,
  status: 201,
  response: Link,
})

export const removePerson = defineRoute({
  id: 'removePerson',
  tag,
  method: 'DELETE',
  path: '/people/{id}',
  summary: 'Remove a person with their sessions and API tokens',
  access: 'people:manage',
  params: IdParams,
  status: 204,
})

export const ApiToken = object({
  id: Type.String(),
  name: Type.String(),
  permissions: Type.Array(Type.Enum([...permissions])),
  createdAt: Timestamp,
  createdBy: Type.String(),
  expiresAt: nullable(Timestamp),
  usedAt: nullable(Timestamp),
  state: Type.Enum(['active', 'expired', 'revoked']),
})
export type ApiToken = Static<typeof ApiToken>

export const listTokens = defineRoute({
  id: 'listTokens',
  tag: 'API tokens',
  method: 'GET',
  path: '/tokens',
  summary: 'API tokens',
  access: 'tokens:manage',
  response: List(ApiToken),
})

export const createToken = defineRoute({
  id: 'createToken',
  tag: 'API tokens',
  method: 'POST',
  path: '/tokens',
  summary: 'Create an API token; answers it, once',
  access: 'tokens:manage',
  body: object({
    name: Type.String({ minLength: 1, maxLength: 100 }),
    permissions: Type.Array(Type.Enum([...permissions]), { minItems: 1, uniqueItems: true }),
    expiresInDays: nullable(Type.Integer({ minimum: 1, maximum: 366 })),
  }),
  status: 201,
  response: object({ ...ApiToken.properties, token: Type.String({ description: 'Shown once.' }) }),
})

export const revokeToken = defineRoute({
  id: 'revokeToken',
  tag: 'API tokens',
  method: 'DELETE',
  path: '/tokens/{id}',
  summary: 'Revoke an API token',
  access: 'tokens:manage',
  params: IdParams,
  status: 204,
})
