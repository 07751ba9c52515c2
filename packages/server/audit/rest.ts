import { DirectoryError, parseAuditPhrase } from '@rollcall/directory'
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import { type Door, enter, type Mount } from '../scim/admission.ts'
import { type Exchange, exchangeOf } from '../scim/exchange.ts'
import { failureFrom } from '../scim/failure.ts'
import { readJson } from '../scim/json.ts'
import type { ScimDeps } from '../scim/scim-deps.ts'
import { type AuditEntry, type AuditPage, searchAudit } from '../store/audit-log.ts'
import { findOrganization } from '../store/organizations.ts'
import { recordApiRequest } from './api-request.ts'
import type { RestCall, RestHandle } from './rest-call.ts'
import { streamOperations } from './stream-rest.ts'

/** Where GitHub's REST API stands: at the root for github.com, below `/api/v3` for an appliance (github-scim §1). */
const mounts: readonly Mount[] = [
  { base: 'github', kind: 'emu', prefix: '/enterprises/:enterprise' },
  { base: 'github', kind: 'ghes', prefix: '/api/v3/enterprises/:any' },
  { base: 'github', kind: 'ghes', prefix: '/ghes/:enterprise/api/v3/enterprises/:any' },
]

/** The part of it that is an organization's own. */
const organizationMounts: readonly Mount[] = [
  { base: 'github', kind: 'emu', prefix: '/orgs/:org' },
  { base: 'github', kind: 'ghes', prefix: '/api/v3/orgs/:org' },
  { base: 'github', kind: 'ghes', prefix: '/ghes/:enterprise/api/v3/orgs/:org' },
]

const docs = 'https://docs.github.com/rest/enterprise-admin/audit-log'

const readDoor: Door = { scopes: ['admin:enterprise', 'read:audit_log'], resource: 'audit_log' }
const adminDoor: Door = { scopes: ['admin:enterprise'], resource: 'audit_log' }

/** GitHub's REST API for the audit log of an enterprise, of each of its organizations, and for its streams (github-scim §11). */
export async function auditLogRest(app: FastifyInstance, deps: ScimDeps): Promise<void> {
  const operations: [HTTPMethods, string, Door, RestHandle][] = [
    ['GET', '/audit-log', readDoor, listEvents],
    ...streamOperations.map(([method, path, handle]): [HTTPMethods, string, Door, RestHandle] => [
      method,
      `/audit-log${path}`,
      adminDoor,
      handle,
    ]),
  ]
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_, text, done) => done(null, text))
  for (const mount of [...mounts, ...organizationMounts])
    for (const [method, path, door, handle] of mounts.includes(mount) ? operations : operations.slice(0, 1))
      app.route({
        method,
        url: mount.prefix + path,
        config: { access: 'scim', helmet: false },
        schema: { hide: true },
        onRequest: async (request, reply) => {
          request.scim = await enter(deps, mount, door, request, reply)
        },
        errorHandler: (error, request, reply) => fail(deps, error, request, reply),
        handler: (request, reply) => serve(deps, handle, request, reply),
      })
}

async function serve(
  deps: ScimDeps,
  handle: RestHandle,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const exchange = exchangeOf(request)
  exchange.body = typeof request.body === 'string' && request.body !== '' ? request.body : null
  const answer = await handle({
    deps,
    exchange,
    params: request.params as Record<string, string>,
    body: exchange.body === null ? undefined : readJson(exchange.body),
    reply,
  })
  const status = answer === undefined ? 204 : 200
  await recordApiRequest(deps, exchange, reply, status)
  return answer === undefined ? reply.code(204).send() : reply.type('application/json; charset=utf-8').send(answer)
}

async function fail(
  deps: ScimDeps,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { status, detail, headers, plain, bug } = failureFrom(error)
  if (bug) request.log.error({ err: error, requestId: request.id }, 'A request to the audit log failed on a bug')
  if (request.scim)
    await recordApiRequest(deps, request.scim, reply, status).catch((cause: unknown) =>
      request.log.error({ err: cause }, 'A failed request is missing in the audit log'),
    )
  reply.code(status).headers(headers)
  if (plain) return reply.type('text/plain; charset=utf-8').send(detail)
  return reply.type('application/json; charset=utf-8').send({
    message: status === 404 ? 'Not Found' : detail,
    ...(status === 404 ? { detail } : {}),
    documentation_url: docs,
    status: String(status),
  })
}

const refuse = (message: string, fix: string) => new DirectoryError(422, message, { fix })

/** `GET …/audit-log`: a page of events and the addresses of its neighbours in `Link`. */
async function listEvents({ deps, exchange, params, reply }: RestCall): Promise<object> {
  const { query, enterprise } = exchange
  const limit = wholeNumber(query, 'per_page', 30, 100)
  const order = oneOf(query, 'order', ['desc', 'asc'])
  const include = oneOf(query, 'include', ['web', 'git', 'all'])
  const phrase = parseAuditPhrase(query.phrase ?? '')
  const paged = query.page !== undefined || (enterprise.kind === 'ghes' && !query.after && !query.before)
  const page = wholeNumber(query, 'page', 1, 1_000_000)
  const from = paged ? { offset: (page - 1) * limit } : cursorIn(query)
  const { org } = params
  if (org !== undefined && !(await findOrganization(deps.db, enterprise.id, org)))
    throw new DirectoryError(404, `There is no organization ${org.slice(0, 100)} in this enterprise.`, {
      fix: 'Check its login.',
    })
  const search = { phrase, ...(org === undefined ? {} : { org }) }
  // Git events are of repositories, and an enterprise here holds none.
  const { entries, more } =
    include === 'git'
      ? { entries: [], more: false }
      : await searchAudit(deps.db, enterprise, search, { order, limit, ...(from ? { from } : {}) }, exchange.now)
  const links = paged ? pageLinks(page, more) : cursorLinks(entries, from, more)
  const text = links.map(([rel, change]) => `<${addressWith(exchange, change)}>; rel="${rel}"`).join(', ')
  if (text !== '') reply.header('link', text)
  return entries.map(({ data }) => data)
}

type Change = Record<string, string | null>

function pageLinks(page: number, more: boolean): [string, Change][] {
  const at = (number: number): Change => ({ page: String(number) })
  return [
    ...(page > 1 ? ([['prev', at(page - 1)]] as [string, Change][]) : []),
    ...(more ? ([['next', at(page + 1)]] as [string, Change][]) : []),
    ...(page > 1 ? ([['first', at(1)]] as [string, Change][]) : []),
  ]
}

/** As GitHub has them: every one carries `after` and `before`, one of them empty. */
function cursorLinks(entries: readonly AuditEntry[], from: AuditPage['from'], more: boolean): [string, Change][] {
  const first = entries[0]
  const last = entries.at(-1)
  if (!first || !last) return []
  const back = from !== undefined && 'before' in from
  const hasNext = back || more
  const hasPrevious = back ? more : from !== undefined
  return [
    ...(hasNext ? ([['next', { after: writeCursor(last.seq), before: '' }]] as [string, Change][]) : []),
    ...(hasNext || hasPrevious ? ([['first', { after: '', before: '' }]] as [string, Change][]) : []),
    ...(hasPrevious ? ([['prev', { after: '', before: writeCursor(first.seq) }]] as [string, Change][]) : []),
  ]
}

function addressWith({ address, query }: Exchange, change: Change): string {
  const params = new URLSearchParams(query)
  for (const [name, value] of Object.entries(change)) params.set(name, value ?? '')
  return `${address}/audit-log?${params}`
}

const writeCursor = (seq: number): string => Buffer.from(`e:${seq}`).toString('base64url')

function cursorIn({ after, before }: Record<string, string>): AuditPage['from'] {
  if (after && before) throw refuse('after and before are given together.', 'Give one of them.')
  const text = after || before
  if (!text) return undefined
  const [, digits] = /^e:(\d{1,15})$/.exec(Buffer.from(text, 'base64url').toString()) ?? []
  if (digits === undefined)
    throw refuse(`${after ? 'after' : 'before'} is no cursor of this list.`, 'Use the addresses of the Link header.')
  return after ? { after: Number(digits) } : { before: Number(digits) }
}

function wholeNumber(query: Record<string, string>, name: string, fallback: number, most: number): number {
  const text = query[name]
  if (text === undefined || text === '') return fallback
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1)
    throw refuse(`${name} must be a whole number from 1, not ${text.slice(0, 40)}.`, `Without it, it is ${fallback}.`)
  return Math.min(Number(text), most)
}

function oneOf<const Value extends string>(
  query: Record<string, string>,
  name: string,
  values: readonly [Value, ...Value[]],
): Value {
  const text = query[name] || values[0]
  const found = values.find((value) => value === text)
  if (found === undefined) throw refuse(`${name} cannot be ${text.slice(0, 40)}.`, `Use ${values.join(' or ')}.`)
  return found
}
