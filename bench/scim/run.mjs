// What a SCIM request costs in CPU, server and database together, beside a bare node:http server in the same run.
// After a build: node bench/scim/run.mjs [users members]…
import { fork, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'
import { cpuOf, memoryOf } from './cpu.mjs'
import { seed } from './seed.mjs'

const sizes =
  process.argv.slice(2).length > 0
    ? pairs(process.argv.slice(2).map(Number))
    : [
        [1000, 100],
        [100_000, 10_000],
        [1_000_000, 100_000],
      ]
const requests = Number(process.env.REQUESTS ?? 3000)
const lanes = 8
const token = 'bench-token-of-thirty-two-characters-'
const root = join(import.meta.dirname, '..', '..')

function pairs(numbers) {
  return Array.from({ length: numbers.length / 2 }, (_, index) => numbers.slice(index * 2, index * 2 + 2))
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function startServer() {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'))
  const port = await freePort()
  const child = spawn(process.execPath, [join(root, 'packages/server/dist/run.js')], {
    env: {
      PATH: process.env.PATH,
      HOME: tmpdir(),
      PORT: String(port),
      ROLLCALL_DATA: join(folder, 'data'),
      ROLLCALL_BOOTSTRAP_TOKEN: token,
    },
    stdio: 'ignore',
  })
  const url = `http://127.0.0.1:${port}`
  while (
    !(await fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    ))
  )
    await sleep(100)
  const call = async (method, path, body) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`)
    return response.json()
  }
  const close = async () => {
    child.kill('SIGTERM')
    await new Promise((resolve) => child.once('exit', resolve))
    rmSync(folder, { recursive: true, force: true })
  }
  return { child, url, folder, call, close }
}

/** Sends so many requests on eight lanes; CPU ms a request, requests a second, p50 and p99 in ms. */
async function measure(url, pid, count, next) {
  const pool = new Pool(url, { connections: lanes })
  const times = []
  const one = async (index) => {
    const { method, path, body, headers } = next(index)
    const began = performance.now()
    const answer = await pool.request({
      method,
      path,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.body.text()
    times.push(performance.now() - began)
    if (answer.statusCode >= 300)
      throw new Error(`${method} ${path} answered ${answer.statusCode}: ${text.slice(0, 300)}`)
  }
  const run = async (from, to) => {
    let index = from
    await Promise.all(
      Array.from({ length: lanes }, async () => {
        while (index < to) await one(index++)
      }),
    )
  }
  await run(0, Math.min(300, count))
  times.length = 0
  const cpu = cpuOf(pid)
  const began = performance.now()
  await run(count, count * 2)
  const seconds = (performance.now() - began) / 1000
  const used = cpuOf(pid) - cpu
  await pool.close()
  times.sort((a, b) => a - b)
  return {
    cpu: used / count,
    rate: count / seconds,
    p50: times[Math.floor(count / 2)],
    p99: times[Math.floor(count * 0.99)],
  }
}

for (const [users, members] of sizes) {
  const server = await startServer()
  try {
    const slug = 'bench'
    await server.call('POST', '/enterprises', { slug, kind: 'emu', shortCode: 'bench' })
    await server.call('PATCH', `/enterprises/${slug}`, { options: { rateLimit: 0 } })
    const { token: scimToken } = await server.call('POST', `/enterprises/${slug}/tokens`, {
      scopes: ['scim:enterprise'],
    })
    const base = `/scim/v2/enterprises/${slug}`
    const headers = {
      authorization: `Bearer ${scimToken}`,
      'user-agent': 'bench',
      'content-type': 'application/scim+json',
    }
    const group = await (
      await fetch(`${server.url}${base}/Groups`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ displayName: 'All', externalId: 'all' }),
      })
    ).json()
    const some = await seed({
      host: join(server.folder, 'data', 'postgres'),
      user: 'rollcall',
      database: 'rollcall',
      slug,
      users,
      members,
    }).catch((error) => {
      throw error
    })
    const get = async (path) => (await fetch(server.url + base + path, { headers })).text()
    const answers = { user: await get(`/Users/${some[0].id}`), page: await get('/Users?count=100') }
    const limit = fork(join(import.meta.dirname, 'limit.mjs'), { env: { ANSWERS: JSON.stringify(answers) } })
    const port = await new Promise((resolve) => limit.once('message', resolve))
    const person = (index) => some[index % some.length]
    const patched = (operation) => ({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [operation],
    })
    const operations = {
      'GET user': (index) => ({ method: 'GET', path: `${base}/Users/${person(index).id}` }),
      'filter userName': (index) => ({
        method: 'GET',
        path: `${base}/Users?filter=${encodeURIComponent(`userName eq "${person(index).name}"`)}`,
      }),
      'page of 100': (index) => ({
        method: 'GET',
        path: `${base}/Users?startIndex=${1 + (index % 5) * 100}&count=100`,
      }),
      POST: (index) => ({
        method: 'POST',
        path: `${base}/Users`,
        body: {
          userName: `new${index}@bench.example`,
          externalId: `new${index}`,
          displayName: `New ${index}`,
          name: { givenName: 'New', familyName: 'User' },
          emails: [{ value: `new${index}@bench.example`, type: 'work', primary: true }],
          active: true,
        },
      }),
      'PATCH active': (index) => ({
        method: 'PATCH',
        path: `${base}/Users/${person(index).id}`,
        body: patched({ op: 'replace', path: 'active', value: Math.floor(index / some.length) % 2 === 1 }),
      }),
      'PATCH group +1': (index) => ({
        method: 'PATCH',
        path: `${base}/Groups/${group.id}`,
        body: patched(
          Math.floor(index / some.length) % 2 === 0
            ? { op: 'add', path: 'members', value: [{ value: person(index).id }] }
            : { op: 'remove', path: `members[value eq "${person(index).id}"]` },
        ),
      }),
      'GET group without members': () => ({
        method: 'GET',
        path: `${base}/Groups/${group.id}?excludedAttributes=members`,
      }),
    }
    console.log(`\n${users} users, a group of ${members}`)
    for (const [name, make] of Object.entries(operations)) {
      const withHeaders = (index) => ({ ...make(index), headers })
      const count = name === 'page of 100' ? requests / 5 : requests
      const bare = await measure(`http://127.0.0.1:${port}`, limit.pid, count, withHeaders)
      const ours = await measure(server.url, server.child.pid, count, withHeaders)
      const f = (value) => value.toFixed(value < 1 ? 3 : 1)
      console.log(
        `${name.padEnd(26)} cpu ${f(ours.cpu)} ms (limit ${f(bare.cpu)}, ${f(ours.cpu / bare.cpu)}x)  ${f(ours.rate)}/s  p50 ${f(ours.p50)} p99 ${f(ours.p99)} ms  rss ${memoryOf(server.child.pid).toFixed(0)} MB`,
      )
    }
    limit.kill()
  } finally {
    await server.close()
  }
}
