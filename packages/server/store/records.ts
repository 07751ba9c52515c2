import { type Coverage, type CoverageTable, coverageKey, type StreamRecord } from '@rollcall/core'
import { type Selectable, sql, type Transaction } from 'kysely'
import type { Executor } from './database.ts'
import type { ScanStreamRow } from './scans.ts'
import type { Schema } from './schema.ts'

/**
 * Puts what the scan staged into the place of what was known, by each stream's coverage: a complete stream replaces
 * its records, a partial one updates those it read and marks the rest stale, an unread one marks all stale.
 */
export async function swapRecords(
  tx: Transaction<Schema>,
  tenant: string,
  connectionId: string,
  scanId: string,
  streams: readonly ScanStreamRow[],
  now: Date,
): Promise<void> {
  for (const { stream, scope, state, gap, methods } of streams) {
    if (state === 'complete')
      await tx
        .deleteFrom('record')
        .where('tenant', '=', tenant)
        .where('connection_id', '=', connectionId)
        .where('stream', '=', stream)
        .where('scope', '=', scope)
        .execute()
    else
      await tx
        .updateTable('record')
        .set({ stale: true })
        .where('tenant', '=', tenant)
        .where('connection_id', '=', connectionId)
        .where('stream', '=', stream)
        .where('scope', '=', scope)
        .execute()
    await sql`
      insert into record (tenant, connection_id, stream, scope, ref, name, url, data, gaps, sources, scan_id, read_at, stale)
      select tenant, ${connectionId}, stream, scope, ref, name, url, data, gaps, sources, scan_id, ${now}, false
      from staged_record
      where tenant = ${tenant} and scan_id = ${scanId} and stream = ${stream} and scope = ${scope}
      on conflict (tenant, connection_id, stream, scope, ref) do update
        set name = excluded.name, url = excluded.url, data = excluded.data, gaps = excluded.gaps,
          sources = excluded.sources, scan_id = excluded.scan_id, read_at = excluded.read_at, stale = false`.execute(tx)
    await tx
      .insertInto('coverage')
      .values({
        tenant,
        connection_id: connectionId,
        stream,
        scope,
        state: coverageState(state),
        gap: gap && JSON.stringify(gap),
        methods,
        scan_id: scanId,
        read_at: coverageState(state) === 'none' ? null : now,
      })
      .onConflict((conflict) =>
        conflict.columns(['tenant', 'connection_id', 'stream', 'scope']).doUpdateSet(({ ref }) => ({
          state: ref('excluded.state'),
          gap: ref('excluded.gap'),
          methods: ref('excluded.methods'),
          scan_id: ref('excluded.scan_id'),
          // The time of the last answer, not of the last try.
          read_at: sql`case when excluded.state = 'none' then coverage.read_at else excluded.read_at end`,
        })),
      )
      .execute()
  }
  // What the connection no longer covers goes: an organization that was taken out, a stream that is no more.
  const planned = new Set(streams.map(({ stream, scope }) => coverageKey(stream, scope)))
  const held = await tx
    .selectFrom('coverage')
    .select(['stream', 'scope'])
    .where('tenant', '=', tenant)
    .where('connection_id', '=', connectionId)
    .execute()
  for (const { stream, scope } of held) {
    if (planned.has(coverageKey(stream, scope))) continue
    for (const table of ['record', 'coverage'] as const)
      await tx
        .deleteFrom(table)
        .where('tenant', '=', tenant)
        .where('connection_id', '=', connectionId)
        .where('stream', '=', stream)
        .where('scope', '=', scope)
        .execute()
  }
  await tx.deleteFrom('staged_record').where('tenant', '=', tenant).where('scan_id', '=', scanId).execute()
}

const coverageState = (state: ScanStreamRow['state']): Coverage['state'] =>
  state === 'complete' || state === 'partial' ? state : 'none'

export type CoverageRow = Selectable<Schema['coverage']> & { records: number; stale: number }

export async function listCoverage(db: Executor, tenant: string, connectionId?: string): Promise<CoverageRow[]> {
  let query = db
    .selectFrom('coverage')
    .leftJoin(
      (eb) =>
        eb
          .selectFrom('record')
          .select(['tenant', 'connection_id', 'stream', 'scope'])
          .select(({ fn }) => [
            fn.countAll<number>().as('records'),
            fn.countAll<number>().filterWhere('stale', '=', true).as('stale'),
          ])
          .where('tenant', '=', tenant)
          .groupBy(['tenant', 'connection_id', 'stream', 'scope'])
          .as('held'),
      (join) =>
        join
          .onRef('held.connection_id', '=', 'coverage.connection_id')
          .onRef('held.stream', '=', 'coverage.stream')
          .onRef('held.scope', '=', 'coverage.scope'),
    )
    .selectAll('coverage')
    .select(({ fn, lit }) => [
      fn.coalesce('held.records', lit(0)).as('records'),
      fn.coalesce('held.stale', lit(0)).as('stale'),
    ])
    .where('coverage.tenant', '=', tenant)
  if (connectionId !== undefined) query = query.where('coverage.connection_id', '=', connectionId)
  return query.orderBy('coverage.scope').orderBy('coverage.stream').execute()
}

/** By connection: how many records are kept from earlier, and when the oldest of them was read. */
export async function staleRecords(
  db: Executor,
  tenant: string,
): Promise<Map<string, { records: number; since: string }>> {
  const rows = await db
    .selectFrom('record')
    .select(({ fn }) => ['connection_id', fn.countAll<number>().as('records'), fn.min('read_at').as('since')])
    .where('tenant', '=', tenant)
    .where('stale', '=', true)
    .groupBy('connection_id')
    .execute()
  return new Map(rows.map(({ connection_id, records, since }) => [connection_id, { records, since }]))
}

export async function readCoverageTable(db: Executor, tenant: string, connectionId: string): Promise<CoverageTable> {
  const rows = await db
    .selectFrom('coverage')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('connection_id', '=', connectionId)
    .execute()
  return new Map(
    rows.map(({ stream, scope, state, gap }) => [
      coverageKey(stream, scope),
      state === 'complete' || gap === null ? { state: 'complete' } : { state, gap },
    ]),
  )
}

const pageSize = 1000

/** Fresh records of one stream, page by page in order of scope and ref; memory does not grow with their number. */
export async function* freshRecords(
  db: Executor,
  tenant: string,
  connectionId: string,
  stream: string,
): AsyncGenerator<StreamRecord[]> {
  let after = { scope: '', ref: '' }
  for (;;) {
    const rows = await db
      .selectFrom('record')
      .select(['stream', 'scope', 'ref', 'name', 'url', 'data', 'gaps', 'sources'])
      .where('tenant', '=', tenant)
      .where('connection_id', '=', connectionId)
      .where('stream', '=', stream)
      .where('stale', '=', false)
      .where(({ eb, refTuple, tuple }) => eb(refTuple('scope', 'ref'), '>', tuple(after.scope, after.ref)))
      .orderBy('scope')
      .orderBy('ref')
      .limit(pageSize)
      .execute()
    const last = rows.at(-1)
    if (!last) return
    yield rows.map(({ gaps, ...row }) => (gaps === null ? row : { ...row, gaps }))
    if (rows.length < pageSize) return
    after = { scope: last.scope, ref: last.ref }
  }
}
