import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { generateKey } from 'openpgp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canaryPassword } from '../../../test/support/canary.ts'
import { aUser, patch } from '../../../test/support/directory.ts'
import { until } from '../../../test/support/server.ts'
import { browserOf, openSignIn, type SignInBench } from '../../../test/support/sign-in.ts'

const codeOf = (page: string) => /administrator <code>([^<]+)/.exec(page)?.[1] ?? page
const csrfOf = (page: string) => /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''

let bench: SignInBench
const actionsOf = async (...wanted: string[]) =>
  (await bench.audit()).filter(({ action }) => wanted.includes(action)).map(({ action, data }) => ({ action, data }))

/** As `ssh-keygen` writes it. */
function sshKey(publicKey: KeyObject, comment: string): string {
  const field = (bytes: Buffer) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    return Buffer.concat([length, bytes])
  }
  const jwk = publicKey.export({ format: 'jwk' })
  const number = (text = '') => {
    const bytes = Buffer.from(text, 'base64url')
    return (bytes[0] ?? 0) > 127 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes
  }
  const [type, ...fields] =
    jwk.kty === 'OKP'
      ? ['ssh-ed25519', Buffer.from(jwk.x ?? '', 'base64url')]
      : ['ssh-rsa', number(jwk.e), number(jwk.n)]
  const blob = Buffer.concat([Buffer.from(type as string), ...(fields as Buffer[])].map(field))
  return `${type} ${blob.toString('base64')} ${comment}`
}
const ed25519 = (comment: string) => sshKey(generateKeyPairSync('ed25519').publicKey, comment)
const fingerprintOf = (key: string) =>
  `SHA256:${createHash('sha256')
    .update(Buffer.from(key.split(' ')[1] ?? '', 'base64'))
    .digest('base64')
    .replace(/=+$/, '')}`

describe('attributes of SAML on a server without SCIM', () => {
  beforeAll(async () => {
    bench = await openSignIn(
      { slug: 'corp', kind: 'ghes', scim: 'off' },
      { setup: { attributes: { publicKeys: 'urn:ssh' } } },
    )
  })
  afterAll(() => bench.close())
  const signIn = (nameId: string, attributes: Record<string, string | string[]>) =>
    bench.signIn({ nameId, attributes }, bench.newBrowser())
  const roleOf = async (login: string) => {
    const { items } = await bench.server.home.ok<{ items: { login: string; role: string }[] }>(
      'GET',
      `/enterprises/corp/accounts?q=${login}`,
    )
    return items[0]?.role
  }

  test('administrator promotes, demotes, or says nothing', async () => {
    expect((await signIn('ada', { administrator: 'true' })).body).toContain('Enterprise owner')
    for (const [value, role] of [
      ['', 'enterprise_owner'],
      [' ', 'enterprise_owner'],
      ['no', 'user'],
      ['false', 'user'],
      ['TRUE', 'enterprise_owner'],
    ] as const) {
      await signIn('ada', { administrator: value })
      expect(await roleOf('ada'), value).toBe(role)
    }
    await signIn('ada', {})
    expect(await roleOf('ada')).toBe('enterprise_owner')
    expect(await actionsOf('business.add_admin', 'business.remove_admin')).toMatchObject([
      { action: 'business.add_admin', data: { user: 'ada' } },
      { action: 'business.remove_admin', data: { user: 'ada' } },
      { action: 'business.add_admin', data: { user: 'ada' } },
    ])
    await bench.server.home.ok('PATCH', '/enterprises/corp', { options: { administratorPromotion: 'disabled' } })
    await signIn('ada', { administrator: 'false' })
    expect(await roleOf('ada')).toBe('enterprise_owner')
    await bench.server.home.ok('PATCH', '/enterprises/corp', { options: { administratorPromotion: 'takes_effect' } })
  })

  test('keys are added once, each to one account; a bad one is named in the log and keeps nobody out', async () => {
    const [laptop, phone] = [ed25519('ada laptop'), ed25519('ada phone')]
    const { publicKey: gpg } = await generateKey({ userIDs: [{ name: 'Ada', email: 'ada@corp.example' }] })
    const weak = sshKey(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey, 'old')
    const { privateKey } = generateKeyPairSync('ed25519')
    const secret = String(privateKey.export({ format: 'pem', type: 'pkcs8' })).replaceAll('\n', '')
    const page = await signIn('ada', {
      'urn:ssh': [`${laptop}\n${phone}`, weak, secret, 'ssh-ed25519 AAAA', 'nonsense'],
      gpg_keys: [gpg, 'no key'],
    })
    expect(page.statusCode).toBe(200)
    for (const text of ['ada laptop', 'ada phone', fingerprintOf(laptop), 'GPG, ', 'Ada &#60;ada@corp.example&#62;'])
      expect(page.body).toContain(text)
    await signIn('ada', { 'urn:ssh': laptop, public_keys: ed25519('by the usual name') })
    expect(await actionsOf('public_key.create', 'gpg_key.create')).toMatchObject([
      { action: 'public_key.create', data: { user: 'ada', title: 'ada laptop', fingerprint: fingerprintOf(laptop) } },
      { action: 'public_key.create', data: { title: 'ada phone' } },
      { action: 'gpg_key.create', data: { title: 'Ada <ada@corp.example>' } },
    ])
    const logins = await actionsOf('user.login')
    expect(logins.at(-2)?.data.keys_refused).toEqual([
      { attribute: 'urn:ssh', problem: 'its 1024 bits are too few; 2048 are the least' },
      { attribute: 'urn:ssh', problem: expect.stringContaining('private key') },
      { attribute: 'urn:ssh', problem: 'it is no whole ssh-ed25519 key' },
      { attribute: 'urn:ssh', problem: expect.stringContaining('no SSH key of a kind that is taken') },
      { attribute: 'gpg_keys', problem: expect.stringContaining('no OpenPGP key') },
    ])
    expect(logins.at(-1)?.data).not.toHaveProperty('keys_refused')
    const bob = await signIn('bob', { 'urn:ssh': laptop })
    expect(bob.body).toContain('You have no keys.')
    expect((await actionsOf('user.login')).at(-1)?.data.keys_refused).toEqual([
      { problem: `another account has ${fingerprintOf(laptop)}` },
    ])
  })

  test('a name of a key that the database does not take keeps nobody out', async () => {
    const { publicKey } = await generateKey({ userIDs: [{ name: 'Eve \u0000 of Corp', email: 'eve@corp.example' }] })
    const page = await signIn('eve', { gpg_keys: publicKey })
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain('of Corp')
  })

  test('a person deletes a key on the account page, and it comes back while the provider sends it', async () => {
    const key = ed25519('carol')
    const browser = bench.newBrowser()
    const page = await bench.signIn({ nameId: 'carol', attributes: { 'urn:ssh': key } }, browser)
    const form = { kind: 'ssh', fingerprint: fingerprintOf(key) }
    expect((await browser.post('/ghes/corp/account/keys', { ...form, csrf: 'wrong' })).statusCode).toBe(403)
    expect((await browser.post('/ghes/corp/account/keys', { ...form, csrf: csrfOf(page.body) })).statusCode).toBe(303)
    expect((await browser.get('/ghes/corp/account')).body).toContain('You have no keys.')
    expect(await actionsOf('public_key.delete')).toMatchObject([{ data: { user: 'carol', title: 'carol' } }])
    expect((await signIn('carol', { 'urn:ssh': key })).body).toContain(fingerprintOf(key))
    const { items } = await bench.server.home.ok<{ items: { id: number }[] }>(
      'GET',
      '/enterprises/corp/accounts?q=carol',
    )
    await bench.server.home.ok('DELETE', `/enterprises/corp/accounts/${items[0]?.id}`)
    expect(
      await bench.server.deps.db.selectFrom('account_key').select('title').where('title', '=', 'carol').execute(),
    ).toEqual([])
  })

  test('a test says what else a sign-in would do', async () => {
    const { url } = await bench.server.home.ok<{ url: string }>('POST', '/enterprises/corp/sign-in/tests')
    const { headers } = await bench.visit.get(url)
    const inResponseTo = new URL(String(headers.location)).searchParams.get('RelayState') ?? ''
    const attributes = { administrator: 'true', 'urn:ssh': [ed25519('x'), '-----BEGIN PRIVATE KEY----- abc'] }
    const SAMLResponse = await bench.idp.respond(await bench.spMetadata(), { inResponseTo, nameId: 'dora', attributes })
    const posted = await bench.visit.post('/ghes/corp/saml/consume', { SAMLResponse }, true)
    const { body } = await bench.visit.get(String(posted.headers.location))
    expect(body).toMatch(/It would make the account dora\. The attribute administrator makes it an enterprise owner\./)
    expect(body).toContain('A key in urn:ssh is not taken: it is a private key')
    expect(body).not.toContain('BEGIN PRIVATE KEY')
    expect(await roleOf('dora')).toBeUndefined()
  })
})

describe('attributes of SAML while SCIM is on', () => {
  afterAll(() => bench.close())

  test('the role is SCIM’s; keys are hidden by a suspension and gone with a deletion', async () => {
    bench = await openSignIn({ slug: 'corp', kind: 'ghes' })
    const { id } = (await bench.scim('POST', '/Users', aUser({ userName: 'mona' }))).json()
    const key = ed25519('mona')
    const signedIn = await bench.signIn({ nameId: 'mona', attributes: { administrator: 'true', public_keys: key } })
    expect(signedIn.statusCode).toBe(200)
    expect(await actionsOf('business.add_admin')).toEqual([])
    const user = () => bench.server.home.ok<{ role: string; keys: unknown[] }>('GET', `/enterprises/corp/users/${id}`)
    expect(await user()).toMatchObject({
      role: 'user',
      keys: [{ kind: 'ssh', title: 'mona', algorithm: 'ssh-ed25519', fingerprint: fingerprintOf(key) }],
    })
    await bench.scim('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value: false }))
    expect((await user()).keys).toHaveLength(1)
    await bench.scim('DELETE', `/Users/${id}`)
    expect(await bench.server.deps.db.selectFrom('account_key').selectAll().execute()).toEqual([])
  })
})

describe('at the host name of the appliance', () => {
  beforeAll(async () => {
    bench = await openSignIn({ slug: 'corp', kind: 'ghes', host: 'ghes.corp.example' })
    expect((await bench.scim('POST', '/Users', aUser({ userName: 'mona', displayName: 'Mona Lisa' }))).statusCode).toBe(
      201,
    )
  })
  afterAll(() => bench.close())
  const at = (host: string, url: string, headers: Record<string, string> = {}) =>
    bench.server.app.inject({ url, headers: { host, accept: 'text/html', ...headers } })

  test('metadata names the address that is in use, and no host name that somebody sends', async () => {
    const entityAt = async (host: string) =>
      /entityID="([^"]+)"[\s\S]*Location="([^"]+)"/.exec((await at(host, '/saml/metadata')).body)?.slice(1)
    expect(await entityAt('ghes.corp.example')).toEqual([
      'http://ghes.corp.example',
      'http://ghes.corp.example/saml/consume',
    ])
    expect(await entityAt('GHES.corp.example:8080')).toEqual([
      'http://ghes.corp.example',
      'http://ghes.corp.example/saml/consume',
    ])
    expect(await entityAt('evil.example')).toEqual(['http://localhost', 'http://localhost/saml/consume'])
    const { headers } = await at('evil.example', '/sso?return_to=//evil.example')
    expect(JSON.stringify(headers)).not.toContain('evil.example')
  })

  test('a sign-in at the root ends at the account there, with a cookie for it', async () => {
    const browser = browserOf(bench.server.app, '', 'ghes.corp.example')
    const inResponseTo = await browser.begin()
    const metadata = (await browser.get('/saml/metadata')).body
    const SAMLResponse = await bench.idp.respond(metadata, { inResponseTo, nameId: 'mona' })
    const elsewhere = await browserOf(bench.server.app, '').post('/saml/consume', { SAMLResponse }, true)
    expect(codeOf(elsewhere.body)).toBe('sign_in.wrong_place')
    const posted = await browser.post('/saml/consume', { SAMLResponse }, true)
    expect(posted.headers.location).toMatch(/^http:\/\/ghes\.corp\.example\/sso\/finish\?/)
    const finished = await browser.get(String(posted.headers.location))
    expect(finished.headers['set-cookie']).toEqual(
      expect.arrayContaining([expect.stringMatching(/^rollcall-user=.*Path=\/;/)]),
    )
    expect((await browser.get('/account')).body).toContain('Mona Lisa')
    expect((await bench.newBrowser().get('/account')).headers.location).toBe('http://localhost/sso/login')
  })

  test('/login is the appliance’s at its own name and the console’s at the console’s; the rest of the root stays', async () => {
    expect((await at('ghes.corp.example', '/login')).body).toContain('Sign in to')
    expect((await at('localhost', '/sso/login')).body).toContain('Sign in to')
    for (const [host, url] of [
      ['localhost', '/login'],
      ['ghes.corp.example', '/'],
    ] as const)
      expect((await at(host, url)).body).not.toContain('Sign in to')
  })

  test('the enterprise chooses which of the two the identity provider is told', async () => {
    const addresses = async () =>
      (await bench.server.home.ok<{ addresses: Record<string, string> }>('GET', '/enterprises/corp/sign-in')).addresses
    expect((await addresses()).entityId).toBe('http://localhost/ghes/corp')
    const begin = async () =>
      /href="([^"]+)">Sign in with single/.exec((await at('ghes.corp.example', '/login')).body)?.[1]
    expect(await begin()).toBe('http://localhost/ghes/corp/sso')
    await bench.server.home.ok('PATCH', '/enterprises/corp', { options: { ghesSignInAddress: 'host' } })
    expect(await addresses()).toMatchObject({
      entityId: 'http://ghes.corp.example',
      home: 'http://ghes.corp.example/login',
    })
    expect(await begin()).toBe('http://ghes.corp.example/sso')
    const { url } = await bench.server.home.ok<{ url: string }>('POST', '/enterprises/corp/sign-in/tests')
    expect(url).toMatch(/^http:\/\/ghes\.corp\.example\/sso\?test=/)
    await bench.server.home.ok('PATCH', '/enterprises/corp', { host: null })
    expect((await addresses()).entityId).toBe('http://localhost')
    await bench.server.home.ok('PATCH', '/enterprises/corp', { host: 'GHES.Corp.example' })
    expect((await addresses()).entityId).toBe('http://ghes.corp.example')
  })

  test('of several, each answers at its own name alone; a rehearsal answers at none', async () => {
    await bench.server.home.ok('POST', '/enterprises', { slug: 'other', kind: 'ghes', host: 'ghes.other.example' })
    expect((await at('ghes.other.example', '/saml/metadata')).body).toContain('entityID="http://ghes.other.example"')
    expect((await at('ghes.corp.example', '/saml/metadata')).body).toContain('entityID="http://ghes.corp.example"')
    for (const host of ['localhost', 'evil.example'])
      expect((await at(host, '/saml/metadata', { accept: 'application/xml' })).statusCode, host).toBe(404)
    await bench.server.home.ok('PATCH', '/enterprises/other', { host: null, options: { ghesSignInAddress: 'host' } })
    const { addresses } = await bench.server.home.ok<{ addresses: Record<string, string> }>(
      'GET',
      '/enterprises/other/sign-in',
    )
    expect(addresses.entityId).toBe('http://localhost/ghes/other')
  })
})

describe('the set-up user of an appliance', () => {
  const api = '/enterprises/corp/sign-in'
  const enter = (password: string, login = 'scim-admin', browser = bench.newBrowser()) =>
    browser.post('/ghes/corp/sso/password', { login, password })
  const reset = async () => (await bench.server.home.ok<{ password: string }>('POST', `${api}/setup-password`)).password
  beforeAll(async () => {
    bench = await openSignIn({ slug: 'corp', kind: 'ghes' })
  })
  afterAll(() => bench.close())

  test('has no password until an admin makes one, which is shown once and kept as a hash', async () => {
    expect((await bench.visit.get('/ghes/corp')).body).toContain('Sign in with a password')
    expect(codeOf((await enter('')).body)).toBe('sign_in.password_refused')
    expect(await bench.server.home.ok('GET', api)).toMatchObject({
      setupUser: { login: 'scim-admin', passwordSetAt: null },
      warnings: expect.arrayContaining([expect.objectContaining({ code: 'sign_in.no_setup_password' })]),
    })
    const password = await reset()
    const kept = JSON.stringify(await bench.server.deps.db.selectFrom('setup_password').selectAll().execute())
    expect(kept).not.toContain(password)
    const after = await bench.server.home.call('GET', api)
    expect(after.body).not.toContain(password)
    expect(after.json().setupUser).toMatchObject({ passwordSetBy: expect.stringContaining('admin') })
    expect(after.body).not.toContain('sign_in.no_setup_password')
    const browser = bench.newBrowser()
    expect((await enter(password, 'SCIM-admin', browser)).statusCode).toBe(303)
    const page = await browser.get('/ghes/corp/account')
    expect(page.body).toContain('by a password')
    // Neither the switch of single sign-on nor that of SCIM ends it.
    await bench.server.home.ok('PATCH', api, { enabled: false })
    await bench.server.home.ok('POST', '/enterprises/corp/changes/scim.disable', {})
    await bench.server.home.ok('POST', '/enterprises/corp/changes/scim.enable', {})
    expect((await browser.get('/ghes/corp/account')).statusCode).toBe(200)
    expect((await bench.visit.get('/ghes/corp')).body).toContain('Single sign-on is not on yet')
  })

  test('chooses another on the account page; one that is reset ends its sessions', async () => {
    const password = await reset()
    const [here, there] = [bench.newBrowser(), bench.newBrowser()]
    for (const browser of [here, there]) expect((await enter(password, 'scim-admin', browser)).statusCode).toBe(303)
    const csrf = csrfOf((await here.get('/ghes/corp/account')).body)
    const change = (current: string, next: string) => here.post('/ghes/corp/account/password', { csrf, current, next })
    const chosen = canaryPassword()
    const refused = await change('wrong', chosen)
    expect(codeOf(refused.body)).toBe('sign_in.password_refused')
    expect(refused.body).toContain('/ghes/corp/account">Try again')
    expect((await actionsOf('user.failed_login')).at(-1)?.data).toMatchObject({
      actor: 'scim-admin',
      reason: 'wrong present password',
    })
    expect(codeOf((await change(password, 'short')).body)).toBe('auth.password_weak')
    expect((await change(password, chosen)).statusCode).toBe(303)
    expect((await here.get('/ghes/corp/account')).statusCode).toBe(200)
    expect((await there.get('/ghes/corp/account')).statusCode).toBe(303)
    expect((await enter(password)).statusCode).toBe(401)
    expect((await enter(chosen)).statusCode).toBe(303)
    await reset()
    expect((await here.get('/ghes/corp/account')).statusCode).toBe(303)
    expect((await actionsOf('user.change_password')).map(({ data }) => [data.user, data.actor])).toEqual([
      ['scim-admin', 'The admin'],
      ['scim-admin', 'The admin'],
      ['scim-admin', 'scim-admin'],
      ['scim-admin', 'The admin'],
    ])
  })

  test('whoever comes with a password that is reset at that moment is not let in', async () => {
    const password = await reset()
    const client = await bench.server.deps.queries.connect()
    try {
      await client.query('begin')
      await client.query(`update setup_password set hash = 'another'`)
      const entering = enter(password)
      // The old hash has been read and fits; what stands now is seen once the reset is through.
      await until('the sign-in to wait for the reset', async () => {
        const { rowCount } = await bench.server.deps.queries.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        )
        return rowCount
      })
      await client.query('commit')
      expect(codeOf((await entering).body)).toBe('sign_in.password_refused')
    } finally {
      await client.query('rollback')
      client.release()
    }
    expect((await actionsOf('user.failed_login')).at(-1)?.data).toMatchObject({
      reason: 'the password was changed meanwhile',
    })
  })

  test('is refused like anybody, logged, and locked after too many', async () => {
    const password = await reset()
    expect(
      (await bench.newBrowser().post('/ghes/corp/sso/password', { login: 'scim-admin', password }, true)).statusCode,
    ).toBe(403)
    for (const [login, reason] of [
      ['nobody', 'not the set-up user'],
      ['scim-admin', 'wrong password'],
    ] as const) {
      const refused = await enter('no such password', login)
      expect(codeOf(refused.body)).toBe('sign_in.password_refused')
      expect((await actionsOf('user.failed_login')).at(-1)?.data).toMatchObject({
        actor: login,
        reason,
        login_method: 'password',
      })
    }
    const browser = bench.newBrowser()
    await enter(password, 'scim-admin', browser)
    const csrf = csrfOf((await browser.get('/ghes/corp/account')).body)
    const guess = () =>
      browser.post('/ghes/corp/account/password', { csrf, current: 'no such password', next: canaryPassword() })
    for (let attempt = 0; attempt < 4; attempt++) {
      await enter('no such password')
      expect((await guess()).statusCode).toBe(401)
    }
    expect((await enter(password)).statusCode).toBe(429)
    expect((await guess()).statusCode).toBe(429)
  })

  test('EMU has none', async () => {
    await bench.server.home.ok('POST', '/enterprises', { slug: 'octo', kind: 'emu', shortCode: 'octo' })
    expect((await bench.server.home.call('POST', '/enterprises/octo/sign-in/setup-password')).statusCode).toBe(422)
    expect(
      (await bench.visit.post('/enterprises/octo/sso/password', { login: 'octo_admin', password: 'x' })).statusCode,
    ).toBe(404)
    expect((await bench.visit.get('/enterprises/octo')).body).not.toContain('password')
  })
})
