import {
  type Connector,
  type Estimate,
  estimateFirst,
  estimateFromLast,
  type Pool,
  projectEnd,
  type StreamId,
  type StreamReadiness,
} from '@rollcall/core'
import type { ScanRow } from '../store/scans.ts'

/** From start to end, in seconds; null for one that has not done both. */
function secondsOf(scan: Pick<ScanRow, 'started_at' | 'finished_at'>): number | null {
  if (scan.started_at === null || scan.finished_at === null) return null
  return Math.max(0, (Date.parse(scan.finished_at) - Date.parse(scan.started_at)) / 1000)
}

/** What the next scan of a connection will cost; null before one has come to its end. */
export function estimateNext(last: ScanRow | undefined, connector: Connector | undefined): Estimate | null {
  const seconds = last && secondsOf(last)
  return last?.spending && seconds != null ? estimateFromLast(last.spending, seconds, connector?.quotaSeconds) : null
}

/** What a first scan will cost, by what trying the credential found out; nothing where it did not find out. */
export function estimateTried(
  connector: Connector,
  streams: readonly StreamReadiness[],
): { estimate: Estimate } | Record<string, never> {
  const sized = streams.flatMap(({ scope, stream, size }) => (size ? [{ scope, stream, ...size }] : []))
  if (!connector.estimate || sized.length === 0) return {}
  const limitOf = (pool: Pool) => sized.find((one) => one.pool === pool)?.limit ?? null
  const amounts = [...new Set(sized.map(({ scope }) => scope))].flatMap((scope) => {
    const rows = sized.filter((one) => one.scope === scope)
    return connector.estimate?.(new Map<StreamId, number>(rows.map((one) => [one.stream, one.records]))) ?? []
  })
  const limits = { rest: limitOf('rest'), graphql: limitOf('graphql') }
  return { estimate: estimateFirst(amounts, limits, connector.quotaSeconds) }
}

/** When a running scan will end; null for another, and where there is nothing to go by. */
export function endOf(scan: ScanRow, last: ScanRow | undefined, now: Date): string | null {
  if (scan.state !== 'running' || scan.started_at === null) return null
  const seconds = last && secondsOf(last)
  const waitingUntil = scan.spending?.waitingUntil ?? null
  const end = projectEnd(
    {
      startedAt: Date.parse(scan.started_at),
      now: now.getTime(),
      requests: scan.requests,
      waitingUntil: waitingUntil === null ? null : Date.parse(waitingUntil),
    },
    last && seconds != null ? { requests: last.requests, seconds } : null,
  )
  return end === null ? null : new Date(end).toISOString()
}
