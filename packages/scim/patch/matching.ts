import { badRequest } from '../error.ts'
import type { BoundFilter } from '../filter/bind.ts'
import { matchesValue } from '../filter/match.ts'
import { foldCase, isArray, isObject, type JsonDraft, type JsonValue, quote } from '../json.ts'
import type { AttributeNode } from '../resource/schema.ts'
import { mendValues, readElement, wrongType } from '../resource/value.ts'
import { assignPart, isHollow, refuseTooMany } from './attribute.ts'
import type { PatchOperation } from './request.ts'
import { currentValue, type PatchState, setValue } from './state.ts'

interface MatchingTarget {
  node: AttributeNode
  filter: BoundFilter
  sub: AttributeNode | null
}

/** A path with brackets: the operation is for the values that fit, RFC 7644 §3.5.2. */
export function patchMatching(
  state: PatchState,
  op: PatchOperation['op'],
  target: MatchingTarget,
  value: JsonValue,
): void {
  const { node, filter } = target
  const current = currentValue(state, node)
  const values = isArray(current) ? current : current === undefined ? [] : [current]
  const removing = op === 'remove' || value === null
  const next: JsonValue[] = []
  let matched = false
  let winner = -1
  for (const one of values) {
    if (!matchesValue(filter, node, one)) {
      next.push(one)
      continue
    }
    matched = true
    const changed = removing ? withoutPart(state, target.sub, one) : withPart(state, op, target, one, value)
    if (changed === undefined) continue
    next.push(changed)
    if (isObject(changed) && changed.primary === true) winner = next.length - 1
  }
  if (!matched && !removing) {
    next.push(created(state, target, value))
    winner = isPrimary(next.at(-1)) ? next.length - 1 : -1
  } else if (!matched && !state.tolerances.unmatchedRemove) throw noTarget(node)
  refuseTooMany(state, node, next.length)
  if (!node.attribute.multiValued) {
    setValue(state, node, next[0])
    return
  }
  setValue(state, node, next.length === 0 ? undefined : mendValues(node, next, winner))
}

function isPrimary(value: JsonValue | undefined): boolean {
  return isObject(value) && value.primary === true
}

function withoutPart(state: PatchState, sub: AttributeNode | null, one: JsonValue): JsonValue | undefined {
  if (sub === null || !isObject(one)) return undefined
  const part: JsonDraft = { ...one }
  assignPart(state, part, sub, null)
  return isHollow(part) ? undefined : part
}

function withPart(
  state: PatchState,
  op: PatchOperation['op'],
  { node, sub }: MatchingTarget,
  one: JsonValue,
  value: JsonValue,
): JsonValue | undefined {
  if (sub !== null) {
    const part: JsonDraft = isObject(one) ? { ...one } : {}
    assignPart(state, part, sub, value)
    return part
  }
  const only = isArray(value) && value.length === 1 && state.tolerances.looseCardinality ? (value[0] ?? null) : value
  if (isArray(only) || only === null) throw wrongType(node, 'a single value', only)
  const read = readElement(node, only, state.tolerances)
  if (op === 'add' && isObject(one) && isObject(read)) return { ...one, ...read }
  return read ?? one
}

/**
 * The value that a filter without a match stands for. Entra writes `emails[type eq "work"].value` before there is such
 * an address, and means to create it. Only a canonical type or `primary` is taken for that: anything else is `noTarget`,
 * as RFC 7644 §3.5.2.3 says.
 */
function created(state: PatchState, target: MatchingTarget, value: JsonValue): JsonValue {
  const seed: JsonDraft = {}
  if (!state.tolerances.createUnmatched || !seedFrom(target.filter, target.node, seed)) throw noTarget(target.node)
  const made = withPart(state, 'add', target, seed, value)
  if (made === undefined) throw noTarget(target.node)
  return made
}

function seedFrom(filter: BoundFilter, node: AttributeNode, seed: JsonDraft): boolean {
  if (filter.kind === 'and') return filter.terms.every((term) => seedFrom(term, node, seed))
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || filter.node.parent !== node) return false
  const { name, canonicalValues } = filter.node.attribute
  const { value } = filter
  if (name === 'primary' && value.type === 'boolean') {
    seed.primary = value.boolean
    return true
  }
  if (name !== 'type' || value.type !== 'string') return false
  if (canonicalValues !== undefined && !canonicalValues.some((one) => foldCase(one) === value.folded)) return false
  seed.type = value.text
  return true
}

function noTarget(node: AttributeNode) {
  return badRequest('noTarget', `No value of ${quote(node.path)} fits the filter of the path.`)
}
