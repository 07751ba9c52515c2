import { AppError, type ConnectorContext, type Gap, type ScopeReport, type Source } from '@rollcall/core'
import { readAddress } from './address.ts'
import { type AppSession, appOf, type Installation } from './app.ts'
import { type AsApp, addToken, deniedAppGap, explain, ownerFix } from './refusals.ts'
import { createSender, type Headers, type RequestFailure } from './send.ts'

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
  /** Whose eyes it reads with: an installed App sees other things than a person's token. */
  as: 'app' | 'token'
  /** One REST request by its template, such as `GET /orgs/{org}`. */
  get: <Data>(template: string, params?: Record<string, unknown>) => Promise<Answer<Data>>
  graphql: <Data>(query: string, variables: Record<string, unknown>) => Promise<GraphqlAnswer<Data>>
  /** What the App was given in the organization. Null for a token, whose owner decides. */
  installation: () => Promise<Installation | null>
}

const system = 'GitHub'

/**
 * Typed calls and GitHub's refusals in plain words; no policy. Waiting and repeating are the context's.
 *
 * With both credentials an App reads, for its larger budget; `token` is for what GitHub shows to people only. In an
 * organization that only one of them reaches, that one reads all there is.
 */
export function createClient(
  context: ConnectorContext,
  scope: ScopeReport | string | null = null,
  prefer: 'app' | 'token' = 'app',
): GithubClient {
  const address = readAddress(String(context.config.address ?? ''))
  const sendAs = createSender(context)
  const { token } = context.secrets
  const org = typeof scope === 'string' ? scope : scope?.scope
  const app = org === undefined ? null : appOf(context)
  const best = app?.only.get(String(org).toLowerCase()) ?? prefer
  const session = best === 'token' && token !== undefined ? null : app
  const as = session ? 'app' : 'token'

  async function send(template: string, params: Record<string, unknown>): Promise<{ data: unknown; headers: Headers }> {
    context.used?.(as)
    try {
      if (session && org !== undefined) return await sendAsApp(session, org, template, params)
      return await sendAs(template, params, token === undefined ? null : `token ${token}`)
    } catch (error) {
      context.signal.throwIfAborted()
      throw await explainFor(error, template)
    }
  }

  /** A token may end, or be withdrawn, between two pages: then the next one is minted and the page asked for again. */
  async function sendAsApp(app: AppSession, login: string, template: string, params: Record<string, unknown>) {
    const used = await app.token(login)
    try {
      return await sendAs(template, params, `token ${used}`)
    } catch (error) {
      if ((error as RequestFailure).status !== 401) throw error
      app.forget(login, used)
      return await sendAs(template, params, `token ${await app.token(login)}`)
    }
  }

  async function explainFor(error: unknown, template: string): Promise<unknown> {
    const known = explain(error, template)
    if (!session || !(known instanceof AppError)) return known
    const { status, response } = error as RequestFailure
    if (!response || (status !== 403 && status !== 404 && status !== 422)) return known
    if (known.gap?.reason !== 'permission' || known.gap.link) return known
    const gap = deniedAppGap(await describeApp(session), template, response)
    return new AppError(
      status === 404 ? 'upstream.not_found' : 'upstream.forbidden',
      { system, status, endpoint: template },
      { gap },
    )
  }

  const sourceOf = (endpoint: string, answered: Headers): Source => ({
    endpoint,
    at: context.now().toISOString(),
    requestId: answered['x-github-request-id'] === undefined ? null : String(answered['x-github-request-id']),
  })

  return {
    as,
    async installation() {
      if (!session || org === undefined) return null
      context.used?.(as)
      try {
        return await session.installation(org)
      } catch (error) {
        context.signal.throwIfAborted()
        throw await explainFor(error, 'GET /orgs/{org}/installation')
      }
    },

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
      if (body.data === undefined || body.data === null) throw explainGraphql(errors, template, session !== null)
      const limited = errors.find((error) => error.type === 'RATE_LIMITED')
      if (limited) throw new AppError('upstream.limited', { system, endpoint: template })
      const refused = errors.map((error) => ({
        path: (error.path ?? []).join('.'),
        gap: gapOfGraphql(error, session !== null),
      }))
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

/** What there is in an hour of the allowance that the answer was paid from. */
export function readLimit(headers: Headers): number | null {
  const limit = Number(headers['x-ratelimit-limit'] ?? Number.NaN)
  return Number.isFinite(limit) ? limit : null
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

function explainGraphql(errors: GraphqlError[], endpoint: string, asApp: boolean): AppError {
  const first = errors[0]
  if (!first) return malformed(endpoint, 'it has neither data nor errors')
  if (first.type === 'RATE_LIMITED') return new AppError('upstream.limited', { system, endpoint })
  if (first.type === undefined && /went wrong|timeout|timed out/i.test(first.message ?? ''))
    return new AppError('upstream.failed', { system, status: 200, endpoint })
  const code = first.type === 'NOT_FOUND' ? 'upstream.not_found' : 'upstream.forbidden'
  return new AppError(code, { system, status: 200, endpoint }, { gap: gapOfGraphql(first, asApp) })
}

function gapOfGraphql(error: GraphqlError, asApp: boolean): Gap {
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
  if (error.type === 'FORBIDDEN' || error.type === 'NOT_FOUND')
    return { reason: 'permission', detail, fix: asApp ? addToken : ownerFix }
  return { reason: 'api', detail, fix: 'Scan again later.' }
}

const malformed = (endpoint: string, problem: string) =>
  new AppError('upstream.malformed', { system, endpoint, problem })

/** Best effort: it is for a message that says where to go. */
const describeApp = (session: AppSession): Promise<AsApp | null> => session.facts().catch(() => null)
