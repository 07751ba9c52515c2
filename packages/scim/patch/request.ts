import { type Tolerances, tolerant } from '../dialect/tolerance.ts'
import { badRequest, ScimError } from '../error.ts'
import { foldCase, isArray, isObject, type JsonObject, type JsonValue, quote } from '../json.ts'

export const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

export interface PatchOperation {
  op: 'add' | 'remove' | 'replace'
  /** As it was sent, or null for the resource itself. */
  path: string | null
  value: JsonValue | undefined
}

export interface PatchRequestOptions {
  tolerances?: Tolerances
  maxOperations?: number
}

/** authentik sends one operation per member, so that a large group is one request with as many operations. */
export const defaultMaxPatchOperations = 20_000

/**
 * Parses the body of a PATCH, RFC 7644 §3.5.2. Names of members in any case: some clients write `operations`.
 * @throws ScimError 400 `invalidSyntax`, or 413 for too many operations.
 */
export function parsePatch(
  body: unknown,
  { tolerances = tolerant, maxOperations = defaultMaxPatchOperations }: PatchRequestOptions = {},
): PatchOperation[] {
  if (!isObject(body)) throw badRequest('invalidSyntax', 'The body must be a JSON object: a PatchOp message.')
  if (!tolerances.missingSchemas) requireMessage(body, patchSchema)
  const operations = memberOf(body, 'Operations')
  if (!isArray(operations)) throw badRequest('invalidSyntax', 'The body must have "Operations": an array.')
  if (operations.length === 0 && !tolerances.emptyOperations) {
    throw badRequest('invalidSyntax', '"Operations" is empty: send at least one operation.')
  }
  if (operations.length > maxOperations) {
    throw new ScimError(413, null, `The PATCH has ${operations.length} operations; at most ${maxOperations} are taken.`)
  }
  return operations.map((operation, index) => readOperation(operation, index, tolerances))
}

function readOperation(operation: JsonValue, index: number, tolerances: Tolerances): PatchOperation {
  const where = `Operation ${index + 1}`
  if (!isObject(operation)) throw badRequest('invalidSyntax', `${where} must be an object.`)
  const given = memberOf(operation, 'op')
  const op = typeof given === 'string' && tolerances.opAnyCase ? foldCase(given) : given
  if (op !== 'add' && op !== 'remove' && op !== 'replace') {
    const said = typeof given === 'string' ? `not ${quote(given)}` : 'and a string'
    throw badRequest('invalidSyntax', `"op" of ${where.toLowerCase()} must be add, remove or replace, ${said}.`)
  }
  const path = memberOf(operation, 'path') ?? null
  if (path !== null && typeof path !== 'string')
    throw badRequest('invalidPath', `"path" of ${where.toLowerCase()} must be a string.`)
  return { op, path: path === '' ? null : path, value: memberOf(operation, 'value') }
}

/** A member of a message by its name in any case. */
export function memberOf(object: JsonObject, name: string): JsonValue | undefined {
  if (Object.hasOwn(object, name)) return object[name]
  const folded = foldCase(name)
  for (const key in object) if (key.length === name.length && foldCase(key) === folded) return object[key]
  return undefined
}

export function requireMessage(body: JsonObject, schema: string): void {
  const schemas = memberOf(body, 'schemas')
  if (isArray(schemas) && schemas.includes(schema)) return
  throw badRequest('invalidSyntax', `"schemas" must name ${schema}.`)
}
