import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DirectoryBench, groupSchema, openDirectory, patch, userSchema } from '../support/directory.ts'

/** A request that a client was seen to send, with what must come of it. */
interface Line {
  source_url: string
  client: string
  method: string
  path: string
  body: Record<string, unknown> | null
  expect: {
    status: number | number[]
    type?: string
    json?: Record<string, unknown>
    absent?: string[]
    numbers?: string[]
    after?: Record<string, unknown>
    after_contains?: Record<string, unknown>
    after_absent?: string[]
    member?: string
    not_member?: string
    others_kept?: boolean
    members?: number
    then_repeat?: number
  }
}

const file = join(import.meta.dirname, '../../packages/scim/corpus/client-requests.jsonl')
const lines = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line)

let bench: DirectoryBench
let seq = 0
beforeAll(async () => {
  bench = await openDirectory()
})
afterAll(() => bench.close())

type Base = 'standard' | 'github'
type Json = Record<string, unknown>

/** Every line on the standard base; those that GitHub's own clients and description have on GitHub's too. */
describe.each<[Base, Line[]]>([
  ['standard', lines],
  ['github', lines.filter((line) => line.client.startsWith('github'))],
])('on the %s base', (base, cases) => {
  test.each(cases.map((line, index) => [`${index + 1} ${line.client}: ${line.method} ${line.path}`, line] as const))(
    '%s',
    async (_, line) => {
      const fixture = await plant(base, line)
      const { path, body } = addressed(line, fixture)
      const expected = fill(line.expect, fixture)
      const stranger = /\s+\(Authorization: non-token\)$/
      const headers = stranger.test(path) ? { authorization: 'non-token' } : {}
      const target = encoded(path.replace(stranger, ''))
      const call = () => bench.scim(line.method, target, body ?? undefined, { base, headers })
      const answer = await call()
      expect([expected.status].flat(), answer.body).toContain(answer.statusCode)
      const json = answer.body === '' ? {} : (answer.json() as Json)
      lookAtAnswer(json, expected)
      if (answer.statusCode < 300) await lookAfter(base, line, fixture, expected)
      if (expected.then_repeat) expect((await call()).statusCode).toBe(expected.then_repeat)
    },
  )
})

interface Fixture {
  userName: string
  userId: string
  user2Id: string
  mgrId: string
  keep: string
  groupId: string
  groupName: string
}

async function plant(base: Base, line: Line): Promise<Fixture> {
  const user = async () => {
    const name = `u${++seq}`
    const answer = await bench.scim(
      'POST',
      '/Users',
      {
        schemas: [userSchema],
        userName: `${name}@x.example`,
        externalId: name,
        displayName: name,
        name: { givenName: 'G', familyName: 'F' },
        emails: [{ value: `${name}@x.example`, type: 'work', primary: true }],
        active: true,
      },
      { base },
    )
    expect(answer.statusCode, answer.body).toBe(201)
    return (answer.json() as { id: string }).id
  }
  const userName = `u${seq + 1}@x.example`
  const fixture = { userName, userId: await user(), user2Id: await user(), mgrId: await user(), keep: await user() }
  const groupName = `g${++seq}`
  const group = await bench.scim(
    'POST',
    '/Groups',
    { schemas: [groupSchema], displayName: groupName, externalId: groupName },
    { base },
  )
  const groupId = (group.json() as { id: string }).id
  const removes = line.expect.not_member !== undefined || /remove/i.test(JSON.stringify(line.body ?? ''))
  const members = removes ? [fixture.keep, fixture.userId, fixture.user2Id] : [fixture.keep]
  if (line.path.includes('{groupId}'))
    await bench.scim(
      'PATCH',
      `/Groups/${groupId}`,
      patch({ op: 'add', path: 'members', value: members.map((value) => ({ value })) }),
      { base },
    )
  return { ...fixture, groupId, groupName }
}

function fill<T>(value: T, fixture: Fixture): T {
  const text = JSON.stringify(value)
    .replace(/\{(userId|user2Id|groupId|mgrId)\}/g, (_, key: keyof Fixture) => fixture[key])
    .replace(/\{\{random(?:Email|Username)\}\}/g, () => `r${++seq}@x.example`)
    .replace(/\{\{?\$?_*\w+\}?\}|\$\{__UUID\}/g, () => `r${++seq}`)
  return JSON.parse(text)
}

/** The line with names of its own, so that one line's users are not in the way of another's. */
function addressed(line: Line, fixture: Fixture): { path: string; body: Json | null } {
  let path = fill(line.path, fixture)
  if (/userName eq "(?:JULIEN|\{USERNAME)/.test(line.path))
    path = `/Users?filter=userName eq "${fixture.userName.toUpperCase()}"`
  if (/displayName eq "(?:displayName|Test)/.test(decodeURIComponent(path)) && path.includes('Groups'))
    path = `/Groups?excludedAttributes=members&filter=displayName eq "${fixture.groupName}"`
  const body = line.body === null ? null : fill(line.body, fixture)
  if (body) distinguish(line, body)
  return { path, body }
}

function distinguish({ method, path }: Line, body: Json): void {
  const isGroup = path.includes('Groups')
  if (['POST', 'PUT'].includes(method)) {
    if (typeof body.userName === 'string') body.userName = `${++seq}-${body.userName}`
    if (typeof body.displayName === 'string' && isGroup) body.displayName += String(++seq)
    if (typeof body.externalId === 'string') body.externalId = `${++seq}-${body.externalId}`
    for (const email of (body.emails ?? []) as Json[])
      if (typeof email.value === 'string' && email.value.includes('@')) email.value = `${++seq}.${email.value}`
  }
  for (const operation of (body.Operations ?? body.operations ?? []) as Json[]) {
    const value = operation.value as Json | null
    if (operation.path === 'userName') operation.value = `${++seq}@y.example`
    if (isGroup && operation.path === 'displayName') operation.value += String(++seq)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue
    if (value.userName) value.userName = `${++seq}@y.example`
    if (isGroup && value.displayName) value.displayName += String(++seq)
  }
}

function encoded(path: string): string {
  const [place = '', query] = path.split(/\?(.*)/s)
  if (query === undefined) return place
  const parts = query.split('&').map((part) => {
    const [name = '', value = ''] = part.split(/=(.*)/s)
    const isEncoded = /%[0-9a-f]{2}|\+/i.test(value) && !/[ "]/.test(value)
    return `${name}=${isEncoded ? value : encodeURIComponent(value)}`
  })
  return `${place}?${parts.join('&')}`
}

function lookAtAnswer(json: Json, expected: Line['expect']): void {
  if (expected.type) expect(json.schemas).toContainEqual(expect.stringMatching(new RegExp(`${expected.type}$`)))
  for (const [name, value] of Object.entries(expected.json ?? {}))
    if (Array.isArray(value)) expect((json[name] as unknown[] | undefined) ?? value).toHaveLength(value.length)
    else expect(json[name]).toBe(value)
  const first = ((json.Resources as Json[] | undefined)?.[0] ?? json) as Json
  for (const name of expected.absent ?? []) expect(first).not.toHaveProperty([name])
  for (const name of expected.numbers ?? []) expect(json[name]).toBeTypeOf('number')
}

async function lookAfter(base: Base, line: Line, fixture: Fixture, expected: Line['expect']): Promise<void> {
  const { after, after_contains, after_absent, member, not_member, others_kept, members } = expected
  if (after || after_contains || after_absent) {
    const user = (await bench.scim('GET', `/Users/${fixture.userId}`, undefined, { base })).json() as Json
    if (after) expect(user).toMatchObject(after)
    for (const [name, value] of Object.entries(after_contains ?? {}))
      expect(user[name]).toContainEqual(typeof value === 'object' ? expect.objectContaining(value as Json) : value)
    for (const path of after_absent ?? []) {
      const at = path.lastIndexOf(':')
      expect((user[path.slice(0, at)] as Json | undefined)?.[path.slice(at + 1)]).toBeFalsy()
    }
  }
  if (!line.path.includes('{groupId}') || line.method === 'DELETE') return
  const group = (await bench.scim('GET', `/Groups/${fixture.groupId}`, undefined, { base })).json() as Json
  const ids = ((group.members ?? []) as { value: string }[]).map(({ value }) => value)
  if (member) expect(ids).toContain(member)
  if (not_member) expect(ids).not.toContain(not_member)
  if (others_kept) expect(ids).toContain(fixture.keep)
  if (members !== undefined) expect(ids).toHaveLength(members)
}
