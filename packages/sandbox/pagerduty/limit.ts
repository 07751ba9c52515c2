/** PagerDuty's for one key: requests in a minute. */
export const usualLimit = 960
const minuteMs = 60_000

export interface Allowance {
  limit: number
  remaining: number
  /** Seconds until it is whole again. */
  reset: number
}

/** Counts requests by key over a minute of real time: the world's clock may stand still. Null: no limit. */
export function createLimiter(limit: number | null) {
  const minutes = new Map<string, { used: number; endsAt: number }>()
  const open = (key: string) => {
    const now = performance.now()
    const present = minutes.get(key)
    if (present && present.endsAt > now) return present
    const fresh = { used: 0, endsAt: now + minuteMs }
    minutes.set(key, fresh)
    return fresh
  }
  return {
    /** Takes one request off; null where nothing is counted. A negative rest: it was one too many. */
    take: (key: string): Allowance | null => {
      if (limit === null) return null
      const minute = open(key)
      minute.used += 1
      const reset = Math.max(1, Math.ceil((minute.endsAt - performance.now()) / 1000))
      return { limit, remaining: limit - minute.used, reset }
    },
    /** The most that any key used in its minute. */
    highest: () => Math.max(0, ...[...minutes.values()].map(({ used }) => used)),
  }
}

export type Limiter = ReturnType<typeof createLimiter>
