import type { Tolerances } from '../dialect/tolerance.ts'
import { badRequest } from '../error.ts'
import { isEqual, isObject, type JsonDraft, type JsonObject, type JsonValue, quote } from '../json.ts'
import type { AttributeNode, ResourceType } from '../resource/schema.ts'
import { missing } from '../resource/value.ts'

/** What the operations of one PATCH have made of the resource so far. Nothing of the original is ever written to. */
export interface PatchState {
  type: ResourceType
  tolerances: Tolerances
  original: JsonObject
  /** A copy, from the first change on. */
  next: JsonDraft | null
  /** Top-level attributes that were changed at some time, though perhaps back again. */
  touched: Set<AttributeNode>
  maxValues: number
}

function heldValue(resource: JsonObject, node: AttributeNode): JsonValue | undefined {
  const holder = node.extension === null ? resource : resource[node.extension]
  return isObject(holder) ? holder[node.attribute.name] : undefined
}

export function currentValue(state: PatchState, node: AttributeNode): JsonValue | undefined {
  return heldValue(state.next ?? state.original, node)
}

/** Assigns an attribute, or unassigns it with undefined. What is equal already stays, so that nothing looks changed. */
export function setValue(state: PatchState, node: AttributeNode, value: JsonValue | undefined): void {
  if (isEqual(currentValue(state, node), value)) return
  refuseEmptyRequired(node, value)
  state.next ??= { ...state.original }
  state.touched.add(node)
  const { name } = node.attribute
  if (node.extension === null) {
    assign(state.next, name, value)
    return
  }
  const held = state.next[node.extension]
  const holder: JsonDraft = isObject(held) ? { ...held } : {}
  assign(holder, name, value)
  assign(state.next, node.extension, Object.keys(holder).length === 0 ? undefined : holder)
}

function assign(target: JsonDraft, name: string, value: JsonValue | undefined): void {
  if (value === undefined) delete target[name]
  else target[name] = value
}

/** RFC 7644 §3.5.2.2: what is required cannot be unassigned. */
function refuseEmptyRequired(node: AttributeNode, value: JsonValue | undefined): void {
  if (!node.attribute.required) return
  if (value === undefined) throw badRequest('mutability', `${quote(node.path)} is required and cannot be removed.`)
  if (value === '') throw missing(node)
}

/** The paths that differ in the end: of a single complex attribute its parts, of anything else the attribute. */
export function changedPaths(state: PatchState): string[] {
  const { next, original } = state
  if (next === null) return []
  const paths: string[] = []
  for (const node of state.touched) {
    const [before, after] = [heldValue(original, node), heldValue(next, node)]
    if (isEqual(before, after)) continue
    if (node.attribute.type !== 'complex' || node.attribute.multiValued) paths.push(node.path)
    else paths.push(...changedParts(node, before, after))
  }
  return paths
}

function changedParts(node: AttributeNode, before: JsonValue | undefined, after: JsonValue | undefined): string[] {
  const [old, now] = [isObject(before) ? before : {}, isObject(after) ? after : {}]
  return node.subNodes.filter(({ attribute: { name } }) => !isEqual(old[name], now[name])).map(({ path }) => path)
}

/** The resource in the end, its `schemas` naming the extensions that it has. */
export function finished({ type, next, original }: PatchState): JsonObject {
  if (next === null) return original
  const schemas = [type.schema.id]
  for (const { urn } of type.extensionNodes) if (urn !== null && next[urn] !== undefined) schemas.push(urn)
  if (!isEqual(next.schemas, schemas)) next.schemas = schemas
  return next
}
