import { type Tolerances, tolerant } from '../dialect/tolerance.ts'
import { badRequest, ScimError } from '../error.ts'
import { foldCase, isArray, isObject, type JsonObject, type JsonValue, quote } from '../json.ts'
import { memberOf, requireMessage } from '../patch/request.ts'
import type { ResourceType } from '../resource/schema.ts'

export const bulkRequestSchema = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest'

export interface BulkOperation {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  type: ResourceType
  /** Of the resource, or `bulkId:x` of one that an earlier operation creates; null for POST. */
  id: string | null
  bulkId: string | null
  /** The entity tag that must match, as `If-Match`. */
  version: string | null
  /** Null with DELETE. */
  data: JsonObject | null
  /** Bulk ids that must be known before it: those in `data` and `id`. */
  needs: readonly string[]
}

/** An operation that says too little to be tried: what it says, and why it is refused. The others go on, RFC 7644 §3.7. */
export interface RefusedBulkOperation {
  method: string
  bulkId: string | null
  path: string | null
  refusal: ScimError
}

export interface BulkRequest {
  /** After how many failures to stop; null to go on to the end. */
  failOnErrors: number | null
  operations: (BulkOperation | RefusedBulkOperation)[]
}

export interface BulkOptions {
  types: readonly ResourceType[]
  maxOperations: number
  tolerances?: Tolerances
}

/**
 * Refuses a payload that is too large, before it is parsed.
 * @param size in bytes
 * @throws ScimError 413, RFC 7644 §3.7.4
 */
export function refuseLargePayload(size: number, maxPayloadSize: number): void {
  if (size <= maxPayloadSize) return
  throw new ScimError(413, null, `The request has ${size} bytes; at most ${maxPayloadSize} are taken (maxPayloadSize).`)
}

/**
 * Parses a bulk request, RFC 7644 §3.7.
 * @throws ScimError 400 `invalidSyntax` or `invalidValue` for what is no bulk request, 413 for more than `maxOperations`.
 */
export function parseBulk(body: unknown, { types, maxOperations, tolerances = tolerant }: BulkOptions): BulkRequest {
  if (!isObject(body)) throw badRequest('invalidSyntax', 'The body must be a JSON object: a BulkRequest message.')
  if (!tolerances.missingSchemas) requireMessage(body, bulkRequestSchema)
  const operations = memberOf(body, 'Operations')
  if (!isArray(operations)) throw badRequest('invalidSyntax', 'The body must have "Operations": an array.')
  if (operations.length > maxOperations) {
    const size = operations.length
    throw new ScimError(
      413,
      null,
      `The request has ${size} operations; at most ${maxOperations} are taken (maxOperations).`,
    )
  }
  const failOnErrors = memberOf(body, 'failOnErrors') ?? null
  if (
    failOnErrors !== null &&
    !(typeof failOnErrors === 'number' && Number.isInteger(failOnErrors) && failOnErrors > 0)
  ) {
    throw badRequest('invalidValue', '"failOnErrors" must be a positive integer.')
  }
  const used = new Set<string>()
  const read = (operation: JsonValue, index: number) => {
    try {
      return readOperation(operation, index + 1, types, used)
    } catch (error) {
      if (!(error instanceof ScimError)) throw error
      return refused(operation, error)
    }
  }
  return { failOnErrors, operations: operations.map(read) }
}

function refused(operation: JsonValue, refusal: ScimError): RefusedBulkOperation {
  const textOf = (name: string) => {
    const value = isObject(operation) ? memberOf(operation, name) : null
    return typeof value === 'string' ? value : null
  }
  return { method: textOf('method') ?? '', bulkId: textOf('bulkId'), path: textOf('path'), refusal }
}

function readOperation(
  operation: JsonValue,
  place: number,
  types: readonly ResourceType[],
  used: Set<string>,
): BulkOperation {
  if (!isObject(operation)) throw badRequest('invalidSyntax', `Operation ${place} must be an object.`)
  const method = textOf(operation, 'method', place)?.toUpperCase()
  if (method !== 'POST' && method !== 'PUT' && method !== 'PATCH' && method !== 'DELETE') {
    throw badRequest('invalidSyntax', `"method" of operation ${place} must be POST, PUT, PATCH or DELETE.`)
  }
  const bulkId = textOf(operation, 'bulkId', place)
  if (method === 'POST' && bulkId === null) {
    throw badRequest('invalidSyntax', `Operation ${place} is a POST and needs a "bulkId".`)
  }
  const { type, id } = targetOf(textOf(operation, 'path', place), place, types)
  if ((id === null) !== (method === 'POST')) {
    const wanted = method === 'POST' ? 'an endpoint, as "/Users"' : 'a resource, as "/Users/2819c223"'
    throw badRequest('invalidPath', `"path" of operation ${place} must be ${wanted}.`)
  }
  const given = memberOf(operation, 'data')
  const data = method === 'DELETE' ? null : given
  if (data !== null && !isObject(data)) throw badRequest('invalidSyntax', `Operation ${place} needs "data": an object.`)
  const needs = new Set<string>()
  const inPath = id === null ? null : bulkIdIn(id)
  if (inPath !== null) needs.add(inPath)
  collectNeeds(data, needs)
  if (method === 'POST' && bulkId !== null) {
    if (used.has(bulkId)) throw badRequest('invalidValue', `The bulkId ${quote(bulkId)} is used twice.`)
    used.add(bulkId)
  }
  return { method, type, id, bulkId, version: textOf(operation, 'version', place), data, needs: [...needs] }
}

function textOf(operation: JsonObject, name: string, place: number): string | null {
  const value = memberOf(operation, name) ?? null
  if (value === null || typeof value === 'string') return value
  throw badRequest('invalidSyntax', `${quote(name)} of operation ${place} must be a string.`)
}

function targetOf(path: string | null, place: number, types: readonly ResourceType[]) {
  const [before, endpoint, id, ...rest] = (path ?? '').split('/', 5)
  const type = types.find((one) => foldCase(one.endpoint) === foldCase(`/${endpoint ?? ''}`))
  if (before !== '' || type === undefined || rest.length > 0) {
    const endpoints = types.map((one) => one.endpoint).join(', ')
    throw badRequest('invalidPath', `"path" of operation ${place} must begin with one of ${endpoints}.`)
  }
  return { type, id: id === undefined || id === '' ? null : id }
}

const mark = 'bulkId:'

/** The bulk id that a text refers to, or null. */
export function bulkIdIn(text: string): string | null {
  return text.startsWith(mark) ? text.slice(mark.length) : null
}

/**
 * Whether what stands under this name of an object can refer to a resource: an id is the `value` of a member or of a manager, or
 * what a PATCH writes there.
 */
export const mayRefer = (name: string, { op, path }: JsonObject): boolean =>
  foldCase(name) === 'value' && (op === undefined || path === undefined || /member|manager/i.test(String(path)))

/** No resource is nested deeper than three levels. */
const maxDepth = 16

/** Walks without recursion: a client decides how deep its data is, and whatever walks it later relies on this bound. */
function collectNeeds(data: JsonValue, needs: Set<string>): void {
  const stack: { value: JsonValue; depth: number; refers: boolean }[] = [{ value: data, depth: 0, refers: false }]
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { value, depth, refers } = top
    if (typeof value === 'string' && refers) {
      const bulkId = bulkIdIn(value)
      if (bulkId !== null) needs.add(bulkId)
    }
    if (typeof value !== 'object' || value === null) continue
    if (depth === maxDepth) throw badRequest('invalidSyntax', `"data" is nested deeper than ${maxDepth} levels.`)
    if (isArray(value)) for (const one of value) stack.push({ value: one, depth: depth + 1, refers })
    else
      for (const [name, one] of Object.entries(value))
        stack.push({ value: one, depth: depth + 1, refers: mayRefer(name, value) })
  }
}
