import { badRequest } from '../error.ts'
import { isStorable } from '../json.ts'
import { type FilterCursor, isSpace, unexpected } from './cursor.ts'

const quoteCode = 34
const backslash = 92

/** A quoted value, JSON's own or in single quotes. The cursor stands on its first quote. */
export function readString(cursor: FilterCursor): string {
  const { text, at: start } = cursor
  const mark = text.charCodeAt(start)
  let end = start + 1
  let escaped = false
  for (; end < text.length && text.charCodeAt(end) !== mark; end++) {
    if (text.charCodeAt(end) !== backslash) continue
    escaped = true
    end++
  }
  if (end >= text.length) {
    cursor.at = text.length
    throw unexpected(cursor, `the closing quote of the value at position ${start + 1}`)
  }
  const raw = text.slice(start + 1, end)
  const value = escaped ? decodeEscapes(cursor, raw, mark) : raw
  if (!isStorable(value)) throw unexpected(cursor, 'a value without NUL and without half characters')
  cursor.at = end + 1
  return value
}

function decodeEscapes(cursor: FilterCursor, raw: string, mark: number): string {
  const json = mark === quoteCode ? raw : raw.replaceAll("\\'", "'").replaceAll('"', '\\"')
  try {
    return JSON.parse(`"${json}"`) as string
  } catch (cause) {
    const error = unexpected(cursor, 'a JSON string')
    error.cause = cause
    throw error
  }
}

/** `true`, `false`, `null`, a number, or a bare word where the client may leave quotes out. */
export function readWord(cursor: FilterCursor): string | number | boolean | null {
  const start = cursor.at
  while (cursor.at < cursor.text.length && isWordCode(cursor.text.charCodeAt(cursor.at))) cursor.at++
  const word = cursor.text.slice(start, cursor.at)
  const { unquotedValues } = cursor.tolerances
  switch (unquotedValues ? word.toLowerCase() : word) {
    case 'true':
      return true
    case 'false':
      return false
    case 'null':
      return null
  }
  if (isNumber(word)) return toNumber(word)
  if (word !== '' && unquotedValues && isStorable(word)) return word
  cursor.at = start
  throw unexpected(cursor, 'a value: a quoted string, a number, true, false or null')
}

function isWordCode(code: number): boolean {
  if (isSpace(code) || code < 32) return false
  // Quotes, parentheses, comma and brackets end a word.
  return code !== 34 && code !== 39 && code !== 40 && code !== 41 && code !== 44 && code !== 91 && code !== 93
}

function toNumber(word: string): number {
  const value = Number(word)
  if (Number.isFinite(value)) return value
  throw badRequest('invalidFilter', `The filter has the number ${word.slice(0, 20)}, which is too large.`)
}

/** Whether a word is a JSON number, digit by digit: `Number` alone would take hexadecimal and more. */
function isNumber(word: string): boolean {
  let at = word.charCodeAt(0) === 45 ? 1 : 0
  const whole = digitsFrom(word, at)
  if (whole === at || (whole > at + 1 && word.charCodeAt(at) === 48)) return false
  at = whole
  if (word.charCodeAt(at) === 46) {
    const fraction = digitsFrom(word, at + 1)
    if (fraction === at + 1) return false
    at = fraction
  }
  if (word.charCodeAt(at) === 101 || word.charCodeAt(at) === 69) {
    const sign = word.charCodeAt(at + 1) === 43 || word.charCodeAt(at + 1) === 45 ? 1 : 0
    const exponent = digitsFrom(word, at + 1 + sign)
    if (exponent === at + 1 + sign) return false
    at = exponent
  }
  return at === word.length
}

function digitsFrom(word: string, start: number): number {
  let at = start
  while (at < word.length && word.charCodeAt(at) >= 48 && word.charCodeAt(at) <= 57) at++
  return at
}
