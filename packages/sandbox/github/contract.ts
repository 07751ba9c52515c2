import { createRequire } from 'node:module'
import type { ErrorObject, ValidateFunction } from 'ajv'
import { type ApiSource, findOperation, findResponse, readExtract, type Schema } from './openapi.ts'

/** Words that describe and do not judge, or that JSON Schema does not have. */
const ignored = new Set(['discriminator', 'deprecated', 'default', 'nullable', 'example'])

/**
 * OpenAPI 3.0 to JSON Schema. An object that lists its properties is closed: GitHub may add one any day, but what the
 * sandbox adds on its own is a mistake.
 */
function toJsonSchema(node: unknown, names = false): unknown {
  if (Array.isArray(node)) return node.map((item) => toJsonSchema(item))
  if (typeof node !== 'object' || node === null) return node
  const schema = node as Schema
  if (names) return Object.fromEntries(Object.entries(schema).map(([name, item]) => [name, toJsonSchema(item)]))
  if (typeof schema.$ref === 'string') return { $ref: schema.$ref.replace('#/components/schemas/', 'github#/$defs/') }
  const converted: Schema = {}
  for (const [keyword, item] of Object.entries(schema)) {
    if (keyword === 'allOf' && Array.isArray(item)) converted.allOf = item.map(toOpenSchema)
    else if (!ignored.has(keyword)) converted[keyword] = toJsonSchema(item, keyword === 'properties')
  }
  if (schema.properties !== undefined && schema.additionalProperties === undefined) {
    converted.additionalProperties = false
  }
  if (schema.nullable !== true) return converted
  if (Array.isArray(converted.enum)) converted.enum = [...converted.enum, null]
  if (typeof schema.type !== 'string') return { anyOf: [converted, { type: 'null' }] }
  return { ...converted, type: [schema.type, 'null'] }
}

const openPrefix = 'open '

/** A part of `allOf` knows nothing of the others, so it cannot be closed against what they add. */
function toOpenSchema(node: unknown): unknown {
  const { $ref } = node as Schema
  if (typeof $ref === 'string') return { $ref: $ref.replace('#/components/schemas/', `github#/$defs/${openPrefix}`) }
  const { additionalProperties: _, ...open } = toJsonSchema(node) as Schema
  return open
}

type Compile = (schema: Schema) => ValidateFunction

/** Ajv is a tool of tests. It is loaded when an answer is first judged, and not with this module. */
function createCompiler(source: ApiSource): Compile {
  const require = createRequire(import.meta.url)
  const { Ajv } = require('ajv') as typeof import('ajv')
  const addFormats = (require('ajv-formats') as typeof import('ajv-formats')).default
  const ajv = new Ajv({ strict: false, logger: false, code: { optimize: false } })
  addFormats.default(ajv, { mode: 'fast' })
  const { schemas } = readExtract().sources[source].components
  const open = Object.entries(schemas).map(([name, schema]) => [openPrefix + name, toOpenSchema(schema)])
  ajv.addSchema({
    $id: 'github',
    $defs: { ...(toJsonSchema(schemas, true) as object), ...Object.fromEntries(open) },
  })
  return (schema) => ajv.compile(toJsonSchema(schema) as object)
}

const compilers = new Map<ApiSource, Compile>()
const judges = new Map<string, ValidateFunction>()

function findJudge(source: ApiSource, operation: string, status: number): ValidateFunction | null {
  const name = `${source} ${operation} ${status}`
  const known = judges.get(name)
  if (known) return known
  const content = findResponse(source, operation, String(status))?.content
  const documented = content && Object.values(content)[0]?.schema
  // GitHub refuses in more ways than it documents, always with the same two objects.
  const error = status === 422 ? 'validation-error' : 'basic-error'
  const schema = documented ?? (status >= 400 ? { $ref: `#/components/schemas/${error}` } : null)
  if (schema === null) return null
  const compile = compilers.get(source) ?? createCompiler(source)
  compilers.set(source, compile)
  const judge = compile(schema)
  judges.set(name, judge)
  return judge
}

const describe = (error: ErrorObject) =>
  `${error.instancePath || '/'} ${error.message ?? 'is wrong'} ${JSON.stringify(error.params)}`

/**
 * Judges an answer by GitHub's published description: every way in which it differs, none where it is right.
 * `path` may be the template or the address that was asked for.
 */
export function validateAnswer(
  method: string,
  path: string,
  status: number,
  body: unknown,
  source: ApiSource = 'api.github.com',
): string[] {
  const operation = findOperation(method, path)
  if (operation === undefined) return [`${method} ${path} is not in the OpenAPI extract`]
  if (status === 304 || status === 204) return body === undefined || body === '' ? [] : [`${status} with a body`]
  const judge = findJudge(source, operation, status)
  if (!judge) return [`${operation} does not answer ${status}`]
  if (judge(body)) return []
  return (judge.errors ?? []).map((error) => `${source} ${operation} ${status}: ${describe(error)}`)
}
