import type { ScimRequest } from '@rollcall/api'
import { AppError } from '@rollcall/core'
import { type Selectable, sql } from 'kysely'
import type { Executor } from './database.ts'
import type { ScimOutcome } from './directory-schema.ts'
import type { EnterpriseRow } from './enterprises.ts'
import { type PageRequest, readCursor, writeCursor } from './paging.ts'
import type { Schema } from './schema.ts'

export type ScimRequestRow = Selectable<Schema['scim_request']> & { token_name: string | null }

/** How long requests are kept for people to look at. */
const keepDays = 7

function every(db: Executor, enterprise: EnterpriseRow) {
  return db
    .selectFrom('scim_request as r')
    .leftJoin('scim_token as t', (join) =>
      join.onRef('t.enterprise_id', '=', 'r.enterprise_id').onRef('t.id', '=', 'r.token_id'),
    )
    .where('r.enterprise_id', '=', enterprise.id)
}

export async function listScimRequests(
  db: Executor,
  enterprise: EnterpriseRow,
  filter: { outcome?: ScimOutcome | undefined; q?: string | undefined },
  page: PageRequest,
): Promise<{ items: (ScimRequest & { changed: string[] })[]; total: number; next: string | null }> {
  let query = every(db, enterprise)
  if (filter.outcome) query = query.where('r.outcome', '=', filter.outcome)
  const q = filter.q?.trim()
  if (q)
    query = query.where((where) =>
      where.or([
        where('r.subject_id', '=', q),
        ...(/^[1-5]\d\d$/.test(q) ? [where('r.status', '=', Number(q))] : []),
        where('r.path', 'ilike', `%${q.replace(/[\\%_]/g, '\\$&')}%`),
      ]),
    )
  const { total } = await query.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  if (page.cursor !== undefined) query = query.where('r.id', '<', readCursor(page.cursor, 's'))
  const rows = await query
    .selectAll('r')
    .select('t.name as token_name')
    .orderBy('r.id', 'desc')
    .limit(page.limit + 1)
    .execute()
  const last = rows[page.limit - 1]
  return {
    items: rows.slice(0, page.limit).map((row) => ({
      ...toScimRequest(row),
      changed: (row.changes ?? []).map(({ attribute }) => attribute),
    })),
    total,
    next: rows.length > page.limit && last ? writeCursor('s', last.id) : null,
  }
}

export async function getScimRequest(db: Executor, enterprise: EnterpriseRow, id: string): Promise<ScimRequestRow> {
  const row = /^\d{1,15}$/.test(id)
    ? await every(db, enterprise)
        .where('r.id', '=', Number(id))
        .selectAll('r')
        .select('t.name as token_name')
        .executeTakeFirst()
    : undefined
  if (!row) throw new AppError('request.not_found', { what: 'This SCIM request' })
  return row
}

export const toScimRequest = (row: ScimRequestRow): ScimRequest => ({
  id: String(row.id),
  at: row.at,
  method: row.method,
  path: row.path,
  status: row.status,
  ms: Math.round(row.ms * 10) / 10,
  client: row.client,
  userAgent: row.user_agent,
  token: row.token_name,
  outcome: row.outcome,
  why: row.why,
  subject: row.subject_kind === null || row.subject_id === null ? null : { kind: row.subject_kind, id: row.subject_id },
})

/** Forgets what is too old to be looked at: requests, places in lists, and the counts of past hours. */
export async function pruneScim(db: Executor, now: Date): Promise<void> {
  const old = new Date(now.getTime() - keepDays * 86_400_000)
  await sql`delete from scim_request where at < ${old}`.execute(db)
  await sql`delete from scim_page_mark where at < ${new Date(now.getTime() - 3_600_000)}`.execute(db)
  await sql`delete from scim_rate where window_ends_at < ${now}`.execute(db)
}
