import {
  type BulkOperation,
  type BulkResult,
  bearerToken,
  bulkResponse,
  type Capabilities,
  describeResourceType,
  describeSchema,
  groupType,
  isObject,
  type JsonObject,
  listResponse,
  memberOf,
  orderBulk,
  type PlannedBulkOperation,
  parseBulk,
  parseSearchRequest,
  type RefusedBulkOperation,
  refuseDiscoveryFilter,
  resolveBulkIds,
  ScimError,
  schemasOf,
  serviceProviderConfig,
  userType,
} from '@rollcall/scim'
import type { HTTPMethods } from 'fastify'
import { writeAudit } from '../store/directory-users.ts'
import { failureOf, type Kind } from './directory.ts'
import type { Answer, Exchange, Handle } from './exchange.ts'
import { failureFrom } from './failure.ts'
import { createGroup, deleteGroupById, listGroups, patchGroup, replaceGroup } from './groups.ts'
import { cursorTimeoutSeconds, largestPage, listOptions } from './list.ts'
import type { ScimDeps } from './scim-deps.ts'
import { createUser, deleteUser, listUsers, patchUser, replaceUser } from './users.ts'

const types = [userType, groupType]
const maxOperations = 1000

const common: Capabilities = {
  patch: true,
  bulk: { maxOperations, maxPayloadSize: 1024 * 1024 },
  authenticationSchemes: [bearerToken],
}

const full: Capabilities = {
  ...common,
  filter: { maxResults: largestPage },
  sort: true,
  etag: true,
  pagination: {
    cursor: true,
    index: true,
    defaultPaginationMethod: 'index',
    defaultPageSize: 100,
    maxPageSize: largestPage,
    cursorTimeout: cursorTimeoutSeconds,
  },
}

/** GitHub's base says of itself what it does, where an enterprise is set to serve what GitHub does not describe. */
const capabilitiesAt = ({ base, options }: Exchange): Capabilities =>
  base === 'standard' ? full : { ...common, filter: { maxResults: options.maximumCount } }

/** What the RFCs have beyond the resources themselves: discovery, search by POST, and bulk. */
export function standardRoutes(deps: ScimDeps, add: (method: HTTPMethods, path: string, handle: Handle) => void): void {
  add('GET', '/ServiceProviderConfig', async ({ exchange }) => {
    refuseDiscoveryFilter(exchange.query)
    return read(serviceProviderConfig(capabilitiesAt(exchange), exchange.address))
  })
  described(add, '/ResourceTypes', (exchange) =>
    types.map((type) => ({ names: [type.name], resource: describeResourceType(type, exchange.address) })),
  )
  described(add, '/Schemas', (exchange) =>
    schemasOf(types).map((schema) => ({ names: [schema.id], resource: describeSchema(schema, exchange.address) })),
  )
  const lists = { '/Users/.search': listUsers, '/Groups/.search': listGroups }
  for (const [path, list] of Object.entries(lists))
    add('POST', path, ({ exchange, body }) => {
      const query = parseSearchRequest(body, listOptions(exchange))
      return list(deps, { ...exchange, query: filterIn(body) }, query)
    })
  add('POST', '/Bulk', ({ exchange, body }) => bulk(deps, exchange, body))
  add('GET', '/Me', async () => {
    throw new ScimError(
      501,
      null,
      'A token of the set-up user is nobody that SCIM provisioned: there is no /Me for it.',
    )
  })
}

/** GitHub's base reads its one filter as text. */
function filterIn(body: unknown): Record<string, string> {
  const filter = isObject(body) ? memberOf(body, 'filter') : undefined
  return typeof filter === 'string' ? { filter } : {}
}

const read = (resource: JsonObject): Answer => ({
  status: 200,
  body: JSON.stringify(resource),
  outcome: 'read',
  why: 'Read.',
})

function described(
  add: (method: HTTPMethods, path: string, handle: Handle) => void,
  path: string,
  list: (exchange: Exchange) => { names: string[]; resource: JsonObject }[],
): void {
  add('GET', path, async ({ exchange }) => {
    refuseDiscoveryFilter(exchange.query)
    const resources = list(exchange).map(({ resource }) => resource)
    return read(listResponse(resources, { totalResults: resources.length, startIndex: 1 }))
  })
  add('GET', `${path}/:id`, async ({ exchange, id }) => {
    const found = list(exchange).find(({ names }) => names.includes(id))
    if (!found) throw new ScimError(404, null, `There is no ${id.slice(0, 120)} here.`)
    return read(found.resource)
  })
}

/**
 * RFC 7644 §3.7. Each operation is a request of its own, in the order that its references allow, and stands or fails
 * alone; all share one request id.
 */
async function bulk(deps: ScimDeps, exchange: Exchange, body: unknown): Promise<Answer> {
  const { tolerances } = exchange.dialect
  const { operations, failOnErrors } = parseBulk(body, { types, maxOperations, tolerances })
  const ids = new Map<string, string>()
  const results: { index: number; result: BulkResult }[] = []
  let failed = 0
  for (const planned of orderBulk(operations)) {
    if (failOnErrors !== null && failed >= failOnErrors) break
    const { index } = planned
    const result = await runOperation(deps, exchange, planned, ids)
    if (result.outcome instanceof ScimError) failed++
    results.push({ index, result })
  }
  const done = results.toSorted((one, other) => one.index - other.index).map(({ result }) => result)
  return {
    status: 200,
    body: JSON.stringify(bulkResponse(done)),
    outcome: failed === done.length && failed > 0 ? 'failed' : 'changed',
    why: `${done.length - failed} of ${operations.length} operations done, ${failed} refused.`,
  }
}

/** What an operation names, as far as it says that: `/Users/1`. */
function targetOf(operation: BulkOperation | RefusedBulkOperation): { kind: Kind | null; id: string | null } {
  if (!('refusal' in operation)) return { kind: operation.type === userType ? 'User' : 'Group', id: operation.id }
  const [, kind, id] = /^\/(User|Group)s(?:\/([\w:-]+))?$/i.exec(operation.path ?? '') ?? []
  return { kind: kind === undefined ? null : kind.toLowerCase() === 'user' ? 'User' : 'Group', id: id ?? null }
}

async function runOperation(
  deps: ScimDeps,
  exchange: Exchange,
  { operation: planned, refusal }: PlannedBulkOperation,
  ids: Map<string, string>,
): Promise<BulkResult> {
  let operation = planned
  const own = ({ kind, id }: ReturnType<typeof targetOf>): Exchange => ({
    ...exchange,
    method: planned.method,
    query: {},
    body: 'refusal' in planned || planned.data === null ? null : JSON.stringify(planned.data),
    path: `${exchange.path.replace(/\/Bulk$/, '')}/${kind}s${id === null ? '' : `/${id}`}`,
  })
  try {
    if (refusal !== null) throw refusal
    const { kind } = targetOf(planned)
    operation = resolveBulkIds(planned, ids)
    const answer = await perform(deps, own(targetOf(operation)), kind ?? 'User', operation)
    const id = answer.subject?.id ?? operation.id ?? ''
    if (planned.bulkId !== null && planned.method === 'POST') ids.set(planned.bulkId, id)
    const version = answer.headers?.etag
    return {
      operation: planned,
      location: `${exchange.address}/${kind}s/${id}`,
      outcome: { status: answer.status, ...(version === undefined ? {} : { version }) },
    }
  } catch (error) {
    const { bug, status, scimType, detail } = failureFrom(error)
    // What was done before it stands, and is told.
    if (bug) deps.log.error({ err: error, requestId: exchange.requestId }, 'A SCIM request failed on a bug')
    const { kind, id } = targetOf(operation)
    if (kind !== null) {
      const audit = failureOf(own({ kind, id }), { kind, id }, status, detail)
      await writeAudit(deps.queries, exchange.enterprise.id, [audit], exchange.requestId, exchange.now)
    }
    // RFC 7644 §3.7.3: each has one but a POST.
    const location =
      planned.method === 'POST' || kind === null || id === null ? null : `${exchange.address}/${kind}s/${id}`
    return { operation: planned, location, outcome: new ScimError(status, scimType, detail) }
  }
}

function perform(deps: ScimDeps, exchange: Exchange, kind: Kind, operation: BulkOperation): Promise<Answer> {
  const { method, data } = operation
  const id = operation.id ?? ''
  const ifMatch = operation.version ?? undefined
  const isUser = kind === 'User'
  switch (method) {
    case 'POST':
      return isUser ? createUser(deps, exchange, data) : createGroup(deps, exchange, data)
    case 'PUT':
      return isUser ? replaceUser(deps, exchange, id, data, ifMatch) : replaceGroup(deps, exchange, id, data, ifMatch)
    case 'PATCH':
      return isUser ? patchUser(deps, exchange, id, data, ifMatch) : patchGroup(deps, exchange, id, data, ifMatch)
    case 'DELETE':
      return isUser ? deleteUser(deps, exchange, id, ifMatch) : deleteGroupById(deps, exchange, id, ifMatch)
  }
}
