import type { Tolerances } from '../dialect/tolerance.ts'
import { badRequest, type ScimError } from '../error.ts'
import { quote } from '../json.ts'
import { isPathCode } from '../path/attribute-path.ts'

export interface FilterLimits {
  /** Characters of the whole filter. */
  maxLength: number
  /** Parentheses, brackets and `not` within each other. */
  maxDepth: number
  /** Comparisons in the whole filter. */
  maxTerms: number
}

/** What a filter may cost. The deepest and longest one seen from a real client has two terms. */
export const defaultFilterLimits: FilterLimits = { maxLength: 4096, maxDepth: 12, maxTerms: 64 }

/** Where the parser stands. */
export interface FilterCursor {
  text: string
  at: number
  depth: number
  terms: number
  /** Whether it is inside `[…]`, where names are sub-attributes. */
  inValue: boolean
  tolerances: Tolerances
  limits: FilterLimits
}

export function unexpected(cursor: FilterCursor, wanted: string): ScimError {
  const found = cursor.at < cursor.text.length ? quote(cursor.text.slice(cursor.at, cursor.at + 20)) : 'the end'
  return badRequest(
    'invalidFilter',
    `The filter has ${found} at position ${cursor.at + 1}, where ${wanted} was expected.`,
  )
}

export function readPath(cursor: FilterCursor): string {
  const start = cursor.at
  while (cursor.at < cursor.text.length && isPathCode(cursor.text.charCodeAt(cursor.at))) cursor.at++
  return cursor.text.slice(start, cursor.at)
}

export function skipSpace(cursor: FilterCursor): boolean {
  const start = cursor.at
  while (cursor.at < cursor.text.length && isSpace(cursor.text.charCodeAt(cursor.at))) cursor.at++
  return cursor.at > start
}

export function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13
}

/** Takes a connective that stands here. Trailing spaces are taken with it, or left out of the way at the end. */
export function skipKeyword(cursor: FilterCursor, keyword: 'and' | 'or'): boolean {
  skipSpace(cursor)
  const end = cursor.at + keyword.length
  const next = cursor.text.charCodeAt(end)
  // `and(` is what some clients write; `android` is not a connective.
  if (!isSpace(next) && next !== 40) return false
  if (cursor.text.slice(cursor.at, end).toLowerCase() !== keyword) return false
  cursor.at = end
  return true
}

export function enter(cursor: FilterCursor): void {
  cursor.at++
  cursor.depth++
  if (cursor.depth > cursor.limits.maxDepth) {
    throw badRequest('invalidFilter', `The filter is nested deeper than ${cursor.limits.maxDepth} levels.`)
  }
}

export function leave(cursor: FilterCursor, closing: ')' | ']'): void {
  skipSpace(cursor)
  if (cursor.text[cursor.at] !== closing) throw unexpected(cursor, `"and", "or" or "${closing}"`)
  cursor.at++
  cursor.depth--
}
