import { type Static, Type } from 'typebox'
import { Gap, IdParams, List, nullable, object, Timestamp } from './common.ts'
import { FieldValue } from './connections.ts'
import { defineRoute } from './route.ts'

const tag = 'Registrations'

export const Registration = object({
  id: Type.String(),
  connector: Type.String(),
  organizations: Type.Array(Type.String()),
  address: Type.String({ description: 'Server; empty for the usual one.' }),
  enterprise: Type.String({ description: 'Enterprise account that the connection will record; empty for none.' }),
  connectionId: nullable(Type.String({ description: 'The connection whose credential it is for.' })),
  app: nullable(
    object({
      name: Type.String(),
      settings: Type.String({ description: 'Where its owner looks after it.' }),
      install: Type.String({ description: 'Where it is given access.' }),
    }),
    // Null until a person has agreed to it.
  ),
  createdAt: Timestamp,
  expiresAt: Timestamp,
})
export type Registration = Static<typeof Registration>

export const startRegistration = defineRoute({
  id: 'startRegistration',
  tag,
  method: 'POST',
  path: '/registrations',
  summary: 'Start making a credential in the browser, such as a GitHub App',
  access: 'connections:write',
  body: object({
    connector: Type.String({ maxLength: 64 }),
    config: Type.Record(Type.String({ maxLength: 64 }), FieldValue),
    choices: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 20 }),
    connection: Type.Optional(Type.String({ maxLength: 64, description: 'To add it to this connection.' })),
  }),
  status: 201,
  response: object({
    registration: Registration,
    form: Type.String({ description: 'Page that sends the browser on.' }),
  }),
})

export const showRegistrationForm = defineRoute({
  id: 'showRegistrationForm',
  tag,
  method: 'GET',
  path: '/registrations/{id}/form',
  summary: 'A page that sends the browser to the system with the form; whoever started it opens it',
  access: 'connections:write',
  params: IdParams,
  produces: 'text/html',
})

export const finishRegistration = defineRoute({
  id: 'finishRegistration',
  tag,
  method: 'POST',
  path: '/registrations/return',
  summary: 'Trade the code that came back for the credential. Works once, within an hour, for whoever started it',
  access: 'connections:write',
  body: object({ code: Type.String({ maxLength: 200 }), state: Type.String({ maxLength: 200 }) }),
  response: Registration,
})

export const listRegistrations = defineRoute({
  id: 'listRegistrations',
  tag,
  method: 'GET',
  path: '/registrations',
  summary: 'What you made and have not connected yet',
  access: 'connections:write',
  response: List(Registration),
})

export const Installed = object({
  id: Type.String(),
  scope: Type.String(),
  url: Type.String(),
  usable: Type.Boolean(),
  problems: Type.Array(Gap),
  missing: Type.Array(
    object({
      permission: Type.String(),
      streams: Type.Array(Type.String(), { description: 'What cannot be read without it.' }),
      checks: Type.Integer({ description: 'How many checks read unknown without it.' }),
    }),
  ),
})
export type Installed = Static<typeof Installed>

export const listInstalled = defineRoute({
  id: 'listInstalled',
  tag,
  method: 'GET',
  path: '/registrations/{id}/installations',
  summary: 'Where it has been given access by now, asked of the system',
  access: 'connections:write',
  params: IdParams,
  query: object({
    installation: Type.Optional(
      Type.String({ maxLength: 40, description: 'What a browser came back with: told apart, and not believed.' }),
    ),
  }),
  response: object({
    items: Type.Array(Installed),
    total: Type.Integer(),
    next: nullable(Type.String()),
    foreign: Type.Boolean({ description: 'The installation that was named belongs to another App.' }),
  }),
})

export const forgetRegistration = defineRoute({
  id: 'forgetRegistration',
  tag,
  method: 'DELETE',
  path: '/registrations/{id}',
  summary: 'Forget it and its key. What was made stays at the system until it is deleted there',
  access: 'connections:write',
  params: IdParams,
  status: 204,
})
