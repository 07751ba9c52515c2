import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { openView, type View } from '../support/browser.ts'

const root = join(import.meta.dirname, '..', '..')
const demo = inject('demo')

/** Every page there is, with the heading that it must show; `{…}` stands for the id of the first one there is. */
const pages: [string, RegExp][] = [
  ['/', /overview|wrong|harborlight/i],
  ['/findings', /findings/i],
  ['/findings?group=none', /findings/i],
  ['/findings?q=status:unknown&group=none', /findings/i],
  ['/identities', /identities/i],
  ['/identities/{identity}', /./],
  ['/connections', /connections/i],
  ['/connections/new', /add application/i],
  ['/connections/new/github', /github/i],
  ['/connections/{connection}', /harborlight/i],
  ['/connections/{connection}?tab=scans', /harborlight/i],
  ['/connections/{connection}?tab=credential', /harborlight/i],
  ['/connections/{connection}?tab=settings', /harborlight/i],
  ['/checks', /checks/i],
  ['/checks/github-organization-two-factor-required', /./],
  ['/activity', /activity/i],
  ['/settings/account', /settings|account/i],
  ['/settings/people', /settings|people/i],
  ['/settings/tokens', /settings|tokens/i],
  ['/settings/system', /settings|system/i],
]

const read = async (path: string) => {
  const response = await fetch(`${demo.url}/api/v1${path}`, { headers: { cookie: `rollcall=${demo.cookie}` } })
  return (await response.json()) as { items: { id: string }[] }
}

describe.each([
  { name: 'wide, light', width: 1440, dark: false },
  { name: 'narrow, dark', width: 390, dark: true },
])('every page, $name', ({ width, dark }) => {
  let view: View
  const ids: Record<string, string> = {}
  beforeAll(async () => {
    view = await openView({ ...demo, width, dark })
    ids.identity = (await read('/identities')).items[0]?.id ?? ''
    ids.connection = (await read('/connections')).items[0]?.id ?? ''
  })
  afterAll(() => view.close())

  test.each(pages)('%s', async (path, heading) => {
    await view.go(path.replace(/\{(\w+)\}/, (_, name: string) => ids[name] ?? ''))
    expect(await view.page.locator('h1').count()).toBe(1)
    expect(await view.page.locator('h1').innerText()).toMatch(heading)
    // Everything here is made up, and every page says so.
    expect(await view.page.getByRole('complementary', { name: 'Demo data' }).isVisible()).toBe(true)
    await view.sound()
  })

  test('an address that leads nowhere', async () => {
    for (const path of ['/nowhere', '/identities/idn_nobody', '/connections/con_nothing', '/checks/gh.none']) {
      await view.page.goto(path)
      await view.page
        .getByText(/no page at this address|could not be|does not exist|not found|there is no/i)
        .first()
        .waitFor()
    }
  })
})

test('the picture in the README is of the overview, and small', async () => {
  const file = join(root, 'docs', 'overview.png')
  const view = await openView(demo)
  await view.go('/')
  const picture = await view.page.screenshot(process.env.UPDATE_SCREENSHOT ? { path: file } : {})
  expect(picture.length).toBeGreaterThan(20_000)
  expect(statSync(file).size).toBeLessThan(300_000)
  await view.close()
})
