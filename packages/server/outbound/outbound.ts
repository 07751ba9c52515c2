import { createHash } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { rootCertificates } from 'node:tls'
import { AppError, type Pool } from '@rollcall/core'
import { Agent, type Dispatcher, fetch as undiciFetch } from 'undici'
import type { AddressGuard } from './address-guard.ts'
import type { Budget, Quota } from './budget.ts'

export interface Outbound {
  /** A fetch for one connection: guarded addresses, one budget, retries, time limits, no credential to another host. */
  forConnection: (options: ConnectionFetchOptions) => ConnectionFetch
  /** Throws `address.refused` for an address that nothing may be sent to, before it is kept. */
  check: (url: string) => void
  close: () => Promise<void>
}

type ConnectionFetch = (url: string, init?: RequestInit) => Promise<Response>

interface ConnectionFetchOptions {
  /** Name of the system, for messages. */
  system: string
  /** Where requests may go. A redirect to another place is followed without credentials. */
  origins: readonly string[]
  budget: Budget
  signal: AbortSignal
  /** Where what is sent is for that place alone, a redirect is answered as it is. */
  redirects?: 'follow' | 'answer'
}

export interface OutboundLimits {
  /** Milliseconds until the answer's headers, and until its body, must be there. */
  timeoutMs: number
  /** Longest wait that a system may ask for and still get the request sent again. */
  longestWaitMs: number
  /** First pause before a request is sent again; doubles each time. */
  retryBaseMs: number
  attempts: number
  maxBodyBytes: number
}

export const defaultLimits: OutboundLimits = {
  timeoutMs: 30_000,
  longestWaitMs: 65 * 60_000,
  retryBaseMs: 1000,
  attempts: 4,
  maxBodyBytes: 32 * 1024 * 1024,
}

interface Log {
  debug: (fields: object, message: string) => void
}

/** The only place that opens connections to other systems. */
export function createOutbound(options: {
  guard: AddressGuard
  extraCa: string | null
  limits: OutboundLimits
  log: Log
}): Outbound {
  const { guard, limits, log } = options
  const dispatcher = new Agent({
    connect: {
      lookup: guard.lookup,
      timeout: Math.min(10_000, limits.timeoutMs),
      ...(options.extraCa === null ? {} : { ca: [...rootCertificates, options.extraCa] }),
    },
    headersTimeout: limits.timeoutMs,
    bodyTimeout: limits.timeoutMs,
    maxResponseSize: limits.maxBodyBytes,
  })

  return {
    forConnection: (connection) => {
      // Every request under way listens to it, and that is no leak.
      setMaxListeners(0, connection.signal)
      return (url, init) => sendWithRetries({ guard, limits, log, dispatcher, ...connection }, url, init ?? {})
    },
    check: guard.check,
    close: () => dispatcher.close(),
  }
}

interface Way extends ConnectionFetchOptions {
  guard: AddressGuard
  limits: OutboundLimits
  log: Log
  dispatcher: Dispatcher
}

/** Sends until there is an answer that is worth having; reading methods only are sent twice. */
async function sendWithRetries(way: Way, url: string, init: RequestInit): Promise<Response> {
  const endpoint = describe(url, init)
  const signal = init.signal ? AbortSignal.any([way.signal, init.signal]) : way.signal
  const pool: Pool = isGraphql(url) ? 'graphql' : 'rest'
  const repeatable = /^(GET|HEAD)$/i.test(init.method ?? 'GET') || isGraphqlQuery(url, init)
  const payer = payerOf(init)
  const send = async () => {
    const response = await follow(way, url, init, signal)
    meter(way.budget, pool, payer, response)
    return response
  }
  for (let attempt = 1; ; attempt++) {
    const last = attempt >= way.limits.attempts || !repeatable
    let wait = way.limits.retryBaseMs * 2 ** (attempt - 1)
    try {
      const response = await way.budget.spend(signal, send, pool, payer)
      way.log.debug({ endpoint, status: response.status, attempt }, 'outbound')
      const asked = waitAsked(response)
      if (asked !== null) {
        if (asked > way.limits.longestWaitMs || last) return response
        way.budget.pauseUntil(Date.now() + asked)
        wait = 0
      } else if (response.status < 500 || response.status === 501 || last) return response
    } catch (error) {
      signal.throwIfAborted()
      const known = explain(error, way, url, endpoint)
      if (known.code === 'address.refused' || known.code === 'upstream.malformed' || last) throw known
    }
    await sleep(wait, undefined, { signal })
  }
}

/** Follows up to five redirects by hand, so that each address is judged and a credential stays with its host. */
async function follow(way: Way, first: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
  let url = first
  const headers = new Headers(init.headers)
  for (let hops = 0; hops <= 5; hops++) {
    way.guard.check(url)
    if (!way.origins.includes(new URL(url).origin)) {
      if (hops === 0)
        throw new AppError('address.refused', {
          address: new URL(url).origin,
          problem: 'it is not an address of this connection',
        })
      headers.delete('authorization')
      headers.delete('cookie')
    }
    const response = await fetchWhole(way, url, { ...init, headers }, signal)
    const location = response.headers.get('location')
    const isRedirect = location && [301, 302, 303, 307, 308].includes(response.status)
    if (!isRedirect || way.redirects === 'answer') return response
    url = new URL(location, url).href
  }
  throw new AppError('upstream.malformed', {
    system: way.system,
    endpoint: describe(first, init),
    problem: 'more than five redirects',
  })
}

/** The answer with its body read to the end, within the time limit: nobody downstream meets a body that stalls. */
async function fetchWhole(way: Way, url: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(way.limits.timeoutMs)])
  const response = await undiciFetch(url, {
    ...(init as object),
    redirect: 'manual',
    signal: limited,
    dispatcher: way.dispatcher,
  })
  const body = await response.arrayBuffer()
  const headers = new Headers([...response.headers])
  // The body is decoded by now; what described its wire form must not stay.
  headers.delete('content-encoding')
  headers.delete('content-length')
  const empty = response.status === 204 || response.status === 304
  return new Response(empty ? null : body, { status: response.status, statusText: response.statusText, headers })
}

/**
 * How long the system asks to wait, in milliseconds, or null where it does not: `Retry-After` (RFC 9110 §10.2.3), or
 * a spent allowance with the time of its renewal.
 */
function waitAsked(response: Response): number | null {
  const { status, headers } = response
  if (status !== 429 && status !== 403 && status !== 503) return null
  const after = headers.get('retry-after')
  if (after !== null) {
    const seconds = Number(after)
    const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(after) - Date.now()
    return Number.isFinite(wait) ? Math.max(0, wait) : null
  }
  const reset = headers.get('x-ratelimit-reset') ?? headers.get('ratelimit-reset')
  const remaining = headers.get('x-ratelimit-remaining') ?? headers.get('ratelimit-remaining')
  if (remaining === '0' && reset !== null) {
    const value = Number(reset)
    // Seconds since 1970 where it is a date, seconds from now where it is small.
    const wait = value > 1e9 ? value * 1000 - Date.now() : value * 1000
    return Number.isFinite(wait) ? Math.max(0, wait) : null
  }
  return status === 429 ? 60_000 : null
}

/** Each credential has an allowance of its own. The credential itself is not kept: a piece of its hash tells them apart. */
function payerOf(init: RequestInit): string {
  const credential = new Headers(init.headers).get('authorization')
  return credential === null ? '' : createHash('sha256').update(credential).digest('base64url').slice(0, 12)
}

/**
 * Tells the budget what the answer cost and what is left. An answer that nothing has changed (304) is free; of a GraphQL
 * query this counts the first point, and the connector, who reads the price in the answer, the others.
 */
function meter(budget: Budget, pool: Pool, payer: string, response: Response): void {
  budget.charge(pool, response.status === 304 ? 0 : 1)
  const quota = readQuota(pool, response.headers)
  if (quota || response.ok) budget.learn(pool, quota, payer)
}

const resources: Record<Pool, string> = { rest: 'core', graphql: 'graphql' }

/**
 * GitHub's `x-ratelimit-*`, with the moment of the renewal; where an answer belongs to another allowance (`audit_log`,
 * `search`), it says so. And PagerDuty's `ratelimit-*`, with the seconds until then.
 */
function readQuota(pool: Pool, headers: Headers): Quota | null {
  const resource = headers.get('x-ratelimit-resource')
  if (resource !== null && resource !== resources[pool]) return null
  const read = (name: string) => (headers.has(name) ? Number(headers.get(name)) : Number.NaN)
  if (headers.has('ratelimit-reset')) {
    const quota = {
      limit: read('ratelimit-limit'),
      remaining: read('ratelimit-remaining'),
      resetInMs: read('ratelimit-reset') * 1000,
    }
    return Object.values(quota).every(Number.isFinite) ? quota : null
  }
  const limit = read('x-ratelimit-limit')
  const remaining = read('x-ratelimit-remaining')
  // Against the system's own clock: ours may be minutes off.
  const resetInMs = read('x-ratelimit-reset') * 1000 - (Date.parse(headers.get('date') ?? '') || Date.now())
  return [limit, remaining, resetInMs].every(Number.isFinite) ? { limit, remaining, resetInMs } : null
}

const isGraphql = (url: string) => new URL(url).pathname.endsWith('/graphql')

function isGraphqlQuery(url: string, init: RequestInit): boolean {
  return isGraphql(url) && typeof init.body === 'string' && !/"query":"\s*mutation/.test(init.body)
}

/** Method and path without values: logs and messages never hold a full address. */
function describe(url: string, init: RequestInit): string {
  const { pathname } = new URL(url)
  return `${(init.method ?? 'GET').toUpperCase()} ${pathname}`
}

function explain(error: unknown, way: Way, url: string, endpoint: string): AppError {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof AppError) return cause
    // A DOMException has a number for a code; its name says more.
    const { code: given } = cause as { code?: unknown }
    const code = typeof given === 'string' ? given : cause.name
    if (/TIMEOUT|TimeoutError/.test(code))
      return new AppError(
        'upstream.timeout',
        { system: way.system, endpoint, seconds: Math.ceil(way.limits.timeoutMs / 1000) },
        { cause: error },
      )
    if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE')
      return new AppError(
        'upstream.malformed',
        { system: way.system, endpoint, problem: 'the answer is too large' },
        { cause: error },
      )
    const reason =
      reasons[code] ?? (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code) ? 'its certificate is not trusted' : null)
    if (reason) return new AppError('upstream.unreachable', { address: new URL(url).origin, reason }, { cause: error })
  }
  return new AppError(
    'upstream.unreachable',
    { address: new URL(url).origin, reason: 'the connection broke' },
    { cause: error },
  )
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host name does not resolve',
  EAI_AGAIN: 'the name could not be resolved just now',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
}
