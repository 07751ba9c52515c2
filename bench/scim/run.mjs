// What a SCIM request costs in CPU, server and database together, beside a bare node:http server in the same run.
// After a build: node bench/scim/run.mjs [users members]…
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compare } from './load.mjs'
import { operationsOn } from './operations.mjs'
import { seed } from './seed.mjs'
import { startLimit, startPostgres, startRollcall } from './systems.mjs'

const numbers = process.argv.slice(2).map(Number)
const sizes =
  numbers.length > 0
    ? Array.from({ length: numbers.length / 2 }, (_, index) => numbers.slice(index * 2, index * 2 + 2))
    : [
        [1000, 100],
        [100_000, 10_000],
        [1_000_000, 100_000],
      ]
const { REQUESTS = '1500', ROUNDS = '7', WARM_UP = '2500', ONLY = '', EXTERNAL = '' } = process.env

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

async function measure([users, members], folder) {
  const closers = []
  try {
    const limit = await startLimit()
    closers.push(limit.close)
    const servers = [await startRollcall(join(folder), null)]
    closers.push(servers[0].close)
    const asked = []
    for (const server of servers) {
      const group = await fetch(`${server.url}${server.base}/Groups`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${server.token}`,
          'user-agent': 'bench',
          'content-type': 'application/scim+json',
        },
        body: JSON.stringify({ displayName: 'All', externalId: 'all' }),
      })
      if (!group.ok) throw new Error(await group.text())
      asked.push({ server, operations: operationsOn({ ...server, ...(await seed({ ...server, users, members })) }) })
    }
    console.log(`\n${users} users, a group of ${members}`)
    for (const name of Object.keys(asked[0].operations)) {
      if (ONLY !== '' && !name.includes(ONLY)) continue
      await limit.answer(await answerOf(asked[0].server.url, asked[0].operations[name]()))
      const few = name === 'page of 100' ? 4 : 1
      const results = await compare(
        [
          { ...limit, next: asked[0].operations[name] },
          ...asked.map(({ server, operations }) => ({ ...server, next: operations[name] })),
        ],
        { count: Number(REQUESTS) / few, rounds: Number(ROUNDS), warmUp: Number(WARM_UP) / few },
      )
      for (const one of results) console.log(lineOf(name, one))
    }
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
