import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createDatabase, urlOf } from '../support/database.ts'
import { type RollcallProcess, startRollcall } from '../support/process.ts'
import { makeGroup, send, startWriter, type Target, wrongs } from '../support/scim-storm.ts'
import { until } from '../support/server.ts'

/** Kills of server and database each; the full count is for `npm run test:crash`. */
const rounds = Number(process.env.CRASH_ROUNDS ?? 1)

async function enterprise(rollcall: RollcallProcess, slug: string): Promise<string> {
  const made = await rollcall.call('POST', '/enterprises', { slug, kind: 'emu', shortCode: 'storm' })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  await rollcall.call('PATCH', `/enterprises/${slug}`, { options: { rateLimit: 0 } })
  const { body } = await rollcall.call('POST', `/enterprises/${slug}/tokens`, { scopes: ['scim:enterprise'] })
  return (body as { token: string }).token
}

/** What the console shows of an enterprise, by whichever server answers at the moment. */
const totalsOf = (rollcall: () => RollcallProcess, slug: string) => async () =>
  until('the totals', async () => {
    const { status, body } = await rollcall().call('GET', `/enterprises/${slug}`)
    return status === 200 ? (body as { users: number; suspended: number; groups: number }) : null
  })

const answers = (target: Target) =>
  until(
    'SCIM to answer',
    async () => (await send(target, 'GET', '/Users?count=0').catch(() => null))?.status === 200,
    60,
  )

test('a killed server, or a killed database, loses no write that was acknowledged and leaves none half done', async () => {
  let rollcall = await startRollcall()
  try {
    const token = await enterprise(rollcall, 'storm')
    const target: Target = {
      base: () => `${rollcall.url}/scim/v2/enterprises/storm`,
      token,
      totals: totalsOf(() => rollcall, 'storm'),
    }
    const groupId = await makeGroup(target, 'everybody')
    let writes = 0
    for (let round = 0; round < rounds * 2; round++) {
      const writers = [0, 1, 2, 3].map((one) => startWriter(target, `w${round}x${one}`, () => groupId))
      const acknowledged = () => writers.reduce((sum, writer) => sum + writer.acknowledged, 0)
      await until('the writers to be at work', async () => acknowledged() > 10, 60)
      const wait = (round * 137) % 700
      await sleep(wait)
      if (round % 2 === 1) {
        const file = join(rollcall.dataFolder, 'postgres', 'postmaster.pid')
        process.kill(Number(readFileSync(file, 'utf8').split('\n')[0]), 'SIGKILL')
      } else {
        await rollcall.end('SIGKILL')
        rollcall = await startRollcall({ env: { ROLLCALL_DATA: rollcall.dataFolder } })
      }
      await answers(target)
      await sleep(200)
      await Promise.all(writers.map((writer) => writer.stop()))
      writes += acknowledged()
      expect(await wrongs(target, writers, groupId), `round ${round}, killed after ${wait} ms`).toEqual([])
    }
    process.stdout.write(`${rounds * 2} kills, ${writes} writes acknowledged, none lost\n`)
  } finally {
    await rollcall.end('SIGTERM')
  }
}, 900_000)

test('two servers on one database: of two that want the same name one gets it, and nothing is lost between them', async () => {
  const database = await createDatabase()
  const env = { DATABASE_URL: urlOf(database), ROLLCALL_KEY: randomBytes(32).toString('base64') }
  const first = await startRollcall({ env })
  const second = await startRollcall({ env })
  try {
    const token = await enterprise(first, 'pair')
    const at = (one: RollcallProcess): Target => ({
      base: () => `${one.url}/scim/v2/enterprises/pair`,
      token,
      totals: totalsOf(() => one, 'pair'),
    })
    const [here, there] = [at(first), at(second)]
    const groupId = await makeGroup(here, 'everybody')
    const writers = [here, there, here, there].map((target, one) => startWriter(target, `p${one}`, () => groupId))
    const user = (userName: string) => ({
      userName,
      externalId: userName,
      displayName: userName,
      emails: [{ value: `${userName}@pair.example` }],
    })
    for (let index = 0; index < 25; index++) {
      const both = await Promise.all(
        [here, there].map((target) => send(target, 'POST', '/Users', user(`same${index}`))),
      )
      expect(both.map(({ status }) => status).sort()).toEqual([201, 409])
    }
    // The same person joins and leaves at both servers at once: no request fails, and the end is one of the two.
    const { json } = await send(here, 'POST', '/Users', user('torn'))
    const move = (op: string) => ({
      Operations: [
        op === 'add'
          ? { op, path: 'members', value: [{ value: json.id }] }
          : { op, path: `members[value eq "${json.id}"]` },
      ],
    })
    for (let index = 0; index < 10; index++) {
      const both = await Promise.all([
        send(here, 'PATCH', `/Groups/${groupId}`, move('add')),
        send(there, 'PATCH', `/Groups/${groupId}`, move('remove')),
      ])
      for (const { status } of both) expect([200, 204]).toContain(status)
    }
    await Promise.all(writers.map((writer) => writer.stop()))
    expect(writers.reduce((sum, writer) => sum + writer.acknowledged, 0)).toBeGreaterThan(10)
    expect(await wrongs(here, writers, groupId)).toEqual([])
    expect(await wrongs(there, writers, groupId)).toEqual([])
  } finally {
    await first.end('SIGTERM')
    await second.end('SIGTERM')
    await database.drop()
  }
}, 300_000)
