import type { Tolerances } from '../dialect/tolerance.ts'
import { badRequest, type ScimError } from '../error.ts'
import {
  foldCase,
  isArray,
  isObject,
  isStorable,
  type JsonDraft,
  type JsonObject,
  type JsonValue,
  quote,
} from '../json.ts'
import { parseDateTime } from './date-time.ts'
import { type AttributeNode, findByName } from './schema.ts'

/**
 * The value that a client sent for an attribute, as it is kept: canonical names, the schema's types, strings byte for
 * byte. Undefined where it unassigns: null, an empty array, nothing but null inside (RFC 7643 §2.5).
 * @throws ScimError 400 `invalidValue`, which names the attribute.
 */
export function readAttribute(node: AttributeNode, value: JsonValue, tolerances: Tolerances): JsonValue | undefined {
  if (value === null) return undefined
  if (!node.attribute.multiValued) return readSingle(node, value, tolerances)
  if (!isArray(value) && !tolerances.looseCardinality) throw wrongType(node, 'an array', value)
  const values: JsonValue[] = []
  for (const one of isArray(value) ? value : [value]) {
    const read = one === null ? undefined : readElement(node, one, tolerances)
    if (read !== undefined) values.push(read)
  }
  return values.length === 0 ? undefined : mendValues(node, values)
}

/** One value of a multi-valued attribute, or the only one of another. */
export function readElement(node: AttributeNode, value: JsonValue, tolerances: Tolerances): JsonValue | undefined {
  const read =
    node.attribute.type === 'complex' ? readComplex(node, value, tolerances) : readSimple(node, value, tolerances)
  if (read === undefined && isReferenceList(node)) throw badRequest('invalidValue', memberWithoutValue(node))
  return read
}

function readSingle(node: AttributeNode, value: JsonValue, tolerances: Tolerances): JsonValue | undefined {
  if (!isArray(value)) return readElement(node, value, tolerances)
  const [only] = value
  if (!tolerances.looseCardinality || value.length > 1) throw wrongType(node, 'a single value', value)
  return only === undefined || only === null ? undefined : readElement(node, only, tolerances)
}

/** Members: values that say nothing but which resource they are. One without an id is a mistake, not an empty value. */
function isReferenceList(node: AttributeNode): boolean {
  return node.attribute.multiValued && node.subs.get('value')?.attribute.mutability === 'immutable'
}

function memberWithoutValue(node: AttributeNode): string {
  return `Every value of ${quote(node.path)} needs a "value": the id of the resource that it refers to.`
}

function readComplex(node: AttributeNode, value: JsonValue, tolerances: Tolerances): JsonObject | undefined {
  if (!isObject(value)) return readStringAsComplex(node, value, tolerances)
  const read: JsonDraft = {}
  let empty = true
  for (const name in value) {
    const given = value[name]
    if (given === undefined || given === null) continue
    const sub = findByName(node.subs, name) ?? aliasOf(node, name, value, tolerances)
    if (sub === undefined || sub.attribute.mutability === 'readOnly') continue
    const part = readAttribute(sub, given, tolerances)
    if (part === undefined) continue
    read[sub.attribute.name] = part
    empty = false
  }
  if (empty) return undefined
  // `{"value": ""}` is how Entra says that there is no manager any more.
  if (node.subs.has('$ref') && (read.value === '' || (read.value === undefined && isReferenceList(node))))
    return undefined
  checkRequired(node, read)
  return unpackJson(node, read, tolerances)
}

function readStringAsComplex(node: AttributeNode, value: JsonValue, tolerances: Tolerances): JsonObject | undefined {
  const sub = node.subs.get('value')
  if (typeof value !== 'string' || !tolerances.stringForComplex || sub === undefined) {
    throw wrongType(node, 'an object', value)
  }
  if (value === '') return undefined
  const read = { value: storable(sub, value) }
  checkRequired(node, read)
  return unpackJson(node, read, tolerances)
}

function checkRequired(node: AttributeNode, read: JsonObject): void {
  for (const sub of node.requiredSubs) {
    const { name } = sub.attribute
    if (read[name] === undefined || read[name] === '') throw missing(sub)
  }
}

function aliasOf(
  node: AttributeNode,
  name: string,
  value: JsonObject,
  tolerances: Tolerances,
): AttributeNode | undefined {
  if (!tolerances.displayNameForDisplay || foldCase(name) !== 'displayname' || Object.hasOwn(value, 'display'))
    return undefined
  return node.subs.get('display')
}

/** Entra's AppRoleAssignmentsComplex: `{"value": "{\"value\":\"Admin\",\"displayName\":\"Admin\"}"}`. */
function unpackJson(node: AttributeNode, read: JsonObject, tolerances: Tolerances): JsonObject {
  const { value } = read
  if (!tolerances.jsonInValue || typeof value !== 'string' || value.charCodeAt(0) !== 123) return read
  if (node.path !== 'roles' && node.path !== 'entitlements') return read
  const inner = parseObject(value)
  if (inner === null || typeof inner.value !== 'string' || inner.value.charCodeAt(0) === 123) return read
  return { ...read, ...readComplex(node, inner, tolerances) }
}

/** Null where the text is not a JSON object: then it is an ordinary value that begins with a brace. */
function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function readSimple(node: AttributeNode, value: JsonValue, tolerances: Tolerances): JsonValue | undefined {
  if (tolerances.wrappedValues && isObject(value) && Object.hasOwn(value, 'value')) {
    const { value: inner } = value
    if (inner === null || inner === undefined) return undefined
    if (!isObject(inner)) return readSimple(node, inner, tolerances)
  }
  switch (node.attribute.type) {
    case 'boolean':
      return readBoolean(node, value, tolerances)
    case 'integer':
      if (typeof value === 'number' && Number.isSafeInteger(value)) return value
      throw wrongType(node, 'an integer', value)
    case 'decimal':
      if (typeof value === 'number') return value
      throw wrongType(node, 'a number', value)
    case 'dateTime':
      if (typeof value === 'string' && parseDateTime(value) !== null) return value
      throw wrongType(node, 'a date and time like "2011-05-13T04:42:34Z"', value)
    default:
      if (typeof value === 'string') return storable(node, value)
      if (typeof value === 'number' && tolerances.numbersForStrings) return String(value)
      throw wrongType(node, 'a string', value)
  }
}

/** Byte for byte as it was sent: space, case and the format of a phone number are the client's own. */
function storable(node: AttributeNode, text: string): string {
  if (isStorable(text)) return text
  throw badRequest('invalidValue', `${quote(node.path)} holds a NUL character or half of one: leave it out.`)
}

function readBoolean(node: AttributeNode, value: JsonValue, tolerances: Tolerances): boolean {
  if (typeof value === 'boolean') return value
  const folded = typeof value === 'string' && tolerances.booleanStrings ? foldCase(value) : ''
  if (folded === 'true' || folded === 'false') return folded === 'true'
  throw wrongType(node, 'true or false', value)
}

/**
 * At most one value is primary (RFC 7643 §2.4): the first, or the one at `winner`. A value that says the same again is
 * dropped: type and value are what tells them apart.
 */
export function mendValues(node: AttributeNode, values: JsonValue[], winner = -1): JsonValue[] {
  if (values.length < 2 || node.attribute.type !== 'complex') return values
  let primary = winner
  const seen = new Set<string>()
  const mended: JsonValue[] = []
  for (const [index, value] of values.entries()) {
    const key = identityOf(node, value)
    if (key !== null && seen.has(key)) continue
    if (key !== null) seen.add(key)
    const claims = isObject(value) && value.primary === true
    if (claims && primary === -1) primary = index
    mended.push(claims && primary !== index ? { ...value, primary: false } : value)
  }
  return mended
}

/** What makes two values of an attribute the same one: type and value, for members the value alone. */
export function identityOf(node: AttributeNode, value: JsonValue): string | null {
  if (!isObject(value) || typeof value.value !== 'string') return null
  const sub = node.subs.get('value')
  const text = sub?.attribute.caseExact === true ? value.value : foldCase(value.value)
  if (isReferenceList(node)) return text
  return `${typeof value.type === 'string' ? foldCase(value.type) : ''}|${text}`
}

export function missing(node: AttributeNode): ScimError {
  return badRequest('invalidValue', `${quote(node.path)} is required: send it, and not empty.`)
}

export function wrongType(node: AttributeNode, wanted: string, value: JsonValue): ScimError {
  return badRequest('invalidValue', `${quote(node.path)} must be ${wanted}, not ${kindOf(value)}.`)
}

/** The kind of a value and never the value: it may be a password. */
function kindOf(value: JsonValue): string {
  if (value === null) return 'null'
  if (isArray(value)) return value.length > 1 ? 'an array of several' : 'an array'
  switch (typeof value) {
    case 'object':
      return 'an object'
    case 'string':
      return value === '' ? 'an empty string' : 'a string'
    case 'number':
      return 'a number'
    default:
      return String(value)
  }
}
