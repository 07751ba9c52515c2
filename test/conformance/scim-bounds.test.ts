import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aGroup, aUser, type DirectoryBench, openDirectory, patch } from '../support/directory.ts'

/** What is too long, too deep or too many is refused in the protocol's own words, at both bases, and costs no 500. */

let bench: DirectoryBench
beforeAll(async () => {
  bench = await openDirectory()
})
afterAll(() => bench.close())

/** Nothing that an index could make short by compressing it. */
const long = createHash('shake256', { outputLength: 6000 }).update('long').digest('hex')
const deep = (levels: number, open = '[', close = ']') => open.repeat(levels) + close.repeat(levels)
const withRaw = (name: string, raw: string, body = aUser()) =>
  `${JSON.stringify({ ...body, [name]: undefined }).slice(0, -1)},"${name}":${raw}}`
const unknownId = '00000000-0000-4000-8000-000000000000'

describe.each(['github', 'standard'] as const)('%s', (base) => {
  const call = (method: string, path: string, body?: unknown) => bench.scim(method, path, body, { base })

  async function refused(method: string, path: string, body: unknown, status: number, about?: string): Promise<void> {
    const answer = await call(method, path, body)
    expect(answer.statusCode, answer.body.slice(0, 300)).toBe(status)
    const { detail } = answer.json()
    expect(detail).toMatch(/\w{3}/)
    if (about !== undefined) expect(detail).toContain(about)
  }

  test('what people and groups are looked up by has a length, in POST, PUT and PATCH', async () => {
    const user = (await call('POST', '/Users', aUser())).json()
    const group = (await call('POST', '/Groups', aGroup())).json()
    for (const [name, value] of [
      ['userName', long],
      ['externalId', long],
      ['displayName', long],
      ['emails', [{ value: long, type: 'work', primary: true }]],
    ] as const) {
      await refused('POST', '/Users', aUser({ [name]: value }), 400, name)
      await refused('PUT', `/Users/${user.id}`, aUser({ [name]: value }), 400, name)
      await refused('PATCH', `/Users/${user.id}`, patch({ op: 'replace', path: name, value }), 400, name)
    }
    for (const name of ['externalId', 'displayName']) {
      await refused('POST', '/Groups', aGroup({ [name]: long }), 400, name)
      await refused('PATCH', `/Groups/${group.id}`, patch({ op: 'replace', path: name, value: long }), 400, name)
    }
    expect((await call('GET', `/Users/${user.id}`)).json()).toEqual(user)
    // In the longest script, as long as may be.
    const longest = '語'.repeat(500)
    const fits = { displayName: longest, emails: [{ value: `${longest}@x` }], externalId: `${longest}${base}` }
    const made = await call('POST', '/Users', aUser(fits))
    expect(made.statusCode, made.body).toBe(201)
    expect(
      (await call('POST', '/Groups', aGroup({ displayName: `${longest}${base}`, externalId: longest + base })))
        .statusCode,
    ).toBe(201)
  })

  test('deep, large and many', async () => {
    const levels = 200_000
    for (const name of ['displayName', 'emails', 'roles', 'name', 'password', 'active'])
      await refused('POST', '/Users', withRaw(name, deep(levels)), 400, name)
    await refused('POST', '/Groups', withRaw('members', deep(levels), aGroup()), 400, 'members')
    await refused('PATCH', `/Users/${unknownId}`, `{"Operations":${deep(levels)}}`, 400)
    await refused(
      'POST',
      '/Users',
      withRaw('emails', JSON.stringify(Array.from({ length: 20_000 }, (_, one) => ({ value: `${one}@x` })))),
      400,
      'emails',
    )
    await refused('POST', '/Users', aUser({ displayName: 'x'.repeat(1024 * 1024) }), 413, '1 MiB')
    await refused('POST', '/Groups', aGroup({ members: Array(20_000).fill({ value: 'nobody' }) }), 400, 'members')
    const operations = Array(20_001).fill({ op: 'add', path: 'title', value: '' })
    await refused('PATCH', `/Users/${unknownId}`, patch(...operations), 413)
    for (const filter of [`${'('.repeat(300)}active pr${')'.repeat(300)}`, `userName eq "${'x'.repeat(20_000)}"`])
      await refused('GET', `/Users?filter=${encodeURIComponent(filter)}`, undefined, 400, 'filter')
  })

  test('a place in a list that no list has is an empty page; what is no number says so', async () => {
    for (const place of ['99999999999999999999', '9007199254740993'])
      expect((await call('GET', `/Users?startIndex=${place}`)).json()).toMatchObject({ Resources: [] })
    await refused('GET', '/Users?startIndex=1e400', undefined, 400, 'startIndex')
    expect((await call('GET', '/Users?count=99999999999999999999&startIndex=-5')).statusCode).toBe(200)
  })

  test('an address that is none is refused as SCIM refuses, and an id longer than any is nobody, with its failure', async () => {
    await refused('GET', '/Users/%zz', undefined, 400, '%25')
    await bench.takeActions()
    for (const path of [`/Users/${long}`, '/Users/a/b', '/Groups/a/b/c']) await refused('GET', path, undefined, 404)
    expect(await bench.takeActions()).toEqual([
      'external_identity.scim_api_failure',
      'external_identity.scim_api_failure',
      'external_group.scim_api_failure',
    ])
  })
})

test('an operation of a bulk request about an id longer than any fails alone', async () => {
  const Operations = [
    { method: 'DELETE', path: `/Users/${long}` },
    { method: 'POST', path: '/Users', bulkId: long, data: aUser() },
  ]
  const answer = await bench.scim('POST', '/Bulk', { Operations }, { base: 'standard' })
  expect(answer.json().Operations).toMatchObject([{ status: '404' }, { status: '201', bulkId: long }])
})

test('an address that is none is refused by the console’s API in its own words', async () => {
  const answer = await bench.server.home.call('GET', '/enterprises/%zz')
  expect(answer.statusCode).toBe(400)
  expect(answer.json()).toMatchObject({ error: { code: 'request.malformed', requestId: expect.any(String) } })
})
