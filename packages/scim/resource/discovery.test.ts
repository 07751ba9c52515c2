import { describe, expect, test } from 'vitest'
import { strict } from '../dialect/dialect.ts'
import { isArray, isObject, type JsonObject, type JsonValue } from '../json.ts'
import { applyPatch } from '../patch/apply.ts'
import { parsePatch } from '../patch/request.ts'
import {
  bearerToken,
  describeResourceType,
  describeSchema,
  refuseDiscoveryFilter,
  schemasOf,
  serviceProviderConfig,
} from './discovery.ts'
import { groupType } from './group.ts'
import { readResource } from './read.ts'
import type { Attribute, ResourceType } from './schema.ts'
import { enterpriseUserSchemaId, userSchemaId, userType } from './user.ts'

const base = 'https://scim.example/v2'

/** No null, and every name in camel case as RFC 7643 has it: both trip Entra. */
function checkNames(value: JsonValue): void {
  expect(value).not.toBeNull()
  if (isArray(value)) for (const one of value) checkNames(one)
  else if (isObject(value)) {
    for (const [name, one] of Object.entries(value)) {
      expect(name).toMatch(/^[a-z][a-zA-Z0-9]*$/)
      checkNames(one)
    }
  }
}

test('ServiceProviderConfig says what is offered, and no more', () => {
  const config = serviceProviderConfig(
    {
      patch: true,
      filter: { maxResults: 200 },
      bulk: { maxOperations: 100, maxPayloadSize: 1_048_576 },
      pagination: { cursor: true, index: true, defaultPaginationMethod: 'index', maxPageSize: 200 },
      authenticationSchemes: [bearerToken],
    },
    base,
  )
  checkNames(config)
  expect(config).toEqual({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: true },
    bulk: { supported: true, maxOperations: 100, maxPayloadSize: 1_048_576 },
    filter: { supported: true, maxResults: 200 },
    changePassword: { supported: false },
    sort: { supported: false },
    etag: { supported: false },
    pagination: { cursor: true, index: true, defaultPaginationMethod: 'index', maxPageSize: 200 },
    authenticationSchemes: [{ ...bearerToken }],
    meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
  })
  expect(serviceProviderConfig({}, base)).toMatchObject({
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: false, maxResults: 0 },
    authenticationSchemes: [],
  })
})

test('ResourceTypes names the schemas and where they are', () => {
  expect(describeResourceType(userType, base)).toEqual({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: 'User',
    name: 'User',
    description: 'User Account',
    endpoint: '/Users',
    schema: userSchemaId,
    schemaExtensions: [{ schema: enterpriseUserSchemaId, required: false }],
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/User` },
  })
  expect(describeResourceType(groupType, base)).not.toHaveProperty('schemaExtensions')
})

describe('Schemas', () => {
  const schemas = schemasOf([userType, groupType])
  test('are listed once each, with every characteristic', () => {
    expect(schemas.map(({ id }) => id)).toEqual([userSchemaId, enterpriseUserSchemaId, groupType.schema.id])
    for (const schema of schemas) {
      const described = describeSchema(schema, base)
      checkNames(described)
      checkCharacteristics(described.attributes)
    }
  })

  function checkCharacteristics(attributes: JsonValue | undefined): void {
    for (const one of attributes as JsonObject[]) {
      const { subAttributes, ...rest } = one
      for (const name of [
        'name',
        'type',
        'multiValued',
        'description',
        'required',
        'caseExact',
        'mutability',
        'returned',
        'uniqueness',
      ]) {
        expect(rest).toHaveProperty(name)
      }
      expect(subAttributes !== undefined).toBe(one.type === 'complex')
      expect(one.referenceTypes !== undefined).toBe(one.type === 'reference')
      if (subAttributes !== undefined) checkCharacteristics(subAttributes)
    }
  }
})

// ── what Schemas lists is taken back, as Entra's validator expects ──────────────────────────────────────────────────

function sample({ type, subAttributes = [], multiValued, canonicalValues }: Attribute): JsonValue {
  const one = ((): JsonValue => {
    if (type === 'boolean') return true
    if (type === 'complex') return Object.fromEntries(subAttributes.map((sub) => [sub.name, sample(sub)]))
    return canonicalValues?.[0] ?? 'x'
  })()
  return multiValued ? [one] : one
}

function writable({ mutability, returned }: Attribute): boolean {
  return mutability !== 'readOnly' && returned !== 'never'
}

/** The sample as it comes back: without what only the service writes. */
function kept(attribute: Attribute): JsonValue {
  const { subAttributes } = attribute
  return sample(
    subAttributes === undefined ? attribute : { ...attribute, subAttributes: subAttributes.filter(writable) },
  )
}

function bodyOf(type: ResourceType): JsonObject {
  return {
    schemas: [type.schema.id, ...type.extensions.map(({ schema }) => schema.id)],
    ...Object.fromEntries(type.schema.attributes.map((one) => [one.name, sample(one)])),
    ...Object.fromEntries(
      type.extensions.map(({ schema }) => [
        schema.id,
        Object.fromEntries(schema.attributes.map((one) => [one.name, sample(one)])),
      ]),
    ),
  }
}

describe.each([userType, groupType])('what Schemas lists of a $name is taken back', (type) => {
  test('all at once, by the letter of the RFC', () => {
    const resource = readResource(bodyOf(type), type, { tolerances: strict.tolerances })
    for (const one of type.schema.attributes) expect(resource[one.name]).toEqual(writable(one) ? kept(one) : undefined)
    for (const { schema } of type.extensions) {
      for (const one of schema.attributes) expect(resource).toHaveProperty([schema.id, one.name], kept(one))
    }
  })

  test('by PATCH, attribute by attribute and part by part', () => {
    const full = readResource(bodyOf(type), type)
    const minimal = readResource({ userName: 'u', displayName: 'd' }, type)
    const patch = (op: string, path: string, value?: JsonValue) => {
      const operations = parsePatch({ Operations: [{ op, path, ...(value === undefined ? {} : { value }) }] })
      return applyPatch(op === 'remove' ? full : minimal, operations, { type })
    }
    for (const { extension, attribute, path, subNodes } of [
      ...type.coreNodes,
      ...type.extensionNodes.flatMap(({ nodes }) => nodes),
    ]) {
      if (!writable(attribute) || attribute.name === 'schemas') continue
      const holder = (resource: JsonObject) =>
        extension === null ? resource : (resource[extension] as JsonObject | undefined)
      const value = kept(attribute)
      for (const op of ['add', 'replace'])
        expect(holder(patch(op, path, value).resource)?.[attribute.name]).toEqual(value)
      if (!attribute.required) expect(holder(patch('remove', path).resource)?.[attribute.name]).toBeUndefined()
      for (const sub of subNodes.filter((one) => one.attribute.mutability === 'readWrite')) {
        expect(patch('replace', sub.path, sample(sub.attribute)).changedPaths).toEqual([
          attribute.multiValued ? path : sub.path,
        ])
      }
    }
  })
})

test('discovery is not filtered, and other parameters do not matter', () => {
  expect(() => refuseDiscoveryFilter({ filter: 'id eq "User"' })).toThrow(expect.objectContaining({ status: 403 }))
  expect(refuseDiscoveryFilter({ attributes: 'id', x: '1' })).toBeUndefined()
})
