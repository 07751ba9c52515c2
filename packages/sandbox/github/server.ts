import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Company } from '../company/company.ts'
import { createAddresses, type Flavour } from './addresses.ts'
import { answerExchange, type Github, type Outcome } from './exchange.ts'
import { createFaults, type Faults } from './fault.ts'
import { createLimiter, githubLimits, type Limits } from './limit.ts'
import { wantsPage } from './pages/page.ts'
import { answerVisit } from './pages/visit.ts'
import { createRequestLog, type RequestLog } from './request-log.ts'
import { createState, type GithubState } from './state/state.ts'

export interface GithubOptions {
  company: Company
  /** The world's clock: a moment at which it stands, or a function. The machine's own unless told. */
  now?: Date | (() => Date)
  host?: string
  port?: number
  flavour?: Flavour
  /** Every answer takes that long. */
  delayMs?: number
  /** Part of the limits, or `null` for none. github.com has GitHub's, a server has none. */
  limits?: Partial<Limits> | null
  /** Judges every REST answer by GitHub's published description and keeps what is wrong in `contractViolations`. */
  contract?: boolean
  /** Where the web pages would be: `https://github.com` unless told; `own` for the pages that the stand-in has itself. */
  webUrl?: string
  /** Stands in every secret that the stand-in makes up, so that a test can look for it. */
  secretMark?: string
}

export interface RunningGithub {
  /** What a person types into a form: the address of the machine. */
  url: string
  apiUrl: string
  graphqlUrl: string
  webUrl: string
  state: GithubState
  faults: Faults
  requests: RequestLog
  /** The hourly budgets of the tokens. */
  limits: {
    reset: () => void
    /** Leaves a token that much, so that a test need not spend the rest. */
    setRemaining: (label: string, resource: 'core' | 'graphql', remaining: number) => void
  }
  contractViolations: string[]
  /** Also ends requests that a fault keeps hanging. */
  close: () => Promise<void>
}

const largestBody = 1_000_000

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += (chunk as Buffer).length
    if (size > largestBody) throw new Error('The request is too large')
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const webPage =
  '<!DOCTYPE html>\n<html><head><title>Unicorn! · GitHub</title></head><body>We had issues.</body></html>\n'

/** What the faults of the wire make of an answer that was right. */
function disturb(outcome: Outcome): Outcome {
  if (outcome.fault?.kind === 'html') {
    return { ...outcome, text: webPage, headers: { ...outcome.headers, 'Content-Type': 'text/html; charset=utf-8' } }
  }
  if (outcome.fault?.kind === 'malformed') return { ...outcome, text: `${outcome.text.slice(0, -1)},,` }
  return outcome
}

function send(outcome: Outcome, method: string, response: ServerResponse): void {
  const body = Buffer.from(outcome.text, 'utf8')
  response.writeHead(outcome.status, {
    ...outcome.headers,
    ...(outcome.status === 304 ? {} : { 'Content-Length': body.length }),
  })
  if (outcome.fault?.kind === 'truncated') {
    response.write(body.subarray(0, Math.ceil(body.length / 2)), () => response.destroy())
  } else {
    response.end(method === 'HEAD' ? undefined : body)
  }
}

interface Arrival {
  requestId: string
  request: IncomingMessage
  response: ServerResponse
}

function record(requests: RequestLog, { request }: Arrival, url: URL, outcome: Outcome): void {
  const { template: path, cost, token, operation, mutation } = outcome
  const fault = outcome.fault?.kind ?? null
  const unanswered = fault === 'hang' || fault === 'disconnect'
  const page = url.searchParams.get('page')
  requests.record(
    {
      method: request.method ?? 'GET',
      path,
      status: unanswered ? 0 : outcome.status,
      cost,
      token,
      page: page === null ? null : Number(page),
      operation,
      fault,
      aborted: unanswered || fault === 'truncated',
    },
    mutation,
  )
}

async function showPage({ state, addresses }: Github, request: IncomingMessage, url: URL, response: ServerResponse) {
  const form = request.method === 'POST' ? new URLSearchParams(await readText(request)) : null
  const reply = answerVisit({ state, addresses, path: url.pathname, query: url.searchParams, form })
  if ('redirect' in reply) response.writeHead(302, { Location: reply.redirect }).end()
  else response.writeHead(reply.status, { 'Content-Type': 'text/html; charset=utf-8' }).end(reply.html)
}

async function handle(github: Github, requests: RequestLog, delayMs: number, arrival: Arrival): Promise<void> {
  const { requestId, request, response } = arrival
  const method = request.method ?? 'GET'
  const url = new URL(request.url ?? '/', github.addresses.api)
  if (wantsPage(request)) {
    await showPage(github, request, url, response)
    return
  }
  const ended = new Promise((resolve) => response.once('close', resolve))
  github.limiter.enter()
  try {
    const text = await readText(request)
    const outcome = disturb(await answerExchange(github, { requestId, method, url, headers: request.headers, text }))
    record(requests, arrival, url, outcome)
    const { fault } = outcome
    if (delayMs > 0) await wait(delayMs)
    if (fault?.kind === 'slow') await Promise.race([wait(fault.delayMs), ended])
    if (fault?.kind === 'hang') await ended
    else if (fault?.kind === 'disconnect') response.destroy()
    else if (!response.destroyed) send(outcome, method, response)
  } finally {
    github.limiter.leave()
  }
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve(server.address() as AddressInfo))
  })
}

function readClock(now: GithubOptions['now']): () => Date {
  if (now === undefined) return () => new Date()
  return typeof now === 'function' ? now : () => now
}

function readLimits({ limits, flavour }: GithubOptions): Limits | null {
  if (limits === null || (limits === undefined && flavour === 'ghes')) return null
  return { ...githubLimits, ...limits }
}

/** Starts a stand-in for GitHub in which the company lives. */
export async function startGithub(options: GithubOptions): Promise<RunningGithub> {
  const { company, host = '127.0.0.1', port = 0, flavour = 'github.com', delayMs = 0 } = options
  const now = readClock(options.now)
  const server = createServer()
  const bound = await listen(server, host, port)
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${bound.port}`
  const github: Github = {
    state: createState(company.github, now, options.secretMark),
    addresses: createAddresses(url, flavour, options.webUrl === 'own' ? url : options.webUrl),
    limiter: createLimiter(readLimits(options), now),
    faults: createFaults(),
    contract: options.contract ?? false,
    contractViolations: [],
  }
  const requests = createRequestLog()
  let count = 0
  server.on('request', (request, response) => {
    count += 1
    const requestId = `${bound.port.toString(16).toUpperCase()}:${count.toString(16).toUpperCase().padStart(6, '0')}`
    handle(github, requests, delayMs, { requestId, request, response }).catch((error: unknown) => {
      // A mistake of the sandbox itself: say so loudly, and never in a way that looks like GitHub.
      if (!response.headersSent) response.writeHead(599, { 'Content-Type': 'text/plain' })
      response.end(error instanceof Error ? error.stack : String(error))
    })
  })
  const { state, addresses, limiter, faults, contractViolations } = github
  return {
    url,
    apiUrl: addresses.api,
    graphqlUrl: addresses.graphql,
    webUrl: addresses.web,
    state,
    faults,
    requests,
    limits: {
      reset: limiter.reset,
      setRemaining: (label, resource, remaining) =>
        limiter.setRemaining(state.token(label).secret, resource, remaining),
    },
    contractViolations,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
