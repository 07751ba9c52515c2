import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openView, type View } from '../support/browser.ts'
import { canaryPassword, takeLeaks } from '../support/canary.ts'
import { createDatabase, type TestDatabase, urlOf } from '../support/database.ts'
import { aUser } from '../support/directory.ts'
import { type RollcallProcess, startRollcall } from '../support/process.ts'
import { listenSamlProvider } from '../support/saml-provider.ts'

/** An appliance at a host name of its own. Each test goes on where the one before it stopped. */
describe('users of an appliance sign in at its host name', () => {
  let database: TestDatabase
  let rollcall: RollcallProcess
  let saml: Awaited<ReturnType<typeof listenSamlProvider>>
  let console: View
  let person: View
  let appliance = ''
  // Four bytes of length, the name of the kind, and 32 bytes of a key.
  const key = Buffer.concat([Buffer.from('0000000b7373682d6564323535313900000020', 'hex'), Buffer.alloc(32, 7)])

  beforeAll(async () => {
    database = await createDatabase()
    rollcall = await startRollcall({ env: { DATABASE_URL: urlOf(database) } })
    appliance = rollcall.url.replace('127.0.0.1', 'localhost')
    saml = await listenSamlProvider(async () => (await fetch(`${appliance}/saml/metadata`)).text())
    const made = { slug: 'corp', kind: 'ghes', name: 'Corp', host: 'localhost' }
    expect((await rollcall.call('POST', '/enterprises', made)).status).toBe(201)
    const options = { ghesSignInAddress: 'host' }
    expect((await rollcall.call('PATCH', '/enterprises/corp', { options })).status).toBe(200)
    const { body } = await rollcall.call('POST', '/enterprises/corp/tokens', { scopes: ['scim:enterprise'] })
    const provisioned = await fetch(`${rollcall.url}/ghes/corp/api/v3/scim/v2/Users`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${(body as { token: string }).token}`,
        'user-agent': 'Okta SCIM Client 1.0.0',
        'content-type': 'application/scim+json',
      },
      body: JSON.stringify(aUser({ userName: 'mona', displayName: 'Mona Lisa' })),
    })
    expect(provisioned.status).toBe(201)
    console = await openView({ url: rollcall.url })
    person = await openView({ url: appliance })
  })
  afterAll(async () => {
    await console.close()
    await person.close()
    await rollcall.end('SIGINT')
    await saml.close()
    await database.drop()
    expect(takeLeaks()).toEqual([])
  })

  const field = (label: string) => console.page.getByLabel(label, { exact: true })
  const button = (name: string) => console.page.getByRole('button', { name, exact: true })
  const said = (view: View, text: string | RegExp) => view.page.getByText(text).first().waitFor()
  const heading = (view: View, name: string | RegExp) => view.page.getByRole('heading', { level: 1, name }).waitFor()

  test('the console shows the addresses at the root, and names for the attributes', async () => {
    const { page } = console
    await page.goto(rollcall.link() ?? '')
    await field('E-mail').fill('ada@rollcall.example')
    await field('Your name').fill('Ada')
    await field('Password').fill(canaryPassword())
    await button('Create the account').click()
    await page.waitForURL(`${rollcall.url}/`)
    await console.go('/directory/corp?tab=sign-in')
    await said(console, `${appliance}/saml/consume`)
    await field('Metadata of the identity provider').fill(saml.metadataUrl)
    await button('Read the metadata').click()
    await page.getByRole('list', { name: 'Signing certificates' }).getByText('CN=idp.example').waitFor()
    await field('SSH keys').fill('ssh')
    await button('Save SAML').click()
    await said(console, /Sign-in is saved/)
    await button('Turn on').click()
    await said(console, 'The set-up user has no password: if the identity provider fails, nobody gets in.')
  })

  test('the set-up user gets a password, signs in with it at /login, and chooses another', async () => {
    await button('Make a password').click()
    const password = await console.page.locator('.shown-once code').innerText()
    await console.sound()
    await button('Done').click()
    await said(console, /It has a password, set/)
    const enter = async (typed: string) => {
      await person.go('/login')
      await person.page.getByLabel('Login').fill('scim-admin')
      await person.page.getByLabel('Password').fill(typed)
      await person.sound()
      await person.page.getByRole('button', { name: 'Sign in with a password' }).click()
    }
    await enter('not the password')
    await heading(person, 'The password was not accepted')
    await person.sound()
    await enter(password)
    await heading(person, 'scim-admin')
    const chosen = canaryPassword()
    await person.page.getByLabel('Present password').fill(password)
    await person.page.getByLabel('New password').fill(chosen)
    await person.sound()
    await person.page.getByRole('button', { name: 'Change the password' }).click()
    await heading(person, 'scim-admin')
    await person.page.getByRole('button', { name: 'End all sessions and sign out' }).click()
    await enter(chosen)
    await heading(person, 'scim-admin')
    await person.page.getByRole('button', { name: 'End all sessions and sign out' }).click()
    await heading(person, 'Sign in to Corp')
  })

  test('a person signs in over SAML at the root; her key shows on her page and in the console', async () => {
    saml.say({
      nameId: 'mona',
      attributes: { ssh: `ssh-ed25519 ${key.toString('base64')} laptop`, administrator: 'true' },
    })
    await person.page.getByRole('link', { name: 'Sign in with single sign-on' }).click()
    await heading(person, 'Identity provider')
    await person.page.getByRole('button', { name: 'Go on' }).click()
    await heading(person, 'Mona Lisa')
    expect(person.page.url()).toBe(`${appliance}/account`)
    await said(person, /laptop/)
    await person.sound()
    await console.go('/directory/corp?tab=people')
    await console.page.getByRole('link', { name: 'mona', exact: true }).click()
    await console.page.getByRole('list', { name: 'Keys' }).getByText('laptop').waitFor()
    // SCIM says her role.
    await console.page
      .getByRole('dialog', { name: 'Person' })
      .locator('dd')
      .getByText('user', { exact: true })
      .first()
      .waitFor()
    await console.sound()
    await person.page.getByRole('button', { name: 'Delete the key laptop' }).click()
    await said(person, /You have no keys/)
  })

  test('all of it fits a telephone, in the dark', async () => {
    const cookies = await console.page.context().cookies()
    const cookie = cookies.find(({ name }) => name === 'rollcall')?.value ?? ''
    const phone = await openView({ url: rollcall.url, cookie, width: 360, height: 740, dark: true })
    for (const path of ['/directory/corp?tab=sign-in', '/ghes/corp', '/sso/login']) {
      await phone.go(path)
      await phone.sound()
    }
    await phone.close()
  })
})
