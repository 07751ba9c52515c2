import { sql } from 'kysely'
import type { DatabaseAddress, Db } from '../store/database.ts'
import { newId } from '../store/id.ts'
import { keepConnection } from '../store/own-connection.ts'

/** First key of the advisory locks by which processes show that they live. */
const lockSpace = 7655

export interface Presence {
  /** Id of this server process, under which it runs jobs. */
  id: string
  /** Tells that the jobs of this runner are ours. */
  addPool: (poolId: string) => Promise<void>
  /** Tells that the runners so far are no more, and frees what they had taken. */
  dropPools: () => Promise<void>
  /** Frees the jobs of processes that are gone. Runs by itself every few seconds too. */
  sweep: () => Promise<void>
  close: () => Promise<void>
}

interface Log {
  warn: (fields: object, message: string) => void
}

/**
 * Shows that this process lives by holding an advisory lock on a connection of its own, which PostgreSQL drops the
 * moment the process dies. The job queue itself would wait four hours before it gave a dead worker's job away.
 */
export async function announce(db: Db, address: DatabaseAddress, log: Log): Promise<Presence> {
  const id = newId('srv')
  const { lock_key } = await db
    .insertInto('server_process')
    .values({ id })
    .returning('lock_key')
    .executeTakeFirstOrThrow()
  const poolIds: string[] = []
  let ready = () => {}
  let failed = (_: unknown) => {}
  const held = new Promise<void>((resolve, reject) => {
    ready = resolve
    failed = reject
  })
  const connection = keepConnection(
    address,
    'presence',
    async (client) => {
      await client.query('select pg_advisory_lock($1, $2)', [lockSpace, lock_key])
      // While the connection was down another process may have swept us away.
      await db
        .insertInto('server_process')
        .values({ id, pool_ids: poolIds })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute()
      ready()
    },
    (error) => failed(error),
  )
  await held.catch(async (error) => {
    await connection.close()
    throw error
  })

  async function sweep(): Promise<void> {
    const others = await db.selectFrom('server_process').selectAll().where('id', '!=', id).execute()
    for (const other of others) {
      const gone = await db.connection().execute(async (one) => {
        const { rows } = await sql<{ free: boolean }>`
          select pg_try_advisory_lock(${lockSpace}, ${other.lock_key}) as free`.execute(one)
        if (!rows[0]?.free) return false
        await sql`select pg_advisory_unlock(${lockSpace}, ${other.lock_key})`.execute(one)
        return true
      })
      if (!gone) continue
      await db.deleteFrom('server_process').where('id', '=', other.id).execute()
      await sql`select graphile_worker.force_unlock_workers(${other.pool_ids})`.execute(db)
      log.warn({ process: other.id }, 'Another server process is gone; its jobs are free again')
    }
    // Jobs of a process that died before it had told its runner's name.
    await sql`
      select graphile_worker.force_unlock_workers(array_agg(distinct locked_by)) from graphile_worker.jobs
      where locked_at < now() - interval '15 seconds'
        and locked_by not in (select unnest(pool_ids) from server_process)`.execute(db)
  }

  const timer = setInterval(() => {
    sweep().catch((error) => log.warn({ err: error }, 'Could not look for lost server processes'))
  }, 5000)

  return {
    id,
    sweep,
    async addPool(poolId) {
      poolIds.push(poolId)
      await db.updateTable('server_process').set({ pool_ids: poolIds }).where('id', '=', id).execute()
    },
    async dropPools() {
      const gone = poolIds.splice(0)
      await db.updateTable('server_process').set({ pool_ids: [] }).where('id', '=', id).execute()
      await sql`select graphile_worker.force_unlock_workers(${gone})`.execute(db)
    },
    async close() {
      clearInterval(timer)
      await db
        .deleteFrom('server_process')
        .where('id', '=', id)
        .execute()
        .catch(() => undefined)
      await connection.close()
    },
  }
}
