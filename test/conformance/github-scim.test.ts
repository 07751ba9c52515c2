import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  aGroup,
  aUser,
  type DirectoryBench,
  openDirectory,
  patch,
  type ScimCallOptions,
  useUpTheHour,
} from '../support/directory.ts'
import { differences } from './github-contract.ts'

const kinds = [
  ['emu', { slug: 'octo', kind: 'emu', shortCode: 'octo' }],
  ['ghes', { slug: 'appliance', kind: 'ghes', host: 'ghes.octo.example' }],
] as const

describe.each(kinds)('%s', (kind, wanted) => {
  let bench: DirectoryBench
  beforeAll(async () => {
    bench = await openDirectory({ ...wanted })
  })
  afterAll(() => bench.close())

  /** Every answer is held against GitHub's own description of it. */
  async function call(method: string, path: string, body?: unknown, more?: ScimCallOptions) {
    const answer = await bench.scim(method, path, body, more)
    expect(differences(kind, method, path, answer.statusCode, answer.body), answer.body).toEqual([])
    return answer
  }
  const create = async (more: Record<string, unknown> = {}): Promise<Record<string, never> & { id: string }> => {
    const answer = await call('POST', '/Users', aUser(more))
    expect(answer.statusCode, answer.body).toBe(201)
    return answer.json()
  }
  const filtered = (kindPath: string, filter: string) => `${kindPath}?filter=${encodeURIComponent(filter)}`
  const loginOf = async (id: string) =>
    (await bench.server.home.ok<{ login: string }>('GET', `/enterprises/${wanted.slug}/users/${id}`)).login
  const suffix = kind === 'emu' ? '_octo' : ''

  test('a fresh enterprise answers an empty list', async () => {
    const answer = await call('GET', '/Users', undefined, { headers: { 'content-type': 'application/scim' } })
    expect(answer.json()).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: 0,
      startIndex: 1,
      itemsPerPage: 0,
      Resources: [],
    })
    expect(answer.headers['content-type']).toBe('application/scim+json')
  })

  test('a create makes an id and a login, and the same again is a conflict', async () => {
    await bench.takeActions()
    const sent = aUser({ userName: 'Mona.Lisa@octo.example' })
    const answer = await call('POST', '/Users', sent)
    const { id, meta } = answer.json()
    expect(answer.statusCode).toBe(201)
    expect(id).toMatch(/^[0-9a-f-]{36}$/)
    expect(meta).toMatchObject({ resourceType: 'User', location: answer.headers.location })
    expect(await loginOf(id)).toBe(`Mona-Lisa${suffix}`)
    expect((await call('POST', '/Users', sent)).statusCode).toBe(409)
    expect(await bench.takeActions()).toEqual([
      'external_identity.provision',
      'user.create',
      'external_identity.scim_api_success',
      'external_identity.scim_api_failure',
    ])
  })

  test.each([
    ['forty characters', 'a'.repeat(40)],
    ['a leading dash', '!mona@octo.example'],
    ['two dashes in a row', 'mona!!lisa@octo.example'],
    ['nothing before the at sign', '@octo.example'],
  ])('a userName that makes no login is refused: %s', async (_, userName) => {
    const answer = await call('POST', '/Users', aUser({ userName }))
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({
      status: 400,
      scimType: 'invalidValue',
      detail: expect.stringContaining('userName'),
    })
  })

  test.each([['externalId'], ['emails']])('%s is required and named when it is missing', async (name) => {
    const { [name]: _, ...rest } = aUser()
    const answer = await call('POST', '/Users', rest)
    expect(answer.statusCode).toBe(400)
    expect(answer.json().detail).toContain(name)
  })

  test('filters: one eq, either quote, any case of names; a miss is an empty list; anything else is 400', async () => {
    const user = await create({ displayName: 'Grace Hopper' })
    for (const filter of [
      `userName eq "${user.userName}"`,
      `username eq '${String(user.userName).toUpperCase()}'`,
      `externalId eq "${user.externalId}"`,
      `id eq "${user.id}"`,
      'displayName eq "grace hopper"',
    ])
      expect((await call('GET', filtered('/Users', filter))).json(), filter).toMatchObject({
        totalResults: 1,
        Resources: [{ id: user.id }],
      })
    const miss = await call('GET', filtered('/Users', 'externalId eq "nobody"'))
    expect(miss.json()).toMatchObject({ totalResults: 0, Resources: [] })
    for (const filter of [
      'userName eq "a" and externalId eq "b"',
      'userName co "a"',
      'emails.value eq "a"',
      'userName',
      'userName eq',
      `externalId eq "${String(user.externalId).toUpperCase()}" or id eq "x"`,
    ]) {
      const answer = await call('GET', filtered('/Users', filter))
      expect(answer.statusCode, filter).toBe(400)
      expect(answer.json()).toMatchObject({ scimType: 'invalidFilter' })
    }
  })

  test('soft-deprovisioning obfuscates the login in both forms, and reactivation restores it', async () => {
    for (const operation of [
      { op: 'replace', path: 'active', value: false },
      { op: 'Replace', value: { active: 'False' } },
    ]) {
      const user = await create()
      const before = await loginOf(user.id)
      await bench.takeActions()
      const off = await call('PATCH', `/Users/${user.id}`, patch(operation))
      expect(off.json()).toMatchObject({ active: false, userName: user.userName })
      expect(await bench.takeActions()).toEqual([
        'user.suspend',
        'user.remove_email',
        'user.rename',
        'external_identity.deprovision',
        'external_identity.scim_api_success',
      ])
      const obfuscated = await loginOf(user.id)
      expect(obfuscated).toMatch(kind === 'emu' ? /^[0-9a-f]+_octo$/ : /^[0-9a-f]+$/)
      expect(obfuscated.length).toBeLessThanOrEqual(39)
      const listed = await call('GET', filtered('/Users', `externalId eq "${user.externalId}"`))
      expect(listed.json()).toMatchObject({ totalResults: 1, Resources: [{ id: user.id, active: false }] })
      await call('PATCH', `/Users/${user.id}`, patch({ op: 'replace', path: 'active', value: true }))
      expect(await bench.takeActions()).toEqual([
        'user.unsuspend',
        'user.remove_email',
        'user.rename',
        'external_identity.provision',
        'external_identity.scim_api_success',
      ])
      expect(await loginOf(user.id)).toBe(before)
    }
  })

  test('a hard-deprovisioned user is gone for good, and its login is free for another', async () => {
    const user = await create({ userName: 'ada@octo.example' })
    expect((await call('DELETE', `/Users/${user.id}`)).statusCode).toBe(204)
    expect((await call('GET', `/Users/${user.id}`)).statusCode).toBe(404)
    expect((await call('DELETE', `/Users/${user.id}`)).statusCode).toBe(404)
    expect(
      (await call('PATCH', `/Users/${user.id}`, patch({ op: 'replace', path: 'active', value: true }))).statusCode,
    ).toBe(404)
    const listed = await call('GET', filtered('/Users', `externalId eq "${user.externalId}"`))
    expect(listed.json().totalResults).toBe(0)
    const next = await create({ userName: 'ada@octo.example' })
    expect(next.id).not.toBe(user.id)
    expect(await loginOf(next.id)).toBe(`ada${suffix}`)
  })

  test('a PUT says the whole user: what it leaves out is deleted; saying the same again writes nothing', async () => {
    const user = await create({ roles: [{ value: 'user', primary: true }] })
    const { roles: _, ...without } = { ...aUser(), externalId: user.externalId, userName: user.userName, roles: null }
    const put = await call('PUT', `/Users/${user.id}`, { ...without, displayName: 'Another Name' })
    expect(put.json()).toMatchObject({ displayName: 'Another Name', roles: [] })
    await bench.takeActions()
    const again = await call('PUT', `/Users/${user.id}`, { ...without, displayName: 'Another Name' })
    expect(again.json()).toEqual(put.json())
    expect(await bench.takeActions()).toEqual([])
  })

  test('a role is given and taken, and one that GitHub does not know is refused', async () => {
    const user = await create({ roles: [{ value: 'Enterprise Owner' }] })
    expect(user.roles).toEqual([{ value: 'enterprise_owner' }])
    await bench.takeActions()
    await call(
      'PATCH',
      `/Users/${user.id}`,
      patch({ op: 'replace', path: 'roles', value: [{ value: 'billing_manager' }] }),
    )
    expect(await bench.takeActions()).toEqual([
      'external_identity.update',
      'business.remove_admin',
      'business.add_billing_manager',
      'external_identity.scim_api_success',
    ])
    const unknown = await call(
      'PATCH',
      `/Users/${user.id}`,
      patch({ op: 'replace', path: 'roles', value: [{ value: 'king' }] }),
    )
    expect(unknown.statusCode).toBe(400)
  })

  test('groups: members by id, no list rewritten, events one by one; PUT without members empties', async () => {
    const [one, two] = [await create(), await create()]
    await bench.takeActions()
    const made = await call('POST', '/Groups', aGroup({ members: [{ value: one.id, displayName: 'x' }] }))
    const group = made.json()
    expect(group.members).toMatchObject([{ value: one.id, $ref: expect.stringContaining(`/Users/${one.id}`) }])
    expect(await bench.takeActions()).toEqual([
      'external_group.provision',
      'external_group.update_display_name',
      'external_group.add_member',
      'external_group.scim_api_success',
    ])
    const add = await call(
      'PATCH',
      `/Groups/${group.id}`,
      patch({ op: 'add', path: 'members', value: [{ value: two.id }] }),
    )
    expect(add.json().members).toHaveLength(2)
    expect(await bench.takeActions()).toEqual([
      'external_group.update',
      'external_group.add_member',
      'external_group.scim_api_success',
    ])
    await call('PATCH', `/Groups/${group.id}`, patch({ op: 'add', path: 'members', value: [{ value: two.id }] }))
    await call('PATCH', `/Groups/${group.id}`, patch({ op: 'remove', path: 'members', value: [{ value: 'nobody' }] }))
    expect(await bench.takeActions()).toEqual([])
    const out = await call(
      'PATCH',
      `/Groups/${group.id}`,
      patch({ op: 'remove', path: `members[value eq "${one.id}"]` }),
    )
    expect(out.json().members).toMatchObject([{ value: two.id }])
    const stranger = await call(
      'PATCH',
      `/Groups/${group.id}`,
      patch({ op: 'add', path: 'members', value: [{ value: one.id }, { value: group.id }] }),
    )
    expect(stranger.statusCode).toBe(400)
    const without = await call('GET', `/Groups/${group.id}?excludedAttributes=members`)
    expect(without.json()).not.toHaveProperty('members')
    expect((await call('GET', `/Groups/${group.id}`)).json().members).toMatchObject([{ value: two.id }])
    const put = await call(
      'PUT',
      `/Groups/${group.id}`,
      aGroup({ externalId: group.externalId, displayName: 'Renamed' }),
    )
    expect(put.json()).toMatchObject({ displayName: 'Renamed', members: [] })
    expect((await call('DELETE', `/Groups/${group.id}`)).statusCode).toBe(204)
    expect((await call('GET', `/Groups/${group.id}`)).statusCode).toBe(404)
  })

  test('a suspended member is hidden and kept', async () => {
    const user = await create()
    const group = (await call('POST', '/Groups', aGroup({ members: [{ value: user.id }] }))).json()
    expect((await call('GET', `/Users/${user.id}`)).json().groups).toMatchObject([{ value: group.id }])
    await call('PATCH', `/Users/${user.id}`, patch({ op: 'replace', path: 'active', value: false }))
    expect((await call('GET', `/Groups/${group.id}`)).json().members).toEqual([])
    expect((await call('GET', `/Users/${user.id}`)).json().groups).toEqual([])
    const on = await call('PATCH', `/Users/${user.id}`, patch({ op: 'replace', path: 'active', value: true }))
    expect(on.json().groups).toMatchObject([{ value: group.id }])
    expect((await call('GET', `/Groups/${group.id}`)).json().members).toMatchObject([{ value: user.id }])
  })

  test('GET Users/0 is 404 and one failure in the audit log; a GET that succeeds is none', async () => {
    await bench.takeActions()
    expect((await call('GET', '/Users/0')).statusCode).toBe(404)
    expect(await bench.takeActions()).toEqual(['external_identity.scim_api_failure'])
    await call('GET', '/Users?count=1')
    await call('GET', '/Groups')
    expect(await bench.takeActions()).toEqual([])
  })

  test('a client without a name, a wrong token and another enterprise’s token are refused', async () => {
    const nameless = await bench.scim('GET', '/Users', undefined, { headers: { 'user-agent': '' } })
    expect(nameless.statusCode).toBe(403)
    const wrong = await call('GET', '/Users', undefined, { token: 'rc_scim_wrong' })
    expect(wrong.statusCode).toBe(401)
    expect(wrong.json()).toMatchObject({ message: 'Bad credentials' })
    expect((await call('GET', '/Users', undefined, { token: null })).statusCode).toBe(401)
    await bench.server.home.ok('POST', '/enterprises', { slug: `other-${kind}`, kind: 'emu', shortCode: `o${kind}` })
    const { token } = await bench.server.home.ok<{ token: string }>('POST', `/enterprises/other-${kind}/tokens`, {
      scopes: ['admin:enterprise'],
    })
    expect((await bench.scim('GET', '/Users', undefined, { token })).statusCode).toBe(404)
    expect((await bench.scim('GET', '/Users', undefined, { token, base: 'standard' })).statusCode).toBe(404)
  })

  test('what is no JSON, no known media type or too large says so', async () => {
    const broken = await call('POST', '/Users', '{"userName":')
    expect(broken.json()).toMatchObject({ status: 400, scimType: 'invalidSyntax' })
    const text = await bench.scim('POST', '/Users', 'hello', { headers: { 'content-type': 'text/plain' } })
    expect(text.statusCode).toBe(415)
    const large = await bench.scim('POST', '/Users', aUser({ displayName: 'x'.repeat(1024 * 1024) }))
    expect(large.statusCode).toBe(413)
    const half = await call('POST', '/Users', '{"userName":"a\\ud800","externalId":"x"}')
    expect(half.statusCode).toBe(400)
    for (const path of ['/users', '/Users/x/y', '/ServiceProviderConfig', '/Schemas', '/Bulk', '/Me'])
      expect((await bench.scim('GET', path)).statusCode, path).toBe(404)
  })

  test('a token that is revoked opens nothing from then on', async () => {
    const made = await bench.server.home.ok<{ token: string; id: string }>(
      'POST',
      `/enterprises/${wanted.slug}/tokens`,
      {
        scopes: ['scim:enterprise'],
        expiresInDays: 30,
      },
    )
    const first = await call('GET', '/Users', undefined, { token: made.token })
    expect(first.statusCode).toBe(200)
    expect(first.headers['github-authentication-token-expiration']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/)
    await bench.server.home.ok('DELETE', `/enterprises/${wanted.slug}/tokens/${made.id}`)
    expect((await bench.scim('GET', '/Users', undefined, { token: made.token })).statusCode).toBe(401)
  })

  test('/rate_limit answers whose place it is, to a client with a name; an appliance without limits has none', async () => {
    const ask = (url: string, headers: Record<string, string>) =>
      bench.server.app.inject({ url, headers: { 'user-agent': 'test', ...headers } })
    const own = { authorization: `Bearer ${bench.token}` }
    const [here, elsewhere] =
      kind === 'emu' ? ['/rate_limit', '/api/v3/rate_limit'] : ['/api/v3/rate_limit', '/rate_limit']
    const answer = await ask(here, own)
    expect(answer.headers['x-github-request-id']).toBeTruthy()
    if (kind === 'emu') expect(answer.json()).toMatchObject({ resources: { scim: { limit: 15_000 } } })
    else expect(answer.json()).toMatchObject({ status: '404', detail: 'Rate limiting is not enabled.' })
    expect((await ask(elsewhere, own)).statusCode).toBe(404)
    expect((await ask(here, {})).statusCode).toBe(401)
    expect((await ask(here, { ...own, authorization: 'Bearer nobody' })).statusCode).toBe(401)
    if (kind === 'ghes') expect((await ask('/ghes/another/api/v3/rate_limit', own)).statusCode).toBe(404)
  })

  test('over the limit: 429 with Retry-After, and /rate_limit tells', async () => {
    await bench.server.home.ok('PATCH', `/enterprises/${wanted.slug}`, { options: { rateLimit: 5000 } })
    const within = await call('GET', '/Users?count=0')
    expect(within.headers).toMatchObject({ 'x-ratelimit-limit': '5000', 'x-ratelimit-resource': 'scim' })
    await useUpTheHour(bench)
    await expect.poll(async () => (await bench.scim('GET', '/Users?count=0')).statusCode, { timeout: 10_000 }).toBe(429)
    const over = await call('GET', '/Users?count=0')
    expect(Number(over.headers['retry-after'])).toBeGreaterThan(0)
    const limit = await bench.server.app.inject({
      url: kind === 'emu' ? '/rate_limit' : '/api/v3/rate_limit',
      headers: { authorization: `Bearer ${bench.token}`, 'user-agent': 'test' },
    })
    expect(limit.json()).toMatchObject({ resources: { scim: { limit: 5000, remaining: 0 } } })
    await bench.server.home.ok('PATCH', `/enterprises/${wanted.slug}`, { options: { rateLimit: 0 } })
  })
})
