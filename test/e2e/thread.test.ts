import { exampleCompany, type RunningGithub, startGithub } from '@rollcall/sandbox'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openView, type View } from '../support/browser.ts'
import { canaryPassword, canaryToken, takeLeaks } from '../support/canary.ts'
import { createDatabase, type TestDatabase, urlOf } from '../support/database.ts'
import { type RollcallProcess, startRollcall } from '../support/process.ts'

/**
 * The main job, by hand, in the order in which a newcomer does it: set up, connect, read what is wrong, fix it, lose the
 * token, put in a new one. Each test goes on where the one before it stopped.
 */
describe('from the first link to a fixed finding', () => {
  const company = exampleCompany({ now: new Date() })
  for (const token of Object.values(company.tokens)) token.secret = canaryToken()
  const { tokens } = company
  const password = canaryPassword()
  let database: TestDatabase
  let github: RunningGithub
  let rollcall: RollcallProcess
  let view: View
  beforeAll(async () => {
    database = await createDatabase()
    github = await startGithub({ company })
    rollcall = await startRollcall({ env: { DATABASE_URL: urlOf(database) } })
    view = await openView({ url: rollcall.url })
  })
  afterAll(async () => {
    await view.close()
    await rollcall.end('SIGINT')
    await github.close()
    await database.drop()
    expect(takeLeaks()).toEqual([])
  })

  const field = (label: string) => view.page.getByLabel(label, { exact: true })
  const drawer = () => view.page.getByRole('dialog', { name: 'Finding' })

  test('the printed link makes the first admin', async () => {
    const { page } = view
    await page.goto(rollcall.link() ?? '')
    await field('E-mail').fill('ada@rollcall.example')
    await field('Your name').fill('Ada')
    await field('Password').fill('short')
    await page.getByRole('button', { name: 'Create the account' }).click()
    await page
      .getByText(/more character/)
      .first()
      .waitFor()
    await view.sound()
    await field('Password').fill(password)
    await page.getByRole('button', { name: 'Create the account' }).click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    await view.settled()
    expect(new URL(page.url()).pathname).toBe('/')
    expect(page.url()).not.toContain('rc_link')
    await view.sound()
    const again = await openView({ url: rollcall.url })
    await again.page.goto(rollcall.link() ?? '')
    await again.page.getByText(/used/i).first().waitFor()
    await again.sound()
    await again.close()
  })

  test('nothing is connected: that is said, and no page calls it clean', async () => {
    for (const path of ['/', '/findings', '/identities', '/connections']) {
      await view.go(path)
      expect(await view.page.locator('main').innerText(), path).toMatch(
        /no system is connected|nothing is connected|connect/i,
      )
      expect(await view.page.locator('main .good').count(), path).toBe(0)
      await view.sound()
    }
  })

  describe('the wizard', () => {
    const check = async (organizations: string, token: string, address = github.url) => {
      const { page } = view
      await page.getByRole('radio', { name: 'Personal access token (classic)' }).check()
      await field('Organizations').fill(organizations)
      await field('Token').fill(token)
      if (!(await field('Server address').isVisible()))
        await page.getByRole('button', { name: /More settings/ }).click()
      await field('Server address').fill(address)
      await page.getByRole('button', { name: 'Check what can be read' }).click()
    }
    const missing = `ghp_${'a'.repeat(36)}`

    test.each([
      ['a token that is none', 'harborlight', 'hunter2', undefined, /token/i],
      [
        'a token that GitHub does not know',
        'harborlight',
        missing,
        undefined,
        /401|not accept|refused|bad credentials/i,
      ],
      ['a personal account', 'mokafor', 'owner', undefined, /personal account|user/i],
      ['an organization that is not there', 'harborlihgt', 'owner', undefined, /harborlihgt/],
      ['an expired token', 'harborlight', 'expired', undefined, /expired|not accept|refused|401/i],
      ['a server that is not GitHub', 'harborlight', 'owner', 'self', /not GitHub|is not|GitHub/i],
      ['an address that nobody answers', 'harborlight', 'owner', 'http://127.0.0.1:9', /127\.0\.0\.1:9|reach|connect/i],
      ['no organization', '', 'owner', undefined, /is needed|at least one|organization/i],
    ])('%s: says what is wrong, and keeps what was typed', async (_, organizations, token, address, words) => {
      await view.go('/connections/new/github')
      const secret = token in tokens ? tokens[token as keyof typeof tokens].secret : token
      await check(organizations, secret, address === 'self' ? rollcall.url : address)
      const said = view.page.locator('[role="alert"], .mantine-InputWrapper-error').filter({ hasText: words })
      await said.first().waitFor()
      expect(await field('Organizations').inputValue()).toBe(organizations)
      expect(await field('Token').inputValue()).toBe(secret)
      await view.sound()
      const { body } = await rollcall.call('GET', '/connections')
      expect(body).toMatchObject({ total: 0 })
    })

    test('a token without a scope: what that costs is shown before anything is saved', async () => {
      const { page } = view
      await view.go('/connections/new/github')
      await check(`harborlight, ${github.webUrl}/harborlight-labs`, tokens.demo.secret)
      await page.getByText('Nothing is saved yet').first().waitFor()
      await page
        .getByText(/admin:org_hook/)
        .first()
        .waitFor()
      await view.sound()
      await page
        .getByRole('button', { name: /^Continue with/ })
        .first()
        .click()
      await field('Name').fill('Harborlight')
      await view.sound()
      await page.getByRole('button', { name: 'Connect and scan' }).click()
      await page.waitForURL(/\/connections\/con_/)
      await page.getByText('Limited').first().waitFor({ timeout: 60_000 })
      await view.settled()
      await view.sound()
    })
  })

  test('a finding is fixed at GitHub: the next scan sees it, and the open page follows', async () => {
    const { page } = view
    await view.go('/findings?group=none&q=check:github-organization-two-factor-required+harborlight-labs')
    await page.locator('main [data-row-link]').first().click()
    await drawer().getByRole('tab', { name: 'Fix' }).click()
    expect(await drawer().getByRole('tabpanel').innerText()).toMatch(/two-factor/i)
    github.state.changeSettings('harborlight-labs', { twoFactorRequired: true })
    const other = await openView({ url: rollcall.url, cookie: await cookieOf(view) })
    await other.go('/connections')
    await other.page.getByRole('button', { name: /^scan/i }).first().click()
    await drawer().getByText('Resolved').first().waitFor({ timeout: 60_000 })
    await drawer().getByRole('tab', { name: 'History' }).click()
    await drawer().locator('.event-line', { hasText: 'seen to be right' }).waitFor()
    await other.close()
    await view.sound()
  })

  test('the token is revoked: the connection fails loudly, findings stay and are marked, a new token mends it', async () => {
    const { page } = view
    const before = await openFindings()
    github.state.revokeToken('demo')
    await view.go('/connections')
    await page.getByRole('button', { name: /^scan/i }).first().click()
    await page.getByText('Failing').first().waitFor({ timeout: 60_000 })
    await view.sound()
    // One more of each organization, which says that the credential is refused.
    await expect.poll(openFindings).toBe(before + 2)
    await view.go('/findings')
    await page.getByText(/may be old/).waitFor()
    await view.sound()

    await view.go('/connections')
    await page.getByRole('link', { name: 'Harborlight', exact: true }).first().click()
    await page.getByRole('tab', { name: /credential/i }).click()
    await field('Token').fill(tokens.owner.secret)
    await page.getByRole('button', { name: /check what can be read/i }).click()
    await page
      .getByRole('button', { name: /^replace/i })
      .last()
      .click()
    await page.getByText('Limited').first().waitFor({ timeout: 60_000 })
    await view.settled()
    await view.sound()
    // The new token is known to be good before the scan with it has read them.
    await expect.poll(webhooks, { timeout: 60_000 }).toEqual(['complete', 'complete'])
  })

  test('10,000 findings: the page holds no more rows than it shows, and walks through them', async () => {
    const { page } = view
    const client = new pg.Client({ host: database.host, user: database.user, database: database.database })
    await client.connect()
    await client.query(`
      insert into finding select (jsonb_populate_record(null::finding, to_jsonb(one) || jsonb_build_object(
        'id', one.id || '_' || n, 'fingerprint', one.fingerprint || '/' || n,
        'subject_name', one.subject_name || ' ' || n))).*
      from (select * from finding where state = 'open' order by id limit 40) one, generate_series(1, 250) n`)
    await client.end()
    await view.go('/findings?group=none')
    await page
      .getByText(/10,\d{3}/)
      .first()
      .waitFor()
    const nodes = () => page.evaluate(() => document.querySelectorAll('*').length)
    const first = await nodes()
    expect(first).toBeLessThan(3000)
    for (let turn = 0; turn < 3; turn++) {
      const before = await page.locator('main [data-row-link]').first().getAttribute('data-finding')
      await page.getByRole('button', { name: /next/i }).last().click()
      await page.waitForFunction(
        (id) => document.querySelector('main [data-finding]')?.getAttribute('data-finding') !== id,
        before,
      )
      await view.settled()
    }
    expect(await nodes()).toBeLessThan(first * 1.5)
    await view.sound()
    await view.go('/findings')
    await view.sound()
  })

  test('the connection is removed: it says what goes, and asks for its name', async () => {
    const { page } = view
    await view.go('/connections')
    await page.getByRole('link', { name: 'Harborlight', exact: true }).first().click()
    await page.getByRole('tab', { name: /settings/i }).click()
    await page
      .getByRole('button', { name: /remove/i })
      .first()
      .click()
    await page
      .getByRole('dialog')
      .getByText(/findings/i)
      .first()
      .waitFor()
    await view.sound()
    await page.getByRole('dialog').getByRole('textbox').fill('Harborlight')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /remove/i })
      .click()
    await page.waitForURL((url) => url.pathname === '/connections')
    expect((await rollcall.call('GET', '/connections')).body).toMatchObject({ total: 0 })
    expect((await rollcall.call('GET', '/findings')).body).toMatchObject({ total: 0 })
  })

  const webhooks = async () => {
    const { items } = (await rollcall.call('GET', '/connections')).body as { items: { id: string }[] }
    const { body } = await rollcall.call('GET', `/connections/${items[0]?.id}/coverage`)
    const rows = (body as { items: { stream: string; state: string }[] }).items
    return rows.filter(({ stream }) => stream === 'github.webhook').map(({ state }) => state)
  }
  const openFindings = async () => {
    const { body } = await rollcall.call('GET', '/findings?q=status:open&limit=1')
    return (body as { total: number }).total
  }
})

async function cookieOf(view: View): Promise<string> {
  const cookies = await view.page.context().cookies()
  return cookies.find(({ name }) => name === 'rollcall')?.value ?? ''
}
