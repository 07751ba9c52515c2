import sodium from 'libsodium-wrappers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { restDifferences } from '../../../test/conformance/github-contract.ts'
import { aGroup, aUser, type DirectoryBench, openDirectory, patch } from '../../../test/support/directory.ts'
import { openTeams } from '../../../test/support/teams.ts'

let bench: DirectoryBench
let ghes: DirectoryBench
let reader: string
let admin: string
let people: { id: string; login: string }[]
const closers: (() => Promise<void>)[] = []

async function tokenOf({ server, enterprise }: DirectoryBench, scope: string): Promise<string> {
  const path = `/enterprises/${enterprise.slug}/tokens`
  return (await server.home.ok<{ token: string }>('POST', path, { scopes: [scope] })).token
}

async function ask(path: string, token = reader, method = 'GET', payload?: object) {
  const answer = await bench.server.app.inject({
    method: method as 'GET',
    url: path.startsWith('http') ? new URL(path).pathname + new URL(path).search : `/enterprises/octo${path}`,
    headers: { authorization: `Bearer ${token}`, 'user-agent': 'test client' },
    ...(payload ? { payload } : {}),
  })
  if (answer.statusCode < 300)
    expect(
      restDifferences(
        'emu',
        'audit-log',
        method,
        `/enterprises/octo${path.replace(/^http.*(?=\/audit-log)/, '')}`,
        answer.statusCode,
        answer.body,
      ),
    ).toEqual([])
  return answer
}

type Found = { action: string; actor: string; user?: string; '@timestamp': number; _document_id: string }
const found = async (phrase: string, more = ''): Promise<Found[]> =>
  (await ask(`/audit-log?per_page=100&phrase=${encodeURIComponent(phrase)}${more}`)).json()
const actionsOf = async (phrase: string) => (await found(phrase)).map(({ action }) => action)

const links = (header: unknown): Record<string, string> =>
  Object.fromEntries([...String(header ?? '').matchAll(/<([^>]+)>; rel="(\w+)"/g)].map(([, url, rel]) => [rel, url]))

beforeAll(async () => {
  bench = await openDirectory()
  closers.push(() => bench.close())
  await bench.server.home.ok('PATCH', '/enterprises/octo', { options: { rateLimit: 0 } })
  reader = await tokenOf(bench, 'read:audit_log')
  admin = await tokenOf(bench, 'admin:enterprise')
  const made = []
  for (let count = 0; count < 3; count++) made.push((await bench.scim('POST', '/Users', aUser())).json())
  people = made.map(({ id, userName }) => ({ id, login: `${userName.split('@')[0]}_octo` }))
  await bench.scim('POST', '/Groups', aGroup({ members: [{ value: people[0]?.id }, { value: people[1]?.id }] }))
  await bench.scim('PATCH', `/Users/${people[2]?.id}`, patch({ op: 'replace', path: 'active', value: false }))
  await bench.scim('GET', '/Users/0')
})
afterAll(async () => {
  for (const close of closers) await close()
})

describe('the audit log of an enterprise', () => {
  test('is newest first, a bare array of events with times in milliseconds, as GitHub describes it', async () => {
    const answer = await ask('/audit-log')
    expect(answer.statusCode).toBe(200)
    const events: Found[] = answer.json()
    expect(events[0]).toMatchObject({ action: 'external_identity.scim_api_failure', actor: 'octo_admin' })
    expect(events.at(-1)?.action).toBe('external_identity.provision')
    expect(Math.abs(Date.now() - (events[0]?.['@timestamp'] ?? 0))).toBeLessThan(600_000)
    expect(answer.headers['x-accepted-oauth-scopes']).toBe('admin:enterprise, read:audit_log')
    const rising: Found[] = (await ask('/audit-log?order=asc')).json()
    expect(rising.map(({ _document_id }) => _document_id)).toEqual(events.map((one) => one._document_id).reverse())
  })

  test('is searched by category, action, user, operation and time', async () => {
    expect(new Set(await actionsOf('action:external_group'))).toEqual(
      new Set([
        'external_group.provision',
        'external_group.update_display_name',
        'external_group.add_member',
        'external_group.scim_api_success',
      ]),
    )
    expect(await actionsOf('action:external_identity.provision')).toHaveLength(3)
    expect(await actionsOf('action:external_identity -action:external_identity.scim_api_success')).toEqual([
      'external_identity.scim_api_failure',
      'external_identity.deprovision',
      ...Array(3).fill('external_identity.provision'),
    ])
    expect(await actionsOf(`action:external_identity.provision user:${people[0]?.login.toUpperCase()}`)).toHaveLength(1)
    expect(await actionsOf('actor:nobody')).toEqual([])
    expect(await actionsOf('business:octo operation:remove')).toEqual(
      await actionsOf('operation:remove created:>=2020-01-01'),
    )
    expect(await actionsOf('operation:remove')).not.toEqual([])
    expect(await actionsOf('created:<2020-01-01')).toEqual([])
    expect(await actionsOf('-actor:octo_admin')).toEqual([])
    expect(await found('', '&include=git')).toEqual([])
  })

  test.each([
    ['acton:team', /no qualifier acton/],
    ['mona', /free text/],
    ['created:never', /no time/],
  ])('%s is a clear 422', async (phrase, words) => {
    const answer = await ask(`/audit-log?phrase=${encodeURIComponent(phrase)}`)
    expect(answer.statusCode).toBe(422)
    expect(answer.json().message).toMatch(words)
    expect(answer.json()).toHaveProperty('documentation_url')
  })

  test.each(['order=up', 'include=mail', 'per_page=0', 'page=x', 'after=AAAA', 'after=ZToxMg&before=ZToxMg'])(
    '%s is a clear 422',
    async (query) => expect((await ask(`/audit-log?${query}`)).statusCode).toBe(422),
  )

  test('is walked by Link, forwards to its end and back, without an event left out or shown twice', async () => {
    const whole = (await found('')).map(({ _document_id }) => _document_id)
    expect(whole.length).toBeGreaterThan(15)
    const seen: string[][] = []
    let next: string | undefined = '/audit-log?per_page=4'
    let last = ''
    while (next) {
      const answer = await ask(next)
      const page: Found[] = answer.json()
      seen.push(page.map(({ _document_id }) => _document_id))
      last = next
      // What is written meanwhile does not shift the pages.
      await bench.scim('GET', '/Groups/0')
      next = links(answer.headers.link).next
    }
    expect(seen.flat()).toEqual(whole)
    const back: string[][] = []
    for (let previous = links((await ask(last)).headers.link).prev; previous && back.length < seen.length - 1; ) {
      const answer = await ask(previous)
      back.unshift(answer.json<Found[]>().map(({ _document_id }) => _document_id))
      previous = links(answer.headers.link).prev
    }
    expect(back.flat()).toEqual(whole.slice(0, back.flat().length))
    expect(links((await ask('/audit-log?page=2&per_page=5')).headers.link).next).toMatch(/page=3/)
  })

  test('is for the scopes that GitHub names, and for its own enterprise only', async () => {
    expect((await ask('/audit-log', admin)).statusCode).toBe(200)
    const narrow = await ask('/audit-log', bench.token)
    expect(narrow.statusCode).toBe(403)
    expect(narrow.json().message).toMatch(/admin:enterprise or read:audit_log/)
    expect((await ask('/audit-log', 'rc_scim_nothing')).statusCode).toBe(401)
    expect((await bench.scim('GET', '/Users', undefined, { token: reader })).statusCode).toBe(403)
    await bench.server.home.ok('POST', '/enterprises', { slug: 'other', kind: 'emu', shortCode: 'other' })
    const { token } = await bench.server.home.ok<{ token: string }>('POST', '/enterprises/other/tokens', {
      scopes: ['admin:enterprise'],
    })
    expect((await ask('/audit-log', token)).statusCode).toBe(404)
  })

  test('of an appliance stands below /api/v3 and is paged by number', async () => {
    ghes = await openDirectory({ slug: 'ghes', kind: 'ghes' })
    closers.push(() => ghes.close())
    for (let count = 0; count < 2; count++) await ghes.scim('POST', '/Users', aUser())
    const token = await tokenOf(ghes, 'admin:enterprise')
    for (const base of ['/api/v3', '/ghes/ghes/api/v3']) {
      const answer = await ghes.server.app.inject({
        url: `${base}/enterprises/github/audit-log?per_page=2`,
        headers: { authorization: `token ${token}`, 'user-agent': 'test' },
      })
      expect(answer.statusCode).toBe(200)
      expect(restDifferences('ghes', 'audit-log', 'GET', '/enterprises/octo/audit-log', 200, answer.body)).toEqual([])
      expect(links(answer.headers.link).next).toContain(`${base}/enterprises/github/audit-log?per_page=2&page=2`)
    }
  })

  test('has an api.request event of each request for streams when that is on, and never shows it in a search', async () => {
    await bench.server.home.ok('PATCH', '/enterprises/octo', { options: { apiRequestEvents: 'on' } })
    await bench.takeActions()
    await bench.scim('GET', '/Users?count=1')
    await bench.scim('GET', '/Users/0')
    await ask('/audit-log')
    const actions = await bench.takeActions()
    expect(actions).toEqual(['api.request', 'external_identity.scim_api_failure', 'api.request', 'api.request'])
    const { data } = await bench.server.deps.db
      .selectFrom('audit_event')
      .select('data')
      .where('action', '=', 'api.request')
      .orderBy('seq')
      .limit(1)
      .executeTakeFirstOrThrow()
    expect(data).toMatchObject({
      request_method: 'GET',
      query_string: 'count=1',
      status_code: 200,
      controller: 'EnterpriseUsersScim',
      request_body: null,
    })
    expect(await actionsOf('action:api')).toEqual([])
    await bench.server.home.ok('PATCH', '/enterprises/octo', { options: { apiRequestEvents: 'off' } })
  })
})

describe('streams over REST', () => {
  const sealed = async (text: string) => {
    await sodium.ready
    const { key_id, key } = (await ask('/audit-log/stream-key', admin)).json()
    const box = sodium.crypto_box_seal(text, new Uint8Array(Buffer.from(key, 'base64')))
    return { key_id, encrypted_token: Buffer.from(box).toString('base64') }
  }
  const splunk = (more: object) => ({
    enabled: false,
    stream_type: 'Splunk',
    vendor_specific: { domain: 'splunk.octo.example', port: 8088, ssl_verify: true, ...more },
  })

  test('are made with a sealed secret, shown without it, changed and removed', async () => {
    const made = await ask('/audit-log/streams', admin, 'POST', splunk(await sealed('canary-of-the-stream')))
    expect(made.statusCode, made.body).toBe(200)
    const { id } = made.json()
    expect(made.json()).toMatchObject({
      stream_type: 'Splunk',
      enabled: false,
      stream_details: 'https://splunk.octo.example:8088',
    })
    expect((await ask('/audit-log/streams', admin)).json()).toHaveLength(1)
    const https = { ...splunk(await sealed('another')), stream_type: 'HTTPS Event Collector' }
    expect((await ask(`/audit-log/streams/${id}`, admin, 'PUT', https)).statusCode).toBe(422)
    const moved = splunk({ ...(await sealed('another')), port: 8089 })
    expect((await ask(`/audit-log/streams/${id}`, admin, 'PUT', moved)).json().stream_details).toMatch(/8089/)
    expect((await ask(`/audit-log/streams/${id}`, admin, 'DELETE')).statusCode).toBe(204)
    expect((await ask(`/audit-log/streams/${id}`, admin)).statusCode).toBe(404)
    expect(await actionsOf('action:audit_log_streaming')).toEqual([
      'audit_log_streaming.destroy',
      'audit_log_streaming.update',
      'audit_log_streaming.create',
    ])
    const { rows } = await bench.server.deps.queries.query('select count(*)::int as count from secret')
    // Those of the enterprises, and the private key of the streams.
    expect(rows[0].count).toBe(3)
  })

  test.each([
    ['a secret that is not sealed', { key_id: 'x', encrypted_token: 'plain' }, /not sealed with the key/],
    ['no verification', { key_id: 'x', encrypted_token: 'x', ssl_verify: false }, /ssl_verify cannot be off/],
    ['no port', { key_id: 'x', encrypted_token: 'x', port: 'x' }, /vendor_specific\.port/],
  ])('%s is a clear 422', async (_, more, words) => {
    const answer = await ask('/audit-log/streams', admin, 'POST', splunk(more))
    expect(answer.statusCode).toBe(422)
    expect(answer.json().message).toMatch(words)
  })

  test('never lead into a private network, and never where GitHub has more than Rollcall', async () => {
    const inside = splunk({ ...(await sealed('x')), domain: '127.0.0.1' })
    const refused = await ask('/audit-log/streams', admin, 'POST', inside)
    expect(refused.statusCode).toBe(422)
    expect(refused.json().message).toMatch(/private or reserved/)
    const datadog = { ...splunk({}), stream_type: 'Datadog' }
    expect((await ask('/audit-log/streams', admin, 'POST', datadog)).json().message).toMatch(/Datadog is not done here/)
    expect((await ask('/audit-log/streams', reader)).statusCode).toBe(403)
  })
})

test('an organization has its own part of it', async () => {
  const teams = await openTeams(bench)
  const team = await teams.team('painters', await teams.organization('Canvas'))
  await teams.organization('empty')
  const group = await bench.scim('POST', '/Groups', aGroup({ members: [{ value: people[0]?.id }] }))
  await teams.link(team, group.json().id)
  const asked = async (path: string) => {
    const headers = { authorization: `Bearer ${reader}`, 'user-agent': 'test client' }
    const answer = await bench.server.app.inject({ url: path, headers })
    expect(restDifferences('emu', 'audit-log', 'GET', '/orgs/canvas/audit-log', 200, answer.body)).toEqual([])
    return answer
  }
  const own = await asked('/orgs/canvas/audit-log?per_page=1')
  expect(own.json()).toMatchObject([{ org: 'Canvas' }])
  expect(links(own.headers.link).next).toContain('/orgs/canvas/audit-log?per_page=1&after=')
  const all = (await asked('/orgs/canvas/audit-log')).json<{ action: string; org: string }[]>()
  expect(all.map(({ action }) => action)).toContain('org.add_member')
  expect(new Set(all.map(({ org }) => org))).toEqual(new Set(['Canvas']))
  expect((await asked('/orgs/empty/audit-log')).json()).toEqual([])
  const headers = { authorization: `Bearer ${reader}`, 'user-agent': 'test client' }
  expect(await bench.server.app.inject({ url: '/orgs/nobody/audit-log', headers })).toMatchObject({ statusCode: 404 })
})
