/** What may go wrong, on purpose. */
export type FaultKind =
  | { kind: 'unauthorized' }
  | { kind: 'forbidden'; message?: string }
  | { kind: 'not_found' }
  /** The hourly budget is spent. */
  | { kind: 'primary_limit'; status?: 403 | 429; resetInSeconds?: number }
  | { kind: 'secondary_limit'; status?: 403 | 429; retryAfterSeconds?: number }
  | { kind: 'server_error' }
  | { kind: 'bad_gateway' }
  /** Answers as ever, later. */
  | { kind: 'slow'; delayMs: number }
  /** Never answers. */
  | { kind: 'hang' }
  /** 200 with something that is no JSON. */
  | { kind: 'malformed' }
  /** The connection breaks in the middle of the body. */
  | { kind: 'truncated' }
  /** The connection breaks before an answer. */
  | { kind: 'disconnect' }
  /** 200 with a web page. */
  | { kind: 'html' }
  /** Answers as ever, and says that single sign-on kept these organizations out of it. */
  | { kind: 'partial_results'; organizations: number[] }

export type Fault = FaultKind & {
  method?: string
  /** The template, `/orgs/{org}/members`, the path itself, or a pattern for it. `/graphql` for all of GraphQL. */
  path?: string | RegExp
  /** Only GraphQL requests with this in their query or operation name. */
  graphql?: string | RegExp
  /** Only requests for that page of a list. */
  page?: number
  /** Lets so many matching requests pass first. */
  after?: number
  /** Stops after so many times. */
  times?: number
}

export interface FaultTarget {
  method: string
  path: string
  template: string
  page: number | null
  query: string | null
}

const fits = (wanted: string | RegExp, ...values: string[]) =>
  values.some((value) => (typeof wanted === 'string' ? value === wanted : wanted.test(value)))

function matches(fault: Fault, target: FaultTarget): boolean {
  if (fault.method !== undefined && fault.method !== target.method) return false
  if (fault.path !== undefined && !fits(fault.path, target.path, target.template)) return false
  if (fault.page !== undefined && fault.page !== (target.page ?? 1)) return false
  if (fault.graphql === undefined) return true
  const { query } = target
  if (query === null) return false
  return typeof fault.graphql === 'string' ? query.includes(fault.graphql) : fault.graphql.test(query)
}

/** Switches that a test sets and clears. The first that matches has its way. */
export function createFaults() {
  let set: { fault: Fault; seen: number; struck: number }[] = []
  return {
    /** Returns a function that takes this fault back. */
    add: (fault: Fault): (() => void) => {
      const entry = { fault, seen: 0, struck: 0 }
      set.push(entry)
      return () => {
        set = set.filter((other) => other !== entry)
      }
    },
    clear: () => {
      set = []
    },
    /** How often the faults that are set have struck. */
    count: () => set.reduce((sum, entry) => sum + entry.struck, 0),
    take: (target: FaultTarget): Fault | null => {
      for (const entry of set) {
        if (!matches(entry.fault, target)) continue
        entry.seen += 1
        if (entry.seen <= (entry.fault.after ?? 0)) continue
        if (entry.struck >= (entry.fault.times ?? Number.POSITIVE_INFINITY)) continue
        entry.struck += 1
        return entry.fault
      }
      return null
    },
  }
}

export type Faults = ReturnType<typeof createFaults>
