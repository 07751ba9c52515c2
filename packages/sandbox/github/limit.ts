export type Resource = 'core' | 'graphql'

export interface Limits {
  /** Requests an hour to REST, for each token. */
  core: number
  /** Points an hour to GraphQL, for each token. */
  graphql: number
  /** Requests at the same time, REST and GraphQL together. */
  concurrent: number
  /** Points in a minute of real time; a read is one point. */
  corePerMinute: number
  graphqlPerMinute: number
}

/** github.com's for a user. A server has none until its administrator sets some. */
export const githubLimits: Limits = {
  core: 5_000,
  graphql: 5_000,
  concurrent: 100,
  corePerMinute: 900,
  graphqlPerMinute: 2_000,
}

const anonymousLimit = 60
const hourMs = 3_600_000

export interface Budget {
  limit: number
  used: number
  remaining: number
  /** Epoch seconds. */
  reset: number
  resource: Resource
}

interface Window {
  used: number
  resetAt: number
}

/** Keeps account of what each token spent. Null limits: nothing is counted. */
export function createLimiter(limits: Limits | null, now: () => Date) {
  const hours = new Map<string, Window>()
  const minutes = new Map<string, Window>()
  let concurrent = 0
  const open = (windows: Map<string, Window>, key: string, at: number, lengthMs: number): Window => {
    const present = windows.get(key)
    if (present && present.resetAt > at) return present
    const window = { used: 0, resetAt: at + lengthMs }
    windows.set(key, window)
    return window
  }
  const hourOf = (token: string, resource: Resource) => open(hours, `${resource} ${token}`, now().getTime(), hourMs)
  const limitOf = (token: string, resource: Resource) =>
    limits === null ? 0 : token === 'anonymous' && resource === 'core' ? anonymousLimit : limits[resource]
  return {
    enabled: limits !== null,
    read: (token: string, resource: Resource): Budget => {
      const hour = hourOf(token, resource)
      const limit = limitOf(token, resource)
      const reset = Math.ceil(hour.resetAt / 1000)
      return { limit, used: hour.used, remaining: Math.max(0, limit - hour.used), reset, resource }
    },
    charge: (token: string, resource: Resource, cost: number) => {
      hourOf(token, resource).used += cost
    },
    /** A request has come in; `leave` when it is done with. */
    enter: () => {
      concurrent += 1
    },
    leave: () => {
      concurrent -= 1
    },
    /** Counts a request of the token; true where it is one too many for the secondary limit. */
    overruns: (token: string, resource: Resource): boolean => {
      if (limits === null) return false
      // The minute runs on real time: the world's clock may stand still.
      const minute = open(minutes, `${resource} ${token}`, performance.now(), 60_000)
      minute.used += 1
      const perMinute = resource === 'core' ? limits.corePerMinute : limits.graphqlPerMinute
      return concurrent > limits.concurrent || minute.used > perMinute
    },
    /** Sets what a token has left, so that a test need not spend the rest. */
    setRemaining: (token: string, resource: Resource, remaining: number) => {
      hourOf(token, resource).used = limitOf(token, resource) - remaining
    },
    reset: () => {
      hours.clear()
      minutes.clear()
    },
  }
}

export type Limiter = ReturnType<typeof createLimiter>
