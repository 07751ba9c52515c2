import { type Tolerances, tolerant } from '../dialect/tolerance.ts'
import { badRequest } from '../error.ts'
import { quote } from '../json.ts'
import type { AttributeNode, ResourceType } from '../resource/schema.ts'
import { type BoundComparison, type BoundFilter, bindFilter } from './bind.ts'
import type { CompareOperator, Filter } from './filter.ts'

/** Where a single value stands. The SQL is the program's own: a client's words become parameters and nothing else. */
export interface ValueColumn {
  /** A column or an expression. */
  sql: string
  /** Where `foldCase` of the value is kept, for an index. Without one, `fold` is put around both sides. */
  key?: string
  /** Where the column is a `uuid`, so that a client's other text finds nothing rather than failing. */
  as?: 'uuid'
}

/** Where the values of a multi-valued attribute stand: rows of another table. */
export interface RowsColumn {
  /** Around a condition on one row: `(where) => \`EXISTS (SELECT 1 FROM email e WHERE e.user_id = u.id AND ${where})\``. */
  exists: (condition: string) => string
  /** Its sub-attributes by canonical name; `value` for an attribute without any. */
  columns: Readonly<Record<string, ValueColumn>>
}

/**
 * What may be filtered by: canonical path (`userName`, `name.familyName`, `urn:…:User:department`, `emails`) to where it
 * stands. Anything else is 400.
 */
export type FilterColumns = Readonly<Record<string, ValueColumn | RowsColumn>>

export interface CompileOptions {
  type: ResourceType
  columns: FilterColumns
  /** The number of the first placeholder. Default 1. */
  firstParameter?: number
  tolerances?: Tolerances
  /** An expression without case. Default `lower()`, which in a database of the language "C" knows ASCII alone. */
  fold?: (sql: string) => string
}

/** A condition for PostgreSQL with `$n` placeholders; equal filters of other values give the same text. */
export interface CompiledFilter {
  sql: string
  params: (string | number | boolean)[]
}

interface Compilation {
  columns: FilterColumns
  first: number
  params: (string | number | boolean)[]
  fold: (sql: string) => string
  /** Inside brackets over rows: the rows and their attribute. */
  rows: { of: AttributeNode; columns: RowsColumn['columns'] } | null
}

/**
 * Compiles a filter to SQL that agrees with `matchesFilter`, nulls included.
 * @throws ScimError 400 `invalidFilter` for an attribute that is unknown or not in `columns`, or a value of a wrong type.
 */
export function compileFilter(
  filter: Filter,
  { type, columns, firstParameter = 1, tolerances = tolerant, fold = (sql) => `lower(${sql})` }: CompileOptions,
): CompiledFilter {
  const compilation: Compilation = { columns, first: firstParameter, params: [], fold, rows: null }
  const sql = compile(compilation, bindFilter(filter, type, tolerances))
  return { sql, params: compilation.params }
}

function compile(compilation: Compilation, filter: BoundFilter): string {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const terms = filter.terms.map((term) => compile(compilation, term))
      return `(${terms.join(filter.kind === 'and' ? ' AND ' : ' OR ')})`
    }
    case 'not':
      // Not `NOT`: a comparison with an absent attribute is null in SQL, and must count as false here.
      return `(${compile(compilation, filter.filter)}) IS NOT TRUE`
    case 'present':
      return present(compilation, filter.node)
    case 'some':
      return some(compilation, filter.node, filter.filter)
    case 'compare':
      return compare(compilation, filter)
  }
}

function some(compilation: Compilation, node: AttributeNode, filter: BoundFilter): string {
  const rows = rowsOf(compilation, node)
  if (rows === null) return compile(compilation, filter)
  const inner: Compilation = { ...compilation, rows: { of: node, columns: rows.columns } }
  return rows.exists(compile(inner, filter))
}

function compare(compilation: Compilation, filter: BoundComparison): string {
  const negated = filter.operator === 'ne'
  const operator = negated ? 'eq' : filter.operator
  const sql = onColumn(compilation, filter.node, (column) => condition(compilation, filter, operator, column))
  return negated ? `(${sql}) IS NOT TRUE` : sql
}

function present(compilation: Compilation, node: AttributeNode): string {
  if (node.attribute.type !== 'complex') return onColumn(compilation, node, (column) => filled(node, column))
  const rows = rowsOf(compilation, node)
  if (rows !== null) return rows.exists('TRUE')
  const subs = node.subNodes.filter((sub) => compilation.columns[sub.path] !== undefined)
  if (subs.length === 0) throw notFilterable(node)
  return `(${subs.map((sub) => present(compilation, sub)).join(' OR ')})`
}

/** An empty string is no value, RFC 7644 §3.4.2.2 `pr`. */
function filled(node: AttributeNode, { sql, as }: ValueColumn): string {
  const textual = as === undefined && ['string', 'reference', 'binary'].includes(node.attribute.type)
  return textual ? `(${sql} IS NOT NULL AND ${sql} <> '')` : `${sql} IS NOT NULL`
}

/** Finds the column of an attribute and, where it is in rows of its own, puts the condition around those. */
function onColumn(compilation: Compilation, node: AttributeNode, toCondition: (column: ValueColumn) => string): string {
  const { rows, columns } = compilation
  if (rows !== null && node.parent === rows.of) {
    const column = rows.columns[node.attribute.name]
    if (column === undefined) throw notFilterable(node)
    return toCondition(column)
  }
  const own = columns[node.path]
  if (own !== undefined && 'sql' in own) return toCondition(own)
  const outer = own ?? (node.parent === null ? undefined : columns[node.parent.path])
  if (outer === undefined || 'sql' in outer) throw notFilterable(node)
  const column = outer.columns[own === undefined ? node.attribute.name : 'value']
  if (column === undefined) throw notFilterable(node)
  return outer.exists(toCondition(column))
}

function rowsOf(compilation: Compilation, node: AttributeNode): RowsColumn | null {
  const found = compilation.columns[node.path]
  if (found !== undefined && 'exists' in found) return found
  if (found === undefined && node.attribute.multiValued) throw notFilterable(node)
  return null
}

function condition(
  compilation: Compilation,
  { node, value }: BoundComparison,
  operator: CompareOperator,
  column: ValueColumn,
): string {
  switch (value.type) {
    case 'string':
      return textCondition(compilation, operator, column, value, node.attribute.caseExact)
    case 'boolean':
      return `${column.sql} = ${bindParameter(compilation, value.boolean, 'boolean')}`
    case 'number':
      return `${column.sql} ${symbols[operator]} ${bindParameter(compilation, value.number, 'numeric')}`
    case 'dateTime': {
      const moment = new Date(value.moment).toISOString()
      return `${column.sql} ${symbols[operator]} ${bindParameter(compilation, moment, 'timestamptz')}`
    }
  }
}

const symbols: Record<CompareOperator, string> = {
  eq: '=',
  ne: '<>',
  gt: '>',
  ge: '>=',
  lt: '<',
  le: '<=',
  co: 'LIKE',
  sw: 'LIKE',
  ew: 'LIKE',
}

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/

function textCondition(
  compilation: Compilation,
  operator: CompareOperator,
  { sql, key, as }: ValueColumn,
  { text, folded }: { text: string; folded: string },
  caseExact: boolean,
): string {
  if (as === 'uuid' && operator === 'eq') {
    const id = caseExact ? text : folded
    return uuid.test(id) ? `${sql} = ${bindParameter(compilation, id, 'uuid')}` : 'FALSE'
  }
  const column = as === 'uuid' ? `(${sql})::text` : sql
  const wanted = likePattern(operator, caseExact || key === undefined ? text : folded)
  const parameter = bindParameter(compilation, wanted, 'text')
  const ordered = operator === 'gt' || operator === 'ge' || operator === 'lt' || operator === 'le'
  // The order of code points, whatever the database's own language: what memory does too.
  const collation = ordered ? ' COLLATE "C"' : ''
  if (caseExact) return `${column}${collation} ${symbols[operator]} ${parameter}`
  if (key !== undefined) return `${key}${collation} ${symbols[operator]} ${parameter}`
  const { fold } = compilation
  return `${fold(column)}${collation} ${symbols[operator]} ${fold(parameter)}`
}

/** What LIKE would read as a wildcard stands for itself. */
function likePattern(operator: CompareOperator, text: string): string {
  if (operator !== 'co' && operator !== 'sw' && operator !== 'ew') return text
  const literal = text.replace(/[\\%_]/g, '\\$&')
  return `${operator === 'sw' ? '' : '%'}${literal}${operator === 'ew' ? '' : '%'}`
}

function bindParameter(
  compilation: Compilation,
  value: string | number | boolean,
  type: 'text' | 'uuid' | 'boolean' | 'numeric' | 'timestamptz',
): string {
  compilation.params.push(value)
  return `$${compilation.first + compilation.params.length - 1}::${type}`
}

function notFilterable(node: AttributeNode) {
  return badRequest('invalidFilter', `${quote(node.path)} cannot be filtered by here.`)
}
