import { AppError, type Checkpoint, type Gap, type Spending, type StreamRecord } from '@rollcall/core'
import { type Selectable, sql } from 'kysely'
import { type Db, type Executor, isUniqueViolation } from './database.ts'
import { newId } from './id.ts'
import { cursorOf, offsetOf, type PageRequest } from './paging.ts'
import type { ScanPhase, ScanState, ScanSummary, ScanTrigger, Schema, StreamState } from './schema.ts'

export type ScanRow = Selectable<Schema['scan']>
export type ScanStreamRow = Selectable<Schema['scan_stream']>

/** Queues a scan with its job, in the caller's transaction. One at a time for each connection. */
export async function addScan(
  db: Executor,
  tenant: string,
  scan: { connectionId: string; trigger: ScanTrigger; requestedBy: string | null },
  now: Date,
): Promise<ScanRow> {
  const id = newId('scn')
  try {
    const row = await db
      .insertInto('scan')
      .values({
        tenant,
        id,
        connection_id: scan.connectionId,
        state: 'queued',
        trigger: scan.trigger,
        requested_by: scan.requestedBy,
        runner: null,
        created_at: now,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    const payload = JSON.stringify({ tenant, scanId: id })
    await sql`select graphile_worker.add_job('scan', ${payload}::json, job_key => ${id})`.execute(db)
    return row
  } catch (error) {
    if (isUniqueViolation(error, 'scan_one_at_a_time')) throw new AppError('scan.running')
    throw error
  }
}

export async function getScan(db: Executor, tenant: string, id: string): Promise<ScanRow> {
  const row = await db
    .selectFrom('scan')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new AppError('request.not_found', { what: 'This scan' })
  return row
}

export async function listScans(
  db: Executor,
  tenant: string,
  connectionId: string,
  page: PageRequest,
): Promise<{ rows: ScanRow[]; total: number; next: string | null }> {
  const query = db.selectFrom('scan').where('tenant', '=', tenant).where('connection_id', '=', connectionId)
  const { total } = await query.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const offset = offsetOf(page.cursor)
  const rows = await query
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .offset(offset)
    .limit(page.limit)
    .execute()
  return { rows, total, next: cursorOf(offset + rows.length, total) }
}

/** The newest scan of each of these connections; the newest in that state where one is named. */
export async function lastScans(
  db: Executor,
  tenant: string,
  connectionIds: string[],
  state?: ScanState,
): Promise<Map<string, ScanRow>> {
  if (connectionIds.length === 0) return new Map()
  const query = db
    .selectFrom('scan')
    .selectAll()
    .distinctOn('connection_id')
    .where('tenant', '=', tenant)
    .where('connection_id', 'in', connectionIds)
    .orderBy('connection_id')
    .orderBy('created_at', 'desc')
  const rows = await (state === undefined ? query : query.where('state', '=', state)).execute()
  return new Map(rows.map((row) => [row.connection_id, row]))
}

export async function listScanStreams(db: Executor, tenant: string, scanIds: string[]): Promise<ScanStreamRow[]> {
  if (scanIds.length === 0) return []
  return db
    .selectFrom('scan_stream')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('scan_id', 'in', scanIds)
    .orderBy('position')
    .execute()
}

export async function requestCancel(db: Executor, tenant: string, id: string, now: Date): Promise<ScanRow> {
  const row = await db
    .updateTable('scan')
    .set({ cancel_requested_at: now })
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'running'])
    .returningAll()
    .executeTakeFirst()
  if (row) return row
  await getScan(db, tenant, id)
  throw new AppError('scan.ended')
}

// ── the runner's side: every write names the runner, so that one that was taken for dead cannot write any more ─────

/** Whoever calls this runs the scan from now on. Null for a scan that has ended. */
export async function claimScan(
  db: Executor,
  tenant: string,
  id: string,
  runner: string,
  now: Date,
): Promise<ScanRow | null> {
  const row = await db
    .updateTable('scan')
    .set({ state: 'running', runner, started_at: sql`coalesce(started_at, ${now})` })
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'running'])
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}

/** The scan is no longer this runner's: another process took it over. */
export class ScanLost {
  readonly scanId: string
  constructor(scanId: string) {
    this.scanId = scanId
  }
}

/** What a scan took so far. */
export interface ScanCost {
  requests: number
  spending: Spending
}

/** Updates a running scan; throws {@link ScanLost} when it is not this runner's. Tells whether a cancel was asked for. */
export async function updateScan(
  db: Executor,
  tenant: string,
  id: string,
  runner: string,
  change: { phase?: ScanPhase } & Partial<ScanCost>,
): Promise<{ cancelled: boolean }> {
  const { spending, ...rest } = change
  const row = await db
    .updateTable('scan')
    .set({ runner, ...rest, ...(spending === undefined ? {} : { spending: JSON.stringify(spending) }) })
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .where('runner', '=', runner)
    .where('state', '=', 'running')
    .returning('cancel_requested_at')
    .executeTakeFirst()
  if (!row) throw new ScanLost(id)
  return { cancelled: row.cancel_requested_at !== null }
}

export async function endScan(
  db: Executor,
  tenant: string,
  id: string,
  runner: string,
  end: {
    state: Extract<ScanState, 'succeeded' | 'failed' | 'cancelled'>
    now: Date
    error?: { code: string; message: string; fix: string }
    summary?: ScanSummary
  },
): Promise<void> {
  const row = await db
    .updateTable('scan')
    .set({
      state: end.state,
      phase: 'done',
      finished_at: end.now,
      error: end.error ? JSON.stringify(end.error) : null,
      summary: end.summary ? JSON.stringify(end.summary) : null,
    })
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .where('runner', '=', runner)
    .where('state', '=', 'running')
    .returning('id')
    .executeTakeFirst()
  if (!row) throw new ScanLost(id)
  await db.deleteFrom('staged_record').where('tenant', '=', tenant).where('scan_id', '=', id).execute()
}

/** Lays out what will be read; what an interrupted run already did stays. */
export async function planStreams(
  db: Executor,
  tenant: string,
  scanId: string,
  streams: { stream: string; scope: string }[],
): Promise<ScanStreamRow[]> {
  await db
    .insertInto('scan_stream')
    .values(streams.map((one, position) => ({ tenant, scan_id: scanId, ...one, position, expected: null })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return listScanStreams(db, tenant, [scanId])
}

/** Keeps a page and the place to go on from, together. Reading a page again after a crash changes nothing. */
export async function savePage(
  db: Db,
  tenant: string,
  scanId: string,
  runner: string,
  page: {
    stream: string
    scope: string
    records: StreamRecord[]
    checkpoint: Checkpoint | null
    expected: number | null
    /** What could not be seen so far; kept, so that a resumed stream does not forget it. */
    gap: Gap | null
    methods: string[]
    cost: ScanCost
  },
): Promise<{ cancelled: boolean }> {
  return db.transaction().execute(async (tx) => {
    const state = await updateScan(tx, tenant, scanId, runner, page.cost)
    if (page.records.length > 0)
      await sql`
        insert into staged_record (tenant, scan_id, stream, scope, ref, name, url, data, gaps, sources)
        select ${tenant}, ${scanId}, ${page.stream}, ${page.scope}, ref, name, url, data, gaps, sources
        from jsonb_to_recordset(${JSON.stringify(uniqueByRef(page.records))}::jsonb)
          as page(ref text, name text, url text, data jsonb, gaps jsonb, sources jsonb)
        on conflict (tenant, scan_id, stream, scope, ref) do update
          set name = excluded.name, url = excluded.url, data = excluded.data, gaps = excluded.gaps,
            sources = excluded.sources`.execute(tx)
    await tx
      .updateTable('scan_stream')
      .set({
        state: 'reading',
        checkpoint: page.checkpoint === null ? null : JSON.stringify(page.checkpoint),
        expected: page.expected,
        gap: page.gap && JSON.stringify(page.gap),
        records: (eb) => eb('records', '+', page.records.length),
        methods: withMethods(page.methods),
      })
      .where('tenant', '=', tenant)
      .where('scan_id', '=', scanId)
      .where('stream', '=', page.stream)
      .where('scope', '=', page.scope)
      .execute()
    return state
  })
}

/** Those of before a crash stay. */
const withMethods = (methods: readonly string[]) =>
  sql<
    string[]
  >`(select coalesce(array_agg(distinct one order by one), '{}') from unnest(methods || ${methods}::text[]) one)`

/** A page may hold the same thing twice when the system's list moved underneath; the last one stands. */
function uniqueByRef(records: StreamRecord[]): StreamRecord[] {
  return [...new Map(records.map((record) => [record.ref, record])).values()]
}

export async function markStream(
  db: Executor,
  tenant: string,
  scanId: string,
  one: { stream: string; scope: string },
  change: { state: StreamState; gap?: Gap | null; methods?: string[] },
): Promise<void> {
  await db
    .updateTable('scan_stream')
    .set({
      state: change.state,
      ...(change.gap === undefined ? {} : { gap: change.gap && JSON.stringify(change.gap) }),
      ...(change.methods === undefined ? {} : { methods: withMethods(change.methods) }),
    })
    .where('tenant', '=', tenant)
    .where('scan_id', '=', scanId)
    .where('stream', '=', one.stream)
    .where('scope', '=', one.scope)
    .execute()
}
