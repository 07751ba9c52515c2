import { badRequest, type ErrorFormat, errorBody, ScimError } from '../error.ts'
import { isArray, isObject, type JsonDraft, type JsonObject, type JsonValue, quote } from '../json.ts'
import { type BulkOperation, bulkIdIn, mayRefer, type RefusedBulkOperation } from './request.ts'

export const bulkResponseSchema = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse'

/**
 * Where an operation stands in the request, from 0, and why it cannot be done at all: it says too little, or refers to what
 * nobody creates, or to itself in a circle.
 */
export type PlannedBulkOperation =
  | { index: number; operation: BulkOperation; refusal: null }
  | { index: number; operation: BulkOperation | RefusedBulkOperation; refusal: ScimError }

/**
 * An order in which every reference is known before it is used; operations without references keep theirs. What cannot
 * be ordered comes last, with its refusal (RFC 7644 §3.7.1: 409 for a circle).
 */
export function orderBulk(operations: readonly (BulkOperation | RefusedBulkOperation)[]): PlannedBulkOperation[] {
  const creators = creatorsIn(operations)
  const waiting = operations.map((one) => new Set(needsOf(one).filter((need) => creators.has(need))))
  const waiters = waitersIn(waiting)
  const ordered: PlannedBulkOperation[] = []
  const placed = new Set<number>()
  for (let start = 0; start < operations.length; start++) {
    // On a stack of its own: whoever waited for an operation follows it at once.
    const stack = [start]
    for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
      const operation = operations[index]
      if (operation === undefined || placed.has(index) || (waiting[index]?.size ?? 0) > 0) continue
      placed.add(index)
      ordered.push(planned(index, operation, unknownIn(operation, creators)))
      const created = operation.method === 'POST' ? operation.bulkId : null
      for (const waiter of waiters.get(created) ?? []) {
        waiting[waiter]?.delete(created ?? '')
        // Those that come later in the request are reached in their own turn.
        if (waiter < start) stack.push(waiter)
      }
    }
  }
  for (const [index, operation] of operations.entries()) {
    if (!placed.has(index)) ordered.push(planned(index, operation, circle(operation)))
  }
  return ordered
}

function planned(
  index: number,
  operation: BulkOperation | RefusedBulkOperation,
  refusal: ScimError | null,
): PlannedBulkOperation {
  if ('refusal' in operation) return { index, operation, refusal: operation.refusal }
  return { index, operation, refusal } as PlannedBulkOperation
}

const needsOf = (operation: BulkOperation | RefusedBulkOperation): readonly string[] =>
  'refusal' in operation ? [] : operation.needs

function creatorsIn(operations: readonly (BulkOperation | RefusedBulkOperation)[]): ReadonlyMap<string, number> {
  const creators = new Map<string, number>()
  for (const [index, operation] of operations.entries()) {
    if ('refusal' in operation || operation.method !== 'POST' || operation.bulkId === null) continue
    creators.set(operation.bulkId, index)
  }
  return creators
}

/** Which operations need a bulk id. */
function waitersIn(waiting: readonly ReadonlySet<string>[]): ReadonlyMap<string | null, number[]> {
  const waiters = new Map<string | null, number[]>()
  for (const [index, needs] of waiting.entries()) {
    for (const need of needs) {
      const others = waiters.get(need)
      if (others === undefined) waiters.set(need, [index])
      else others.push(index)
    }
  }
  return waiters
}

function unknownIn(
  operation: BulkOperation | RefusedBulkOperation,
  creators: ReadonlyMap<string, number>,
): ScimError | null {
  const unknown = needsOf(operation).find((need) => !creators.has(need))
  if (unknown === undefined) return null
  return badRequest('invalidValue', `No operation of the request creates the bulkId ${quote(unknown)}.`)
}

function circle(operation: BulkOperation | RefusedBulkOperation): ScimError {
  return new ScimError(
    409,
    null,
    `The operation refers in a circle, by ${needsOf(operation).map(quote).join(', ')}: break it with a PATCH.`,
  )
}

/**
 * The operation with every `bulkId:x` replaced by the id that x got.
 * @throws ScimError 409 when x was not created: its operation failed.
 */
export function resolveBulkIds(operation: BulkOperation, ids: ReadonlyMap<string, string>): BulkOperation {
  if (operation.needs.length === 0) return operation
  const idOf = (text: string): string => {
    const bulkId = bulkIdIn(text)
    if (bulkId === null) return text
    const id = ids.get(bulkId)
    if (id !== undefined) return id
    throw new ScimError(409, null, `The bulkId ${quote(bulkId)} has no resource: the operation that creates it failed.`)
  }
  const replace = (value: JsonValue, refers: boolean): JsonValue => {
    if (typeof value === 'string') return refers ? idOf(value) : value
    if (isArray(value)) return value.map((one) => replace(one, refers))
    if (!isObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, replace(one, mayRefer(name, value))]))
  }
  const data = operation.data === null ? null : replace(operation.data, false)
  return {
    ...operation,
    id: operation.id === null ? null : idOf(operation.id),
    data: isObject(data) ? data : null,
    needs: [],
  }
}

/** What came of an operation. */
export interface BulkResult {
  operation: Pick<BulkOperation | RefusedBulkOperation, 'method' | 'bulkId'>
  /** Of the resource; null for a POST that failed, the only one that has none. */
  location: string | null
  /** HTTP status of what was done, or the error. */
  outcome: { status: number; version?: string } | ScimError
}

/** The response, RFC 7644 §3.7.3. */
export function bulkResponse(results: readonly BulkResult[], format?: ErrorFormat): JsonObject {
  return {
    schemas: [bulkResponseSchema],
    Operations: results.map(({ operation: { method, bulkId }, location, outcome }) => {
      const result: JsonDraft = { method }
      if (bulkId !== null) result.bulkId = bulkId
      if (location !== null) result.location = location
      if (outcome instanceof ScimError) {
        return { ...result, status: String(outcome.status), response: errorBody(outcome, format) }
      }
      if (outcome.version !== undefined) result.version = outcome.version
      return { ...result, status: String(outcome.status) }
    }),
  }
}
