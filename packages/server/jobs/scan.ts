import {
  AppError,
  type Connector,
  type ConnectorContext,
  type ConnectReport,
  type Gap,
  keptShare,
} from '@rollcall/core'
import { tell } from '../live.ts'
import { type Budget, createBudget } from '../outbound/budget.ts'
import { withKeptAnswers } from '../outbound/kept-answers.ts'
import { type ConnectionRow, getConnection, lockConnection, updateConnection } from '../store/connections.ts'
import { type Executor, isDatabaseAway } from '../store/database.ts'
import { dropUnusedAnswers, openAnswers } from '../store/kept-answers.ts'
import { swapRecords } from '../store/records.ts'
import {
  claimScan,
  endScan,
  listScanStreams,
  markStream,
  planStreams,
  type ScanCost,
  ScanLost,
  type ScanRow,
  type ScanStreamRow,
  savePage,
  updateScan,
} from '../store/scans.ts'
import { settleHealth, unreachable } from './health.ts'
import { judgeScan, recordScanEvent } from './judge.ts'
import { connect, type Keeper, readStreams, requestConcurrency } from './reading.ts'
import type { ScanDeps } from './scan-deps.ts'

/** Why a scan stopped before its end. Anything else that is thrown is a failure. */
class Stop {
  readonly why: 'cancelled' | 'stopping'
  constructor(why: 'cancelled' | 'stopping') {
    this.why = why
  }
}

interface Run {
  deps: ScanDeps
  tenant: string
  scan: ScanRow
  connection: ConnectionRow
  connector: Connector
  context: ConnectorContext
  cost: () => ScanCost
  /** Ends everything that this scan has under way. */
  abort: (reason: unknown) => void
}

/**
 * Runs one scan to its end: connect, read page by page, swap records, judge. Every page is kept with the place to go
 * on from, so that whoever takes the scan over after a crash goes on there. Throws only where the queue should try
 * again: when the server stops, or the database is away.
 */
export async function runScan(deps: ScanDeps, tenant: string, scanId: string, stopping: AbortSignal): Promise<void> {
  const scan = await claimScan(deps.db, tenant, scanId, deps.processId, deps.now())
  if (!scan) return
  const abort = new AbortController()
  const stop = () => abort.abort(new Stop('stopping'))
  if (stopping.aborted) stop()
  stopping.addEventListener('abort', stop, { once: true })
  const budget = createBudget(requestConcurrency, { kept: keptShare, before: scan.spending })
  const cost = (): ScanCost => ({ requests: scan.requests + budget.sent(), spending: budget.spending() })
  let waitingUntil = scan.spending?.waitingUntil ?? null
  // Between two pages may lie an hour in which the scan waits for its quota; that is told as well.
  const tellWait = async () => {
    const until = budget.spending().waitingUntil
    if (until === waitingUntil) return
    waitingUntil = until
    await tell(deps.db, { tenant, type: 'scan', connectionId: scan.connection_id, scanId, state: 'running' })
  }
  const watch = setInterval(() => {
    updateScan(deps.db, tenant, scanId, deps.processId, cost())
      .then(({ cancelled }) => (cancelled ? abort.abort(new Stop('cancelled')) : tellWait()))
      .catch((error) => error instanceof ScanLost && abort.abort(error))
  }, 500)
  try {
    await scanConnection(deps, tenant, scan, { abort, budget, cost })
  } catch (error) {
    await settle(deps, tenant, scan, abort.signal.aborted ? abort.signal.reason : error)
  } finally {
    clearInterval(watch)
    stopping.removeEventListener('abort', stop)
  }
}

/** What became of a scan that did not reach its end. */
async function settle(deps: ScanDeps, tenant: string, scan: ScanRow, reason: unknown): Promise<void> {
  if (reason instanceof ScanLost) {
    deps.log.warn({ scan: scan.id }, 'Another process has taken this scan over')
    return
  }
  if (reason instanceof Stop && reason.why === 'stopping')
    throw new Error('The server is stopping; the scan goes on later.')
  if (reason instanceof Stop) {
    await deps.db.transaction().execute(async (tx) => {
      await endScan(tx, tenant, scan.id, deps.processId, { state: 'cancelled', now: deps.now() })
      await recordScanEvent(tx, tenant, deps.now(), scan, 'scan.cancelled')
      await tell(tx, { tenant, type: 'scan', connectionId: scan.connection_id, scanId: scan.id, state: 'cancelled' })
    })
    return
  }
  if (isDatabaseAway(reason)) throw reason
  if (!(reason instanceof AppError)) deps.log.error({ err: reason, scan: scan.id }, 'A scan failed on a bug')
  const error = reason instanceof AppError ? reason : new AppError('internal.bug', {}, { cause: reason })
  await failScan(deps, tenant, scan, error)
}

async function failScan(deps: ScanDeps, tenant: string, scan: ScanRow, error: AppError): Promise<void> {
  const now = deps.now()
  const { code, message, fix } = error
  await deps.db.transaction().execute(async (tx) => {
    const connection = await lockConnection(tx, tenant, scan.connection_id)
    const hours = connection.scan_every_hours
    await endScan(tx, tenant, scan.id, deps.processId, { state: 'failed', now, error: { code, message, fix } })
    if (error.kind === 'upstream') await settleHealth(deps, tx, tenant, connection, unreachable(error))
    await updateConnection(tx, tenant, scan.connection_id, {
      health: { state: 'failing', detail: message, fix },
      // Sooner than usual, where it is scheduled at all: what failed may be over by then.
      nextScanAt: hours === 0 ? null : new Date(now.getTime() + 3_600_000),
    })
    await recordScanEvent(tx, tenant, now, scan, 'scan.failed', { code, message })
    await tell(tx, { tenant, type: 'scan', connectionId: scan.connection_id, scanId: scan.id, state: 'failed' })
  })
}

async function scanConnection(
  deps: ScanDeps,
  tenant: string,
  scan: ScanRow,
  { abort, budget, cost }: { abort: AbortController; budget: Budget; cost: () => ScanCost },
): Promise<void> {
  const { signal } = abort
  const connection = await getConnection(deps.db, tenant, scan.connection_id)
  const connector = deps.connectors.get(connection.connector)
  if (!connector)
    throw new AppError('connection.invalid', {
      problem: `There is no connector ${connection.connector} here.`,
      remedy: 'Remove the connection.',
    })
  const fetch = deps.outbound.forConnection({
    system: connector.name,
    origins: connector.origins(connection.config),
    budget,
    signal,
  })
  const { keeps } = connector
  const etagOf = connector.etagOf?.(connection.config) ?? null
  const store = openAnswers(deps.db, tenant, connection, deps.now)
  const context: ConnectorContext = {
    config: connection.config,
    secrets: await deps.vault.open(deps.db, tenant, connection.secret_id),
    fetch: keeps ? withKeptAnswers(fetch, { keeps, etagOf, store, budget }) : fetch,
    signal,
    now: deps.now,
    charge: budget.charge,
  }
  const run: Run = {
    deps,
    tenant,
    scan,
    connection,
    connector,
    context,
    cost,
    abort: (reason) => abort.abort(reason),
  }
  if (scan.phase !== 'judging') await readConnection(run)
  signal.throwIfAborted()
  await judgeScan(deps, tenant, scan, connector)
}

/** Connects, reads every stream, and swaps the records in. */
async function readConnection(run: Run): Promise<void> {
  const { deps, tenant, scan, connector, context, abort } = run
  await enterPhase(run, 'connecting')
  const report = await connect(connector, context)
  const scopes = 'gap' in report ? run.connection.scopes : report.scopes
  const planned = await planStreams(
    deps.db,
    tenant,
    scan.id,
    scopes.flatMap(({ scope }) => connector.streams.map((stream) => ({ stream: stream.id, scope }))),
  )
  await enterPhase(run, 'reading')
  if ('gap' in report) {
    for (const row of planned) await markStream(deps.db, tenant, scan.id, row, { state: 'none', gap: report.gap })
  } else {
    const tasks = planned.filter((row) => row.state === 'waiting' || row.state === 'reading')
    await readStreams({ connector, context, scopes, tasks, keeper: keeperOf(run), abort })
  }

  const streams = await listScanStreams(deps.db, tenant, [scan.id])
  await deps.db.transaction().execute(async (tx) => {
    if (scan.started_at !== null) await dropUnusedAnswers(tx, tenant, run.connection.id, scan.started_at)
    await updateScan(tx, tenant, scan.id, deps.processId, { phase: 'judging', ...run.cost() })
    await swapRecords(tx, tenant, run.connection.id, scan.id, streams, deps.now())
    await saveHealth(run, tx, report, streams)
    await tellProgress(run, tx)
  })
}

/** Keeps every page with the place to go on from. */
function keeperOf(run: Run): Keeper {
  const { deps, tenant, scan } = run
  return {
    async keepPage({ stream, scope }, page) {
      const kept = { stream, scope, ...page, cost: run.cost() }
      const { cancelled } = await savePage(deps.db, tenant, scan.id, deps.processId, kept)
      await tellProgress(run, deps.db)
      if (cancelled) throw new Stop('cancelled')
      return null
    },
    async endStream({ stream, scope }, coverage, methods) {
      const gap = coverage.state === 'complete' ? null : coverage.gap
      await markStream(deps.db, tenant, scan.id, { stream, scope }, { state: coverage.state, gap, methods })
      await tellProgress(run, deps.db)
    },
  }
}

async function enterPhase(run: Run, phase: 'connecting' | 'reading'): Promise<void> {
  await updateScan(run.deps.db, run.tenant, run.scan.id, run.deps.processId, { phase })
  await tellProgress(run, run.deps.db)
}

const tellProgress = ({ tenant, scan }: Run, db: Parameters<typeof tell>[0]) =>
  tell(db, { tenant, type: 'scan', connectionId: scan.connection_id, scanId: scan.id, state: 'running' })

/** What the scan says of the connection's health, and when it is scanned again. */
async function saveHealth(
  { deps, tenant, connection }: Run,
  tx: Executor,
  report: ConnectReport | { gap: Gap },
  streams: ScanStreamRow[],
): Promise<void> {
  // Schedule and credential may have changed while the scan ran.
  const current = await lockConnection(tx, tenant, connection.id)
  const found = 'gap' in report ? ({ state: 'refused', ...report } as const) : connected(report, streams)
  if (current.secret_id === connection.secret_id) await settleHealth(deps, tx, tenant, current, found)
  const hours = current.scan_every_hours
  await updateConnection(tx, tenant, connection.id, {
    nextScanAt: hours === 0 ? null : new Date(deps.now().getTime() + hours * 3_600_000),
  })
}

const connected = (report: ConnectReport, streams: ScanStreamRow[]) => ({
  state: 'connected' as const,
  ...report,
  streams,
})
