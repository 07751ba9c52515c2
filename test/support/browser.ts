import { readFileSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import { watch } from './canary.ts'

export interface View {
  page: Page
  /** Goes to a path and waits until the page stands: its heading is there and nothing loads any more. */
  go: (path: string) => Promise<void>
  /** Waits until nothing loads any more. */
  settled: () => Promise<void>
  /** Insists on what must hold of every page: axe finds nothing, it fits its width, the browser has no complaint. */
  sound: () => Promise<void>
  close: () => Promise<void>
}

export interface ViewOptions {
  url: string
  /** Session to come with; nobody is signed in without one. */
  cookie?: string
  dark?: boolean
  width?: number
  height?: number
  timezone?: string
}

const axe = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
let browser: Browser | undefined

/** A browser of one's own: cookies and storage are shared with no other view. */
export async function openView(options: ViewOptions): Promise<View> {
  browser ??= await chromium.connect(inject('chromium'))
  const context = await browser.newContext({
    baseURL: options.url,
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    colorScheme: options.dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    timezoneId: options.timezone ?? 'Europe/Berlin',
    locale: 'en-GB',
  })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  if (options.cookie)
    await context.addCookies([{ name: 'rollcall', value: options.cookie, url: options.url, httpOnly: true }])
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`))
  page.on('console', (message) => {
    // A refused operation is part of the tests, and so is a network that is away; the browser calls each an error.
    const expected = /status of (4\d\d|50[24])|net::ERR_INTERNET_DISCONNECTED/
    if (['error', 'warning'].includes(message.type()) && !expected.test(message.text()))
      complaints.push(`${page.url()}: ${message.text()}`)
  })
  page.on('response', async (response) => {
    if (response.status() === 500 || response.status() === 503)
      complaints.push(`${response.url()} answered ${response.status()}`)
    if (/json|html|csv/.test(response.headers()['content-type'] ?? ''))
      watch(`answer of ${response.url()}`, await response.text().catch(() => ''))
  })

  const settled = async () => {
    await page.waitForFunction(
      () => !document.querySelector('.loading, [aria-busy="true"], [data-loading]') && document.querySelector('h1'),
    )
    await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null))))
  }
  return {
    page,
    settled,
    go: async (path) => {
      await page.goto(path, { waitUntil: 'load' })
      await settled()
    },
    sound: async () => {
      await page.evaluate(axe)
      const found = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: { run: (options: object) => Promise<AxeResult> } }
        // What floats over the page stands beside its landmarks by nature, and axe knows none for it.
        const region = { enabled: !document.querySelector('[role="tooltip"], [role="menu"], [role="listbox"]') }
        const { violations } = await axe.run({ rules: { region }, resultTypes: ['violations'] })
        return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' | ')}`)
      })
      expect(found, page.url()).toEqual([])
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect(overflow, `${page.url()} is wider than its window`).toBeLessThanOrEqual(0)
      expect(complaints).toEqual([])
    },
    close: async () => {
      watch(`page ${page.url()}`, await page.content())
      await context.close()
      expect(complaints).toEqual([])
    },
  }
}

interface AxeResult {
  violations: { id: string; help: string; nodes: { html: string }[] }[]
}
