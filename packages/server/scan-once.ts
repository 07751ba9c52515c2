import type { CheckDetail, CoverageRow, FindingDetail, Scan, ScopeReport as ScopeAnswer } from '@rollcall/api'
import { checks } from '@rollcall/checks'
import { connectors } from '@rollcall/connectors'
import {
  AppError,
  type Connector,
  type ConnectorContext,
  type ConnectReport,
  type CoverageTable,
  connectionStream,
  coverageKey,
  healthRecords,
  keptShare,
  nextNotices,
  type StreamId,
  type StreamRecord,
  severities,
  startEvaluation,
  startReconciliation,
} from '@rollcall/core'
import type { Static } from 'typebox'
import { describeCheck, fillLink, streamsById } from './check-sheet.ts'
import { createMemory, type Memory } from './jobs/memory.ts'
import { checksFor, judgeRecords, readStreams, requestConcurrency } from './jobs/reading.ts'
import { createAddressGuard } from './outbound/address-guard.ts'
import { createBudget } from './outbound/budget.ts'
import { createOutbound, defaultLimits } from './outbound/outbound.ts'
import { readSettings } from './settings.ts'

type Told = 'fingerprint' | 'checkId' | 'problem' | 'title' | 'severity' | 'category' | 'status' | 'system' | 'scope'
type Shown = 'subject' | 'subjects' | 'count' | 'gap' | 'evidence' | 'fix'

/** A finding without a history: it was just seen. */
export type ScannedFinding = Pick<FindingDetail, Told | Shown>

/** A check that has nothing to say of some subjects, and why. */
export interface BesideTheQuestion {
  checkId: string
  scope: string
  reason: string
  subjects: number
}

export interface ScanReport {
  system: string
  web: string
  startedAt: string
  finishedAt: string
  credential: ConnectReport['credential']
  scopes: Static<typeof ScopeAnswer>[]
  /** Worst first; what could not be judged is among them. */
  findings: ScannedFinding[]
  notApplicable: BesideTheQuestion[]
  coverage: Pick<CoverageRow, 'stream' | 'title' | 'scope' | 'state' | 'gap' | 'records' | 'methods'>[]
  checks: CheckDetail[]
}

export type ScanProgress = Pick<Scan, 'phase' | 'streams'>

export interface ScanRequest {
  connector: string
  config: Record<string, string | string[]>
  secrets: Record<string, string>
  /** Allowed networks and certificate authorities come from the settings, as for the server. */
  env: Record<string, string | undefined>
  signal: AbortSignal
  progress: (progress: ScanProgress) => void
  /** Called with the end of every wait for the system's quota, and with null when it is over. */
  waiting?: (until: string | null) => void
}

/** Connects, reads and judges in memory: no server, no database, nothing saved. Aborting throws the signal's reason. */
export async function scanOnce(request: ScanRequest): Promise<ScanReport> {
  const connector = findConnector(request.connector)
  const input = connector.normalize({ config: request.config, secrets: request.secrets })
  const settings = readSettings(request.env)
  const outbound = createOutbound({
    guard: createAddressGuard(settings.allowNetworks),
    extraCa: settings.extraCa,
    limits: defaultLimits,
    log: { debug: () => undefined },
  })
  const abort = new AbortController()
  const stop = () => abort.abort(request.signal.reason)
  if (request.signal.aborted) stop()
  request.signal.addEventListener('abort', stop, { once: true })
  const { signal } = abort
  const budget = createBudget(requestConcurrency, { kept: keptShare })
  const context: ConnectorContext = {
    ...input,
    fetch: outbound.forConnection({
      system: connector.name,
      origins: connector.origins(input.config),
      budget,
      signal,
    }),
    signal,
    now: () => new Date(),
    charge: budget.charge,
  }
  const watch = setInterval(() => request.waiting?.(budget.spending().waitingUntil), 500)
  try {
    return await scan(connector, context, request.progress, (reason) => abort.abort(reason))
  } finally {
    clearInterval(watch)
    request.signal.removeEventListener('abort', stop)
    await outbound.close()
  }
}

/** Every check with what is known of it without a scan. */
export const listCheckSheets = (): CheckDetail[] => {
  const streams = streamsById(connectors)
  return checks.map((check) => describeCheck(check, streams, { counts: null, byScope: [] }))
}

function findConnector(id: string): Connector {
  const connector = connectors.find((one) => one.id === id)
  if (connector) return connector
  throw new AppError('connection.invalid', {
    problem: `There is no connector ${id} here.`,
    remedy: `Known are: ${connectors.map((one) => one.id).join(', ')}.`,
  })
}

async function scan(
  connector: Connector,
  context: ConnectorContext,
  progress: ScanRequest['progress'],
  abort: (reason: unknown) => void,
): Promise<ScanReport> {
  const startedAt = context.now().toISOString()
  progress({ phase: 'connecting', streams: [] })
  const report = await connector.connect(context)
  const scopes = report.scopes.map(({ scope }) => scope)
  const memory = createMemory(connector, scopes, (streams) => progress({ phase: 'reading', streams }))
  progress({ phase: 'reading', streams: memory.progress() })
  await readStreams({ connector, context, scopes: report.scopes, tasks: memory.tasks, keeper: memory.keeper, abort })
  progress({ phase: 'judging', streams: memory.progress() })
  const judged = await judge(connector, context, memory, scopes, report)
  context.signal.throwIfAborted()
  return {
    system: report.system,
    web: report.web,
    startedAt,
    finishedAt: context.now().toISOString(),
    credential: report.credential,
    scopes: report.scopes,
    ...judged,
    coverage: memory.coverageRows(),
  }
}

async function judge(
  connector: Connector,
  { config, now }: ConnectorContext,
  memory: Memory,
  scopes: string[],
  report: ConnectReport,
): Promise<Pick<ScanReport, 'findings' | 'notApplicable' | 'checks'>> {
  const streams = streamsById([connector])
  const applied = checksFor({ checks }, connector)
  const health = lookAtHealth(connector, report, memory, now())
  // Of a scope that cannot be read it is not known whether it ever was: it may be a name that was mistyped.
  for (const { scope, gap } of report.scopes)
    memory.coverage.set(
      coverageKey(connectionStream(connector.id), scope),
      gap ? { state: 'none', gap } : { state: 'complete' },
    )
  const coverage: CoverageTable = memory.coverage
  const pagesOf = (stream: StreamId) => (stream === connectionStream(connector.id) ? [health] : memory.pagesOf(stream))
  const evaluation = startEvaluation({ checks: applied, coverage, scopes, now: now() })
  // There is no before: whatever fails has just been seen.
  const reconciliation = startReconciliation({ known: [], coverage })
  const beside = new Map<string, BesideTheQuestion>()
  await judgeRecords({ connector, config }, evaluation, pagesOf, {
    present: reconciliation.present,
    take(outcome) {
      reconciliation.take(outcome)
      if (outcome.state !== 'not_applicable') return
      const { checkId, scope, reason } = outcome
      const key = coverageKey(`${checkId} ${scope}`, reason)
      const entry = beside.get(key) ?? { checkId, scope, reason, subjects: 0 }
      beside.set(key, { ...entry, subjects: entry.subjects + 1 })
    },
  })
  const sheets = new Map(
    applied.map((check) => [check.id, describeCheck(check, streams, { counts: null, byScope: [] })]),
  )
  const findings = reconciliation.finish().changes.opened.flatMap((one): ScannedFinding[] => {
    const sheet = sheets.get(one.checkId)
    if (!sheet) return []
    const { id, problem, title, category, system, fix } = sheet
    const { scope, fingerprint, severity } = one
    const common = { checkId: id, problem, title, category, system, scope, fingerprint, severity }
    if (one.result === 'unknown') {
      const { gap, count, subjects } = one
      return [{ ...common, status: 'unknown', gap, count, subjects, subject: null, evidence: [], fix }]
    }
    const link = fix.link && fillLink(fix.link, { web: report.web, scope, name: one.subject.name })
    const seen = { subject: one.subject, subjects: [one.subject], evidence: one.evidence, fix: { ...fix, link } }
    return [{ ...common, status: 'open', gap: null, count: null, ...seen }]
  })
  return { findings: findings.sort(worstFirst), notApplicable: [...beside.values()], checks: [...sheets.values()] }
}

/** How the connection is, by this one look: nothing is known of what it saw before. */
function lookAtHealth(
  { id }: Connector,
  { credential, scopes }: ConnectReport,
  memory: Memory,
  now: Date,
): StreamRecord[] {
  const streams = memory.coverageRows().map((row) => ({ ...row, blocked: row.state === 'none' }))
  const outcome = { state: 'connected', scopes, streams } as const
  const unknown = { wanted: [], readBefore: new Set<string>(), reachedBefore: new Set<string>() }
  const notices = nextNotices([], { outcome, credential, ...unknown }, now)
  const reached = scopes.filter(({ gap }) => !gap)
  return healthRecords(id, { scopes: reached, credential, checkedAt: now.toISOString() }, notices)
}

const sortKey = (one: ScannedFinding) => `${one.scope}\0${one.checkId}\0${one.subject?.name ?? ''}\0${one.fingerprint}`

function worstFirst(a: ScannedFinding, b: ScannedFinding): number {
  const bySeverity = severities.indexOf(a.severity) - severities.indexOf(b.severity)
  if (bySeverity !== 0) return bySeverity
  return sortKey(a) < sortKey(b) ? -1 : 1
}
