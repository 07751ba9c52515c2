import type pg from 'pg'
import type { Executor, Queries } from '../store/database.ts'
import { queriesOver } from '../store/enterprise-switch.ts'
import type { EnterpriseRow } from '../store/enterprises.ts'

/** A transaction that has its turn: no other that reaches teams of the enterprise runs beside it. */
export interface Turn {
  queries: Queries
  enterpriseId: number
  /** How many users may be in organizations; null without a limit. */
  licences: number | null
}

/** The turn of a transaction that holds the row of the enterprise, for update, already. */
export const turnIn = (tx: Executor, { id, licences }: EnterpriseRow): Turn => ({
  queries: queriesOver(tx),
  enterpriseId: id,
  licences,
})

const queues = new WeakMap<Queries, Map<string, Promise<unknown>>>()

/**
 * Runs what reaches linked teams, one at a time in an enterprise: it reads how users stand to teams and organizations, and
 * that must still be so when it writes. What reaches none goes on side by side, and learns by the versions of its rows
 * when a turn was faster. In this process the next waits without holding a connection.
 */
export async function inTurn<Result>(
  queries: Queries,
  enterpriseId: number,
  run: (turn: Turn) => Promise<Result>,
): Promise<Result> {
  return oneByOne(queries, `turn ${enterpriseId}`, async (client) => run(await takeTurn(client, enterpriseId)))
}

/**
 * Runs what changes one user or group while nobody else writes its row: for who was overtaken once, and would be again
 * where many change it at once.
 */
export async function holding<Result>(
  queries: Queries,
  row: { kind: 'user' | 'group'; enterpriseId: number; id: string },
  run: (queries: Queries) => Promise<Result>,
): Promise<Result> {
  const { kind, enterpriseId, id } = row
  return oneByOne(queries, `${kind} ${enterpriseId} ${id}`, async (client) => {
    await client.query({
      name: `directory_${kind}_hold`,
      text: `select from directory_${kind} where enterprise_id = $1 and id = $2 for no key update`,
      values: [enterpriseId, id],
    })
    return run(client)
  })
}

async function oneByOne<Result>(
  queries: Queries,
  key: string,
  run: (client: Queries) => Promise<Result>,
): Promise<Result> {
  // A rehearsal is in a transaction already, which never stands.
  if (!isPool(queries)) return run(queries)
  const queue = queues.get(queries) ?? new Map<string, Promise<unknown>>()
  queues.set(queries, queue)
  const before = queue.get(key) ?? Promise.resolve()
  const turn = before.then(() => untilItStands(queries, run))
  const ended = turn.catch(() => undefined)
  queue.set(key, ended)
  try {
    return await turn
  } finally {
    if (queue.get(key) === ended) queue.delete(key)
  }
}

const isPool = (queries: Queries): queries is pg.Pool => 'connect' in queries

/** The row of the enterprise is the lock; readers and the keys of other tables do not wait for it. */
async function takeTurn(queries: Queries, enterpriseId: number): Promise<Turn> {
  const { rows } = await queries.query<{ licences: number | null }>({
    name: 'enterprise_turn',
    text: 'select licences from enterprise where id = $1 for no key update',
    values: [enterpriseId],
  })
  return { queries, enterpriseId, licences: rows[0]?.licences ?? null }
}

const attempts = 8

/** A row that what has no turn changed or removed meanwhile is read anew. */
async function untilItStands<Result>(pool: pg.Pool, run: (client: Queries) => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++)
    try {
      return await inTransaction(pool, run)
    } catch (error) {
      const { code = '' } = error as { code?: string }
      if (!['40001', '40P01', '23503'].includes(code) || attempt === attempts) throw error
    }
}

async function inTransaction<Result>(pool: pg.Pool, run: (client: Queries) => Promise<Result>): Promise<Result> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await run(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((cause: Error) => {
      broken = cause
    })
    throw error
  } finally {
    client.release(broken)
  }
}
