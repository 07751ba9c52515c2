import { type Static, Type } from 'typebox'
import { IdParams, List, NoticeKindName, nullable, object, Timestamp } from './common.ts'
import { defineRoute } from './route.ts'

const tag = 'Notices'

export const Notice = object(
  {
    id: Type.String(),
    connectionId: Type.String(),
    connectionName: Type.String(),
    kind: NoticeKindName,
    scope: nullable(Type.String({ description: 'Organization. Null: the connection as a whole.' })),
    days: nullable(Type.Integer({ description: 'Of a credential that ends: the threshold it passed, in days.' })),
    detail: Type.String(),
    fix: Type.String(),
    link: nullable(Type.String()),
    raisedAt: Timestamp,
    dismissed: Type.Boolean({ description: 'Put aside by the person who asks.' }),
  },
  { description: 'Something about a connection that somebody should know. It goes by itself when it is over.' },
)
export type Notice = Static<typeof Notice>

export const listNotices = defineRoute({
  id: 'listNotices',
  tag,
  method: 'GET',
  path: '/notices',
  summary: 'What somebody should know about connections, newest first',
  access: 'connections:read',
  response: List(Notice),
})

export const dismissNotice = defineRoute({
  id: 'dismissNotice',
  tag,
  method: 'POST',
  path: '/notices/{id}/dismiss',
  summary: 'Put a notice aside for yourself; others still see it',
  access: 'connections:read',
  params: IdParams,
  status: 204,
})
