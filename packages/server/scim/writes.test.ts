import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aGroup, aUser, type DirectoryBench, openDirectory, patch } from '../../../test/support/directory.ts'

let bench: DirectoryBench
const people: string[] = []

beforeAll(async () => {
  bench = await openDirectory()
  for (let index = 0; index < 8; index++)
    people.push((await made('/Users', aUser({ userName: `w${index}@w.example` }))).id)
})
afterAll(() => bench.close())

const standard = { base: 'standard' as const }
async function made(path: string, body: unknown, base: 'github' | 'standard' = 'github') {
  const answer = await bench.scim('POST', path, body, { base })
  expect(answer.statusCode, answer.body).toBe(201)
  return answer.json()
}
let groups = 0
const newGroup = (members: readonly string[] = [], base: 'github' | 'standard' = 'standard') =>
  made('/Groups', aGroup({ displayName: `Group ${groups++}`, members: members.map((value) => ({ value })) }), base)
const read = (path: string, headers: Record<string, string> = {}) =>
  bench.scim('GET', path, undefined, { ...standard, headers })
const members = async (id: string): Promise<string[]> =>
  ((await read(`/Groups/${id}`)).json().members ?? []).map(({ value }: { value: string }) => value).toSorted()
const addOf = (id: string) => patch({ op: 'add', path: 'members', value: [{ value: id }] })
const activeOf = (active: boolean) => patch({ op: 'replace', path: 'active', value: active })

describe('at once', () => {
  test.each([
    ['PUT', (group: Record<string, unknown>, value: { value: string }[]) => ({ ...group, members: value })],
    ['PATCH', (_: unknown, value: { value: string }[]) => patch({ op: 'replace', path: 'members', value })],
  ] as const)('of two %s of all members the last one stands, whole', async (method, bodyOf) => {
    for (let round = 0; round < 5; round++) {
      const group = await newGroup(round % 2 === 0 ? [] : people.slice(6))
      const wanted = [people.slice(0, 2), people.slice(2, 4)]
      const answers = await Promise.all(
        wanted.map((ids) =>
          bench.scim(
            method,
            `/Groups/${group.id}`,
            bodyOf(
              group,
              ids.map((value) => ({ value })),
            ),
            standard,
          ),
        ),
      )
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200])
      expect(wanted.map((ids) => ids.toSorted())).toContainEqual(await members(group.id))
    }
  })

  test('of changes that name one version one is done, and each answer has the version that there is', async () => {
    const group = await newGroup()
    const headers = { 'if-match': group.meta.version }
    const answers = await Promise.all(
      people.map((id) => bench.scim('PATCH', `/Groups/${group.id}`, addOf(id), { ...standard, headers })),
    )
    expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, ...Array(7).fill(412)])
    expect(await members(group.id)).toHaveLength(1)
    const unguarded = await Promise.all(
      people.map((id) => bench.scim('PATCH', `/Groups/${group.id}?excludedAttributes=members`, addOf(id), standard)),
    )
    const now = (await read(`/Groups/${group.id}?excludedAttributes=members`)).headers.etag
    expect(unguarded.map(({ statusCode }) => statusCode)).toEqual(Array(8).fill(200))
    expect(unguarded.map(({ headers: { etag } }) => etag)).toContain(now)
    expect(await members(group.id)).toEqual(people.toSorted())
  })

  test('thirty changes of one user, and of one group by its name, are all done', async () => {
    const user = await made('/Users', aUser({ userName: 'busy@w.example' }))
    const group = await newGroup()
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => {
        const body = patch({ op: 'replace', value: { displayName: `Busy ${index}` } })
        return [`/Users/${user.id}`, `/Groups/${group.id}`].map((path) => bench.scim('PATCH', path, body, standard))
      }).flat(),
    )
    expect(answers.map(({ statusCode, body }) => [statusCode, statusCode === 200 ? '' : body])).toEqual(
      Array(60).fill([200, '']),
    )
  })
})

test('an entity tag changes with the groups of a user, and with the members that a group shows', async () => {
  const user = await made('/Users', aUser({ userName: 'tagged@w.example' }))
  const group = await newGroup([user.id, people[0] ?? ''])
  const unchanged = async (path: string, etag: unknown) =>
    (await read(path, { 'if-none-match': String(etag) })).statusCode === 304
  const tags = async () => ({
    user: (await read(`/Users/${user.id}`)).headers.etag,
    group: (await read(`/Groups/${group.id}`)).headers.etag,
  })
  const first = await tags()
  expect((await read(`/Groups/${group.id}`)).json().meta.version).toBe(first.group)
  expect([
    await unchanged(`/Users/${user.id}`, first.user),
    await unchanged(`/Groups/${group.id}`, first.group),
  ]).toEqual([true, true])
  const head = { ...standard, headers: { 'if-none-match': String(first.group) } }
  expect((await bench.scim('HEAD', `/Groups/${group.id}`, undefined, head)).statusCode).toBe(304)

  // A tag that names what stands beside the row still guards the row itself.
  const guarded = { ...standard, headers: { 'if-match': String(first.user) } }
  const other = await newGroup([user.id])
  expect(await unchanged(`/Users/${user.id}`, first.user)).toBe(false)
  const off = await bench.scim('PATCH', `/Users/${user.id}`, activeOf(false), guarded)
  expect(off.statusCode).toBe(200)
  expect((await bench.scim('PATCH', `/Users/${user.id}`, activeOf(true), guarded)).statusCode).toBe(412)
  expect(await unchanged(`/Groups/${group.id}`, first.group)).toBe(false)
  expect(await members(group.id)).toEqual([people[0]])
  await bench.scim('DELETE', `/Groups/${other.id}`)
})

test('a body that is deep or broad is an answer, not a bug', async () => {
  const { id } = await newGroup()
  const core = 'urn:ietf:params:scim:schemas:core:2.0:Group'
  let deep = '{"displayName":"x"}'
  for (let level = 0; level < 14_000; level++) deep = `{"${core}":${deep}}`
  const broad = `[${Array(450_000).fill(1).join(',')}]`
  const calls = [
    ['POST', '/Users', `{"a":"\\u0041","b":${broad}}`],
    ['POST', '/Groups', `{"a":"\\u0041","displayName":"x","externalId":"x","members":${broad}}`],
    ['PATCH', `/Groups/${id}`, JSON.stringify(patch({ op: 'add', value: '$' })).replace('"$"', deep)],
  ] as const
  for (const [method, path, body] of calls)
    expect((await bench.scim(method, path, body, standard)).statusCode, path).toBe(400)
})

test('a member is named where they are only to be told that they are nobody there', async () => {
  const { id } = await newGroup([people[0] ?? ''])
  const at = (op: string, one: string | undefined, more = '', value: unknown = [{ value: one }]) =>
    bench.scim('PATCH', `/Groups/${id}`, patch({ op, path: `members[value eq "${one}"]${more}`, value }), standard)
  for (const [op, more] of [
    ['add', ''],
    ['replace', ''],
    ['replace', '.display'],
  ] as const) {
    expect((await at(op, people[1], more)).json(), op).toMatchObject({ status: '400', scimType: 'noTarget' })
    expect((await at(op, people[0], more)).statusCode, op).toBe(200)
  }
  expect(await members(id)).toEqual([people[0]])
})

test('parts of members are left out of a long list as of a short one', async () => {
  const many: string[] = []
  for (let index = 0; index < 101; index++)
    many.push((await made('/Users', aUser({ userName: `long${index}@w.example` }))).id)
  const { id } = await newGroup(many)
  const { members: shown } = (await read(`/Groups/${id}?attributes=members.value`)).json()
  expect(shown).toEqual(many.map((value) => ({ value })))
  const whole = await read(`/Groups/${id}`)
  expect(whole.json().members[0]).toMatchObject({ type: 'User' })
  // Sent in pieces, and sent anew: nobody can tell that none of so many has changed.
  const again = () => read(`/Groups/${id}`, { 'if-none-match': String(whole.headers.etag) })
  expect((await again()).statusCode).toBe(200)
  for (const one of many) await bench.scim('PATCH', `/Users/${one}`, activeOf(false))
  expect((await again()).json().members ?? []).toEqual([])
})

test('the tag of a user in very many groups follows them', async () => {
  const { id } = await made('/Users', aUser({ userName: 'joiner@w.example' }))
  const joined: string[] = []
  for (let index = 0; index < 101; index++) joined.push((await newGroup([id])).id)
  const { etag } = (await read(`/Users/${id}`)).headers
  const again = () => read(`/Users/${id}`, { 'if-none-match': String(etag) })
  expect((await again()).statusCode).toBe(304)
  await bench.scim('DELETE', `/Groups/${joined[50]}`)
  expect((await again()).json().groups).toHaveLength(100)
})

test('GitHub’s base shows what GitHub does, and keeps the rest', async () => {
  const name = { formatted: 'Dr. M', familyName: 'M', givenName: 'N', honorificPrefix: 'Dr.' }
  const emails = [{ value: 'dr@w.example', type: 'work', primary: true, display: 'Doctor' }]
  const { id, ...user } = await made('/Users', aUser({ userName: 'dr@w.example', name, emails }))
  expect(user.name).toEqual({ formatted: 'Dr. M', familyName: 'M', givenName: 'N' })
  expect(user.emails).toEqual([{ value: 'dr@w.example', type: 'work', primary: true }])
  expect((await read(`/Users/${id}`)).json()).toMatchObject({ name, emails })
})

test('an externalId that the standard base gave away is taken at GitHub’s', async () => {
  await made('/Users', aUser({ userName: 'x1@w.example', externalId: 'x-1' }), 'standard')
  await made('/Groups', aGroup({ displayName: 'X 1', externalId: 'x-1' }), 'standard')
  const user = aUser({ userName: 'x2@w.example', externalId: 'x-1' })
  const group = aGroup({ displayName: 'X 2', externalId: 'x-1' })
  for (const [path, body] of Object.entries({ '/Users': user, '/Groups': group })) {
    expect((await bench.scim('POST', path, body)).json(), path).toMatchObject({ status: 409, scimType: 'uniqueness' })
    const { id } = await made(path, { ...body, externalId: 'x-2' })
    const taken = await bench.scim('PATCH', `${path}/${id}`, patch({ op: 'replace', path: 'externalId', value: 'x-1' }))
    expect(taken.statusCode, path).toBe(409)
    // One that the standard base took since is no reason to refuse what else is changed.
    await made(
      path,
      { ...body, userName: `${path}3@w.example`, displayName: `${path} 3`, externalId: 'x-2' },
      'standard',
    )
    const renamed = patch({ op: 'replace', path: 'displayName', value: `${path} again` })
    expect((await bench.scim('PATCH', `${path}/${id}`, renamed)).statusCode, path).toBe(200)
  }
})

test('a bulk request goes on past an operation that says nothing, and names each resource', async () => {
  const [first = ''] = people
  const missing = '00000000-0000-4000-8000-000000000000'
  const answer = await bench.scim(
    'POST',
    '/Bulk',
    {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: [
        { method: 'POST', path: '/Foos', bulkId: 'f', data: {} },
        { method: 'GET', path: `/Users/${first}` },
        { method: 'PUT', path: `/Users/${first}` },
        { method: 'DELETE', path: `/Users/${missing}` },
        { method: 'POST', path: '/Groups', bulkId: 'g', data: aGroup({ displayName: 'Bulk', externalId: 'bulk' }) },
        { method: 'PATCH', path: '/Groups/bulkId:g', data: patch({ op: 'add', path: 'members', value: 1 }) },
        {
          method: 'PATCH',
          path: `/Users/${first}`,
          data: patch({ op: 'replace', path: 'title', value: 'bulkId: I am' }),
        },
        { method: 'PUT', path: '//evil.example/x', data: {} },
        {
          method: 'POST',
          path: '/Users',
          bulkId: 'u',
          data: aUser({ userName: 'bulk@w.example', title: 'bulkId: I am' }),
        },
      ],
    },
    standard,
  )
  const { Operations } = answer.json()
  expect(Operations.map(({ status }: { status: string }) => status)).toEqual([
    '400',
    '400',
    '400',
    '404',
    '201',
    '400',
    '200',
    '400',
    '201',
  ])
  const address = bench.enterprise.addresses.standard
  expect(Operations.map(({ location }: { location?: string }) => location?.replace(address, ''))).toEqual([
    undefined,
    `/Users/${first}`,
    `/Users/${first}`,
    `/Users/${missing}`,
    expect.stringMatching(/^\/Groups\/[0-9a-f-]{36}$/),
    Operations[4].location.replace(address, ''),
    `/Users/${first}`,
    undefined,
    expect.stringMatching(/^\/Users\/[0-9a-f-]{36}$/),
  ])
  // Whose operation failed is in the audit log, also where it said too little to be tried.
  const { rows } = await bench.server.deps.queries.query<{ action: string; subject_id: string | null }>(
    `select action, subject_id from audit_event where action like '%scim_api_failure' order by seq desc limit 4`,
  )
  expect(rows.map(({ subject_id }) => subject_id).toReversed()).toEqual([
    first,
    first,
    missing,
    Operations[4].location.replace(`${address}/Groups/`, ''),
  ])
})

test('a password is kept nowhere, however its name is written', async () => {
  const { server } = bench
  const body = JSON.stringify(aUser({ userName: 'secret@w.example' })).replace(
    '{',
    '{"pass\\u0077ord":"hunter2-again",',
  )
  expect((await bench.scim('POST', '/Users', body)).statusCode).toBe(201)
  const { rows } = await server.deps.queries.query<{ data: string }>('select data::text as data from audit_event')
  const log = await server.home.ok('GET', '/enterprises/octo/requests')
  expect(JSON.stringify([rows, log])).toContain('secret@w.example')
  expect(JSON.stringify([rows, log])).not.toContain('hunter2-again')
})
