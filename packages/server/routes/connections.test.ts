import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Connection, ConnectorSheet, PreflightReport } from '@rollcall/api'
import { exampleCompany, type RunningGithub, startGithub } from '@rollcall/sandbox'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { canaryToken } from '../../../test/support/canary.ts'
import { openTestServer, type TestServer, type Visitor } from '../../../test/support/server.ts'

let github: RunningGithub
let server: TestServer
let me: Visitor
let token: string
let elsewhere: { url: string; close: () => void }

beforeAll(async () => {
  github = await startGithub({ company: exampleCompany({ now: new Date() }) })
  const other = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<h1>It works!</h1>'))
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  elsewhere = { url: `http://127.0.0.1:${(other.address() as AddressInfo).port}`, close: () => other.close() }
  server = await openTestServer({ origins: [github.url, elsewhere.url] })
  token = canaryToken()
  const scopes = ['admin:org', 'admin:org_hook', 'repo'] as const
  github.state.addToken({
    label: 'mine',
    secret: token,
    login: 'mokafor',
    scopes: [...scopes],
    ssoOrganizations: ['harborlight'],
  })
})
afterAll(async () => {
  await server.close()
  await github.close()
  elsewhere.close()
})
beforeEach(async () => {
  me = await server.addTenant()
})

const body = (config: object = {}, secrets: object = {}) => ({
  connector: 'github',
  config: { organizations: ['harborlight'], address: github.url, ...config },
  secrets: { token, ...secrets },
})
const saved = async () => (await me.ok<{ total: number }>('GET', '/connections')).total
const secretsSealed = () => server.deps.db.selectFrom('secret').select('id').where('tenant', '=', me.tenant).execute()

describe('bad input', () => {
  test.each<[string, object, object, number, RegExp, string | undefined]>([
    ['a token that cannot be one', {}, { token: 'hunter2' }, 422, /does not look like a GitHub token/, 'secrets.token'],
    ['a token cut short', {}, { token: 'ghp_abc' }, 422, /too short/, 'secrets.token'],
    [
      'a token that GitHub refuses',
      {},
      { token: `ghp_${'z'.repeat(36)}` },
      422,
      /mistyped, expired or revoked/,
      'secrets.token',
    ],
    [
      'a personal account',
      { organizations: ['mokafor'] },
      {},
      422,
      /personal account, not an organization/,
      'config.organizations',
    ],
    [
      'an organization that is not there',
      { organizations: ['harborlight', 'nowhere'] },
      {},
      422,
      /no organization nowhere/,
      'config.organizations',
    ],
    [
      'an organization behind single sign-on',
      { organizations: ['harborlight'] },
      { token: 'SSO' },
      422,
      /single sign-on/,
      'config.organizations',
    ],
    [
      'an address that is not GitHub',
      { address: 'ELSEWHERE' },
      {},
      422,
      /does not answer like a GitHub server/,
      'config.address',
    ],
    [
      'an address of the private network',
      { address: 'https://10.0.0.1' },
      {},
      422,
      /private or reserved network/,
      undefined,
    ],
    [
      'the metadata service of a cloud',
      { address: 'http://169.254.169.254' },
      {},
      422,
      /private or reserved network/,
      undefined,
    ],
    [
      'an address with a path',
      { address: 'https://ghe.example.com/acme' },
      {},
      422,
      /more than a server's address/,
      'config.address',
    ],
    ['no organization', { organizations: [' '] }, {}, 422, /Organizations is needed/, 'config.organizations'],
    ['a field nobody knows', { colour: 'red' }, {}, 422, /not a field of this connector/, 'config.colour'],
    ['a secret among the rest', { token: 'x' }, {}, 422, /not a field of this connector/, 'config.token'],
    [
      'a text that is too long',
      { organizations: ['x'.repeat(201)] },
      {},
      422,
      /longer than 200/,
      'config.organizations',
    ],
  ])('%s: a clear error, nothing saved', async (_, config, secrets, status, message, path) => {
    const sso = `ghp_${'s'.repeat(36)}`
    if ((secrets as { token?: string }).token === 'SSO') {
      github.state.addToken({ label: 'sso', secret: sso, login: 'mokafor', scopes: ['admin:org', 'repo'] })
      secrets = { token: sso }
    }
    if ((config as { address?: string }).address === 'ELSEWHERE') config = { address: elsewhere.url }
    for (const address of ['/connections/preflight', '/connections']) {
      const answer = await me.call('POST', address, body(config, secrets))
      expect(answer.statusCode, answer.body).toBe(status)
      const { error } = answer.json()
      expect(error.message).toMatch(message)
      expect(error.fix).toBeTruthy()
      if (path !== undefined) expect(error.fields?.[0]?.path).toBe(path)
      for (const secret of Object.values(secrets)) expect(answer.body).not.toContain(secret)
    }
    expect(await saved()).toBe(0)
    expect(await secretsSealed()).toEqual([])
  })

  test('a two-megabyte field is refused before it is read', async () => {
    const answer = await me.call('POST', '/connections', body({ organizations: ['x'.repeat(2_000_000)] }))
    expect(answer.statusCode).toBe(413)
  })

  test('a server that does not answer is a time-out that says so', async () => {
    github.faults.add({ kind: 'hang' })
    const answer = await me.call('POST', '/connections/preflight', body())
    github.faults.clear()
    expect(answer.statusCode).toBe(504)
    expect(answer.json().error).toMatchObject({ code: 'upstream.timeout', fix: expect.any(String) })
  })
})

describe('a connection', () => {
  test('is drawn from the connector’s own sheet', async () => {
    const { items } = await me.ok<{ items: ConnectorSheet[] }>('GET', '/connectors')
    expect(items[0]).toMatchObject({
      id: 'github',
      methods: [{ id: 'app' }, { id: 'token' }],
      registration: { method: 'app', choices: [{ id: 'members-write' }] },
      guide: expect.stringContaining('Organization owner'),
      icon: expect.stringMatching(/^<svg/),
    })
    expect(items[0]?.config.map(({ id, type }) => [id, type])).toEqual([
      ['organizations', 'list'],
      ['appId', 'text'],
      ['privateKey', 'secret'],
      ['token', 'secret'],
      ['enterpriseAccount', 'toggle'],
      ['enterprise', 'text'],
      ['critical', 'text'],
      ['address', 'text'],
      ['computedEtags', 'toggle'],
    ])
    for (const stream of items[0]?.streams ?? []) expect(stream.permissions.length).toBeGreaterThan(0)
  })

  test('is tried first: what each stream lacks, and which checks that costs', async () => {
    const weak = canaryToken()
    github.state.addToken({
      label: weak,
      secret: weak,
      login: 'mokafor',
      scopes: ['read:org'],
      ssoOrganizations: ['harborlight'],
    })
    const report = await me.ok<PreflightReport>('POST', '/connections/preflight', body({}, { token: weak }))
    const of = (id: string) => report.streams.find(({ stream }) => stream === id)
    expect(of('github.webhook')).toMatchObject({
      state: 'blocked',
      gap: { fix: expect.stringContaining('admin:org_hook') },
      checksLost: expect.arrayContaining([{ id: 'github-webhook-https', title: expect.any(String) }]),
    })
    expect(of('github.repository')).toMatchObject({
      state: 'limited',
      gap: { detail: expect.stringContaining('GitHub lists 10 repositories for this token') },
    })
    expect(of('github.team')).toMatchObject({ state: 'ready', gap: null, checksLost: [] })
    expect(await saved()).toBe(0)
  })

  test('takes a name, keeps it to itself, and gives its secret back to nobody', async () => {
    const { connection } = await me.ok<{ connection: Connection }>('POST', '/connections', { ...body(), name: 'Main' })
    expect(connection.name).toBe('Main')
    const twin = await me.call('POST', '/connections', { ...body(), name: 'main' })
    expect(twin.json().error).toMatchObject({ code: 'connection.exists', fields: [{ path: 'name' }] })
    const { connection: second } = await me.ok<{ connection: Connection }>('POST', '/connections', body())
    expect(second.name).toBe('GitHub · harborlight')
    expect(await secretsSealed()).toHaveLength(2)
    for (const path of ['/connections', `/connections/${connection.id}`, '/events'])
      expect((await me.call('GET', path)).body).not.toContain(token)
    const row = await server.deps.db
      .selectFrom('connection')
      .selectAll()
      .where('id', '=', connection.id)
      .executeTakeFirstOrThrow()
    expect(JSON.stringify(row)).not.toContain(token)
  })

  test('its credential is replaced in place, once the new one works', async () => {
    const { connection } = await me.ok<{ connection: Connection }>('POST', '/connections', body())
    const before = await secretsSealed()
    const bad = await me.call('PUT', `/connections/${connection.id}/credential`, {
      secrets: { token: `ghp_${'y'.repeat(36)}` },
    })
    expect(bad.statusCode).toBe(422)
    expect(await secretsSealed()).toEqual(before)
    const next = canaryToken()
    github.state.addToken({
      label: next,
      secret: next,
      login: 'tweiss',
      scopes: ['admin:org', 'repo'],
      ssoOrganizations: ['harborlight'],
    })
    const report = await me.ok<PreflightReport>('PUT', `/connections/${connection.id}/credential`, {
      secrets: { token: next },
    })
    expect(report.credential.owner).toBe('tweiss')
    const after = await secretsSealed()
    expect(after).toHaveLength(1)
    expect(after).not.toEqual(before)
    expect((await me.ok<Connection>('GET', `/connections/${connection.id}`)).credential.owner).toBe('tweiss')
  })

  test('says what goes with it before it is removed, and then leaves nothing', async () => {
    const { connection } = await me.ok<{ connection: Connection }>('POST', '/connections', body())
    expect(await me.ok('GET', `/connections/${connection.id}/removal`)).toEqual({
      records: 0,
      findings: 0,
      identities: 0,
      scans: 1,
    })
    await me.ok('DELETE', `/connections/${connection.id}`)
    expect(await saved()).toBe(0)
    expect(await secretsSealed()).toEqual([])
    expect((await me.ok<{ items: { type: string }[] }>('GET', '/events')).items[0]?.type).toBe('connection.removed')
  })

  test('is scanned as often as it is told', async () => {
    const { connection } = await me.ok<{ connection: Connection }>('POST', '/connections', {
      ...body(),
      scanEveryHours: 12,
    })
    expect(connection.scanEveryHours).toBe(12)
    const change = (patch: object) => me.ok<Connection>('PATCH', `/connections/${connection.id}`, patch)
    expect((await change({ scanEveryHours: 6 })).nextScanAt).not.toBeNull()
    expect((await change({ scanEveryHours: 0 })).nextScanAt).toBeNull()
    expect((await change({ name: 'Renamed' })).name).toBe('Renamed')
    expect((await me.call('PATCH', `/connections/${connection.id}`, { scanEveryHours: -1 })).statusCode).toBe(400)
  })

  test('one that is due is queued once', async () => {
    const { queueDueScans } = await import('../jobs/worker.ts')
    const { connection } = await me.ok<{ connection: Connection }>('POST', '/connections', body())
    const { db } = server.deps
    const scans = () =>
      db
        .selectFrom('scan')
        .select(['trigger', 'state'])
        .where('connection_id', '=', connection.id)
        .orderBy('created_at')
        .execute()
    await db.updateTable('scan').set({ state: 'succeeded' }).where('connection_id', '=', connection.id).execute()
    await db
      .updateTable('connection')
      .set({ next_scan_at: new Date(Date.now() - 1000) })
      .where('id', '=', connection.id)
      .execute()
    await queueDueScans(server.deps)
    await queueDueScans(server.deps)
    expect((await scans()).map(({ trigger }) => trigger)).toEqual(['person', 'schedule'])
  })
})
