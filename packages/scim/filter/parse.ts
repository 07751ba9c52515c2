import { type Tolerances, tolerant } from '../dialect/tolerance.ts'
import { badRequest } from '../error.ts'
import { quote } from '../json.ts'
import { type AttributePath, parseAttributePath } from '../path/attribute-path.ts'
import {
  defaultFilterLimits,
  enter,
  type FilterCursor,
  type FilterLimits,
  leave,
  readPath,
  skipKeyword,
  skipSpace,
  unexpected,
} from './cursor.ts'
import type { CompareOperator, Filter } from './filter.ts'
import { readString, readWord } from './literal.ts'

export interface FilterOptions {
  tolerances?: Tolerances
  limits?: FilterLimits
}

/**
 * Parses a filter of RFC 7644 §3.4.2.2. Operators and names in any case.
 * @throws ScimError 400 `invalidFilter`, which names the position.
 */
export function parseFilter(
  text: string,
  { tolerances = tolerant, limits = defaultFilterLimits }: FilterOptions = {},
): Filter {
  if (text.length > limits.maxLength) {
    throw badRequest('invalidFilter', `The filter has ${text.length} characters; at most ${limits.maxLength} are read.`)
  }
  const cursor: FilterCursor = { text, at: 0, depth: 0, terms: 0, inValue: false, tolerances, limits }
  const filter = parseOr(cursor)
  if (cursor.at < text.length) throw unexpected(cursor, '"and", "or" or the end')
  return filter
}

/** A filter inside brackets, from just after `[` to just after `]`. The path parser reads its filters with this. */
export function parseValueFilter(cursor: FilterCursor): Filter {
  enter(cursor)
  cursor.inValue = true
  const filter = parseOr(cursor)
  cursor.inValue = false
  leave(cursor, ']')
  return filter
}

function parseOr(cursor: FilterCursor): Filter {
  const first = parseAnd(cursor)
  if (!skipKeyword(cursor, 'or')) return first
  const terms = [first]
  do terms.push(parseAnd(cursor))
  while (skipKeyword(cursor, 'or'))
  return { kind: 'or', terms }
}

function parseAnd(cursor: FilterCursor): Filter {
  const first = parseTerm(cursor)
  if (!skipKeyword(cursor, 'and')) return first
  const terms = [first]
  do terms.push(parseTerm(cursor))
  while (skipKeyword(cursor, 'and'))
  return { kind: 'and', terms }
}

function parseTerm(cursor: FilterCursor): Filter {
  skipSpace(cursor)
  if (cursor.text.charCodeAt(cursor.at) === 40) return parseGroup(cursor)
  const start = cursor.at
  const name = readPath(cursor)
  if (name.length === 3 && name.toLowerCase() === 'not') {
    const end = cursor.at
    skipSpace(cursor)
    if (cursor.text.charCodeAt(cursor.at) === 40) return { kind: 'not', filter: parseGroup(cursor) }
    cursor.at = end
  }
  const path = parseAttributePath(name)
  if (path === null) {
    cursor.at = start
    throw unexpected(cursor, 'an attribute')
  }
  cursor.terms++
  if (cursor.terms > cursor.limits.maxTerms) {
    throw badRequest('invalidFilter', `The filter has more than ${cursor.limits.maxTerms} comparisons.`)
  }
  if (cursor.text.charCodeAt(cursor.at) === 91) return parseSome(cursor, path)
  return parseComparison(cursor, path)
}

function parseGroup(cursor: FilterCursor): Filter {
  enter(cursor)
  const filter = parseOr(cursor)
  leave(cursor, ')')
  return filter
}

function parseSome(cursor: FilterCursor, path: AttributePath): Filter {
  if (cursor.inValue) throw unexpected(cursor, 'an operator: a value filter cannot hold another')
  const filter = parseValueFilter(cursor)
  if (cursor.text.charCodeAt(cursor.at) !== 46 || !cursor.tolerances.filteredSubAttribute) {
    return { kind: 'some', path, filter }
  }
  cursor.at++
  const sub = parseAttributePath(readPath(cursor))
  if (sub === null || sub.schema !== null || sub.sub !== null) throw unexpected(cursor, 'a sub-attribute')
  return { kind: 'some', path, filter: { kind: 'and', terms: [filter, parseComparison(cursor, sub)] } }
}

function parseComparison(cursor: FilterCursor, path: AttributePath): Filter {
  const before = cursor.at
  skipSpace(cursor)
  const start = cursor.at
  const operator = before === start ? '' : readPath(cursor).toLowerCase()
  if (operator === 'pr') return { kind: 'present', path }
  if (!isOperator(operator)) {
    cursor.at = start
    throw unexpected(cursor, `an operator (eq, ne, co, sw, ew, gt, ge, lt, le, pr) after ${quote(path.attribute)}`)
  }
  if (!skipSpace(cursor)) throw unexpected(cursor, 'a space before the value')
  return { kind: 'compare', path, operator, value: readValue(cursor) }
}

function readValue(cursor: FilterCursor): string | number | boolean | null {
  const code = cursor.text.charCodeAt(cursor.at)
  if (code === 34 || (code === 39 && cursor.tolerances.singleQuotes)) return readString(cursor)
  return readWord(cursor)
}

function isOperator(text: string): text is CompareOperator {
  switch (text) {
    case 'eq':
    case 'ne':
    case 'co':
    case 'sw':
    case 'ew':
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      return true
    default:
      return false
  }
}
