export type JsonValue = string | number | boolean | null | JsonObject | readonly JsonValue[]
export interface JsonObject {
  readonly [name: string]: JsonValue
}
/** A JSON object that is still being built. */
export type JsonDraft = Record<string, JsonValue>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isArray(value: unknown): value is readonly JsonValue[] {
  return Array.isArray(value)
}

/** Equal as JSON: the order of an object's members does not count, that of an array's elements does. */
export function isEqual(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (isArray(one)) {
    return isArray(other) && one.length === other.length && one.every((value, index) => isEqual(value, other[index]))
  }
  if (isArray(other)) return false
  const names = Object.keys(one)
  if (names.length !== Object.keys(other).length) return false
  return names.every(
    (name) => Object.hasOwn(other, name) && isEqual((one as JsonObject)[name], (other as JsonObject)[name]),
  )
}

/**
 * What compares equal when upper and lower case do not count. A stored key column holds this, RFC 7643 §2.2. The final sigma is
 * the same letter as the other, or the beginning of a word would not be found in it.
 */
export function foldCase(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ')
}

/** NUL, and half of a surrogate pair: characters that no text in UTF-8 has, and that PostgreSQL refuses. */
const unstorable = /[\0\p{Surrogate}]/u

/** Whether a text can be stored and sent as it is. */
export function isStorable(text: string): boolean {
  return !unstorable.test(text)
}

/** A client's own words in a message: quoted, one line, and never long. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}…` : text)
}
