import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import ajvFormats from 'ajv-formats'

/** Of draft 4 the schema uses nothing that later drafts read otherwise, except the name of its own address. */
const {
  $schema: _draft,
  id: _address,
  ...schema
} = JSON.parse(readFileSync(join(import.meta.dirname, 'sarif', 'schema.json'), 'utf8')) as Record<string, unknown>

// One pattern in it has a bracket too many, which only the older, lenient syntax of patterns takes.
const validate = ajvFormats.default(new Ajv({ strict: false, allErrors: true, unicodeRegExp: false })).compile(schema)

/** What is wrong with a SARIF log by the schema of the standard; empty is good. */
export function sarifProblems(log: unknown): string[] {
  validate(log)
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

/** The part of a log that the tests look at. */
export interface SarifLog {
  runs: {
    tool: { driver: { rules: { id: string }[] } }
    invocations: { executionSuccessful: boolean; toolExecutionNotifications: { message: { text: string } }[] }[]
    results: {
      ruleId: string
      ruleIndex: number
      kind: string
      level: string
      message: { text: string }
      locations: { logicalLocations: { fullyQualifiedName: string }[] }[]
      partialFingerprints?: Record<string, string>
    }[]
  }[]
}
