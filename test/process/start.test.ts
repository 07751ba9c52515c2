import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join, parse } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { takeLeaks } from '../support/canary.ts'
import { createDatabase, urlOf } from '../support/database.ts'
import { tempFolder } from '../support/folder.ts'
import { bootstrapToken, freePort, newFolder, type RollcallProcess, startRollcall } from '../support/process.ts'
import { until } from '../support/server.ts'

const running: RollcallProcess[] = []
const start = async (...args: Parameters<typeof startRollcall>) => {
  const started = await startRollcall(...args)
  running.push(started)
  return started
}
afterEach(async () => {
  for (const one of running.splice(0)) await one.end('SIGKILL')
  expect(takeLeaks()).toEqual([])
})

const postgresPid = (folder: string) =>
  Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
const alive = (pid: number) =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))

describe('npm start', () => {
  test('prints a link for the first admin, is ready, and Ctrl-C ends it with its database', async () => {
    const rollcall = await start()
    expect(rollcall.link()).toMatch(/\/welcome#rc_link_/)
    expect((await fetch(`${rollcall.url}/readyz`)).status).toBe(200)
    const pid = postgresPid(rollcall.dataFolder)
    expect(alive(pid)).toBe(true)
    expect(await rollcall.end('SIGINT')).toBe(0)
    expect(alive(pid)).toBe(false)
    expect(existsSync(join(rollcall.dataFolder, 'rollcall.lock'))).toBe(false)
    expect(statSync(join(rollcall.dataFolder, 'key')).mode & 0o777).toBe(0o600)
  })

  test('keeps what it was given, and prints no link once there is an admin', async () => {
    const first = await start()
    const token = first.link()?.split('#')[1]
    const accepted = await fetch(`${first.url}/api/v1/links/accept`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, email: 'ada@rollcall.example', name: 'Ada', password: 'a long enough password' }),
    })
    expect(accepted.status).toBe(200)
    await first.end('SIGTERM')
    const again = await start({ env: { ROLLCALL_DATA: first.dataFolder } })
    expect(again.link()).toBeNull()
    expect((await again.call('GET', '/people')).body).toMatchObject({
      total: 1,
      items: [{ email: 'ada@rollcall.example' }],
    })
    await again.end('SIGTERM')
    const locked = await start({ env: { ROLLCALL_DATA: first.dataFolder }, args: ['--setup-link'] })
    expect(locked.link()).not.toBeNull()
  })

  test('goes on after kill -9: the lock is stale, and the database it left running is ended', async () => {
    const first = await start()
    const pid = postgresPid(first.dataFolder)
    await first.end('SIGKILL')
    expect(alive(pid)).toBe(true)
    const again = await start({ env: { ROLLCALL_DATA: first.dataFolder } })
    expect((await again.call('GET', '/events')).status).toBe(200)
    expect(alive(pid)).toBe(false)
  })

  test('starts for root from a folder that nobody else can enter', async () => {
    const closed = tempFolder('closed')
    chmodSync(closed, 0o700)
    const rollcall = await start({ env: { ROLLCALL_DATA: join(closed, 'deep', 'data') } })
    expect((await fetch(`${rollcall.url}/readyz`)).status).toBe(200)
  })

  const nobody = 65534
  const open = process.getuid?.() === 0 && othersMayRead(import.meta.dirname)
  test.runIf(open)('starts for an ordinary user', async () => {
    const folder = newFolder()
    chmodSync(dirname(folder), 0o755)
    mkdirSync(folder)
    chownSync(folder, nobody, nobody)
    const rollcall = await start({ env: { ROLLCALL_DATA: folder }, uid: nobody })
    expect((await fetch(`${rollcall.url}/readyz`)).status, rollcall.output()).toBe(200)
    expect(statSync(join(folder, 'postgres')).uid).toBe(nobody)
    expect(await rollcall.end('SIGINT')).toBe(0)
  })
})

function othersMayRead(path: string): boolean {
  for (let folder = path; folder !== parse(folder).root; folder = dirname(folder)) {
    accessSync(folder, constants.R_OK)
    if ((statSync(folder).mode & 0o005) !== 0o005) return false
  }
  return true
}

describe('a start that cannot be', () => {
  test.each([
    ['a port that is no number', { PORT: 'http' }, 2, 'PORT is not valid', 'config.invalid'],
    [
      'a database that is not there',
      { DATABASE_URL: 'postgres://rollcall:hunter2@127.0.0.1:1/x' },
      5,
      'nothing listens there',
      'database.unreachable',
    ],
    [
      'an address that is no database',
      { DATABASE_URL: 'https://example.com' },
      2,
      'DATABASE_URL is not valid',
      'config.invalid',
    ],
    ['a key that is none', { ROLLCALL_KEY: 'short' }, 2, 'not 32 bytes in base64', 'key.invalid'],
    [
      'an address that is not of this machine',
      { HOST: '203.0.113.7', PORT: '7655' },
      2,
      'Cannot listen on 203.0.113.7:7655',
      'listen.refused',
    ],
  ])('%s says what happened and what to do', async (_, env, code, message, name) => {
    const rollcall = await start({ env: env as unknown as Record<string, string> })
    expect(rollcall.child.exitCode).toBe(code)
    expect(rollcall.output()).toContain(message)
    expect(rollcall.output()).toContain(`(${name})`)
    expect(rollcall.output()).toContain('→')
    expect(rollcall.output()).not.toMatch(/hunter2|at .*\.js:\d+/)
  })

  test('a port in use is named, and the database is stopped again', async () => {
    const port = await freePort()
    const other = createServer().listen(port, '127.0.0.1')
    const rollcall = await start({ env: { PORT: String(port) } })
    expect(rollcall.child.exitCode).toBe(1)
    expect(rollcall.output()).toContain(`Port ${port} on 127.0.0.1 is taken`)
    expect(existsSync(join(rollcall.dataFolder, 'postgres', 'postmaster.pid'))).toBe(false)
    other.close()
  })

  test('a data folder in use, or not writable, is named', async () => {
    const first = await start()
    const second = await start({ env: { ROLLCALL_DATA: first.dataFolder } })
    expect(second.child.exitCode).toBe(1)
    expect(second.output()).toContain(`Another Rollcall (process ${first.child.pid})`)
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200)
    const file = join(dirname(newFolder()), 'file')
    writeFileSync(file, '')
    const third = await start({ env: { ROLLCALL_DATA: join(file, 'data') } })
    expect(third.child.exitCode).toBe(2)
    expect(third.output()).toContain('cannot be written')
  })

  test('another key than the one that sealed the secrets is refused by name, and the right one still works', async () => {
    const first = await start()
    await first.end('SIGTERM')
    const stranger = Buffer.alloc(32, 7).toString('base64')
    const second = await start({ env: { ROLLCALL_DATA: first.dataFolder, ROLLCALL_KEY: stranger } })
    expect(second.child.exitCode).toBe(1)
    expect(second.output()).toContain('does not open this database')
    expect(second.output()).not.toContain(stranger)
    const third = await start({ env: { ROLLCALL_DATA: first.dataFolder } })
    expect((await fetch(`${third.url}/readyz`)).status).toBe(200)
  })

  test('a database of a newer version is left alone', async () => {
    const database = await createDatabase()
    const { openDatabase } = await import('../../packages/server/store/database.ts')
    const { sql } = await import('kysely')
    const db = openDatabase(database, 1)
    await sql`insert into migration (name, timestamp) values ('9999-from-the-future', '2030')`.execute(db)
    await db.destroy()
    const rollcall = await start({ env: { DATABASE_URL: urlOf(database) } })
    expect(rollcall.child.exitCode).toBe(1)
    expect(rollcall.output()).toContain('9999-from-the-future')
    await database.drop()
  })

  test('the demo does not mix with a database of one’s own', async () => {
    const rollcall = await start({ args: ['--demo'], env: { DATABASE_URL: 'postgres://x@localhost/x' } })
    expect(rollcall.child.exitCode).toBe(2)
    expect(rollcall.output()).toContain('--demo does not run on DATABASE_URL')
  })

  test('a word that is no option prints what there is', async () => {
    const rollcall = await start({ args: ['--dmeo'] })
    expect(rollcall.child.exitCode).toBe(2)
    expect(rollcall.output()).toContain('--setup-link')
  })
})

describe('on a database of one’s own', () => {
  test('two processes work together: one bootstrap token, either answers, neither is missed when it dies', async () => {
    const database = await createDatabase()
    const key = Buffer.alloc(32, 1).toString('base64')
    const env = { DATABASE_URL: urlOf(database), ROLLCALL_KEY: key }
    const [one, two] = await Promise.all([start({ env }), start({ env })])
    for (const rollcall of [one, two]) {
      const { body } = await rollcall.call('GET', '/tokens')
      expect(body).toMatchObject({ total: 1, items: [{ name: 'Bootstrap' }] })
    }
    const servers = async () => ((await two.call('GET', '/system')).body as { servers: unknown[] }).servers.length
    expect(await servers()).toBe(2)
    await one.end('SIGKILL')
    await until('the dead process to be noticed', async () => (await servers()) === 1)
    expect(JSON.stringify((await two.call('GET', '/tokens')).body)).not.toContain(bootstrapToken)
    await two.end('SIGTERM')
    await database.drop()
  })
})
