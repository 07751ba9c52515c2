import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@rollcall/core'
import type { AppDeps } from '../app-deps.ts'
import { sealAudit, sealedAfter } from '../store/audit-chain.ts'
import { advanceStream, claimStream, releaseStream, type StreamRow } from '../store/audit-streams.ts'
import { isDatabaseAway } from '../store/database.ts'
import type { Destination, StreamedEvent } from './destination.ts'
import { destinationOf } from './destinations.ts'

export type KeeperDeps = Pick<AppDeps, 'db' | 'vault' | 'outbound' | 'auditFolder' | 'now' | 'log' | 'processId'>

export interface AuditKeeper {
  /** Ends after the batches that are under way. */
  stop: () => Promise<void>
}

const everyMs = 1000
const atOnce = 4
const batchSize = 500
const batchBytes = 4 * 1024 * 1024
/** After so long a stream lets others have a turn. */
const turnMs = 20_000
const longestPauseMs = 10 * 60_000

/**
 * Seals what was written and carries it to where streams lead, in every server process: the database lets one hold a
 * stream at a time, so that nothing waits for a process that is gone.
 */
export function startAuditKeeper(deps: KeeperDeps): AuditKeeper {
  const stopping = new AbortController()
  const running = new Set<Promise<void>>()

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await sealAudit(deps.db)
        while (running.size < atOnce && !stopping.signal.aborted) {
          const stream = await claimStream(deps.db, deps.processId, deps.now())
          if (!stream) break
          const turn = deliver(deps, stream, stopping.signal)
            .catch((error: unknown) => deps.log.warn({ err: error, stream: stream.id }, 'A stream could not be let go'))
            .finally(() => running.delete(turn))
          running.add(turn)
        }
      } catch (error) {
        const level = isDatabaseAway(error) ? 'debug' : 'warn'
        deps.log[level]({ err: error }, 'The audit log could not be looked after; it is tried again')
      }
      await sleep(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
    await Promise.all(running)
  }
  const done = run()

  return {
    async stop() {
      stopping.abort(new Error('the server is stopping'))
      await done
    },
  }
}

/** Seals and delivers once, all that is due by now. */
export async function deliverDue(deps: KeeperDeps): Promise<void> {
  await sealAudit(deps.db)
  for (;;) {
    const stream = await claimStream(deps.db, deps.processId, deps.now())
    if (!stream) return
    await deliver(deps, stream, new AbortController().signal)
  }
}

async function deliver(
  deps: KeeperDeps,
  stream: StreamRow & { tenant: string; slug: string },
  stopping: AbortSignal,
): Promise<void> {
  const { db, processId: holder, now } = deps
  let end: Parameters<typeof releaseStream>[3] = { checked: false }
  try {
    const secret = stream.secret_id === null ? {} : await deps.vault.open(db, stream.tenant, stream.secret_id)
    const way = { config: stream.config, secret, slug: stream.slug, signal: stopping }
    end = await carry(deps, stream, destinationOf(deps, stream.kind, way), stopping)
  } catch (error) {
    if (!stopping.aborted) {
      end = { problem: wordsOf(error), again: new Date(now().getTime() + pauseAfter(stream.failures)) }
      if (!(error instanceof AppError)) deps.log.error({ err: error, stream: stream.id }, 'A stream failed on a bug')
    }
  }
  await releaseStream(db, stream, holder, end, now())
}

/** Sends batch after batch for one turn; where there is nothing to send, tries whether the destination is well. */
async function carry(
  deps: KeeperDeps,
  stream: StreamRow,
  destination: Destination,
  stopping: AbortSignal,
): Promise<{ checked: boolean }> {
  const { db, processId: holder, now } = deps
  const until = performance.now() + turnMs
  let here = stream
  while (performance.now() < until && !stopping.aborted) {
    const { events, last } = await sealedAfter(db, here.enterprise_id, here.position, batchSize)
    if (last === here.position) {
      if (here.position > stream.position) return { checked: false }
      await destination.check()
      return { checked: true }
    }
    for (const { data, to } of batches(events, last)) {
      if (data.length > 0) await destination.send(data)
      if (!(await advanceStream(db, here, holder, { to, delivered: data.length }, now()))) return { checked: false }
      here = { ...here, position: to }
    }
  }
  return { checked: false }
}

/** Parts that a collector takes at once, each with the place that is reached when it is delivered. */
function* batches(
  events: readonly { position: number; data: StreamedEvent }[],
  last: number,
): Generator<{ data: StreamedEvent[]; to: number }> {
  let data: StreamedEvent[] = []
  let bytes = 0
  let to = 0
  for (const event of events) {
    const size = JSON.stringify(event.data).length
    if (data.length > 0 && bytes + size > batchBytes) {
      yield { data, to }
      data = []
      bytes = 0
    }
    data.push(event.data)
    bytes += size
    to = event.position
  }
  yield { data, to: last }
}

/** One second, then twice as long each time, up to ten minutes. */
export const pauseAfter = (failures: number): number => Math.min(longestPauseMs, 1000 * 2 ** Math.min(failures, 20))

const wordsOf = (error: unknown): string =>
  error instanceof AppError
    ? `${error.message} ${error.fix}`
    : 'Something went wrong inside Rollcall; its log says what.'
