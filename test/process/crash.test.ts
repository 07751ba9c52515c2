import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding, Scan } from '@rollcall/api'
import { generateCompany, type RunningGithub, startGithub } from '@rollcall/sandbox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { takeLeaks } from '../support/canary.ts'
import { type RollcallProcess, startRollcall } from '../support/process.ts'
import { until } from '../support/server.ts'

/** How often each is killed; the full count is for `npm run test:crash`, whose last figures stand in docs/guides/reliability.md. */
const rounds = Number(process.env.CRASH_ROUNDS ?? 1)

let github: RunningGithub
let token: string
let rollcall: RollcallProcess
beforeAll(async () => {
  const company = generateCompany({ members: 700, repositories: 500, now: new Date(), seed: 7 })
  token = company.tokens.owner.secret
  github = await startGithub({ company, delayMs: 40, limits: null })
  rollcall = await startRollcall()
})
afterAll(async () => {
  await rollcall.end('SIGTERM')
  await github.close()
  expect(takeLeaks()).toEqual([])
})

const get = async <T>(path: string) => (await rollcall.call('GET', path)).body as T
const scanOf = (id: string) => get<Scan>(`/scans/${id}`)
const ended = (id: string) =>
  until(
    'the scan to end',
    async () => {
      const scan = await scanOf(id).catch(() => null)
      return scan !== null && ['succeeded', 'failed', 'cancelled'].includes(scan.state) && scan
    },
    90,
  )
/** Everything that a scan decides, in an order that does not depend on when. */
async function verdict(): Promise<string[]> {
  const lines: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { items: Finding[]; next: string | null } = await get(
      `/findings?limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`,
    )
    lines.push(
      ...page.items.map((one) => `${one.checkId} ${one.scope} ${one.subject?.ref} ${one.status} ${one.severity}`),
    )
    cursor = page.next
  }
  return lines.sort()
}

test('a killed server, or a killed database, costs a scan nothing but time', {
  timeout: 600_000 + rounds * 60_000,
}, async () => {
  const connected = await rollcall.call('POST', '/connections', {
    connector: 'github',
    config: { organizations: ['bulkfreight'], address: github.url },
    secrets: { token },
  })
  expect(connected.status, JSON.stringify(connected.body)).toBe(201)
  const { connection, scanId } = connected.body as { connection: { id: string }; scanId: string }
  const first = await ended(scanId)
  expect(first.state).toBe('succeeded')
  const expected = await verdict()
  expect(expected.length).toBeGreaterThan(50)

  for (let round = 0; round < rounds * 2; round++) {
    const killDatabase = round % 2 === 1
    github.requests.reset()
    const { id } = (await rollcall.call('POST', `/connections/${connection.id}/scans`)).body as Scan
    // A different moment each time, spread over the length of a scan.
    const wait = 100 + ((round * 137) % 900)
    await new Promise((resolve) => setTimeout(resolve, wait))
    if (killDatabase) {
      const pid = Number(readFileSync(join(rollcall.dataFolder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
      process.kill(pid, 'SIGKILL')
    } else {
      await rollcall.end('SIGKILL')
      rollcall = await startRollcall({ env: { ROLLCALL_DATA: rollcall.dataFolder } })
    }
    const scan = await ended(id).catch((error) => {
      throw new Error(`round ${round}, killed after ${wait} ms: ${rollcall.output().slice(-3000)}`, { cause: error })
    })
    expect(scan, `round ${round}, killed after ${wait} ms`).toMatchObject({
      state: 'succeeded',
      summary: { ...first.summary, opened: 0, reopened: 0, resolved: 0 },
    })
    expect(await verdict()).toEqual(expected)
    expect(await get('/events/verify')).toMatchObject({ intact: true })
  }
})
