import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const root = join(import.meta.dirname, '..', '..')
const token = 'bench-token-of-thirty-two-characters-'

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

/** The port that a child says it listens on. */
export async function portOf(child, name) {
  const [port] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${name} ended at once (${code})`)
    }),
  ])
  return port
}

export async function startLimit() {
  const child = fork(join(import.meta.dirname, 'limit.mjs'))
  const port = await portOf(child, 'node:http')
  return {
    name: 'node:http',
    pid: child.pid,
    database: null,
    url: `http://127.0.0.1:${port}`,
    async answer(what) {
      child.send(what)
      await once(child, 'message')
    },
    close: () => child.kill(),
  }
}

/** A bare server over the rows of a Rollcall on the database that it brings. */
export async function startFloor({ connection, base }) {
  const child = fork(join(import.meta.dirname, 'floor.mjs'), {
    env: { PATH: process.env.PATH, CONNECTION: JSON.stringify(connection) },
  })
  const name = 'node:http and one statement'
  const port = await portOf(child, name)
  return {
    name,
    pid: child.pid,
    database: postmasterIn(connection.host),
    url: `http://127.0.0.1:${port}`,
    base,
    close: () => child.kill(),
  }
}

const postmasterIn = (folder) => Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0])

/** A PostgreSQL that is no child of the server: started by the product's own code, in a folder of its own. */
export async function startPostgres(folder) {
  const { startEmbeddedPostgres } = await import(join(root, 'packages/server/dist/store/embedded-postgres.js'))
  mkdirSync(folder, { recursive: true })
  const quiet = { info() {}, warn() {}, error() {} }
  const postgres = await startEmbeddedPostgres(folder, quiet)
  return { ...postgres, pid: postmasterIn(join(folder, 'postgres')) }
}

/** The built server on the database that it brings, or on one that runs already; with an enterprise to provision into. */
export async function startRollcall(folder, postgres) {
  mkdirSync(folder, { recursive: true })
  const port = await freePort()
  const flags = (process.env.BENCH_NODE_FLAGS ?? '').split(' ').filter(Boolean)
  const child = spawn(process.execPath, [...flags, join(root, 'packages/server/dist/run.js')], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: tmpdir(),
      PORT: String(port),
      ROLLCALL_DATA: join(folder, 'data'),
      ROLLCALL_BOOTSTRAP_TOKEN: token,
      ...(postgres
        ? {
            DATABASE_URL: `postgres://${postgres.user}@localhost/${postgres.database}?host=${encodeURIComponent(postgres.host)}`,
          }
        : {}),
    },
    stdio: 'ignore',
  })
  const url = `http://127.0.0.1:${port}`
  const isReady = () =>
    fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    )
  while (!(await isReady())) {
    if (child.exitCode !== null) throw new Error(`the server ended at once (${child.exitCode})`)
    await sleep(100)
  }
  const call = async (method, path, body) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`)
    return response.json()
  }
  const slug = 'bench'
  await call('POST', '/enterprises', { slug, kind: 'emu', shortCode: 'bench' })
  await call('PATCH', `/enterprises/${slug}`, { options: { rateLimit: 0 } })
  const made = await call('POST', `/enterprises/${slug}/tokens`, { scopes: ['scim:enterprise'] })
  return {
    name: postgres ? 'Rollcall, PostgreSQL beside it' : 'Rollcall',
    pid: child.pid,
    database: postgres?.pid ?? null,
    url,
    slug,
    base: `/scim/v2/enterprises/${slug}`,
    token: made.token,
    connection: postgres
      ? { host: postgres.host, user: postgres.user, database: postgres.database }
      : { host: join(folder, 'data', 'postgres'), user: 'rollcall', database: 'rollcall' },
    async close() {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
