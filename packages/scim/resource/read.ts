import { type Tolerances, tolerant } from '../dialect/tolerance.ts'
import { badRequest } from '../error.ts'
import { isArray, isObject, type JsonDraft, type JsonObject, type JsonValue, quote } from '../json.ts'
import { type AttributeNode, findByName, findByUrn, type ResourceType } from './schema.ts'
import { missing, readAttribute } from './value.ts'

export interface ReadOptions {
  tolerances?: Tolerances
}

/**
 * The resource that a client sent with POST or PUT, as it is kept. Names in any case become canonical; what no schema
 * knows, what only the service may say (`id`, `meta`, `groups`) and passwords are dropped; null and empty arrays count
 * as absent. `schemas` says what is really there.
 * @throws ScimError 400 `invalidSyntax` or `invalidValue`, which names the attribute.
 */
export function readResource(
  body: unknown,
  type: ResourceType,
  { tolerances = tolerant }: ReadOptions = {},
): JsonObject {
  if (!isObject(body)) throw badRequest('invalidSyntax', `The body must be a JSON object: a ${type.name}.`)
  if (!tolerances.missingSchemas) requireSchema(body, type)
  const resource: JsonDraft = { schemas: [type.schema.id] }
  const extensions = new Map<string, JsonDraft>()
  for (const name in body) {
    const value = body[name]
    if (value === undefined || value === null) continue
    const node = findByName(type.core, name)
    if (node !== undefined) keep(resource, node, value, tolerances)
    else if (name.length > 4) readExtension(resource, extensions, { name, value, type, tolerances })
  }
  const schemas: string[] = [type.schema.id]
  for (const [urn, extension] of extensions) {
    if (Object.keys(extension).length === 0) continue
    resource[urn] = extension
    schemas.push(urn)
  }
  resource.schemas = schemas
  for (const node of type.requiredNodes) requireNode(resource, node)
  return resource
}

/** Attributes below an extension's URN, or below the core schema's own, which some suites write. */
function readExtension(
  resource: JsonDraft,
  extensions: Map<string, JsonDraft>,
  { name, value, type, tolerances }: { name: string; value: JsonValue; type: ResourceType; tolerances: Tolerances },
): void {
  const schema = findByUrn(type, name)
  if (schema === undefined) return
  if (!isObject(value)) throw badRequest('invalidValue', `${quote(name)} must be an object.`)
  const target = schema.urn === null ? resource : (extensions.get(schema.urn) ?? {})
  if (schema.urn !== null) extensions.set(schema.urn, target)
  for (const inner in value) {
    const node = findByName(schema.attributes, inner)
    const given = value[inner]
    if (node !== undefined && given !== undefined && given !== null) keep(target, node, given, tolerances)
  }
}

function keep(target: JsonDraft, node: AttributeNode, value: JsonValue, tolerances: Tolerances): void {
  const { name, mutability, returned } = node.attribute
  if (mutability === 'readOnly' || name === 'schemas') return
  const read = readAttribute(node, value, tolerances)
  // A password is checked for its type and forgotten: nothing here signs anybody in with it.
  if (returned === 'never') return
  if (read !== undefined) target[name] = read
}

function requireNode(resource: JsonObject, node: AttributeNode): void {
  const holder = node.extension === null ? resource : resource[node.extension]
  // A required attribute of an extension is required of those who use the extension.
  if (!isObject(holder)) return
  const value = holder[node.attribute.name]
  if (value === undefined || value === '') throw missing(node)
}

function requireSchema(body: JsonObject, type: ResourceType): void {
  const { schemas } = body
  if (isArray(schemas) && schemas.includes(type.schema.id)) return
  throw badRequest('invalidSyntax', `"schemas" must name ${type.schema.id}.`)
}
