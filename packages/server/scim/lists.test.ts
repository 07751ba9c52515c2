import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aGroup, aUser, type DirectoryBench, openDirectory, patch } from '../../../test/support/directory.ts'

let bench: DirectoryBench
const people = Array.from({ length: 23 }, (_, index) => `person${String(index).padStart(2, '0')}@lists.example`)

beforeAll(async () => {
  bench = await openDirectory()
  for (const userName of people) await made('/Users', aUser({ userName }))
  // Their rows are not numbered alike.
  for (let index = 0; index < 4; index++) {
    const { id } = await made('/Groups', aGroup({ displayName: `Gone ${index}` }))
    await bench.scim('DELETE', `/Groups/${id}`)
  }
  for (let index = 0; index < 17; index++) await made('/Groups', aGroup({ displayName: `Group ${index}` }))
})
afterAll(() => bench.close())

async function made(path: string, body: unknown, base: 'github' | 'standard' = 'github') {
  const answer = await bench.scim('POST', path, body, { base })
  expect(answer.statusCode, answer.body).toBe(201)
  return answer.json()
}
const read = async (path: string, base: 'github' | 'standard' = 'standard') =>
  (await bench.scim('GET', path, undefined, { base })).json()
const names = (list: { Resources: { userName: string }[] }) => list.Resources.map(({ userName }) => userName)

describe.each(['github', 'standard'] as const)('two lists of one token, page by page, at the %s base', (base) => {
  test('do not take each other’s places', async () => {
    const seen: Record<string, string[]> = { Users: [], Groups: [] }
    for (let start = 1; start < 30; start += 5)
      for (const kind of ['Users', 'Groups']) {
        const { Resources } = await read(`/${kind}?startIndex=${start}&count=5`, base)
        for (const { id } of Resources) seen[kind]?.push(id)
      }
    for (const [kind, ids] of Object.entries(seen)) {
      const { totalResults } = await read(`/${kind}?count=0`, base)
      expect([ids.length, new Set(ids).size]).toEqual([totalResults, totalResults])
    }
  })
})

test('a cursor is of the list that gave it', async () => {
  const { nextCursor } = await read('/Users?cursor=&count=5')
  expect((await read(`/Users?cursor=${nextCursor}&count=5`)).Resources).toHaveLength(5)
  for (const path of ['/Groups?', '/Users?sortBy=userName&', '/Users?filter=active%20eq%20true&'])
    expect(await read(`${path}cursor=${nextCursor}&count=5`)).toMatchObject({
      status: '400',
      scimType: 'invalidCursor',
    })
})

describe('a sorted list, cursor by cursor', () => {
  async function walk(sort: string, between: () => Promise<unknown> = async () => undefined): Promise<string[]> {
    const all: string[] = []
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const page: { Resources: { userName: string }[]; nextCursor?: string } = await read(
        `/Users?${sort}&count=5&cursor=${cursor}`,
      )
      all.push(...names(page))
      cursor = page.nextCursor
      if (all.length === 5) await between()
    }
    return all
  }

  test('leaves nobody out when people who were read are gone', async () => {
    const doomed = await Promise.all(
      ['aaa', 'aab'].map((name) => made('/Users', aUser({ userName: `${name}@lists.example` }))),
    )
    const all = await walk('sortBy=userName', () =>
      Promise.all(doomed.map(({ id }) => bench.scim('DELETE', `/Users/${id}`))),
    )
    expect(all).toEqual(['aaa@lists.example', 'aab@lists.example', ...people])
  })

  test.each([
    ['title', 'ascending'],
    ['title', 'descending'],
    ['active', 'ascending'],
    ['meta.created', 'descending'],
    ['emails.value', 'ascending'],
    ['name.familyName', 'descending'],
  ])('by %s, %s, is the list as a whole, those without a value too', async (attribute, order) => {
    const titled = await read('/Users?count=4')
    for (const [index, { id }] of titled.Resources.entries())
      await bench.scim(
        'PATCH',
        `/Users/${id}`,
        patch({ op: 'replace', value: { title: ['Éa', 'b', 'x'.repeat(600), 'b'][index], active: index > 1 } }),
        { base: 'standard' },
      )
    const sort = `sortBy=${attribute}&sortOrder=${order}`
    expect(await walk(sort)).toEqual(names(await read(`/Users?${sort}&count=200`)))
  })
})

describe('what does not count the case counts none of any script', () => {
  test.each(['github', 'standard'] as const)('in filters at the %s base', async (base) => {
    const user = await made(
      '/Users',
      aUser({ userName: `ecole-${base}@lists.example`, displayName: `ÉCOLE Ω ${base}` }),
    )
    const group = await made('/Groups', aGroup({ displayName: `ÎLE Σ ${base}` }))
    const found = (kind: string, name: string) =>
      read(`/${kind}?filter=${encodeURIComponent(`displayName eq "${name}"`)}`, base)
    expect((await found('Users', `école ω ${base}`)).Resources).toMatchObject([{ id: user.id }])
    expect((await found('Groups', `île σ ${base}`)).Resources).toMatchObject([{ id: group.id }])
  })

  test('and the final sigma is a sigma', async () => {
    const { id } = await made(
      '/Users',
      aUser({ userName: 'οδος@lists.example', displayName: 'Βασίλης Οδός' }),
      'standard',
    )
    for (const filter of [
      'displayName sw "ΒΑΣ"',
      'displayName co "ΟΔΌΣ"',
      'userName sw "ΟΔΟΣ"',
      'userName eq "ΟΔΟΣ@LISTS.example"',
    ])
      expect((await read(`/Users?filter=${encodeURIComponent(filter)}`)).Resources, filter).toMatchObject([{ id }])
    const found = bench.server.home.ok('GET', `/enterprises/octo/users?q=${encodeURIComponent('ΒΑΣ')}`)
    expect(await found).toMatchObject({ total: 1 })
  })

  test('in people’s search, and nowhere else', async () => {
    const { home } = bench.server
    const { items } = await home.ok<{ items: unknown[] }>(
      'GET',
      `/enterprises/octo/users?q=${encodeURIComponent('éCOLE')}`,
    )
    expect(items).toHaveLength(2)
    const byId = await read(`/Users?filter=${encodeURIComponent(`id eq "${people[0]}"`)}`)
    expect(byId.totalResults).toBe(0)
    const [{ id }] = (await read('/Users?count=1')).Resources
    for (const [text, count] of [
      [id, 1],
      [id.toUpperCase(), 0],
    ])
      expect(await read(`/Users?filter=${encodeURIComponent(`id eq "${text}"`)}`)).toMatchObject({
        totalResults: count,
      })
  })
})

test('people are found by the beginning of a name, and by a part of an e-mail', async () => {
  const emails = [{ value: 'mira.okafor@lists.example', type: 'work', primary: true }]
  await made('/Users', aUser({ userName: 'u-77', displayName: 'Mira Okafor', emails }))
  const found = (q: string) => bench.server.home.ok('GET', `/enterprises/octo/users?q=${encodeURIComponent(q)}`)
  for (const q of ['mira', 'U-7', 'OKAFOR', 'a.ok']) expect(await found(q), q).toMatchObject({ total: 1 })
  for (const q of ['ok', 'okafor_', '%fo']) expect(await found(q), q).toMatchObject({ total: 0 })
})

test('the filters of RFC 7644 §3.4.2.2 on what every resource has', async () => {
  const extension = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
  await made('/Users', aUser({ userName: 'extended@lists.example', [extension]: { department: 'X' } }), 'standard')
  const { totalResults } = await read('/Users?count=0')
  for (const [filter, count] of [
    ['schemas eq "urn:ietf:params:scim:schemas:core:2.0:User"', totalResults],
    [`schemas eq "${extension}"`, 1],
    ['meta.resourceType eq "User"', totalResults],
    ['meta.resourceType eq "Group"', 0],
  ])
    expect(await read(`/Users?count=0&filter=${encodeURIComponent(String(filter))}`), String(filter)).toMatchObject({
      totalResults: count,
    })
})

test('GitHub’s base, which does not sort, does not read how', async () => {
  for (const query of ['sortBy=!!', 'sortBy=userName&sortOrder=upwards'])
    expect(await read(`/Users?${query}&count=2`, 'github')).toMatchObject({ itemsPerPage: 2 })
})
