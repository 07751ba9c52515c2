import { type Static, Type } from 'typebox'
import { IdParams, List, nullable, object, Timestamp } from './common.ts'
import { defineRoute } from './route.ts'
import { Spending } from './spending.ts'

const tag = 'Connections'

const StreamProgress = object({
  stream: Type.String(),
  title: Type.String(),
  scope: Type.String(),
  state: Type.Enum(['waiting', 'reading', 'complete', 'partial', 'none']),
  records: Type.Integer(),
  expected: nullable(Type.Integer()),
})

export const Scan = object({
  id: Type.String(),
  connectionId: Type.String(),
  state: Type.Enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']),
  phase: Type.Enum(['waiting', 'connecting', 'reading', 'judging', 'done']),
  cancelling: Type.Boolean(),
  trigger: Type.Enum(['person', 'schedule', 'token']),
  requestedBy: nullable(Type.String()),
  createdAt: Timestamp,
  startedAt: nullable(Timestamp),
  finishedAt: nullable(Timestamp),
  streams: Type.Array(StreamProgress),
  requests: Type.Integer({ description: 'Requests sent to the system so far.' }),
  spending: nullable(Spending),
  endsAt: nullable(
    Type.String({ format: 'date-time', description: 'About when it will end, by the pace of the scan before it.' }),
  ),
  error: nullable(object({ code: Type.String(), message: Type.String(), fix: Type.String() })),
  summary: nullable(
    object({
      records: Type.Integer(),
      opened: Type.Integer(),
      reopened: Type.Integer(),
      resolved: Type.Integer(),
      open: Type.Integer(),
      unknown: Type.Integer(),
    }),
  ),
})
export type Scan = Static<typeof Scan>

export const listScans = defineRoute({
  id: 'listScans',
  tag,
  method: 'GET',
  path: '/connections/{id}/scans',
  summary: 'Scans of a connection, newest first',
  access: 'connections:read',
  params: IdParams,
  query: object({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    cursor: Type.Optional(Type.String({ maxLength: 200 })),
  }),
  response: List(Scan),
})

export const startScan = defineRoute({
  id: 'startScan',
  tag,
  method: 'POST',
  path: '/connections/{id}/scans',
  summary: 'Scan now',
  access: 'connections:write',
  params: IdParams,
  status: 202,
  response: Scan,
})

export const getScan = defineRoute({
  id: 'getScan',
  tag,
  method: 'GET',
  path: '/scans/{id}',
  summary: 'One scan with its progress',
  access: 'connections:read',
  params: IdParams,
  response: Scan,
})

export const cancelScan = defineRoute({
  id: 'cancelScan',
  tag,
  method: 'POST',
  path: '/scans/{id}/cancel',
  summary: 'Cancel a scan; records and findings stay as they were',
  access: 'connections:write',
  params: IdParams,
  status: 202,
  response: Scan,
})

export const followLive = defineRoute({
  id: 'followLive',
  tag: 'Live',
  method: 'GET',
  path: '/live',
  summary: 'Server-sent events: scans as they move, findings as they change',
  description:
    'Events: `scan` {connectionId, scanId, state}, `connection` {connectionId}, `findings` {}. Only what the caller may read.',
  access: 'connections:read',
  produces: 'text/event-stream',
})
