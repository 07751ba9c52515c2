import { isDeepStrictEqual } from 'node:util'
import {
  type Changes,
  type Check,
  type Connector,
  type CoverageTable,
  connectionStream,
  coverageKey,
  credentialStream,
  type Gap,
  type Health,
  healthRecords,
  type KnownFinding,
  type StreamId,
  type StreamRecord,
  startEvaluation,
  startReconciliation,
  type Tallies,
} from '@rollcall/core'
import { sql, type Transaction } from 'kysely'
import { tell } from '../live.ts'
import { type ConnectionRow, getConnection, lockConnection } from '../store/connections.ts'
import { correlateTenant } from '../store/correlation.ts'
import type { Executor } from '../store/database.ts'
import { declaredAccounts } from '../store/declarations.ts'
import { accountsElsewhere, nowhereElse } from '../store/elsewhere.ts'
import { type EventType, recordEvent, systemActor } from '../store/events.ts'
import { countOpen, loadKnownFindings, saveChanges, saveTallies } from '../store/findings.ts'
import { listNotices } from '../store/notices.ts'
import { freshRecords, listCoverage, readCoverageTable } from '../store/records.ts'
import { endScan, type ScanRow } from '../store/scans.ts'
import type { Schema } from '../store/schema.ts'
import { lockFindings } from '../store/standing.ts'
import { checksFor, judgeRecords } from './reading.ts'
import type { ScanDeps } from './scan-deps.ts'

/** What the checks say of what is known of a connection, beside what they said before. */
export interface Judgement {
  known: KnownFinding[]
  changes: Changes
  tallies: Tallies[]
  checks: readonly Check[]
}

type Judged = Pick<ConnectionRow, 'id' | 'config' | 'scopes' | 'credential' | 'health_checked_at'>

/**
 * Holds the records of a connection against the checks, by settings that need not be saved. Saves nothing itself.
 */
export async function judgeRecordsOf(
  deps: Pick<ScanDeps, 'now'>,
  db: Executor,
  tenant: string,
  { id, config, scopes: reported, credential, health_checked_at: checkedAt }: Judged,
  connector: Connector,
  checks: readonly Check[],
): Promise<Judgement> {
  const health = healthRecords(
    connector.id,
    { scopes: reported, credential, checkedAt },
    await listNotices(db, tenant, { connectionId: id }),
  )
  const seen = health.map(({ stream, scope }) => [coverageKey(stream, scope), { state: 'complete' }] as const)
  const coverage: CoverageTable = new Map([...(await readCoverageTable(db, tenant, id)), ...seen])
  const rows = await listCoverage(db, tenant, id)
  const scopes = [...new Set([...health, ...rows].map((row) => row.scope))]
  const evaluation = startEvaluation({ checks, coverage, scopes, now: deps.now() })
  const judged = new Set(checks.map((check) => check.id))
  const known = (await loadKnownFindings(db, tenant, id)).filter(({ checkId }) => judged.has(checkId))
  const reconciliation = startReconciliation({ known, coverage })

  const declared = await declaredAccounts(db, tenant)
  const elsewhere = await accountsElsewhere(db, tenant, id)
  const pagesOf = (stream: StreamId) => {
    if (stream === connectionStream(connector.id)) return [health]
    const pages = freshRecords(db, tenant, id, stream)
    const { account } = connector.streams.find((one) => one.id === stream) ?? {}
    if (!account) return pages
    return withKnown(pages, (record) => {
      const { key } = account(record as never)
      return { declaredAs: declared.get(key)?.kind ?? '', ...(elsewhere.get(key) ?? nowhereElse) }
    })
  }
  await judgeRecords({ connector, config }, evaluation, pagesOf, reconciliation)
  return { known, ...reconciliation.finish(), checks }
}

/** Keeps a judgement: findings with their events, and how often each check passed. */
export async function saveJudgement(
  tx: Transaction<Schema>,
  tenant: string,
  connectionId: string,
  { changes, tallies, checks }: Judgement,
  now: Date,
  /** `some`: of the checks that were not judged, what they said before stays. */
  judged: 'all' | 'some',
): Promise<void> {
  const byId = new Map(checks.map((check) => [check.id, check]))
  const names = (id: string) => ({ problem: byId.get(id)?.problem ?? id, stream: byId.get(id)?.each ?? '' })
  await saveChanges(tx, tenant, connectionId, changes, names, now)
  await saveTallies(tx, tenant, connectionId, tallies, judged === 'all' ? undefined : checks.map(({ id }) => id))
}

/**
 * Judges the connection itself by what a test, or a new credential, has just found out. Its other findings stay as they are:
 * nothing was read. In the caller's transaction, with findings and connection locked.
 */
export async function judgeConnection(
  deps: Pick<ScanDeps, 'now' | 'checks'>,
  tx: Transaction<Schema>,
  tenant: string,
  connectionId: string,
  connector: Connector,
): Promise<void> {
  const connection = await getConnection(tx, tenant, connectionId)
  // What it reads with is known from a scan; that its end has come nearer needs none.
  const read = (await readCoverageTable(tx, tenant, connectionId)).size > 0
  const about = new Set([connectionStream(connector.id), ...(read ? [credentialStream(connector.id)] : [])])
  const checks = checksFor(deps, connector).filter(({ each }) => about.has(each))
  const judgement = await judgeRecordsOf(deps, tx, tenant, connection, connector, checks)
  await saveJudgement(tx, tenant, connectionId, judgement, deps.now(), 'some')
  await tell(tx, { tenant, type: 'findings' })
}

/** Correlates, evaluates and reconciles what a scan has read, and ends the scan, in that order. */
export async function judgeScan(deps: ScanDeps, tenant: string, scan: ScanRow, connector: Connector): Promise<void> {
  const { db } = deps
  await correlateTenant(db, tenant, scan.connection_id, connector.streams, deps.now())
  for (;;) {
    const connection = await getConnection(db, tenant, scan.connection_id)
    const judgement = await judgeRecordsOf(deps, db, tenant, connection, connector, checksFor(deps, connector))
    if (await endJudged(deps, tenant, scan, connection, judgement)) return
  }
}

/** Saves and ends the scan. False where settings or health have changed meanwhile: then it is to be judged by the new ones. */
async function endJudged(
  deps: ScanDeps,
  tenant: string,
  scan: ScanRow,
  judged: Judged,
  judgement: Judgement,
): Promise<boolean> {
  return deps.db.transaction().execute(async (tx) => {
    const now = deps.now()
    await lockFindings(tx, tenant)
    const { config, health, health_checked_at } = await lockConnection(tx, tenant, judged.id)
    if (health_checked_at !== judged.health_checked_at || !isDeepStrictEqual(config, judged.config)) return false
    await saveJudgement(tx, tenant, judged.id, judgement, now, 'all')
    const rows = await listCoverage(tx, tenant, judged.id)
    const { opened, reopened, resolved } = judgement.changes
    const summary = {
      records: rows.reduce((sum, row) => sum + row.records - row.stale, 0),
      opened: opened.filter((one) => one.result === 'fail').length,
      reopened: reopened.filter((one) => one.observation.result === 'fail').length,
      resolved: resolved.filter((one) => one.resolution !== 'seen').length,
      ...(await countOpen(tx, tenant, judged.id)),
    }
    // A refused credential was judged too, as unknown everywhere; the scan as such has failed all the same.
    const error = health.state === 'failing' ? refusal(health, rows) : undefined
    const state = error ? 'failed' : 'succeeded'
    await endScan(tx, tenant, scan.id, deps.processId, { state, now, summary, ...(error ? { error } : {}) })
    await recordScanEvent(tx, tenant, now, scan, `scan.${state}`, {
      ...summary,
      ...(error ? { message: error.message } : {}),
    })
    // A first scan fills these from nothing. Whoever looks at once would wait for seconds on plans made for empty tables.
    await sql`analyze record, finding, identity, identity_account, decision, decision_finding`.execute(tx)
    await tell(tx, { tenant, type: 'scan', connectionId: judged.id, scanId: scan.id, state })
    await tell(tx, { tenant, type: 'findings' })
    return true
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
