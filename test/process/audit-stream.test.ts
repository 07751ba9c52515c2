import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type RollcallProcess, startRollcall } from '../support/process.ts'
import { openCollector } from '../support/receivers.ts'
import { makeGroup, send, startWriter, type Target } from '../support/scim-storm.ts'
import { until } from '../support/server.ts'

/** Kills of receiver and server each; the full count is for `npm run test:crash`. */
const rounds = Number(process.env.CRASH_ROUNDS ?? 2)
const token = 'canary-token-of-the-collector'

interface Streams {
  items: { waiting: number; state: string }[]
}

test('a killed receiver, or a killed server, loses no event of the audit log; what comes twice has the same id', async () => {
  const collector = await openCollector(token)
  const env = { ROLLCALL_CA_FILE: join(import.meta.dirname, '..', 'support', 'tls', 'ca.pem') }
  let rollcall: RollcallProcess = await startRollcall({ env })
  try {
    const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
      const answer = await rollcall.call(method, `/enterprises${path}`, body)
      expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
      return answer.body as T
    }
    await call('POST', '', { slug: 'storm', kind: 'emu', shortCode: 'storm' })
    await call('PATCH', '/storm', { options: { rateLimit: 0 } })
    const made = await call<{ token: string }>('POST', '/storm/tokens', { scopes: ['admin:enterprise'] })
    const destination = { kind: 'https', domain: 'localhost', port: collector.port, path: '/collect', token }
    await call('POST', '/storm/audit-log/streams', { destination, from: 'oldest' })
    const target: Target = {
      base: () => `${rollcall.url}/scim/v2/enterprises/storm`,
      token: made.token,
      totals: () => call('GET', '/storm'),
    }
    const groupId = await makeGroup(target, 'everybody')
    for (let round = 0; round < rounds * 2; round++) {
      const writers = [0, 1].map((one) => startWriter(target, `a${round}x${one}`, () => groupId))
      await sleep(300 + ((round * 137) % 700))
      if (round % 2 === 0) {
        await collector.stop()
        await sleep(400)
        await collector.start()
      } else {
        await rollcall.end('SIGKILL')
        rollcall = await startRollcall({ env: { ...env, ROLLCALL_DATA: rollcall.dataFolder } })
      }
      await until(
        'SCIM to answer',
        async () => (await send(target, 'GET', '/Users?count=0').catch(() => null))?.status === 200,
        60,
      )
      await sleep(200)
      await Promise.all(writers.map((writer) => writer.stop()))
    }
    const known = await idsOf(target, rollcall.url)
    const [stream] = await until(
      'everything to be delivered',
      async () => {
        const { items } = await call<Streams>('GET', '/storm/audit-log/streams')
        const got = new Set(collector.events.map((event) => event._document_id))
        return [...known].every((id) => got.has(id)) && items
      },
      120,
    )
    expect(stream?.state).toBe('active')
    const byId = new Map<string, string>()
    for (const event of collector.events) {
      const before = byId.get(event._document_id)
      if (before !== undefined) expect(JSON.stringify(event)).toBe(before)
      byId.set(event._document_id, JSON.stringify(event))
    }
    expect(known.size).toBeGreaterThan(rounds * 20)
    process.stdout.write(
      `audit stream: ${known.size} events, ${collector.events.length - byId.size} delivered twice, none lost\n`,
    )
    expect(await call('GET', '/storm/audit-log/verify')).toMatchObject({ intact: true, waiting: 0 })
  } finally {
    await rollcall.end('SIGTERM')
    await collector.stop()
  }
}, 1_200_000)

/** Every event that the audit log has, as GitHub's API lists it. */
async function idsOf({ token: bearer }: Target, url: string): Promise<Set<string>> {
  const ids = new Set<string>()
  for (let page: string | undefined = `${url}/enterprises/storm/audit-log?per_page=100`; page; ) {
    const answer: Response = await fetch(page, {
      headers: { authorization: `Bearer ${bearer}`, 'user-agent': 'crash test' },
    })
    for (const { _document_id } of (await answer.json()) as { _document_id: string }[]) ids.add(_document_id)
    page = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1]
  }
  return ids
}
