import { randomBytes } from 'node:crypto'
import type { Enterprise } from '@rollcall/directory'
import { dialectOf } from '@rollcall/scim'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ScimScope } from '../store/directory-schema.ts'
import type { EnterpriseRow } from '../store/enterprises.ts'
import type { Access } from './access.ts'
import { enterpriseOf } from './directory.ts'
import { type Exchange, githubDialect, type ScimBase } from './exchange.ts'
import { Refusal, scimOff } from './failure.ts'
import type { RateState } from './rate.ts'
import type { ScimDeps } from './scim-deps.ts'

/** Where a set of routes stands, and which enterprises answer there. */
export interface Mount {
  base: ScimBase
  /** With `:enterprise` where the path names one. */
  prefix: string
  kind: 'emu' | 'ghes' | 'any'
  /** The path has an enterprise segment that GHES does not document. */
  tolerated?: boolean
}

/** Requests an hour by the set-up user of an enterprise on github.com; GHES has no limit until an administrator sets one. */
const hourly = (access: Access): number => {
  const { rateLimit } = enterpriseOf(access.enterprise, 'github').options
  if (rateLimit !== 'default') return rateLimit
  return access.enterprise.kind === 'emu' ? 15_000 : 0
}

const badUserAgent = ({ base }: Mount) =>
  new Refusal(
    403,
    'Request forbidden by administrative rules. Please make sure your request has a User-Agent header that names your client.',
    { plain: base === 'github' },
  )

function userAgentOf(mount: Mount, request: FastifyRequest): string {
  const userAgent = request.headers['user-agent']
  if (userAgent === undefined) throw badUserAgent(mount)
  return userAgent
}
/** Requests an hour to the audit log on github.com (github-scim §10). */
const auditHourly = 1750

/** What a set of routes asks of a token, and which hourly limit it counts against. */
export interface Door {
  /** Any one of these lets in; the wider scope first, as GitHub lists them. */
  scopes: readonly ScimScope[]
  /** It is an organization's, and admin:enterprise lets in too where the enterprise says so. */
  ofOrganization?: boolean
  /** Who has none of them is told that there is nothing, as GitHub does instead of refusing. */
  hides?: boolean
  resource: Resource
}
type Resource = 'scim' | 'core' | 'audit_log'

const scimDoor: Door = { scopes: ['admin:enterprise', 'scim:enterprise'], resource: 'scim' }

/** Whom a request comes from, or why it is not let in: client named, token good, enterprise its own, scope held, limit not reached. */
export async function reach(
  deps: ScimDeps,
  mount: Mount,
  request: FastifyRequest,
  reply: FastifyReply,
  door: Door = scimDoor,
): Promise<Access & { userAgent: string; directory: Enterprise }> {
  reply.header('x-github-request-id', request.id).header('cache-control', 'no-store')
  const userAgent = userAgentOf(mount, request)
  const access = await openWith(deps, request)
  requirePlace(mount, access, request)
  const directory = enterpriseOf(access.enterprise, mount.base)
  const { options } = directory
  const { scopes } = access.token
  if (userAgent.trim() === '' && options.emptyUserAgent === 'refuse') throw badUserAgent(mount)
  if (options.requestId === 'own') reply.header('x-github-request-id', randomBytes(9).toString('base64url'))
  if (mount.tolerated && options.ghesEnterprisePath === 'refuse') throw notHere()
  if (mount.base === 'github') githubHeaders(reply, access, door)
  const isWide = door.ofOrganization && options.organizationScope === 'accept' && scopes.includes('admin:enterprise')
  if (!isWide && !door.scopes.some((scope) => scopes.includes(scope)))
    throw new Refusal(
      door.hides ? 404 : 403,
      `This token needs the scope ${door.scopes.join(' or ')}; it has ${scopes.join(', ')}.`,
    )
  countRequest(deps, mount, door.resource, access, reply)
  return { ...access, userAgent, directory }
}

/** Lets a SCIM request in, where SCIM is on. */
export async function admit(
  deps: ScimDeps,
  mount: Mount,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Exchange> {
  const exchange = await enter(deps, mount, scimDoor, request, reply)
  if (!exchange.enterprise.scim_on) throw scimOff(exchange.enterprise)
  return exchange
}

/** Lets a request in through this door, whether SCIM is on or off. */
export async function enter(
  deps: ScimDeps,
  mount: Mount,
  door: Door,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Exchange> {
  const { enterprise, token, secret, userAgent, directory } = await reach(deps, mount, request, reply, door)
  const { options } = directory
  const path = request.url.split('?', 1)[0] ?? ''
  const dialect = dialectOf(userAgent)
  return {
    base: mount.base,
    enterprise,
    options,
    metaLocation: options.metaLocation,
    mailsSoon: deps.mail === null ? null : deps.mails.soon,
    secret,
    token,
    dialect: mount.base === 'standard' ? dialect : githubDialect(options),
    client: dialect.name,
    address: addressAt(deps, mount, enterprise, request),
    requestId: request.id,
    userAgent,
    method: request.method,
    route: routeNamed(request.routeOptions.url ?? '/'),
    path,
    queryString: request.url.slice(path.length + 1),
    query: firstValues(request.query),
    body: null,
    startedAt: performance.now(),
    now: deps.now(),
  }
}

const routeNames = new Map<string, string>()

/** A route as audit events name it, with `{id}` for `:id`. */
function routeNamed(url: string): string {
  const name = routeNames.get(url) ?? url.replace(/:(\w+)/g, '{$1}')
  routeNames.set(url, name)
  return name
}

async function openWith(deps: ScimDeps, request: FastifyRequest): Promise<Access> {
  const token = /^(?:Bearer|token)\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  const access = token === undefined ? null : await deps.access.find(token)
  if (access) return access
  throw new Refusal(401, token === undefined ? 'Requires authentication' : 'Bad credentials', {
    headers: { 'www-authenticate': 'Bearer' },
  })
}

/** A token of another enterprise learns nothing about this one: not even that it is there. */
function requirePlace({ kind, prefix }: Mount, { enterprise, onlyServer }: Access, request: FastifyRequest): void {
  if (kind !== 'any' && enterprise.kind !== kind) throw notHere()
  if (prefix.includes(':enterprise')) {
    const { enterprise: named } = request.params as { enterprise?: string }
    if (named !== enterprise.slug) throw notHere()
    return
  }
  // Without a name in the path it is the host name that tells which appliance is meant.
  if (enterprise.kind === 'ghes' && !isOwnHost(enterprise, request) && !onlyServer) throw notHere()
}

export const notHere = () =>
  new Refusal(
    404,
    'There is no such enterprise for this token. Check the address, and that the token is of this enterprise.',
  )

/** Names of hosts are the same in either case, RFC 9110 §4.2.3. */
const isOwnHost = ({ host }: EnterpriseRow, request: FastifyRequest): boolean =>
  host !== null && host === request.hostname.toLowerCase()

/** Where the client finds the service, without a slash at its end: an appliance that it knows by its own host name is there. */
export function addressAt(
  { baseUrl }: Pick<ScimDeps, 'baseUrl'>,
  { prefix }: Mount,
  enterprise: EnterpriseRow,
  request: FastifyRequest,
): string {
  const params = request.params as Record<string, string>
  const path = prefix.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  if (prefix.includes(':enterprise') || !isOwnHost(enterprise, request)) return baseUrl + path
  // What the client wrote is text of a stranger: of it only the port is taken.
  const port = Number(/:(\d{1,5})$/.exec(request.host)?.[1] ?? 0)
  return `${new URL(baseUrl).protocol}//${enterprise.host}${port > 0 && port < 65_536 ? `:${port}` : ''}${path}`
}

function githubHeaders(reply: FastifyReply, { token }: Access, { scopes }: Door): void {
  reply.header('x-oauth-scopes', token.scopes.join(', '))
  reply.header('x-accepted-oauth-scopes', scopes.join(', '))
  // As GitHub writes it, and as its clients read it: 2026-01-31 12:00:00 UTC.
  if (token.expires_at !== null)
    reply.header('github-authentication-token-expiration', `${token.expires_at.slice(0, 19).replace('T', ' ')} UTC`)
}

function countRequest(deps: ScimDeps, mount: Mount, resource: Resource, access: Access, reply: FastifyReply): void {
  const { id } = access.enterprise
  const isAudit = resource === 'audit_log'
  const limit = isAudit ? Math.min(hourly(access), auditHourly) : hourly(access)
  // The audit log has an allowance of its own, which is kept under the enterprise's number turned round.
  const state = deps.rate.count(isAudit ? -id : id, limit)
  if (limit === 0) return
  if (mount.base === 'github') rateHeaders(reply, state, resource)
  if (!state.exceeded) return
  const wait = Math.max(1, Math.ceil(state.reset - deps.now().getTime() / 1000))
  throw new Refusal(
    mount.base === 'github' ? enterpriseOf(access.enterprise, mount.base).options.rateLimitStatus : 429,
    `API rate limit exceeded: ${limit} requests an hour. Come again in ${wait} seconds.`,
    { headers: { 'retry-after': String(wait) } },
  )
}

function rateHeaders(reply: FastifyReply, state: RateState, resource: Resource): void {
  reply.header('x-ratelimit-limit', String(state.limit))
  reply.header('x-ratelimit-remaining', String(state.remaining))
  reply.header('x-ratelimit-used', String(state.used))
  reply.header('x-ratelimit-reset', String(state.reset))
  reply.header('x-ratelimit-resource', resource)
}

/** `GET /rate_limit` of GitHub: asking is free. An appliance without limits has none to tell. */
export async function rateLimitOf(
  deps: ScimDeps,
  mount: Mount,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<string> {
  reply.header('x-github-request-id', request.id)
  userAgentOf(mount, request)
  const access = await openWith(deps, request)
  requirePlace(mount, access, request)
  const limit = hourly(access)
  if (limit === 0) throw new Refusal(404, 'Rate limiting is not enabled.')
  const { used, remaining, reset } = deps.rate.look(access.enterprise.id, limit)
  const resource = { limit, used, remaining, reset }
  return JSON.stringify({ resources: { core: resource, scim: resource }, rate: resource })
}

function firstValues(query: unknown): Record<string, string> {
  const values: Record<string, string> = {}
  for (const [name, value] of Object.entries(query as Record<string, string | string[]>))
    values[name] = typeof value === 'string' ? value : (value[0] ?? '')
  return values
}
