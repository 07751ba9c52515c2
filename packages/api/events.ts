import { type Static, Type } from 'typebox'
import { List, nullable, object, Paging, Timestamp } from './common.ts'
import { defineRoute } from './route.ts'

const tag = 'Events'

export const Event = object({
  seq: Type.Integer(),
  at: Timestamp,
  type: Type.String(),
  actor: object({ kind: Type.Enum(['person', 'token', 'system']), id: nullable(Type.String()), name: Type.String() }),
  subject: nullable(object({ kind: Type.String(), id: Type.String(), name: Type.String() })),
  data: Type.Record(Type.String(), Type.Unknown()),
  hash: Type.String({ description: 'SHA-256 over the previous hash and this event.' }),
})
export type Event = Static<typeof Event>

export const listEvents = defineRoute({
  id: 'listEvents',
  tag,
  method: 'GET',
  path: '/events',
  summary: 'What happened, newest first',
  access: 'events:read',
  query: object({
    type: Type.Optional(Type.String({ maxLength: 100, description: 'A type, or its beginning: `finding`' })),
    actor: Type.Optional(Type.String({ maxLength: 100 })),
    subject: Type.Optional(Type.String({ maxLength: 100, description: 'Id of what it happened to' })),
    from: Type.Optional(Timestamp),
    to: Type.Optional(Timestamp),
    ...Paging,
  }),
  response: List(Event),
})

export const verifyEvents = defineRoute({
  id: 'verifyEvents',
  tag,
  method: 'GET',
  path: '/events/verify',
  summary: 'Check the hash chain of the whole log',
  access: 'events:read',
  response: object({
    intact: Type.Boolean(),
    events: Type.Integer(),
    brokenAt: nullable(Type.Integer()),
    head: Type.String(),
  }),
})

export const exportEvents = defineRoute({
  id: 'exportEvents',
  tag,
  method: 'GET',
  path: '/events/export',
  summary: 'The log as newline-delimited JSON, oldest first',
  access: 'events:read',
  produces: 'application/x-ndjson',
})
