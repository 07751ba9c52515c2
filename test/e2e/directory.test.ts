import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openView, type View } from '../support/browser.ts'
import { canaryPassword, takeLeaks } from '../support/canary.ts'
import { createDatabase, type TestDatabase, urlOf } from '../support/database.ts'
import { aGroup, aUser, patch } from '../support/directory.ts'
import { bootstrapToken, type RollcallProcess, startRollcall } from '../support/process.ts'

/** A newcomer makes an enterprise, an identity provider fills it. Each test goes on where the one before it stopped. */
describe('from no enterprise to a suspended person', () => {
  let database: TestDatabase
  let rollcall: RollcallProcess
  let view: View
  let token = ''
  let personId = ''
  const mona = aUser({ userName: 'mona.lisa@octo.example', externalId: 'okta-1', displayName: 'Mona Lisa' })
  beforeAll(async () => {
    database = await createDatabase()
    rollcall = await startRollcall({ env: { DATABASE_URL: urlOf(database) } })
    view = await openView({ url: rollcall.url })
  })
  afterAll(async () => {
    await view.close()
    await rollcall.end('SIGINT')
    await database.drop()
    expect(takeLeaks()).toEqual([])
  })

  const field = (label: string) => view.page.getByLabel(label, { exact: true })
  const button = (name: string) => view.page.getByRole('button', { name, exact: true })
  const said = (text: string | RegExp) => view.page.getByText(text).first().waitFor()
  const drawer = (name: string) => view.page.getByRole('dialog', { name })
  const rows = () => view.page.locator('main tbody tr')

  async function scim(method: string, path: string, body?: unknown): Promise<{ status: number; id: string }> {
    const response = await fetch(`${rollcall.url}/scim/v2/enterprises/octo${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'user-agent': 'Okta SCIM Client 1.0.0',
        'content-type': 'application/scim+json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const { id = '' } = JSON.parse((await response.text()) || '{}') as { id?: string }
    return { status: response.status, id }
  }

  test('the directory says what it is for, and a form makes an enterprise', async () => {
    const { page } = view
    await page.goto(rollcall.link() ?? '')
    await field('E-mail').fill('ada@rollcall.example')
    await field('Your name').fill('Ada')
    await field('Password').fill(canaryPassword())
    await button('Create the account').click()
    await page.waitForURL(`${rollcall.url}/`)
    await view.go('/directory')
    await said('No enterprise yet')
    await view.sound()
    await page.getByRole('link', { name: 'Create an enterprise' }).click()
    await button('Create the enterprise').click()
    await said('A slug is needed.')
    await said(/A short code is needed/)
    await view.sound()
    await field('Name').fill('Octo')
    expect(await field('Slug').inputValue()).toBe('octo')
    await field('Short code').fill('admin')
    await button('Create the enterprise').click()
    await said(/taken by the set-up user/)
    await field('Short code').fill('octo')
    await said('mona_octo')
    await button('Create the enterprise').click()
    await page.waitForURL(/\/directory\/octo\/connect/)
    await view.settled()
    await view.sound()
  })

  test('a name that is taken is said beside its field', async () => {
    await view.go('/directory/new')
    await field('Name').fill('Octo')
    await field('Short code').fill('octo2')
    await button('Create the enterprise').click()
    await view.page.locator('.mantine-InputWrapper-error', { hasText: 'has the slug octo' }).waitFor()
    await view.sound()
  })

  test('a token is shown once, and the command beside it works with it', async () => {
    const { page } = view
    await view.go('/directory/octo/connect')
    await field('Name').fill('Okta')
    await button('Create the token').click()
    token = (await page.locator('.shown-once-value').textContent()) ?? ''
    expect(token).toMatch(/^rc_scim_/)
    expect(await page.locator('.code-block pre').textContent()).toContain(`SCIM_TOKEN=${token}`)
    for (const name of ['Entra ID', 'PingFederate', 'Other or curl']) {
      await page.getByRole('tab', { name }).click()
      await page.locator('.guide').waitFor()
    }
    await view.sound()
  })

  test('a request shows in the log while it is open, with what it changed', async () => {
    const { page } = view
    await view.go('/directory/octo?tab=requests')
    await said('No request came in yet')
    await view.sound()
    expect((await scim('GET', '/Users?filter=userName%20eq%20%22mona.lisa%40octo.example%22')).status).toBe(200)
    const made = await scim('POST', '/Users', mona)
    expect(made.status).toBe(201)
    personId = made.id
    await rows().filter({ hasText: 'POST /Users' }).waitFor()
    expect(
      (await scim('PATCH', `/Users/${personId}`, patch({ op: 'replace', value: { displayName: 'Mona' } }))).status,
    ).toBe(200)
    await rows()
      .filter({ hasText: `PATCH /Users/${personId}` })
      .waitFor()
    expect((await scim('POST', '/Users', mona)).status).toBe(409)
    await rows().filter({ hasText: 'Refused' }).waitFor()
    expect(await rows().first().innerText()).toContain('409')
    expect(await rows().first().innerText()).toContain('Okta')
    await rows().filter({ hasText: 'Mona · Updated: displayName.' }).waitFor()
    await view.sound()
    await page.getByRole('link', { name: `PATCH /Users/${personId}` }).click()
    const changed = drawer('SCIM request').getByRole('row').filter({ hasText: 'displayName' })
    await changed.waitFor()
    expect(await changed.innerText()).toMatch(/Mona Lisa\s+Mona/)
    const request = drawer('SCIM request')
    await request.getByRole('link', { name: 'Mona' }).waitFor()
    await request.getByRole('button', { name: 'Copy as curl' }).click()
    const curl = await page.evaluate(() => navigator.clipboard.readText())
    expect(curl).toContain(`curl -X PATCH '${rollcall.url}/scim/v2/enterprises/octo/Users/${personId}'`)
    expect(curl).toContain('Bearer $SCIM_TOKEN')
    expect(curl).not.toContain(token)
    const events = await request.getByRole('link', { name: 'Its events in the audit log' }).getAttribute('href')
    expect(events).toMatch(/tab=audit&q=request_id/)
    await view.sound()
  })

  test('a dry run says what the request would do now, and writes nothing', async () => {
    await button('Try again as a dry run').click()
    await drawer('SCIM request')
      .locator('.dry-run')
      .getByText(/nothing was written/)
      .waitFor()
    await scim('PATCH', `/Users/${personId}`, patch({ op: 'replace', value: { displayName: 'Mona Lisa' } }))
    await button('Try once more').click()
    const planned = drawer('SCIM request').locator('.dry-run').getByRole('row').filter({ hasText: 'displayName' })
    await planned.waitFor()
    expect(await planned.innerText()).toMatch(/Mona Lisa\s+Mona/)
    expect(await drawer('SCIM request').locator('.dry-run').innerText()).toContain('external_identity.update')
    await view.sound()
    await view.page.keyboard.press('Escape')
    await drawer('SCIM request').waitFor({ state: 'hidden' })
    const { body } = await rollcall.call('GET', `/enterprises/octo/users/${personId}`)
    expect(body).toMatchObject({ displayName: 'Mona Lisa' })
  })

  test('new requests wait while the list is read, and who is deleted has a history', async () => {
    const { page } = view
    await view.go('/directory/octo?tab=requests')
    const first = await rows().first().innerText()
    await rows().first().hover()
    await page.mouse.move(500, 420)
    const { id } = await scim('POST', '/Users', aUser({ userName: 'hubot@octo.example', displayName: 'Hubot' }))
    expect((await scim('DELETE', `/Users/${id}`)).status).toBe(204)
    await page.getByRole('button', { name: /^\d+ new$/ }).waitFor()
    expect(await rows().first().innerText()).toBe(first)
    await view.sound()
    await page.getByRole('button', { name: /^\d+ new$/ }).click()
    await page.getByRole('link', { name: `DELETE /Users/${id}` }).click()
    await drawer('SCIM request').getByRole('link', { name: id }).click()
    await drawer('Person').getByText('The person is deleted').waitFor()
    await drawer('Person').locator('summary', { hasText: 'external_identity.provision' }).waitFor()
    await view.sound()
  })

  test('the person is there, with groups and history', async () => {
    const { page } = view
    await scim('POST', '/Groups', aGroup({ displayName: 'Painters', members: [{ value: personId }] }))
    await view.go('/directory/octo')
    await page.getByRole('link', { name: 'mona-lisa_octo' }).click()
    await drawer('Person').locator('summary', { hasText: 'external_identity.provision' }).waitFor()
    await view.sound()
    await drawer('Person').getByRole('link', { name: 'Painters' }).click()
    await drawer('Group').getByRole('link', { name: 'mona-lisa_octo' }).waitFor()
    await view.sound()
    await view.go('/directory/octo')
    const href = await page.getByRole('link', { name: 'Export CSV' }).getAttribute('href')
    const csv = await fetch(`${rollcall.url}${href}`, { headers: { authorization: `Bearer ${bootstrapToken}` } })
    expect(await csv.text()).toContain('active,mona-lisa_octo,mona-lisa_octo,mona.lisa@octo.example,okta-1,')
  })

  test('suspended by PATCH, the person is found by that with the login that it had', async () => {
    await view.go('/directory/octo')
    await field('State').selectOption({ label: 'Suspended (0)' })
    await view.page.waitForURL(/state=suspended/)
    await said('Nobody is suspended')
    await view.sound()
    // Where it stood before.
    await view.go('/directory/octo?tab=suspended')
    await said('Nobody is suspended')
    expect(await field('State').inputValue()).toBe('suspended')
    await scim('PATCH', `/Users/${personId}`, patch({ op: 'replace', path: 'active', value: false }))
    await rows().filter({ hasText: 'mona-lisa_octo' }).waitFor()
    const row = await rows().first().innerText()
    expect(row).toMatch(/[0-9a-f]{32}_octo/)
    await rows().first().getByRole('link').click()
    await drawer('Person').getByText('The login was mona-lisa_octo').waitFor()
    await view.sound()
  })

  test('the tabs stand on one line at 1,024 px, and are gone through by keyboard', async () => {
    const cookies = await view.page.context().cookies()
    const cookie = cookies.find(({ name }) => name === 'rollcall')?.value ?? ''
    const narrow = await openView({ url: rollcall.url, cookie, width: 1024, height: 768 })
    const { page } = narrow
    await narrow.go('/directory/octo')
    const tabs = await page.getByRole('tab').all()
    const boxes = await Promise.all(tabs.map((tab) => tab.boundingBox()))
    expect(new Set(boxes.map((box) => box?.y)).size).toBe(1)
    const list = page.getByRole('tablist')
    expect(await list.evaluate((one) => one.scrollWidth - one.clientWidth), 'nothing is cut off').toBe(0)
    await page.getByRole('tab', { selected: true }).focus()
    for (const part of ['Groups', 'Organizations', 'Teams', 'Sign-in', 'SCIM', 'Audit log', 'Settings']) {
      await page.keyboard.press('ArrowRight')
      await page.getByRole('tab', { name: part, selected: true }).waitFor()
    }
    await page.getByRole('link', { name: 'Troubleshoot' }).click()
    await page.getByRole('heading', { name: 'Troubleshoot' }).waitFor()
    await narrow.sound()
    // Nothing of the strip is open, and it is still reached.
    await page.getByRole('tab', { name: 'SCIM' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('radio', { name: 'Requests' }).focus()
    await page.keyboard.press('ArrowRight')
    await page.waitForURL(/tab=tokens/)
    await narrow.sound()
    await narrow.close()
  })

  test('every tab fits a telephone', async () => {
    const cookies = await view.page.context().cookies()
    const cookie = cookies.find(({ name }) => name === 'rollcall')?.value ?? ''
    const phone = await openView({ url: rollcall.url, cookie, width: 360, height: 740, dark: true })
    const paths = [
      '',
      '?tab=accounts',
      '?tab=audit',
      '?tab=streams',
      '?tab=suspended',
      '?tab=groups',
      '?tab=tokens',
      '?tab=requests',
      '?tab=settings',
      '/connect',
    ]
    for (const path of ['/directory', '/directory/new', ...paths.map((one) => `/directory/octo${one}`)]) {
      await phone.go(path)
      await phone.sound()
    }
    await phone.close()
  })

  test('an option is set, and a revoked token is refused', async () => {
    const { page } = view
    await view.go('/directory/octo?tab=settings')
    expect(await page.getByText('GHES:').count()).toBe(0)
    await field('Filter options').fill('status in an error body')
    await said(/^1 of \d+ options$/)
    await field('Type of status in an error body').selectOption('string')
    await button('Save 1 option').click()
    await said('1 option saved.')
    await field('Filter options').fill('')
    await said('1 not the default')
    await view.sound()
    await view.go('/directory/octo?tab=tokens')
    await page.getByRole('button', { name: 'Revoke Okta' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click()
    await rows().filter({ hasText: 'Revoked' }).waitFor()
    await view.sound()
    expect((await scim('GET', '/Users')).status).toBe(401)
  })

  test('it is removed by typing its slug', async () => {
    const { page } = view
    await view.go('/directory/octo?tab=settings')
    await button('Remove the enterprise').click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByRole('button', { name: 'Remove the enterprise' }).isDisabled()).toBe(true)
    await dialog.getByRole('textbox').fill('octo')
    await view.sound()
    await dialog.getByRole('button', { name: 'Remove the enterprise' }).click()
    await said('No enterprise yet')
  })
})
