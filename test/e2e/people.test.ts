import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openView, type View } from '../support/browser.ts'
import { canaryPassword, takeLeaks } from '../support/canary.ts'
import { createDatabase, type TestDatabase, urlOf } from '../support/database.ts'
import { type RollcallProcess, startRollcall } from '../support/process.ts'

describe('people', () => {
  const admin = { email: 'ada@rollcall.example', password: canaryPassword() }
  let database: TestDatabase
  let rollcall: RollcallProcess
  let view: View
  const field = (label: string, on = view) => on.page.getByLabel(label, { exact: true })
  const press = (name: string | RegExp, on = view) => on.page.getByRole('button', { name }).first().click()

  beforeAll(async () => {
    database = await createDatabase()
    rollcall = await startRollcall({ env: { DATABASE_URL: urlOf(database) } })
    await fetch(`${rollcall.url}/api/v1/links/accept`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: rollcall.link()?.split('#')[1], name: 'Ada', ...admin }),
    })
    view = await openView({ url: rollcall.url })
  })
  afterAll(async () => {
    await view.close()
    await rollcall.end('SIGINT')
    await database.drop()
    expect(takeLeaks()).toEqual([])
  })

  const signIn = async (email: string, password: string, on = view) => {
    await field('E-mail', on).fill(email)
    await field('Password', on).fill(password)
    await press('Sign in', on)
  }

  test('whoever is not signed in signs in, and comes where they wanted to go', async () => {
    const { page } = view
    await view.go('/checks?q=owner')
    await page.waitForURL(/\/login/)
    await view.sound()
    await signIn(admin.email, 'a wrong password')
    await page.getByText('E-mail or password do not match').waitFor()
    await view.sound()
    await signIn(admin.email, admin.password)
    await page.waitForURL(/\/checks\?q=owner/)
    await page.goto('/login?next=https://elsewhere.example/')
    await page.waitForURL((url) => url.origin === rollcall.url && url.pathname === '/')
  })

  test('a second factor: set up with a real code, asked for, and a recovery code in its place', async () => {
    const { page } = view
    await view.go('/settings/account')
    await press('Set up')
    const dialog = page.getByRole('dialog')
    await dialog.locator('input[type=password]').fill(admin.password)
    await dialog.getByRole('button', { name: 'Go on' }).click()
    const secret = (await dialog.locator('.scan-secret code').innerText()).replace(/\s/g, '')
    await view.sound()
    const totp = new TOTP({
      issuer: 'Rollcall',
      algorithm: 'SHA1',
      digits: 6,
      period: 30,
      secret: Secret.fromBase32(secret),
    })
    await dialog.locator('input[autocomplete="one-time-code"]').fill(totp.generate())
    await dialog.getByRole('button', { name: 'Turn on' }).click()
    const codes = dialog.locator('code')
    await codes.nth(9).waitFor()
    const recovery = await codes.first().innerText()
    await view.sound()

    const again = await openView({ url: rollcall.url })
    await again.go('/login')
    await signIn(admin.email, admin.password, again)
    await field('Code from your authenticator app', again).fill('000000')
    await press('Sign in', again)
    await again.page.getByText('The code does not match').waitFor()
    await again.sound()
    await press('Use a recovery code', again)
    await field('Recovery code', again).fill(recovery)
    await press('Sign in', again)
    await again.page.waitForURL((url) => url.pathname === '/')
    await again.close()
  })

  test('a connector admin connects and sees no findings', async () => {
    const { page } = view
    await view.go('/settings/people')
    await press(/invite/i)
    await field('E-mail').fill('con@rollcall.example')
    await field('Name').fill('Con')
    await page.getByRole('dialog').getByText('Connector admin').first().click()
    await view.sound()
    await page.getByRole('dialog').getByRole('button', { name: 'Invite' }).click()
    await page
      .getByRole('dialog')
      .getByText(/welcome#rc_link/)
      .waitFor()
    const link = /http\S+welcome#\S+/.exec(await page.getByRole('dialog').innerText())?.[0] ?? ''
    const con = await openView({ url: rollcall.url })
    await con.page.goto(link)
    await field('Password', con).fill(canaryPassword())
    await press('Join', con)
    await con.page.waitForURL(/\/connections/)
    await con.settled()
    expect(await con.page.getByRole('navigation', { name: 'Pages' }).innerText()).not.toMatch(/Findings/)
    await con.sound()
    await con.go('/findings')
    await con.page.getByText('Your role does not open findings').waitFor()
    await con.sound()
    await con.go('/connections/new/github')
    await con.sound()
    await con.close()
  })

  test('an API token is shown once, works, and is refused when it is revoked', async () => {
    const { page } = view
    await view.go('/settings/tokens')
    await press(/create/i)
    await field('Name').fill('nightly export')
    await page
      .getByRole('dialog')
      .getByText(/findings/i)
      .first()
      .click()
    await view.sound()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /create/i })
      .click()
    await page
      .getByRole('dialog')
      .getByText(/rc_api_/)
      .first()
      .waitFor()
    const token = /rc_api_[\w-]+/.exec(await page.getByRole('dialog').innerText())?.[0] ?? ''
    const ask = () => fetch(`${rollcall.url}/api/v1/findings`, { headers: { authorization: `Bearer ${token}` } })
    expect((await ask()).status).toBe(200)
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /done|close/i })
      .first()
      .click()
    await view.go('/settings/tokens')
    expect(await page.content()).not.toContain(token)
    await press(/revoke/i)
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /revoke/i })
      .click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect((await ask()).status).toBe(401)
    await view.sound()
  })
})
