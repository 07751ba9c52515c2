import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openView, type View } from '../support/browser.ts'
import { canaryPassword, takeLeaks } from '../support/canary.ts'
import { createDatabase, type TestDatabase, urlOf } from '../support/database.ts'
import { aGroup, aUser, patch } from '../support/directory.ts'
import { type RollcallProcess, startRollcall } from '../support/process.ts'

/** From a group at the identity provider to membership and licences. Each test goes on where the one before stopped. */
describe('organizations and teams', () => {
  let database: TestDatabase
  let rollcall: RollcallProcess
  let view: View
  let token = ''
  const ids: Record<string, string> = {}
  beforeAll(async () => {
    database = await createDatabase()
    rollcall = await startRollcall({ env: { DATABASE_URL: urlOf(database) } })
    await rollcall.call('POST', '/enterprises', { slug: 'octo', kind: 'emu', shortCode: 'octo' })
    const made = await rollcall.call('POST', '/enterprises/octo/tokens', { scopes: ['scim:enterprise'] })
    token = (made.body as { token: string }).token
    view = await openView({ url: rollcall.url })
    await view.page.goto(rollcall.link() ?? '')
    await field('E-mail').fill('ada@rollcall.example')
    await field('Your name').fill('Ada')
    await field('Password').fill(canaryPassword())
    await button('Create the account').click()
    await view.page.waitForURL(`${rollcall.url}/`)
    for (const name of ['anna', 'ben', 'cleo', 'dan'])
      ids[name] = await scim('POST', '/Users', aUser({ userName: `${name}@octo.example` }))
    const members = ['anna', 'ben', 'cleo'].map((name) => ({ value: ids[name] }))
    ids.painters = await scim('POST', '/Groups', aGroup({ displayName: 'Painters', members }))
  })
  afterAll(async () => {
    await view?.close()
    await rollcall.end('SIGINT')
    await database.drop()
    expect(takeLeaks()).toEqual([])
  })

  const field = (label: string) => view.page.getByLabel(label, { exact: true })
  const button = (name: string) => view.page.getByRole('button', { name, exact: true })
  const said = (text: string | RegExp) => view.page.getByText(text).first().waitFor()
  const row = (text: string) => view.page.locator('main tbody tr').filter({ hasText: text })
  const dialog = (name: string) => view.page.getByRole('dialog', { name, exact: true })
  const drawer = () => dialog('Team')
  const sound = async () => {
    await view.settled()
    await view.sound()
  }

  async function scim(method: string, path: string, body?: unknown): Promise<string> {
    const response = await fetch(`${rollcall.url}/scim/v2/enterprises/octo${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'user-agent': 'test', 'content-type': 'application/scim+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    expect(response.ok, `${method} ${path} answered ${response.status}`).toBe(true)
    return ((await response.json()) as { id: string }).id
  }
  async function linkPainters(): Promise<void> {
    await drawer().getByRole('button', { name: 'Link a group' }).click()
    // The list that it opens has the same label.
    await field('Group').first().click()
    await view.page.getByRole('option', { name: /^Painters/ }).click()
  }

  test('nothing is there at first, and an organization is made', async () => {
    await view.go('/directory/octo?tab=teams')
    await said('No team yet')
    await sound()
    await view.go('/directory/octo?tab=organizations')
    await said('No organization yet')
    await said('0 people in organizations; there is no limit.')
    await sound()
    await button('Create an organization').click()
    const form = dialog('Create an organization')
    await form.getByRole('button', { name: 'Create the organization' }).click()
    await said('A login is needed.')
    await field('Login').fill('octo-engineering')
    await field('Name').fill('Octo Engineering')
    await sound()
    await form.getByRole('button', { name: 'Create the organization' }).click()
    await row('octo-engineering').waitFor()
    await button('Create an organization').click()
    await field('Login').fill('Octo-Engineering')
    await form.getByRole('button', { name: 'Create the organization' }).click()
    await form.getByText('The login is taken.').waitFor()
    await sound()
    await form.getByRole('button', { name: 'Cancel' }).click()
  })

  test('a team with members added by hand takes no group, and says what to do', async () => {
    await view.go('/directory/octo?tab=teams')
    await button('Create a team').click()
    const form = dialog('Create a team')
    await field('Name').fill('Canvas')
    await field('Organization').selectOption('octo-engineering')
    await sound()
    await form.getByRole('button', { name: 'Create the team' }).click()
    await row('Canvas').getByRole('link').first().click()
    await drawer().getByText('Nobody is in it.').waitFor()
    await field('Login of a member to add').fill('nobody_octo')
    await drawer().getByRole('button', { name: 'Add' }).click()
    await drawer()
      .getByText(/nobody_octo/)
      .first()
      .waitFor()
    await sound()
    await field('Login of a member to add').fill('dan_octo')
    await drawer().getByRole('button', { name: 'Add' }).click()
    await drawer()
      .getByText(/1 member added by hand: remove them first/)
      .waitFor()
    expect(await drawer().getByRole('button', { name: 'Link a group' }).isDisabled()).toBe(true)
    await sound()
    await button('Remove dan_octo').click()
    await drawer().getByText('Nobody is in it.').waitFor()
  })

  test('a group is linked, after a look at what that does', async () => {
    await linkPainters()
    await said('3 people join the team.')
    await said('It takes 3 licences.')
    await sound()
    await button('Link the group').click()
    await drawer().getByText('In sync').waitFor()
    for (const name of ['anna', 'ben', 'cleo'])
      await drawer()
        .getByRole('link', { name: `${name}_octo` })
        .waitFor()
    expect(await field('Login of a member to add').count()).toBe(0)
    await sound()
    await view.page.keyboard.press('Escape')
    await row('Canvas').getByText('Painters').waitFor()
    await sound()
  })

  test('members follow the group, and licences the members', async () => {
    const gone = { op: 'remove', path: `members[value eq "${ids.cleo}"]` }
    await scim('PATCH', `/Groups/${ids.painters}`, patch(gone))
    await row('Canvas').getByText('2', { exact: true }).waitFor()
    await view.go('/directory/octo?tab=organizations')
    await button('Change').click()
    await field('Number of licences').fill('3')
    await button('Save').click()
    await said('3 of 3 licences in use; none is left.')
    await row('octo-engineering').getByRole('link').click()
    await dialog('Organization').getByText('through Canvas').first().waitFor()
    await sound()
    await view.page.keyboard.press('Escape')
    await scim('PATCH', `/Groups/${ids.painters}`, patch({ op: 'add', path: 'members', value: [{ value: ids.cleo }] }))
    await view.go('/directory/octo?tab=teams&team=out_of_sync')
    await row('Canvas').getByText('Out of sync').waitFor()
    await row('Canvas').getByRole('link').first().click()
    await drawer()
      .getByText(/licence/)
      .first()
      .waitFor()
    await sound()
  })

  test('the group is unlinked, after a look at who leaves', async () => {
    await drawer().getByRole('button', { name: 'Unlink' }).click()
    await said('2 people leave the team.')
    await sound()
    await dialog('Unlink Painters?').getByRole('button', { name: 'Unlink' }).click()
    await drawer().getByText('Nobody is in it.').waitFor()
    await drawer().getByText('Not linked').waitFor()
    await sound()
  })

  test('a team of the enterprise is given organizations, after a look at what that does', async () => {
    await view.go('/directory/octo?tab=organizations')
    await button('Change').click()
    await field('Number of licences').fill('')
    await button('Save').click()
    await said(/there is no limit/)
    await view.go('/directory/octo?tab=teams')
    await button('Create a team').click()
    await field('Name').fill('Everywhere')
    await field('Group').first().click()
    await view.page.getByRole('option', { name: /^Painters/ }).click()
    await button('Create the team').click()
    await row('Everywhere').getByRole('link').first().click()
    await drawer().getByText('None: its members are in no organization because of it.').waitFor()
    await drawer().getByRole('button', { name: 'Choose organizations' }).click()
    const form = dialog('Organizations of Everywhere')
    await form.getByText('Nobody comes or goes.').waitFor()
    await form.getByLabel('Chosen ones').check()
    await form.getByPlaceholder('Begin to type a name').click()
    await view.page.getByRole('option', { name: 'octo-engineering' }).click()
    await view.page.keyboard.press('Escape')
    await form.getByText('3 memberships of organizations begin.').waitFor()
    await form.getByText('It takes 3 licences.').waitFor()
    await sound()
    await form.getByRole('button', { name: 'Save' }).click()
    await drawer().getByRole('link', { name: 'octo-engineering' }).waitFor()
    await sound()
    await view.page.keyboard.press('Escape')
    await row('Everywhere').getByText('Enterprise team · 1 organization').waitFor()
  })

  test('why somebody is not in a team, and where they are', async () => {
    await view.go('/directory/octo?tab=why')
    await said('Why can they not sign in? Why are they not in this team?')
    await field('Person or group').fill('dan_octo')
    await field('Team').fill('Everywhere')
    await said('dan_octo is not in ent:everywhere. dan_octo is no member of the group.')
    await said('Add the person to the group at the identity provider.')
    await sound()
    await field('Person or group').fill('anna_octo')
    await said('anna_octo is in ent:everywhere. anna_octo can sign in.')
    await said('anna_octo is in octo-engineering.')
    await sound()
  })

  test('it all fits a telephone in the dark, where the tab that is open is in sight', async () => {
    await view.go('/directory/octo?tab=teams')
    await row('Canvas').getByRole('link').first().click()
    await linkPainters()
    await button('Link the group').click()
    await drawer().getByRole('button', { name: 'Unlink' }).waitFor()
    const cookies = await view.page.context().cookies()
    const cookie = cookies.find(({ name }) => name === 'rollcall')?.value ?? ''
    const team = new URL(view.page.url()).searchParams.get('see')
    const phone = await openView({ url: rollcall.url, cookie, width: 390, height: 844, dark: true })
    const dark = await openView({ url: rollcall.url, cookie, dark: true })
    for (const path of [
      '?tab=organizations',
      '?tab=organizations&see=octo-engineering',
      '?tab=teams',
      `?tab=teams&see=${team}`,
      '?tab=why&who=dan_octo&into=everywhere',
      '?tab=settings',
    ]) {
      await dark.go(`/directory/octo${path}`)
      await dark.sound()
      await phone.go(`/directory/octo${path}`)
      await phone.sound()
      // Beside a drawer, and where one asks why, no tab is open.
      if (/see|why/.test(path)) continue
      const tab = await phone.page.getByRole('tab', { selected: true }).boundingBox()
      expect(tab && tab.x >= 0 && tab.x + tab.width <= 390, path).toBe(true)
    }
    await phone.close()
    await dark.close()
  })
})
