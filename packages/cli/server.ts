import { AppError, apiErrorOf, type Call, createClient, type RouteInput, routeUrl } from '@rollcall/api'
import { type Cli, say } from './cli.ts'
import { readServerToken } from './secrets.ts'

const defaultUrl = 'http://127.0.0.1:7655'
const patienceMs = 60_000

export interface Server {
  url: string
  call: Call
  /** An answer that is a file, as it comes, however long that takes. */
  download: <R extends Parameters<Call>[0]>(route: R, input: RouteInput<R>) => Promise<Response>
}

/** The server of ROLLCALL_URL, with the token of ROLLCALL_TOKEN. Asks nothing yet. */
export function openServer(cli: Cli): Server {
  const url = serverUrl(cli)
  const token = readServerToken(cli)
  if (url.startsWith('http:') && !/\/\/(127\.|localhost(:|$)|\[::1\])/.test(url))
    say(cli, `! The token goes to ${url} unencrypted. Use the https address of the server.`)
  return {
    url,
    call: createClient({
      base: url,
      fetch: (address, init) => fetchJson(cli, url, address, init),
      headers: () => ({ authorization: `Bearer ${token}` }),
    }),
    async download(route, input) {
      const init = { headers: { authorization: `Bearer ${token}` } }
      const response = await fetchAny(cli, url, url + routeUrl(route, input as object), init, cli.signal)
      const type = response.headers.get('content-type') ?? ''
      if (!response.ok) throw apiErrorOf(response, await response.json().catch(() => null))
      if (!/^(application\/x-ndjson|text\/csv)/.test(type)) throw notRollcall(url, response)
      return response
    },
  }
}

export function serverUrl(cli: Cli): string {
  const text = cli.process.env.ROLLCALL_URL?.trim() || defaultUrl
  const url = URL.canParse(text) ? new URL(text) : null
  const refuse = (problem: string) => new AppError('config.invalid', { setting: 'ROLLCALL_URL', problem })
  if (!url || !/^https?:$/.test(url.protocol)) throw refuse('it is not an http or https address')
  if (url.username !== '' || url.password !== '') throw refuse('it carries a user name or password')
  if (url.pathname !== '/' || url.search !== '') throw refuse('it has a path; only the address of the server is wanted')
  return url.origin
}

async function fetchJson(cli: Cli, url: string, address: string, init: RequestInit): Promise<Response> {
  const signals = [cli.signal, AbortSignal.timeout(patienceMs), ...(init.signal ? [init.signal] : [])]
  const response = await fetchAny(cli, url, address, init, AbortSignal.any(signals))
  const type = response.headers.get('content-type') ?? ''
  if (response.status !== 204 && !type.includes('application/json')) throw notRollcall(url, response)
  return response
}

const notRollcall = (url: string, { status, headers }: Response) =>
  new AppError('command.not_rollcall', {
    url,
    problem: `it answers ${status} with ${headers.get('content-type') || 'nothing'}`,
  })

/** One request to the server. Redirects are not followed: the token belongs to the address that was set. */
async function fetchAny(
  cli: Cli,
  url: string,
  address: string,
  init: RequestInit,
  signal: AbortSignal,
): Promise<Response> {
  let response: Response
  try {
    response = await cli.fetch(address, { ...init, redirect: 'manual', signal })
  } catch (error) {
    cli.signal.throwIfAborted()
    throw new AppError('command.server_unreachable', { url, reason: reasonOf(error) }, { cause: error })
  }
  const target = response.headers.get('location')
  if (target && response.status >= 300 && response.status < 400)
    throw new AppError('command.not_rollcall', { url, problem: `it redirects to ${new URL(target, address).origin}` })
  return response
}

/** What the server at the address says of itself, to anyone: its version and its time. */
export async function readHealth(cli: Cli, url: string): Promise<{ version: string; date: string }> {
  const response = await fetchJson(cli, url, `${url}/healthz`, { headers: { accept: 'application/json' } })
  const answer = (await response.json().catch(() => null)) as { status?: unknown; version?: unknown } | null
  if (answer?.status !== 'ok' || typeof answer.version !== 'string')
    throw new AppError('command.not_rollcall', {
      url,
      problem: `it answers ${response.status} to /healthz without a version`,
    })
  return { version: answer.version, date: response.headers.get('date') ?? '' }
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host name does not resolve',
  ECONNRESET: 'the connection was cut',
  EHOSTUNREACH: 'there is no way to it',
  TimeoutError: `no answer within ${patienceMs / 1000} seconds`,
}

/** Why no answer came, in words. */
export function reasonOf(error: unknown): string {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as NodeJS.ErrnoException
    const reason = reasons[typeof code === 'string' ? code : cause.name]
    if (reason) return reason
    if (typeof code === 'string' && /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code))
      return 'its certificate is not trusted; NODE_EXTRA_CA_CERTS names a file with further authorities'
  }
  return 'the connection broke'
}

interface PageOf<Item> {
  items: Item[]
  total: number
  next: string | null
}

/** All items of a list, page after page; at most so many where a number is given. */
export async function readAll<Item>(
  read: (page: { limit: number; cursor?: string }) => Promise<PageOf<Item>>,
  most = Number.POSITIVE_INFINITY,
): Promise<{ items: Item[]; total: number }> {
  const items: Item[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await read({ limit: Math.min(200, most - items.length), ...(cursor === undefined ? {} : { cursor }) })
    items.push(...page.items)
    if (page.next === null || items.length >= most) return { items, total: page.total }
    cursor = page.next
  }
}
