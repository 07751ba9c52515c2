import {
  type Connector,
  type Gap,
  type Health,
  type StreamId,
  type StreamRecord,
  startEvaluation,
  startReconciliation,
} from '@rollcall/core'

import { sql } from 'kysely'
import { tell } from '../live.ts'
import { getConnection } from '../store/connections.ts'
import { correlateTenant } from '../store/correlation.ts'
import type { Executor } from '../store/database.ts'
import { declaredAccounts } from '../store/declarations.ts'
import { accountsElsewhere, nowhereElse } from '../store/elsewhere.ts'
import { type EventType, recordEvent, systemActor } from '../store/events.ts'
import { countOpen, loadKnownFindings, saveChanges, saveTallies } from '../store/findings.ts'

import { freshRecords, listCoverage, readCoverageTable } from '../store/records.ts'
import { endScan, type ScanRow } from '../store/scans.ts'
import { judgeRecords } from './reading.ts'
import type { ScanDeps } from './scan-deps.ts'

/** Correlates, evaluates and reconciles what a scan has read, and ends the scan, in that order. */
export async function judgeScan(deps: ScanDeps, tenant: string, scan: ScanRow, connector: Connector): Promise<void> {
  const { db } = deps
  const connectionId = scan.connection_id
  await correlateTenant(db, tenant, connectionId, connector.streams, deps.now())

  const streams = new Set(connector.streams.map((stream) => stream.id))
  const checks = deps.checks.filter((check) => streams.has(check.each))
  const coverage = await readCoverageTable(db, tenant, connectionId)
  const rows = await listCoverage(db, tenant, connectionId)
  const scopes = [...new Set(rows.map((row) => row.scope))]
  const evaluation = startEvaluation({ checks, coverage, scopes, now: deps.now() })
  const reconciliation = startReconciliation({ known: await loadKnownFindings(db, tenant, connectionId), coverage })

  const declared = await declaredAccounts(db, tenant)
  const elsewhere = await accountsElsewhere(db, tenant, connectionId)
  const pagesOf = (id: StreamId) => {
    const pages = freshRecords(db, tenant, connectionId, id)
    const { account } = connector.streams.find((stream) => stream.id === id) ?? {}
    if (!account) return pages
    return withKnown(pages, (record) => {
      const { key } = account(record as never)
      return { declaredAs: declared.get(key)?.kind ?? '', ...(elsewhere.get(key) ?? nowhereElse) }
    })
  }
  await judgeRecords(evaluation, pagesOf, reconciliation)
  const { changes, tallies } = reconciliation.finish()
  const byId = new Map(checks.map((check) => [check.id, check]))
  const names = (id: string) => ({ problem: byId.get(id)?.problem ?? id, stream: byId.get(id)?.each ?? '' })
  await db.transaction().execute(async (tx) => {
    const now = deps.now()
    await saveChanges(tx, tenant, connectionId, changes, names, now)
    await saveTallies(tx, tenant, connectionId, tallies)
    const summary = {
      records: rows.reduce((sum, row) => sum + row.records - row.stale, 0),
      opened: changes.opened.filter((one) => one.result === 'fail').length,
      reopened: changes.reopened.filter((one) => one.observation.result === 'fail').length,
      resolved: changes.resolved.filter((one) => one.resolution !== 'seen').length,
      ...(await countOpen(tx, tenant, connectionId)),
    }
    // A refused credential was judged too, as unknown everywhere; the scan as such has failed all the same.
    const { health } = await getConnection(tx, tenant, connectionId)
    const error = health.state === 'failing' ? refusal(health, rows) : undefined
    const state = error ? 'failed' : 'succeeded'
    await endScan(tx, tenant, scan.id, deps.processId, { state, now, summary, ...(error ? { error } : {}) })
    await recordScanEvent(tx, tenant, now, scan, `scan.${state}`, {
      ...summary,
      ...(error ? { message: error.message } : {}),
    })
    // A first scan fills these from nothing. Whoever looks at once would wait for seconds on plans made for empty tables.
    await sql`analyze record, finding, identity, identity_account, decision, decision_finding`.execute(tx)
    await tell(tx, { tenant, type: 'scan', connectionId, scanId: scan.id, state })
    await tell(tx, { tenant, type: 'findings' })
  })
}

/** Puts in what no system tells of its accounts: what people declared, and what other systems know of the same person. */
async function* withKnown(
  pages: AsyncIterable<StreamRecord[]>,
  knownOf: (record: StreamRecord) => Record<string, unknown>,
): AsyncGenerator<StreamRecord[]> {
  for await (const page of pages)
    yield page.map((record) => ({ ...record, data: { ...record.data, ...knownOf(record) } }))
}

const refusal = (health: Health, rows: readonly { gap: Gap | null }[]) => ({
  code: rows.some(({ gap }) => gap?.notice === 'credential_failing')
    ? 'upstream.unauthenticated'
    : 'connection.nothing_readable',
  message: health.detail,
  fix: health.fix ?? '',
})

export async function recordScanEvent(
  tx: Executor,
  tenant: string,
  now: Date,
  scan: ScanRow,
  type: Extract<EventType, `scan.${string}`>,
  data: Record<string, unknown> = {},
): Promise<void> {
  const { name } = await getConnection(tx, tenant, scan.connection_id)
  await recordEvent(tx, tenant, now, {
    actor: systemActor,
    type,
    subject: { kind: 'connection', id: scan.connection_id, name },
    data: { scan: scan.id, ...data },
  })
}
