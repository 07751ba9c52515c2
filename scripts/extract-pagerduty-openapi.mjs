// Writes packages/sandbox/pagerduty/openapi.gen.json: what the operations that the sandbox plays may answer, cut out of
// PagerDuty's OpenAPI description (github.com/PagerDuty/api-schema, reference/REST/openapiv3.json) as plain JSON Schema.
//
//   node scripts/extract-pagerduty-openapi.mjs <openapiv3.json>
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const target = join(import.meta.dirname, '../packages/sandbox/pagerduty/openapi.gen.json')

/** Path → lists of references that `include[]` turns into whole objects; the description has the references alone. */
const paths = {
  '/users': {
    teams: ['Team'],
    contact_methods: ['EmailContactMethod', 'PhoneContactMethod', 'PushContactMethod'],
    notification_rules: ['NotificationRule'],
  },
  '/users/me': {},
  '/users/{id}/oauth_delegations': {},
  '/teams': {},
  '/teams/{id}/members': {},
  '/abilities': {},
  '/licenses': {},
  '/license_allocations': {},
  '/session_configurations': {},
  '/ip_allow_lists': {},
  '/audit/records': {},
  '/schedules': {},
  '/oncalls': {},
  '/escalation_policies': {},
  '/services': { integrations: ['Integration'] },
  '/webhook_subscriptions': {},
  '/extensions': {},
  '/addons': {},
  '/event_orchestrations': {},
  '/workflows/integrations/connections': {},
  '/automation_actions/runners': {},
  '/status_pages': {},
}

/** Null in the description's own examples, and not in its schemas. */
const nullable = new Set(['next_cursor'])
/** What judges an answer; prose, samples and rules for requests stay out. */
const kept = ['type', 'enum', 'format', 'required', 'minItems']

const [file] = process.argv.slice(2)
if (!file) throw new Error('Name the file openapiv3.json of PagerDuty/api-schema')
const text = readFileSync(file)
const description = JSON.parse(text.toString('utf8'))

function resolve(reference) {
  const parts = reference
    .slice(2)
    .split('/')
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/'))
  return parts.reduce((place, part) => place[part], description)
}

const isNull = (schema) => (schema.$ref ? isNull(resolve(schema.$ref)) : schema.nullable === true)

/** One plain schema: references put in, parts of `allOf` joined. An object that lists its properties is closed. */
function flatten(schema, expanded, depth = 0) {
  if (schema.$ref !== undefined) return flatten(resolve(schema.$ref), expanded, depth)
  if (depth > 12) return {}
  const choices = schema.oneOf ?? schema.anyOf
  const own = {}
  if (choices && !schema.properties) own.anyOf = choices.map((one) => flatten(one, expanded, depth + 1))
  for (const word of kept) if (schema[word] !== undefined) own[word] = schema[word]
  if (schema.items) own.items = flatten(schema.items, expanded, depth + 1)
  if (schema.properties)
    own.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => [name, propertyOf(name, property, expanded, depth)]),
    )
  const whole = (schema.allOf ?? []).map((part) => flatten(part, expanded, depth + 1)).reduce(merge, own)
  if (whole.properties) {
    whole.type = 'object'
    whole.additionalProperties = false
  }
  if (Array.isArray(whole.enum) && whole.enum.includes('None')) whole.enum = [...whole.enum, null]
  return isNull(schema) ? { anyOf: [whole, { type: 'null' }] } : whole
}

function propertyOf(name, property, expanded, depth) {
  const flat = flatten(property, expanded, depth + 1)
  const full = depth < 6 ? expanded[name] : undefined
  if (full && flat.items)
    flat.items = {
      anyOf: [flat.items, ...full.map((one) => flatten(description.components.schemas[one], {}, depth + 2))],
    }
  return nullable.has(name) ? { anyOf: [flat, { type: 'null' }] } : flat
}

function merge(one, other) {
  const required = [...new Set([...(one.required ?? []), ...(other.required ?? [])])]
  return {
    ...other,
    ...one,
    ...(one.properties || other.properties
      ? { properties: joinProperties(one.properties ?? {}, other.properties ?? {}) }
      : {}),
    ...(required.length > 0 ? { required } : {}),
  }
}

/** Where both say something of a property, the narrower one counts: the one that lists its values. */
function joinProperties(one, other) {
  const joined = { ...other, ...one }
  for (const [name, schema] of Object.entries(other)) if (schema.enum && one[name]) joined[name] = schema
  return joined
}

const operations = Object.fromEntries(
  Object.entries(paths).map(([path, expanded]) => {
    const { responses, parameters = [] } = description.paths[path].get
    const { content } = responses['200'].$ref ? resolve(responses['200'].$ref) : responses['200']
    const names = parameters.map((one) => (one.$ref ? resolve(one.$ref) : one)).filter((one) => one.in === 'query')
    return [
      `GET ${path}`,
      {
        query: names.map(({ name }) => name),
        statuses: Object.keys(responses),
        answer: flatten(Object.values(content)[0].schema, expanded),
      },
    ]
  }),
)
const error = flatten(Object.values(description.components.responses.Conflict.content)[0].schema, {})
const from = {
  name: 'PagerDuty/api-schema reference/REST/openapiv3.json',
  sha256: createHash('sha256').update(text).digest('hex'),
}
const lines = Object.entries(operations).map(([name, one]) => `${JSON.stringify(name)}:${JSON.stringify(one)}`)
const out = `{\n"from":${JSON.stringify(from)},\n"error":${JSON.stringify(error)},\n"operations":{\n${lines.join(',\n')}\n}\n}\n`
writeFileSync(target, out)
console.log(`${target}: ${lines.length} operations, ${Math.round(out.length / 1024)} KB`)
