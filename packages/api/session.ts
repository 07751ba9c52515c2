import { type Static, Type } from 'typebox'
import { nullable, object, Timestamp } from './common.ts'
import { permissions, roles } from './permission.ts'
import { defineRoute } from './route.ts'

export const Email = Type.String({ maxLength: 254, format: 'email' })
export const Password = Type.String({ minLength: 1, maxLength: 256 })
const LinkToken = Type.String({ minLength: 16, maxLength: 128 })
const PersonName = Type.String({ minLength: 1, maxLength: 100 })

export const RoleName = Type.Enum([...roles])

export const Session = object({
  person: nullable(
    object({
      id: Type.String(),
      name: Type.String(),
      email: Type.String(),
      role: RoleName,
      totp: Type.Boolean({ description: 'A second factor is set up.' }),
      previousVisitAt: nullable(Timestamp),
    }),
  ),
  permissions: Type.Array(Type.Enum([...permissions])),
  csrf: nullable(Type.String({ description: 'Send as X-CSRF-Token with every change.' })),
  demo: Type.Boolean(),
  setupNeeded: Type.Boolean(),
  version: Type.String(),
})
export type Session = Static<typeof Session>

const tag = 'Session'

export const getSession = defineRoute({
  id: 'getSession',
  tag,
  method: 'GET',
  path: '/session',
  summary: 'Who is signed in, and what they may do',
  access: 'public',
  response: Session,
})

export const signIn = defineRoute({
  id: 'signIn',
  tag,
  method: 'POST',
  path: '/session',
  summary: 'Sign in',
  access: 'public',
  body: object({
    email: Type.String({ maxLength: 254 }),
    password: Password,
    code: Type.Optional(Type.String({ maxLength: 32, description: 'Authenticator code or recovery code.' })),
  }),
  response: Session,
})

export const signOut = defineRoute({
  id: 'signOut',
  tag,
  method: 'DELETE',
  path: '/session',
  summary: 'Sign out',
  access: 'person',
  status: 204,
})

export const LinkPurpose = Type.Enum(['setup', 'invitation', 'reset', 'demo'])

export const checkLink = defineRoute({
  id: 'checkLink',
  tag,
  method: 'POST',
  path: '/links/check',
  summary: 'Say what a one-time link is for, without using it',
  access: 'public',
  body: object({ token: LinkToken }),
  response: object({
    purpose: LinkPurpose,
    email: nullable(Type.String()),
    name: nullable(Type.String()),
    expiresAt: Timestamp,
  }),
})

export const acceptLink = defineRoute({
  id: 'acceptLink',
  tag,
  method: 'POST',
  path: '/links/accept',
  summary: 'Use a one-time link: create the first admin, join by invitation, or set a new password',
  access: 'public',
  body: object({
    token: LinkToken,
    email: Type.Optional(Email),
    name: Type.Optional(PersonName),
    password: Type.Optional(Password),
  }),
  response: Session,
})

const me = 'Own account'

export const changePassword = defineRoute({
  id: 'changePassword',
  tag: me,
  method: 'PUT',
  path: '/me/password',
  summary: 'Change the own password; ends all other sessions',
  access: 'person',
  body: object({ current: Password, next: Password }),
  status: 204,
})

export const startTotp = defineRoute({
  id: 'startTotp',
  tag: me,
  method: 'POST',
  path: '/me/totp',
  summary: 'Begin to set up an authenticator app',
  access: 'person',
  body: object({ password: Password }),
  response: object({ secret: Type.String(), uri: Type.String() }),
})

export const confirmTotp = defineRoute({
  id: 'confirmTotp',
  tag: me,
  method: 'PUT',
  path: '/me/totp',
  summary: 'Finish it with a code; answers the recovery codes, once',
  access: 'person',
  body: object({ code: Type.String({ maxLength: 16 }) }),
  response: object({ recoveryCodes: Type.Array(Type.String()) }),
})

export const removeTotp = defineRoute({
  id: 'removeTotp',
  tag: me,
  method: 'DELETE',
  path: '/me/totp',
  summary: 'Remove the authenticator app',
  access: 'person',
  body: object({ password: Password }),
  status: 204,
})

export const OwnSession = object({
  id: Type.String(),
  current: Type.Boolean(),
  createdAt: Timestamp,
  seenAt: Timestamp,
  expiresAt: Timestamp,
  ip: Type.String(),
  userAgent: Type.String(),
})

export const listOwnSessions = defineRoute({
  id: 'listOwnSessions',
  tag: me,
  method: 'GET',
  path: '/me/sessions',
  summary: 'Own sessions',
  access: 'person',
  response: object({ items: Type.Array(OwnSession), total: Type.Integer(), next: Type.Null() }),
})

export const endOwnSession = defineRoute({
  id: 'endOwnSession',
  tag: me,
  method: 'DELETE',
  path: '/me/sessions/{id}',
  summary: 'End one of the own sessions',
  access: 'person',
  params: object({ id: Type.String({ maxLength: 64 }) }),
  status: 204,
})
