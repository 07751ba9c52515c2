import { exampleCompany, type RunningGithub, startGithub } from '@rollcall/sandbox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openView, type View } from '../support/browser.ts'
import { canaryPassword, canaryToken, takeLeaks } from '../support/canary.ts'
import { createDatabase, type TestDatabase, urlOf } from '../support/database.ts'
import { type RollcallProcess, startRollcall } from '../support/process.ts'

/**
 * A newcomer connects one organization by a GitHub App and another by a token, by hand in a browser that walks through
 * GitHub's pages too; puts a new token in, loses it, and sees what happens. Each test goes on where the one before it stopped.
 */
describe('by GitHub App, and by token', () => {
  const company = exampleCompany({ now: new Date() })
  for (const token of Object.values(company.tokens)) token.secret = canaryToken()
  let database: TestDatabase
  let github: RunningGithub
  let rollcall: RollcallProcess
  let view: View
  beforeAll(async () => {
    database = await createDatabase()
    github = await startGithub({ company, webUrl: 'own' })
    rollcall = await startRollcall({ env: { DATABASE_URL: urlOf(database) } })
    view = await openView({ url: rollcall.url })
    const { page } = view
    await page.goto(rollcall.link() ?? '')
    await field('E-mail').fill('ada@rollcall.example')
    await field('Your name').fill('Ada')
    await field('Password').fill(canaryPassword())
    await page.getByRole('button', { name: 'Create the account' }).click()
    await page.waitForURL((url) => url.pathname === '/')
  })
  afterAll(async () => {
    await view.close()
    await rollcall.end('SIGINT')
    await github.close()
    await database.drop()
    expect(takeLeaks()).toEqual([])
  })

  const field = (label: string) => view.page.getByLabel(label, { exact: true })
  const button = (name: string | RegExp) => view.page.getByRole('button', { name }).first()
  const coverageOf = async (name: string) => {
    const { items } = (await rollcall.call('GET', '/connections')).body as { items: { id: string; name: string }[] }
    const id = items.find((one) => one.name === name)?.id
    const { body } = await rollcall.call('GET', `/connections/${id}/coverage`)
    const rows = (body as { items: { stream: string; state: string }[] }).items
    return new Map(rows.map(({ stream, state }) => [stream, state]))
  }
  const openForm = async (organization: string) => {
    await view.go('/connections/new/github')
    await field('Organization').fill(organization)
    await button(/More settings/).click()
    await field('Server address').fill(github.url)
  }
  const scanned = () =>
    view.page
      .getByText(/^(Limited|OK|Healthy|Everything was read\.)$/)
      .first()
      .waitFor({ timeout: 60_000 })
  /** A new token from GitHub's own page, by a second tab. */
  const makeToken = async (note: string): Promise<string> => {
    const tab = await view.page.context().newPage()
    await tab.goto(`${github.url}/settings/tokens/new?scopes=repo,admin:org,admin:org_hook&description=${note}`)
    await tab.getByRole('button', { name: 'Generate token' }).click()
    const secret = await tab.locator('p code').innerText()
    await tab.close()
    return secret
  }

  test('the App is the recommended way, and says what it will ask for', async () => {
    await openForm('harborlight')
    expect(await view.page.getByRole('radio', { name: /New GitHub App \(recommended\)/ }).isChecked()).toBe(true)
    await view.page.getByText('Organization › Members: Read and write').waitFor()
    await view.page.getByRole('switch', { name: 'Enterprise Account' }).check()
    await field('Enterprise slug').fill('harborlight-group')
    await view.sound()
  })

  test('GitHub creates it, and the browser comes back to what is next', async () => {
    const { page } = view
    await button('Create it on GitHub').click()
    await page.getByRole('heading', { name: 'Create GitHub App for harborlight' }).waitFor()
    expect(page.url()).toContain(github.url)
    await view.sound()
    await button('Create GitHub App').click()
    await page.getByText('Next: install it in your organization').waitFor()
    await view.settled()
    // The code is spent, and gone from the address.
    expect(new URL(page.url()).searchParams.has('code')).toBe(false)
    await view.sound()
  })

  test('installed on selected repositories only: says what stays unseen, and how to mend it', async () => {
    const { page } = view
    await page.getByRole('link', { name: 'Install it on GitHub' }).click()
    await page.getByRole('heading', { name: /^Install & Authorize/ }).waitFor()
    await view.sound()
    await page.getByLabel('Only select repositories').check()
    await page.getByLabel('tool-migrate').check()
    await page.getByRole('button', { name: 'Install', exact: true }).click()
    await page.getByText(/on selected repositories only/).waitFor()
    await view.settled()
    await view.sound()
    const tab = await page.context().newPage()
    await tab.goto((await page.getByRole('link', { name: 'Open the installation' }).getAttribute('href')) ?? '')
    await tab.getByLabel('All repositories').check()
    await tab.getByRole('button', { name: 'Save' }).click()
    await tab.close()
    await button('Look again').click()
    await page.getByText('On all repositories, with every permission.').waitFor()
    await view.sound()
  })

  test('what was begun is found again by whoever leaves the page', async () => {
    await view.go('/connections/new/github')
    await view.page.getByText('A GitHub App of yours waits to be connected').waitFor()
    await view.sound()
    await view.page.getByRole('link', { name: /^Go on with/ }).click()
    await view.page.getByText('On all repositories, with every permission.').waitFor()
  })

  test('what the App opens, what it costs, and the first scan', async () => {
    const { page } = view
    await button('Check what can be read').click()
    await page.getByText('The first scan takes').waitFor()
    await page.getByText('belongs to the enterprise account harborlight-group').waitFor()
    await page.getByText(/records the enterprise account harborlight-group/).waitFor()
    await view.settled()
    await view.sound()
    await button(/^Continue/).click()
    await field('Name').fill('By App')
    await button('Connect and scan').click()
    await page.waitForURL(/\/connections\/con_/)
    await scanned()
    await view.settled()
    await page.getByText('A scan takes').waitFor()
    await view.sound()
    const coverage = await coverageOf('By App')
    expect(coverage.get('github.fine_grained_token')).toBe('complete')
    expect(coverage.get('github.token_request')).toBe('complete')
    expect(coverage.get('github.enterprise')).toBe('none')
    const { body } = await rollcall.call('GET', '/findings?q=status:open&limit=1')
    expect((body as { total: number }).total).toBeGreaterThan(20)
  })

  test('another organization by token, from GitHub’s page', async () => {
    const { page } = view
    const token = await makeToken('first')
    await view.go('/connections/new/github')
    await page.getByRole('radio', { name: 'Personal access token (classic)' }).check()
    await field('Organizations').fill('harborlight-labs')
    await field('Token').fill(token)
    await button(/More settings/).click()
    await field('Server address').fill(github.url)
    await button('Check what can be read').click()
    await button(/^Continue/).click()
    await field('Name').fill('By token')
    await button('Connect and scan').click()
    await page.waitForURL(/\/connections\/con_/)
    await scanned()
    const coverage = await coverageOf('By token')
    expect(coverage.get('github.fine_grained_token')).toBe('none')
    await view.go('/findings?group=none&q=check:github-credential-app-preferred')
    await page.locator('main [data-row-link]').first().waitFor()
    await view.sound()
  })

  const openCredential = async (name: string) => {
    await view.go('/connections')
    await view.page.getByRole('link', { name, exact: true }).first().click()
    await view.page.getByRole('tab', { name: 'Credential' }).click()
    await view.settled()
  }

  test('the token is rotated in place', async () => {
    await openCredential('By token')
    await field('Token').fill(await makeToken('second'))
    await view.sound()
    await button('Check what can be read').click()
    await button('Replace and scan').click()
    await view.page.getByText('The credential is changed').waitFor()
    await scanned()
  })

  test('the token is revoked at GitHub: the connection says so, and what was known stays', async () => {
    const { page } = view
    const before = (await rollcall.call('GET', '/findings?q=status:open&limit=1')).body as { total: number }
    const tab = await page.context().newPage()
    await tab.goto(`${github.url}/settings/tokens`)
    await tab.getByRole('button', { name: 'Revoke second' }).click()
    await tab.close()
    await button(/^Scan/).click()
    await page.getByText('Failing').first().waitFor({ timeout: 60_000 })
    await view.settled()
    await view.sound()
    const after = (await rollcall.call('GET', '/findings?q=status:open&limit=1')).body as { total: number }
    // What was known stays; that the token is refused comes to it.
    expect(after.total).toBe(before.total + 1)
  })

  test('the findings page has the refused token among them, with what to do; the rest says what it cannot verify', async () => {
    const { page } = view
    await view.go('/findings?group=none&q=stream:github.connection status:open')
    const row = page.locator('main [data-row-link]').first()
    await row.waitFor()
    expect(await page.locator('main').innerText()).toContain('GitHub refuses the credential of this connection')
    await view.settled()
    await view.sound()
    await row.click()
    const drawer = page.getByRole('dialog', { name: 'Finding' })
    await drawer
      .getByText(/GitHub refused the token: it is mistyped, expired or revoked/)
      .first()
      .waitFor()
    await view.settled()
    await view.sound()
    await drawer.getByRole('tab', { name: 'Fix' }).click()
    await drawer.getByText(/In Rollcall, open the connection › Credential, replace it, and scan/).waitFor()
    await view.go('/findings?group=none&q=scope:harborlight-labs is:unverified')
    await page.locator('main [data-row-link]').first().waitFor()
  })

  test('a new token ends that finding at once, before anything is read anew', async () => {
    const { page } = view
    await openCredential('By token')
    await field('Token').fill(await makeToken('after'))
    await button('Check what can be read').click()
    await button('Replace and scan').click()
    await page.getByText('The credential is changed').waitFor()
    await view.go('/findings?group=none&q=stream:github.connection status:resolved')
    await page.getByText('GitHub refuses the credential of this connection').first().waitFor()
    const open = await rollcall.call('GET', '/findings?q=stream:github.connection status:open')
    expect((open.body as { total: number }).total).toBe(0)
    await openCredential('By token')
    await scanned()
  })

  test('a token joins the App, and goes again; what that costs is shown before', async () => {
    const { page } = view
    const domains = async () => (await coverageOf('By App')).get('github.domain')
    await openCredential('By App')
    await page.getByRole('radio', { name: 'Personal access token (classic)' }).check()
    await field('Token').fill(await makeToken('third'))
    await button('Check what can be read').click()
    await page.getByRole('heading', { name: /^With the change/ }).waitFor()
    await view.sound()
    await button('Replace and scan').click()
    await page.getByText('GitHub App and personal access token (classic)').first().waitFor()
    await expect.poll(domains, { timeout: 60_000 }).toBe('complete')
    // Which of the two read a stream stands under its state.
    await page.getByRole('tab', { name: 'Coverage' }).click()
    await page
      .getByText(/by Personal access token$/)
      .first()
      .waitFor()
    await page
      .getByText(/by GitHub App$/)
      .first()
      .waitFor()
    await page
      .getByText(/by GitHub App and Personal access token$/)
      .first()
      .waitFor()
    await view.settled()
    await view.sound()
    await page.getByRole('tab', { name: 'Credential' }).click()
    await view.settled()
    await view.sound()
    await button('Without: Personal access token (classic)').click()
    await page
      .getByText(/would be lost/)
      .first()
      .waitFor()
    await view.sound()
    await button('Take it away and scan').click()
    await page.getByText('GitHub App', { exact: true }).first().waitFor()
    await expect.poll(domains, { timeout: 60_000 }).toBe('none')
  })

  test('an App joins a token, by the same way through GitHub', async () => {
    const { page } = view
    await openCredential('By token')
    await page.getByRole('radio', { name: /New GitHub App/ }).check()
    await button('Create it on GitHub').click()
    await button('Create GitHub App').click()
    await page.getByRole('link', { name: 'Install it on GitHub' }).click()
    await page.getByRole('button', { name: 'Install', exact: true }).click()
    await page.getByText('On all repositories, with every permission.').waitFor()
    expect(new URL(page.url()).pathname).toMatch(/^\/connections\/con_/)
    await view.settled()
    await view.sound()
  })

  test.each([
    ['code=abc&state=made-up', /belongs to nothing that was started here/],
    ['registration=reg_gone', /does not wait here any more/],
  ])('a return that leads nowhere says so: %s', async (query, words) => {
    await view.go(`/connections/new/github?${query}`)
    await view.page.getByText(words).first().waitFor()
    await view.sound()
    await view.page.getByRole('link', { name: 'Start again' }).click()
    await view.page.getByRole('radio', { name: /New GitHub App/ }).waitFor()
  })
})
