import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { aUser, type DirectoryBench, openDirectory } from '../../../test/support/directory.ts'
import { keepAuditWeeks, sealAudit, sealedAfter, sealMissed, verifyAudit } from './audit-chain.ts'
import { getEnterprise } from './enterprises.ts'

let bench: DirectoryBench
let slug = ''
let id = 0
let count = 0
const db = () => bench.server.deps.db
const dayMs = 86_400_000

beforeAll(async () => {
  bench = await openDirectory()
})
afterAll(() => bench.close())
beforeEach(async () => {
  slug = `e${++count}`
  await bench.server.home.ok('POST', '/enterprises', { slug, kind: 'emu', shortCode: `code${count}` })
  id = (await getEnterprise(db(), bench.server.home.tenant, slug)).id
})

/** Events as SCIM writes them, at a time. */
async function write(many: number, at = new Date(), action = 'user.create'): Promise<void> {
  await sql`insert into audit_event (enterprise_id, at, action, request_id, data)
    select ${id}, ${at}, ${action}, 'r' || n, jsonb_build_object('_document_id', ${slug} || '-' || n, 'action', ${action}::text)
    from generate_series(1, ${many}::int) n`.execute(db())
}

/** What someone does who reaches the database, past the trigger that keeps everyone else from it. */
async function tamper(statement: string): Promise<void> {
  await db()
    .transaction()
    .execute(async (tx) => {
      await sql`set local session_replication_role = replica`.execute(tx)
      await sql.raw(statement).execute(tx)
    })
}
/** Where the short look begins, and how far that is from the last event. */
async function chainOf(): Promise<{ low: number; behind: number }> {
  const { rows } = await sql<{ low: number; behind: number }>`
    select low, highest - low as behind from audit_chain where enterprise_id = ${id}`.execute(db())
  if (!rows[0]) throw new Error('nothing is sealed yet')
  return rows[0]
}

const seqOf = async (place: number): Promise<number> => {
  const { rows } = await sql<{ seq: number }>`select seq from audit_event where enterprise_id = ${id}
    order by seq offset ${place} limit 1`.execute(db())
  return rows[0]?.seq ?? 0
}

describe('the chain of hashes', () => {
  test('covers what SCIM wrote, request by request', async () => {
    for (let one = 0; one < 3; one++) await bench.scim('POST', '/Users', aUser())
    await sealAudit(db())
    const { id: octo } = await getEnterprise(db(), bench.server.home.tenant, 'octo')
    const { count } = await db()
      .selectFrom('audit_event')
      .where('enterprise_id', '=', octo)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    expect(await verifyAudit(db(), octo)).toMatchObject({ intact: true, events: count, waiting: 0, problems: [] })
  })

  test('of an empty log is whole', async () => {
    expect(await verifyAudit(db(), id)).toMatchObject({ intact: true, events: 0, seals: 0, head: '0:' })
  })

  test('goes on from seal to seal, and an earlier head stays part of it', async () => {
    await write(700)
    expect(await verifyAudit(db(), id)).toMatchObject({ intact: true, events: 0, waiting: 700 })
    expect(await sealAudit(db())).toBe(700)
    const { head } = await verifyAudit(db(), id)
    const [number, hash] = head.split(':') as [string, string]
    expect(number).toBe('2')
    await write(5)
    await sealAudit(db())
    const later = await verifyAudit(db(), id, { number: 2, hash })
    expect(later).toMatchObject({ intact: true, known: true, events: 705, seals: 3, late: 0 })
    expect(await verifyAudit(db(), id, { number: 2, hash: 'ab'.repeat(32) })).toMatchObject({
      intact: false,
      known: false,
    })
    expect(await verifyAudit(db(), id, { number: 9, hash })).toMatchObject({ intact: false, known: false })
  })

  test.each([
    ['changed', (seq: number) => `update audit_event set data = data || '{"actor":"x"}' where seq = ${seq}`, 'changed'],
    [
      'moved in time',
      (seq: number) => `update audit_event set at = at + interval '1 second' where seq = ${seq}`,
      /changed|missing/,
    ],
    ['removed', (seq: number) => `delete from audit_event where seq = ${seq}`, 'missing'],
  ])('an event that is %s is named', async (_, statement, kind) => {
    await write(600)
    await sealAudit(db())
    const seq = await seqOf(510)
    await tamper(statement(seq))
    const { intact, problems } = await verifyAudit(db(), id)
    expect(intact).toBe(false)
    expect(problems).toEqual([{ kind: expect.stringMatching(kind), position: 511, seq }])
  })

  test('a digest is over the event as a JSON array, and stays so: old seals must verify', async () => {
    await sql`insert into audit_event (enterprise_id, at, action, request_id, data) values
      (${id}, '2026-11-20T10:00:00.123456Z', 'user.create', 'né', '{"b": "ü %s", "a": [1, null]}')`.execute(db())
    const { rows } = await sql<{ seq: number; digest: Buffer }>`
      select seq, audit_digest(e) as digest from audit_event e where enterprise_id = ${id}`.execute(db())
    const micros = Date.parse('2026-11-20T10:00:00Z') * 1000 + 123_456
    const text = `[${id}, ${rows[0]?.seq}, ${micros}, "user.create", null, "né", {"a": [1, null], "b": "ü %s"}]`
    expect(rows[0]?.digest.toString('hex')).toBe(createHash('sha256').update(text).digest('hex'))
  })

  test('a seal that is changed, cut out, or cut off at the end is seen', async () => {
    await write(1200)
    await sealAudit(db())
    const kinds = async () => (await verifyAudit(db(), id)).problems.map((one) => one.kind)
    await tamper(`update audit_seal set digests = digests || '\\x00' where enterprise_id = ${id} and number = 2`)
    expect(await kinds()).toContain('seal')
    await tamper(`delete from audit_seal where enterprise_id = ${id} and number = 2`)
    expect(await kinds()).toContain('seal')
    await tamper(`delete from audit_seal where enterprise_id = ${id} and number > 1`)
    expect(await kinds()).toEqual(['end'])
  })

  test('nobody changes an event in place, and nobody is in the way of who writes', async () => {
    await write(1)
    await expect(sql`update audit_event set action = 'x' where enterprise_id = ${id}`.execute(db())).rejects.toThrow(
      /append-only/,
    )
    await sealAudit(db())
    await write(1)
    // A sealer that stands still holds its own row and nothing of a writer's.
    await db()
      .transaction()
      .execute(async (tx) => {
        await sql`select audit_seal_next(${id}, 500, 40, null)`.execute(tx)
        await write(2)
        expect(await sealAudit(db())).toBe(0)
      })
    expect(await sealAudit(db())).toBe(2)
    expect(await verifyAudit(db(), id)).toMatchObject({ intact: true, events: 4 })
  })

  test('an event that commits after later ones is sealed when it comes, once, however long it took', async () => {
    const pool = bench.server.deps.queries
    const slow = await pool.connect()
    try {
      await slow.query('begin')
      await slow.query(
        `insert into audit_event (enterprise_id, at, action, request_id, data) values ($1, now(), 'user.create', 'slow', '{"_document_id":"slow"}')`,
        [id],
      )
      await write(3)
      expect(await sealAudit(db())).toBe(3)
      // As if seconds had passed with it still open: what could come late must stay in view.
      for (let pass = 0; pass < 3; pass++) {
        await sql`update audit_chain set mark_at = mark_at - interval '1 minute'`.execute(db())
        expect(await sealAudit(db())).toBe(0)
      }
      await slow.query('commit')
    } finally {
      slow.release()
    }
    expect(await sealAudit(db())).toBe(1)
    // Transactions of other databases may hold it up for a while.
    let again = 0
    await expect
      .poll(async () => {
        await sql`update audit_chain set mark_at = mark_at - interval '1 minute'`.execute(db())
        again += await sealAudit(db())
        return (await chainOf()).behind
      })
      .toBe(0)
    expect(again).toBe(0)
    const { events } = await sealedAfter(db(), id, 0, 500)
    expect(events.map(({ data }) => data._document_id)).toEqual([`${slug}-1`, `${slug}-2`, `${slug}-3`, 'slow'])
    expect(await verifyAudit(db(), id)).toMatchObject({ intact: true, events: 4, waiting: 0 })
  })

  test('the short look stays short while others write: what nothing can come before is left behind', async () => {
    await write(2)
    await sealAudit(db())
    const { low } = await chainOf()
    const looks: number[] = []
    await expect
      .poll(async () => {
        await write(2)
        looks.push(await sealAudit(db()))
        await sql`update audit_chain set mark_at = mark_at - interval '1 minute'`.execute(db())
        return (await chainOf()).low
      })
      .toBeGreaterThan(low)
    expect(new Set(looks)).toEqual(new Set([2]))
    expect(await verifyAudit(db(), id)).toMatchObject({ intact: true, events: 2 * looks.length + 2, waiting: 0 })
  })

  test('a look that seals as much as it may leaves in view what it did not reach', async () => {
    await write(1)
    await sealAudit(db())
    await write(5)
    // As if the mark of a moment ago were the last of them, and nothing could come before it any more.
    await sql`update audit_chain set mark = (select max(seq) from audit_event where enterprise_id = ${id}),
      mark_xid = '1', mark_at = mark_at - interval '1 minute' where enterprise_id = ${id}`.execute(db())
    const { low } = await chainOf()
    const look = async () => {
      const { rows } = await sql<{ sealed: number }>`select audit_seal_next(${id}, 1, 2, null) as sealed`.execute(db())
      return { sealed: rows[0]?.sealed, low: (await chainOf()).low }
    }
    expect(await look()).toEqual({ sealed: 2, low })
    expect(await look()).toEqual({ sealed: 2, low })
    const end = await look()
    expect(end.sealed).toBe(1)
    expect(end.low).toBeGreaterThan(low)
    expect(await verifyAudit(db(), id)).toMatchObject({ intact: true, events: 6, seals: 6, waiting: 0 })
  })

  test('what the short look missed, the hourly one finds', async () => {
    await write(3)
    await sealAudit(db())
    await sql`update audit_chain set low = highest + 1000, low_number = number where enterprise_id = ${id}`.execute(
      db(),
    )
    await write(2)
    expect(await sealAudit(db())).toBe(0)
    expect(await sealMissed(db(), new Date())).toBe(2)
    expect(await sealMissed(db(), new Date())).toBe(0)
    expect(await verifyAudit(db(), id)).toMatchObject({ intact: true, events: 5, waiting: 0 })
  })

  test('events of two servers that seal at once are sealed once', async () => {
    await write(2000)
    const sums = await Promise.all([sealAudit(db()), sealAudit(db()), sealAudit(db())])
    expect(sums.reduce((sum, one) => sum + one, 0) + (await sealAudit(db()))).toBe(2000)
    expect(await verifyAudit(db(), id)).toMatchObject({ intact: true, events: 2000, seals: 4 })
  })
})

describe('retention', () => {
  const partitions = async () => {
    const { rows } = await sql<{ name: string }>`select inhrelid::regclass::text as name from pg_inherits
      where inhparent = 'audit_event'::regclass order by 1`.execute(db())
    return rows.map(({ name }) => name)
  }

  test('drops weeks that are too old and keeps the rest verifiable; who keeps all keeps all', async () => {
    const now = new Date()
    const old = new Date(now.getTime() - 200 * dayMs)
    await sql`select audit_weeks(${old}, ${old})`.execute(db())
    await write(600, old)
    await write(40, new Date(now.getTime() - 150 * dayMs))
    await write(7)
    await sealAudit(db())
    const emu = id
    const before = await verifyAudit(db(), emu)
    expect(before).toMatchObject({ intact: true, events: 647, late: 640 })
    const [number, hash] = before.head.split(':') as [string, string]
    // An appliance of the same installation keeps its events of the same week.
    await bench.server.home.ok('POST', '/enterprises', { slug: 'appliance', kind: 'ghes' })
    id = (await getEnterprise(db(), bench.server.home.tenant, 'appliance')).id
    await write(9, old)
    await sealAudit(db())
    await keepAuditWeeks(db(), now)
    const after = await verifyAudit(db(), emu, { number: Number(number), hash })
    expect(after).toMatchObject({ intact: true, known: true, events: 47, waiting: 0, dropped: { events: 600 } })
    expect(await verifyAudit(db(), id)).toMatchObject({ intact: true, dropped: { events: 0, before: null } })
    const weeks = await partitions()
    for (const { slug } of await db().selectFrom('enterprise').select('slug').execute())
      await bench.server.home.ok('PATCH', `/enterprises/${slug}`, { options: { auditRetention: 90 } })
    await keepAuditWeeks(db(), now)
    expect((await partitions()).length).toBeLessThan(weeks.length)
    expect(await verifyAudit(db(), emu)).toMatchObject({ intact: true, events: 7, dropped: { events: 640 } })
    // Once more changes nothing.
    await keepAuditWeeks(db(), now)
    expect(await verifyAudit(db(), emu)).toMatchObject({ intact: true, events: 7 })
    await tamper(`delete from audit_event where enterprise_id = ${emu}`)
    expect((await verifyAudit(db(), emu)).intact).toBe(false)
  })

  test('makes the weeks to come before they are needed, and a clock that is far off loses nothing', async () => {
    await keepAuditWeeks(db(), new Date())
    const week = new Date(Date.now() + 21 * dayMs)
    await write(1, week)
    await write(1, new Date('2199-01-01T00:00:00Z'))
    await sealAudit(db())
    expect(await verifyAudit(db(), id)).toMatchObject({ intact: true, events: 2 })
    const { rows } = await sql`select from audit_event_other where enterprise_id = ${id}`.execute(db())
    expect(rows).toHaveLength(1)
  })
})
