import { AppError, type ConnectorContext, type Gap, type Source } from '@rollcall/core'
import type { PagerdutyAddress } from './address.ts'
import { type Access, addressOf, openAccess } from './credential.ts'
import type { PagerdutyScope } from './scopes.ts'

export interface Answer<Data> {
  data: Data
  source: Source
  /** Requests a minute that the credential has, where PagerDuty tells. */
  limit: number | null
}

export interface Query {
  [name: string]: string | number | readonly string[]
}

export interface PagerdutyClient {
  /** One request by its template, such as `GET /users/{id}/oauth_delegations`; `id` fills the template. */
  get: <Data extends object>(
    template: string,
    options?: { id?: string; query?: Query; scope?: PagerdutyScope; headers?: Record<string, string> },
  ) => Promise<Answer<Data>>
}

const system = 'PagerDuty'

/** Typed calls and PagerDuty's refusals in plain words; no policy. Waiting and repeating are the context's. */
export function createClient(
  context: ConnectorContext,
  address: PagerdutyAddress = addressOf(context),
): PagerdutyClient {
  return {
    async get<Data extends object>(
      template: string,
      { id = '', query = {}, scope, headers = {} }: Parameters<PagerdutyClient['get']>[1] = {},
    ) {
      const access = await openAccess(context)
      if (scope !== undefined && access.scopes && !access.scopes.includes(scope)) throw missingScope(template, scope)
      const path = template.replace('GET ', '').replace('{id}', encodeURIComponent(id))
      const response = await context.fetch(`${address.api}${path}${render(query)}`, {
        headers: {
          ...headers,
          accept: 'application/vnd.pagerduty+json;version=2',
          authorization: access.authorization,
          'user-agent': 'rollcall',
        },
      })
      const data = await readJson(response)
      context.signal.throwIfAborted()
      if (!response.ok) throw explain(template, response.status, data, access)
      if (typeof data !== 'object' || data === null) throw malformed(template, 'it is not JSON')
      return {
        data: data as Data,
        source: {
          endpoint: template,
          at: context.now().toISOString(),
          requestId: response.headers.get('x-request-id'),
        },
        limit: Number(response.headers.get('ratelimit-limit')) || null,
      }
    },
  }
}

function render(query: Query): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : [value]) params.append(name, String(one))
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

/** Undefined for what is no JSON. */
async function readJson(response: Response): Promise<unknown> {
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const malformed = (endpoint: string, problem: string) =>
  new AppError('upstream.malformed', { system, endpoint, problem })

/** Turns a refusal into what it means: whose fault, what is missing, where to go. */
function explain(endpoint: string, status: number, data: unknown, access: Access): AppError {
  const message = messageOf(data)
  if (status === 401) return new AppError('upstream.unauthenticated', { system, status })
  if (status === 429) return new AppError('upstream.limited', { system, endpoint })
  if (status >= 500) return new AppError('upstream.failed', { system, status, endpoint })
  if (status === 402) return denied(endpoint, status, planGap(endpoint, message))
  if (status === 404)
    return new AppError(
      'upstream.not_found',
      { system, status, endpoint },
      { gap: permissionGap(`PagerDuty shows nothing at ${endpoint} to this credential.`, access) },
    )
  if (status === 403)
    return denied(endpoint, status, permissionGap(`PagerDuty refuses ${endpoint}: ${message}`, access))
  return malformed(endpoint, `status ${status} was not expected (${message})`)
}

const denied = (endpoint: string, status: number, gap: Gap) =>
  new AppError('upstream.forbidden', { system, status, endpoint }, { gap })

const planGap = (endpoint: string, message: string): Gap => ({
  reason: 'plan',
  detail: `The plan of the PagerDuty account does not include ${endpoint}: ${message}`,
  fix: 'Account Settings › Billing in PagerDuty shows which plan includes it.',
})

const permissionGap = (detail: string, { scopes }: Access): Gap => ({
  reason: 'permission',
  detail,
  fix:
    scopes === null
      ? 'Use a read-only API key of the account (Integrations › API Access Keys), made by an admin or the account owner.'
      : 'Give the app every Read permission under Integrations › App Registration, then scan again.',
})

function missingScope(endpoint: string, scope: string): AppError {
  return denied(endpoint, 403, {
    reason: 'permission',
    detail: `The app was not granted ${scope}, which PagerDuty wants for ${endpoint}; PagerDuty leaves out such scopes without an error.`,
    fix: `Open Integrations › App Registration in PagerDuty, select ${scope} for the app, and scan again.`,
  })
}

function messageOf(data: unknown): string {
  const { error } = (data ?? {}) as { error?: { message?: string; errors?: string[] } }
  const text = [error?.message, ...(error?.errors ?? [])].filter((one) => typeof one === 'string').join(': ')
  return text === '' ? 'no reason given' : text.slice(0, 300)
}
