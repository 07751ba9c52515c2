import { type Tolerances, tolerant } from '../dialect/tolerance.ts'
import { badRequest, ScimError } from '../error.ts'
import { isEqual, isObject, type JsonObject, type JsonValue, quote } from '../json.ts'
import { type PatchTarget, parsePath, resolvePath } from '../path/path.ts'
import { type ExtensionNode, findByName, findByUrn, type ResourceType } from '../resource/schema.ts'
import { addValue, removeValue, replaceValue } from './attribute.ts'
import { patchMatching } from './matching.ts'
import type { PatchOperation } from './request.ts'
import { changedPaths, currentValue, finished, type PatchState } from './state.ts'

export interface PatchOptions {
  type: ResourceType
  tolerances?: Tolerances
  limits?: PatchLimits
}

export interface PatchLimits {
  /** Operations that are applied in memory. Changes of members are planned apart (`planMembers`), without such a limit. */
  maxOperations: number
  /** Values of one multi-valued attribute. */
  maxValues: number
  /** Values that all operations together may look at, each once for every comparison of a filter. */
  maxVisits: number
}

export const defaultPatchLimits: PatchLimits = { maxOperations: 1000, maxValues: 1000, maxVisits: 250_000 }

export interface PatchResult {
  /** The very object that was given when nothing changed. */
  resource: JsonObject
  changed: boolean
  /** Canonical paths: `active`, `name.familyName`, `emails`, `urn:…:User:department`. */
  changedPaths: string[]
}

/**
 * Applies the operations of a PATCH in order, all or none (RFC 7644 §3.5.2). The resource given is never written to;
 * operations that change nothing in the end leave it, so that `meta` need not move.
 * @throws ScimError 400 `invalidPath`, `invalidFilter`, `invalidValue`, `noTarget` or `mutability`, which names the path;
 * 413 beyond the limits.
 */
export function applyPatch(
  resource: JsonObject,
  operations: readonly PatchOperation[],
  { type, tolerances = tolerant, limits = defaultPatchLimits }: PatchOptions,
): PatchResult {
  if (operations.length > limits.maxOperations) {
    const most = limits.maxOperations
    throw new ScimError(
      413,
      null,
      `The PATCH has ${operations.length} operations; at most ${most} are applied at once.`,
    )
  }
  const state: PatchState = {
    type,
    tolerances,
    original: resource,
    next: null,
    touched: new Set(),
    maxValues: limits.maxValues,
    visitsLeft: limits.maxVisits,
  }
  for (const operation of operations) applyOperation(state, operation)
  const paths = changedPaths(state)
  return paths.length === 0
    ? { resource, changed: false, changedPaths: paths }
    : { resource: finished(state), changed: true, changedPaths: paths }
}

function applyOperation(state: PatchState, { op, path, value }: PatchOperation): void {
  if (path === null) {
    applyWhole(state, op, value)
    return
  }
  if (op !== 'remove' && value === undefined) {
    throw badRequest('invalidValue', `The ${op} of ${quote(path)} needs a "value".`)
  }
  const target = targetOf(state, path)
  if (target === null) {
    if (state.tolerances.unknownPath === 'ignore') return
    throw badRequest(
      'invalidPath',
      `A ${state.type.name} has no attribute ${quote(path)}. /Schemas lists those that there are.`,
    )
  }
  if (target.kind === 'extension') {
    applyExtension(state, op, target.extension, value)
    return
  }
  if (isProtected(state, op, target, value)) return
  applyTo(state, op, target, value)
}

function targetOf(state: PatchState, path: string): PatchTarget | null {
  const direct = state.type.core.get(path)
  if (direct !== undefined) return { kind: 'attribute', node: direct, filter: null, sub: null }
  const schema = findByUrn(state.type, path)
  if (schema !== undefined) return { kind: 'extension', extension: schema }
  const parsed = parsePath(path, { tolerances: state.tolerances })
  return parsed === null ? null : resolvePath(state.type, parsed, state.tolerances)
}

type AttributeTarget = Extract<PatchTarget, { kind: 'attribute' }>

/**
 * Whether a path must be left alone. What only the service writes is an error to name (RFC 7644 §3.5.2 `mutability`),
 * unless the value is what is there already. Passwords are taken and forgotten, `schemas` follows from the rest.
 */
function isProtected(
  state: PatchState,
  op: PatchOperation['op'],
  target: AttributeTarget,
  value: JsonValue | undefined,
): boolean {
  const { node, sub } = target
  const { name, returned } = node.attribute
  if (name === 'schemas' || returned === 'never') return true
  const deepest = sub ?? node
  if (node.attribute.mutability === 'readOnly' || deepest.attribute.mutability === 'readOnly') {
    if (op !== 'remove' && sub === null && isEqual(currentValue(state, node), value)) return true
    throw badRequest('mutability', `${quote(deepest.path)} is read-only.`)
  }
  if (sub?.attribute.mutability === 'immutable') {
    throw badRequest('mutability', `${quote(sub.path)} cannot be changed: remove the value and add another.`)
  }
  return false
}

function applyTo(
  state: PatchState,
  op: PatchOperation['op'],
  target: AttributeTarget,
  value: JsonValue | undefined,
): void {
  if (target.filter !== null) {
    if (state.tolerances.filteredPath === 'ignore') return
    patchMatching(state, op, { ...target, filter: target.filter }, value ?? null)
    return
  }
  if (op === 'remove') {
    removeValue(state, target, value)
    return
  }
  if (op === 'add') {
    addValue(state, target, value ?? null)
    return
  }
  replaceValue(state, target, value ?? null)
}

/** No path: the value's own names are the paths, and what it does not name stays, members above all. */
function applyWhole(state: PatchState, op: PatchOperation['op'], value: JsonValue | undefined): void {
  if (op === 'remove') throw badRequest('noTarget', 'A remove needs a "path".')
  if (!isObject(value))
    throw badRequest('invalidValue', `The ${op} without a "path" needs a "value" that is an object.`)
  for (const name in value) applyNamed(state, op, name, value[name] ?? null)
}

/** A name inside a value: what is unknown or read-only there is dropped, as on POST. Okta sends `id` with every change. */
function applyNamed(state: PatchState, op: 'add' | 'replace', name: string, value: JsonValue): void {
  const target = namedTarget(state, name)
  if (target === null) return
  if (target.kind === 'extension') {
    applyExtension(state, op, target.extension, value)
    return
  }
  const { node, sub } = target
  const { mutability, returned } = (sub ?? node).attribute
  const writable = mutability === 'readWrite' && node.attribute.mutability === 'readWrite'
  if (writable && returned !== 'never' && node.attribute.name !== 'schemas') applyTo(state, op, target, value)
}

function namedTarget(state: PatchState, name: string): PatchTarget | null {
  if (state.tolerances.flattenedKeys) return targetOf(state, name)
  const node = findByName(state.type.core, name)
  if (node !== undefined) return { kind: 'attribute', node, filter: null, sub: null }
  const extension = findByUrn(state.type, name)
  return extension === undefined ? null : { kind: 'extension', extension }
}

function applyExtension(
  state: PatchState,
  op: PatchOperation['op'],
  extension: ExtensionNode,
  value: JsonValue | undefined,
): void {
  if (op === 'remove' || value === null) {
    if (extension.urn === null) throw badRequest('noTarget', 'A remove of the whole resource is a DELETE.')
    for (const node of extension.nodes) removeValue(state, { node, sub: null }, undefined)
    return
  }
  if (!isObject(value)) {
    throw badRequest('invalidValue', `The ${op} of ${quote(extension.urn ?? state.type.schema.id)} needs an object.`)
  }
  for (const name in value) {
    const node = findByName(extension.attributes, name)
    if (node === undefined || node.attribute.mutability !== 'readWrite' || node.attribute.name === 'schemas') continue
    applyTo(state, op, { kind: 'attribute', node, filter: null, sub: null }, value[name] ?? null)
  }
}
