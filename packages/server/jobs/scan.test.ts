import type { Connection, CoverageRow, Finding, Identity, Scan } from '@rollcall/api'
import { exampleCompany, type Fault, type RunningGithub, startGithub } from '@rollcall/sandbox'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { canaryToken } from '../../../test/support/canary.ts'
import { openTestServer, type TestServer, until, type Visitor } from '../../../test/support/server.ts'
import type { LiveMessage } from '../live.ts'

let github: RunningGithub
let server: TestServer
/** A tenant of its own for each test, so that none sees another's connections. */
let me: Visitor
let token: string

beforeAll(async () => {
  const company = exampleCompany({ now: new Date() })
  github = await startGithub({ company, contract: true })
  server = await openTestServer({ jobs: true, origins: [github.url], limits: { timeoutMs: 700 } })
})
afterAll(async () => {
  expect(github.contractViolations).toEqual([])
  await server.close()
  await github.close()
})
beforeEach(async () => {
  me = await server.addTenant()
  token = canaryToken()
  github.state.addToken({
    // Of a GitHub App, which alone is shown everything.
    kind: 'app',
    label: token,
    secret: token,
    login: 'mokafor',
    scopes: ['admin:org', 'admin:org_hook', 'repo'],
    ssoOrganizations: ['harborlight', 'harborlight-labs'],
  })
})
afterEach(() => github.faults.clear())

interface List<T> {
  items: T[]
  total: number
}

const connect = (organizations = ['harborlight']) =>
  me.ok<{ connection: Connection; scanId: string }>('POST', '/connections', {
    connector: 'github',
    config: { organizations, address: github.url },
    secrets: { token },
  })
const ended = (scanId: string) =>
  until('the scan to end', async () => {
    const scan = await me.ok<Scan>('GET', `/scans/${scanId}`)
    return ['succeeded', 'failed', 'cancelled'].includes(scan.state) && scan
  })
const scanAgain = async (connectionId: string) =>
  ended((await me.ok<Scan>('POST', `/connections/${connectionId}/scans`)).id)
const findings = async (q: string) =>
  (await me.ok<List<Finding>>('GET', `/findings?limit=200&q=${encodeURIComponent(q)}`)).items
/** Of what is read: coverage also says what never is. */
const coverage = async (id: string) =>
  (await me.ok<List<CoverageRow>>('GET', `/connections/${id}/coverage`)).items.filter(
    ({ stream }) =>
      !['github.repository_webhook', 'github.repository_secret', 'github.oauth_app_policy'].includes(stream),
  )
/** The policy for OAuth apps, which no API shows. */
const unshown = 1
const subjects = (list: Finding[]) => list.map(({ subject }) => subject?.name).sort()

describe('the thread', () => {
  test('connect, scan, judge: the findings are those of the company, with evidence and fix', async () => {
    const { connection, scanId } = await connect([
      'https://github.com/harborlight'.replace('https://github.com', github.url),
      'harborlight-labs',
    ])
    expect(connection).toMatchObject({ health: { state: 'new' }, credential: { owner: 'mokafor' } })
    const scan = await ended(scanId)
    // The second organization's plan has no audit log for programs; everything else that an API shows is seen.
    expect(scan).toMatchObject({
      state: 'succeeded',
      phase: 'done',
      error: null,
      summary: { unknown: 4 + 2 * unshown },
    })
    expect(scan.requests).toBeLessThan(160)
    const gaps = (await coverage(connection.id)).filter(({ state }) => state !== 'complete')
    expect(gaps).toMatchObject([
      { stream: 'github.audit_event', scope: 'harborlight-labs', state: 'none', gap: { reason: 'plan' } },
    ])
    // Plans for empty tables would make the first look at a full one take seconds.
    const { rows } = await sql<{ known: boolean }>`select bool_and(reltuples > 0) as known from pg_class
      where relname in ('record', 'finding', 'identity', 'identity_account')`.execute(server.deps.db)
    expect(rows).toEqual([{ known: true }])

    const twoFactor = await findings('check:github-member-two-factor-enabled scope:harborlight')
    expect(subjects(twoFactor)).toEqual(['bhaddad', 'fnazari', 'gpryce', 'harborlight-docs-bot'])
    const [owner] = await findings('check:github-owner-two-factor-secure scope:harborlight')
    expect(owner).toMatchObject({ severity: 'critical', status: 'open', subject: { name: 'rcastellan' } })
    const detail = await me.ok<Record<string, unknown>>('GET', `/findings/${owner?.id}`)
    expect(detail).toMatchObject({
      evidence: [
        { field: 'hasTwoFactorEnabled', value: false, endpoint: 'POST /graphql', requestId: expect.any(String) },
      ],
      why: expect.any(String),
      fix: { steps: expect.any(Array), link: expect.stringContaining('harborlight') },
      history: [{ type: 'finding.opened' }],
      identityId: expect.stringMatching(/^idn_/),
    })
  })

  test('people in two organizations are one identity, and it says why', async () => {
    const { scanId } = await connect(['harborlight', 'harborlight-labs'])
    await ended(scanId)
    const { items } = await me.ok<List<Identity>>('GET', '/identities?q=mokafor')
    expect(items).toMatchObject([{ accounts: 2, privileged: true, scopes: ['harborlight', 'harborlight-labs'] }])
    const { accountList } = await me.ok<{ accountList: { why: string }[] }>('GET', `/identities/${items[0]?.id}`)
    expect(accountList.map(({ why }) => why)).toEqual([
      expect.stringMatching(/^First account/),
      expect.stringMatching(/same account .* harborlight\.$/),
    ])
    const before = items[0]?.id
    const [{ id } = { id: '' }] = (await me.ok<List<Connection>>('GET', '/connections')).items
    await scanAgain(id)
    expect((await me.ok<List<Identity>>('GET', '/identities?q=mokafor')).items[0]?.id).toBe(before)
  })

  test('what is put right resolves, what comes back reopens, what is gone is gone', async () => {
    github.state.addMember('harborlight', { login: 'shortlived', twoFactor: 'disabled' })
    const { connection, scanId } = await connect()
    await ended(scanId)
    const check = 'check:github-member-two-factor-enabled'
    expect(subjects(await findings(check))).toContain('shortlived')
    github.state.setTwoFactor('bhaddad', 'secure')
    github.state.removeMember('harborlight', 'shortlived')
    // Whoever is gone takes along that no identity and no work address is known of them.
    expect((await scanAgain(connection.id)).summary).toMatchObject({ resolved: 4, opened: 0 })
    const resolved = await findings(`${check} status:resolved`)
    expect(resolved.map(({ subject, resolution }) => [subject?.name, resolution]).sort()).toEqual([
      ['bhaddad', 'passed'],
      ['shortlived', 'gone'],
    ])
    github.state.setTwoFactor('bhaddad', 'disabled')
    expect((await scanAgain(connection.id)).summary).toMatchObject({ reopened: 1 })
    const [again] = await findings(`${check} is:reopened`)
    expect(again).toMatchObject({ subject: { name: 'bhaddad' }, status: 'open', resolvedAt: null, resolution: null })
    const { history } = await me.ok<{ history: { type: string }[] }>('GET', `/findings/${again?.id}`)
    expect(history.map(({ type }) => type)).toEqual(['finding.reopened', 'finding.resolved', 'finding.opened'])
  })

  test('a scan that finds the same writes no finding events', async () => {
    const { connection, scanId } = await connect()
    await ended(scanId)
    const events = async () => (await me.ok<List<unknown>>('GET', '/events?type=finding')).total
    const before = await events()
    await scanAgain(connection.id)
    expect(await events()).toBe(before)
    expect(await me.ok('GET', '/events/verify')).toMatchObject({ intact: true })
  })
})

describe('when GitHub does not answer as it should', () => {
  test.each<[string, Fault]>([
    ['403', { kind: 'forbidden' }],
    ['404', { kind: 'not_found' }],
    ['500', { kind: 'server_error' }],
    ['a cut connection', { kind: 'truncated' }],
    ['nonsense', { kind: 'malformed' }],
    ['a web page', { kind: 'html' }],
    ['silence', { kind: 'hang' }],
  ])('%s on members leaves findings open, and records stale', async (_, fault) => {
    const { connection, scanId } = await connect()
    await ended(scanId)
    const open = await findings('check:github-member-two-factor-enabled')
    github.faults.add({ ...fault, graphql: 'membersWithRole' })
    const scan = await scanAgain(connection.id)
    expect(scan).toMatchObject({ state: 'succeeded', summary: { resolved: 0 } })
    const row = (await coverage(connection.id)).find(({ stream }) => stream === 'github.member')
    expect(row).toMatchObject({ state: 'none', records: 60, stale: 60, gap: { reason: expect.any(String) } })
    const after = await findings('check:github-member-two-factor-enabled status:open')
    expect(subjects(after)).toEqual(subjects(open))
    for (const finding of after) expect(finding.unverified).not.toBeNull()
    const unknown = await findings('status:unknown stream:github.member')
    expect(unknown.map(({ checkId }) => checkId)).toContain('github-member-two-factor-enabled')
    // A check that counts members says nothing about the organization either.
    expect((await findings('status:unknown check:github-organization-owners-few'))[0]).toMatchObject({ gap: row?.gap })
    github.faults.clear()
    expect((await scanAgain(connection.id)).summary?.unknown).toBe(unshown)
    expect(await findings('check:github-member-two-factor-enabled is:unverified')).toEqual([])
  })

  test('a token that is revoked makes every check unknown, and nothing resolves', async () => {
    const { connection, scanId } = await connect()
    const first = await ended(scanId)
    github.state.revokeToken(token)
    const scan = await scanAgain(connection.id)
    expect(scan).toMatchObject({ state: 'failed', error: { message: expect.stringContaining('refused the token') } })
    expect(scan.summary).toMatchObject({ resolved: 0, open: (first.summary?.open ?? 0) + 1 })
    const { health } = await me.ok<Connection>('GET', `/connections/${connection.id}`)
    expect(health).toMatchObject({ state: 'failing', fix: expect.stringContaining('Replace credential') })
    const checks = (
      await me.ok<List<{ id: string; counts: { unknown: number; pass: number; fail: number } | null }>>(
        'GET',
        '/checks',
      )
    ).items
    const ofConnection = (id: string) => id.startsWith('github-connection-')
    for (const { counts } of checks.filter(({ id }) => id.startsWith('github-') && !ofConnection(id)))
      expect(counts).toMatchObject({ pass: 0, unknown: 1 })
    // What was found is that it is refused, and nothing of the connection passes.
    for (const { id, counts } of checks.filter(({ id }) => ofConnection(id)))
      expect(counts).toMatchObject({ pass: 0, fail: id === 'github-connection-credential-accepted' ? 1 : 0 })
  })

  test('a token that is revoked in mid-scan stops the asking, and what was read counts as partial at most', async () => {
    const { connection, scanId } = await connect()
    await ended(scanId)
    github.requests.reset()
    github.faults.add({ kind: 'unauthorized', after: 12 })
    const scan = await scanAgain(connection.id)
    expect(scan.summary).toMatchObject({ resolved: 0 })
    const states = (await coverage(connection.id)).map(({ state }) => state)
    expect(states).toContain('none')
    expect(github.requests.counts.total).toBeLessThan(30)
  })

  test('a system that is away fails the scan and changes nothing that is known', async () => {
    const { connection, scanId } = await connect()
    await ended(scanId)
    const before = await findings('')
    github.faults.add({ kind: 'disconnect' })
    const scan = await scanAgain(connection.id)
    expect(scan).toMatchObject({
      state: 'failed',
      error: { code: 'upstream.unreachable', fix: expect.any(String) },
      summary: null,
    })
    expect(await findings('')).toEqual(before)
    const after = await me.ok<Connection>('GET', `/connections/${connection.id}`)
    expect(after.health.state).toBe('failing')
    expect(Date.parse(after.nextScanAt ?? '') - Date.now()).toBeLessThan(3_700_000)
  })

  test('a connection that is scanned on demand only stays so, whatever becomes of its scans', async () => {
    const { connection, scanId } = await connect()
    await me.ok('PATCH', `/connections/${connection.id}`, { scanEveryHours: 0 })
    await ended(scanId)
    const nextScan = async () => (await me.ok<Connection>('GET', `/connections/${connection.id}`)).nextScanAt
    expect(await nextScan()).toBeNull()
    github.faults.add({ kind: 'disconnect' })
    expect((await scanAgain(connection.id)).state).toBe('failed')
    expect(await nextScan()).toBeNull()
  })

  test('a stream that was never read has no time of reading', async () => {
    github.faults.add({ kind: 'forbidden', path: '/orgs/harborlight/hooks' })
    const { connection, scanId } = await connect()
    await ended(scanId)
    const readAt = async () => (await coverage(connection.id)).find(({ stream }) => stream === 'github.webhook')?.readAt
    expect(await readAt()).toBeNull()
    github.faults.clear()
    await scanAgain(connection.id)
    expect(await readAt()).not.toBeNull()
  })

  test('a short rate limit is waited for', async () => {
    const { connection, scanId } = await connect()
    await ended(scanId)
    github.faults.add({ kind: 'secondary_limit', retryAfterSeconds: 1, times: 1, after: 5 })
    expect(await scanAgain(connection.id)).toMatchObject({ state: 'succeeded', summary: { unknown: unshown } })
  })

  test('an organization that the connection lost does not take the other with it', async () => {
    const { connection, scanId } = await connect(['harborlight', 'harborlight-labs'])
    await ended(scanId)
    const labs = await findings('scope:harborlight-labs')
    github.faults.add({ kind: 'not_found', path: '/orgs/harborlight-labs' })
    await scanAgain(connection.id)
    const states = (await coverage(connection.id)).map(({ scope, state }) => `${scope} ${state}`)
    expect(new Set(states)).toEqual(new Set(['harborlight complete', 'harborlight-labs none']))
    expect(subjects(await findings('scope:harborlight-labs status:open -stream:github.connection'))).toEqual(
      subjects(labs.filter(({ status }) => status === 'open')),
    )
  })
})

describe('under way', () => {
  test('one scan at a time, cancelled on request, with nothing changed', async () => {
    const { connection, scanId } = await connect()
    await ended(scanId)
    const before = await findings('')
    github.faults.add({ kind: 'slow', delayMs: 1500 })
    const scan = await me.ok<Scan>('POST', `/connections/${connection.id}/scans`)
    expect((await me.call('POST', `/connections/${connection.id}/scans`)).json().error.code).toBe('scan.running')
    await until('the scan to begin', async () => (await me.ok<Scan>('GET', `/scans/${scan.id}`)).state === 'running')
    expect(await me.ok<Scan>('POST', `/scans/${scan.id}/cancel`)).toMatchObject({ cancelling: true })
    expect(await ended(scan.id)).toMatchObject({ state: 'cancelled', summary: null })
    expect((await me.call('POST', `/scans/${scan.id}/cancel`)).json().error.code).toBe('scan.ended')
    github.faults.clear()
    expect(await findings('')).toEqual(before)
    const staged = await server.deps.db
      .selectFrom('staged_record')
      .select('ref')
      .where('tenant', '=', me.tenant)
      .execute()
    expect(staged).toEqual([])
  })

  test('progress is told while it happens, to those of the tenant only', async () => {
    const { connection, scanId } = await connect()
    await ended(scanId)
    const heard: LiveMessage[] = []
    const others: string[] = []
    const stop = [
      server.deps.live.subscribe(me.tenant, (message) => heard.push(message)),
      server.deps.live.subscribe(server.home.tenant, (message) => others.push(message.type)),
    ]
    const { id } = await scanAgain(connection.id)
    const ends = () =>
      heard.findIndex((message) => message.type === 'scan' && message.scanId === id && message.state === 'succeeded')
    await until('the last message', async () => ends() >= 0 && heard.length > ends() + 1)
    // The end of the first scan may still be told meanwhile.
    const states = heard.flatMap((message) => (message.type === 'scan' && message.scanId === id ? [message.state] : []))
    expect(states[0]).toBe('queued')
    expect(states.filter((state) => state === 'running').length).toBeGreaterThan(5)
    expect(states.at(-1)).toBe('succeeded')
    expect(heard[ends() + 1]).toMatchObject({ type: 'findings' })
    expect(others).toEqual([])
    for (const one of stop) one()
  })
})

describe('two servers on one database', () => {
  test('run a scan once between them, and either shows its progress', async () => {
    const second = await openTestServer({
      jobs: true,
      origins: [github.url],
      database: server.database,
      keyFile: server.deps.key.file ?? '',
    })
    const { connection, scanId } = await connect()
    await ended(scanId)
    github.requests.reset()
    const heard: string[] = []
    const stop = second.deps.live.subscribe(me.tenant, ({ type }) => heard.push(type))
    const scan = await scanAgain(connection.id)
    expect(github.requests.entries.filter(({ path }) => path === '/orgs/{org}/hooks')).toHaveLength(1)
    const through = await second.app.inject({ url: `/api/v1/scans/${scan.id}`, headers: { cookie: me.cookie } })
    expect(through.json()).toMatchObject({ id: scan.id, state: 'succeeded' })
    await until('the news', async () => heard.includes('findings'))
    stop()
    await second.close()
  })

  test('a long job stays with the process that lives', async () => {
    const { connection, scanId } = await connect()
    await ended(scanId)
    const second = await openTestServer({ database: server.database, keyFile: server.deps.key.file ?? '' })
    github.faults.add({ kind: 'slow', delayMs: 400 })
    const scan = await me.ok<Scan>('POST', `/connections/${connection.id}/scans`)
    await until('the scan to begin', async () => (await me.ok<Scan>('GET', `/scans/${scan.id}`)).phase === 'reading')
    const { sql } = await import('kysely')
    await sql`update graphile_worker._private_jobs set locked_at = now() - interval '1 hour' where key = ${scan.id}`.execute(
      server.deps.db,
    )
    await second.presence.sweep()
    await server.presence.sweep()
    const { rows } =
      await sql`select from graphile_worker.jobs where key = ${scan.id} and locked_by is not null`.execute(
        server.deps.db,
      )
    expect(rows).toHaveLength(1)
    github.faults.clear()
    expect(await ended(scan.id)).toMatchObject({ state: 'succeeded' })
    await second.close()
  })

  test('a scan of a process that vanished is taken over, goes on at its page, and the dead one cannot write', async () => {
    const { connection, scanId } = await connect()
    const first = await ended(scanId)
    // What a killed process leaves: a job locked by a worker that no living process has, and a scan in its name.
    const { db } = server.deps
    await db
      .insertInto('server_process')
      .values({ id: 'srv_dead', pool_ids: ['worker-dead'] })
      .execute()
    github.faults.add({ kind: 'slow', delayMs: 300 })
    const scan = await me.ok<Scan>('POST', `/connections/${connection.id}/scans`)
    await until('the scan to begin', async () => (await me.ok<Scan>('GET', `/scans/${scan.id}`)).phase === 'reading')
    const { sql } = await import('kysely')
    await db.updateTable('scan').set({ runner: 'srv_dead' }).where('id', '=', scan.id).execute()
    await until('the loss to be noticed', async () =>
      server.logs.some(({ msg }) => msg === 'Another process has taken this scan over'),
    )
    await sql`select graphile_worker.add_job('scan', ${JSON.stringify({ tenant: me.tenant, scanId: scan.id })}::json)`.execute(
      db,
    )
    github.faults.clear()
    expect(await ended(scan.id)).toMatchObject({
      state: 'succeeded',
      summary: { records: first.summary?.records, unknown: unshown },
    })
    await until('the dead process to be swept', async () => {
      const rows = await db.selectFrom('server_process').select('id').where('id', '=', 'srv_dead').execute()
      return rows.length === 0
    })
  })
})
