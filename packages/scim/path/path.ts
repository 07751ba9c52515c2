import { type Tolerances, tolerant } from '../dialect/tolerance.ts'
import { type BoundFilter, bindValueFilter } from '../filter/bind.ts'
import { defaultFilterLimits, type FilterCursor, type FilterLimits } from '../filter/cursor.ts'
import { type Filter, printFilter } from '../filter/filter.ts'
import { parseValueFilter } from '../filter/parse.ts'
import type { AttributeNode, ExtensionNode, ResourceType } from '../resource/schema.ts'
import { type AttributePath, parseAttributePath, printAttributePath, resolveAttributePath } from './attribute-path.ts'

/** A PATCH path, RFC 7644 §3.5.2: `attribute`, `attribute.sub`, `attribute[filter]` or `attribute[filter].sub`. */
export interface PatchPath {
  attribute: AttributePath
  filter: Filter | null
  /** After the brackets. Without brackets a sub-attribute is part of `attribute`. */
  sub: string | null
}

export interface PathOptions {
  tolerances?: Tolerances
  limits?: FilterLimits
}

/**
 * Parses a PATCH path; null where the text is none.
 * @throws ScimError 400 `invalidFilter` for a mistake inside the brackets.
 */
export function parsePath(
  text: string,
  { tolerances = tolerant, limits = defaultFilterLimits }: PathOptions = {},
): PatchPath | null {
  if (text.length > limits.maxLength) return null
  const path = text.trim()
  const open = path.indexOf('[')
  const attribute = parseAttributePath(open === -1 ? path : path.slice(0, open))
  if (attribute === null) return null
  if (open === -1) return { attribute, filter: null, sub: null }
  const cursor: FilterCursor = { text: path, at: open, depth: 0, terms: 0, inValue: false, tolerances, limits }
  const filter = parseValueFilter(cursor)
  if (cursor.at === path.length) return { attribute, filter, sub: null }
  if (path[cursor.at] !== '.') return null
  const sub = parseAttributePath(path.slice(cursor.at + 1))
  return sub === null || sub.schema !== null || sub.sub !== null ? null : { attribute, filter, sub: sub.attribute }
}

/** Writes a path so that parsing it gives the same path again. */
export function printPath({ attribute, filter, sub }: PatchPath): string {
  const brackets = filter === null ? '' : `[${printFilter(filter)}]`
  return `${printAttributePath(attribute)}${brackets}${sub === null ? '' : `.${sub}`}`
}

/** What a path points to in a resource type. */
export type PatchTarget =
  | { kind: 'extension'; extension: ExtensionNode }
  /** `node` is an attribute of the resource or of an extension; `sub` one of its sub-attributes. */
  | { kind: 'attribute'; node: AttributeNode; filter: BoundFilter | null; sub: AttributeNode | null }

/**
 * Finds a path in a resource type; null where the type has no such attribute.
 * @throws ScimError 400 `invalidFilter` for a filter that names what is not there or compares wrong types.
 */
export function resolvePath(
  type: ResourceType,
  path: PatchPath,
  tolerances: Tolerances = tolerant,
): PatchTarget | null {
  const meaning = resolveAttributePath(type, path.attribute, tolerances)
  if (meaning === null) return null
  if ('extension' in meaning) {
    return path.filter === null ? { kind: 'extension', extension: meaning.extension } : null
  }
  const { attribute } = meaning
  if (path.filter === null) {
    const node = attribute.parent ?? attribute
    return { kind: 'attribute', node, filter: null, sub: attribute.parent === null ? null : attribute }
  }
  if (attribute.parent !== null || attribute.subNodes.length === 0) return null
  const sub = path.sub === null ? null : (attribute.subs.get(path.sub) ?? attribute.subs.get(path.sub.toLowerCase()))
  if (sub === undefined) return null
  return { kind: 'attribute', node: attribute, filter: bindValueFilter(path.filter, attribute, tolerances), sub }
}
