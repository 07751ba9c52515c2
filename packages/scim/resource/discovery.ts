import { ScimError } from '../error.ts'
import type { JsonDraft, JsonObject, JsonValue } from '../json.ts'
import type { Attribute, ResourceType, Schema } from './schema.ts'

export const serviceProviderConfigSchema = 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'
export const resourceTypeSchema = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType'
export const schemaSchema = 'urn:ietf:params:scim:schemas:core:2.0:Schema'

/** What a service can do. What is left out, it cannot. */
export interface Capabilities {
  patch?: boolean
  /** Absent: no bulk. `maxPayloadSize` in bytes. */
  bulk?: { maxOperations: number; maxPayloadSize: number }
  /** Absent: no filters. */
  filter?: { maxResults: number }
  changePassword?: boolean
  sort?: boolean
  etag?: boolean
  /** RFC 9865. Sizes in resources, `cursorTimeout` in seconds. */
  pagination?: {
    cursor: boolean
    index: boolean
    defaultPaginationMethod?: 'cursor' | 'index'
    defaultPageSize?: number
    maxPageSize?: number
    cursorTimeout?: number
  }
  authenticationSchemes?: readonly AuthenticationScheme[]
  documentationUri?: string
}

export interface AuthenticationScheme {
  type: 'oauth' | 'oauth2' | 'oauthbearertoken' | 'httpbasic' | 'httpdigest'
  name: string
  description: string
  specUri?: string
  documentationUri?: string
  primary?: boolean
}

/** The bearer token of RFC 6750. */
export const bearerToken: AuthenticationScheme = {
  type: 'oauthbearertoken',
  name: 'OAuth Bearer Token',
  description: 'A token in the Authorization header.',
  specUri: 'https://www.rfc-editor.org/info/rfc6750',
  primary: true,
}

/** RFC 7643 §5. `base` is the address of the service, without a slash at its end. */
export function serviceProviderConfig(capabilities: Capabilities, base: string): JsonObject {
  const { bulk, filter, pagination, documentationUri } = capabilities
  const supported = (value: boolean | undefined): JsonObject => ({ supported: value === true })
  const config: JsonDraft = { schemas: [serviceProviderConfigSchema] }
  if (documentationUri !== undefined) config.documentationUri = documentationUri
  config.patch = supported(capabilities.patch)
  config.bulk = {
    supported: bulk !== undefined,
    maxOperations: bulk?.maxOperations ?? 0,
    maxPayloadSize: bulk?.maxPayloadSize ?? 0,
  }
  config.filter = { supported: filter !== undefined, maxResults: filter?.maxResults ?? 0 }
  config.changePassword = supported(capabilities.changePassword)
  config.sort = supported(capabilities.sort)
  config.etag = supported(capabilities.etag)
  if (pagination !== undefined) config.pagination = { ...pagination }
  config.authenticationSchemes = (capabilities.authenticationSchemes ?? []).map((scheme): JsonObject => ({ ...scheme }))
  config.meta = { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` }
  return config
}

/** RFC 7643 §6. */
export function describeResourceType(type: ResourceType, base: string): JsonObject {
  const description: JsonDraft = {
    schemas: [resourceTypeSchema],
    id: type.name,
    name: type.name,
    description: type.description,
    endpoint: type.endpoint,
    schema: type.schema.id,
  }
  if (type.extensions.length > 0) {
    description.schemaExtensions = type.extensions.map(({ schema, required }) => ({ schema: schema.id, required }))
  }
  description.meta = { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${type.name}` }
  return description
}

/** RFC 7643 §7. Everything that it lists is accepted back: Entra's validator derives its requests from it. */
export function describeSchema(schema: Schema, base: string): JsonObject {
  return {
    schemas: [schemaSchema],
    id: schema.id,
    name: schema.name,
    description: schema.description,
    attributes: schema.attributes.map(describeAttribute),
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${schema.id}` },
  }
}

/** The schemas of some resource types, each once. */
export function schemasOf(types: readonly ResourceType[]): Schema[] {
  return [...new Set(types.flatMap((type) => [type.schema, ...type.extensions.map(({ schema }) => schema)]))]
}

function describeAttribute(attribute: Attribute): JsonObject {
  const { canonicalValues, referenceTypes, subAttributes, ...rest } = attribute
  const described: JsonDraft = {}
  for (const [name, value] of Object.entries(rest)) described[name] = value satisfies JsonValue
  if (canonicalValues !== undefined) described.canonicalValues = canonicalValues
  if (referenceTypes !== undefined) described.referenceTypes = referenceTypes
  if (subAttributes !== undefined) described.subAttributes = subAttributes.map(describeAttribute)
  return described
}

/**
 * Discovery cannot be filtered, RFC 7644 §4. Its other parameters are ignored.
 * @throws ScimError 403
 */
export function refuseDiscoveryFilter(query: Readonly<Record<string, unknown>>): void {
  if (query.filter === undefined) return
  throw new ScimError(403, null, 'Discovery cannot be filtered: leave "filter" out.')
}
