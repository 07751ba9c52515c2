import { AppError, type Notice, noticeKey } from '@rollcall/core'
import type { Selectable } from 'kysely'
import type { Executor } from './database.ts'
import { newId } from './id.ts'
import type { Schema } from './schema.ts'

export type NoticeRow = Selectable<Schema['notice']>

/** Notices that stand, the newest first; of one connection where it is named. */
export async function listNotices(
  db: Executor,
  tenant: string,
  options: { connectionId?: string; personId?: string | undefined } = {},
): Promise<(NoticeRow & { connection_name: string; dismissed: boolean })[]> {
  let query = db
    .selectFrom('notice')
    .innerJoin('connection', (join) =>
      join.onRef('connection.tenant', '=', 'notice.tenant').onRef('connection.id', '=', 'notice.connection_id'),
    )
    .leftJoin('notice_dismissal as own', (join) =>
      join
        .onRef('own.tenant', '=', 'notice.tenant')
        .onRef('own.notice_id', '=', 'notice.id')
        .on('own.person_id', '=', options.personId ?? ''),
    )
    .selectAll('notice')
    .select(['connection.name as connection_name', 'own.at as dismissed_at'])
    .where('notice.tenant', '=', tenant)
    .where('notice.cleared_at', 'is', null)
  if (options.connectionId !== undefined) query = query.where('notice.connection_id', '=', options.connectionId)
  const rows = await query.orderBy('notice.raised_at', 'desc').orderBy('notice.id').execute()
  return rows.map(({ dismissed_at, ...row }) => ({ ...row, dismissed: dismissed_at !== null }))
}

/**
 * Makes these the notices that stand on a connection: raises what is new, clears what is over, and brings the words of
 * what stays up to date. Answers what was raised and cleared.
 */
export async function replaceNotices(
  tx: Executor,
  tenant: string,
  connectionId: string,
  notices: readonly Notice[],
  now: Date,
): Promise<{ raised: Notice[]; cleared: Notice[] }> {
  const before = new Map((await listNotices(tx, tenant, { connectionId })).map((row) => [noticeKey(row), row]))
  const wanted = new Map(notices.map((notice) => [noticeKey(notice), notice]))
  const raised: Notice[] = []
  for (const [key, notice] of wanted) {
    const { detail, fix, link } = notice
    const held = before.get(key)
    if (!held) {
      raised.push(notice)
      const row = { tenant, id: newId('ntc'), connection_id: connectionId, ...notice, raised_at: now }
      await tx.insertInto('notice').values(row).execute()
    } else if (held.detail !== detail || held.fix !== fix || held.link !== link)
      await tx
        .updateTable('notice')
        .set({ detail, fix, link })
        .where('tenant', '=', tenant)
        .where('id', '=', held.id)
        .execute()
  }
  const over = [...before].filter(([key]) => !wanted.has(key)).map(([, row]) => row)
  if (over.length > 0)
    await tx
      .updateTable('notice')
      .set({ cleared_at: now })
      .where('tenant', '=', tenant)
      .where(
        'id',
        'in',
        over.map(({ id }) => id),
      )
      .execute()
  return { raised, cleared: over }
}

/** Puts a notice aside for one person; for everybody else it stands. */
export async function dismissNotice(
  db: Executor,
  tenant: string,
  noticeId: string,
  personId: string,
  now: Date,
): Promise<void> {
  const found = await db
    .selectFrom('notice')
    .select('id')
    .where('tenant', '=', tenant)
    .where('id', '=', noticeId)
    .executeTakeFirst()
  if (!found) throw new AppError('request.not_found', { what: 'This notice' })
  await db
    .insertInto('notice_dismissal')
    .values({ tenant, notice_id: noticeId, person_id: personId, at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
