import {
  AppError,
  type Connector,
  type CredentialReport,
  coverageKey,
  type Gap,
  gapOfError,
  type Health,
  type HealthSeen,
  type Notice,
  nextNotices,
  type ScopeReport,
  sumUpHealth,
  tryStreams,
} from '@rollcall/core'
import { tell } from '../live.ts'
import { createBudget } from '../outbound/budget.ts'
import { type ConnectionRow, lockConnection, queueTests, updateConnection } from '../store/connections.ts'
import type { Executor } from '../store/database.ts'
import { type EventType, recordEvent, recordEvents, systemActor } from '../store/events.ts'
import { listNotices, replaceNotices } from '../store/notices.ts'
import { listCoverage } from '../store/records.ts'
import { lockFindings } from '../store/standing.ts'
import { judgeConnection } from './judge.ts'
import { connect, requestConcurrency } from './reading.ts'
import type { ScanDeps } from './scan-deps.ts'

/** What connecting, or a scan, found out. */
export type Found =
  | {
      state: 'connected'
      credential: CredentialReport
      web: string
      system: string
      scopes: ScopeReport[]
      streams: readonly { stream: string; scope: string; state: string; gap?: Gap | null }[]
    }
  | { state: 'refused' | 'unreachable'; gap: Gap }

/** A test answers within this, or counts as unanswered. */
const patienceMs = 60_000

/** Tries the credential, every scope and every stream of a connection, and keeps what that says of its health. */
export async function testConnection(deps: ScanDeps, tenant: string, connection: ConnectionRow): Promise<void> {
  const connector = deps.connectors.get(connection.connector)
  if (!connector)
    throw new AppError('connection.invalid', {
      problem: `There is no connector ${connection.connector} here.`,
      remedy: 'Remove the connection.',
    })
  const found = await look(deps, tenant, connection, connector)
  await deps.db.transaction().execute(async (tx) => {
    await lockFindings(tx, tenant)
    const current = await lockConnection(tx, tenant, connection.id)
    // A credential that was replaced meanwhile is not the one that was tried.
    if (current.secret_id !== connection.secret_id) return
    await settleHealth(deps, tx, tenant, current, found)
    // Where nobody answered nothing was seen, and what was found before stays as it is.
    if (found.state !== 'unreachable') await judgeConnection(deps, tx, tenant, connection.id, connector)
  })
}

async function look(deps: ScanDeps, tenant: string, connection: ConnectionRow, connector: Connector): Promise<Found> {
  const signal = AbortSignal.timeout(patienceMs)
  const fetch = deps.outbound.forConnection({
    system: connector.name,
    origins: connector.origins(connection.config),
    budget: createBudget(requestConcurrency),
    signal,
  })
  const secrets = await deps.vault.open(deps.db, tenant, connection.secret_id)
  const context = { config: connection.config, secrets, fetch, signal, now: deps.now }
  try {
    const report = await connect(connector, context)
    if ('gap' in report) return { state: 'refused', gap: report.gap }
    const unmeasured = { ...connector, streams: connector.streams.map(({ size: _, ...stream }) => stream) }
    return { state: 'connected', ...report, streams: await tryStreams(unmeasured, context, report.scopes) }
  } catch (error) {
    if (signal.aborted)
      return unreachable(
        new AppError('upstream.timeout', {
          system: connector.name,
          endpoint: 'the connection test',
          seconds: patienceMs / 1000,
        }),
      )
    return unreachable(error)
  }
}

/** Nobody answered, or not in a way that says anything. Anything else that is thrown is a mistake, and goes on. */
export function unreachable(error: unknown): Extract<Found, { gap: Gap }> {
  return { state: 'unreachable', gap: gapOfError(error) }
}

/**
 * Keeps what was found out about a connection: how it is, what somebody should know, and since when. Every change goes
 * into the log. In the caller's transaction, with the connection's row locked.
 */
export async function settleHealth(
  deps: Pick<ScanDeps, 'connectors' | 'now'>,
  tx: Executor,
  tenant: string,
  connection: ConnectionRow,
  found: Found,
): Promise<Health> {
  const now = deps.now()
  const coverage = await listCoverage(tx, tenant, connection.id)
  const credential = found.state === 'connected' ? found.credential : connection.credential
  const scopes = found.state === 'connected' ? found.scopes : connection.scopes
  const known = await listNotices(tx, tenant, { connectionId: connection.id })
  const connector = deps.connectors.get(connection.connector)
  const titles = new Map(connector?.streams.map(({ id, title }) => [id as string, title]))
  const outcome: HealthSeen['outcome'] =
    found.state === 'connected'
      ? {
          state: 'connected',
          scopes: found.scopes,
          streams: found.streams.map(({ stream, scope, state, gap }) => ({
            stream,
            scope,
            gap: gap ?? null,
            blocked: state === 'blocked' || state === 'none',
            title: titles.get(stream) ?? stream,
          })),
        }
      : found
  const notices = nextNotices(
    known,
    {
      outcome,
      credential,
      wanted: connection.scopes.map(({ scope }) => scope),
      readBefore: new Set(
        coverage.filter((row) => row.read_at !== null).map(({ stream, scope }) => coverageKey(stream, scope)),
      ),
      reachedBefore: new Set(
        connection.scopes
          .filter(({ gap }) => !gap)
          .flatMap(({ scope, without = [] }) =>
            (connection.credential.methods ?? [])
              .filter((method) => without.every((one) => one.method !== method))
              .map((method) => coverageKey(method, scope)),
          ),
      ),
    },
    now,
  )
  const changes = await replaceNotices(tx, tenant, connection.id, notices, now)
  const health = sumUpHealth(notices, found.state === 'connected' ? scopes : [], coverage)
  await updateConnection(tx, tenant, connection.id, {
    health,
    healthCheckedAt: now,
    ...(found.state === 'connected' ? { credential, scopes, web: found.web, system: found.system } : {}),
  })
  await recordChanges(tx, tenant, now, connection, health, changes)
  return health
}

async function recordChanges(
  tx: Executor,
  tenant: string,
  now: Date,
  connection: ConnectionRow,
  health: Health,
  { raised, cleared }: { raised: Notice[]; cleared: Notice[] },
): Promise<void> {
  const subject = { kind: 'connection', id: connection.id, name: connection.name }
  const about = (type: EventType, { kind, scope, days, detail }: Notice) => ({
    actor: systemActor,
    type,
    subject,
    data: { kind, scope, days, detail },
  })
  await recordEvents(tx, tenant, now, [
    ...raised.map((notice) => about('notice.raised', notice)),
    ...cleared.map((notice) => about('notice.cleared', notice)),
  ])
  const from = connection.health.state
  if (health.state !== from)
    await recordEvent(tx, tenant, now, {
      actor: systemActor,
      type: 'connection.health_changed',
      subject,
      data: { from, to: health.state, detail: health.detail },
    })
  await tell(tx, { tenant, type: 'connection', connectionId: connection.id })
}

/** Queues a test of every connection that nobody looked at for a day. */
export async function queueHealthTests(deps: Pick<ScanDeps, 'db' | 'now'>): Promise<void> {
  await queueTests(deps.db, new Date(deps.now().getTime() - 86_400_000))
}
