import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'

interface Document {
  paths: Record<
    string,
    Record<string, { responses: Record<string, { $ref?: string; content?: Record<string, unknown> }> }>
  >
}

const documents = { emu: 'ghec', ghes: 'ghes-3.19' } as const
type Part = 'scim-enterprise' | 'teams' | 'accounts' | 'audit-log'
const judges = new Map<string, ValidateFunction | null>()
const loaded = new Map<string, { ajv: Ajv; document: Document }>()

function load(kind: keyof typeof documents, part: Part) {
  const id = `${kind}-${part}`
  const known = loaded.get(id)
  if (known) return known
  const file = join(import.meta.dirname, `openapi/${documents[kind]}.${part}.json`)
  const document = JSON.parse(readFileSync(file, 'utf8')) as Document
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false })
  addFormats.default(ajv)
  ajv.addSchema(document, id)
  loaded.set(id, { ajv, document })
  return { ajv, document }
}

const escaped = (pointer: string): string => encodeURIComponent(pointer.replaceAll('~', '~0').replaceAll('/', '~1'))

function judgeOf(
  kind: keyof typeof documents,
  part: Part,
  method: string,
  path: string,
  status: number,
): ValidateFunction | null {
  const name = `${kind} ${method} ${path} ${status}`
  const known = judges.get(name)
  if (known !== undefined) return known
  const { ajv, document } = load(kind, part)
  const response = document.paths[path]?.[method]?.responses[status]
  if (!response) throw new Error(`${documents[kind]} does not describe ${status} for ${method} ${path}`)
  const at = response.$ref ?? `#/paths/${escaped(path)}/${method}/responses/${status}`
  const target = response.$ref
    ? (at
        .split('/')
        .reduce(
          (node: unknown, part) => (part === '#' ? document : (node as Record<string, unknown>)[part]),
          undefined,
        ) as typeof response)
    : response
  const type = Object.keys(target.content ?? {})[0]
  const judge =
    type === undefined ? null : ajv.compile({ $ref: `${kind}-${part}${at}/content/${escaped(type)}/schema` })
  judges.set(name, judge)
  return judge
}

/** How an answer differs from GitHub's published description: empty where it does not. */
export function differences(
  kind: keyof typeof documents,
  method: string,
  path: string,
  status: number,
  body: string,
): string[] {
  const place = path.split('?')[0] ?? ''
  const template = place
    .replace(/^\/(Users|Groups)$/, '/scim/v2/enterprises/{enterprise}/$1')
    .replace(/^\/Users\/[^/]+$/, '/scim/v2/enterprises/{enterprise}/Users/{scim_user_id}')
    .replace(/^\/Groups\/[^/]+$/, '/scim/v2/enterprises/{enterprise}/Groups/{scim_group_id}')
  return judged(judgeOf(kind, 'scim-enterprise', method.toLowerCase(), template, status), body)
}

/** The same for a part of the REST API beside SCIM. */
export function restDifferences(
  kind: keyof typeof documents,
  part: Exclude<Part, 'scim-enterprise'>,
  method: string,
  path: string,
  status: number,
  body: string,
): string[] {
  const place = path.split('?')[0] ?? ''
  const { document } = load(kind, part)
  const template = Object.keys(document.paths)
    .filter((one) => document.paths[one]?.[method.toLowerCase()])
    .toSorted((one, other) => one.split('{').length - other.split('{').length)
    .find((one) => new RegExp(`^${one.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(place))
  if (!template) throw new Error(`${documents[kind]} does not describe ${method} ${place}`)
  return judged(judgeOf(kind, part, method.toLowerCase(), template, status), body)
}

function judged(judge: ValidateFunction | null, body: string): string[] {
  if (judge === null || body === '') return []
  if (judge(JSON.parse(body))) return []
  return (judge.errors ?? []).map(
    (error) => `${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`,
  )
}
