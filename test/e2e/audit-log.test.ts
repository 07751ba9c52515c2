import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openView, type View } from '../support/browser.ts'
import { canaryPassword, takeLeaks } from '../support/canary.ts'
import { createDatabase, type TestDatabase, urlOf } from '../support/database.ts'
import { aUser } from '../support/directory.ts'
import { type RollcallProcess, startRollcall } from '../support/process.ts'
import { openCollector, type Receiver } from '../support/receivers.ts'

/** What happened in an enterprise, found, proven and carried elsewhere. Each test goes on where the one before stopped. */
describe('the audit log', () => {
  let database: TestDatabase
  let rollcall: RollcallProcess
  let collector: Receiver
  let view: View
  const secret = canaryPassword()
  beforeAll(async () => {
    database = await createDatabase()
    collector = await openCollector(secret)
    rollcall = await startRollcall({
      env: {
        DATABASE_URL: urlOf(database),
        ROLLCALL_CA_FILE: join(import.meta.dirname, '..', 'support', 'tls', 'ca.pem'),
      },
    })
    await rollcall.call('POST', '/enterprises', { slug: 'octo', kind: 'emu', shortCode: 'octo' })
    view = await openView({ url: rollcall.url })
    await view.page.goto(rollcall.link() ?? '')
    await field('E-mail').fill('ada@rollcall.example')
    await field('Your name').fill('Ada')
    await field('Password').fill(canaryPassword())
    await button('Create the account').click()
    await view.page.waitForURL(`${rollcall.url}/`)
  })
  afterAll(async () => {
    await view?.close()
    await rollcall.end('SIGINT')
    await collector.stop()
    await database.drop()
    expect(takeLeaks()).toEqual([])
  })

  const field = (label: string) => view.page.getByLabel(label, { exact: true })
  const button = (name: string) => view.page.getByRole('button', { name, exact: true })
  const said = (text: string | RegExp) => view.page.getByText(text).first().waitFor()
  const rows = () => view.page.locator('main tbody tr')

  test('is empty at first, and then has what came by SCIM', async () => {
    await view.go('/directory/octo?tab=audit')
    await said('Nothing happened yet')
    await view.sound()
    const { body } = await rollcall.call('POST', '/enterprises/octo/tokens', { scopes: ['scim:enterprise'] })
    for (let count = 0; count < 3; count++)
      await fetch(`${rollcall.url}/scim/v2/enterprises/octo/Users`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${(body as { token: string }).token}`,
          'user-agent': 'test',
          'content-type': 'application/json',
        },
        body: JSON.stringify(aUser()),
      })
    await view.go('/directory/octo?tab=audit')
    await rows().filter({ hasText: 'external_identity.provision' }).first().waitFor()
    await view.sound()
  })

  test('is searched by a phrase that the address keeps, and a wrong one says what is right', async () => {
    await view.page.getByRole('textbox', { name: 'Search the audit log' }).fill('action:user.create')
    await view.page.waitForURL(/q=action/)
    await rows().filter({ hasText: 'external_identity' }).first().waitFor({ state: 'detached' })
    expect(await rows().count()).toBe(3)
    await field('Time zone').selectOption('utc')
    await said(/\d\d:\d\d:\d\d UTC/)
    await view.page.getByRole('textbox', { name: 'Search the audit log' }).fill('mona')
    await said(/is free text/)
    await view.sound()
    await view.page.getByText('action:external_group', { exact: true }).click()
    await said('No event matches')
    await button('Clear the filters').click()
  })

  test('opens an event whole, and is proven whole', async () => {
    await rows().first().getByRole('link').click()
    await view.page.getByRole('dialog', { name: 'Audit event' }).getByText('_document_id').first().waitFor()
    await view.settled()
    await view.sound()
    await view.page.keyboard.press('Escape')
    await button('Verify').click()
    await said(/The log is whole: all \d+ events/)
    await view.sound()
  })

  test('is carried elsewhere: a stream is made, tested, paused and resumed, and says when it fails', async () => {
    await view.page.getByText('Streams', { exact: true }).click()
    await view.page.waitForURL(/tab=streams/)
    await view.page.getByRole('tab', { name: 'Audit log', selected: true }).waitFor()
    await said('No stream yet')
    await view.sound()
    await button('Create a stream').click()
    const dialog = view.page.getByRole('dialog', { name: 'Create a stream' })
    await dialog.getByRole('button', { name: 'Create the stream' }).click()
    await said('Host name is needed.')
    await field('Host name').fill('localhost')
    await field('Port').fill(String(collector.port))
    await field('Path').fill('/collect')
    await field('Token').fill(secret)
    await field('Begin with').selectOption('oldest')
    await view.settled()
    await view.sound()
    await dialog.getByRole('button', { name: 'Create the stream' }).click()
    await said(`https://localhost:${collector.port}/collect`)
    await view.page
      .getByText(/Delivered/)
      .first()
      .waitFor()
    await expect.poll(() => collector.events.length, { timeout: 30_000 }).toBeGreaterThan(5)
    await button('Test').click()
    await said('The destination took the check event.')
    await button('Pause').click()
    await said('Paused')
    await view.sound()
    collector.answer(500)
    await leadTo('/collect/elsewhere')
    await said(/answered 500/)
    await view.sound()
    await button('Cancel').click()
    collector.answer(null)
    await leadTo('/collect/elsewhere')
    await said(`https://localhost:${collector.port}/collect/elsewhere`)
    expect(collector.requests.at(-1)).toEqual({ path: '/collect/elsewhere', authorization: `Bearer ${secret}` })
    await said('Paused')
    collector.answer(500)
    await button('Resume').click()
    await button('Test').click()
    await said(/answered 500/)
    await view.sound()
  })

  /** Edits the stream: its secret is kept, and the new place is tried before it is saved. */
  async function leadTo(path: string): Promise<void> {
    await button('Edit').click()
    expect(await field('Token').inputValue()).toBe('')
    expect(await field('Host name').inputValue()).toBe('localhost')
    await field('Path').fill(path)
    await view.settled()
    await button('Test and save').click()
  }
})
