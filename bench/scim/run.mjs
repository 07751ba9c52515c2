// What a SCIM request costs in CPU, server and database together, beside a bare node:http server in the same run.
// After a build: node bench/scim/run.mjs [users members]…
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { compare } from './load.mjs'
import { operationsOn } from './operations.mjs'
import { startPeers } from './peers.mjs'
import { pgbench } from './pgbench.mjs'
import { seed } from './seed.mjs'
import { startFloor, startLimit, startPostgres, startRollcall } from './systems.mjs'

const numbers = process.argv.slice(2).map(Number)
const sizes =
  numbers.length > 0
    ? Array.from({ length: numbers.length / 2 }, (_, index) => numbers.slice(index * 2, index * 2 + 2))
    : [
        [1000, 100],
        [100_000, 10_000],
        [1_000_000, 100_000],
      ]
// A round ends after so many requests or seconds; warming up takes four times as long.
const { REQUESTS = '2000', ROUNDS = '5', SECONDS = '1.5', ONLY = '' } = process.env
/** Peers and a database beside the server are measured at the smallest size: they say how systems compare, not how they grow. */
const largestCompared = 1000

/** The answer as the limit gives it: same status, headers and bytes. */
async function answerOf(url, { method, path, headers, body }) {
  const response = await fetch(url + path, { method, headers, body })
  const text = await response.text()
  const own = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding'])
  return {
    status: response.status,
    headers: Object.fromEntries([...response.headers].filter(([name]) => !own.has(name))),
    body: text,
  }
}

/** A server with a group and, by SQL, users in it. */
async function filled(server, users, members) {
  const response = await fetch(`${server.url}${server.base}/Groups`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${server.token}`,
      'user-agent': 'bench',
      'content-type': 'application/scim+json',
    },
    body: JSON.stringify({ displayName: 'All', externalId: 'all' }),
  })
  if (!response.ok) throw new Error(await response.text())
  return { ...server, ...(await seed({ ...server, users, members })) }
}

/** The kept total against a count of the rows. */
async function checkTotal({ url, base, token, connection }) {
  const answer = await fetch(`${url}${base}/Users?count=1`, {
    headers: { authorization: `Bearer ${token}`, 'user-agent': 'bench' },
  })
  const { totalResults } = await answer.json()
  const client = new pg.Client(connection)
  await client.connect()
  const { rows } = await client.query('select count(*)::int as count from directory_user where id is not null')
  await client.end()
  assert.equal(totalResults, rows[0].count)
}

async function measure([users, members], folder) {
  const closers = []
  const started = (system) => {
    closers.push(() => system.close())
    return system
  }
  const postgresIn = async (name) => {
    const postgres = await startPostgres(join(folder, name))
    closers.push(postgres.stop)
    const client = new pg.Client({ ...postgres, database: 'postgres' })
    await client.connect()
    await client.query(`create database ${postgres.database}`)
    await client.end()
    return postgres
  }
  try {
    const limit = started(await startLimit())
    const embedded = await filled(started(await startRollcall(join(folder, 'embedded'), null)), users, members)
    const systems = [embedded]
    if (users <= largestCompared) {
      const floor = started(await startFloor(embedded))
      systems.push({ ...embedded, ...floor })
      const beside = await postgresIn('beside')
      systems.push(await filled(started(await startRollcall(join(folder, 'server'), beside)), users, members))
      systems.push(...(await startPeers(await postgresIn('peers'), users, members)).map(started))
    }
    console.log(`\n${users} users, a group of ${members}`)
    if (ONLY === '') await pgbench(embedded, folder)
    const asked = systems.map((system) => ({ system, operations: operationsOn({ ...system, users }) }))
    for (const name of Object.keys(asked[0].operations)) {
      if (ONLY !== '' && !name.includes(ONLY)) continue
      await limit.answer(await answerOf(embedded.url, asked[0].operations[name]()))
      const results = await compare(
        [
          { ...limit, next: asked[0].operations[name] },
          ...asked.map(({ system, operations }) => ({ ...system, next: operations[name] })),
        ],
        { count: Number(REQUESTS), rounds: Number(ROUNDS), warmUp: Number(REQUESTS) * 8, seconds: Number(SECONDS) },
      )
      for (const one of results) console.log(lineOf(name, one))
    }
    await checkTotal(embedded)
  } finally {
    for (const close of closers.reverse()) await close()
  }
}

function lineOf(operation, one) {
  const f = (value) => value.toFixed(value < 1 ? 3 : value < 10 ? 2 : 0)
  return [
    operation.padEnd(22),
    one.name.padEnd(31),
    `${f(one.cpu)} ms = ${f(one.server)} + ${f(one.database)}`.padEnd(28),
    `${one.ratio.toFixed(1)}x (${one.spread.map((value) => value.toFixed(1)).join('–')})`.padEnd(18),
    `${one.rate.toFixed(0)}/s`.padEnd(8),
    `p50 ${f(one.p50)} p99 ${f(one.p99)} ms  ${one.memory.toFixed(0)} MB`,
  ].join(' ')
}

for (const size of sizes) {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'))
  try {
    await measure(size, folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
