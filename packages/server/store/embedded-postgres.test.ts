import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { until } from '../../../test/support/server.ts'
import { checkDatabase } from './database.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'
import { findBinaries, unprivileged } from './postgres-binaries.ts'

const top = mkdtempSync(join(tmpdir(), 'rollcall-pg-'))
chmodSync(top, 0o700)
afterAll(() => rmSync(top, { recursive: true, force: true }))

const warnings: string[] = []
const log = {
  info: () => undefined,
  warn: (_: object, message: string) => warnings.push(message),
  error: (_: object, message: string) => warnings.push(message),
}

async function query(postgres: EmbeddedPostgres, text: string): Promise<unknown> {
  const client = new pg.Client(postgres)
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query(text)).rows[0]
  } finally {
    await client.end()
  }
}

const pidOf = (folder: string) =>
  Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
const alive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

describe('the embedded PostgreSQL', () => {
  test('starts in a folder that is closed to others and too long for a socket, and keeps what it is given', async () => {
    const folder = join(top, 'x'.repeat(120), 'data')
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const first = await startEmbeddedPostgres(folder, log)
    await checkDatabase(first)
    await query(first, 'create table kept as select 42 as answer')
    expect(
      await query(first, `select current_setting('fsync') as fsync, current_setting('listen_addresses') as tcp`),
    ).toEqual({ fsync: 'on', tcp: '' })
    const pid = pidOf(folder)
    await first.stop()
    expect(alive(pid)).toBe(false)
    const second = await startEmbeddedPostgres(folder, log)
    expect(await query(second, 'select answer from kept')).toEqual({ answer: 42 })
    await second.stop()
  })

  test('lets in nobody but the user that runs Rollcall', async () => {
    const folder = join(top, 'peer')
    mkdirSync(folder)
    const postgres = await startEmbeddedPostgres(folder, log)
    await checkDatabase(postgres)
    const stranger = new pg.Client({ ...postgres, user: 'postgres' })
    await expect(stranger.connect()).rejects.toThrow()
    await postgres.stop()
  })

  test('is started again when it is killed', async () => {
    const folder = join(top, 'killed')
    mkdirSync(folder)
    const postgres = await startEmbeddedPostgres(folder, log)
    await checkDatabase(postgres)
    await query(postgres, 'create table kept as select 1 as answer')
    const pid = pidOf(folder)
    process.kill(pid, 'SIGKILL')
    await until(
      'the restart',
      // While it starts there is no such file yet.
      async () => (await query(postgres, 'select answer from kept').catch(() => null)) && pidOf(folder) !== pid,
    )
    expect(warnings).toContain('The embedded PostgreSQL ended; starting it again')
    await postgres.stop()
  })

  test('ends a child that an earlier process left behind, and takes its place', async () => {
    const folder = join(top, 'leftover')
    mkdirSync(folder)
    await (await startEmbeddedPostgres(folder, log)).stop()
    const { postgres: program, lib } = await findBinaries()
    const cluster = join(folder, 'postgres')
    const orphan = spawn(
      program,
      ['-D', unprivileged() ? '/proc/self/cwd' : cluster, '-k', '.', '-c', 'listen_addresses='],
      {
        cwd: cluster,
        env: { LD_LIBRARY_PATH: lib },
        stdio: 'ignore',
        ...unprivileged(),
      },
    )
    await until('the orphan', async () => existsSync(join(cluster, '.s.PGSQL.5432')) && pidOf(folder) === orphan.pid)
    const started = await startEmbeddedPostgres(folder, log)
    expect(orphan.exitCode ?? orphan.signalCode).not.toBeNull()
    expect(pidOf(folder)).not.toBe(orphan.pid)
    await started.stop()
  })

  test('an interrupted first start leaves nothing that looks finished', async () => {
    const folder = join(top, 'interrupted')
    mkdirSync(join(folder, 'postgres.new', 'base'), { recursive: true })
    writeFileSync(join(folder, 'postgres.new', 'PG_VERSION'), '18\n')
    await (await startEmbeddedPostgres(folder, log)).stop()
    expect(existsSync(join(folder, 'postgres.new'))).toBe(false)
  })

  test('data of another major version is named, not touched', async () => {
    const folder = join(top, 'old')
    mkdirSync(join(folder, 'postgres'), { recursive: true })
    writeFileSync(join(folder, 'postgres', 'PG_VERSION'), '15\n')
    await expect(startEmbeddedPostgres(folder, log)).rejects.toThrow('made by PostgreSQL 15')
  })
})

describe('a database of one’s own', () => {
  test.each([
    ['postgres://u:hunter2@127.0.0.1:1/x', 'nothing listens there'],
    ['postgres://u:hunter2@nowhere.invalid/x', /does not resolve|EAI_AGAIN/],
  ])('%s is explained without its password', async (connectionString, reason) => {
    const failed = checkDatabase({ connectionString })
    await expect(failed).rejects.toMatchObject({ code: 'database.unreachable' })
    await expect(failed).rejects.toThrow(reason)
    await expect(failed).rejects.not.toThrow('hunter2')
  })
})
