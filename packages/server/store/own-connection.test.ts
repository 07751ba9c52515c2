import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { openQueryPool } from './database.ts'
import { keepConnection } from './own-connection.ts'

let database: TestDatabase
let pool: ReturnType<typeof openQueryPool>
beforeAll(async () => {
  database = await createDatabase()
  pool = openQueryPool(database, 1)
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const here = async (): Promise<number[]> =>
  (await pool.query(`select pid from pg_stat_activity where application_name = 'rollcall test'`)).rows.map(
    ({ pid }) => pid,
  )

test('is made again when it breaks, and is told of it', async () => {
  let made = 0
  const lost: unknown[] = []
  const connection = keepConnection(
    database,
    'test',
    async () => {
      made++
    },
    (error) => lost.push(error),
  )
  await expect.poll(async () => (await here()).length).toBe(1)
  await pool.query('select pg_terminate_backend($1)', await here())
  await expect.poll(() => made).toBe(2)
  expect(lost).toHaveLength(1)
  await connection.close()
  await expect.poll(async () => (await here()).length).toBe(0)
})

test.each([0, 1, 3, 6, 10])(
  'closed %i ms after it was asked for, in whatever it is just doing, it ends',
  async (after) => {
    const connection = keepConnection(
      database,
      'test',
      async (client) => {
        await client.query('select pg_sleep(0.005)')
      },
      () => undefined,
    )
    await sleep(after)
    await connection.close()
    await expect.poll(async () => (await here()).length).toBe(0)
  },
)
