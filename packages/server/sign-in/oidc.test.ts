import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aUser, type DirectoryBench, openDirectory } from '../../../test/support/directory.ts'
import { listenOpenId, type OpenIdBench } from '../../../test/support/openid-provider.ts'
import { type Browser, browserOf } from '../../../test/support/sign-in.ts'

const path = '/enterprises/octo'
const api = '/enterprises/octo/sign-in'
const codeOf = (page: string) => /administrator <code>([^<]+)/.exec(page)?.[1] ?? page

describe('OpenID Connect', () => {
  let bench: DirectoryBench
  let provider: OpenIdBench
  beforeAll(async () => {
    provider = await listenOpenId(`http://localhost${path}/oidc/callback`)
    const wanted = { slug: 'octo', kind: 'emu', shortCode: 'octo', identityProvider: 'entra' }
    bench = await openDirectory(wanted, { origins: [provider.issuer] })
    await bench.scim(
      'POST',
      '/Users',
      aUser({ userName: 'mona@octo.example', externalId: 'object-1', displayName: 'Mona' }),
    )
  })
  afterAll(async () => {
    await bench.close()
    await provider.close()
  })

  const setUp = (more: Record<string, unknown> = {}) =>
    bench.server.home.call('PUT', `${api}/openid`, {
      issuer: provider.issuer,
      clientId: provider.clientId,
      clientSecret: provider.clientSecret,
      ...more,
    })
  const newBrowser = () => browserOf(bench.server.app, path)

  /** Through the provider with a cookie jar of its own, back to the address that it names. */
  async function throughProvider(start: string): Promise<string> {
    const jar = new Map<string, string>()
    let url = start
    for (let hop = 0; hop < 8; hop++) {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const response = await fetch(url, { redirect: 'manual', headers: { cookie } })
      for (const one of response.headers.getSetCookie()) {
        const [pair = ''] = one.split(';')
        jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
      }
      const location = response.headers.get('location')
      if (location === null) throw new Error(`The provider stopped: ${response.status} ${await response.text()}`)
      url = new URL(location, url).href
      if (url.startsWith('http://localhost/')) return url
    }
    throw new Error('The provider goes round in circles')
  }

  async function signIn(claims: Record<string, unknown> | null, browser: Browser = newBrowser()) {
    provider.say(claims)
    const start = await browser.get(`${path}/sso`)
    const back = await throughProvider(String(start.headers.location))
    const finished = await browser.get(back)
    return finished.statusCode === 303 ? browser.get(String(finished.headers.location)) : finished
  }

  test('is set up with what the provider’s discovery says, and keeps its secret to itself', async () => {
    const wrong = await setUp({ issuer: `${provider.issuer}/nowhere` })
    expect(wrong.statusCode).toBe(422)
    expect(wrong.json().error.code).toBe('sign_in.setup_invalid')
    const inside = await setUp({ issuer: 'https://10.0.0.1/' })
    expect(inside.json().error.code).toBe('address.refused')
    const missing = await setUp({ clientSecret: undefined })
    expect(missing.json().error.message).toContain('client secret is missing')
    const done = await setUp()
    expect(done.statusCode, done.body).toBe(200)
    expect(done.json().setup).toMatchObject({ method: 'oidc', enabled: false, hasSecret: true })
    expect(done.body).not.toContain(provider.clientSecret)
    const { secret_id } = await bench.server.deps.db
      .selectFrom('sign_in_setup')
      .select('secret_id')
      .executeTakeFirstOrThrow()
    expect((await setUp({ clientSecret: undefined })).statusCode).toBe(200)
    expect(
      (await bench.server.deps.db.selectFrom('sign_in_setup').select('secret_id').executeTakeFirstOrThrow()).secret_id,
    ).toBe(secret_id)
    expect((await newBrowser().get(`${path}/sso`)).statusCode).toBe(404)
    await bench.server.home.ok('PATCH', api, { enabled: true })
  })

  test('lets in by object id, for an hour', async () => {
    const page = await signIn({ oid: 'object-1' })
    expect(page.statusCode, page.body).toBe(200)
    expect(page.body).toContain('mona_octo')
    const session = await bench.server.deps.db.selectFrom('managed_session').selectAll().executeTakeFirstOrThrow()
    expect(session.method).toBe('oidc')
    expect(Date.parse(session.expires_at) - Date.parse(session.created_at)).toBe(3_600_000)
  })

  test('refuses another object, a missing one, and whom the provider refuses', async () => {
    expect(codeOf((await signIn({ oid: 'object-2' })).body)).toBe('sign_in.not_provisioned')
    const near = await signIn({ oid: 'object-3', preferred_username: 'mona@octo.example' })
    expect(codeOf(near.body)).toBe('sign_in.mismatch')
    expect(near.body).toContain('the oid is object-3, the SCIM attribute externalId is ob…-1')
    expect(codeOf((await signIn({ preferred_username: 'mona@octo.example' })).body)).toBe('sign_in.claim_missing')
    const refused = await signIn(null)
    expect(codeOf(refused.body)).toBe('sign_in.provider_refused')
    expect(refused.body).toContain('You are not assigned to this application')
  })

  test('an answer counts once, for the browser that began, and for its own question', async () => {
    provider.say({ oid: 'object-1' })
    const browser = newBrowser()
    const back = await throughProvider(String((await browser.get(`${path}/sso`)).headers.location))
    const thief = newBrowser()
    await thief.get(`${path}/sso`)
    expect(codeOf((await thief.get(back)).body)).toBe('sign_in.attempt_unknown')
    // Another question's state with this answer's code: verifier and nonce are not the ones.
    const other = await browser.get(`${path}/sso`)
    const state = new URL(String(other.headers.location)).searchParams.get('state') ?? ''
    const mixed = new URL(back)
    mixed.searchParams.set('state', state)
    expect(codeOf((await browser.get(mixed.href)).body)).toBe('sign_in.openid_failed')
    const again = await throughProvider(String((await browser.get(`${path}/sso`)).headers.location))
    expect((await browser.get(again)).statusCode).toBe(303)
    expect(codeOf((await browser.get(again)).body)).toMatch(/attempt_unknown|other_browser/)
  })

  test('a wrong client secret is the administrator’s to mend, and says so', async () => {
    expect((await setUp({ clientSecret: 'canary-wrong-secret-000000000000000000' })).statusCode).toBe(200)
    const page = await signIn({ oid: 'object-1' })
    expect(codeOf(page.body)).toBe('sign_in.openid_failed')
    expect(page.body).toContain('client secret')
    expect(page.body).not.toContain('canary-')
    await setUp()
  })

  test('a test shows the claims and signs nobody in', async () => {
    const { url } = await bench.server.home.ok<{ url: string }>('POST', `${api}/tests`)
    const browser = newBrowser()
    provider.say({ oid: 'object-9' })
    const back = await throughProvider(String((await browser.get(url)).headers.location))
    const page = await browser.get(back)
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain('object-9')
    expect(browser.cookies['rollcall-user']).toBeUndefined()
    const { setup } = await bench.server.home.ok<{ setup: { test: unknown } }>('GET', api)
    expect(setup.test).toMatchObject({ ok: false, code: 'sign_in.not_provisioned', login: null })
    expect((await browser.get(url)).statusCode).toBe(403)
  })

  test('is Entra ID’s alone', async () => {
    await bench.server.home.ok('PATCH', '/enterprises/octo', { identityProvider: 'okta' })
    expect((await setUp()).json().error.message).toContain('OpenID Connect is for Entra ID only')
  })
})
