import { badRequest, isArray, isObject, type JsonValue } from '@rollcall/scim'

/**
 * @throws ScimError 400 for what is no JSON, or holds characters that no database of ours keeps.
 */
export function readJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw badRequest('invalidSyntax', 'The body is not JSON.')
  }
  // Only an escape can bring in NUL or half a surrogate pair; a body without one need not be looked through.
  if (text.includes('\\u') && !isStorable(value as JsonValue))
    throw badRequest(
      'invalidValue',
      'The body holds NUL (\\u0000) or half of a surrogate pair. Send text without them.',
    )
  return value
}

function isStorable(value: JsonValue): boolean {
  const stack: JsonValue[] = [value]
  for (let one = stack.pop(); one !== undefined; one = stack.pop()) {
    if (typeof one === 'string' && (one.includes('\u0000') || !one.isWellFormed())) return false
    if (isArray(one)) stack.push(...one)
    else if (isObject(one)) for (const [name, inner] of Object.entries(one)) stack.push(name, inner)
  }
  return true
}
