import { afterAll, beforeAll, expect, test } from 'vitest'
import { aGroup, aUser, type DirectoryBench, openDirectory, patch } from '../support/directory.ts'

let bench: DirectoryBench
beforeAll(async () => {
  bench = await openDirectory()
})
afterAll(() => bench.close())

const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  bench.scim(method, path, body, { base: 'standard', headers })
const create = async (more: Record<string, unknown> = {}) => {
  const answer = await call('POST', '/Users', aUser(more))
  expect(answer.statusCode, answer.body).toBe(201)
  return answer.json()
}
const query = (path: string, parameters: Record<string, string | number>) =>
  call('GET', `${path}?${new URLSearchParams(parameters as Record<string, string>)}`)

test('discovery says what there is, whatever parameters come with it, and cannot be filtered', async () => {
  for (const path of ['/ServiceProviderConfig', '/ResourceTypes', '/Schemas', '/ResourceTypes/User']) {
    const answer = await call('GET', `${path}?x=1`)
    expect(answer.statusCode, path).toBe(200)
    expect(answer.headers['content-type']).toBe('application/scim+json')
  }
  for (const path of ['/ServiceProviderConfig', '/ResourceTypes', '/Schemas'])
    expect((await query(path, { filter: 'id eq "x"' })).statusCode).toBe(403)
  expect((await call('GET', '/ServiceProviderConfig')).json()).toMatchObject({
    patch: { supported: true },
    bulk: { supported: true },
    etag: { supported: true },
    sort: { supported: true },
    pagination: { cursor: true, index: true },
  })
  expect((await call('GET', '/Schemas/urn:nobody')).statusCode).toBe(404)
})

test('any userName is taken: what makes no login gets one made', async () => {
  for (const userName of ['!!!', ' User X', 'a'.repeat(200), 'bob@one.example', 'bob@two.example', '山田'])
    expect((await create({ userName })).userName).toBe(userName)
  const { items } = await bench.server.home.ok<{ items: { login: string }[] }>(
    'GET',
    '/enterprises/octo/users?limit=200',
  )
  const logins = items.map(({ login }) => login.toLowerCase())
  expect(new Set(logins).size).toBe(logins.length)
  expect(logins.filter((login) => /^u-[0-9a-f]{12}_octo$/.test(login)).length).toBeGreaterThanOrEqual(4)
})

test('every attribute of RFC 7643 is kept, and GitHub’s base neither shows nor loses it', async () => {
  const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
  const user = await create({
    title: 'Engineer',
    phoneNumbers: [{ value: '+1 555', type: 'work' }],
    [enterprise]: { department: 'Tools', manager: { value: 'x' } },
  })
  expect(user).toMatchObject({
    title: 'Engineer',
    [enterprise]: { department: 'Tools' },
    schemas: expect.arrayContaining([enterprise]),
  })
  const github = await bench.scim('GET', `/Users/${user.id}`)
  expect(github.json()).not.toHaveProperty('title')
  await bench.scim('PATCH', `/Users/${user.id}`, patch({ op: 'replace', path: 'displayName', value: 'Seen by both' }))
  expect((await call('GET', `/Users/${user.id}`)).json()).toMatchObject({
    title: 'Engineer',
    displayName: 'Seen by both',
  })
})

test('entity tags: 304 for what one has, 412 for what somebody changed meanwhile', async () => {
  const user = await create()
  const read = await call('GET', `/Users/${user.id}`)
  const etag = String(read.headers.etag)
  expect(user.meta.version).toBe(etag)
  expect((await call('GET', `/Users/${user.id}`, undefined, { 'if-none-match': etag })).statusCode).toBe(304)
  const change = patch({ op: 'replace', path: 'displayName', value: 'Changed' })
  expect((await call('PATCH', `/Users/${user.id}`, change, { 'if-match': etag })).statusCode).toBe(200)
  const late = await call('PATCH', `/Users/${user.id}`, patch({ op: 'replace', path: 'displayName', value: 'Late' }), {
    'if-match': etag,
  })
  expect(late.statusCode).toBe(412)
  expect((await call('GET', `/Users/${user.id}`)).json().displayName).toBe('Changed')
})

test('attributes and excludedAttributes, sorting, and a search by POST', async () => {
  const prefix = 'Sorted'
  for (const name of ['b', 'C', 'a']) await create({ displayName: `${prefix} ${name}` })
  const filter = `displayName sw "${prefix}"`
  const sorted = await query('/Users', {
    filter,
    sortBy: 'displayName',
    sortOrder: 'descending',
    attributes: 'displayName',
  })
  expect(sorted.json().Resources.map((user: { displayName: string }) => user.displayName)).toEqual([
    'Sorted C',
    'Sorted b',
    'Sorted a',
  ])
  expect(Object.keys(sorted.json().Resources[0]).sort()).toEqual(['displayName', 'id', 'schemas'])
  const searched = await call('POST', '/Users/.search', { filter, count: 1, excludedAttributes: ['emails'] })
  expect(searched.json()).toMatchObject({ totalResults: 3, itemsPerPage: 1 })
  expect(searched.json().Resources[0]).not.toHaveProperty('emails')
})

test('pages by cursor: every user once, while others come and go; a made-up or foreign cursor is refused', async () => {
  const filter = 'title eq "paged"'
  for (let index = 0; index < 12; index++) await create({ title: 'paged' })
  const seen: string[] = []
  let cursor: string | undefined = ''
  for (let page = 0; cursor !== undefined; page++) {
    const answer = await query('/Users', { filter, count: 5, cursor })
    const found = answer.json() as { Resources: { id: string }[]; nextCursor?: string }
    seen.push(...found.Resources.map(({ id }) => id))
    if (page === 0) {
      expect((await call('DELETE', `/Users/${seen[0]}`)).statusCode).toBe(204)
      await create({ title: 'paged' })
    }
    cursor = found.nextCursor
  }
  expect(seen).toHaveLength(13)
  expect(new Set(seen).size).toBe(13)
  const { nextCursor } = (await query('/Users', { filter, count: 5, cursor: '' })).json()
  for (const wrong of ['nonsense', `B${nextCursor.slice(1)}`])
    expect((await query('/Users', { filter, count: 5, cursor: wrong })).json()).toMatchObject({
      scimType: 'invalidCursor',
    })
  expect((await query('/Users', { count: 5, cursor: nextCursor })).json()).toMatchObject({ scimType: 'invalidCursor' })
})

test('pages by index skip and repeat nobody when a user of an earlier page goes', async () => {
  const all = Number((await query('/Users', { count: 0 })).json().totalResults)
  const first = (await query('/Users', { startIndex: 1, count: 7 })).json().Resources as { id: string }[]
  await call('DELETE', `/Users/${first[2]?.id}`)
  const ids = first.map(({ id }) => id)
  for (let startIndex = 8; ; startIndex += 7) {
    const { Resources } = (await query('/Users', { startIndex, count: 7 })).json() as { Resources: { id: string }[] }
    ids.push(...Resources.map(({ id }) => id))
    if (Resources.length < 7) break
  }
  expect(ids).toHaveLength(all)
  expect(new Set(ids).size).toBe(all)
})

test('bulk: references are followed in any order, each operation stands alone, and the limit is 413', async () => {
  const answer = await call('POST', '/Bulk', {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    Operations: [
      { method: 'POST', path: '/Groups', bulkId: 'g', data: { displayName: 'Bulk', members: [{ value: 'bulkId:u' }] } },
      { method: 'POST', path: '/Users', bulkId: 'u', data: { userName: 'bulk@octo.example' } },
      { method: 'POST', path: '/Users', bulkId: 'again', data: { userName: 'bulk@octo.example' } },
      { method: 'DELETE', path: '/Users/nobody' },
    ],
  })
  expect(answer.json().Operations.map(({ status }: { status: string }) => status)).toEqual(['201', '201', '409', '404'])
  const [group, user] = answer.json().Operations as { location: string }[]
  const members = (await call('GET', `/Groups/${group?.location.split('/').at(-1)}`)).json().members
  expect(members).toMatchObject([{ value: user?.location.split('/').at(-1) }])
  const many = { Operations: Array.from({ length: 1001 }, () => ({ method: 'DELETE', path: '/Users/x' })) }
  expect((await call('POST', '/Bulk', many)).statusCode).toBe(413)
})

test('a group of 2,500 is answered whole, one more costs one row, and nobody is cut off', async () => {
  const { id: enterpriseId } = await bench.server.deps.db
    .selectFrom('enterprise')
    .select('id')
    .where('slug', '=', 'octo')
    .executeTakeFirstOrThrow()
  const group = (await call('POST', '/Groups', aGroup())).json()
  const operations = Array.from({ length: 500 }, (_, index) => ({
    method: 'POST',
    path: '/Users',
    bulkId: `m${index}`,
    data: { userName: `member${index}@octo.example` },
  }))
  for (let batch = 0; batch < 5; batch++) {
    const answer = await call('POST', '/Bulk', {
      Operations: operations.map((operation) => ({
        ...operation,
        data: { userName: `${batch}.${operation.data.userName}` },
      })),
    })
    const ids = (answer.json().Operations as { location: string }[]).map(({ location }) => location.split('/').at(-1))
    const added = await call(
      'PATCH',
      `/Groups/${group.id}`,
      patch({ op: 'add', path: 'members', value: ids.map((value) => ({ value })) }),
    )
    expect(added.statusCode).toBe(204)
  }
  const one = await create()
  await call('PATCH', `/Groups/${group.id}`, patch({ op: 'add', path: 'members', value: [{ value: one.id }] }))
  const whole = (await call('GET', `/Groups/${group.id}`)).json()
  expect(new Set(whole.members.map(({ value }: { value: string }) => value)).size).toBe(2501)
  const { count } = await bench.server.deps.db
    .selectFrom('directory_member')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('enterprise_id', '=', enterpriseId)
    .executeTakeFirstOrThrow()
  expect(count).toBeGreaterThanOrEqual(2501)
}, 120_000)

test('a password is taken and never kept, shown or logged', async () => {
  const secret = 'correct-horse-battery-staple'
  const user = await create({ password: secret })
  await call('PATCH', `/Users/${user.id}`, patch({ op: 'replace', path: 'password', value: secret }))
  expect(JSON.stringify(user)).not.toContain(secret)
  await expect
    .poll(
      async () =>
        (await bench.server.home.ok<{ total: number }>('GET', `/enterprises/octo/requests?q=${user.id}`)).total,
    )
    .toBeGreaterThan(0)
  for (const table of ['directory_user', 'audit_event', 'scim_request'] as const) {
    const rows = await bench.server.deps.db.selectFrom(table).selectAll().execute()
    expect(JSON.stringify(rows), table).not.toContain(secret)
  }
})
