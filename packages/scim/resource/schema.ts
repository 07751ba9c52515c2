import { foldCase } from '../json.ts'

export type AttributeType =
  | 'string'
  | 'boolean'
  | 'decimal'
  | 'integer'
  | 'dateTime'
  | 'binary'
  | 'reference'
  | 'complex'

/** One attribute with the characteristics of RFC 7643 §7. */
export interface Attribute {
  name: string
  type: AttributeType
  multiValued: boolean
  description: string
  required: boolean
  canonicalValues?: readonly string[]
  caseExact: boolean
  mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly'
  returned: 'always' | 'never' | 'default' | 'request'
  uniqueness: 'none' | 'server' | 'global'
  referenceTypes?: readonly string[]
  subAttributes?: readonly Attribute[]
}

export interface Schema {
  id: string
  name: string
  description: string
  attributes: readonly Attribute[]
}

/** An attribute of a resource type, found by any spelling of its name. */
export interface AttributeNode {
  attribute: Attribute
  /** As messages, projections and column lists name it: `name.givenName`, or with its extension's URN before it. */
  path: string
  /** The extension that holds it; null for the core schema and the common attributes. */
  extension: string | null
  /** The complex attribute that it is part of. */
  parent: AttributeNode | null
  /** Sub-attributes by name, canonical and folded. */
  subs: ReadonlyMap<string, AttributeNode>
  /** Sub-attributes in the schema's order. */
  subNodes: readonly AttributeNode[]
  requiredSubs: readonly AttributeNode[]
}

/** A kind of resource: its core schema, its extensions, and an index over both that is built once. */
export interface ResourceType {
  name: string
  description: string
  /** Path below the service's base: `/Users`. */
  endpoint: string
  schema: Schema
  extensions: readonly { schema: Schema; required: boolean }[]
  /** Core and common attributes by name, canonical and folded. */
  core: ReadonlyMap<string, AttributeNode>
  /** Attributes of each extension. The keys are URNs: exact, folded, and as clients misspell them. */
  byUrn: ReadonlyMap<string, ExtensionNode>
  extensionNodes: readonly ExtensionNode[]
  coreNodes: readonly AttributeNode[]
  /** What a client must send: `schemas` and what the service itself assigns are not in it. */
  requiredNodes: readonly AttributeNode[]
}

export interface ExtensionNode {
  /** Null for the core schema itself, whose URN may stand before a core attribute (RFC 7644 §3.10). */
  urn: string | null
  attributes: ReadonlyMap<string, AttributeNode>
  nodes: readonly AttributeNode[]
}

const noSubs: ReadonlyMap<string, AttributeNode> = new Map()

function indexNode(attribute: Attribute, extension: string | null, parent: AttributeNode | null): AttributeNode {
  const before = parent === null ? (extension === null ? '' : `${extension}:`) : `${parent.path}.`
  const node: AttributeNode = {
    attribute,
    path: before + attribute.name,
    extension,
    parent,
    subs: noSubs,
    subNodes: [],
    requiredSubs: [],
  }
  if (attribute.subAttributes !== undefined) {
    node.subNodes = attribute.subAttributes.map((sub) => indexNode(sub, extension, node))
    node.requiredSubs = node.subNodes.filter((sub) => sub.attribute.required)
    node.subs = byName(node.subNodes)
  }
  return node
}

function byName(nodes: readonly AttributeNode[]): ReadonlyMap<string, AttributeNode> {
  const map = new Map<string, AttributeNode>()
  for (const node of nodes) map.set(node.attribute.name, node)
  for (const node of nodes) map.set(foldCase(node.attribute.name), node)
  return map
}

/** Microsoft's own example leaves out the colon before the last part: `…:enterprise:2.0User:department`. */
function spellings(urn: string): string[] {
  const folded = foldCase(urn)
  return [urn, folded, folded.replace(/:2\.0:([a-z]+)$/, ':2.0$1')]
}

/** RFC 7643 §3.1: every resource has these, and no schema lists them. */
const commonAttributes: readonly Attribute[] = [
  attribute('schemas', 'reference', 'The schemas that the resource uses.', {
    multiValued: true,
    required: true,
    returned: 'always',
    caseExact: true,
  }),
  attribute('id', 'string', 'The identifier that the service gave the resource.', {
    mutability: 'readOnly',
    returned: 'always',
    caseExact: true,
    uniqueness: 'server',
  }),
  attribute('externalId', 'string', 'The identifier that the client gave the resource.', { caseExact: true }),
  attribute('meta', 'complex', 'What the service knows about the resource itself.', {
    mutability: 'readOnly',
    subAttributes: [
      attribute('resourceType', 'string', 'The name of the resource type.', {
        mutability: 'readOnly',
        caseExact: true,
      }),
      attribute('created', 'dateTime', 'When the resource was created.', { mutability: 'readOnly' }),
      attribute('lastModified', 'dateTime', 'When the resource last changed.', { mutability: 'readOnly' }),
      attribute('location', 'reference', 'The address of the resource.', {
        mutability: 'readOnly',
        caseExact: true,
        referenceTypes: ['uri'],
      }),
      attribute('version', 'string', 'The entity tag of the resource.', { mutability: 'readOnly', caseExact: true }),
    ],
  }),
]

/** An attribute with the defaults of RFC 7643 §2.2 where nothing else is said. */
export function attribute(
  name: string,
  type: AttributeType,
  description: string,
  differing: Partial<Omit<Attribute, 'name' | 'type' | 'description'>> = {},
): Attribute {
  return {
    name,
    type,
    multiValued: false,
    description,
    required: false,
    // Binary and reference values are case-exact by nature, RFC 7643 §2.3.6 and §2.3.7.
    caseExact: type === 'binary' || type === 'reference',
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...differing,
  }
}

/** Builds the index of a resource type. Do it once, at start: requests only look up. */
export function defineResourceType(
  definition: Pick<ResourceType, 'name' | 'description' | 'endpoint' | 'schema' | 'extensions'>,
): ResourceType {
  const own = new Set(definition.schema.attributes.map(({ name }) => name))
  // A schema may say more of a common attribute than the RFC does, as that `externalId` is required.
  const common = commonAttributes.filter(({ name }) => !own.has(name))
  const coreNodes = [...common, ...definition.schema.attributes].map((one) => indexNode(one, null, null))
  const core = byName(coreNodes)
  const byUrn = new Map<string, ExtensionNode>()
  const add = (urn: string, node: ExtensionNode) => {
    for (const spelling of spellings(urn)) byUrn.set(spelling, node)
  }
  add(definition.schema.id, { urn: null, attributes: core, nodes: coreNodes })
  const extensionNodes = definition.extensions.map(({ schema }): ExtensionNode => {
    const nodes = schema.attributes.map((one) => indexNode(one, schema.id, null))
    const node = { urn: schema.id, attributes: byName(nodes), nodes }
    add(schema.id, node)
    return node
  })
  const requiredNodes = [...coreNodes, ...extensionNodes.flatMap(({ nodes }) => nodes)].filter(
    ({ attribute: { name, required, mutability } }) => required && mutability !== 'readOnly' && name !== 'schemas',
  )
  return { ...definition, core, byUrn, extensionNodes, coreNodes, requiredNodes }
}

/** The node of a name in any case: exact first, because most clients spell it as the schema does. */
export function findByName(map: ReadonlyMap<string, AttributeNode>, name: string): AttributeNode | undefined {
  return map.get(name) ?? map.get(foldCase(name))
}

/** The schema that a URN means, the core one included. */
export function findByUrn(type: ResourceType, urn: string): ExtensionNode | undefined {
  return type.byUrn.get(urn) ?? type.byUrn.get(foldCase(urn))
}
