import { permissions, rolePermissions, roles, routes } from '@rollcall/api'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestServer, type TestServer, type Visitor } from '../../../test/support/server.ts'
import { buildApp } from '../app.ts'

let server: TestServer
let other: Visitor
const visitors = new Map<string, Visitor>()

beforeAll(async () => {
  server = await openTestServer()
  other = await server.addTenant()
  for (const role of roles) visitors.set(role, await server.signIn(role))
})
afterAll(() => server.close())

const urlOf = (path: string, id = 'con_doesnotexist') => `/api/v1${path.replace(/\{\w+\}/g, id)}`
const guarded = routes.filter((route) => route.access !== 'public' && route.id !== 'followLive')

describe('every operation', () => {
  test.each(guarded)('$id refuses who is nobody, and who has a wrong or expired token', async ({ method, path }) => {
    const expired = await server.addToken(permissions, { expiresAt: new Date(Date.now() - 1000) })
    for (const headers of [
      {},
      { authorization: 'Bearer rc_api_wrong' },
      { authorization: 'Basic YTpi' },
      { authorization: `Bearer ${expired}` },
      { cookie: 'rollcall=rc_session_wrong' },
    ]) {
      const answer = await server.app.inject({ method: method as 'GET', url: urlOf(path), headers })
      expect(answer.statusCode, `${method} ${path} with ${Object.keys(headers)}`).toBe(401)
      expect(answer.json().error).toMatchObject({ code: expect.stringMatching(/^auth\./), fix: expect.any(String) })
    }
  })

  test.each(guarded.filter((route) => route.access !== 'person'))(
    '$id needs its permission, from a person and from a token',
    async ({ method, path, access }) => {
      for (const role of roles) {
        if (rolePermissions[role].includes(access as never)) continue
        const answer = await visitors.get(role)?.call(method, path.replace(/\{\w+\}/g, 'x'), {})
        expect(answer?.statusCode, `${role} on ${method} ${path}`).toBe(403)
        expect(answer?.json().error.message).toContain(access)
      }
      const token = await server.addToken(permissions.filter((one) => one !== access))
      const answer = await server.app.inject({
        method: method as 'GET',
        url: urlOf(path),
        headers: { authorization: `Bearer ${token}` },
      })
      expect(answer.statusCode).toBe(403)
    },
  )

  test.each(guarded.filter((route) => route.access === 'person'))(
    '$id is for people, not for tokens',
    async ({ method, path }) => {
      const token = await server.addToken(permissions)
      const answer = await server.app.inject({
        method: method as 'GET',
        url: urlOf(path),
        headers: { authorization: `Bearer ${token}` },
      })
      expect(answer.statusCode).toBe(403)
    },
  )

  test.each(routes.filter((route) => route.method !== 'GET'))(
    '$id refuses what another site sends',
    async ({ method, path }) => {
      const { cookie } = server.home
      for (const headers of [
        { cookie, 'x-csrf-token': server.home.csrf, origin: 'https://evil.example' },
        { cookie, 'x-csrf-token': server.home.csrf, 'sec-fetch-site': 'cross-site' },
        { cookie, 'x-csrf-token': other.csrf },
        { cookie },
      ]) {
        const answer = await server.app.inject({ method: method as 'POST', url: urlOf(path), headers, payload: {} })
        expect(answer.json().error?.code, `${method} ${path} with ${Object.keys(headers)}`).toBe('auth.csrf')
      }
    },
  )

  test('no route exists without saying who may call it', async () => {
    const app = await buildApp({ ...server.deps, metrics: new Registry() })
    app.get('/sneaky', async () => 'hello')
    await expect(app.ready()).rejects.toThrow('/sneaky does not declare who may call it')
    await app.close()
  })
})

describe('a foreign tenant', () => {
  test('sees none of this one, whatever id it asks for', async () => {
    const mine = await plant(server, server.home.tenant)
    for (const route of guarded) {
      if (!route.path.includes('{id}') || route.path.startsWith('/me/') || route.path.startsWith('/checks/')) continue
      for (const id of Object.values(mine)) {
        const answer = await other.call(route.method, route.path.replace('{id}', id), bodyFor(route.id))
        expect(answer.statusCode, `${route.id} on ${id}: ${answer.body}`).toBe(404)
      }
    }
    for (const list of [
      '/connections',
      '/findings',
      '/findings?q=decision:any',
      '/decisions',
      '/assignees',
      '/identities',
      '/notices',
      '/people',
      '/tokens',
      '/events',
    ]) {
      const answer = (await other.ok('GET', list)) as { items: { id?: string }[] }
      for (const id of Object.values(mine)) expect(JSON.stringify(answer)).not.toContain(id)
    }
    const { findings } = await server.deps.db
      .selectFrom('finding')
      .select(({ fn }) => fn.countAll<number>().as('findings'))
      .executeTakeFirstOrThrow()
    expect(findings).toBe(1)
    for (const change of [{ assigneeId: null }, { decision: { kind: 'snoozed', until: inADay() } }]) {
      const chosen = { select: { ids: ['fnd_mine'] }, change }
      for (const path of ['/findings/preview', '/findings/apply'])
        expect((await other.call('POST', path, chosen)).statusCode).toBe(404)
      const all = await other.ok<{ matched: number }>('POST', '/findings/preview', { select: { q: '' }, change })
      expect(all.matched).toBe(0)
    }
    const mineUntouched = await server.home.ok<{ items: object[] }>('GET', '/decisions')
    expect(mineUntouched.items).toMatchObject([{ id: 'dec_mine', findings: 1, endedAt: null }])
    const toStranger = { select: { q: '' }, change: { assigneeId: mine.person } }
    expect((await other.call('POST', '/findings/apply', toStranger)).statusCode).toBe(404)
  })
})

const inADay = () => new Date(Date.now() + 86_400_000).toISOString()

const bodyFor = (id: string): unknown =>
  ({
    updateFinding: { dueAt: null },
    declareIdentity: { kind: 'bot', reason: 'mine now' },
    addNote: { text: 'mine now' },
    extendDecision: { until: inADay() },
    updatePerson: { role: 'viewer' },
    updateConnection: { name: 'stolen' },
    updateAuditStream: { enabled: false },
    previewSettings: { config: {} },
    updateAccount: { suspended: true },
    replaceCredential: { secrets: { token: 'x' } },
  })[id]

/** One of everything in the tenant; answers their ids. */
async function plant({ deps: { db, vault } }: TestServer, tenant: string): Promise<Record<string, string>> {
  const now = new Date()
  const secret_id = await vault.seal(db, tenant, { token: 'x' })
  await db
    .insertInto('connection')
    .values({
      tenant,
      id: 'con_mine',
      connector: 'github',
      name: 'Mine',
      config: '{}',
      secret_id,
      web: 'https://github.com',
      system: 'GitHub',
      scopes: '[]',
      credential: '{"kind":"x","owner":"x","scopes":null}',
      health: '{"state":"new","detail":"","fix":null}',
      created_by: 'me',
    })
    .execute()
  await db
    .insertInto('scan')
    .values({
      tenant,
      id: 'scn_mine',
      connection_id: 'con_mine',
      state: 'succeeded',
      trigger: 'person',
      requested_by: null,
      runner: null,
    })
    .execute()
  await db
    .insertInto('finding')
    .values({
      tenant,
      id: 'fnd_mine',
      connection_id: 'con_mine',
      fingerprint: 'x',
      check_id: 'x',
      scope: 'acme',
      stream: 'github.member',
      ref: '1',
      subject_name: 'ada',
      result: 'fail',
      state: 'open',
      severity: 'high',
      severity_rank: 1,
      count: null,
      evidence: '[]',
      subjects: '[]',
      opened_at: now,
      seen_at: now,
      resolution: null,
    })
    .execute()
  await db
    .insertInto('decision')
    .values({
      tenant,
      id: 'dec_mine',
      kind: 'excepted',
      reason: 'Known',
      until: new Date(now.getTime() + 86_400_000),
      check_id: null,
      connection_id: null,
      scope: null,
      subject: null,
      made_at: now,
      made_by_kind: 'person',
      made_by_id: null,
      made_by_name: 'Me',
    })
    .execute()
  await db
    .insertInto('decision_finding')
    .values({ tenant, decision_id: 'dec_mine', finding_id: 'fnd_mine', since: now })
    .execute()
  await db
    .insertInto('identity')
    .values({ tenant, id: 'idn_mine', name: 'Ada', kind: 'person', first_seen_at: now })
    .execute()
  const person = await db
    .selectFrom('person')
    .select('id')
    .where('tenant', '=', tenant)
    .limit(1)
    .executeTakeFirstOrThrow()
  const token = await db
    .selectFrom('api_token')
    .select('id')
    .where('tenant', '=', tenant)
    .limit(1)
    .executeTakeFirstOrThrow()
  return {
    connection: 'con_mine',
    scan: 'scn_mine',
    finding: 'fnd_mine',
    decision: 'dec_mine',
    identity: 'idn_mine',
    person: person.id,
    token: token.id,
  }
}
