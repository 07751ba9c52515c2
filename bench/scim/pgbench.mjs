import { execFile, execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { cpuOf } from './cpu.mjs'

/** The statement that reads a user, for one at a time, sent by pgbench where it is installed: what the database alone costs. */
export async function pgbench({ connection, people, pid }, folder) {
  try {
    execFileSync('pgbench', ['--version'])
  } catch {
    console.log('pgbench is not installed here')
    return
  }
  const client = new pg.Client(connection)
  await client.connect()
  await client.query('create table bench_id (n int primary key, id uuid)')
  await client.query('insert into bench_id select n, id from unnest($1::uuid[]) with ordinality u (id, n)', [
    people.map(({ id }) => id),
  ])
  const { rows } = await client.query('select id from enterprise')
  await client.end()
  const source = readFileSync(
    join(import.meta.dirname, '..', '..', 'packages/server/dist/store/shown-users.js'),
    'utf8',
  )
  const shown = /const shown = '(.*)';/.exec(source)[1]
  const groups = /const groups = `([^`]*)`;/.exec(source)[1]
  const file = join(folder, 'read.sql')
  writeFileSync(
    file,
    `\\set n random(1, ${people.length})\nselect u.id, u.seq, u.version, ${shown} as shown, ${groups} as groups from directory_user u where u.enterprise_id = ${rows[0].id} and u.id = (select id from bench_id where n = :n);\n`.replace(
      /\n(?= )/g,
      ' ',
    ),
  )
  const each = 3000
  const lanes = 8
  const run = (count) =>
    promisify(execFile)('pgbench', [
      ...['-h', connection.host, '-U', connection.user, '-n', '-M', 'prepared', '-c', String(lanes)],
      ...['-t', String(count), '-f', file, connection.database],
    ])
  await run(500)
  const before = cpuOf(pid)
  const { stdout } = await run(each)
  const after = cpuOf(pid)
  const ms = (after.database - before.database) / (each * lanes)
  console.log(
    `GET user               pgbench, the database alone     ${ms.toFixed(3)} ms  ${/tps = (\d+)/.exec(stdout)?.[1]}/s`,
  )
}
