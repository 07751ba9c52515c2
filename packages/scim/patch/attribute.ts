import { badRequest } from '../error.ts'
import { isArray, isEqual, isObject, type JsonDraft, type JsonObject, type JsonValue, quote } from '../json.ts'
import { type AttributeNode, findByName } from '../resource/schema.ts'
import { identityOf, mendValues, readAttribute, readElement } from '../resource/value.ts'
import { currentValue, type PatchState, setValue, visit } from './state.ts'

/** A path without brackets: an attribute, or one of its sub-attributes. */
export interface PlainTarget {
  node: AttributeNode
  sub: AttributeNode | null
}

/** RFC 7644 §3.5.2.1: adds to what is multi-valued, and replaces what is not. */
export function addValue(state: PatchState, { node, sub }: PlainTarget, value: JsonValue): void {
  // Null adds nothing.
  if (value === null) return
  if (sub !== null) {
    setSub(state, node, sub, value)
    return
  }
  if (!node.attribute.multiValued) {
    assignSingle(state, node, value)
    return
  }
  const added = readAttribute(node, value, state.tolerances)
  if (!isArray(added)) return
  refuseTooMany(state, node, added.length)
  setValue(state, node, withAdded(state, node, added))
}

/** RFC 7644 §3.5.2.3. Of a complex attribute, only the parts that the value names. */
export function replaceValue(state: PatchState, { node, sub }: PlainTarget, value: JsonValue): void {
  if (sub !== null) {
    setSub(state, node, sub, value)
    return
  }
  if (!node.attribute.multiValued) {
    assignSingle(state, node, value)
    return
  }
  const read = readAttribute(node, value, state.tolerances)
  if (isArray(read)) refuseTooMany(state, node, read.length)
  setValue(state, node, read)
}

/**
 * RFC 7644 §3.5.2.2. With a value, only what the value names is removed: Entra, authentik and others send
 * `{"op": "remove", "path": "members", "value": [{"value": "…"}]}` and mean this one member.
 */
export function removeValue(state: PatchState, { node, sub }: PlainTarget, value: JsonValue | undefined): void {
  if (sub !== null) {
    setSub(state, node, sub, null)
    return
  }
  const current = currentValue(state, node)
  if (current === undefined) return
  if (!node.attribute.multiValued || value === undefined || value === null || !isArray(current)) {
    setValue(state, node, undefined)
    return
  }
  const named: JsonValue[] = []
  for (const one of isArray(value) ? value : [value]) {
    const read = one === null ? undefined : readElement(node, one, state.tolerances)
    if (read !== undefined) named.push(read)
  }
  refuseTooMany(state, node, named.length)
  visit(state, current.length * Math.max(1, named.filter((one) => identityOf(node, one) === null).length))
  const gone = selector(node, named)
  const kept = current.filter((one) => !gone(one))
  setValue(state, node, kept.length === 0 ? undefined : kept)
}

/** Whether a value is named by one of several: by its `value` (and type where that is said), else part by part. */
function selector(node: AttributeNode, named: readonly JsonValue[]): (value: JsonValue) => boolean {
  const [typed, untyped] = [new Set<string | null>(), new Set<string | null>()]
  const byParts: JsonValue[] = []
  for (const one of named) {
    const key = identityOf(node, one)
    if (key === null) byParts.push(one)
    else if (isObject(one) && one.type === undefined) untyped.add(key)
    else typed.add(key)
  }
  return (value) =>
    (typed.size > 0 && typed.has(identityOf(node, value))) ||
    (untyped.size > 0 && untyped.has(identityOf(node, isObject(value) ? withoutType(value) : value))) ||
    byParts.some((one) => says(one, value))
}

function says(one: JsonValue, value: JsonValue): boolean {
  if (!isObject(one) || !isObject(value)) return isEqual(one, value)
  return Object.keys(one).every((name) => isEqual(one[name], value[name]))
}

function withoutType({ type: _, ...rest }: JsonObject): JsonObject {
  return rest
}

function withAdded(state: PatchState, node: AttributeNode, added: readonly JsonValue[]): JsonValue[] {
  const current = currentValue(state, node)
  const values: JsonValue[] = isArray(current) ? [...current] : []
  // Without an id of its own, each is compared with all that there are.
  visit(state, values.length * (node.subs.has('value') ? 1 : added.length))
  const places = new Map<string, number>()
  for (const [index, value] of values.entries()) {
    const key = identityOf(node, value)
    if (key !== null) places.set(key, index)
  }
  let winner = -1
  for (const value of added) {
    const key = identityOf(node, value)
    let place = key === null ? values.findIndex((one) => isEqual(one, value)) : (places.get(key) ?? -1)
    const present = values[place]
    if (present === undefined) {
      place = values.push(value) - 1
      if (key !== null) places.set(key, place)
    } else if (isObject(present) && isObject(value)) values[place] = { ...present, ...value }
    if (isObject(value) && value.primary === true) winner = place
  }
  refuseTooMany(state, node, values.length)
  return mendValues(node, values, winner)
}

/** Bounds the work that later operations of the same request can ask for. */
export function refuseTooMany(state: PatchState, node: AttributeNode, count: number): void {
  if (count <= state.maxValues) return
  throw badRequest(
    'invalidValue',
    `${quote(node.path)} would have ${count} values; at most ${state.maxValues} are kept.`,
  )
}

function assignSingle(state: PatchState, node: AttributeNode, value: JsonValue): void {
  const current = currentValue(state, node)
  // What refers to another resource is replaced whole: the old manager's name must not stay beside the new one's id.
  const refers = node.subs.has('$ref')
  if (node.attribute.type !== 'complex' || refers || !isObject(value) || !isObject(current)) {
    setValue(state, node, readAttribute(node, value, state.tolerances))
    return
  }
  const merged: JsonDraft = { ...current }
  for (const name in value) {
    const sub = findByName(node.subs, name)
    if (sub !== undefined && sub.attribute.mutability !== 'readOnly')
      assignPart(state, merged, sub, value[name] ?? null)
  }
  setValue(state, node, Object.keys(merged).length === 0 ? undefined : merged)
}

/** Assigns one part of a complex value; null and the like unassign it. */
export function assignPart(state: PatchState, target: JsonDraft, sub: AttributeNode, value: JsonValue): void {
  const read = readAttribute(sub, value, state.tolerances)
  if (read === undefined) delete target[sub.attribute.name]
  else target[sub.attribute.name] = read
}

/** Whether nothing is left but what describes a value: `{"type": "work"}` is not an address any more. */
export function isHollow(value: JsonObject): boolean {
  return Object.keys(value).every((name) => name === 'type' || name === 'primary' || name === 'display')
}

/** `name.familyName`, or without brackets `emails.value`: the part of every value that there is. */
function setSub(state: PatchState, node: AttributeNode, sub: AttributeNode, value: JsonValue): void {
  const current = currentValue(state, node)
  if (!node.attribute.multiValued) {
    const part: JsonDraft = isObject(current) ? { ...current } : {}
    assignPart(state, part, sub, value)
    setValue(state, node, Object.keys(part).length === 0 ? undefined : part)
    return
  }
  const values = isArray(current) ? current : value === null ? [] : [{}]
  visit(state, values.length)
  const parts = values.flatMap((one): JsonValue[] => {
    if (!isObject(one)) return [one]
    const part: JsonDraft = { ...one }
    assignPart(state, part, sub, value)
    return Object.keys(part).length === 0 || (value === null && isHollow(part)) ? [] : [part]
  })
  setValue(state, node, parts.length === 0 ? undefined : mendValues(node, parts))
}
