import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** GitHub's published descriptions: github.com, Enterprise Cloud, and one version of Enterprise Server. */
export type ApiSource = 'api.github.com' | 'ghec' | 'ghes-3.19'

export type Schema = { [keyword: string]: unknown }

interface Response {
  $ref?: string
  content?: Record<string, { schema: Schema; examples?: Record<string, { $ref?: string; value?: unknown }> }>
}

interface Operation {
  operationId: string
  docs: string
  parameters: Schema[]
  responses: Record<string, Response>
}

interface Description {
  operations: Record<string, Operation>
  components: {
    schemas: Record<string, Schema>
    responses: Record<string, Response>
    examples: Record<string, { value: unknown }>
  }
}

interface Extract {
  from: { name: string; version: string; integrity: string }
  sources: Record<ApiSource, Description>
}

let extract: Extract | null = null

/** Read when it is first wanted: a sandbox in a demo never needs it. */
export function readExtract(): Extract {
  if (extract) return extract
  // Beside this file in the source, and not copied when it is compiled into dist/.
  const places = ['./openapi.gen.json', '../../github/openapi.gen.json'].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  )
  const file = places.find((place) => existsSync(place))
  if (!file) throw new Error(`The OpenAPI extract is missing: ${places.join(', ')}`)
  extract = JSON.parse(readFileSync(file, 'utf8')) as Extract
  return extract
}

const lastPart = (reference: string) => reference.slice(reference.lastIndexOf('/') + 1)

export function findResponse(source: ApiSource, operation: string, status: string): Response | undefined {
  const { operations, components } = readExtract().sources[source]
  const response = operations[operation]?.responses[status]
  return response?.$ref === undefined ? response : components.responses[lastPart(response.$ref)]
}

/** `GET /orgs/harborlight/members?page=2` → `GET /orgs/{org}/members`; undefined for what the extract does not have. */
export function findOperation(method: string, path: string): string | undefined {
  const [bare = ''] = path.replace(/^\/api\/v3(?=\/|$)/, '').split('?')
  const named =
    bare.replace(/^\/organizations\/\d+/, '/orgs/{org}').replace(/^\/repositories\/\d+/, '/repos/{owner}/{repo}') || '/'
  const given = named.split('/')
  const { sources } = readExtract()
  const known = Object.values(sources).flatMap(({ operations }) => Object.keys(operations))
  return known.find((operation) => {
    const [verb = '', template = ''] = operation.split(' ')
    if (verb !== method.toUpperCase()) return false
    const parts = template.split('/')
    return parts.length === given.length && parts.every((part, at) => part === given[at] || part.startsWith('{'))
  })
}

/** Whether that product has the operation at all. */
export const hasOperation = (source: ApiSource, operation: string): boolean =>
  operation in readExtract().sources[source].operations

export interface PublishedExample {
  name: string
  status: number
  value: unknown
}

/** The answers that GitHub's description gives as examples: `publishedExamples('GET /orgs/{org}/members')`. */
export function publishedExamples(operation: string, source: ApiSource = 'api.github.com'): PublishedExample[] {
  const { operations, components } = readExtract().sources[source]
  const found = operations[operation]
  // One of the products may lack what another has.
  if (!found && Object.values(readExtract().sources).some((one) => operation in one.operations)) return []
  if (!found) throw new Error(`The OpenAPI extract has no ${operation}; it has ${Object.keys(operations).join(', ')}`)
  return Object.keys(found.responses).flatMap((status) => {
    const content = findResponse(source, operation, status)?.content ?? {}
    return Object.values(content).flatMap(({ examples = {} }) =>
      Object.entries(examples).map(([name, example]) => {
        const shared = example.$ref === undefined ? example : components.examples[lastPart(example.$ref)]
        // A copy: a mapper under test may change what it is given.
        return { name, status: Number(status), value: structuredClone(shared?.value) }
      }),
    )
  })
}
