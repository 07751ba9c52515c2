import { type Static, Type } from 'typebox'
import { List, nullable, object, Paging, Timestamp } from './common.ts'
import { EnterpriseParams, MemberParams } from './enterprises.ts'
import { defineRoute } from './route.ts'

const tag = 'Audit log'

const Phrase = Type.Optional(
  Type.String({
    maxLength: 2000,
    description: 'Qualifiers as GitHub has them: `action:team user:mona created:>=2026-01-01`',
  }),
)

export const AuditEntry = object({
  id: Type.String(),
  at: Timestamp,
  action: Type.String(),
  actor: Type.String(),
  user: nullable(Type.String()),
  org: nullable(Type.String()),
  operation: Type.String(),
  data: Type.Record(Type.String(), Type.Unknown()),
})
export type AuditEntry = Static<typeof AuditEntry>

/** Matching events are counted so far and no further. */
export const mostCounted = 10_000

export const searchAuditLog = defineRoute({
  id: 'searchAuditLog',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}/audit-log',
  summary: 'Events of an enterprise that match a phrase',
  description: 'Newest first unless `order=asc`. `total` is counted to 10,000.',
  access: 'directory:read',
  params: EnterpriseParams,
  query: object({ phrase: Phrase, order: Type.Optional(Type.Enum(['desc', 'asc'])), ...Paging }),
  response: List(AuditEntry),
})

export const getAuditEvent = defineRoute({
  id: 'getAuditEvent',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}/audit-log/events/{id}',
  summary: 'One event, whole',
  access: 'directory:read',
  params: MemberParams,
  response: AuditEntry,
})

export const exportAuditLog = defineRoute({
  id: 'exportAuditLog',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}/audit-log/export',
  summary: 'All events that match, oldest first, as CSV or newline-delimited JSON',
  access: 'directory:read',
  params: EnterpriseParams,
  query: object({ phrase: Phrase, format: Type.Optional(Type.Enum(['csv', 'ndjson'])) }),
  produces: 'application/x-ndjson',
})

export const verifyAuditLog = defineRoute({
  id: 'verifyAuditLog',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}/audit-log/verify',
  summary: 'Compute the hash chain anew and hold every event against it',
  description: 'With `head`, as an earlier run answered it, also whether the chain still goes on from there.',
  access: 'directory:read',
  params: EnterpriseParams,
  query: object({ head: Type.Optional(Type.String({ pattern: '^\\d{1,15}:[0-9a-f]{0,64}$' })) }),
  response: object({
    intact: Type.Boolean(),
    events: Type.Integer({ description: 'Covered by the chain, and there.' }),
    waiting: Type.Integer({ description: 'Written, and not sealed yet: a moment after each write.' }),
    late: Type.Integer({ description: 'Sealed more than an hour after the time that they bear.' }),
    dropped: object({ events: Type.Integer(), before: nullable(Timestamp) }),
    seals: Type.Integer(),
    head: Type.String(),
    known: nullable(Type.Boolean()),
    problems: Type.Array(
      object({
        kind: Type.Enum(['changed', 'missing', 'seal', 'end']),
        position: Type.Integer(),
        seq: nullable(Type.Integer()),
      }),
    ),
  }),
})

// ── streams ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export const streamKinds = ['https', 'splunk', 's3', 'file'] as const
const Kind = Type.Enum([...streamKinds])

export const AuditStream = object({
  id: Type.String(),
  kind: Kind,
  leadsTo: Type.String(),
  config: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])),
  state: Type.Enum(['active', 'failing', 'paused']),
  enabled: Type.Boolean(),
  pausedAt: nullable(Timestamp),
  waiting: Type.Integer({ description: 'Events that it has not delivered yet.' }),
  delivered: Type.Integer(),
  deliveredAt: nullable(Timestamp),
  skipped: Type.Integer({ description: 'Events that were too old when it went on.' }),
  checkedAt: nullable(Timestamp),
  failures: Type.Integer(),
  failingSince: nullable(Timestamp),
  problem: nullable(Type.String()),
  nextTryAt: nullable(Timestamp),
  createdAt: Timestamp,
  createdBy: Type.String(),
})
export type AuditStream = Static<typeof AuditStream>

const Domain = Type.String({ minLength: 1, maxLength: 253, description: 'Host name alone' })
const Port = Type.Integer({ minimum: 1, maximum: 65_535 })
const Token = Type.String({ minLength: 1, maxLength: 4096, description: 'Kept sealed, never shown again' })

/** Fields of each kind of destination: what is kept openly, and what is sealed. */
const destinations = Type.Union([
  object({
    kind: Type.Literal('https'),
    domain: Domain,
    port: Port,
    path: Type.String({ pattern: '^/[^\\s?#]*$', maxLength: 500 }),
    token: Type.Optional(Token),
  }),
  object({ kind: Type.Literal('splunk'), domain: Domain, port: Port, token: Type.Optional(Token) }),
  object({
    kind: Type.Literal('s3'),
    bucket: Type.String({ pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$' }),
    region: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }),
    endpoint: Type.Optional(
      nullable(Type.String({ format: 'uri', maxLength: 300, description: 'Where it is not Amazon’s own' })),
    ),
    accessKeyId: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    secretAccessKey: Type.Optional(Token),
  }),
  object({ kind: Type.Literal('file'), name: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$' }) }),
])
export type StreamDestination = Static<typeof destinations>
/** Told apart by its kind, so that what is wrong is said of the kind that was chosen, and not of each. */
const Destination = Type.Unsafe<StreamDestination>({
  type: 'object',
  discriminator: { propertyName: 'kind' },
  required: ['kind'],
  oneOf: destinations.anyOf,
})

const From = Type.Union([Type.Enum(['now', 'oldest']), Timestamp], {
  description: 'The first event that it carries: the next one, the oldest that is kept, or the first after a moment',
})

const Test = Type.Optional(
  Type.Boolean({
    description:
      'Try the destination first with an event that is marked as a check; nothing is saved where it refuses.',
  }),
)

export const listAuditStreams = defineRoute({
  id: 'listAuditStreams',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}/audit-log/streams',
  summary: 'Streams that carry the audit log elsewhere, with how they are',
  access: 'directory:read',
  params: EnterpriseParams,
  response: List(AuditStream),
})

export const createAuditStream = defineRoute({
  id: 'createAuditStream',
  tag,
  method: 'POST',
  path: '/enterprises/{enterprise}/audit-log/streams',
  summary: 'Carry the audit log to a collector, Splunk, storage or a file',
  access: 'directory:write',
  params: EnterpriseParams,
  body: object({ destination: Destination, from: Type.Optional(From), test: Test }),
  status: 201,
  response: AuditStream,
})

export const updateAuditStream = defineRoute({
  id: 'updateAuditStream',
  tag,
  method: 'PATCH',
  path: '/enterprises/{enterprise}/audit-log/streams/{id}',
  summary: 'Pause, resume, lead elsewhere, or send again from a moment on',
  description:
    'Without a secret in `destination`, the one that is kept stays; another host needs it anew. What was delivered stays delivered: a stream that leads elsewhere goes on with the next event.',
  access: 'directory:write',
  params: MemberParams,
  body: object({
    enabled: Type.Optional(Type.Boolean()),
    destination: Type.Optional(Destination),
    from: Type.Optional(From),
    test: Test,
  }),
  response: AuditStream,
})

export const testAuditStream = defineRoute({
  id: 'testAuditStream',
  tag,
  method: 'POST',
  path: '/enterprises/{enterprise}/audit-log/streams/{id}/test',
  summary: 'Send one event that is marked as a check, and say how that ended',
  access: 'directory:write',
  params: MemberParams,
  response: object({ problem: nullable(Type.String()) }),
})

export const removeAuditStream = defineRoute({
  id: 'removeAuditStream',
  tag,
  method: 'DELETE',
  path: '/enterprises/{enterprise}/audit-log/streams/{id}',
  summary: 'End a stream and forget its secret',
  access: 'directory:write',
  params: MemberParams,
  status: 204,
})
