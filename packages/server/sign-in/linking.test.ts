import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { aUser, patch } from '../../../test/support/directory.ts'
import { openSignIn, type SignInBench } from '../../../test/support/sign-in.ts'

let bench: SignInBench
const codeOf = (page: string) => /administrator <code>([^<]+)/.exec(page)?.[1] ?? page
const provision = async (more: Record<string, unknown>) => {
  const made = await bench.scim('POST', '/Users', aUser(more))
  expect(made.statusCode, made.body).toBe(201)
  return made.json().id as string
}
const turnScim = (on: boolean) =>
  bench.server.deps.db
    .updateTable('enterprise')
    .set({ scim_on: on })
    .where('slug', '=', bench.enterprise.slug)
    .execute()

describe('on github.com', () => {
  afterEach(() => bench.close())

  test('a stranger gets a page that names the attributes, with as much of the other value as is safe', async () => {
    bench = await openSignIn()
    const nobody = await bench.signIn({ nameId: 'nobody@octo.example' })
    expect(nobody.statusCode).toBe(403)
    expect(codeOf(nobody.body)).toBe('sign_in.not_provisioned')
    expect(nobody.body).toContain('no user has userName equal to the NameID nobody@octo.example')
    await provision({ userName: 'mona.lisa@octo.example', externalId: 'employee-17' })
    const near = await bench.signIn({ nameId: 'employee-17' })
    expect(codeOf(near.body)).toBe('sign_in.mismatch')
    expect(near.body).toContain('the NameID is employee-17, the SCIM attribute userName is mo…sa@octo.example')
    expect(near.body).not.toContain('mona.lisa@')
    const refused = (await bench.audit()).filter((event) => event.action === 'user.failed_login')
    expect(refused[1]?.data).toMatchObject({
      reason: 'sign_in.mismatch',
      compared: { claim: 'NameID', given: 'employee-17', attribute: 'userName', expected: 'mona.lisa@octo.example' },
    })
  })

  test('suspending over SCIM ends the session at once, and refuses the next', async () => {
    bench = await openSignIn()
    const id = await provision({ userName: 'mona@octo.example' })
    expect((await bench.signIn()).statusCode).toBe(200)
    expect((await bench.visit.get(`${bench.path}/account`)).statusCode).toBe(200)
    const ended = await bench.scim('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value: false }))
    expect(ended.statusCode).toBe(200)
    expect((await bench.visit.get(`${bench.path}/account`)).statusCode).toBe(303)
    const refused = await bench.signIn()
    expect(codeOf(refused.body)).toBe('sign_in.suspended')
    expect(refused.body).toContain('The account mona_octo is suspended: the identity provider deactivated it over SCIM')
    // The session that was there before stays over when the user is back.
    const old = { ...bench.visit.cookies }
    await bench.scim('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value: true }))
    Object.assign(bench.visit.cookies, old)
    expect((await bench.visit.get(`${bench.path}/account`)).statusCode).toBe(303)
    expect((await bench.signIn()).statusCode).toBe(200)
    const history = await bench.server.home.ok<{ history: { action: string }[] }>(
      'GET',
      `/enterprises/octo/users/${id}`,
    )
    expect(history.history.map((one) => one.action)).toContain('user.login')
  })

  test('an identity that is linked to one account is refused to another', async () => {
    bench = await openSignIn()
    const first = await provision({ userName: 'mona@octo.example' })
    expect((await bench.signIn()).statusCode).toBe(200)
    await bench.scim('PATCH', `/Users/${first}`, patch({ op: 'replace', path: 'userName', value: 'lisa@octo.example' }))
    await provision({ userName: 'mona@octo.example' })
    const refused = await bench.signIn({}, bench.newBrowser())
    expect(codeOf(refused.body)).toBe('sign_in.unlinked')
    expect(refused.body).toContain('mona_octo is currently unlinked')
    // The first follows its new name, and the identity is free.
    expect((await bench.signIn({ nameId: 'lisa@octo.example' }, bench.newBrowser())).statusCode).toBe(200)
    expect((await bench.signIn({}, bench.newBrowser())).statusCode).toBe(200)
    const { items } = await bench.server.home.ok<{ items: { accountId: string; login: string }[] }>(
      'GET',
      '/enterprises/octo/sign-in/links',
    )
    expect(items.map((one) => one.login).sort()).toEqual(['lisa_octo', 'mona_octo'])
    await bench.server.home.ok('DELETE', `/enterprises/octo/sign-in/links/${items[0]?.accountId}`)
    expect(
      (await bench.server.home.call('DELETE', `/enterprises/octo/sign-in/links/${items[0]?.accountId}`)).statusCode,
    ).toBe(404)
  })

  test('Entra ID: the object id is what counts, and a missing claim is named', async () => {
    bench = await openSignIn({ slug: 'octo', kind: 'emu', shortCode: 'octo', identityProvider: 'entra' })
    const claim = 'http://schemas.microsoft.com/identity/claims/objectidentifier'
    await provision({ userName: 'mona@octo.example', externalId: 'a0b1c2d3-object' })
    const missing = await bench.signIn()
    expect(codeOf(missing.body)).toBe('sign_in.claim_missing')
    expect(missing.body).toContain(claim)
    const wrong = await bench.signIn({ attributes: { [claim]: 'other-object' } })
    expect(codeOf(wrong.body)).toBe('sign_in.mismatch')
    expect(wrong.body).toContain(`the ${claim} is other-object, the SCIM attribute externalId is a0…ct`)
    expect((await bench.signIn({ nameId: 'anything', attributes: { [claim]: 'a0b1c2d3-object' } })).statusCode).toBe(
      200,
    )
  })

  test('another enterprise’s session, answer and addresses are of no use', async () => {
    bench = await openSignIn()
    await provision({ userName: 'mona@octo.example' })
    await bench.signIn()
    await bench.server.home.ok('POST', '/enterprises', { slug: 'hexa', kind: 'emu', shortCode: 'hexa' })
    const other = { issuer: bench.idp.issuer, ssoUrl: bench.idp.ssoUrl, certificates: [bench.idp.key.cert] }
    await bench.server.home.ok('PUT', '/enterprises/hexa/sign-in/saml', other)
    await bench.server.home.ok('PATCH', '/enterprises/hexa/sign-in', { enabled: true })
    expect((await bench.visit.get('/enterprises/hexa/account')).statusCode).toBe(303)
    const inResponseTo = await bench.visit.begin()
    const SAMLResponse = await bench.idp.respond(await bench.spMetadata(), { inResponseTo })
    const posted = await bench.visit.post('/enterprises/hexa/saml/consume', { SAMLResponse }, true)
    expect(posted.statusCode).toBe(403)
    expect((await bench.visit.get('/ghes/octo/sso')).statusCode).toBe(404)
    const elsewhere = await bench.server.addTenant()
    for (const [method, path] of [
      ['GET', ''],
      ['PATCH', ''],
      ['POST', '/tests'],
      ['POST', '/recovery-codes'],
      ['DELETE', '/sessions'],
    ] as const)
      expect(
        (
          await elsewhere.call(
            method,
            `/enterprises/octo/sign-in${path}`,
            method === 'PATCH' ? { enabled: false } : undefined,
          )
        ).statusCode,
      ).toBe(404)
    const reader = await bench.server.signIn('viewer')
    expect((await reader.call('PATCH', '/enterprises/octo/sign-in', { enabled: false })).statusCode).toBe(403)
  })

  test('turned off, nobody signs in, and sessions that it began end', async () => {
    bench = await openSignIn()
    await provision({ userName: 'mona@octo.example' })
    await bench.signIn()
    await bench.server.home.ok('PATCH', '/enterprises/octo/sign-in', { enabled: false })
    expect((await bench.visit.get(`${bench.path}/account`)).statusCode).toBe(303)
    const off = await bench.visit.get(`${bench.path}/sso`)
    expect(off.statusCode).toBe(404)
    expect(codeOf(off.body)).toBe('sign_in.off')
    expect((await bench.audit()).map((event) => event.action)).toEqual(
      expect.arrayContaining(['business.enable_saml', 'business.disable_saml']),
    )
  })

  test('a return address leads within the enterprise or to the account', async () => {
    bench = await openSignIn()
    await provision({ userName: 'mona@octo.example' })
    for (const wanted of [
      'https://evil.example/',
      '//evil.example',
      '/enterprises/octo/../hexa',
      '/enterprises/octopus/account',
      '/\\evil.example',
    ]) {
      const response = await bench.visit.get(`${bench.path}/sso?return_to=${encodeURIComponent(wanted)}`)
      const inResponseTo = new URL(String(response.headers.location)).searchParams.get('RelayState') ?? ''
      const SAMLResponse = await bench.idp.respond(await bench.spMetadata(), { inResponseTo })
      const posted = await bench.visit.post(`${bench.path}/saml/consume`, { SAMLResponse }, true)
      const finished = await bench.visit.get(String(posted.headers.location))
      expect(finished.headers.location).toBe('/enterprises/octo/account')
    }
  })
})

describe('on a server', () => {
  afterAll(() => bench.close())

  test('with SCIM: the login that the NameID makes; without: accounts at the first sign-in, each with its owner', async () => {
    bench = await openSignIn(
      { slug: 'corp', kind: 'ghes' },
      { setup: { attributes: { username: 'uid', fullName: 'cn' } } },
    )
    await provision({ userName: 'mona.lisa@corp.example' })
    expect((await bench.signIn({ nameId: 'Mona.Lisa' })).statusCode).toBe(200)
    expect((await bench.visit.get('/ghes/corp/account')).body).toContain('mona-lisa')
    await turnScim(false)
    const made = await bench.signIn(
      { nameId: 'n-1', attributes: { uid: 'ada', cn: 'Ada Lovelace', emails: 'ada@corp.example' } },
      bench.newBrowser(),
    )
    expect(made.statusCode, made.body).toBe(200)
    expect(made.body).toContain('Ada Lovelace')
    const again = await bench.signIn({ nameId: 'n-1', attributes: { uid: 'renamed' } }, bench.newBrowser())
    expect(again.body).toContain('Ada Lovelace')
    const other = await bench.signIn({ nameId: 'n-2', attributes: { uid: 'ada' } }, bench.newBrowser())
    expect(codeOf(other.body)).toBe('sign_in.account_owned')
    expect(other.body).toContain('Another user already owns the account')
    const admin = await bench.signIn({ nameId: 'n-3', attributes: { uid: 'scim-admin' } }, bench.newBrowser())
    expect(codeOf(admin.body)).toBe('sign_in.account_owned')
    const unusable = await bench.signIn({ nameId: 'n-4', attributes: { uid: '--' } }, bench.newBrowser())
    expect(codeOf(unusable.body)).toBe('sign_in.login_unusable')
    await turnScim(true)
    const waiting = await bench.signIn({ nameId: 'n-1', attributes: { uid: 'ada' } }, bench.newBrowser())
    expect(codeOf(waiting.body)).toBe('sign_in.not_yet_provisioned')
    expect((await bench.audit()).filter((event) => event.action === 'user.create').at(-1)?.data).toMatchObject({
      actor: 'ada',
      user: 'ada',
    })
    const openId = await bench.server.home.call('PUT', '/enterprises/corp/sign-in/openid', {
      issuer: 'https://login.example/',
      clientId: 'x',
      clientSecret: 'y',
    })
    expect(openId.statusCode).toBe(422)
    expect(openId.json().error.message).toContain('GHES signs in over SAML only')
  })
})
