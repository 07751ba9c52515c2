import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { type Db, openDatabase } from './database.ts'
import { listEvents, recordEvent, recordEvents, systemActor, verifyEvents } from './events.ts'

let database: TestDatabase
let db: Db
beforeAll(async () => {
  database = await createDatabase()
  db = openDatabase(database)
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

const event = (name: string) => ({
  actor: systemActor,
  type: 'export.made' as const,
  subject: { kind: 'x', id: name, name },
})

describe('the event log', () => {
  test('numbers and chains events, however many write at once', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        recordEvents(db, 'busy', new Date(), [event(`${index}a`), event(`${index}b`)]),
      ),
    )
    const { items, total } = await listEvents(db, 'busy', {}, { limit: 100 })
    expect(total).toBe(80)
    expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: 80 }, (_, index) => 80 - index))
    expect(await verifyEvents(db, 'busy')).toMatchObject({ intact: true, events: 80, brokenAt: null })
  })

  test('one statement may write for several tenants, in turns, and one transaction in several statements', async () => {
    const row = (tenant: string) => ({
      tenant,
      type: 'export.made',
      actor_kind: 'system' as const,
      actor_id: null,
      actor_name: 'x',
      subject_kind: null,
      subject_id: null,
      subject_name: null,
    })
    await db.transaction().execute(async (tx) => {
      await tx.insertInto('event').values(['left', 'right', 'left', 'left', 'right'].map(row)).execute()
      await tx
        .insertInto('event')
        .values([row('right')])
        .execute()
    })
    await recordEvent(db, 'left', new Date(), event('later'))
    expect(await verifyEvents(db, 'left')).toMatchObject({ intact: true, events: 4 })
    expect(await verifyEvents(db, 'right')).toMatchObject({ intact: true, events: 3 })
  })

  test('an event of a transaction that fails never was', async () => {
    await recordEvent(db, 'rolled', new Date(), event('one'))
    await db
      .transaction()
      .execute(async (tx) => {
        await recordEvent(tx, 'rolled', new Date(), event('two'))
        throw new Error('no')
      })
      .catch(() => undefined)
    await recordEvent(db, 'rolled', new Date(), event('three'))
    expect(await verifyEvents(db, 'rolled')).toMatchObject({ intact: true, events: 2 })
  })

  test.each(['update event set actor_name = $$x$$', 'delete from event', 'truncate event'])(
    'refuses to %s',
    async (statement) => {
      await recordEvent(db, 'kept', new Date(), event('one'))
      const { sql } = await import('kysely')
      await expect(sql.raw(statement).execute(db)).rejects.toThrow('append-only')
    },
  )

  test('whoever gets around that is found out: a changed event, a missing one, a cut-off end', async () => {
    const { sql } = await import('kysely')
    const tamper = async (statement: string) => {
      const tenant = `t${statement.length}`
      await recordEvents(db, tenant, new Date(), ['one', 'two', 'three', 'four'].map(event))
      await sql
        .raw(
          `alter table event disable trigger event_keep; ${statement.replaceAll('$T', `'${tenant}'`)}; alter table event enable trigger event_keep`,
        )
        .execute(db)
      return verifyEvents(db, tenant)
    }
    expect(await tamper(`update event set data = '{"a":1}' where tenant = $T and seq = 2`)).toMatchObject({
      intact: false,
      brokenAt: 2,
    })
    expect(await tamper('delete from event where tenant = $T and seq = 3')).toMatchObject({
      intact: false,
      brokenAt: 4,
    })
    expect(await tamper('delete from event where tenant = $T and seq >= 3 ')).toMatchObject({
      intact: false,
      brokenAt: 3,
    })
    expect(await tamper(`update event set actor_name = 'Mallory' where tenant = $T and seq = 4`)).toMatchObject({
      intact: false,
      brokenAt: 4,
    })
  })

  test('pages are not shifted by what comes in meanwhile', async () => {
    await recordEvents(
      db,
      'pages',
      new Date(),
      Array.from({ length: 5 }, (_, index) => event(`${index}`)),
    )
    const first = await listEvents(db, 'pages', {}, { limit: 2 })
    await recordEvents(db, 'pages', new Date(), [event('new')])
    const second = await listEvents(db, 'pages', {}, { limit: 2, cursor: first.next ?? '' })
    const third = await listEvents(db, 'pages', {}, { limit: 2, cursor: second.next ?? '' })
    expect([first, second, third].flatMap(({ items }) => items.map(({ seq }) => seq))).toEqual([5, 4, 3, 2, 1])
    expect(third.next).toBeNull()
    await expect(listEvents(db, 'pages', {}, { limit: 2, cursor: 'nonsense' })).rejects.toMatchObject({
      code: 'request.invalid',
    })
  })
})
