import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openView, type View } from '../support/browser.ts'
import { canaryPassword, takeLeaks } from '../support/canary.ts'
import { createDatabase, type TestDatabase, urlOf } from '../support/database.ts'
import { aGroup, aUser } from '../support/directory.ts'
import { type RollcallProcess, startRollcall } from '../support/process.ts'

/** What happens to work in hand: when the network goes, the session ends, a page is left, or a key is pressed once too often. */
describe('nothing is lost, and nothing is done unasked', () => {
  const password = canaryPassword()
  let database: TestDatabase
  let rollcall: RollcallProcess
  let view: View
  let token = ''
  beforeAll(async () => {
    database = await createDatabase()
    rollcall = await startRollcall({ env: { DATABASE_URL: urlOf(database) } })
    await rollcall.call('POST', '/enterprises', { slug: 'octo', kind: 'emu', shortCode: 'octo', name: 'Octo Works' })
    await rollcall.call('POST', '/enterprises', { slug: 'globex', kind: 'emu', shortCode: 'globex', name: 'Globex' })
    const made = await rollcall.call('POST', '/enterprises/octo/tokens', { name: 'Okta', scopes: ['scim:enterprise'] })
    token = (made.body as { token: string }).token
    const members = []
    for (const name of ['anna', 'ben', 'cleo'])
      members.push({
        value: await scim('/Users', aUser({ userName: `${name}@octo.example`, displayName: `Doe ${name}` })),
      })
    const group = await scim('/Groups', aGroup({ displayName: 'Painters', members }))
    await rollcall.call('POST', '/enterprises/octo/organizations', { login: 'octo-org' })
    await rollcall.call('POST', '/enterprises/octo/teams', { name: 'Brushes', organization: 'octo-org', group })
    await rollcall.call('POST', '/enterprises/octo/teams', { name: 'Easels', organization: 'octo-org' })
    view = await openView({ url: rollcall.url })
    await view.page.goto(rollcall.link() ?? '')
    await field('E-mail').fill('ada@rollcall.example')
    await field('Your name').fill('Ada')
    await field('Password').fill(password)
    await button('Create the account').click()
    await view.page.waitForURL(`${rollcall.url}/`)
  })
  afterAll(async () => {
    await view?.close()
    await rollcall.end('SIGINT')
    await database.drop()
    expect(takeLeaks()).toEqual([])
  })

  const field = (label: string) => view.page.getByLabel(label, { exact: true })
  const button = (name: string) => view.page.getByRole('button', { name, exact: true })
  const dialog = (name: string) => view.page.getByRole('dialog', { name, exact: true })
  const tab = (name: string | RegExp) => view.page.getByRole('tab', { name })
  const said = (text: string | RegExp) => view.page.getByText(text).first().waitFor()
  const gone = (name: string) => dialog(name).waitFor({ state: 'hidden' })
  const focused = () =>
    view.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent)

  async function scim(path: string, body: unknown): Promise<string> {
    const response = await fetch(`${rollcall.url}/scim/v2/enterprises/octo${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'user-agent': 'test', 'content-type': 'application/scim+json' },
      body: JSON.stringify(body),
    })
    expect(response.status).toBe(201)
    return ((await response.json()) as { id: string }).id
  }

  describe('when the network goes', () => {
    const tokenState = async () => {
      const { body } = await rollcall.call('GET', '/enterprises/octo/tokens')
      return (body as { items: { state: string }[] }).items[0]?.state
    }

    test('what was confirmed is refused at once, and not done later', async () => {
      const { page } = view
      await view.go('/directory/octo?tab=tokens')
      await button('Revoke Okta').click()
      await page.context().setOffline(true)
      await dialog('Revoke Okta?').getByRole('button', { name: 'Revoke', exact: true }).click()
      await dialog('Revoke Okta?').getByText('Rollcall did not answer').waitFor()
      await said('Server out of reach')
      await page.keyboard.press('Escape')
      await gone('Revoke Okta?')
      await tab(/^Groups/).click()
      await said('Rollcall did not answer')
      await page.context().setOffline(false)
      await page.locator('main').getByText('Painters').waitFor()
      await page.getByText('Server out of reach').waitFor({ state: 'hidden' })
      expect(await tokenState()).toBe('active')
    })

    test('a browser that takes itself for offline works on, where the server answers', async () => {
      const { page } = view
      await page.evaluate(() => window.dispatchEvent(new Event('offline')))
      await page.locator('main').getByRole('link', { name: 'Teams' }).or(tab('Teams')).first().click()
      await page.locator('main').getByText('Brushes').waitFor()
      expect(await page.getByText('Server out of reach').count()).toBe(0)
      await page.evaluate(() => window.dispatchEvent(new Event('online')))
    })
  })

  test('a session that ended leads to the sign-in, and back to the same address', async () => {
    const { page } = view
    await view.go('/directory/octo')
    await page.context().clearCookies({ name: 'rollcall' })
    await tab(/^Groups/).click()
    await page.waitForURL(/\/login\?next=/)
    await field('E-mail').fill('ada@rollcall.example')
    await field('Password').fill(password)
    await button('Sign in').click()
    await page.waitForURL(`${rollcall.url}/directory/octo?tab=groups`)
    await page.locator('main').getByText('Painters').waitFor()
  })

  test('the address of the form is no name of an enterprise', async () => {
    await view.go('/directory/new')
    await field('Name').fill('Åcme & Söhne')
    expect(await field('Slug').inputValue()).toBe('acme-sohne')
    await field('Slug').fill('new')
    await field('Short code').fill('acme')
    await button('Create the enterprise').click()
    await said(/the address of this form/)
    const refused = await rollcall.call('POST', '/enterprises', { slug: 'new', kind: 'ghes' })
    expect(refused).toMatchObject({ status: 422, body: { error: { code: 'enterprise.invalid' } } })
  })

  describe('search', () => {
    const search = async (text: string) => {
      await view.page.keyboard.press('Control+k')
      await view.page.getByPlaceholder(/A page, a connection/).fill(text)
    }
    const selected = () => view.page.locator('[data-action][data-selected]').allInnerTexts()

    test('knows enterprises, people, groups and teams, and Enter takes the first', async () => {
      const { page } = view
      await view.go('/')
      await search('globex')
      await expect.poll(selected).toEqual([expect.stringContaining('Globex')])
      await page.keyboard.press('Enter')
      await page.waitForURL(/\/directory\/globex$/)
      await view.settled()
      for (const [text, address] of [
        ['anna', /octo\?see=/],
        ['painters', /tab=groups/],
        ['brushes', /tab=teams/],
      ] as const) {
        await search(text)
        await expect.poll(selected).toEqual([expect.stringMatching(new RegExp(`^(?!Findings).*${text}`, 'i'))])
        await page.keyboard.press('Enter')
        await page.waitForURL(address)
        await view.settled()
      }
    })

    test('keeps what the arrow keys chose', async () => {
      const { page } = view
      await view.go('/')
      await search('doe')
      await expect.poll(selected).toEqual([expect.stringContaining('anna')])
      await page.keyboard.press('ArrowDown')
      expect(await selected()).toEqual([expect.stringContaining('ben')])
      // A row that comes above the chosen one moves it, and the choice with it.
      await rollcall.call('POST', '/enterprises', { slug: 'doe', kind: 'emu', shortCode: 'doe', name: 'Doe Inc' })
      await page.evaluate(() => window.dispatchEvent(new Event('online')))
      await page.locator('[data-action]').filter({ hasText: 'Doe Inc' }).waitFor()
      expect(await selected()).toEqual([expect.stringContaining('ben')])
      await page.keyboard.press('ArrowDown')
      expect(await selected()).toEqual([expect.stringContaining('cleo')])
      await page.keyboard.press('Escape')
    })
  })

  describe('drawers', () => {
    test('one Escape closes one thing', async () => {
      const { page } = view
      await view.go('/directory/octo?tab=teams')
      await page.getByRole('link', { name: 'Brushes' }).click()
      await dialog('Team').getByRole('button', { name: 'Unlink' }).click()
      await dialog('Unlink Painters?').getByText('3 people leave the team.').waitFor()
      await page.keyboard.press('Escape')
      await gone('Unlink Painters?')
      expect(await dialog('Team').isVisible()).toBe(true)
      await page.keyboard.press('Escape')
      await gone('Team')
    })

    test('a team is not deleted before it is said who leaves', async () => {
      const { page } = view
      await page.getByRole('link', { name: 'Brushes' }).click()
      await dialog('Team').getByRole('button', { name: 'Delete' }).click()
      const asked = dialog('Delete Brushes?')
      await asked.getByText('3 people leave the team.').waitFor()
      await asked.getByText('3 people leave octo-org.').waitFor()
      await asked.getByText('−anna_octo').waitFor()
      await view.sound()
      await button('Cancel').click()
      await gone('Delete Brushes?')
    })

    test('the bracket keys go on and back, and closing leaves no dead entry', async () => {
      const { page } = view
      await dialog('Team').getByRole('heading', { name: 'Brushes' }).waitFor()
      await page.keyboard.press(']')
      await dialog('Team').getByRole('heading', { name: 'Easels' }).waitFor()
      await page.keyboard.press('[')
      await dialog('Team').getByRole('heading', { name: 'Brushes' }).waitFor()
      await page.keyboard.press('Escape')
      await gone('Team')
      await view.go('/directory/octo?tab=groups')
      await tab('Teams').click()
      for (const name of ['Brushes', 'Easels', 'Brushes']) {
        await page.getByRole('link', { name }).click()
        await dialog('Team').getByRole('heading', { name }).waitFor()
        await page.keyboard.press('Escape')
        await gone('Team')
      }
      await page.goBack()
      await page.waitForURL(/tab=groups$/)
    })
  })

  describe('leaving', () => {
    const stay = async () => {
      await dialog('Leave without saving?').waitFor()
      await button('Stay here').click()
      await gone('Leave without saving?')
    }

    test('what was typed and not saved is asked about', async () => {
      const { page } = view
      await view.go('/directory/octo?tab=sign-in')
      await field('Issuer').fill('https://idp.octo.example')
      await tab('Teams').click()
      await stay()
      expect(await field('Issuer').inputValue()).toBe('https://idp.octo.example')
      await tab('Teams').click()
      await button('Leave').click()
      await page.waitForURL(/tab=teams$/)

      await tab('Settings').click()
      await field('Name').fill('Octo Paints')
      await page.getByRole('link', { name: 'Checks', exact: true }).click()
      await stay()
      expect(await field('Name').inputValue()).toBe('Octo Paints')
      await button('Save').click()
      await said('Saved.')
      await page.getByRole('heading', { name: 'Octo Paints' }).waitFor()
      await page.locator('.option-area > summary').first().click()
      const option = page.locator('.option-list select').first()
      await option.selectOption({ index: 1 - (await option.evaluate((node: HTMLSelectElement) => node.selectedIndex)) })
      await tab('Teams').click()
      await stay()
      await button('Undo').click()
      await tab('Teams').click()
      await page.waitForURL(/tab=teams$/)
    })

    test('a token that is shown once is not left behind by mistake', async () => {
      const { page } = view
      await view.go('/directory/octo/connect')
      await button('Create the token').click()
      await page.locator('.shown-once-value').waitFor()
      expect(await focused()).toBe('Token')
      await page.getByRole('link', { name: 'Watch requests come in' }).click()
      await dialog('Leave without it?').waitFor()
      await view.sound()
      await button('Stay here').click()
      await gone('Leave without it?')
      await page.getByRole('group', { name: 'Token' }).getByRole('button', { name: 'Copy' }).click()
      await page.getByRole('link', { name: 'Watch requests come in' }).click()
      await page.waitForURL(/tab=requests$/)

      await page.getByText('Tokens', { exact: true }).click()
      await button('Create a token').click()
      await dialog('Create a token').getByRole('button', { name: 'Create the token' }).click()
      await page.locator('.shown-once-value').waitFor()
      await page.goBack()
      await dialog('Leave without it?').waitFor()
      await button('Stay here').click()
      await gone('Leave without it?')
      expect(await page.locator('.shown-once-value').isVisible()).toBe(true)
      await button('Done').click()
    })
  })

  test('the focus stays where one works', async () => {
    const { page } = view
    await view.go('/directory/octo?tab=settings')
    await button('Turn SCIM off').click()
    await dialog('Turn SCIM off in Octo Paints?').locator('[data-effect]').waitFor()
    expect(await focused()).toBe('Cancel')
    await page.keyboard.press('Escape')
    await view.go('/directory/octo?tab=sign-in')
    await field('Metadata of the identity provider').fill('<nothing/>')
    await button('Read the metadata').click()
    await page.getByRole('alert').waitFor()
    expect(await focused()).toBe('Read the metadata')
    await field('Metadata of the identity provider').fill('')
    await view.go('/directory/octo?tab=organizations')
    await button('Create an organization').click()
    await field('Login').fill('octo-org')
    await button('Create the organization').click()
    await dialog('Create an organization').locator('[role="alert"], .mantine-InputWrapper-error').first().waitFor()
    expect(await focused()).toBe('Create the organization')
    await page.keyboard.press('Escape')
  })

  test('an enterprise that was removed does not come back from memory', async () => {
    const { page } = view
    await view.go('/directory/globex?tab=settings')
    await button('Remove the enterprise').click()
    await dialog('Remove Globex?').getByRole('textbox').fill('globex')
    await dialog('Remove Globex?').getByRole('button', { name: 'Remove the enterprise' }).click()
    await page.waitForURL(`${rollcall.url}/directory`)
    await page.goBack()
    await said('This enterprise is not there')
    expect(await button('Remove the enterprise').count()).toBe(0)
    await view.sound()
  })
})
