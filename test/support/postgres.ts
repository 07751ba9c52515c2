import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { migrateJobs } from '../../packages/server/jobs/worker.ts'
import { checkDatabase, migrate, openDatabase, openPool } from '../../packages/server/store/database.ts'
import { startEmbeddedPostgres } from '../../packages/server/store/embedded-postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgres: { host: string; user: string; template: string }
  }
}

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** One real PostgreSQL for the whole run, with a migrated template that every test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-test-'))
  chmodSync(folder, 0o700)
  const postgres = await startEmbeddedPostgres(folder, quiet)
  const template = 'rollcall_template'
  const address = { host: postgres.host, user: postgres.user, database: template }
  await checkDatabase(address)
  const db = openDatabase(address, 2)
  await migrate(db)
  await db.destroy()
  const pool = openPool(address, 2)
  await migrateJobs(pool)
  // What a power cut would lose is lost here: the tests that kill servers bring their own PostgreSQL.
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes'])
    await pool.query(`alter system set ${setting} = off`)
  await pool.query('select pg_reload_conf()')
  await pool.end()
  project.provide('postgres', { host: postgres.host, user: postgres.user, template })
  return async () => {
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
