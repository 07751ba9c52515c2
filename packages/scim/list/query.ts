import { type Tolerances, tolerant } from '../dialect/tolerance.ts'
import { badRequest } from '../error.ts'
import type { Filter } from '../filter/filter.ts'
import { type FilterOptions, parseFilter } from '../filter/parse.ts'
import { isArray, isObject, type JsonValue, quote } from '../json.ts'
import { memberOf, requireMessage } from '../patch/request.ts'
import { type AttributePath, parseAttributePath } from '../path/attribute-path.ts'

export const searchRequestSchema = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest'

/** What a list request asks for, RFC 7644 §3.4.2 and RFC 9865. */
export interface ListQuery {
  filter: Filter | null
  /** By position, from 1; or from a cursor, '' being the first page. */
  page: { by: 'index'; startIndex: number } | { by: 'cursor'; cursor: string }
  /** How many at most; 0 asks for the total alone. */
  count: number
  sortBy: AttributePath | null
  sortOrder: 'ascending' | 'descending'
  attributes: readonly string[] | null
  excludedAttributes: readonly string[] | null
}

export interface ListOptions {
  defaultCount?: number
  /** More than this is cut down to it, RFC 7644 §3.4.2.4. */
  maxCount?: number
  /** Whether lists are sorted. Without, `sortBy` and `sortOrder` are ignored. Default true. */
  sort?: boolean
  /** Whether cursors are offered. Without them a cursor is 400. */
  cursor?: boolean
  /** What pages are by when the client does not say. */
  defaultPaging?: 'index' | 'cursor'
  tolerances?: Tolerances
  limits?: FilterOptions['limits']
}

export const defaultCount = 100
export const defaultMaxCount = 1000
/** Names in `attributes` and `excludedAttributes` each. */
const maxNames = 100

/** Parameters by their names as RFC 7644 writes them; of one that is repeated, the first counts. */
export type QueryParameters = Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * Reads the query of a GET. Parameters that the protocol does not have are ignored.
 * @throws ScimError 400 `invalidFilter`, `invalidValue`, `invalidPath`, `invalidCount` or `invalidCursor`.
 */
export function parseListQuery(query: QueryParameters, options: ListOptions = {}): ListQuery {
  const given = (name: string): string | undefined => {
    const value = query[name]
    return typeof value === 'string' ? value : value?.[0]
  }
  const integer = (name: string): number | undefined => {
    const text = given(name)
    return text === undefined || text.trim() === ''
      ? undefined
      : toInteger(name, Number(text), given('cursor') !== undefined)
  }
  const { attributes, excludedAttributes } = parseProjection(query)
  return build(
    {
      filter: given('filter'),
      cursor: given('cursor'),
      sortBy: given('sortBy'),
      sortOrder: given('sortOrder'),
      startIndex: integer('startIndex'),
      count: integer('count'),
      attributes,
      excludedAttributes,
    },
    options,
  )
}

/** `attributes` and `excludedAttributes` of any request that returns a resource. */
export function parseProjection(query: QueryParameters): Pick<ListQuery, 'attributes' | 'excludedAttributes'> {
  const list = (value: string | readonly string[] | undefined): readonly string[] | null => {
    if (value === undefined) return null
    return namesOf(typeof value === 'string' ? value.split(',') : value.flatMap((one) => one.split(',')))
  }
  return { attributes: list(query.attributes), excludedAttributes: list(query.excludedAttributes) }
}

/**
 * Reads the body of a POST to `.search`, RFC 7644 §3.4.3.
 * @throws as `parseListQuery`, and 400 `invalidSyntax` for a body that is no search request.
 */
export function parseSearchRequest(body: unknown, options: ListOptions = {}): ListQuery {
  if (!isObject(body)) throw badRequest('invalidSyntax', 'The body must be a JSON object: a SearchRequest message.')
  const { tolerances = tolerant } = options
  if (!tolerances.missingSchemas) requireMessage(body, searchRequestSchema)
  const text = (name: string): string | undefined => {
    const value = memberOf(body, name)
    if (value === undefined || value === null || typeof value === 'string') return value ?? undefined
    throw badRequest('invalidSyntax', `${quote(name)} must be a string.`)
  }
  const cursor = text('cursor')
  const integer = (name: string): number | undefined => {
    const value = memberOf(body, name)
    return value === undefined || value === null ? undefined : toInteger(name, value, cursor !== undefined)
  }
  const list = (name: string): readonly string[] | null => {
    const value = memberOf(body, name)
    if (value === undefined || value === null) return null
    if (typeof value === 'string') return namesOf(value.split(','))
    if (isArray(value) && value.every((one) => typeof one === 'string')) return namesOf(value)
    throw badRequest('invalidSyntax', `${quote(name)} must be an array of strings.`)
  }
  return build(
    {
      filter: text('filter'),
      cursor,
      sortBy: text('sortBy'),
      sortOrder: text('sortOrder'),
      startIndex: integer('startIndex'),
      count: integer('count'),
      attributes: list('attributes'),
      excludedAttributes: list('excludedAttributes'),
    },
    options,
  )
}

interface Given {
  filter: string | undefined
  cursor: string | undefined
  sortBy: string | undefined
  sortOrder: string | undefined
  startIndex: number | undefined
  count: number | undefined
  attributes: readonly string[] | null
  excludedAttributes: readonly string[] | null
}

function build(given: Given, options: ListOptions): ListQuery {
  const { tolerances = tolerant, limits, maxCount = defaultMaxCount, sort = true } = options
  const filter = given.filter === undefined || given.filter.trim() === '' ? null : given.filter
  // A negative count is 0, RFC 7644 §3.4.2.4.
  const count = Math.min(Math.max(given.count ?? Math.min(options.defaultCount ?? defaultCount, maxCount), 0), maxCount)
  return {
    filter: filter === null ? null : parseFilter(filter, { tolerances, ...(limits === undefined ? {} : { limits }) }),
    page: pageOf(given, options),
    count,
    sortBy: sort ? sortByOf(given.sortBy) : null,
    sortOrder: sort ? sortOrderOf(given.sortOrder) : 'ascending',
    attributes: given.attributes,
    excludedAttributes: given.excludedAttributes,
  }
}

function pageOf(given: Given, { cursor = false, defaultPaging = 'index' }: ListOptions): ListQuery['page'] {
  if (given.cursor !== undefined) {
    if (!cursor) throw badRequest('invalidCursor', 'Pages are by startIndex here: leave "cursor" out.')
    if (given.startIndex !== undefined) {
      throw badRequest('invalidCursor', '"cursor" and "startIndex" exclude each other: send one of them.')
    }
    return { by: 'cursor', cursor: given.cursor }
  }
  if (cursor && defaultPaging === 'cursor' && given.startIndex === undefined) return { by: 'cursor', cursor: '' }
  // Less than 1 is 1, RFC 7644 §3.4.2.4; and no list is so long that a larger one than this says something else.
  return { by: 'index', startIndex: Math.min(Math.max(given.startIndex ?? 1, 1), Number.MAX_SAFE_INTEGER) }
}

function sortByOf(text: string | undefined): AttributePath | null {
  if (text === undefined || text.trim() === '') return null
  const path = parseAttributePath(text.trim())
  if (path === null) throw badRequest('invalidPath', `"sortBy" must name an attribute, not ${quote(text)}.`)
  return path
}

function sortOrderOf(text: string | undefined): ListQuery['sortOrder'] {
  const folded = text?.toLowerCase() ?? ''
  if (folded === '' || folded === 'ascending') return 'ascending'
  if (folded === 'descending') return 'descending'
  throw badRequest('invalidValue', '"sortOrder" must be ascending or descending.')
}

function toInteger(name: string, value: JsonValue, byCursor: boolean): number {
  if (typeof value === 'number' && Number.isInteger(value)) return value
  // RFC 9865 has a reason of its own for this one.
  throw badRequest(name === 'count' && byCursor ? 'invalidCount' : 'invalidValue', `${quote(name)} must be an integer.`)
}

function namesOf(names: readonly string[]): readonly string[] {
  const trimmed = names.map((name) => name.trim()).filter((name) => name !== '')
  if (trimmed.length > maxNames) throw badRequest('invalidValue', `At most ${maxNames} attributes can be named.`)
  return trimmed
}
