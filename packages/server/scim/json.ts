import { badRequest, isArray, isObject, type JsonValue } from '@rollcall/scim'

/** How deep a body may be nested. A resource in a Bulk request needs eight levels; whatever walks a body relies on a bound. */
const maxDepth = 64

/**
 * @throws ScimError 400 for what is no JSON, is nested without end, or holds characters that no database of ours keeps.
 */
export function readJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw badRequest('invalidSyntax', 'The body is not JSON.')
  }
  // Only an escape can bring in NUL or half a surrogate pair; a body without one, and with few brackets, need not be walked.
  if (text.includes('\\u') || mayBeDeep(text)) walk(value as JsonValue)
  return value
}

function mayBeDeep(text: string): boolean {
  let opened = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if ((code === 0x5b || code === 0x7b) && ++opened > maxDepth) return true
  }
  return false
}

function walk(value: JsonValue): void {
  const stack: { value: JsonValue; depth: number; under: string | null }[] = [{ value, depth: 1, under: null }]
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { value, depth, under } = top
    if (typeof value === 'string') requireStorable(value)
    else if (isArray(value) || isObject(value)) {
      if (depth > maxDepth) throw tooDeep(under)
      if (isArray(value)) for (const one of value) stack.push({ value: one, depth: depth + 1, under })
      else
        for (const [name, one] of Object.entries(value)) {
          requireStorable(name)
          stack.push({ value: one, depth: depth + 1, under: under ?? name })
        }
    }
  }
}

const tooDeep = (under: string | null) =>
  badRequest(
    'invalidSyntax',
    `${under === null ? 'The body' : JSON.stringify(under.slice(0, 80))} is nested deeper than ${maxDepth} levels.`,
  )

function requireStorable(text: string): void {
  if (text.includes('\u0000') || !text.isWellFormed())
    throw badRequest(
      'invalidValue',
      'The body holds NUL (\\u0000) or half of a surrogate pair. Send text without them.',
    )
}
