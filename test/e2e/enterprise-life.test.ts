import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openView, type View } from '../support/browser.ts'
import { canaryPassword, takeLeaks } from '../support/canary.ts'
import { createDatabase, type TestDatabase, urlOf } from '../support/database.ts'
import { aGroup, aUser, patch } from '../support/directory.ts'
import { bootstrapToken, type RollcallProcess, startRollcall } from '../support/process.ts'
import { until } from '../support/server.ts'

/** A server's life with SCIM: accounts first, then the switch, people, trouble, and a move. Each test goes on from the last. */
describe('the life of an enterprise', () => {
  let database: TestDatabase
  let rollcall: RollcallProcess
  let view: View
  let token = ''
  const mails: string[] = []
  const mailServer = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onRcptTo(address, _session, done) {
      mails.push(address.address)
      done(
        address.address.startsWith('full@') ? Object.assign(new Error('mailbox is full'), { responseCode: 452 }) : null,
      )
    },
  })
  beforeAll(async () => {
    database = await createDatabase()
    await new Promise<void>((resolve) => mailServer.listen(0, '127.0.0.1', () => resolve()))
    const { port } = mailServer.server.address() as AddressInfo
    rollcall = await startRollcall({
      env: {
        DATABASE_URL: urlOf(database),
        ROLLCALL_SMTP_URL: `smtp://127.0.0.1:${port}`,
        ROLLCALL_SMTP_FROM: 'rollcall@octo.example',
      },
    })
    view = await openView({ url: rollcall.url })
  })
  afterAll(async () => {
    await view.close()
    await rollcall.end('SIGINT')
    await new Promise<void>((resolve) => mailServer.close(() => resolve()))
    await database.drop()
    expect(takeLeaks()).toEqual([])
  })

  const field = (label: string) => view.page.getByLabel(label, { exact: true })
  const button = (name: string) => view.page.getByRole('button', { name, exact: true })
  const said = (text: string | RegExp) => view.page.getByText(text).first().waitFor()
  const dialog = () => view.page.getByRole('dialog')
  const row = (text: string) => view.page.locator('main tbody tr').filter({ hasText: text })

  async function scim(method: string, path: string, body?: unknown, slug = 'appliance') {
    const response = await fetch(`${rollcall.url}/ghes/${slug}/api/v3/scim/v2${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'user-agent': 'Okta SCIM Client 1.0.0',
        'content-type': 'application/scim+json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const answer = (await response.json().catch(() => ({}))) as { id?: string }
    return { status: response.status, id: answer.id ?? '' }
  }
  async function makeToken(): Promise<void> {
    const { body } = await rollcall.call('POST', '/enterprises/appliance/tokens', { scopes: ['scim:enterprise'] })
    token = (body as { token: string }).token
  }

  test('a server is made with SCIM off, and an account by hand', async () => {
    const { page } = view
    await page.goto(rollcall.link() ?? '')
    await field('E-mail').fill('ada@rollcall.example')
    await field('Your name').fill('Ada')
    await field('Password').fill(canaryPassword())
    await button('Create the account').click()
    await page.waitForURL(`${rollcall.url}/`)
    await view.go('/directory/new')
    await page.getByRole('radio', { name: 'Enterprise Server' }).check()
    await field('Name').fill('Appliance')
    await page.getByRole('checkbox', { name: 'SCIM is on from the start' }).uncheck()
    await view.sound()
    await button('Create the enterprise').click()
    await page.waitForURL(/\/directory\/appliance\/connect/)
    await view.go('/directory/appliance?tab=accounts')
    await said('SCIM is off')
    await said('No account yet')
    await view.sound()
    await button('Create an account').first().click()
    await field('Login').fill('octo_cat')
    await field('Name').fill('Octo Cat')
    await view.sound()
    await dialog().getByRole('button', { name: 'Create the account' }).click()
    await row('octo-cat').waitFor()
    await button('Suspend: octo-cat').click()
    await dialog().getByRole('button', { name: 'Suspend' }).click()
    await row('octo-cat').getByText('by hand', { exact: true }).waitFor()
    await button('Unsuspend: octo-cat').click()
    await dialog().getByRole('button', { name: 'Unsuspend' }).click()
    await row('octo-cat').getByText('Active').waitFor()
    await button('Make an owner: octo-cat').click()
    await dialog().getByRole('button', { name: 'Make an owner' }).click()
    await row('octo-cat').getByText('enterprise owner').waitFor()
    await view.sound()
  })

  test('the switch shows what it will do; the 3.10 beta suspends, and wants the slug', async () => {
    await makeToken()
    expect((await scim('GET', '/Users')).status).toBe(404)
    await view.go('/directory/appliance?tab=settings')
    for (const option of await view.page.locator('.option-list li').all())
      expect((await option.locator('p.secondary').textContent())?.length).toBeGreaterThan(20)
    await button('Turn SCIM on').click()
    await said('1 account can sign in as before.')
    await view.sound()
    await dialog().getByRole('button', { name: 'Cancel' }).click()
    await field('Filter options').fill('enableMode')
    await field('What turning SCIM on does to accounts').selectOption('legacy_beta')
    await button('Save 1 option').click()
    await said('1 option saved.')
    await button('Turn SCIM on').click()
    await said('1 account will be suspended, until SCIM provisions each again.')
    expect(await dialog().getByRole('button', { name: 'Turn SCIM on' }).isDisabled()).toBe(true)
    await dialog().getByRole('textbox').fill('appliance')
    await view.sound()
    await dialog().getByRole('button', { name: 'Turn SCIM on' }).click()
    await said('SCIM is on in appliance.')
    await view.go('/directory/appliance?tab=accounts')
    await row('octo-cat').getByText('since SCIM was turned on').waitFor()
    await until('SCIM to answer', async () => (await scim('GET', '/Users')).status === 200)
  })

  test('SCIM brings the account back; it is disabled, restored, and says why at each', async () => {
    const made = await scim('POST', '/Users', aUser({ userName: 'octo_cat@octo.example', externalId: 'okta-1' }))
    expect(made.status).toBe(201)
    await row('octo-cat').getByText('linked to SCIM').waitFor()
    await row('octo-cat').getByText('Active').waitFor()
    await view.go('/directory/appliance?tab=why')
    await said('Why can they not sign in?')
    await view.sound()
    await field('Person or group').fill('octo_cat@octo.example')
    await said('octo-cat can sign in.')
    await view.sound()
    await scim('PATCH', `/Users/${made.id}`, patch({ op: 'replace', value: { active: false } }))
    await said(/octo-cat cannot sign in/)
    await said(/Assign the person to the application again/)
    await view.sound()
    await scim('PATCH', `/Users/${made.id}`, patch({ op: 'replace', value: { active: true } }))
    await said('octo-cat can sign in.')
    expect((await scim('POST', '/Users', aUser({ userName: 'a!!b@octo.example' }))).status).toBe(400)
    await view.go('/directory/appliance?tab=why&who=a!!b%40octo.example')
    await said('a!!b@octo.example is not here.')
    await said('Refused requests about it')
    await view.sound()
    await scim('POST', '/Groups', aGroup({ displayName: 'Painters', members: [{ value: made.id }] }))
    await view.go('/directory/appliance?tab=why&who=painters')
    await said(/linked to no team/)
    await view.sound()
  })

  test('onboarding e-mail: sent, or shown with the reason why not', async () => {
    await scim('POST', '/Users', aUser({ emails: [{ value: 'fine@octo.example', primary: true }] }))
    await scim('POST', '/Users', aUser({ emails: [{ value: 'full@octo.example', primary: true }] }))
    await view.go('/directory/appliance?tab=settings')
    await row('full@octo.example').waitFor()
    await button('Send now').click()
    await row('fine@octo.example').getByText('Sent').waitFor()
    await row('full@octo.example')
      .getByText(/mailbox is full/)
      .waitFor()
    expect(mails).toContain('fine@octo.example')
    await view.sound()
  })

  test('the move: rehearsed on a copy, compared, switched, verified and provisioned again', async () => {
    const { page } = view
    await view.go('/directory/appliance/move')
    await view.sound()
    await button('Start').click()
    await button('Copy the enterprise').click()
    await page.getByRole('link', { name: 'Open the rehearsal' }).click()
    await page.waitForURL(/appliance-rehearsal\/move/)
    await said('This is a rehearsal of appliance')
    await view.sound()
    await view.go('/directory/appliance/move')
    await field('userNames of the new provider').fill('userName\nocto_cat@new.example\nnobody@new.example')
    await button('Compare 2').click()
    await button('1 would be new').waitFor()
    await button('1 match').waitFor()
    await button('2 accounts without a userName').click()
    await view.sound()
    const accept = (name: RegExp) => page.getByRole('checkbox', { name }).check()
    await accept(/differences are meant/)
    await button('Go on').click()
    await said('No team is linked to a group.')
    await button('Go on').click()
    await accept(/recovery codes are saved/)
    await button('Go on').click()
    await accept(/Provisioning is off/)
    await view.sound()
    await button('Go on').click()
    await said('3 SCIM identities will be deleted.')
    expect(await button('Turn SCIM off').isDisabled()).toBe(true)
    await field('Type appliance to confirm').fill('appliance')
    await view.sound()
    await button('Turn SCIM off').click()
    await said(/0 SCIM identities left/)
    await button('Go on').click()
    await said('No token yet.')
    // State is kept: the assistant goes on where it was.
    await view.go('/directory/appliance/move')
    await makeToken()
    await view.go('/directory/appliance/move')
    await field('New identity provider').selectOption('entra')
    await accept(/set up at the new provider/)
    await view.sound()
    await button('Go on').click()
    await said('0 of 1 account linked again.')
    await view.sound()
    const again = aUser({ userName: 'octo_cat@new.example', externalId: 'entra-1' })
    await until('SCIM to be on', async () => (await scim('POST', '/Users', again)).status === 201)
    await said('1 of 1 account linked again.')
    await button('Finish').click()
    await said('The move is done')
    await view.sound()
    await button('Put it away').click()
    await dialog().getByRole('button', { name: 'Put it away' }).click()
    await button('Start').waitFor()
  })

  test('the rehearsal is removed like any other, and every page fits a telephone in the dark', async () => {
    await view.go('/directory/appliance-rehearsal?tab=settings')
    await button('Remove the enterprise').click()
    await dialog().getByRole('textbox').fill('appliance-rehearsal')
    await dialog().getByRole('button', { name: 'Remove the enterprise' }).click()
    await view.page.waitForURL(/\/directory$/)
    const { body } = await rollcall.call('GET', '/enterprises')
    expect((body as { items: { slug: string }[] }).items.map(({ slug }) => slug)).toEqual(['appliance'])
    const cookies = await view.page.context().cookies()
    const cookie = cookies.find(({ name }) => name === 'rollcall')?.value ?? ''
    const phone = await openView({ url: rollcall.url, cookie, width: 360, height: 740, dark: true })
    await rollcall.call('POST', '/enterprises/appliance/move')
    for (const path of ['?tab=accounts', '?tab=why&who=octo-cat', '?tab=settings', '/move']) {
      await phone.go(`/directory/appliance${path}`)
      await phone.sound()
    }
    await phone.close()
    expect(bootstrapToken).not.toBe('')
  })
})
