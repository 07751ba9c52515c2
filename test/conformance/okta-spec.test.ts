import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aUser, type DirectoryBench, openDirectory } from '../support/directory.ts'

interface Assertion {
  comparison: string
  source: 'response_status' | 'response_time' | 'response_json' | 'response_headers'
  property?: string
  value: string | number | null
}

interface Step {
  step_type: string
  skipped?: boolean
  note?: string
  method: string
  url: string
  headers?: Record<string, string[]>
  body?: string
  assertions?: Assertion[]
  variables?: { name: string; source: string; property?: string }[]
}

const file = join(import.meta.dirname, 'suites/okta-scim20-spec.json')
const steps = (JSON.parse(readFileSync(file, 'utf8')).steps as Step[]).filter(
  (step) => step.step_type === 'request' && !step.skipped,
)

let bench: DirectoryBench
const random = randomBytes(4).toString('hex')
/** What Okta's own script sets before the first step; each step adds what it reads. */
const variables: Record<string, unknown> = {
  InvalidUserEmail: 'abcdefgh@atko.com',
  UserIdThatDoesNotExist: '010101001010101011001010101011',
  randomEmail: `${random}@atko.com`,
  randomUsername: `${random}User@atko.com`,
  randomUsernameCaps: `${random}USER@ATKO.COM`,
  randomGivenName: `Given${random}`,
  randomFamilyName: `Fam${random}`,
}

beforeAll(async () => {
  bench = await openDirectory()
  await bench.scim('POST', '/Users', aUser(), { base: 'standard' })
})
afterAll(() => bench.close())

/** Okta's published test of a SCIM 2.0 server, step by step as it was exported. */
test.each(steps.map((step, index) => [`${index + 1} ${step.note ?? ''}`.trim(), step] as const))(
  '%s',
  async (_, step) => {
    const unsigned = /401/.test(step.note ?? '')
    const [place = '', query] = fill(step.url)
      .replace('{{SCIMBaseURL}}', '')
      .split(/\?(.*)/s)
    const encoded = query?.replace(
      /=([^&]*)/g,
      (_whole, value: string) => `=${encodeURIComponent(decodeURIComponent(value))}`,
    )
    const headers = Object.fromEntries(
      Object.entries(step.headers ?? {}).map(([name, values]) => [
        name.toLowerCase(),
        fill([values].flat().join(', ')),
      ]),
    )
    const { authorization: _given, ...others } = headers
    const began = performance.now()
    const answer = await bench.scim(
      step.method,
      encoded === undefined ? place : `${place}?${encoded}`,
      ['POST', 'PUT', 'PATCH'].includes(step.method) && step.body ? fill(step.body) : undefined,
      { base: 'standard', headers: others, ...(unsigned ? { token: 'unknown' } : {}) },
    )
    const milliseconds = performance.now() - began
    const json: unknown = answer.body === '' ? undefined : answer.json()
    for (const assertion of step.assertions ?? []) {
      // How long a request takes says something about this machine, not about the service.
      if (assertion.source === 'response_time') continue
      const actual =
        assertion.source === 'response_status'
          ? answer.statusCode
          : assertion.source === 'response_headers'
            ? answer.headers[(assertion.property ?? '').toLowerCase()]
            : at(json, assertion.property)
      holds(assertion, actual, `${answer.body} (${Math.round(milliseconds)} ms)`)
    }
    for (const { name, source, property } of step.variables ?? [])
      if (name && source === 'response_json') variables[name] = at(json, property)
  },
)

const fill = (text: string): string =>
  text.replace(/\{\{\s*([^}]+?)\s*\}\}/g, (whole, name: string) => String(variables[name] ?? whole))

function at(json: unknown, path: string | undefined): unknown {
  if (!path) return json
  let value = json
  for (const name of path.replace(/\[(\d+)\]/g, '.$1').split('.'))
    value = (value as Record<string, unknown> | undefined)?.[name]
  return value
}

function holds({ comparison, property = '', value }: Assertion, actual: unknown, said: string): void {
  const wanted = value === null ? '' : fill(String(value))
  const about = `${property} ${comparison} ${wanted}: ${said}`
  if (comparison === 'equal') expect(String(actual), about).toBe(wanted)
  else if (comparison === 'equal_number') expect(Number(actual), about).toBe(Number(wanted))
  else if (comparison === 'has_value')
    expect(Array.isArray(actual) ? actual.map(String) : JSON.stringify(actual), about).toContain(wanted)
  else if (comparison === 'contains') expect(JSON.stringify(actual) ?? '', about).toContain(wanted)
  else if (comparison === 'is_a_number') expect(Number.isFinite(Number(actual ?? Number.NaN)), about).toBe(true)
  else if (comparison === 'not_empty')
    expect(['', 'null', 'undefined', '[]'].includes(String(actual)), about).toBe(false)
  else throw new TypeError(`the suite compares by ${comparison}, which this test does not know`)
}
