import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { openView, type View } from '../support/browser.ts'
import { until } from '../support/server.ts'

const demo = inject('demo')
let view: View
beforeEach(async () => {
  view = await openView(demo)
})
afterEach(() => view.close())

// A small corner of the demo, so that no other test counts what is decided here.
const corner = '/findings?group=none&q=severity:info'
const dialog = (name: string | RegExp) => view.page.getByRole('dialog', { name })
const press = (name: string | RegExp) => view.page.getByRole('button', { name }).click()

describe('decisions', () => {
  test('by keyboard: select, except with a preview, see what is left out, and end it again', async () => {
    const { page } = view
    await view.go(corner)
    const rows = page.locator('main [data-row-link]')
    const before = await rows.count()
    await page.locator('main h1').focus()
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await page.getByText('1 finding selected').waitFor()
    await view.sound()
    await page.keyboard.press('e')
    const asked = dialog('Except: 1 finding')
    await asked.getByText('1 finding will change.').waitFor()
    await view.sound()
    await asked.getByRole('textbox', { name: 'Reason' }).fill('Seen in the browser')
    await asked.getByRole('button', { name: 'Except' }).click()
    await asked.waitFor({ state: 'detached' })
    await page.getByText('1 more is left out').waitFor()
    await view.settled()
    expect(await rows.count()).toBe(before - 1)

    await press('Show it')
    await page.waitForURL(/decision:any/)
    await view.settled()
    await rows.first().click()
    await dialog('Finding').getByText('Seen in the browser').first().waitFor()
    await view.sound()
    await page.keyboard.press('a')
    await dialog('Assign').waitFor()
    await page.keyboard.press('Escape')
    await dialog('Assign').waitFor({ state: 'detached' })
    expect(await dialog('Finding').count()).toBe(1)

    await view.go('/exceptions?q=browser')
    await view.sound()
    await press('What can be done with it')
    await page.getByRole('menuitem', { name: 'End now' }).click()
    await dialog('End it now?').getByRole('button', { name: 'End now' }).click()
    await page.getByText('None matches').waitFor()
    await view.go(corner)
    expect(await rows.count()).toBe(before)
    expect(await page.getByText('left out').count()).toBe(0)
  })

  test('a note stands in the history, and `g a` still goes to the activity', async () => {
    const { page } = view
    await view.go(corner)
    await page.locator('main [data-row-link]').first().click()
    const drawer = dialog('Finding')
    await drawer.getByRole('tab', { name: /History/ }).click()
    await drawer.getByRole('textbox', { name: 'Note' }).fill('Asked the owner.')
    await drawer.getByRole('button', { name: 'Add note' }).click()
    await drawer.locator('.note').getByText('Asked the owner.').waitFor()
    await view.sound()
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
    await page.keyboard.press('g')
    await page.keyboard.press('a')
    await page.waitForURL(/\/activity/)
  })
})

test('the demo comes with what its people decided, and shows it', async () => {
  const read = async <T>(path: string) => {
    const response = await fetch(`${demo.url}/api/v1${path}`, { headers: { cookie: `rollcall=${demo.cookie}` } })
    return (await response.json()) as { items: T[] }
  }
  await until('the last week', async () => {
    const { items } = await read<{ kind: string }>('/decisions')
    return new Set(items.map(({ kind }) => kind)).size === 3
  })
  const [given] = (
    await read<{ id: string; assignee: { name: string }; dueAt: string }>(
      '/findings?q=assignee:samuel.adeyemi@harborlight.example',
    )
  ).items
  expect(given).toMatchObject({ assignee: { name: 'Samuel Adeyemi' }, dueAt: expect.any(String) })
  const view = await openView(demo)
  await view.go('/exceptions')
  await view.page
    .getByText(/switched off with the old booking system/)
    .first()
    .waitFor()
  await view.sound()
  await view.go(`/findings?open=${given?.id}`)
  await view.page.getByRole('tab', { name: /History/ }).click()
  await view.page
    .getByText(/Keys are handed out on Thursday/)
    .first()
    .waitFor()
  await view.go('/identities?kind=break_glass')
  await view.page.getByText('Harborlight Break-glass').first().waitFor()
  await view.sound()
  await view.close()
})
