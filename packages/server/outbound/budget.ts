import { setTimeout as delay } from 'node:timers/promises'
import { keptOf, type Pool, pools, type Spending } from '@rollcall/core'

/** What the system says of an allowance: how much an hour, how much is left, and in how long it is renewed. */
export interface Quota {
  limit: number
  remaining: number
  resetInMs: number
}

/** What a connection may spend: requests at a time, and the system's own limit as it tells it. */
export interface Budget {
  /**
   * Runs one request when there is room for it. Aborting ends the wait at once. `payer` is whose allowance it is, where a
   * connection has several: an App's in each organization, a person's.
   */
  spend: <T>(signal: AbortSignal, request: () => Promise<T>, pool?: Pool, payer?: string) => Promise<T>
  /** The system said to wait: nobody sends before this time (milliseconds since 1970). */
  pauseUntil: (time: number) => void
  /** What an answer tells of the allowance; null where it tells nothing. */
  learn: (pool: Pool, quota: Quota | null, payer?: string) => void
  /** Counts what a request cost. */
  charge: (pool: Pool, cost: number) => void
  /** A request asked whether a kept answer still holds. */
  countAsked: (unchanged: boolean) => void
  /** Requests sent so far. */
  readonly sent: () => number
  readonly spending: () => Spending
}

export interface BudgetOptions {
  /** Part of every allowance that is never touched; none unless told. */
  kept?: number
  now?: () => number
  sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>
  /** What an earlier attempt at the same work had spent. */
  before?: Spending | null
}

interface Purse {
  underway: number
  /** Whether there was an answer since the allowance was last renewed; before that nothing is known. */
  known: boolean
  quota: { limit: number; remaining: number; resetAt: number } | null
}

/** What all payers of a pool have in common. */
interface Tally {
  spent: number
  /** Most that a request has cost so far. */
  dearest: number
  purses: Map<string, Purse>
}

/** A renewal is told in whole seconds, by a clock that is not quite ours. */
const slackMs = 1000

export function createBudget(concurrency: number, options: BudgetOptions = {}): Budget {
  const { kept = 0, now = Date.now, before = null } = options
  const sleep = options.sleep ?? ((ms: number, signal: AbortSignal) => delay(ms, undefined, { signal }))
  let free = concurrency
  let resumeAt = 0
  let sent = 0
  let asked = before?.asked ?? 0
  let unchanged = before?.unchanged ?? 0
  const waiting: (() => void)[] = []
  /** Ends of the waits that are under way for an allowance. */
  const resets = new Map<object, number>()
  const changes = new Set<() => void>()
  const tallies = Object.fromEntries(
    pools.map((pool): [Pool, Tally] => {
      const spent = before?.pools.find((one) => one.pool === pool)?.spent ?? 0
      return [pool, { spent, dearest: 1, purses: new Map() }]
    }),
  ) as Record<Pool, Tally>

  function purseOf(pool: Pool, payer: string): Purse {
    const { purses } = tallies[pool]
    const purse = purses.get(payer) ?? { underway: 0, known: false, quota: null }
    purses.set(payer, purse)
    return purse
  }

  async function take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (free > 0) {
      free--
      return
    }
    await new Promise<void>((resolve, reject) => {
      const go = () => {
        signal.removeEventListener('abort', stop)
        resolve()
      }
      const stop = () => {
        waiting.splice(waiting.indexOf(go), 1)
        reject(signal.reason)
      }
      waiting.push(go)
      signal.addEventListener('abort', stop, { once: true })
    })
  }

  function give(): void {
    const next = waiting.shift()
    if (next) next()
    else free++
  }

  /** How long a request must wait for its allowance; infinite where only an answer that is under way can tell. */
  function waitFor(purse: Purse, dearest: number): number {
    if (kept === 0) return 0
    if (purse.quota && now() >= purse.quota.resetAt) {
      purse.quota = null
      purse.known = false
    }
    // One goes ahead and finds out how much there is.
    if (!purse.known) return purse.underway === 0 ? 0 : Number.POSITIVE_INFINITY
    const { quota, underway } = purse
    if (!quota) return 0
    const room = quota.remaining - keptOf(quota.limit, kept) - underway * dearest
    if (room >= Math.min(dearest, quota.limit - keptOf(quota.limit, kept))) return 0
    return quota.resetAt - now()
  }

  /** Until the time is over, or an answer has changed what is known. */
  async function pause(ms: number, signal: AbortSignal): Promise<void> {
    const over = new AbortController()
    const changed = new Promise<void>((resolve) => changes.add(resolve))
    const ended = AbortSignal.any([signal, over.signal])
    try {
      if (ms === Number.POSITIVE_INFINITY) await Promise.race([changed, aborted(ended)])
      else await Promise.race([changed, sleep(ms, ended)])
      signal.throwIfAborted()
    } finally {
      over.abort()
    }
  }

  async function admit(pool: Pool, purse: Purse, signal: AbortSignal): Promise<void> {
    const me = {}
    try {
      for (;;) {
        const pausing = resumeAt - now()
        const wait = Math.max(pausing, waitFor(purse, tallies[pool].dearest))
        if (wait <= 0) break
        if (wait !== Number.POSITIVE_INFINITY) resets.set(me, now() + wait)
        await pause(wait, signal)
      }
    } finally {
      resets.delete(me)
    }
    purse.underway++
  }

  function tellChange(): void {
    for (const resolve of changes) resolve()
    changes.clear()
  }

  return {
    async spend(signal, request, pool = 'rest', payer = '') {
      const purse = purseOf(pool, payer)
      await take(signal)
      try {
        await admit(pool, purse, signal)
        sent++
        try {
          return await request()
        } finally {
          purse.underway--
          tellChange()
        }
      } finally {
        give()
      }
    },
    pauseUntil(time) {
      resumeAt = Math.max(resumeAt, time)
    },
    learn(pool, told, payer = '') {
      const purse = purseOf(pool, payer)
      purse.known = true
      if (!told) return
      const quota = { ...told, resetAt: now() + Math.max(0, told.resetInMs) + slackMs }
      const same = purse.quota && Math.abs(quota.resetAt - purse.quota.resetAt) < 5 * slackMs
      // Answers overtake each other: within the hour the lowest is the newest.
      const remaining = same ? Math.min(quota.remaining, purse.quota?.remaining ?? 0) : quota.remaining
      if (!purse.quota || same || quota.resetAt > purse.quota.resetAt)
        purse.quota = { limit: quota.limit, remaining, resetAt: quota.resetAt }
    },
    charge(pool, cost) {
      const tally = tallies[pool]
      tally.spent += cost
      tally.dearest = Math.max(tally.dearest, cost)
    },
    countAsked(held) {
      asked++
      if (held) unchanged++
    },
    sent: () => sent,
    spending: () => {
      const until = resets.size > 0 ? Math.max(...resets.values()) : 0
      return {
        pools: pools.map((pool) => {
          const quota = tightest(tallies[pool].purses, now())
          return {
            pool,
            spent: tallies[pool].spent,
            limit: quota?.limit ?? null,
            remaining: quota?.remaining ?? null,
            resetAt: quota ? new Date(quota.resetAt).toISOString() : null,
          }
        }),
        asked,
        unchanged,
        waitingUntil: until > now() ? new Date(until).toISOString() : null,
      }
    },
  }
}

/** Of several allowances the one that will be the first to make somebody wait; one that is over tells nothing any more. */
function tightest(purses: ReadonlyMap<string, Purse>, now: number): Purse['quota'] {
  const quotas = [...purses.values()].flatMap(({ quota }) => quota ?? [])
  const live = quotas.filter(({ resetAt }) => resetAt > now)
  const share = (quota: { limit: number; remaining: number }) => quota.remaining / Math.max(1, quota.limit)
  return live.sort((a, b) => share(a) - share(b))[0] ?? quotas.sort((a, b) => b.resetAt - a.resetAt)[0] ?? null
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
