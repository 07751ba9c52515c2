import { Octokit } from '@octokit/core'
import { AppError, type ConnectorContext, type Gap, type Source } from '@rollcall/core'
import { readAddress } from './address.ts'
import { covers, splitScopes } from './token.ts'

type Headers = Record<string, string | number | undefined>

export interface Answer<Data> {
  data: Data
  headers: Headers
  source: Source
  /** The answer is not whole, though its status says nothing of it. */
  gap: Gap | null
}

export interface GraphqlAnswer<Data> {
  data: Data
  source: Source
  /** Fields that GitHub would not answer, by their path. */
  refused: { path: string; gap: Gap }[]
  /** The answer is not whole, though its status says nothing of it. */
  gap: Gap | null
  /** Points that it cost. */
  cost: number
  headers: Headers
}

export interface GithubClient {
  /** One REST request by its template, such as `GET /orgs/{org}`. */
  get: <Data>(template: string, params?: Record<string, unknown>) => Promise<Answer<Data>>
  graphql: <Data>(query: string, variables: Record<string, unknown>) => Promise<GraphqlAnswer<Data>>
}

const system = 'GitHub'

/** Typed calls and GitHub's refusals in plain words; no policy. Waiting and repeating are the context's. */
export function createClient(context: ConnectorContext): GithubClient {
  const address = readAddress(String(context.config.address ?? ''))
  const octokit = new Octokit({
    auth: context.secrets.token,
    baseUrl: address.api,
    userAgent: 'rollcall',
    request: { fetch: context.fetch },
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  })
  const headers = { 'x-github-api-version': '2022-11-28' }

  async function send(template: string, params: Record<string, unknown>): Promise<{ data: unknown; headers: Headers }> {
    try {
      const { data, headers: answered } = await octokit.request(template, { ...params, headers })
      return { data, headers: answered }
    } catch (error) {
      context.signal.throwIfAborted()
      throw explain(error, template)
    }
  }

  const sourceOf = (endpoint: string, answered: Headers): Source => ({
    endpoint,
    at: context.now().toISOString(),
    requestId: answered['x-github-request-id'] === undefined ? null : String(answered['x-github-request-id']),
  })

  return {
    async get<Data>(template: string, params: Record<string, unknown> = {}) {
      const { data, headers: answered } = await send(template, params)
      if (typeof data !== 'object' || data === null) throw malformed(template, 'it is not JSON')
      return {
        data: data as Data,
        headers: answered,
        source: sourceOf(template, answered),
        gap: partialResults(answered),
      }
    },

    async graphql<Data>(query: string, variables: Record<string, unknown>) {
      const template = 'POST /graphql'
      // Named, so that GitHub's support and a log can tell one query from another.
      const operationName = /^query (\w+)/.exec(query)?.[1]
      const asked = { query: withPrice(query), variables, operationName }
      const { data, headers: answered } = await send(`POST ${address.graphql}`, asked)
      const body = data as { data?: (Data & Price) | null; errors?: GraphqlError[] }
      if (typeof body !== 'object' || body === null) throw malformed(template, 'it is not JSON')
      const cost = body.data?.rateLimit?.cost ?? 1
      if (cost > 1) context.charge?.('graphql', cost - 1)
      const errors = Array.isArray(body.errors) ? body.errors : []
      if (body.data === undefined || body.data === null) throw explainGraphql(errors, template)
      const limited = errors.find((error) => error.type === 'RATE_LIMITED')
      if (limited) throw new AppError('upstream.limited', { system, endpoint: template })
      const refused = errors.map((error) => ({ path: (error.path ?? []).join('.'), gap: gapOfGraphql(error) }))
      const gap = partialResults(answered)
      return { data: body.data, headers: answered, source: sourceOf(template, answered), refused, gap, cost }
    },
  }
}

/** Null on a server without limits. */
interface Price {
  rateLimit?: { cost: number } | null
}

/** Asks for the price along with the data, in the first braces of the query. */
const withPrice = (query: string) => query.replace('{', '{ rateLimit { cost } ')

interface GraphqlError {
  type?: string
  path?: (string | number)[]
  message?: string
}

interface RequestFailure {
  status?: number
  cause?: unknown
  response?: { headers: Headers; data: unknown }
}

/** Turns a failed request into what it means: whose fault, what is missing, where to go. */
function explain(error: unknown, template: string): unknown {
  const { status, cause, response } = error as RequestFailure
  if (cause instanceof AppError) return cause
  if (status === undefined || !response) return error
  const endpoint = template.replace(/https?:\/\/[^/]+(\/api)?/, '')
  const { headers } = response
  const message = messageOf(response.data)
  if (status === 401) return new AppError('upstream.unauthenticated', { system, status })
  const sso = ssoGap(headers)
  if (sso) return new AppError('upstream.forbidden', { system, status, endpoint }, { gap: sso })
  if (status === 429 || (status === 403 && /rate limit|abuse/i.test(message)))
    return new AppError('upstream.limited', { system, endpoint })
  if (status === 403 || status === 404) {
    const code = status === 403 ? 'upstream.forbidden' : 'upstream.not_found'
    return new AppError(code, { system, status, endpoint }, { gap: deniedGap(headers, endpoint, status, message) })
  }
  if (status === 422)
    return new AppError(
      'upstream.forbidden',
      { system, status, endpoint },
      { gap: { reason: 'permission', detail: `GitHub refuses ${endpoint}: ${message}`, fix: ownerFix } },
    )
  if (status >= 500) return new AppError('upstream.failed', { system, status, endpoint })
  return new AppError('upstream.malformed', { system, endpoint, problem: `status ${status} was not expected` })
}

/** What there is in an hour of the allowance that the answer was paid from. */
export function readLimit(headers: Headers): number | null {
  const limit = Number(headers['x-ratelimit-limit'] ?? Number.NaN)
  return Number.isFinite(limit) ? limit : null
}

const ownerFix = 'Use a token of an Organization owner.'

/** What the headers of a refusal say is missing: the accepted scopes against the granted ones. */
function deniedGap(headers: Headers, endpoint: string, status: number, message: string): Gap {
  const accepted = splitScopes(String(headers['x-accepted-oauth-scopes'] ?? ''))
  const granted = splitScopes(String(headers['x-oauth-scopes'] ?? ''))
  const lacking = accepted.length > 0 && !accepted.some((scope) => covers(granted, scope))
  if (lacking) {
    const wanted = accepted.join(' or ')
    return {
      reason: 'permission',
      detail: `The token lacks the scope ${wanted}, which GitHub wants for ${endpoint}.`,
      fix: `Create a token that has the scope ${accepted[0]}, and use it here.`,
    }
  }
  if (/upgrade|not available|plan|must be (enabled|purchased)/i.test(message))
    return { reason: 'plan', detail: `GitHub: ${message}`, fix: 'The plan of the organization does not include this.' }
  return {
    reason: 'permission',
    detail:
      status === 404 ? `GitHub shows nothing at ${endpoint} to this token.` : `GitHub refuses ${endpoint}: ${message}`,
    fix: `${ownerFix} If it is one, check that the token has all the scopes that the connection lists.`,
  }
}

/** `X-GitHub-SSO: required; url=…`: a classic token must be authorised for each organization with SAML. */
function ssoGap(headers: Headers): Gap | null {
  const sso = String(headers['x-github-sso'] ?? '')
  if (!sso.startsWith('required')) return null
  const url = /url=(\S+)/.exec(sso)?.[1]
  return {
    reason: 'permission',
    detail: 'The organization requires single sign-on, and the token is not authorised for it.',
    fix: 'Open the link as the owner of the token within an hour and authorise the token, then scan again.',
    ...(url === undefined ? {} : { link: url }),
  }
}

/** `X-GitHub-SSO: partial-results; organizations=…`: a list with things left out, under a status that says all is well. */
function partialResults(headers: Headers): Gap | null {
  const sso = String(headers['x-github-sso'] ?? '')
  if (!sso.startsWith('partial-results')) return null
  return {
    reason: 'permission',
    detail: 'GitHub left out what is behind single sign-on, because the token is not authorised for it.',
    fix: 'Under GitHub › Settings › Developer settings › Tokens (classic), choose "Configure SSO" and authorise the token.',
  }
}

function explainGraphql(errors: GraphqlError[], endpoint: string): AppError {
  const first = errors[0]
  if (!first) return malformed(endpoint, 'it has neither data nor errors')
  if (first.type === 'RATE_LIMITED') return new AppError('upstream.limited', { system, endpoint })
  if (first.type === undefined && /went wrong|timeout|timed out/i.test(first.message ?? ''))
    return new AppError('upstream.failed', { system, status: 200, endpoint })
  const code = first.type === 'NOT_FOUND' ? 'upstream.not_found' : 'upstream.forbidden'
  return new AppError(code, { system, status: 200, endpoint }, { gap: gapOfGraphql(first) })
}

function gapOfGraphql(error: GraphqlError): Gap {
  const where = (error.path ?? []).filter((part) => typeof part === 'string').join('.')
  const detail = `GitHub does not answer ${where || 'the query'}: ${error.message ?? 'no reason given'}`
  if (error.type === 'INSUFFICIENT_SCOPES') {
    const scopes = /\['([a-z:_]+)'/.exec(error.message ?? '')?.[1]
    return {
      reason: 'permission',
      detail,
      fix: `Create a token that has the scope ${scopes ?? 'named there'}, and use it here.`,
    }
  }
  if (error.type === 'FORBIDDEN' || error.type === 'NOT_FOUND') return { reason: 'permission', detail, fix: ownerFix }
  return { reason: 'api', detail, fix: 'Scan again later.' }
}

const malformed = (endpoint: string, problem: string) =>
  new AppError('upstream.malformed', { system, endpoint, problem })

function messageOf(data: unknown): string {
  const message = typeof data === 'object' && data !== null && 'message' in data ? String(data.message) : ''
  return message.slice(0, 300)
}
