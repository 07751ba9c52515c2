import type { Enterprise } from '@rollcall/api'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { aGroup, aUser, type DirectoryBench, openDirectory, patch } from '../support/directory.ts'

/** What the service does beside the protocol: which enterprise is meant, what the audit log says, and what it warns of. */

const appliance = { slug: 'appliance', kind: 'ghes', host: 'ghes.octo.example' }

describe('GHES', () => {
  let bench: DirectoryBench
  beforeAll(async () => {
    bench = await openDirectory(appliance)
  })
  afterAll(() => bench.close())

  const ask = (url: string, more: { host?: string; token?: string } = {}) =>
    bench.server.app.inject({
      url,
      headers: {
        host: more.host ?? 'localhost',
        authorization: `Bearer ${more.token ?? bench.token}`,
        'content-type': 'application/scim',
        'user-agent': 'curl/8.0',
      },
    })
  const status = async (url: string, more = {}) => (await ask(url, more)).statusCode

  test('the command of GitHub’s own guide answers an empty list on a fresh appliance', async () => {
    const answer = await ask('/api/v3/scim/v2/Users', { host: 'ghes.octo.example' })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toBe('application/scim+json')
    expect(answer.json()).toMatchObject({ totalResults: 0, Resources: [] })
  })

  test('the only appliance answers at any host name; of several, each at its own, and at its path always', async () => {
    const at = (host: string, token?: string) => status('/api/v3/scim/v2/Users', { host, ...(token ? { token } : {}) })
    expect([await at('localhost'), await at('ghes.octo.example'), await at('GHES.octo.example:8443')]).toEqual([
      200, 200, 200,
    ])
    const { slug } = await bench.server.home.ok<Enterprise>('POST', '/enterprises', {
      slug: 'second',
      kind: 'ghes',
      host: 'two.example',
    })
    const { token } = await bench.server.home.ok<{ token: string }>('POST', `/enterprises/${slug}/tokens`, {
      scopes: ['scim:enterprise'],
    })
    expect(await at('localhost')).toBe(404)
    expect([await at('ghes.octo.example'), await at('two.example'), await at('two.example', token)]).toEqual([
      200, 404, 200,
    ])
    expect(await at('ghes.octo.example', token)).toBe(404)
    expect(await status('/ghes/appliance/api/v3/scim/v2/Users')).toBe(200)
    expect(await status('/ghes/appliance/api/v3/scim/v2/enterprises/any/Users')).toBe(200)
    expect(await status('/ghes/second/api/v3/scim/v2/Users')).toBe(404)
    expect(await status('/ghes/second/api/v3/scim/v2/Users', { token })).toBe(200)
    expect(await status('/scim/v2/enterprises/appliance/Users')).toBe(404)
    expect(await status('/scim/v2/standard/appliance/Users')).toBe(200)

    // Whoever follows the address of what it was shown finds it there.
    for (const host of ['two.example', 'TWO.example:8443']) {
      const made = await bench.server.app.inject({
        method: 'POST',
        url: '/api/v3/scim/v2/Users',
        headers: {
          host,
          authorization: `Bearer ${token}`,
          'user-agent': 'curl/8.0',
          'content-type': 'application/json',
        },
        payload: JSON.stringify(aUser({ userName: `${host}@two.example`, externalId: host })),
      })
      const { location } = made.json().meta
      expect(made.headers.location).toBe(location)
      const { host: named, pathname } = new URL(location)
      expect(named).toBe(host.toLowerCase())
      expect((await ask(pathname, { host: named, token })).json()).toEqual(made.json())
    }
  })

  test('the host name that a client wrote is not repeated', async () => {
    const { token } = await bench.server.home.ok<{ token: string }>('POST', '/enterprises/appliance/tokens', {
      scopes: ['scim:enterprise'],
    })
    const headers = { host: 'ghes.octo.example', authorization: `Bearer ${token}`, 'user-agent': 'curl/8.0' }
    const post = (host: string) =>
      bench.server.app.inject({
        method: 'POST',
        url: '/api/v3/scim/v2/Users',
        headers: { ...headers, host, 'content-type': 'application/json' },
        payload: JSON.stringify(aUser({ userName: `u${host.length}@octo.example`, externalId: host })),
      })
    for (const [behind, port] of [
      [':"},"x":"', ''],
      [':80@evil.example', ''],
      [':1/../x?y', ''],
      [':99999', ''],
      [':8443', ':8443'],
    ]) {
      const answer = await post(`ghes.octo.example${behind}`)
      expect(answer.json().meta?.location ?? '', behind).toMatch(
        new RegExp(`^$|^http://ghes\\.octo\\.example${port}/api/v3/scim/v2/Users/[0-9a-f-]{36}$`),
      )
    }
  })

  test('an address that is none is not found, in the words of the base, whoever asks', async () => {
    const none = async (method: 'GET' | 'OPTIONS', url: string, headers: Record<string, string> = {}) => {
      const answer = await bench.server.app.inject({ method, url, headers })
      return { status: answer.statusCode, body: answer.json() }
    }
    const authorization = `Bearer ${bench.token}`
    for (const headers of [{}, { authorization }, { authorization: 'Bearer nobody' }]) {
      for (const url of ['/scim/v2/Users', '/scim/v2/enterprises/octo', '/api/v3/scim', '/ghes/x/api/v3/scim/v2'])
        expect(await none('GET', url, headers)).toMatchObject({ status: 404, body: { message: 'Not Found' } })
      expect(await none('OPTIONS', '/scim/v2/standard/appliance/Users', headers)).toMatchObject({
        status: 404,
        body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '404' },
      })
    }
  })
})

describe('EMU', () => {
  let bench: DirectoryBench
  beforeEach(async () => {
    bench = await openDirectory()
  })
  afterEach(() => bench.close())

  async function audit() {
    return bench.server.deps.db
      .selectFrom('audit_event')
      .select(['action', 'request_id', 'subject_id', 'data'])
      .orderBy('seq')
      .execute()
  }

  test('what is not let in is seen in the log of the enterprise that was meant, some of many, and with no secret', async () => {
    const { home } = bench.server
    const logged = async (slug: string) =>
      (
        await home.ok<{ items: { id: string; status: number; why: string; path: string }[] }>(
          'GET',
          `/enterprises/${slug}/requests`,
        )
      ).items
    await home.ok('POST', '/enterprises', { slug: 'other', kind: 'emu', shortCode: 'oth' })
    const foreign = await home.ok<{ token: string }>('POST', '/enterprises/other/tokens', {
      scopes: ['scim:enterprise'],
    })
    await bench.scim('GET', '/Users?access_token=hunter2', undefined, { token: null })
    for (let index = 0; index < 4; index++) await bench.scim('GET', '/Users', undefined, { token: 'nobody' })
    await bench.scim('GET', '/Users', undefined, { token: foreign.token })
    for (let index = 0; index < 9; index++) await bench.scim('GET', '/Users', undefined, { token: 'nobody' })
    await expect.poll(async () => (await logged('octo')).length).toBe(6)
    const rows = await logged('octo')
    expect(rows.map(({ status }) => status).toSorted()).toEqual([401, 401, 401, 401, 401, 404])
    const whys = rows.map(({ why }) => why).join(' ')
    for (const part of ['No token was sent', 'unknown, expired or revoked', 'the token is of this enterprise'])
      expect(whys).toContain(part)
    expect(JSON.stringify(rows)).not.toContain('hunter2')
    const made = await bench.scim('POST', '/Users', aUser())
    await expect.poll(async () => (await logged('octo')).length).toBe(7)
    const [{ id } = { id: '' }] = await logged('octo')
    expect(await home.ok('GET', `/enterprises/octo/requests/${id}`)).toMatchObject({
      status: 201,
      requestId: made.headers['x-github-request-id'],
    })
    expect(await logged('other')).toEqual([])
  })

  test('events of one request are in order, of the set-up user, and have the request’s id', async () => {
    const made = await bench.scim('POST', '/Users', aUser({ roles: [{ value: 'enterprise_owner' }] }))
    const { id } = made.json()
    const off = await bench.scim('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value: false }))
    const events = await audit()
    expect(events.map(({ action }) => action)).toEqual([
      'external_identity.provision',
      'user.create',
      'business.add_admin',
      'external_identity.scim_api_success',
      'user.suspend',
      'user.remove_email',
      'user.rename',
      'external_identity.deprovision',
      'external_identity.scim_api_success',
    ])
    const ids = [
      ...Array(4).fill(made.headers['x-github-request-id']),
      ...Array(5).fill(off.headers['x-github-request-id']),
    ]
    expect(events.map(({ request_id }) => request_id)).toEqual(ids)
    for (const { data, action } of events) expect(data).toMatchObject({ action, actor: 'octo_admin', business: 'octo' })
    expect(events.at(-1)?.data).toMatchObject({
      request_method: 'PATCH',
      route: '/scim/v2/enterprises/{enterprise}/Users/{id}',
      url_path: `/scim/v2/enterprises/octo/Users/${id}`,
      query_string: '',
      status_code: 200,
      scim_user_id: id,
      api_request_body: expect.stringContaining('"active"'),
      user_agent: 'test client',
    })
  })

  test('a request that fails writes its failure and nothing else; one that changes nothing, nothing', async () => {
    const user = (await bench.scim('POST', '/Users', aUser())).json()
    const group = (await bench.scim('POST', '/Groups', aGroup({ members: [{ value: user.id }] }))).json()
    const { db } = bench.server.deps
    const rows = () =>
      Promise.all([
        db.selectFrom('directory_user').selectAll().execute(),
        db.selectFrom('directory_group').selectAll().execute(),
        db.selectFrom('directory_member').selectAll().execute(),
        db.selectFrom('enterprise_total').selectAll().orderBy('slot').execute(),
      ])
    const before = await rows()
    await bench.takeActions()
    const fails: [string, string, unknown, number][] = [
      ['POST', '/Users', aUser({ userName: user.userName, externalId: 'other' }), 409],
      ['POST', '/Users', aUser({ externalId: user.externalId }), 409],
      ['PUT', `/Users/${user.id}`, { userName: 'x' }, 400],
      [
        'PATCH',
        `/Users/${user.id}`,
        patch(
          { op: 'replace', path: 'displayName', value: 'y' },
          { op: 'replace', path: 'roles', value: [{ value: 'king' }] },
        ),
        400,
      ],
      ['DELETE', '/Users/0', undefined, 404],
      ['POST', '/Groups', aGroup({ externalId: group.externalId }), 409],
      [
        'PATCH',
        `/Groups/${group.id}`,
        patch(
          { op: 'remove', path: `members[value eq "${user.id}"]` },
          { op: 'add', path: 'members', value: [{ value: 'nobody' }] },
        ),
        400,
      ],
      ['GET', '/Groups/0', undefined, 404],
    ]
    for (const [method, path, body, status] of fails) {
      const answer = await bench.scim(method, path, body)
      expect(answer.statusCode, `${method} ${path}: ${answer.body}`).toBe(status)
      expect(await bench.takeActions()).toEqual([
        `external_${path.startsWith('/Users') ? 'identity' : 'group'}.scim_api_failure`,
      ])
    }
    expect((await audit()).at(-1)?.data).toMatchObject({
      status_code: 404,
      message: expect.stringContaining('no group'),
      scim_group_id: '0',
    })
    const same: [string, string, unknown][] = [
      ['PUT', `/Users/${user.id}`, user],
      ['PATCH', `/Users/${user.id}`, patch({ op: 'replace', value: { active: true, displayName: user.displayName } })],
      ['PATCH', `/Users/${user.id}`, patch()],
      ['PUT', `/Groups/${group.id}`, group],
      ['PATCH', `/Groups/${group.id}`, patch({ op: 'add', path: 'members', value: [{ value: user.id }] })],
    ]
    for (const [method, path, body] of same) {
      const answer = await bench.scim(method, path, body)
      expect([200, 204], `${method} ${path}: ${answer.body}`).toContain(answer.statusCode)
    }
    expect(await bench.takeActions()).toEqual([])
    expect(await rows()).toEqual(before)
  })

  test('more than one client that writes, and more than 1,000 users an hour, are noticed', async () => {
    const notices = async () =>
      (await bench.server.home.ok<Enterprise>('GET', '/enterprises/octo')).notices.map(({ code }) => code)
    const send = (agent: string, method: string, body?: unknown) =>
      bench.scim(method, '/Users', body, { headers: { 'user-agent': agent } })
    await send('Okta SCIM Client 1.0.0', 'POST', aUser())
    await send('Azure AD provisioning', 'GET')
    await expect
      .poll(async () => (await bench.server.deps.db.selectFrom('scim_writer').select('client').execute()).length)
      .toBe(1)
    expect(await notices()).toEqual([])
    await send('Azure AD provisioning', 'POST', aUser())
    await expect.poll(notices, { timeout: 10_000 }).toEqual(['scim.several_writers'])
    const arrive = (count: number) =>
      bench.server.deps.queries.query(
        `insert into directory_user (enterprise_id, account_id, id, login_taken, suspended, state, created_at, updated_at)
        select enterprise_id, nextval('directory_number'), gen_random_uuid(), gen_random_uuid()::text, false, state, now(), now()
        from (select * from directory_user limit 1) u, generate_series(1, $1)`,
        [count],
      )
    await arrive(998)
    expect(await notices()).toEqual(['scim.several_writers'])
    await arrive(1)
    expect(await notices()).toEqual(['scim.several_writers', 'scim.too_many_users'])
  })
})
