/** What a request draws from: an allowance of requests, or one of GraphQL points. Systems keep them apart. */
export type Pool = 'rest' | 'graphql'
export const pools: readonly Pool[] = ['rest', 'graphql']

/** One allowance, as the system's own answers tell it. */
export interface PoolSpending {
  pool: Pool
  /** Requests, or points, that this scan took from it. */
  spent: number
  /** What the system gives at a time, what is left of that, and when it is renewed. Null where it does not tell. */
  limit: number | null
  remaining: number | null
  resetAt: string | null
}

/** What a scan has cost so far. */
export interface Spending {
  pools: PoolSpending[]
  /** Requests that asked whether a kept answer still holds, and those answered that it does. These cost nothing. */
  asked: number
  unchanged: number
  /** The scan stands still until then, because the rest of the allowance is left to others. */
  waitingUntil: string | null
}

export interface Estimate {
  pools: {
    pool: Pool
    amount: number
    /** Of what the system gives at a time; null where it does not tell. */
    share: number | null
  }[]
  /** From start to end, waits included. */
  seconds: number
  /** How often the system renews what it gives. */
  quotaSeconds: number
}

/** What is left of every allowance to all others that use the same credential: a fifth. */
export const keptShare = 0.2

/** How much of an allowance is left alone. Of one that is tiny, at least one request may be taken. */
export function keptOf(limit: number, share = keptShare): number {
  return Math.max(0, Math.min(Math.ceil(limit * share), limit - 1))
}

/** Most systems renew what they allow by the hour; PagerDuty does by the minute. */
export const usualQuotaSeconds = 3600

/**
 * What a scan will cost that takes these amounts and works so many seconds without a wait. Each whole allowance that it
 * uses up, less what is left to others, is one renewal more.
 */
function estimate(
  amounts: readonly { pool: Pool; amount: number; limit: number | null }[],
  workSeconds: number,
  quotaSeconds = usualQuotaSeconds,
): Estimate {
  const waits = amounts.map(({ amount, limit }) =>
    limit === null || amount === 0 ? 0 : (Math.ceil(amount / (limit - keptOf(limit))) - 1) * quotaSeconds,
  )
  return {
    pools: amounts.map(({ pool, amount, limit }) => ({ pool, amount, share: limit === null ? null : amount / limit })),
    seconds: Math.max(1, Math.ceil(workSeconds), ...waits),
    quotaSeconds,
  }
}

/** Requests go out several at a time; these are the seconds that one adds to a scan. */
const secondsEach: Record<Pool, number> = { rest: 0.1, graphql: 0.5 }

/** What a first scan will cost, by what each of its scopes takes. */
export function estimateFirst(
  scopes: readonly Record<Pool, number>[],
  limits: Readonly<Record<Pool, number | null>>,
  quotaSeconds?: number,
): Estimate {
  const amounts = pools.map((pool) => ({
    pool,
    amount: scopes.reduce((sum, one) => sum + one[pool], 0),
    limit: limits[pool],
  }))
  const work = amounts.reduce((sum, { pool, amount }) => sum + amount * secondsEach[pool], 0)
  return estimate(amounts, work, quotaSeconds)
}

/** The next scan costs what the last whole one did. */
export function estimateFromLast(last: Spending, seconds: number, quotaSeconds?: number): Estimate {
  const { seconds: _, ...amounts } = estimate(
    last.pools.map(({ pool, spent, limit }) => ({ pool, amount: spent, limit })),
    seconds,
    quotaSeconds,
  )
  // The wait is in the time that the last one took.
  return { ...amounts, seconds: Math.max(1, Math.ceil(seconds)) }
}

/**
 * When a running scan will end, by the one before it: the same number of requests at this scan's own pace, after the wait
 * that is known of. Null while there is nothing to go by.
 */
export function projectEnd(
  run: { startedAt: number; now: number; requests: number; waitingUntil: number | null },
  last: { requests: number; seconds: number } | null,
): number | null {
  if (!last || last.requests === 0) return null
  const done = Math.min(1, run.requests / last.requests)
  const elapsed = Math.max(0, run.now - run.startedAt)
  // At its beginning a scan has no pace of its own yet.
  const whole = done < 0.1 ? last.seconds * 1000 : elapsed / done
  return Math.max(run.now, run.waitingUntil ?? run.now) + Math.max(0, whole * (1 - done))
}
