import { foldCase, isArray, isObject, type JsonDraft, type JsonObject, type JsonValue } from '../json.ts'
import { parseAttributePath, resolveAttributePath } from '../path/attribute-path.ts'
import type { AttributeNode, ResourceType } from './schema.ts'

/** What a client asks to be returned, RFC 7644 §3.9. Names as it wrote them; null where it asked for nothing. */
export interface ProjectionRequest {
  attributes?: readonly string[] | null
  excludedAttributes?: readonly string[] | null
}

/** Which attributes an answer has. */
export interface Projection {
  type: ResourceType
  /** Whether an attribute is in the answer, so that what is not need not be read: `projection.has('members')`. */
  has: (path: string) => boolean
  /** Whether resources are returned as they are kept, but for these attributes, which never are. */
  isWhole: boolean
  never: readonly string[]
  keeps: ReadonlySet<AttributeNode>
}

const wholeProjections = new WeakMap<ResourceType, Projection>()

/**
 * Works out a projection once per request. Names that no schema knows are ignored; `attributes` is read before
 * `excludedAttributes`; what is returned `always` stays and what is `never` returned does not come.
 */
export function projectionOf(
  type: ResourceType,
  { attributes, excludedAttributes }: ProjectionRequest = {},
): Projection {
  const asked = namesIn(attributes)
  const excluded = namesIn(excludedAttributes)
  if (asked.length > 0 || excluded.length > 0) return build(type, asked, excluded)
  let whole = wholeProjections.get(type)
  if (whole === undefined) {
    whole = build(type, [], [])
    wholeProjections.set(type, whole)
  }
  return whole
}

function namesIn(names: readonly string[] | null | undefined): readonly string[] {
  return names ?? []
}

function build(type: ResourceType, asked: readonly string[], excluded: readonly string[]): Projection {
  const wanted = asked.length === 0 ? null : nodesOf(type, asked)
  const unwanted = nodesOf(type, excluded)
  const keeps = new Set<AttributeNode>()
  const nodes = [...type.coreNodes, ...type.extensionNodes.flatMap((extension) => extension.nodes)]
  for (const node of nodes) {
    for (const one of [node, ...node.subNodes]) if (isKept(one, wanted, unwanted)) keeps.add(one)
  }
  // A part that is asked for brings its whole with it, and a whole its parts.
  for (const node of nodes)
    if (node.subNodes.some((sub) => wanted?.has(sub) === true && keeps.has(sub))) keeps.add(node)
  const never = nodes.filter((node) => node.attribute.returned === 'never')
  const isWhole = nodes.every(
    (node) => never.includes(node) || (keeps.has(node) && node.subNodes.every((sub) => keeps.has(sub))),
  )
  const paths = new Set([...keeps].map((node) => foldCase(node.path)))
  const names = never.map((node) => node.attribute.name)
  return { type, keeps, isWhole, never: names, has: (path) => paths.has(foldCase(path)) }
}

function isKept(
  node: AttributeNode,
  wanted: ReadonlySet<AttributeNode> | null,
  unwanted: ReadonlySet<AttributeNode>,
): boolean {
  const { attribute, parent } = node
  const { returned } = attribute
  if (returned === 'never') return false
  if (returned === 'always' && parent === null) return true
  if (unwanted.has(node) || (parent !== null && unwanted.has(parent))) return false
  if (wanted === null) return returned !== 'request'
  return wanted.has(node) || (parent !== null && wanted.has(parent) && returned !== 'request')
}

function nodesOf(type: ResourceType, names: readonly string[]): Set<AttributeNode> {
  const nodes = new Set<AttributeNode>()
  for (const name of names) {
    const path = parseAttributePath(name.trim())
    const meaning = path === null ? null : resolveAttributePath(type, path, { bareExtensionNames: true })
    if (meaning === null) continue
    if ('attribute' in meaning) nodes.add(meaning.attribute)
    else for (const node of meaning.extension.nodes) nodes.add(node)
  }
  return nodes
}

/** The resource as the projection wants it. One that is wanted whole is returned as it is. */
export function project(resource: JsonObject, projection: Projection): JsonObject {
  const { type, isWhole, keeps, never } = projection
  if (isWhole && never.every((name) => resource[name] === undefined)) return resource
  const projected: JsonDraft = {}
  copyKept(projected, resource, type.core, keeps)
  for (const { urn, attributes } of type.extensionNodes) {
    const held = urn === null ? undefined : resource[urn]
    if (urn === null || !isObject(held)) continue
    const extension: JsonDraft = {}
    copyKept(extension, held, attributes, keeps)
    if (Object.keys(extension).length > 0) projected[urn] = extension
  }
  return projected
}

function copyKept(
  target: JsonDraft,
  source: JsonObject,
  attributes: ReadonlyMap<string, AttributeNode>,
  keeps: ReadonlySet<AttributeNode>,
): void {
  for (const name in source) {
    const node = attributes.get(name)
    const value = source[name]
    if (node === undefined || value === undefined || !keeps.has(node)) continue
    const kept = node.subNodes.length === 0 ? value : projectParts(node, value, keeps)
    if (kept !== undefined) target[name] = kept
  }
}

function projectParts(node: AttributeNode, value: JsonValue, keeps: ReadonlySet<AttributeNode>): JsonValue | undefined {
  if (node.subNodes.every((sub) => keeps.has(sub))) return value
  if (isArray(value)) {
    const parts = value.flatMap((one) => projectParts(node, one, keeps) ?? [])
    return parts.length === 0 ? undefined : parts
  }
  if (!isObject(value)) return undefined
  const part: JsonDraft = {}
  copyKept(part, value, node.subs, keeps)
  return Object.keys(part).length === 0 ? undefined : part
}
