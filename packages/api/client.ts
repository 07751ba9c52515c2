import type { ErrorAnswer } from './common.ts'
import type { Route, RouteInput, RouteOutput } from './route.ts'

export const apiBase = '/api/v1'

/** An error answer of the API, or the lack of one. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly code: string
  readonly fix: string
  readonly requestId: string
  readonly fields: { path: string; message: string }[]

  constructor(status: number, answer: ErrorAnswer['error']) {
    super(answer.message)
    this.status = status
    this.code = answer.code
    this.fix = answer.fix
    this.requestId = answer.requestId
    this.fields = answer.fields ?? []
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a route of any shape; `unknown` would not unify with its four schemas
type AnyRoute = Route<any, any, any, any>

/** Address of an operation, for links and downloads. */
export function routeUrl<R extends AnyRoute>(route: R, input?: { params?: unknown; query?: unknown }): string {
  const params = (input?.params ?? {}) as Record<string, string>
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries((input?.query ?? {}) as Record<string, unknown>))
    if (value !== undefined && value !== '') query.set(name, String(value))
  const text = query.toString()
  return `${apiBase}${path}${text ? `?${text}` : ''}`
}

export type Call = <R extends AnyRoute>(
  route: R,
  input?: RouteInput<R>,
  signal?: AbortSignal,
) => Promise<RouteOutput<R>>

/** A client that knows only the contract. `headers` adds what authenticates: a session's CSRF token, or a bearer token. */
export function createClient(options: {
  base?: string
  fetch: (url: string, init: RequestInit) => Promise<Response>
  headers: () => Record<string, string>
}): Call {
  return async (route, input, signal) => {
    const given = (input ?? {}) as { params?: unknown; query?: unknown; body?: unknown }
    const response = await options.fetch(`${options.base ?? ''}${routeUrl(route, given)}`, {
      method: route.method,
      headers: {
        accept: 'application/json',
        ...(given.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers(),
      },
      ...(given.body === undefined ? {} : { body: JSON.stringify(given.body) }),
      ...(signal ? { signal } : {}),
    })
    if (response.status === 204) return undefined as never
    const body: unknown = await response.json().catch(() => null)
    if (!response.ok) throw apiErrorOf(response, body)
    return body as never
  }
}

/** What an answer that failed says. */
export const apiErrorOf = (response: Response, body: unknown): ApiError =>
  new ApiError(response.status, errorOf(body, response))

function errorOf(body: unknown, response: Response): ErrorAnswer['error'] {
  if (typeof body === 'object' && body !== null && 'error' in body) return (body as ErrorAnswer).error
  return {
    code: 'upstream.malformed',
    message: `The server answered ${response.status} without saying why.`,
    fix: 'A proxy in between may have answered instead. Try again.',
    requestId: response.headers.get('x-request-id') ?? '',
  }
}
