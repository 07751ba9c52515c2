import { type ConnectorContext, coverageKey, keptShare } from '@rollcall/core'
import { exampleCompany, startGithub } from '@rollcall/sandbox'
import { expect, test } from 'vitest'
import { github as connector } from '../../connectors/github/index.ts'
import { createAddressGuard } from '../outbound/address-guard.ts'
import { createBudget } from '../outbound/budget.ts'
import { createOutbound, defaultLimits } from '../outbound/outbound.ts'
import { createMemory } from './memory.ts'
import { connect, readStreams } from './reading.ts'

const company = exampleCompany({ now: new Date('2026-11-20T08:00:00Z') })

/** Reads all of an organization from a GitHub that gives so much an hour, by a clock that moves only when the scan waits. */
async function scan(anHour: number | null) {
  const world = { now: Date.parse('2026-11-20T08:00:00Z'), waits: 0 }
  const github = await startGithub({
    company,
    now: () => new Date(world.now),
    limits: anHour === null ? null : { core: anHour, graphql: anHour },
  })
  const sleep = async (ms: number, signal: AbortSignal) => {
    const until = world.now + ms
    await new Promise((resolve) => setImmediate(resolve))
    signal.throwIfAborted()
    if (until > world.now) world.waits++
    world.now = Math.max(world.now, until)
  }
  const budget = createBudget(8, { kept: keptShare, now: () => world.now, sleep })
  const log = { debug: () => undefined }
  const guard = createAddressGuard([], [github.url])
  const outbound = createOutbound({ guard, extraCa: null, limits: defaultLimits, log })
  const abort = new AbortController()
  const context: ConnectorContext = {
    config: { organizations: ['harborlight'], address: github.url },
    secrets: { token: company.tokens.owner.secret },
    fetch: outbound.forConnection({ system: 'GitHub', origins: [github.url], budget, signal: abort.signal }),
    signal: abort.signal,
    now: () => new Date(world.now),
    charge: budget.charge,
  }
  const report = await connect(connector, context)
  if ('gap' in report) throw new Error(report.gap.detail)
  const memory = createMemory(connector, ['harborlight'], () => undefined)
  const stop = (reason: unknown) => abort.abort(reason)
  await readStreams({
    connector,
    context,
    scopes: report.scopes,
    tasks: memory.tasks,
    keeper: memory.keeper,
    abort: stop,
  })
  const streams = memory.tasks.map(({ stream, scope }) => {
    const names = memory.pagesOf(stream).flatMap((page) => page.map(({ ref }) => ref))
    return { stream, names: names.sort(), state: memory.coverage.get(coverageKey(stream, scope))?.state }
  })
  const refused = github.requests.entries.filter(({ status }) => status === 429)
  const hours = (world.now - Date.parse('2026-11-20T08:00:00Z')) / 3_600_000
  await outbound.close()
  await github.close()
  return { streams, refused, hours, spent: budget.spending().pools, waits: world.waits }
}

test('a scan with fifty requests an hour comes to its end, slowly, sees the same, and is never refused', async () => {
  const quick = await scan(null)
  const slow = await scan(50)
  expect(quick.hours).toBe(0)
  expect(slow.streams).toEqual(quick.streams)
  expect(slow.streams.filter(({ state }) => state === 'complete').length).toBeGreaterThan(25)
  expect(slow.refused).toEqual([])
  // Forty of the fifty are its own; the rest is left to others.
  const rest = slow.spent.find(({ pool }) => pool === 'rest')?.spent ?? 0
  expect(rest).toBeGreaterThan(40)
  expect(slow.waits).toBeGreaterThan(0)
  expect(slow.hours).toBeGreaterThanOrEqual(Math.floor(rest / 41))
  expect(slow.hours).toBeLessThan(6)
})
