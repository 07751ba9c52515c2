export interface LoggedRequest {
  method: string
  /** With the path's variable parts as GitHub's documentation names them. */
  path: string
  status: number
  /** What it took off the token's budget. */
  cost: number
  /** Label of the token, never the token; null where there was none or it is unknown. */
  token: string | null
  /** Number of the page, where one was asked for. */
  page: number | null
  /** Name of the GraphQL operation. */
  operation: string | null
  /** Kind of the fault that a test had set for it. */
  fault: string | null
  /** Not answered, or cut off. */
  aborted: boolean
}

function countNothing() {
  return { total: 0, rest: 0, graphql: 0, writes: 0, notModified: 0, faulted: 0, corePoints: 0, graphqlPoints: 0 }
}

/** An App that gets itself a token changes nothing that anybody has. */
const lettingIn = /^\/app\/installations\/\{installation_id\}\/access_tokens$/
const reading = new Set(['GET', 'HEAD'])
/** Enough for every test; a benchmark's counters go on after it. */
const keptEntries = 20_000

/** Every request that reached the sandbox, for tests that want to know what was asked and what it cost. */
export function createRequestLog() {
  const log = {
    entries: [] as LoggedRequest[],
    counts: countNothing(),
    /** How often a path was asked for, by its template. */
    byPath: new Map<string, number>(),
    record: (entry: LoggedRequest, mutation: boolean) => {
      const { counts } = log
      const graphql = entry.path === '/graphql'
      counts.total += 1
      counts[graphql ? 'graphql' : 'rest'] += 1
      counts[graphql ? 'graphqlPoints' : 'corePoints'] += entry.cost
      if (graphql ? mutation : !reading.has(entry.method) && !lettingIn.test(entry.path)) counts.writes += 1
      if (entry.status === 304) counts.notModified += 1
      if (entry.fault !== null) counts.faulted += 1
      log.byPath.set(entry.path, (log.byPath.get(entry.path) ?? 0) + 1)
      if (log.entries.length < keptEntries) log.entries.push(entry)
    },
    reset: () => {
      log.entries = []
      log.counts = countNothing()
      log.byPath = new Map()
    },
  }
  return log
}

export type RequestLog = ReturnType<typeof createRequestLog>
