import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type BrowserServer, chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { startRollcall } from './process.ts'
import { until } from './server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the one browser. */
    chromium: string
    /** The filled demo and the session cookie of its admin. For tests that change nothing. */
    demo: { url: string; cookie: string }
  }
}

const cache = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'chromium')
const args = [
  '--no-sandbox',
  '--headless=shell',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** One browser and one filled demo for all browser tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [browser, demo] = await Promise.all([launch(), startRollcall({ args: ['--demo'] })])
  project.provide('chromium', browser.wsEndpoint())
  const accepted = await fetch(`${demo.url}/api/v1/links/accept`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: demo.link()?.split('#')[1] }),
  })
  const cookie = /rollcall=([^;]+)/.exec(accepted.headers.get('set-cookie') ?? '')?.[1]
  if (!cookie) throw new Error(`The demo did not let us in:\n${demo.output()}`)
  await until(
    'the demo to be full',
    async () => {
      const { body } = await demo.call('GET', '/connections')
      const [connection] = (body as { items: { id: string; lastScan: { state: string } | null }[] }).items
      if (connection?.lastScan?.state !== 'succeeded') return false
      const scans = await demo.call('GET', `/connections/${connection.id}/scans`)
      return (scans.body as { total: number }).total >= 4
    },
    90,
  )
  project.provide('demo', { url: demo.url, cookie })
  return async () => {
    await browser.close()
    await demo.end('SIGINT')
  }
}

/** Debian's Chromium where it is installed, else the one that npm brought, with its own libraries where ours lack. */
async function launch(): Promise<BrowserServer> {
  const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path))
  if (installed) return chromium.launchServer({ executablePath: installed, args })
  mkdirSync(cache, { recursive: true })
  const before = { ...process.env }
  // It unpacks into the temporary folder, and its libraries only where it believes to be on Amazon's.
  Object.assign(process.env, { TMPDIR: cache, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' })
  const packed = await import('@sparticuz/chromium')
  const executablePath = await packed.default.executablePath()
  process.env = before
  const fonts = existsSync('/etc/fonts') ? {} : { FONTCONFIG_PATH: join(cache, 'fonts') }
  const env = Object.fromEntries(Object.entries({ ...before, ...fonts }).flatMap(([k, v]) => (v ? [[k, v]] : [])))
  try {
    return await chromium.launchServer({ executablePath, args, env })
  } catch (error) {
    if (!String(error).includes('shared librar')) throw error
    return chromium.launchServer({
      executablePath,
      args,
      env: { ...env, LD_LIBRARY_PATH: join(cache, 'al2023', 'lib') },
    })
  }
}
