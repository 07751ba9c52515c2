import type { Session } from '@rollcall/api'
import { Secret, TOTP } from 'otpauth'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { canaryPassword } from '../../../test/support/canary.ts'
import { openTestServer, type TestServer, type Visitor } from '../../../test/support/server.ts'
import { createLink } from '../auth/links.ts'
import { entryLink } from '../server.ts'

let server: TestServer
let clock = Date.parse('2026-06-01T12:00:00Z')
const pass = (minutes: number) => {
  clock += minutes * 60_000
}
beforeAll(async () => {
  server = await openTestServer({ now: () => new Date(clock) })
})
afterAll(() => server.close())

const post = (path: string, payload: object, headers: Record<string, string> = {}) =>
  server.app.inject({ method: 'POST', url: `/api/v1${path}`, payload, headers })
const signIn = (email: string, password: string, code?: string) =>
  post('/session', { email, password, ...(code === undefined ? {} : { code }) })

describe('signing in', () => {
  test('starts a session in a cookie that scripts cannot read, and tells nothing else of it', async () => {
    const { email, password } = server.home
    const answer = await signIn(email.toUpperCase(), password)
    expect(answer.statusCode).toBe(200)
    expect(answer.cookies[0]).toMatchObject({ name: 'rollcall', httpOnly: true, sameSite: 'Lax', path: '/' })
    expect(answer.body).not.toContain(answer.cookies[0]?.value)
    expect(answer.json<Session>().person).toMatchObject({ email, role: 'admin', totp: false })
  })

  test('wrong password, unknown person and disabled person get the same answer', async () => {
    const gone = await server.signIn('viewer')
    await server.home.ok('PATCH', `/people/${gone.personId}`, { disabled: true })
    const answers = [
      await signIn(server.home.email, canaryPassword()),
      await signIn('nobody@rollcall.example', canaryPassword()),
      await signIn(gone.email, gone.password),
    ]
    for (const answer of answers) {
      expect(answer.statusCode).toBe(401)
      expect(answer.json().error.code).toBe('auth.sign_in_failed')
    }
    expect((await gone.call('GET', '/findings')).statusCode).toBe(401)
  })

  test('too many failures lock the account for a while, whether or not it exists, and an admin can unlock it', async () => {
    const visitor = await server.signIn('viewer')
    for (const email of [visitor.email, 'ghost@rollcall.example']) {
      for (let count = 1; count <= 8; count++) {
        const answer = await signIn(email, canaryPassword())
        expect(answer.json().error.code).toBe(count < 8 ? 'auth.sign_in_failed' : 'auth.locked')
      }
      expect((await signIn(email, visitor.password)).json().error.code).toBe('auth.locked')
    }
    const people = await server.home.ok<{ items: { id: string; state: string }[] }>('GET', '/people')
    expect(people.items.find(({ id }) => id === visitor.personId)?.state).toBe('locked')
    await server.home.ok('PATCH', `/people/${visitor.personId}`, { unlock: true })
    expect((await signIn(visitor.email, visitor.password)).statusCode).toBe(200)
    expect((await signIn('ghost@rollcall.example', 'x')).json().error.code).toBe('auth.locked')
    pass(16)
    expect((await signIn('ghost@rollcall.example', 'x')).json().error.code).toBe('auth.sign_in_failed')
    const events = await server.home.ok<{ items: { type: string }[] }>('GET', `/events?subject=${visitor.personId}`)
    expect(events.items.map(({ type }) => type)).toContain('person.locked')
  })

  test('an address that fails for many accounts is held off', async () => {
    for (let count = 0; count < 31; count++) await signIn(`someone${count}@rollcall.example`, 'x')
    expect((await signIn(server.home.email, server.home.password)).json().error.code).toBe('auth.locked')
    pass(6)
    expect((await signIn(server.home.email, server.home.password)).statusCode).toBe(200)
  })

  test('a session ends when it is signed out, idle for a day, or a week old', async () => {
    const alive = async (visitor: Visitor) => (await visitor.call('GET', '/findings')).statusCode === 200
    const out = await server.signIn('viewer')
    await out.ok('DELETE', '/session')
    expect(await alive(out)).toBe(false)
    const idle = await server.signIn('viewer')
    pass(25 * 60)
    expect(await alive(idle)).toBe(false)
    const old = await server.signIn('viewer')
    for (let day = 0; day < 14; day++) {
      expect(await alive(old)).toBe(true)
      pass(11.9 * 60)
    }
    pass(120)
    expect(await alive(old)).toBe(false)
    server.home = await server.signIn('admin')
  })
})

describe('the second factor', () => {
  let visitor: Visitor
  let secret: string
  const codeNow = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock })
  beforeEach(async () => {
    pass(60)
    visitor = await server.signIn('responder')
    const started = await visitor.ok<{ secret: string; uri: string }>('POST', '/me/totp', {
      password: visitor.password,
    })
    secret = started.secret
    expect(started.uri).toMatch(/^otpauth:\/\/totp\/Rollcall:responder-.*issuer=Rollcall/)
  })
  afterEach(() => vi.restoreAllMocks())

  test('is asked for once the password is right, takes each code once, and knows recovery codes', async () => {
    expect((await visitor.call('PUT', '/me/totp', { code: '000000' })).statusCode).toBe(401)
    const { recoveryCodes } = await visitor.ok<{ recoveryCodes: string[] }>('PUT', '/me/totp', { code: codeNow() })
    expect(new Set(recoveryCodes).size).toBe(10)
    pass(1)
    const { email, password } = visitor
    expect((await signIn(email, canaryPassword(), codeNow())).json().error.code).toBe('auth.sign_in_failed')
    expect((await signIn(email, password)).json().error.code).toBe('auth.totp_required')
    expect((await signIn(email, password, '123456')).json().error.code).toBe('auth.sign_in_failed')
    const code = codeNow()
    expect((await signIn(email, password, code)).statusCode).toBe(200)
    expect((await signIn(email, password, code)).json().error.code).toBe('auth.sign_in_failed')
    const [recovery = ''] = recoveryCodes
    expect((await signIn(email, password, recovery.toUpperCase().replace('-', ' '))).statusCode).toBe(200)
    expect((await signIn(email, password, recovery)).json().error.code).toBe('auth.sign_in_failed')
  })

  test('is removed with the password only, or by an admin', async () => {
    await visitor.ok('PUT', '/me/totp', { code: codeNow() })
    const sealed = () => server.deps.db.selectFrom('secret').select('id').where('tenant', '=', visitor.tenant).execute()
    const before = (await sealed()).length
    expect((await visitor.call('DELETE', '/me/totp', { password: canaryPassword() })).statusCode).toBe(401)
    await visitor.ok('DELETE', '/me/totp', { password: visitor.password })
    expect((await sealed()).length).toBe(before - 1)
    expect((await signIn(visitor.email, visitor.password)).statusCode).toBe(200)
  })
})

describe('links', () => {
  const token = (link: string) => link.split('#')[1] ?? ''

  test('the set-up link creates the first admin, once', async () => {
    const fresh = await openTestServer({ now: () => new Date(clock) })
    await fresh.deps.db.deleteFrom('person').execute()
    const before = await fresh.app.inject('/api/v1/session')
    expect(before.json()).toMatchObject({ person: null, setupNeeded: true })
    const link = await entryLink(fresh.deps, false)
    expect(link).toMatch(/\/welcome#rc_link_/)
    const send = (payload: object) => fresh.app.inject({ method: 'POST', url: '/api/v1/links/accept', payload })
    const who = { token: token(link ?? ''), email: 'ada@rollcall.example', name: 'Ada' }
    expect((await send({ ...who, password: 'short' })).json().error).toMatchObject({
      code: 'auth.password_weak',
      fields: [{ path: 'password' }],
    })
    const password = canaryPassword()
    const answer = await send({ ...who, password })
    expect(answer.json()).toMatchObject({
      person: { role: 'admin', email: 'ada@rollcall.example' },
      setupNeeded: false,
    })
    expect((await send({ ...who, email: 'eve@rollcall.example', password })).json().error.code).toBe(
      'auth.link_invalid',
    )
    expect(await entryLink(fresh.deps, false)).toBeNull()
    await fresh.close()
  })

  test('of two who use a link at the same time, one gets in', async () => {
    const link = await createLink(server.deps.db, server.home.tenant, 'setup', null, new Date(clock))
    const accept = (email: string) =>
      post('/links/accept', { token: link.token, email, name: 'X', password: canaryPassword() })
    const answers = await Promise.all([accept('one@rollcall.example'), accept('two@rollcall.example')])
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([200, 404])
    const people = await server.home.ok<{ items: { email: string }[] }>('GET', '/people')
    expect(people.items.filter(({ email }) => /^(one|two)@/.test(email))).toHaveLength(1)
  })

  test('expire', async () => {
    const link = await createLink(server.deps.db, server.home.tenant, 'setup', null, new Date(clock))
    pass(31)
    expect((await post('/links/check', { token: link.token })).json().error.code).toBe('auth.link_invalid')
    server.home = await server.signIn('admin')
  })

  test('an invitation says for whom it is, and a reset ends all sessions', async () => {
    const invited = await server.home.ok<{ link: string; person: { id: string; state: string } }>('POST', '/people', {
      email: 'grace@rollcall.example',
      name: 'Grace',
      role: 'viewer',
    })
    expect(invited.person.state).toBe('invited')
    expect((await post('/links/check', { token: token(invited.link) })).json()).toMatchObject({
      purpose: 'invitation',
      email: 'grace@rollcall.example',
    })
    const password = canaryPassword()
    const joined = await post('/links/accept', { token: token(invited.link), password })
    expect(joined.json().person).toMatchObject({ role: 'viewer', name: 'Grace' })
    const { items } = await server.home.ok<{ items: { id: string; seenAt: string | null }[] }>('GET', '/people')
    expect(items.find(({ id }) => id === invited.person.id)?.seenAt).toBe(new Date(clock).toISOString())
    const cookie = `rollcall=${joined.cookies[0]?.value}`
    const whoAmI = async () => (await server.app.inject({ url: '/api/v1/session', headers: { cookie } })).json().person
    expect(await whoAmI()).not.toBeNull()
    const reset = await server.home.ok<{ link: string }>('POST', `/people/${invited.person.id}/reset-link`)
    await post('/links/accept', { token: token(reset.link), password: canaryPassword() })
    expect(await whoAmI()).toBeNull()
    expect((await signIn('grace@rollcall.example', password)).statusCode).toBe(401)
  })

  test('a reset link stands for a password only: a second factor is still asked for, a disabled account stays out', async () => {
    const visitor = await server.signIn('viewer')
    const { secret } = await visitor.ok<{ secret: string }>('POST', '/me/totp', { password: visitor.password })
    const code = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock })
    await visitor.ok('PUT', '/me/totp', { code: code() })
    const reset = async () => {
      const { link } = await server.home.ok<{ link: string }>('POST', `/people/${visitor.personId}/reset-link`)
      const password = canaryPassword()
      const answer = await post('/links/accept', { token: token(link), password })
      expect(answer.json().person).toBeNull()
      expect(answer.cookies).toEqual([])
      return password
    }
    const password = await reset()
    expect((await signIn(visitor.email, password)).json().error.code).toBe('auth.totp_required')
    pass(1)
    expect((await signIn(visitor.email, password, code())).statusCode).toBe(200)
    await server.home.ok('PATCH', `/people/${visitor.personId}`, { removeTotp: true, disabled: true })
    expect((await signIn(visitor.email, await reset())).statusCode).toBe(401)
  })

  test('a session that idled out is listed no more', async () => {
    const visitor = await server.signIn('viewer')
    await signIn(visitor.email, visitor.password)
    pass(23 * 60)
    await visitor.ok('GET', '/session')
    pass(2 * 60)
    expect((await visitor.ok<{ total: number }>('GET', '/me/sessions')).total).toBe(1)
    server.home = await server.signIn('admin')
  })

  test('the demo’s admin has no password that anybody knows', async () => {
    const demo = await openTestServer({ demo: true, now: () => new Date(clock) })
    const link = await entryLink(demo.deps, false)
    const entered = await demo.app.inject({
      method: 'POST',
      url: '/api/v1/links/accept',
      payload: { token: token(link ?? '') },
    })
    const headers = {
      cookie: `rollcall=${entered.cookies[0]?.value}`,
      'x-csrf-token': String(entered.json().csrf),
    }
    const asked = await demo.app.inject({
      method: 'POST',
      url: '/api/v1/me/totp',
      headers,
      payload: { password: canaryPassword() },
    })
    expect(asked.json().error.code).toBe('auth.sign_in_failed')
    await demo.close()
  })
})

describe('people and tokens', () => {
  test('the last admin cannot go, step down or be disabled', async () => {
    const alone = await server.addTenant()
    for (const [method, body] of [
      ['PATCH', { role: 'viewer' }],
      ['PATCH', { disabled: true }],
      ['DELETE', undefined],
    ] as const)
      expect((await alone.call(method, `/people/${alone.personId}`, body)).json().error.code).toBe('person.last_admin')
    expect((await alone.call('GET', '/people')).json().items).toHaveLength(1)
  })

  test('an e-mail address is one person’s', async () => {
    const answer = await server.home.call('POST', '/people', {
      email: server.home.email.toUpperCase(),
      name: 'Twin',
      role: 'viewer',
    })
    expect(answer.json().error).toMatchObject({ code: 'person.exists', fields: [{ path: 'email' }] })
  })

  test('a token is shown once, carries what it was given, and ends with its maker’s rights', async () => {
    const maker = await server.signIn('admin')
    const made = await maker.ok<{ token: string; id: string }>('POST', '/tokens', {
      name: 'CI',
      permissions: ['findings:read', 'people:manage'],
      expiresInDays: 30,
    })
    const use = (path: string) =>
      server.app.inject({ url: `/api/v1${path}`, headers: { authorization: `Bearer ${made.token}` } })
    expect((await use('/findings')).statusCode).toBe(200)
    expect((await use('/events')).statusCode).toBe(403)
    expect(JSON.stringify(await maker.ok('GET', '/tokens'))).not.toContain(made.token)
    await server.home.ok('PATCH', `/people/${maker.personId}`, { role: 'viewer' })
    expect((await use('/people')).statusCode).toBe(403)
    expect((await use('/findings')).statusCode).toBe(200)
    await server.home.ok('DELETE', `/tokens/${made.id}`)
    expect((await use('/findings')).statusCode).toBe(401)
  })

  test('nobody makes a token that may more than they may', async () => {
    const token = await server.addToken(['tokens:manage'])
    const answer = await post(
      '/tokens',
      { name: 'more', permissions: ['people:manage'], expiresInDays: null },
      { authorization: `Bearer ${token}` },
    )
    expect(answer.json().error).toMatchObject({
      code: 'auth.forbidden',
      message: expect.stringContaining('people:manage'),
    })
  })

  test('a password change needs the old one, and ends the other sessions', async () => {
    const visitor = await server.signIn('viewer')
    const second = await signIn(visitor.email, visitor.password)
    const next = canaryPassword()
    expect((await visitor.call('PUT', '/me/password', { current: canaryPassword(), next })).statusCode).toBe(401)
    await visitor.ok('PUT', '/me/password', { current: visitor.password, next })
    expect((await visitor.call('GET', '/findings')).statusCode).toBe(200)
    const other = await server.app.inject({
      url: '/api/v1/findings',
      headers: { cookie: `rollcall=${second.cookies[0]?.value}` },
    })
    expect(other.statusCode).toBe(401)
  })
})

describe('bad input', () => {
  const send = (options: object) => server.app.inject({ method: 'POST', url: '/api/v1/session', ...options } as never)

  test.each([
    [
      'malformed JSON',
      { headers: { 'content-type': 'application/json' }, payload: '{"email": ' },
      400,
      'request.malformed',
    ],
    [
      'another media type',
      { headers: { 'content-type': 'text/plain' }, payload: 'hello' },
      415,
      'request.unsupported_media_type',
    ],
    ['two megabytes', { payload: { email: 'x'.repeat(2_000_000), password: 'x' } }, 413, 'request.too_large'],
    ['a field of the wrong type', { payload: { email: 1, password: 'x' } }, 400, 'request.invalid'],
    ['a missing field', { payload: { email: 'a@b.example' } }, 400, 'request.invalid'],
    ['a field nobody knows', { payload: { email: 'a@b.example', password: 'x', admin: true } }, 400, 'request.invalid'],
    ['no body', { headers: { 'content-type': 'application/json' } }, 400, 'request.invalid'],
  ])('%s is a clear error', async (_, options, status, code) => {
    const answer = await send(options)
    expect(answer.statusCode).toBe(status)
    const { error } = answer.json() as { error: Record<string, string> }
    expect(error).toMatchObject({
      code,
      message: expect.any(String),
      fix: expect.any(String),
      requestId: answer.headers['x-request-id'],
    })
    expect(answer.body.length).toBeLessThan(2000)
  })

  test('an unknown address is JSON under /api and names what was asked for', async () => {
    const answer = await server.app.inject('/api/v1/nothing?x=1')
    expect(answer.statusCode).toBe(404)
    expect(answer.json().error.message).toContain('GET /api/v1/nothing')
  })
})
