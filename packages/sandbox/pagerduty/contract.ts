import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { ValidateFunction } from 'ajv'

interface Extract {
  error: object
  operations: Record<string, { query: string[]; statuses: string[]; answer: object }>
}

let extract: Extract | null = null

/** Read when it is first wanted: a sandbox in a demo never needs it. */
export function readExtract(): Extract {
  if (extract) return extract
  // Beside this file in the source, and not copied when it is compiled into dist/.
  const places = ['./openapi.gen.json', '../../pagerduty/openapi.gen.json'].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  )
  const file = places.find((place) => existsSync(place))
  if (!file) throw new Error(`The OpenAPI extract is missing: ${places.join(', ')}`)
  extract = JSON.parse(readFileSync(file, 'utf8')) as Extract
  return extract
}

const judges = new Map<object, ValidateFunction>()

/** Ajv is a tool of tests. It is loaded when an answer is first judged, and not with this module. */
function judgeOf(schema: object): ValidateFunction {
  const known = judges.get(schema)
  if (known) return known
  const require = createRequire(import.meta.url)
  const { Ajv } = require('ajv') as typeof import('ajv')
  const addFormats = (require('ajv-formats') as typeof import('ajv-formats')).default
  const ajv = new Ajv({ strict: false, logger: false })
  addFormats.default(ajv, { mode: 'fast' })
  // Theirs knows no address without a dot in its name, which stand-ins have.
  ajv.addFormat('url', (text: string) => URL.canParse(text))
  const judge = ajv.compile(schema)
  judges.set(schema, judge)
  return judge
}

/** Judges an answer, and the question, by PagerDuty's published description: every way in which they differ from it. */
export function validateAnswer(operation: string, query: URLSearchParams, status: number, body: unknown): string[] {
  const { operations, error } = readExtract()
  const found = operations[operation]
  if (!found) return [`${operation} is not in the OpenAPI extract`]
  const strange = [...query.keys()].filter((name) => !found.query.includes(name))
  const asked = strange.map((name) => `${operation} has no parameter ${name}`)
  const judge = judgeOf(status === 200 ? found.answer : error)
  if (judge(body)) return asked
  return [
    ...asked,
    ...(judge.errors ?? []).map(
      (one) =>
        `${operation} ${status}: ${one.instancePath || '/'} ${one.message ?? 'is wrong'} ${JSON.stringify(one.params)}`,
    ),
  ]
}
