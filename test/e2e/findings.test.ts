import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { openView, type View } from '../support/browser.ts'

const demo = inject('demo')
let view: View
beforeEach(async () => {
  view = await openView(demo)
})
afterEach(() => view.close())

const query = () => new URL(view.page.url()).searchParams
const rows = () => view.page.locator('main [data-row-link]')
const drawer = () => view.page.getByRole('dialog', { name: 'Finding' })

describe('findings', () => {
  test('by keyboard alone: search, walk, open, turn, close, and stand where one stood', async () => {
    const { page } = view
    await view.go('/findings?group=none')
    await page.keyboard.press('/')
    await page.keyboard.type('severity:critical ')
    await page.keyboard.press('Enter')
    await page.waitForURL(/q=severity:critical/)
    await view.settled()
    await page.keyboard.press('Escape')
    await page.locator('main h1').focus()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    const first = await rows().first().innerText()
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(first)
    await page.keyboard.press('Enter')
    await drawer().getByRole('heading', { level: 2 }).waitFor()
    const opened = query().get('open')
    await view.sound()
    await page.keyboard.press(']')
    await page.waitForFunction((id) => new URL(location.href).searchParams.get('open') !== id, opened)
    await page.keyboard.press('[')
    await page.waitForFunction((id) => new URL(location.href).searchParams.get('open') === id, opened)
    await page.keyboard.press('Escape')
    await drawer().waitFor({ state: 'detached' })
    expect(query().get('open')).toBeNull()
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-finding'))).toBe(opened)
  })

  test.each(['Evidence', 'Fix', 'Why', 'History'])(
    'the drawer shows %s, and its address opens it again',
    async (tab) => {
      const { page } = view
      await view.go('/findings?group=none&q=severity:>=high')
      await rows().first().click()
      await drawer().getByRole('tab', { name: tab }).click()
      expect(await drawer().getByRole('tabpanel').innerText()).toMatch(/\w{4}/)
      const address = page.url()
      const heading = await drawer().getByRole('heading', { level: 2 }).innerText()
      await page.goto(address)
      await drawer().getByRole('tab', { name: tab, selected: true }).waitFor()
      expect(await drawer().getByRole('heading', { level: 2 }).innerText()).toBe(heading)
      await view.sound()
    },
  )

  test('all state is in the address, and the back button undoes it', async () => {
    const { page } = view
    await view.go('/findings')
    await page.getByRole('button', { name: /^Critical/ }).click()
    await page.waitForURL(/severity:critical/)
    await page.getByLabel('Group by').selectOption('scope')
    await page.waitForURL(/group=scope/)
    await page
      .getByRole('button', { name: /^harborlight\b/ })
      .first()
      .click()
    await page.waitForURL(/unfold=/)
    await view.settled()
    const seen = await rows().allInnerTexts()
    const copy = await openView(demo)
    await copy.go(page.url().slice(demo.url.length))
    expect(await copy.page.locator('main [data-row-link]').allInnerTexts()).toEqual(seen)
    await copy.close()
    await page.goBack()
    await page.goBack()
    await page.waitForURL((url) => !url.searchParams.has('group') && url.searchParams.has('q'))
    await page.goBack()
    await page.waitForURL((url) => !url.searchParams.has('q'))
  })

  test('a query that cannot be read says so, and keeps the list as it was', async () => {
    const { page } = view
    await view.go('/findings?group=none')
    const before = await rows().count()
    await page.getByLabel('Search findings').fill('severity:enormous colour:red')
    await page.keyboard.press('Enter')
    expect(await page.getByRole('alert').allInnerTexts()).toEqual([
      expect.stringMatching(/severity:enormous[\s\S]*colour:red/),
    ])
    expect(await rows().count()).toBe(before)
  })

  test('completes what is typed', async () => {
    const { page } = view
    await view.go('/findings')
    await page.getByLabel('Search findings').pressSequentially('sev')
    await page
      .getByRole('option', { name: /severity:/ })
      .first()
      .click()
    await page
      .getByRole('option', { name: /critical/ })
      .first()
      .click()
    await page.waitForURL(/q=severity:/)
  })

  test('an unknown says why it could not be seen and what would let it be seen, in no colour of a pass', async () => {
    const { page } = view
    await view.go('/findings?group=none&q=status:unknown')
    expect(await rows().count()).toBeGreaterThan(0)
    await rows().first().click()
    await drawer().getByText('To see it:').waitFor()
    expect(await drawer().getByRole('heading', { level: 2 }).innerText()).toMatch(/^Not known/)
    expect(await drawer().locator('.state.good').count()).toBe(0)
    await view.sound()
    await page.keyboard.press('Escape')
  })

  test('exports what is filtered, as CSV and as JSON', async () => {
    const { page } = view
    await view.go('/findings?q=severity:critical')
    for (const format of ['CSV', 'JSON']) {
      await page.getByRole('button', { name: 'Export' }).click()
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page
          .getByRole('menuitem', { name: new RegExp(format) })
          .first()
          .click(),
      ])
      expect(download.suggestedFilename()).toMatch(new RegExp(`findings.*\\.${format.toLowerCase()}$`))
    }
  })

  test('nothing that matches is said, with the way back', async () => {
    await view.go('/findings?q=severity:critical+nothing-is-called-this')
    await view.page
      .getByText(/no finding|nothing/i)
      .first()
      .waitFor()
    await view.sound()
  })
})

describe('everywhere', () => {
  test('Ctrl K finds pages, people, connections and checks', async () => {
    const { page } = view
    await view.go('/checks')
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog', { name: 'Search' }).waitFor()
    await page.keyboard.type('two-factor')
    await page.getByRole('dialog').getByText('github-', { exact: false }).first().waitFor()
    await view.sound()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/checks\/|\/findings/)
  })

  test('g and a letter goes to a page, ? lists the keys, and single keys can be switched off', async () => {
    const { page } = view
    await view.go('/')
    await page.keyboard.press('g')
    await page.keyboard.press('f')
    await page.waitForURL(/\/findings/)
    await view.settled()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
    await view.sound()
    await page.getByLabel('Single keys act').click()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('?')
    await page.keyboard.press('g')
    await page.keyboard.press('c')
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(page.url()).toMatch(/findings/)
  })

  test('the theme is chosen in the menu and stays', async () => {
    const { page } = view
    await view.go('/')
    await page.getByRole('button', { name: /account, theme, sign out/ }).click()
    await view.sound()
    await page.getByRole('menuitemradio', { name: 'Dark' }).click()
    expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark')
    await page.reload()
    expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark')
  })

  test('times stand in the zone of whoever looks', async () => {
    const far = await openView({ ...demo, timezone: 'Pacific/Auckland' })
    await far.go('/findings?group=none')
    await view.go('/findings?group=none')
    const titles = await Promise.all(
      [far, view].map(({ page }) => page.locator('main time').first().getAttribute('title')),
    )
    expect(titles[0]).toMatch(/GMT\+1[23]|NZ/)
    expect(titles[0]).not.toBe(titles[1])
    await far.close()
  })
})
