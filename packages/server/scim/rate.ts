import { sql } from 'kysely'
import type { AppDeps } from '../app-deps.ts'

const windowMs = 3_600_000
const flushMs = 1000

/** State of the hourly limit after a request, for GitHub's headers. */
export interface RateState {
  limit: number
  used: number
  remaining: number
  /** When the window ends, in UTC epoch seconds. */
  reset: number
  exceeded: boolean
}

export interface RateBook {
  /** Counts one request. A limit of 0 counts and never refuses. */
  count: (enterpriseId: number, limit: number) => RateState
  /** The same without counting. */
  look: (enterpriseId: number, limit: number) => RateState
  close: () => Promise<void>
}

/**
 * Requests an hour of each enterprise's set-up user. Each process counts its own and once a second adds them to the
 * database and learns of the others', so that several servers hold one limit to within a second's requests.
 */
export function openRateBook(deps: Pick<AppDeps, 'db' | 'now' | 'log'>): RateBook {
  const windows = new Map<number, { endsAt: number; told: number; pending: number }>()
  const timer = setInterval(() => void flush(), flushMs).unref()

  function windowOf(enterpriseId: number) {
    const now = deps.now().getTime()
    const known = windows.get(enterpriseId)
    if (known && known.endsAt > now) return known
    const fresh = { endsAt: (Math.floor(now / windowMs) + 1) * windowMs, told: 0, pending: 0 }
    windows.set(enterpriseId, fresh)
    return fresh
  }

  async function flush(): Promise<void> {
    for (const [enterpriseId, window] of windows) {
      const { pending } = window
      if (pending === 0) continue
      try {
        const { rows } = await sql<{ used: number }>`
          insert into scim_rate values (${enterpriseId}, ${new Date(window.endsAt)}, ${pending})
          on conflict (enterprise_id, window_ends_at) do update set used = scim_rate.used + excluded.used
          returning used`.execute(deps.db)
        window.told = rows[0]?.used ?? window.told
        window.pending -= pending
      } catch (error) {
        deps.log.warn({ err: error }, 'The count of SCIM requests could not be shared between servers')
      }
    }
  }

  function state(enterpriseId: number, limit: number, counted: 0 | 1): RateState {
    const window = windowOf(enterpriseId)
    const before = window.told + window.pending
    const exceeded = limit > 0 && before + counted > limit
    if (!exceeded) window.pending += counted
    const used = window.told + window.pending
    return { limit, used, remaining: Math.max(0, limit - used), reset: window.endsAt / 1000, exceeded }
  }

  return {
    count: (enterpriseId, limit) => state(enterpriseId, limit, 1),
    look: (enterpriseId, limit) => state(enterpriseId, limit, 0),
    async close() {
      clearInterval(timer)
      await flush()
    },
  }
}
