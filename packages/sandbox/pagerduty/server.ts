import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PagerdutyWorld } from '../company/pagerduty-world.ts'
import { createFaults, type Fault, type Faults } from '../github/fault.ts'
import { createRequestLog, type RequestLog } from '../github/request-log.ts'
import { type Answer, refuse, refuseAccess, refuseLimit, refuseMissing } from './answer.ts'
import { validateAnswer } from './contract.ts'
import { type Allowance, createLimiter, type Limiter, usualLimit } from './limit.ts'
import { createRender } from './render.ts'
import { findRoute, guard, routes } from './routes.ts'
import { createState, type PagerdutyState } from './state.ts'
import { createIdentity, type Identity, type Viewer } from './viewer.ts'

export interface PagerdutyOptions {
  company: { pagerduty: PagerdutyWorld }
  /** The world's clock: a moment at which it stands, or a function. The machine's own unless told. */
  now?: Date | (() => Date)
  host?: string
  port?: number
  /** Requests in a minute for each key; null for no limit. */
  limit?: number | null
  /** Judges every answer by PagerDuty's published description and keeps what is wrong in `contractViolations`. */
  contract?: boolean
}

export interface RunningPagerduty {
  /** What a person pastes into a form: the account's address. `/eu` behind it is the other service region. */
  url: string
  state: PagerdutyState
  faults: Faults
  requests: RequestLog
  /** The most requests that one key sent in a minute. */
  highestRate: () => number
  contractViolations: string[]
  /** Also ends requests that a fault keeps hanging. */
  close: () => Promise<void>
}

interface Pagerduty {
  state: PagerdutyState
  identity: Identity
  limiter: Limiter
  faults: Faults
  requests: RequestLog
  contract: boolean
  contractViolations: string[]
  url: string
}

interface Outcome extends Answer {
  template: string
  token: string | null
  fault: Fault | null
  allowance: Allowance | null
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

/** The answer that a fault puts in place of the right one; null for a fault that lets the right one through. */
function answerFault(fault: Fault): Answer | null {
  switch (fault.kind) {
    case 'unauthorized':
      return refuse(401, 2006, 'Authentication failed')
    case 'forbidden':
      return refuseAccess(fault.message ?? 'Requires the role of an admin or account owner')
    case 'not_found':
      return refuseMissing()
    case 'primary_limit':
      return refuseLimit()
    case 'secondary_limit':
      return { ...refuseLimit(), headers: { 'Retry-After': String(fault.retryAfterSeconds ?? 1) } }
    case 'server_error':
      return refuse(500, 2000, 'Internal Server Error')
    case 'bad_gateway':
      return refuse(502, 2000, 'Bad Gateway')
    default:
      return null
  }
}

const isAnswer = (value: Viewer | Answer): value is Answer => 'status' in value

function decide(pagerduty: Pagerduty, request: IncomingMessage, url: URL): Outcome {
  const { state, identity, limiter, faults } = pagerduty
  const region = url.pathname === '/eu' || url.pathname.startsWith('/eu/') ? 'eu' : 'us'
  const path = region === 'eu' ? url.pathname.slice(3) : url.pathname
  const found = findRoute(path)
  const template = found?.route.template ?? path
  const method = request.method ?? 'GET'
  const fault = faults.take({ method, path, template, page: null, query: null })
  const viewer = identity.authenticate(request.headers, region)
  const known = isAnswer(viewer) ? null : viewer
  const allowance = known ? limiter.take(known.label) : null
  const common = { template, token: known?.label ?? null, fault, allowance }
  const faulted = fault && answerFault(fault)
  if (faulted) return { ...faulted, ...common }
  if (isAnswer(viewer)) return { ...viewer, ...common }
  if (allowance && allowance.remaining < 0) return { ...refuseLimit(), ...common }
  if (!found || method !== 'GET') return { ...refuseMissing(), ...common }
  const web = pagerduty.url + (region === 'eu' ? '/eu' : '')
  const render = createRender(state, web, `${web}/account/${state.world.subdomain}`)
  const asked = { id: found.id, query: url.searchParams, headers: request.headers, state, viewer, render }
  const answer = guard(found.route, asked) ?? found.route.answer(asked)
  if (pagerduty.contract)
    pagerduty.contractViolations.push(
      ...validateAnswer(`GET ${template}`, url.searchParams, answer.status, JSON.parse(JSON.stringify(answer.body))),
    )
  return { ...answer, ...common }
}

function headersOf({ allowance, headers, fault }: Outcome, requestId: string): Record<string, string> {
  const html = fault?.kind === 'html'
  return {
    'Content-Type': html ? 'text/html; charset=utf-8' : 'application/json',
    'X-Request-Id': requestId,
    ...(allowance && fault?.kind !== 'primary_limit'
      ? {
          'ratelimit-limit': String(allowance.limit),
          'ratelimit-remaining': String(Math.max(0, allowance.remaining)),
          'ratelimit-reset': String(allowance.reset),
        }
      : {}),
    ...(fault?.kind === 'primary_limit'
      ? { 'ratelimit-limit': '960', 'ratelimit-remaining': '0', 'ratelimit-reset': String(fault.resetInSeconds ?? 60) }
      : {}),
    ...headers,
  }
}

function textOf({ body, fault }: Outcome): string {
  if (fault?.kind === 'html') return '<!DOCTYPE html>\n<html><body>PagerDuty is having trouble.</body></html>\n'
  const text = JSON.stringify(body)
  return fault?.kind === 'malformed' ? `${text.slice(0, -1)},,` : text
}

async function send(outcome: Outcome, response: ServerResponse, requestId: string): Promise<void> {
  const { fault } = outcome
  const ended = new Promise((resolve) => response.once('close', resolve))
  if (fault?.kind === 'slow') await Promise.race([wait(fault.delayMs), ended])
  if (fault?.kind === 'hang') return void (await ended)
  if (fault?.kind === 'disconnect') return void response.destroy()
  const body = Buffer.from(textOf(outcome), 'utf8')
  response.writeHead(outcome.status, { ...headersOf(outcome, requestId), 'Content-Length': body.length })
  if (fault?.kind === 'truncated')
    response.write(body.subarray(0, Math.ceil(body.length / 2)), () => response.destroy())
  else response.end(body)
}

async function handle(
  pagerduty: Pagerduty,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
): Promise<void> {
  const url = new URL(request.url ?? '/', pagerduty.url)
  const text = await readText(request)
  if (url.pathname === '/identity/oauth/token' && request.method === 'POST') {
    const { status, body } = pagerduty.identity.issue(new URLSearchParams(text))
    response.writeHead(status, { 'Content-Type': 'application/json', 'X-Request-Id': requestId })
    response.end(JSON.stringify(body))
    return
  }
  if (request.headers.accept?.includes('text/html')) {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
    response.end('<!DOCTYPE html>\n<title>Stand-in PagerDuty</title><p>Here PagerDuty would show this page.</p>\n')
    return
  }
  const outcome = decide(pagerduty, request, url)
  const fault = outcome.fault?.kind ?? null
  const unanswered = fault === 'hang' || fault === 'disconnect'
  pagerduty.requests.record(
    {
      method: request.method ?? 'GET',
      path: outcome.template,
      status: unanswered ? 0 : outcome.status,
      cost: 1,
      token: outcome.token,
      page: null,
      operation: null,
      fault,
      aborted: unanswered || fault === 'truncated',
    },
    false,
  )
  await send(outcome, response, requestId)
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve(server.address() as AddressInfo))
  })
}

/** Starts a stand-in for PagerDuty in which the company has its account. */
export async function startPagerduty(options: PagerdutyOptions): Promise<RunningPagerduty> {
  const { company, host = '127.0.0.1', port = 0, now: given } = options
  const now = given === undefined ? () => new Date() : typeof given === 'function' ? given : () => given
  const server = createServer()
  const bound = await listen(server, host, port)
  const state = createState(company.pagerduty, now)
  const pagerduty: Pagerduty = {
    state,
    identity: createIdentity(state),
    limiter: createLimiter(options.limit === undefined ? usualLimit : options.limit),
    faults: createFaults(),
    requests: createRequestLog(),
    contract: options.contract ?? false,
    contractViolations: [],
    url: `http://${host}:${bound.port}`,
  }
  let count = 0
  server.on('request', (request, response) => {
    count += 1
    handle(pagerduty, request, response, `pd-${bound.port}-${count}`).catch((error: unknown) => {
      // A mistake of the sandbox itself: say so loudly, and never in a way that looks like PagerDuty.
      if (!response.headersSent) response.writeHead(599, { 'Content-Type': 'text/plain' })
      response.end(error instanceof Error ? error.stack : String(error))
    })
  })
  const { url, faults, requests, limiter, contractViolations } = pagerduty
  return {
    url,
    state,
    faults,
    requests,
    highestRate: limiter.highest,
    contractViolations,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Every path that is played, for the test that asks for each. */
export const playedTemplates: readonly string[] = routes.map(({ template }) => template)
