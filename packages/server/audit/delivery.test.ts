import { randomBytes } from 'node:crypto'
import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AuditStream, Enterprise } from '@rollcall/api'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type DirectoryBench, openDirectory } from '../../../test/support/directory.ts'
import {
  openCollector,
  openSplunk,
  openStorage,
  type Received,
  type Receiver,
  testCa,
} from '../../../test/support/receivers.ts'
import { sealAudit } from '../store/audit-chain.ts'
import { advanceStream, claimStream, releaseStream } from '../store/audit-streams.ts'
import { deliverDue, pauseAfter } from './keeper.ts'

const token = 'canary-token-of-the-collector'
const keys = { accessKeyId: 'AKIATEST', secretAccessKey: 'canary-secret-access-key' }
const dayMs = 86_400_000
let bench: DirectoryBench
let collector: Receiver
let now = new Date()
let written = 0

let program = ''
/** As a program does it: the clock runs far ahead here, and ends sessions. */
async function ask(method: string, path: string, body?: unknown) {
  return bench.server.app.inject({
    method: method as 'GET',
    url: `/api/v1/enterprises/octo${path}`,
    headers: { authorization: `Bearer ${program}` },
    ...(body === undefined ? {} : { payload: body as object }),
  })
}
async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await ask(method, `/audit-log${path}`, body)
  if (answer.statusCode >= 300) throw new Error(`${method} ${path} answered ${answer.statusCode}: ${answer.body}`)
  return (answer.body === '' ? undefined : answer.json()) as T
}
const noticesOf = async () => (await ask('GET', '')).json<Enterprise>().notices
async function open(...more: string[]): Promise<void> {
  bench = await openDirectory(undefined, { now: () => now, extraCa: testCa, origins: [collector.origin, ...more] })
  program = await bench.server.addToken(['directory:read', 'directory:write'])
}
const streams = async () => (await call<{ items: AuditStream[] }>('GET', '/streams')).items
const only = async (): Promise<AuditStream> => {
  const [one] = await streams()
  if (!one) throw new Error('there is no stream')
  return one
}
const make = (destination: object, from?: string) =>
  call<AuditStream>('POST', '/streams', { destination, ...(from ? { from } : {}) })
const toCollector = () => ({ kind: 'https', domain: 'localhost', port: collector.port, path: '/collect', token })
const deliver = () => deliverDue(bench.server.deps)

/** Events of the log, with the ids that they must arrive under. */
async function write(many: number, at = now): Promise<string[]> {
  const first = written + 1
  written += many
  await sql`insert into audit_event (enterprise_id, at, action, request_id, data)
    select e.id, ${at}, 'user.create', 'r', jsonb_build_object('_document_id', 'doc-' || n, 'action', 'user.create',
      '@timestamp', ${at.getTime()}::bigint, 'actor', 'octo_admin')
    from generate_series(${first}::int, ${written}::int) n, enterprise e where e.slug = 'octo' order by n`.execute(
    bench.server.deps.db,
  )
  return Array.from({ length: many }, (_, one) => `doc-${first + one}`)
}
const idsOf = (events: readonly Received[]) =>
  events.map(({ _document_id }) => _document_id).filter((one) => one.startsWith('doc-'))

beforeAll(async () => {
  collector = await openCollector(token)
  await open()
})
afterAll(async () => {
  await bench.close()
  await collector.stop()
})
beforeEach(() => {
  // On and on: what is sealed before must be older than what comes.
  now = new Date(now.getTime() + 40 * dayMs)
  collector.answer(null)
  collector.events.length = 0
})
afterEach(async () => {
  if ((await ask('GET', '')).statusCode === 404) return
  for (const { id } of await streams()) await call('DELETE', `/streams/${id}`)
})

describe('a stream to an HTTPS event collector', () => {
  test('carries what is written from then on, in order, and says how it is', async () => {
    await write(3)
    await deliver()
    const made = await make(toCollector())
    expect(made).toMatchObject({ state: 'active', waiting: 0, leadsTo: `${collector.origin}/collect` })
    expect(JSON.stringify(made)).not.toContain(token)
    const ids = await write(1200)
    await deliver()
    expect(idsOf(collector.events)).toEqual(ids)
    expect(collector.requests.at(-1)?.path).toBe('/collect')
    expect(await only()).toMatchObject({ state: 'active', waiting: 0, failures: 0, skipped: 0 })
    expect((await only()).delivered).toBeGreaterThanOrEqual(1200)
  })

  test('that answers 500 for a day loses nothing, is shown with why, and goes on by itself', async () => {
    await make(toCollector())
    await deliver()
    collector.answer(500)
    const start = now.getTime()
    const ids = await write(4)
    const pauses: number[] = []
    for (let hour = 0; hour <= 24; hour++) {
      now = new Date(start + hour * 3_600_000)
      ids.push(...(await write(2)))
      await deliver()
      const { nextTryAt } = await only()
      pauses.push(Date.parse(nextTryAt ?? '') - now.getTime())
    }
    expect(pauses[0]).toBe(pauseAfter(0))
    expect(Math.max(...pauses)).toBe(10 * 60_000)
    const failing = await only()
    expect(failing).toMatchObject({ state: 'failing', failures: 25 })
    expect(failing.waiting).toBeGreaterThanOrEqual(ids.length)
    expect(failing.problem).toMatch(/answered 500/)
    const notices = await noticesOf()
    expect(notices).toEqual([expect.objectContaining({ code: `audit.stream_failing.${failing.id}` })])
    expect(notices[0]?.message).toMatch(/has failed since .* events wait/)
    collector.answer(null)
    await deliver()
    expect(idsOf(collector.events), 'not before its time').toEqual([])
    now = new Date(now.getTime() + 11 * 60_000)
    await deliver()
    expect(idsOf(collector.events)).toEqual(ids)
    expect(await only()).toMatchObject({ state: 'active', waiting: 0, problem: null })
    expect(await noticesOf()).toEqual([])
  })

  test('sends no event to where it redirects', async () => {
    await make(toCollector())
    collector.answer(307, { location: 'https://example.com/collect' })
    await write(1)
    await deliver()
    expect((await only()).problem).toMatch(/answered 307/)
  })

  test.each([
    [6, 'everything', 4],
    [8, 'the last seven days', 3],
    [22, 'nothing', 0],
  ])('after a pause of %i days carries %s', async (days, _, expected) => {
    const { id } = await make(toCollector())
    await deliver()
    expect(await call('PATCH', `/streams/${id}`, { enabled: false })).toMatchObject({ state: 'paused' })
    collector.events.length = 0
    const start = now.getTime()
    const ids: string[] = []
    for (const day of [0, 2, 4, days - 0.5]) {
      now = new Date(start + day * dayMs)
      ids.push(...(await write(1)))
      await deliver()
    }
    expect(idsOf(collector.events)).toEqual([])
    now = new Date(start + days * dayMs)
    const resumed = await call<AuditStream>('PATCH', `/streams/${id}`, { enabled: true })
    await deliver()
    expect(idsOf(collector.events)).toEqual(expected === 0 ? [] : ids.slice(-expected))
    if (expected < 4) expect(resumed.skipped).toBeGreaterThan(0)
    now = new Date(start + days * dayMs + 1000)
    const [next] = await write(1)
    await deliver()
    expect(idsOf(collector.events).at(-1)).toBe(next)
  })

  test('two who change it at once leave one secret, with which it goes on', async () => {
    const { id } = await make(toCollector())
    const secrets = async () => {
      const { rows } = await sql<{ count: number }>`select count(*) as count from secret`.execute(bench.server.deps.db)
      return rows[0]?.count
    }
    const before = await secrets()
    for (let round = 0; round < 5; round++)
      await Promise.all(
        [1, 2, 3].map(() =>
          call('PATCH', `/streams/${id}`, { destination: { ...toCollector(), path: '/collect/elsewhere' } }),
        ),
      )
    expect(await secrets()).toBe(before)
    const [last] = await write(1)
    await deliver()
    expect(idsOf(collector.events)).toEqual([last])
  })

  test('is filled from the past, and sent again, with the same document ids', async () => {
    const { id } = await make(toCollector(), 'oldest')
    await deliver()
    const all = idsOf(collector.events)
    expect(all).toHaveLength(written)
    expect(new Set(all).size).toBe(written)
    now = new Date(now.getTime() + 40 * dayMs)
    const ids = await write(2)
    await deliver()
    collector.events.length = 0
    await call('PATCH', `/streams/${id}`, { from: now.toISOString() })
    await deliver()
    expect(idsOf(collector.events)).toEqual(ids)
  })

  test('is tried on demand, and by itself after a day without a sign of health', async () => {
    const { id } = await make(toCollector())
    await deliver()
    expect(await call('POST', `/streams/${id}/test`)).toEqual({ problem: null })
    collector.answer(503)
    expect(await call('POST', `/streams/${id}/test`)).toEqual({ problem: expect.stringMatching(/answered 503/) })
    await deliver()
    expect((await only()).state).toBe('active')
    now = new Date(now.getTime() + dayMs + 1000)
    await deliver()
    expect(await only()).toMatchObject({ state: 'failing', problem: expect.stringMatching(/answered 503/) })
  })

  test('leads elsewhere from one moment on: tried before it is saved, nothing sent twice, and the log says so', async () => {
    const { id } = await make(toCollector())
    const first = await write(3)
    await deliver()
    const { token: _, ...elsewhere } = { ...toCollector(), path: '/collect/elsewhere' }
    collector.answer(503)
    const refused = await ask('PATCH', `/audit-log/streams/${id}`, { destination: elsewhere, test: true })
    expect(refused.statusCode).toBe(502)
    expect(refused.json().error).toMatchObject({ code: 'stream.refused' })
    expect((await only()).leadsTo).toMatch(/\/collect$/)
    collector.answer(null)
    collector.requests.length = 0
    const saved = await call<AuditStream>('PATCH', `/streams/${id}`, { destination: elsewhere, test: true })
    expect(saved).toMatchObject({ leadsTo: `${collector.origin}/collect/elsewhere`, state: 'active', failures: 0 })
    expect(collector.requests, 'with the secret that was kept').toEqual([
      { path: '/collect/elsewhere', authorization: `Bearer ${token}` },
    ])
    const second = await write(2)
    await deliver()
    expect(idsOf(collector.events)).toEqual([...first, ...second])
    expect(collector.requests.slice(1).every(({ path }) => path === '/collect/elsewhere')).toBe(true)
    const { items } = await call<{ items: { data: object }[] }>('GET', '?phrase=action%3Aaudit_log_streaming.update')
    expect(items[0]?.data).toMatchObject({
      name: `${collector.origin}/collect/elsewhere`,
      name_was: `${collector.origin}/collect`,
    })
  })

  test('a batch that was under way when it was led elsewhere counts, and its end says nothing of the new place', async () => {
    const { id } = await make(toCollector())
    await write(2)
    const { db, processId } = bench.server.deps
    await sealAudit(db)
    const held = await claimStream(db, processId, now)
    if (!held) throw new Error('there is nothing to deliver')
    now = new Date(now.getTime() + 1000)
    const { token: _, ...elsewhere } = { ...toCollector(), path: '/collect/elsewhere' }
    await call('PATCH', `/streams/${id}`, { destination: elsewhere })
    expect(await advanceStream(db, held, processId, { to: held.position + 1, delivered: 1 }, now)).toBe(false)
    await releaseStream(db, held, processId, { problem: 'the old place is gone', again: now }, now)
    expect(await only()).toMatchObject({ delivered: 1, state: 'active', problem: null })
    await deliver()
    expect((await only()).waiting).toBe(0)
    expect(collector.requests.at(-1)?.path).toBe('/collect/elsewhere')
  })

  test('is not made where the destination refuses, when it is asked to try', async () => {
    collector.answer(401)
    const secrets = () => bench.server.deps.db.selectFrom('secret').select('id').execute()
    const before = await secrets()
    const refused = await ask('POST', '/audit-log/streams', { destination: toCollector(), test: true })
    expect(refused.statusCode).toBe(502)
    expect(await streams()).toEqual([])
    expect(await secrets()).toEqual(before)
  })

  test('gives its token to no other host', async () => {
    const { id } = await make(toCollector())
    const { token: _, ...elsewhere } = { ...toCollector(), domain: 'elsewhere.example' }
    const refused = await ask('PATCH', `/audit-log/streams/${id}`, { destination: elsewhere })
    expect(refused.statusCode).toBe(422)
    expect(refused.body).toMatch(/secret was given for another address/)
    const { token: __, ...there } = toCollector()
    expect(await call('PATCH', `/streams/${id}`, { destination: there })).toMatchObject({ state: 'active' })
  })

  test.each([
    [{ kind: 'file', name: '../../etc' }, /^body destination.name must match/],
    [{ kind: 's3', bucket: 'logs' }, /^body destination.region must have/],
    [{ kind: 'pigeon' }, /kind/],
  ])('what is wrong with %j is said of its kind', async (destination, words) => {
    const refused = await ask('POST', '/audit-log/streams', { destination })
    expect(refused.statusCode, refused.body).toBe(400)
    expect(refused.json().error.message).toMatch(/^The request is not valid: /)
    expect(refused.json().error.message.replace('The request is not valid: ', '')).toMatch(words)
  })

  test.each([
    [{ domain: '127.0.0.1' }, 422, /private or reserved/],
    [{ domain: 'a.example/x' }, 422, /no host name/],
    [{ token: undefined }, 422, /has no token/],
    [{ port: 0 }, 400, /./],
  ])('%j is refused with why', async (more, status, words) => {
    const body = { destination: { ...toCollector(), ...more } }
    const refused = await ask('POST', '/audit-log/streams', body)
    expect(refused.statusCode, refused.body).toBe(status)
    expect(refused.body).toMatch(words)
  })

  test('is for those who may change the directory, in their own tenant', async () => {
    const viewer = await bench.server.signIn('viewer')
    expect((await viewer.call('GET', '/enterprises/octo/audit-log/streams')).statusCode).toBe(200)
    expect(
      (await viewer.call('POST', '/enterprises/octo/audit-log/streams', { destination: toCollector() })).statusCode,
    ).toBe(403)
    const stranger = await bench.server.addTenant()
    for (const path of ['', '/streams', '/verify', '/export', '/events/1'])
      expect((await stranger.call('GET', `/enterprises/octo/audit-log${path}`)).statusCode).toBe(404)
  })
})

describe('other destinations', () => {
  const receivers: Receiver[] = []
  afterEach(async () => {
    for (const one of receivers.splice(0)) await one.stop()
  })
  /** A server that may reach one more receiver, over the same database. */
  async function reach(receiver: Receiver): Promise<void> {
    receivers.push(receiver)
    await bench.close()
    await open(receiver.origin)
    written = 0
  }

  test('Splunk gets envelopes, and says what it dislikes', async () => {
    const splunk = await openSplunk(token)
    await reach(splunk)
    const { id } = await make({ kind: 'splunk', domain: 'localhost', port: splunk.port, token })
    const ids = await write(600)
    await deliver()
    expect(idsOf(splunk.events)).toEqual(ids)
    await call('PATCH', `/streams/${id}`, {
      destination: { kind: 'splunk', domain: 'localhost', port: splunk.port, token: 'wrong' },
    })
    await write(1)
    await deliver()
    expect((await only()).problem).toMatch(/403: Invalid token/)
  })

  test('storage gets gzip files by date, whose signature the SDK vouches for; a file sent twice is one file', async () => {
    const storage = await openStorage(keys)
    await reach(storage)
    const destination = {
      kind: 's3',
      bucket: 'audit-bucket',
      region: 'eu-central-1',
      endpoint: storage.origin,
      ...keys,
    }
    now = new Date('2036-03-04T05:06:07Z')
    const { id } = await make(destination)
    const ids = await write(700)
    await deliver()
    expect(idsOf(storage.events)).toEqual(ids)
    const names = [...storage.objects.keys()]
    expect(names.filter((name) => /^2036\/03\/04\/05\/06\/[0-9a-f-]{36}\.json\.gz$/.test(name))).toHaveLength(2)
    await call('PATCH', `/streams/${id}`, { from: 'oldest' })
    await deliver()
    expect(idsOf(storage.events)).toHaveLength(1400)
    expect(new Set(storage.objects.keys()).size).toBeLessThanOrEqual(names.length + 1)
    expect(await call('POST', `/streams/${id}/test`)).toEqual({ problem: null })
    await call('PATCH', `/streams/${id}`, {
      destination: { ...destination, secretAccessKey: randomBytes(9).toString('hex') },
    })
    expect(await call('POST', `/streams/${id}/test`)).toEqual({ problem: expect.stringMatching(/403/) })
  })

  test('a file gets a line for each event, and half a line that a crash left does not spoil the next', async () => {
    await make({ kind: 'file', name: 'siem' })
    const first = await write(2)
    await deliver()
    const folder = join(bench.server.deps.auditFolder, 'octo', 'siem')
    const file = `${now.toISOString().slice(0, 10)}.ndjson`
    appendFileSync(join(folder, file), '{"_document_id":"doc-torn","act')
    const second = await write(1)
    await deliver()
    const lines = readFileSync(join(folder, file), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Received)
    expect(idsOf(lines).slice(-3)).toEqual([...first, ...second])
    const refused = await ask('POST', '/audit-log/streams', {
      destination: { kind: 'file', name: '../../etc' },
    })
    expect(refused.statusCode).toBe(400)
  })
})

test('search, export and verification of the console', async () => {
  await write(3)
  const found = await call<{ items: { id: string }[]; total: number }>('GET', '?phrase=action%3Auser&limit=2')
  expect(found.items).toHaveLength(2)
  const [first] = found.items
  expect(await call('GET', `/events/${first?.id}`)).toMatchObject({ id: first?.id, actor: 'octo_admin' })
  const bad = await ask('GET', '/audit-log?phrase=mona')
  expect(bad.statusCode).toBe(422)
  expect(bad.json().error.fields[0].path).toBe('phrase')
  const exported = await ask('GET', '/audit-log/export?phrase=action%3Auser.create')
  expect(exported.body.trimEnd().split('\n')).toHaveLength(found.total)
  const csv = await ask('GET', '/audit-log/export?format=csv')
  expect(csv.body).toMatch(/^time,action,actor,user,organization,operation,request id,document id,event\r?\n/)
  const { head } = await call<{ head: string }>('GET', '/verify')
  expect(await call('GET', `/verify?head=${head}`)).toMatchObject({ intact: true, known: true, waiting: 0 })
})

test('an enterprise that is removed leaves no secret of its streams', async () => {
  await make(toCollector())
  const { db } = bench.server.deps
  expect((await ask('DELETE', '?confirm=octo')).statusCode).toBe(204)
  expect(await db.selectFrom('secret').selectAll().execute()).toEqual([])
})
