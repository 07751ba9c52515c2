import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  applyPatch,
  authentik,
  type Dialect,
  defaultFilterLimits,
  entra,
  errorBody,
  github,
  groupType,
  isObject,
  type JsonObject,
  type JsonValue,
  jumpCloud,
  listResponse,
  matchesFilter,
  okta,
  oneLogin,
  parseListQuery,
  parsePatch,
  planMembers,
  project,
  projectionOf,
  type ResourceType,
  readResource,
  ScimError,
  serviceProviderConfig,
  superset,
  userType,
} from '../index.ts'

interface Expectation {
  status: number | number[]
  type?: string
  json?: JsonObject
  json_has?: string[]
  absent?: string[]
  numbers?: string[]
  after?: JsonObject
  after_contains?: JsonObject
  member?: string
  not_member?: string
  others_kept?: boolean
  members?: number
}

interface Line {
  source_url: string
  client: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  body: JsonValue
  expect: Expectation
  note: string
}

/** A dialect must take what its client was seen to send; the superset takes everything. */
const spoken: Record<string, Dialect> = {
  entra,
  'entra-validator': entra,
  'ms-postman': entra,
  okta,
  'okta-spec-test': okta,
  onelogin: oneLogin,
  jumpcloud: jumpCloud,
  authentik,
  'github-enterprise': github,
  'github-org': github,
}

const ids = { userId: 'u-1', user2Id: 'u-2', mgrId: 'u-3', groupId: 'g-1' }
const fill = (text: string) =>
  text.replace(/\{(userId|user2Id|mgrId|groupId)\}/g, (_, name: keyof typeof ids) => ids[name])

const lines = readFileSync(join(import.meta.dirname, 'client-requests.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(fill(line)) as Line)

const stored = (id: string, resource: JsonObject): JsonObject => ({ ...resource, id })
const users = (): JsonObject[] => [
  stored('u-1', {
    ...readResource(
      {
        userName: 'julien.vonrueden@ondricka.us',
        displayName: 'Julien',
        active: true,
        name: { givenName: 'J', familyName: 'V' },
        emails: [{ value: 'julien@ondricka.us', type: 'work', primary: true }],
        preferredLanguage: 'hi',
        externalId: 'x0',
      },
      userType,
    ),
  }),
  stored('u-2', readResource({ userName: 'second' }, userType)),
  stored('u-3', readResource({ userName: 'boss' }, userType)),
]
const group = (): JsonObject =>
  stored(
    'g-1',
    readResource({ displayName: 'g', members: [{ value: 'u-keep' }, { value: 'u-1' }, { value: 'u-2' }] }, groupType),
  )

/** What the protocol's part of an answer is: status, the answer's body, the members where the request is about them. */
interface Answer {
  status: number
  body: JsonObject
  members: readonly string[]
}

function answer(line: Line, dialect: Dialect): Answer {
  try {
    return succeed(line, dialect)
  } catch (error) {
    if (!(error instanceof ScimError)) throw error
    return { status: error.status, body: errorBody(error), members: [] }
  }
}

function succeed({ method, path: address, body }: Line, { tolerances }: Dialect): Answer {
  const [path = '', search = ''] = address.split('?')
  const [, endpoint = '', id] = path.split('/')
  if (endpoint === 'ServiceProviderConfig') {
    return { status: 200, body: serviceProviderConfig({ patch: true }, 'https://scim.example'), members: [] }
  }
  const type = endpoint === 'Users' ? userType : groupType
  const resources = type === userType ? users() : [group()]
  if (method === 'POST')
    return { status: 201, body: stored('new', { ...readResource(body, type, { tolerances }), meta: {} }), members: [] }
  const query = Object.fromEntries(new URLSearchParams(search))
  if (id === undefined || id === '') return list(type, resources, query, tolerances)
  const found = resources.find((one) => one.id === id)
  if (found === undefined) throw new ScimError(404, null, `There is no ${type.name} ${id}.`)
  if (method === 'DELETE') return { status: 204, body: {}, members: [] }
  if (method === 'PUT') return { status: 200, body: stored(id, readResource(body, type, { tolerances })), members: [] }
  if (method === 'PATCH')
    return type === userType ? patchUser(found, body, tolerances) : patchGroup(found, body, tolerances)
  const { attributes, excludedAttributes } = parseListQuery(query, { tolerances })
  return { status: 200, body: project(found, projectionOf(type, { attributes, excludedAttributes })), members: [] }
}

type Tolerances = Dialect['tolerances']

function list(
  type: ResourceType,
  resources: JsonObject[],
  query: Record<string, string>,
  tolerances: Tolerances,
): Answer {
  const asked = parseListQuery(query, { tolerances, limits: defaultFilterLimits })
  const { filter } = asked
  const fitting = filter === null ? resources : resources.filter((one) => matchesFilter(filter, one, type, tolerances))
  const projection = projectionOf(type, asked)
  const startIndex = asked.page.by === 'index' ? asked.page.startIndex : 1
  const page = fitting.slice(startIndex - 1, startIndex - 1 + asked.count).map((one) => project(one, projection))
  return { status: 200, body: listResponse(page, { totalResults: fitting.length, startIndex }), members: [] }
}

function patchUser(user: JsonObject, body: JsonValue, tolerances: Tolerances): Answer {
  const operations = parsePatch(body, { tolerances })
  const before = JSON.stringify(user)
  const { resource } = applyPatch(user, operations, { type: userType, tolerances })
  expect(JSON.stringify(user)).toBe(before)
  return { status: 200, body: resource, members: [] }
}

/** Members by the plan, as a store would change rows; and once more by the in-memory PATCH, which must agree. */
function patchGroup(found: JsonObject, body: JsonValue, tolerances: Tolerances): Answer {
  const operations = parsePatch(body, { tolerances })
  const plan = planMembers(operations, { tolerances })
  const rows = new Set(membersOf(found))
  for (const change of plan.members) {
    if (change.kind === 'removeAll' || change.kind === 'replaceAll') rows.clear()
    if (change.kind === 'remove') for (const id of change.ids) rows.delete(id)
    if (change.kind === 'add' || change.kind === 'replaceAll') for (const { value } of change.members) rows.add(value)
  }
  const { resource } = applyPatch(found, plan.operations, { type: groupType, tolerances })
  expect(membersOf(resource)).toEqual(membersOf(found))
  const inMemory = applyPatch(found, operations, { type: groupType, tolerances }).resource
  expect(membersOf(inMemory)).toEqual([...rows])
  return { status: 204, body: resource, members: [...rows] }
}

function membersOf(resource: JsonObject): string[] {
  const { members } = resource
  return Array.isArray(members) ? members.map((one: JsonValue) => String(isObject(one) ? one.value : one)) : []
}

function hold({ body, members, status }: Answer, expected: Expectation): void {
  expect([expected.status].flat(), JSON.stringify(body)).toContain(status)
  if (expected.type !== undefined) expect(body.schemas).toEqual([expect.stringContaining(expected.type)])
  if (expected.json !== undefined) expect(body).toMatchObject(expected.json)
  if (expected.after !== undefined) expect(body).toMatchObject(expected.after)
  for (const path of expected.json_has ?? []) expect(body).toHaveProperty(path)
  for (const name of expected.numbers ?? []) expect(body[name]).toBeTypeOf('number')
  const [first = body] = Array.isArray(body.Resources) ? (body.Resources as JsonObject[]) : []
  for (const name of expected.absent ?? []) expect(first).not.toHaveProperty(name)
  for (const [name, value] of Object.entries(expected.after_contains ?? {})) {
    expect(body[name]).toEqual([expect.objectContaining(value as object)])
  }
  if (expected.member !== undefined) expect(members).toContain(expected.member)
  if (expected.not_member !== undefined) expect(members).not.toContain(expected.not_member)
  if (expected.others_kept === true) expect(members).toContain('u-keep')
  if (expected.members !== undefined) expect(members).toHaveLength(expected.members)
}

describe('requests seen from real clients', () => {
  test('all of them are here', () => expect(lines.length).toBeGreaterThanOrEqual(78))

  for (const [index, line] of lines.entries()) {
    const name = `${index + 1} ${line.client} ${line.method} ${line.path} (${line.source_url})${line.note && ` – ${line.note}`}`
    // Whether a token is right is the server's to say; the body that it must answer with is the protocol's.
    if (line.expect.status === 401) {
      test(name, () =>
        hold({ status: 401, body: errorBody(new ScimError(401, null, 'No.')), members: [] }, line.expect),
      )
      continue
    }
    test(name, () => hold(answer(line, superset), line.expect))
    const own = spoken[line.client]
    if (own !== undefined) test(`${name} – in its own dialect`, () => hold(answer(line, own), line.expect))
  }
})
