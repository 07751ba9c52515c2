import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openView, type View } from '../support/browser.ts'
import { canaryPassword, takeLeaks } from '../support/canary.ts'
import { createDatabase, type TestDatabase, urlOf } from '../support/database.ts'
import { aUser, patch } from '../support/directory.ts'
import { listenOpenId, type OpenIdBench } from '../support/openid-provider.ts'
import { type RollcallProcess, startRollcall } from '../support/process.ts'
import { listenSamlProvider } from '../support/saml-provider.ts'

/** Single sign-on from nothing to a suspended user. Each test goes on where the one before it stopped. */
describe('users of an enterprise sign in', () => {
  let database: TestDatabase
  let rollcall: RollcallProcess
  let saml: Awaited<ReturnType<typeof listenSamlProvider>>
  let openId: OpenIdBench
  let console: View
  let person: View
  let monaId = ''
  let codes: string[] = []
  const tokens: Record<string, string> = {}

  beforeAll(async () => {
    database = await createDatabase()
    rollcall = await startRollcall({ env: { DATABASE_URL: urlOf(database) } })
    saml = await listenSamlProvider(async () => (await fetch(`${rollcall.url}/enterprises/octo/saml/metadata`)).text())
    openId = await listenOpenId(`${rollcall.url}/enterprises/hexa/oidc/callback`)
    await enterprise({ slug: 'octo', kind: 'emu', shortCode: 'octo', name: 'Octo' })
    await enterprise({ slug: 'hexa', kind: 'emu', shortCode: 'hexa', name: 'Hexa', identityProvider: 'entra' })
    monaId = await scim('octo', 'POST', '/Users', aUser({ userName: 'mona@octo.example', displayName: 'Mona Lisa' }))
    await scim('hexa', 'POST', '/Users', aUser({ userName: 'lisa@hexa.example', externalId: 'object-1' }))
    console = await openView({ url: rollcall.url })
    person = await openView({ url: rollcall.url })
  })
  afterAll(async () => {
    await console.close()
    await person.close()
    await rollcall.end('SIGINT')
    await saml.close()
    await openId.close()
    await database.drop()
    expect(takeLeaks()).toEqual([])
  })

  async function enterprise(wanted: { slug: string } & Record<string, unknown>): Promise<void> {
    expect((await rollcall.call('POST', '/enterprises', wanted)).status).toBe(201)
    const made = await rollcall.call('POST', `/enterprises/${wanted.slug}/tokens`, { scopes: ['scim:enterprise'] })
    tokens[wanted.slug] = (made.body as { token: string }).token
  }

  async function scim(slug: string, method: string, path: string, body: unknown): Promise<string> {
    const response = await fetch(`${rollcall.url}/scim/v2/enterprises/${slug}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${tokens[slug]}`,
        'user-agent': 'Okta SCIM Client 1.0.0',
        'content-type': 'application/scim+json',
      },
      body: JSON.stringify(body),
    })
    expect(response.ok).toBe(true)
    return ((await response.json()) as { id: string }).id
  }

  const field = (label: string) => console.page.getByLabel(label, { exact: true })
  const button = (name: string) => console.page.getByRole('button', { name, exact: true })
  const said = (view: View, text: string | RegExp) => view.page.getByText(text).first().waitFor()
  const heading = (view: View, name: string | RegExp) => view.page.getByRole('heading', { level: 1, name }).waitFor()

  /** From the enterprise's own page through the identity provider. */
  async function signIn(): Promise<void> {
    await person.go('/enterprises/octo')
    await person.page.getByRole('link', { name: 'Sign in with single sign-on' }).click()
    await heading(person, 'Identity provider')
    await person.page.getByRole('button', { name: 'Go on' }).click()
  }

  test('the console says what to enter where, and reads the metadata of the identity provider', async () => {
    const { page } = console
    await page.goto(rollcall.link() ?? '')
    await field('E-mail').fill('ada@rollcall.example')
    await field('Your name').fill('Ada')
    await field('Password').fill(canaryPassword())
    await button('Create the account').click()
    await page.waitForURL(`${rollcall.url}/`)
    await console.go('/directory/octo?tab=sign-in')
    await said(console, 'Not set up')
    await said(console, `${rollcall.url}/enterprises/octo/saml/consume`)
    for (const name of ['Okta', 'Entra ID', 'PingFederate', 'Another one']) {
      await page.getByRole('tab', { name }).click()
      await page.locator('.guide').waitFor()
    }
    await console.sound()
    await button('Save SAML').click()
    await said(console, /The issuer is needed/)
    await field('Metadata of the identity provider').fill('<html></html>')
    await button('Read the metadata').click()
    await said(console, /This is no SAML metadata of an identity provider: its root element is html/)
    await console.sound()
    await field('Metadata of the identity provider').fill(saml.metadataUrl)
    await button('Read the metadata').click()
    await page.getByRole('list', { name: 'Signing certificates' }).getByText('CN=idp.example').waitFor()
    expect(await field('Issuer').inputValue()).toBe(saml.provider.issuer)
    await button('Save SAML').click()
    await said(console, /Sign-in is saved/)
  })

  test('a test goes through the identity provider, signs nobody in, and shows what came back', async () => {
    const opened = console.page.waitForEvent('popup')
    await button('Test the connection').click()
    const popup = await opened
    await popup.getByRole('button', { name: 'Go on' }).click()
    await popup.getByRole('heading', { name: 'The test went well' }).waitFor()
    expect(await popup.locator('table').innerText()).toContain('mona@octo.example')
    await popup.close()
    await said(console, 'It would let mona_octo in.')
    await console.sound()
    await person.go('/enterprises/octo/account')
    await heading(person, 'Sign in to Octo')
    await button('Turn on').click()
    await said(console, /There is no recovery code left/)
  })

  test('recovery codes are made, downloaded, and shown this once', async () => {
    await button('Make recovery codes').click()
    const list = console.page.getByRole('list', { name: 'Recovery codes' })
    await list.waitFor()
    codes = await list.getByRole('listitem').allInnerTexts()
    expect(codes).toHaveLength(16)
    await console.sound()
    const download = console.page.waitForEvent('download')
    await button('Download').click()
    expect((await download).suggestedFilename()).toBe('rollcall-octo-recovery-codes.txt')
    await said(console, /and kept by somebody/)
    await button('Done').click()
    await list.waitFor({ state: 'detached' })
  })

  test('somebody who is provisioned signs in over SAML and sees their account', async () => {
    await signIn()
    await heading(person, 'Mona Lisa')
    await said(person, 'mona_octo in Octo')
    await person.sound()
    const cookies = await person.page.context().cookies(`${rollcall.url}/enterprises/octo/account`)
    const session = cookies.find(({ name }) => name === 'rollcall-user')
    expect(session).toMatchObject({ path: '/enterprises/octo', httpOnly: true, sameSite: 'Lax' })
    expect(await person.page.context().cookies(`${rollcall.url}/`)).toEqual([])
    await console.go('/directory/octo?tab=sign-in')
    await console.page.getByRole('button', { name: 'Unlink mona_octo' }).waitFor()
  })

  test('somebody who is not gets a page that names what differs', async () => {
    saml.say({ nameId: 'nobody@octo.example' })
    await signIn()
    await heading(person, 'You are not provisioned yet')
    await said(person, /no user has userName equal to the NameID nobody@octo\.example/)
    await person.sound()
    saml.say({ clock: 300, lifetime: 3600 })
    await signIn()
    await heading(person, 'The clocks do not agree')
    saml.say({ sign: 'nothing' })
    await signIn()
    await said(person, /not signed/)
    saml.say({})
  })

  test('the user ends the session', async () => {
    await person.go('/enterprises/octo/account')
    await person.page.getByRole('button', { name: 'End all sessions and sign out' }).click()
    await heading(person, 'Sign in to Octo')
    await person.go('/enterprises/octo/account')
    await heading(person, 'Sign in to Octo')
    await person.sound()
  })

  test('suspended over SCIM, the session is over and the next is refused', async () => {
    await signIn()
    await heading(person, 'Mona Lisa')
    await scim('octo', 'PATCH', `/Users/${monaId}`, patch({ op: 'replace', path: 'active', value: false }))
    await person.page.reload()
    await heading(person, 'Sign in to Octo')
    await signIn()
    await heading(person, 'Your account is suspended')
    await person.sound()
    await scim('octo', 'PATCH', `/Users/${monaId}`, patch({ op: 'replace', path: 'active', value: true }))
    await signIn()
    await heading(person, 'Mona Lisa')
  })

  test('the set-up user gets in with a recovery code, once', async () => {
    const setup = await openView({ url: rollcall.url, width: 360, height: 740, dark: true })
    const enter = async () => {
      await setup.go('/enterprises/octo/sso/recover')
      await setup.page.getByLabel('Login').fill('octo_admin')
      await setup.page.getByLabel('Recovery code').fill(codes[0] ?? '')
      await setup.sound()
      await setup.page.getByRole('button', { name: 'Sign in' }).click()
    }
    await enter()
    await heading(setup, 'octo_admin')
    await said(setup, 'scim:enterprise')
    await setup.sound()
    await enter()
    await heading(setup, 'The recovery code was not accepted')
    await setup.close()
  })

  test('over OpenID Connect it is the object id that counts', async () => {
    const { page } = console
    await console.go('/directory/hexa?tab=sign-in')
    await page.getByText('OpenID Connect', { exact: true }).first().click()
    await field('Issuer').fill(openId.issuer)
    await field('Client ID').fill(openId.clientId)
    await field('Client secret').fill(openId.clientSecret)
    await console.sound()
    await button('Save OpenID Connect').click()
    await said(console, /Sign-in is saved/)
    await button('Turn on').click()
    await said(console, /What is set up now was not tested yet/)
    openId.say({ oid: 'object-1' })
    await person.go('/enterprises/hexa')
    await person.page.getByRole('link', { name: 'Sign in with single sign-on' }).click()
    await said(person, 'lisa_hexa in Hexa')
    openId.say({ oid: 'object-2' })
    await person.go('/enterprises/hexa')
    await person.page.getByRole('link', { name: 'Sign in with single sign-on' }).click()
    await heading(person, /not provisioned/)
  })

  test('all of it fits a telephone', async () => {
    const cookies = await console.page.context().cookies()
    const cookie = cookies.find(({ name }) => name === 'rollcall')?.value ?? ''
    const phone = await openView({ url: rollcall.url, cookie, width: 360, height: 740, dark: true })
    for (const path of ['/directory/octo?tab=sign-in', '/directory/hexa?tab=sign-in', '/enterprises/octo']) {
      await phone.go(path)
      await phone.sound()
    }
    await phone.close()
  })
})
