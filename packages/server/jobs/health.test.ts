import type { Connection, CoverageRow, Event, Finding, Notice, Scan } from '@rollcall/api'
import { exampleCompany, type RunningGithub, startGithub } from '@rollcall/sandbox'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { canaryToken } from '../../../test/support/canary.ts'
import { installApp } from '../../../test/support/github-app.ts'
import { openTestServer, type TestServer, until, type Visitor } from '../../../test/support/server.ts'
import { queueHealthTests } from './health.ts'

let github: RunningGithub
let server: TestServer
let me: Visitor
let token: string
let connection: Connection

const newToken = () => {
  const secret = canaryToken()
  github.state.addToken({
    label: secret,
    secret,
    login: 'mokafor',
    scopes: ['admin:org', 'admin:org_hook', 'repo'],
    ssoOrganizations: ['harborlight', 'harborlight-labs'],
  })
  return secret
}

beforeAll(async () => {
  github = await startGithub({ company: exampleCompany({ now: new Date() }) })
  server = await openTestServer({ jobs: true, origins: [github.url], limits: { timeoutMs: 700 } })
})
afterAll(async () => {
  await server.close()
  await github.close()
})
beforeEach(async () => {
  me = await server.addTenant()
  token = newToken()
  const made = await me.ok<{ connection: Connection; scanId: string }>('POST', '/connections', {
    connector: 'github',
    config: { organizations: ['harborlight', 'harborlight-labs'], address: github.url },
    secrets: { token },
  })
  connection = made.connection
  await ended(made.scanId)
})
afterEach(() => github.faults.clear())

const ended = (scanId: string) =>
  until('the scan to end', async () => {
    const scan = await me.ok<Scan>('GET', `/scans/${scanId}`)
    return ['succeeded', 'failed', 'cancelled'].includes(scan.state) && scan
  })
const scan = async () => ended((await me.ok<Scan>('POST', `/connections/${connection.id}/scans`)).id)
const tryNow = async () => (await me.ok<Connection>('POST', `/connections/${connection.id}/test`)).health
const notices = async () => (await me.ok<{ items: Notice[] }>('GET', '/notices')).items
const kinds = async () => (await notices()).map(({ kind, scope, days }) => ({ kind, scope, days }))
const events = async (type: string) =>
  (await me.ok<{ items: Event[] }>('GET', `/events?limit=200&type=${type}`)).items.map(({ data }) => data)
/** What is found of the connection itself, by check and organization. */
const found = async (state = 'open') => {
  const { items } = await me.ok<{ items: Finding[] }>(
    'GET',
    `/findings?limit=200&q=${encodeURIComponent(`status:${state} stream:github.connection`)}`,
  )
  return items.map(({ checkId, scope }) => `${checkId.replace('github-connection-', '')} ${scope}`).sort()
}
const both = (check: string) => [`${check} harborlight`, `${check} harborlight-labs`]
const whole = (kind: string) => ({ kind, scope: null, days: null })

describe('the health of a connection', () => {
  test('a connection that is well has nothing to tell, and a test of it reads and changes no record', async () => {
    const before = await me.ok<Connection>('GET', `/connections/${connection.id}`)
    github.requests.reset()
    const health = await tryNow()
    expect(health).toMatchObject({ state: before.health.state, detail: before.health.detail, staleRecords: 0 })
    expect(Date.parse(health.checkedAt ?? '')).toBeGreaterThan(Date.parse(before.health.checkedAt ?? ''))
    expect(await notices()).toEqual([])
    expect([...(await found()), ...(await found('unknown'))]).toEqual([])
    expect(github.requests.counts.total).toBeLessThan(100)
    expect((await me.ok<Connection>('GET', `/connections/${connection.id}`)).lastScan?.id).toBe(before.lastScan?.id)
  })

  test('a revoked token fails it, with a notice and events; a new one clears it at once', async () => {
    github.state.revokeToken(token)
    expect(await tryNow()).toMatchObject({ state: 'failing', fix: expect.stringContaining('Replace credential') })
    expect(await notices()).toMatchObject([
      {
        ...whole('credential_failing'),
        connectionId: connection.id,
        detail: expect.stringContaining('refused the token'),
        fix: expect.stringContaining('Create a new'),
        dismissed: false,
      },
    ])
    expect(await found()).toEqual(both('credential-accepted'))
    // Behind a refused token nobody sees whether the organization is there, or what of it is shown.
    expect(await found('unknown')).toEqual([...both('organization-there'), ...both('permissions-kept')])
    // Found again, by a test and by a scan, it is still the same notice, and the same finding.
    const [first] = await notices()
    await tryNow()
    await scan()
    expect(await found()).toEqual(both('credential-accepted'))
    expect(await notices()).toMatchObject([{ id: first?.id, raisedAt: first?.raisedAt }])
    expect(await events('notice.raised')).toMatchObject([{ kind: 'credential_failing' }])
    const failing = (await me.ok<Connection>('GET', `/connections/${connection.id}`)).health
    expect(failing.staleRecords).toBeGreaterThan(100)
    expect(Date.parse(failing.staleSince ?? '')).toBeLessThan(Date.parse(failing.checkedAt ?? ''))

    await me.ok('PUT', `/connections/${connection.id}/credential`, { secrets: { token: newToken() } })
    expect(await notices()).toEqual([])
    expect([...(await found()), ...(await found('unknown'))]).toEqual([])
    expect(await found('resolved')).toEqual(expect.arrayContaining(both('credential-accepted')))
    expect(await events('notice.cleared')).toMatchObject([{ kind: 'credential_failing' }])
    const { health } = await me.ok<Connection>('GET', `/connections/${connection.id}`)
    expect(health).toMatchObject({ state: 'limited', fix: expect.stringMatching(/scan/i) })
    await scan()
    const after = await me.ok<Connection>('GET', `/connections/${connection.id}`)
    expect(after.health).toMatchObject({ staleRecords: 0, staleSince: null })
    expect(await me.ok('GET', '/events/verify')).toMatchObject({ intact: true })
  })

  test('a token that is refused in mid-scan is told just the same', async () => {
    github.faults.add({ kind: 'unauthorized', after: 20 })
    expect((await scan()).state).toBe('failed')
    expect(await kinds()).toEqual([whole('credential_failing')])
    expect(await found()).toEqual(both('credential-accepted'))
    // A scan that gets in sees it well again.
    github.faults.clear()
    expect((await scan()).state).toBe('succeeded')
    expect(await found()).toEqual([])
  })

  test('an organization that is gone is another thing than a refused token, and comes back by itself', async () => {
    github.faults.add({ kind: 'not_found', path: '/orgs/harborlight-labs' })
    expect(await tryNow()).toMatchObject({ state: 'limited', detail: expect.stringContaining('harborlight-labs') })
    const lost = { kind: 'organization_lost', scope: 'harborlight-labs', days: null }
    expect(await kinds()).toEqual([lost])
    expect(await found()).toEqual(['organization-there harborlight-labs'])
    // While the token is refused, nobody sees whether the organization is back.
    github.faults.clear()
    github.faults.add({ kind: 'unauthorized' })
    expect((await tryNow()).state).toBe('failing')
    expect(await kinds()).toEqual(expect.arrayContaining([lost, whole('credential_failing')]))
    expect(await found()).toEqual([...both('credential-accepted'), 'organization-there harborlight-labs'])
    github.faults.clear()
    expect((await tryNow()).state).not.toBe('failing')
    expect(await notices()).toEqual([])
    expect(await found()).toEqual([])
  })

  test('every organization gone is a failure', async () => {
    github.faults.add({ kind: 'not_found', path: /^\/orgs\/harborlight(-labs)?$/ })
    expect(await tryNow()).toMatchObject({ state: 'failing' })
    expect(await kinds()).toHaveLength(2)
  })

  test('what could be read before and is refused now is told; what never could is not', async () => {
    github.faults.add({ kind: 'forbidden', path: /\/orgs\/harborlight\/(hooks|installations)/ })
    await tryNow()
    expect(await notices()).toMatchObject([
      { kind: 'permission_missing', scope: 'harborlight', detail: expect.stringMatching(/could be read before/) },
    ])
    expect(await found()).toEqual(['permissions-kept harborlight'])
    github.faults.clear()
    await tryNow()
    expect(await notices()).toEqual([])
    expect(await found()).toEqual([])
    const rows = (await me.ok<{ items: CoverageRow[] }>('GET', `/connections/${connection.id}/coverage`)).items
    expect(rows.filter(({ gap }) => gap?.reason === 'permission').length).toBeGreaterThan(0)
  })

  test('a system that does not answer is a failure that says so, and what was known of it stays', async () => {
    github.faults.add({ kind: 'not_found', path: '/orgs/harborlight-labs' })
    await tryNow()
    github.faults.clear()
    github.faults.add({ kind: 'disconnect' })
    expect((await tryNow()).state).toBe('failing')
    expect((await kinds()).map(({ kind }) => kind).sort()).toEqual(['organization_lost', 'unreachable'])
    expect((await scan()).state).toBe('failed')
    expect(await kinds()).toHaveLength(2)
    // Nothing was seen, so nothing was found, and nothing ended.
    expect(await found()).toEqual(['organization-there harborlight-labs'])
    github.faults.clear()
    await tryNow()
    expect(await notices()).toEqual([])
    expect(await found()).toEqual([])
  })

  test('a token that ends is told at 30, 14, 7 and 1 days, once each, until it is renewed', async () => {
    const seen: (number | null)[][] = []
    for (const days of [40, 29, 25, 13, 6.5, 3, 0.5]) {
      github.state.changeToken(token, { expiresAt: new Date(Date.now() + days * 86_400_000).toISOString() })
      await tryNow()
      seen.push((await notices()).map((notice) => notice.days))
    }
    expect(seen).toEqual([[], [30], [30], [14], [7], [7], [1]])
    expect((await events('notice.raised')).map(({ days }) => days)).toEqual([1, 7, 14, 30])
    expect((await notices())[0]).toMatchObject({ detail: expect.stringContaining('less than a day') })
    github.state.changeToken(token, { expiresAt: new Date(Date.now() + 90 * 86_400_000).toISOString() })
    await tryNow()
    expect(await notices()).toEqual([])
    expect(await events('notice.cleared')).toHaveLength(4)
  })

  test('that the end of the token has come near is found by a test too, by what the last scan read', async () => {
    const { db } = server.deps
    const endsIn = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
    const near = async () =>
      (
        await me.ok<{ items: Finding[] }>('GET', '/findings?q=status:open check:github-credential-renewed-in-time')
      ).items.map(({ severity }) => severity)
    github.state.changeToken(token, { expiresAt: endsIn(31) })
    await scan()
    expect(await near()).toEqual([])
    // Time passes: what was read says so.
    await db
      .updateTable('record')
      .set({ data: sql`jsonb_set(data, '{expiresAt}', to_jsonb(${endsIn(6)}::text))` })
      .where('connection_id', '=', connection.id)
      .where('stream', '=', 'github.credential')
      .execute()
    await tryNow()
    expect(await near()).toEqual(['high', 'high'])
  })

  test('whoever dismisses a notice does it for themselves; the next of its kind is new', async () => {
    github.state.revokeToken(token)
    await tryNow()
    const [notice] = await notices()
    await me.ok('POST', `/notices/${notice?.id}/dismiss`)
    await me.ok('POST', `/notices/${notice?.id}/dismiss`)
    expect(await notices()).toMatchObject([{ dismissed: true }])
    const other = await server.signIn('viewer', me.tenant)
    expect((await other.ok<{ items: Notice[] }>('GET', '/notices')).items).toMatchObject([{ dismissed: false }])
    const stranger = await server.addTenant()
    expect((await stranger.ok<{ items: Notice[] }>('GET', '/notices')).items).toEqual([])
    expect((await stranger.call('POST', `/notices/${notice?.id}/dismiss`)).statusCode).toBe(404)
    const replacement = newToken()
    await me.ok('PUT', `/connections/${connection.id}/credential`, { secrets: { token: replacement } })
    github.state.revokeToken(replacement)
    await tryNow()
    expect(await notices()).toMatchObject([{ kind: 'credential_failing', dismissed: false }])
  })

  test('a connection that nobody looked at for a day is tested by itself, and one that was is left alone', async () => {
    const { db } = server.deps
    const jobs = async () =>
      (
        await sql<{ key: string }>`select key from graphile_worker.jobs where key like ${`test ${me.tenant}%`}`.execute(
          db,
        )
      ).rows.length
    await queueHealthTests(server.deps)
    expect(await jobs()).toBe(0)
    const old = new Date(Date.now() - 25 * 3_600_000)
    await db.updateTable('connection').set({ health_checked_at: old }).where('id', '=', connection.id).execute()
    github.state.revokeToken(token)
    await queueHealthTests(server.deps)
    await until('the test', async () => (await notices()).length > 0)
    expect(await kinds()).toEqual([whole('credential_failing')])
    await until('the job to be over', async () => (await jobs()) === 0)
  })
})

test('an App that is narrowed, suspended or uninstalled is a notice of its own, gone when it is mended', async () => {
  const app = installApp(github, ['harborlight', 'harborlight-labs'])
  const made = await me.ok<{ connection: Connection; scanId: string }>('POST', '/connections', {
    connector: 'github',
    name: 'By App',
    config: { organizations: ['harborlight', 'harborlight-labs'], address: github.url, appId: app.appId },
    secrets: { privateKey: app.privateKey },
  })
  connection = made.connection
  await ended(made.scanId)
  const told = async () => {
    await tryNow()
    return (await kinds()).map(({ kind, scope }) => `${kind} ${scope}`)
  }
  await tryNow()
  expect((await notices()).map(({ detail }) => detail)).toEqual([])
  expect(await told()).toEqual([])
  const change = github.state.changeAppInstallation
  change(app.slug, 'harborlight', { selection: 'selected', repositories: ['tool-migrate'] })
  expect(await told()).toEqual(['app_narrowed harborlight'])
  expect(await found()).toEqual(['app-whole harborlight'])
  change(app.slug, 'harborlight', { selection: 'all', suspendedAt: new Date().toISOString() })
  expect(await told()).toEqual(['app_suspended harborlight'])
  // Which repositories it sees, nobody sees now: that finding stays, and does not end by it.
  expect(await found()).toEqual(['app-active harborlight', 'app-whole harborlight'])
  change(app.slug, 'harborlight', { suspendedAt: null })
  expect(await told()).toEqual([])
  expect(await found()).toEqual([])
  github.state.uninstallApp(app.slug, 'harborlight-labs')
  expect(await told()).toEqual(['app_uninstalled harborlight-labs'])
  expect(await found()).toEqual(['app-installed harborlight-labs'])
  expect((await notices())[0]).toMatchObject({ fix: expect.stringContaining('install the App in harborlight-labs') })
})
