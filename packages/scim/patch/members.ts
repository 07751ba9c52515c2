import { type Tolerances, tolerant } from '../dialect/tolerance.ts'
import { badRequest } from '../error.ts'
import type { BoundFilter } from '../filter/bind.ts'
import { foldCase, isArray, isObject, type JsonDraft, type JsonObject, type JsonValue, quote } from '../json.ts'
import { type PatchTarget, parsePath, resolvePath } from '../path/path.ts'
import { groupType } from '../resource/group.ts'
import { type AttributeNode, findByName, findByUrn, type ResourceType } from '../resource/schema.ts'
import { readAttribute } from '../resource/value.ts'
import type { PatchOperation } from './request.ts'

/** A member as a client names it. Most send the id alone. */
export interface Member {
  value: string
  type?: string
  display?: string
}

/** What a PATCH does to a group's members, in order: a store can do each without reading the list. */
export type MemberChange =
  | { kind: 'add'; members: Member[] }
  | { kind: 'remove'; ids: string[] }
  | { kind: 'removeAll' }
  | { kind: 'replaceAll'; members: Member[] }
  /** Changes nothing, as who a member is does not change; but it is 400 `noTarget` where one of them is no member by then. */
  | { kind: 'expect'; ids: string[] }

export interface MemberPlan {
  /** What is left for `applyPatch`, in order, without any mention of members. */
  operations: PatchOperation[]
  /** Neighbours of one kind are one change, and no change names an id twice. Empty where members stay as they are. */
  members: MemberChange[]
}

/**
 * Takes the changes of members out of a group's PATCH. Adding who is in it and removing who is not are success; removing
 * with a value removes these, without one all; a value without a path touches members only if it names them.
 * @throws ScimError 400 `invalidValue` for a member without an id, `invalidPath` or `invalidFilter` for a path to members
 * that would need the list to be read: only `members[value eq "id"]`, alone or joined by `or`, can be followed.
 */
export function planMembers(
  operations: readonly PatchOperation[],
  { type = groupType, tolerances = tolerant }: { type?: ResourceType; tolerances?: Tolerances } = {},
): MemberPlan {
  const node = type.core.get('members')
  if (node === undefined) throw new TypeError(`A ${type.name} has no members to plan.`)
  const plan: MemberPlan = { operations: [], members: [] }
  const planning: Planning = { type, tolerances, node, plan, last: null }
  for (const operation of operations) {
    const rest = operation.path === null ? withoutMembers(planning, operation, false) : pathOf(planning, operation)
    if (rest !== null) plan.operations.push(rest)
  }
  return plan
}

interface Planning {
  type: ResourceType
  tolerances: Tolerances
  node: AttributeNode
  plan: MemberPlan
  /** The change that stands last, and the ids in it. */
  last: { change: MemberChange; ids: Set<string> } | null
}

/** Null when the operation was one on members. */
function pathOf(planning: Planning, operation: PatchOperation): PatchOperation | null {
  const { type, tolerances, node } = planning
  const path = operation.path ?? ''
  // Nothing but a path to members has this word in it: the others need not be parsed twice.
  if (!foldCase(path).includes('members')) return operation
  const parsed = parsePath(path, { tolerances })
  const target = parsed === null ? null : resolvePath(type, parsed, tolerances)
  if (target === null || target.kind !== 'attribute' || target.node !== node) return operation
  changeAt(planning, operation, target)
  return null
}

function changeAt(
  planning: Planning,
  { op, path, value }: PatchOperation,
  target: PatchTarget & { kind: 'attribute' },
): void {
  if (target.filter === null) {
    if (target.sub !== null)
      throw badRequest('mutability', `${quote(path ?? '')} cannot be changed: add or remove members.`)
    changeAll(planning, op, value)
    return
  }
  const ids = idsOf(target.filter)
  if (ids === null) {
    throw badRequest('invalidFilter', `Members can be named by value eq "id" only, not as in ${quote(path ?? '')}.`)
  }
  if (op === 'remove') {
    // A part of a member follows from who it is: there is nothing to remove.
    target.sub === null ? remove(planning, ids) : undefined
    return
  }
  if (target.sub?.attribute.name === 'value') {
    throw badRequest('mutability', `${quote(path ?? '')} cannot be changed: remove the member and add another.`)
  }
  push(planning, { kind: 'expect', ids }, new Set(ids))
}

function changeAll(planning: Planning, op: PatchOperation['op'], value: JsonValue | undefined): void {
  if (op === 'remove') {
    if (value === undefined || value === null) {
      push(planning, { kind: 'removeAll' }, new Set())
      return
    }
    const ids = readMembers(planning, value).map((member) => member.value)
    remove(planning, ids)
    return
  }
  if (value === undefined) throw badRequest('invalidValue', `The ${op} of "members" needs a "value".`)
  const members = readMembers(planning, value)
  if (op === 'add') {
    add(planning, members)
    return
  }
  push(planning, { kind: 'replaceAll', members }, new Set(members.map((member) => member.value)))
}

/** The operation without the members that its value names, or null when it named nothing else. */
function withoutMembers(planning: Planning, operation: PatchOperation, isInner: boolean): PatchOperation | null {
  const { op, value } = operation
  if (op === 'remove' || !isObject(value)) return operation
  const rest: JsonDraft = {}
  let found = false
  for (const name in value) {
    const given = value[name] ?? null
    if (isMembers(planning, name)) {
      found = true
      // Null in an add adds nothing; in a replace it leaves nobody.
      if (op === 'replace' || given !== null) changeAll(planning, op, given)
    } else if (!isInner && isCoreObject(planning, name, given)) {
      const inner = withoutMembers(planning, { op, path: null, value: given }, true)
      if (inner?.value !== given) found = true
      if (inner?.value !== undefined) rest[name] = inner.value
    } else rest[name] = given
  }
  if (!found) return operation
  return Object.keys(rest).length === 0 ? null : { op, path: null, value: rest }
}

function isMembers({ type, node, tolerances }: Planning, name: string): boolean {
  if (findByName(type.core, name) === node) return true
  if (!tolerances.flattenedKeys || !foldCase(name).endsWith(':members')) return false
  return findByUrn(type, name.slice(0, -':members'.length))?.attributes.get('members') === node
}

/** The core schema's URN with an object below it. It is not looked for inside itself. */
function isCoreObject({ type }: Planning, name: string, value: JsonValue): value is JsonObject {
  return isObject(value) && findByUrn(type, name)?.urn === null
}

function readMembers({ node, tolerances }: Planning, value: JsonValue): Member[] {
  const read = readAttribute(node, value, tolerances)
  return isArray(read) ? read.map(toMember) : []
}

function toMember(member: JsonValue): Member {
  if (!isObject(member) || typeof member.value !== 'string')
    throw badRequest('invalidValue', 'A member needs a "value".')
  const { value, type, display } = member
  return {
    value,
    ...(typeof type === 'string' ? { type } : {}),
    ...(typeof display === 'string' ? { display } : {}),
  }
}

/**
 * A group that `readResource` read, its members apart: what a store keeps as rows of their own. A PUT without members
 * empties the group, so that none are named either way.
 */
export function splitMembers(resource: JsonObject): { group: JsonObject; members: Member[] } {
  const { members, ...group } = resource
  return { group, members: isArray(members) ? members.map(toMember) : [] }
}

/** The ids of `value eq "a" or value eq "b"`, or null for any other filter. */
function idsOf(filter: BoundFilter): string[] | null {
  if (filter.kind === 'or') {
    const ids: string[] = []
    for (const term of filter.terms) {
      const found = idsOf(term)
      if (found === null) return null
      ids.push(...found)
    }
    return ids
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || filter.node.attribute.name !== 'value') return null
  return filter.value.type === 'string' ? [filter.value.text] : null
}

function add(planning: Planning, members: Member[]): void {
  const { last } = planning
  if (last?.change.kind !== 'add') {
    if (members.length > 0) push(planning, { kind: 'add', members }, new Set(members.map((member) => member.value)))
    return
  }
  for (const member of members) {
    if (last.ids.has(member.value)) continue
    last.ids.add(member.value)
    last.change.members.push(member)
  }
}

function remove(planning: Planning, ids: string[]): void {
  if (planning.last?.change.kind !== 'remove') {
    if (ids.length > 0) push(planning, { kind: 'remove', ids: [...new Set(ids)] }, new Set(ids))
    return
  }
  const { change, ids: known } = planning.last
  for (const id of ids) {
    if (known.has(id)) continue
    known.add(id)
    change.ids.push(id)
  }
}

/** What replaces or removes all makes whatever stood before it void. */
function push(planning: Planning, change: MemberChange, ids: Set<string>): void {
  const { members } = planning.plan
  if (change.kind === 'removeAll' || change.kind === 'replaceAll') members.length = 0
  members.push(change)
  planning.last = { change, ids }
}
