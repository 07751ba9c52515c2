import { dismissNotice as dismissNoticeRoute, listNotices as listNoticesRoute, type Notice } from '@rollcall/api'
import type { AppDeps } from '../app-deps.ts'
import { dismissNotice, listNotices } from '../store/notices.ts'
import { implement, personOf } from './implement.ts'

export function noticeRoutes({ db, now }: AppDeps) {
  return [
    implement(listNoticesRoute, async ({ caller }) => {
      const personId = caller.kind === 'person' ? caller.person.id : undefined
      const rows = await listNotices(db, caller.tenant, { personId })
      const items = rows.map(
        (row): Notice => ({
          id: row.id,
          connectionId: row.connection_id,
          connectionName: row.connection_name,
          kind: row.kind,
          scope: row.scope === '' ? null : row.scope,
          days: row.days,
          detail: row.detail,
          fix: row.fix,
          link: row.link,
          raisedAt: row.raised_at,
          dismissed: row.dismissed,
        }),
      )
      return { items, total: items.length, next: null }
    }),

    implement(dismissNoticeRoute, async ({ caller, params }) => {
      await dismissNotice(db, caller.tenant, params.id, personOf(caller).person.id, now())
    }),
  ]
}
