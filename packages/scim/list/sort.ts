import { badRequest } from '../error.ts'
import type { FilterColumns } from '../filter/compile.ts'
import { foldCase, isArray, isObject, type JsonObject, type JsonValue, quote } from '../json.ts'
import { type AttributePath, printAttributePath, resolveAttributePath } from '../path/attribute-path.ts'
import { parseDateTime } from '../resource/date-time.ts'
import type { AttributeNode, ResourceType } from '../resource/schema.ts'

/** A sort that a client asks for: `ListQuery` has both. */
export interface SortRequest {
  sortBy: AttributePath
  sortOrder: 'ascending' | 'descending'
}

/**
 * The attribute to sort by: of a complex one its `value`.
 * @throws ScimError 400 `invalidPath`
 */
function sortNode(type: ResourceType, path: AttributePath): AttributeNode {
  const meaning = resolveAttributePath(type, path, { bareExtensionNames: true })
  const found = meaning !== null && 'attribute' in meaning ? meaning.attribute : undefined
  const node = found?.attribute.type === 'complex' ? found.subs.get('value') : found
  if (node !== undefined) return node
  throw badRequest('invalidPath', `A ${type.name} cannot be sorted by ${quote(printAttributePath(path))}.`)
}

/**
 * An `ORDER BY` term for PostgreSQL, from the same columns as filters. Who has no such attribute comes last in
 * ascending order and first in descending, RFC 7644 §3.4.2.3. Add a unique column after it.
 * @throws ScimError 400 `invalidPath` for what is not in `columns`, or has several values.
 */
export function compileSort(
  { sortBy, sortOrder }: SortRequest,
  { type, columns }: { type: ResourceType; columns: FilterColumns },
): string {
  const node = sortNode(type, sortBy)
  const column = columns[node.path]
  if (column === undefined || !('sql' in column)) {
    throw badRequest('invalidPath', `${quote(node.path)} cannot be sorted by here.`)
  }
  const direction = sortOrder === 'ascending' ? 'ASC NULLS LAST' : 'DESC NULLS FIRST'
  if (node.attribute.type !== 'string' && node.attribute.type !== 'reference') return `${column.sql} ${direction}`
  if (column.as === 'uuid') return `${column.sql} ${direction}`
  const text = node.attribute.caseExact ? column.sql : (column.key ?? `lower(${column.sql})`)
  return `${text} COLLATE "C" ${direction}`
}

/**
 * The same order in memory. Of several values the primary counts, or the first.
 * @throws ScimError 400 `invalidPath`
 */
export function compareBy(
  { sortBy, sortOrder }: SortRequest,
  type: ResourceType,
): (one: JsonObject, other: JsonObject) => number {
  const node = sortNode(type, sortBy)
  const sign = sortOrder === 'ascending' ? 1 : -1
  return (one, other) => sign * compareKeys(sortKey(one, node), sortKey(other, node))
}

type Key = string | number | null

function compareKeys(one: Key, other: Key): number {
  if (one === other) return 0
  if (one === null) return 1
  if (other === null) return -1
  return one < other ? -1 : 1
}

function sortKey(resource: JsonObject, node: AttributeNode): Key {
  const value = valueAt(resource, node)
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value !== 'string') return null
  if (node.attribute.type === 'dateTime') return parseDateTime(value)
  return node.attribute.caseExact ? value : foldCase(value)
}

function valueAt(resource: JsonObject, node: AttributeNode): JsonValue | undefined {
  const { parent, extension, attribute } = node
  const holder = parent === null ? (extension === null ? resource : resource[extension]) : valueAt(resource, parent)
  const value = isObject(holder) ? holder[attribute.name] : undefined
  if (!isArray(value)) return value
  return value.find((one) => isObject(one) && one.primary === true) ?? value[0]
}
