import { sql } from 'kysely'
import { retentionDays } from './audit-log.ts'
import type { Db, Executor } from './database.ts'

/** Events in one seal, at most. A change of one event breaks no more than this many apart. */
const sealSize = 500
/** Seals that one look writes, at most: it holds the enterprise's row of the chain meanwhile. */
const sealsAtOnce = 40
const missedAfterMs = 3 * 86_400_000

/** Seals what is committed and not sealed yet, of every enterprise. Answers how many events. */
export async function sealAudit(db: Db): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select e.id from enterprise e left join audit_chain c on c.enterprise_id = e.id
    where (select max(a.seq) from audit_event a where a.enterprise_id = e.id) > coalesce(c.low, 0)`.execute(db)
  let sealed = 0
  for (const { id } of rows) sealed += await sealEnterprise(db, id, null)
  return sealed
}

/** Looks once more at all events of the last days: none may be left out for good, whatever happened meanwhile. */
export async function sealMissed(db: Db, now: Date): Promise<number> {
  let sealed = 0
  for (const { id } of await db.selectFrom('enterprise').select('id').execute())
    sealed += await sealEnterprise(db, id, new Date(now.getTime() - missedAfterMs))
  return sealed
}

async function sealEnterprise(db: Db, enterpriseId: number, since: Date | null): Promise<number> {
  for (let all = 0; ; ) {
    // While others write there is always one more: it waits for the next look.
    const { rows } = await sql<{ sealed: number }>`
      select audit_seal_next(${enterpriseId}, ${sealSize}, ${sealsAtOnce}, ${since}) as sealed`.execute(db)
    const sealed = rows[0]?.sealed ?? 0
    all += sealed
    if (sealed < sealSize * sealsAtOnce) return all
  }
}

/** How far the sealed part of an enterprise's log goes. */
export async function sealedPosition(db: Executor, enterpriseId: number): Promise<number> {
  const row = await db
    .selectFrom('audit_chain')
    .select('position')
    .where('enterprise_id', '=', enterpriseId)
    .executeTakeFirst()
  return row?.position ?? 0
}

/** Place of the last sealed event before this moment: what comes after it is from then on, or was sealed later. */
export async function positionAt(db: Executor, enterpriseId: number, moment: Date): Promise<number> {
  const row = await db
    .selectFrom('audit_seal')
    .select('first')
    .where('enterprise_id', '=', enterpriseId)
    .where('to_at', '>=', moment.toISOString())
    .orderBy('first')
    .limit(1)
    .executeTakeFirst()
  return row ? row.first - 1 : sealedPosition(db, enterpriseId)
}

export interface SealedEvent {
  position: number
  data: Record<string, unknown>
}

/** Sealed events after a place, in the order of the chain, about so many. Those that retention dropped are passed over. */
export async function sealedAfter(
  db: Executor,
  enterpriseId: number,
  position: number,
  most: number,
): Promise<{ events: SealedEvent[]; last: number }> {
  const seals = await db
    .selectFrom('audit_seal')
    .select(['number', 'first', 'from_at', 'to_at'])
    .select(sql<number>`cardinality(seqs)`.as('count'))
    .where('enterprise_id', '=', enterpriseId)
    .where('first', '>', position - sealSize)
    .where(sql<boolean>`first + cardinality(seqs) - 1 > ${position}`)
    .orderBy('first')
    .limit(Math.min(most, 100))
    .execute()
  const chosen: typeof seals = []
  let count = 0
  for (const seal of seals) {
    if (chosen.length > 0 && count + seal.count > most) break
    chosen.push(seal)
    count += seal.count
  }
  const end = chosen.at(-1)
  if (!end) return { events: [], last: position }
  const { rows } = await sql<SealedEvent>`
    with sealed as (
      select s.first + u.ord - 1 as position, u.seq
      from audit_seal s, unnest(s.seqs) with ordinality u (seq, ord)
      where s.enterprise_id = ${enterpriseId} and s.number between ${chosen[0]?.number} and ${end.number}
    )
    select s.position, e.data from sealed s
    join audit_event e on e.enterprise_id = ${enterpriseId} and e.seq = s.seq
    where s.position > ${position} and e.at >= ${spanOf(chosen).from} and e.at <= ${spanOf(chosen).to}
    order by s.position`.execute(db)
  return { events: rows, last: end.first + end.count - 1 }
}

// The driver keeps milliseconds of a time, the database microseconds.
const spanOf = (seals: readonly { from_at: string; to_at: string }[]) => ({
  from: new Date(Math.min(...seals.map(({ from_at }) => Date.parse(from_at))) - 1),
  to: new Date(Math.max(...seals.map(({ to_at }) => Date.parse(to_at))) + 1),
})

/** What does not fit: an event that was changed or is gone, a seal that was changed, or the end of the chain. */
export interface ChainProblem {
  kind: 'changed' | 'missing' | 'seal' | 'end'
  position: number
  seq: number | null
}

export interface Verification {
  intact: boolean
  /** Events that the chain covers and that are there. */
  events: number
  /** Events that no seal has yet. */
  waiting: number
  /** Sealed more than an hour after the time that they bear. */
  late: number
  /** Events that retention has dropped, and before when. */
  dropped: { events: number; before: string | null }
  seals: number
  head: string
  /** Whether an earlier head, which was kept elsewhere, is still part of the chain; null where none was given. */
  known: boolean | null
  problems: ChainProblem[]
}

const pageOfSeals = 40
const mostProblems = 20

/**
 * Computes the chain anew, seal by seal, and holds every event against it. At most twenty problems are named: one is
 * enough to distrust all that follows.
 */
export async function verifyAudit(
  db: Executor,
  enterpriseId: number,
  expected: { number: number; hash: string } | null = null,
): Promise<Verification> {
  const chain = await db
    .selectFrom('audit_chain')
    .selectAll()
    .where('enterprise_id', '=', enterpriseId)
    .executeTakeFirst()
  if (!chain) {
    const waiting = await countSince(db, enterpriseId, null)
    return { ...nothingSealed, intact: expected === null, waiting, known: expected && false }
  }
  const { dropped_before: before, dropped_position: gone } = chain
  const place = { number: chain.dropped_number, hash: chain.dropped_hash, position: gone }
  const sum = { events: 0, changed: 0, late: 0, dropped: gone }
  const problems: ChainProblem[] = []
  const isExpected = () => place.number === expected?.number && place.hash.toString('hex') === expected.hash
  let known = isExpected()
  while (problems.length < mostProblems) {
    const page = await verifyPage(db, enterpriseId, { ...place, droppedBefore: before })
    if (page.seals.length === 0) break
    for (const seal of page.seals) {
      if (seal.number !== place.number + 1 || seal.first !== place.position + 1 || !seal.fits)
        problems.push({ kind: 'seal', position: seal.first, seq: null })
      Object.assign(place, { number: seal.number, hash: seal.hash, position: seal.first + seal.count - 1 })
      sum.late += seal.late ? seal.count : 0
      known ||= isExpected()
    }
    sum.events += page.present
    sum.changed += page.changed
    sum.dropped += page.expired
    problems.push(...page.problems)
  }
  const isEnd = chain.number === place.number && chain.hash.equals(place.hash) && chain.position === place.position
  if (!isEnd && problems.length < mostProblems) problems.push({ kind: 'end', position: place.position + 1, seq: null })
  const there = await countSince(db, enterpriseId, before)
  return {
    intact: problems.length === 0 && (expected === null || known),
    events: sum.events,
    waiting: Math.max(0, there - sum.events - sum.changed),
    late: sum.late,
    dropped: { events: sum.dropped, before },
    seals: chain.number,
    head: `${chain.number}:${chain.hash.toString('hex')}`,
    known: expected && known,
    problems: problems.slice(0, mostProblems),
  }
}

const nothingSealed = {
  intact: true,
  events: 0,
  late: 0,
  dropped: { events: 0, before: null },
  seals: 0,
  head: '0:',
  problems: [],
}

async function countSince(db: Executor, enterpriseId: number, before: string | null): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from audit_event
    where enterprise_id = ${enterpriseId} and at >= coalesce(${before}::timestamptz, '-infinity')`.execute(db)
  return rows[0]?.count ?? 0
}

async function verifyPage(
  db: Executor,
  enterpriseId: number,
  { number, hash, droppedBefore }: { number: number; hash: Buffer; droppedBefore: string | null },
) {
  const { rows: seals } = await sql<{
    number: number
    first: number
    count: number
    hash: Buffer
    fits: boolean
    from_at: string
    to_at: string
    late: boolean
  }>`
    select number, first, cardinality(seqs) as count, hash, from_at, to_at,
      sealed_at > from_at + interval '1 hour' as late,
      hash = audit_seal_hash(coalesce(lag(hash) over (order by number), ${hash}), number, first, seqs, digests)
        and length(digests) = 32 * cardinality(seqs) as fits
    from audit_seal where enterprise_id = ${enterpriseId} and number > ${number}
    order by number limit ${pageOfSeals}`.execute(db)
  const end = seals.at(-1)
  if (!end) return { seals, present: 0, expired: 0, changed: 0, problems: [] as ChainProblem[] }
  const span = spanOf(seals)
  const { rows } = await sql<{
    state: 'fits' | 'changed' | 'missing' | 'expired'
    count: number
    first: [number, number][]
  }>`
    with sealed as (
      select s.first + u.ord - 1 as position, u.seq, s.to_at,
        substring(s.digests from (32 * (u.ord - 1) + 1)::integer for 32) as digest
      from audit_seal s, unnest(s.seqs) with ordinality u (seq, ord)
      where s.enterprise_id = ${enterpriseId} and s.number > ${number} and s.number <= ${end.number}
    ), there as (
      select e.seq, audit_digest(e) as digest from audit_event e
      where e.enterprise_id = ${enterpriseId} and e.at >= ${span.from} and e.at <= ${span.to}
    ), judged as (
      select s.position, s.seq, case when t.digest = s.digest then 'fits' when t.seq is not null then 'changed'
        when s.to_at < ${droppedBefore}::timestamptz then 'expired' else 'missing' end as state
      from sealed s left join there t on t.seq = s.seq
    )
    select state, count(*) as count,
      (select json_agg(json_build_array(f.position, f.seq)) from (
        select position, seq from judged f where f.state = j.state and f.state in ('changed', 'missing')
        order by position limit ${mostProblems}) f) as first
    from judged j group by state`.execute(db)
  const count = (state: string) => rows.find((row) => row.state === state)?.count ?? 0
  const problems = rows.flatMap(({ state, first }) =>
    state === 'changed' || state === 'missing'
      ? first.map(([position, seq]): ChainProblem => ({ kind: state, position, seq }))
      : [],
  )
  return {
    seals,
    present: count('fits'),
    expired: count('expired'),
    changed: count('changed'),
    problems: problems.toSorted((one, other) => one.position - other.position),
  }
}

const dayMs = 86_400_000

/** Beginning of the week, Monday in UTC, that a moment is in. */
const weekOf = (moment: Date): Date => {
  const day = Math.floor(moment.getTime() / dayMs)
  // 1 January 1970 was a Thursday.
  return new Date((day - ((day + 3) % 7)) * dayMs)
}

/**
 * Makes the weeks to come and ends those that no enterprise keeps any more: a week that is over for all is dropped as a
 * table, one that others still keep loses its rows. The hash that the rest of the chain begins with stays.
 */
export async function keepAuditWeeks(db: Db, now: Date): Promise<void> {
  await withShortLocks(db, (tx) => sql`select audit_weeks(${now}, ${new Date(now.getTime() + 28 * dayMs)})`.execute(tx))
  const enterprises = await db.selectFrom('enterprise').selectAll().execute()
  const ends = new Map<number, Date>()
  for (const enterprise of enterprises) {
    const days = retentionDays(enterprise)
    if (days !== null) ends.set(enterprise.id, weekOf(new Date(now.getTime() - days * dayMs)))
  }
  for (const [id, before] of ends) await endBefore(db, id, before)
  const isOver = (end: Date) => enterprises.every(({ id }) => (ends.get(id)?.getTime() ?? 0) >= end.getTime())
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'audit_event'::regclass and c.relname ~ '^audit_event_[0-9]{8}$' order by 1`.execute(db)
  for (const { name } of rows) {
    const [, year = '', month = '', day = ''] = /(\d{4})(\d\d)(\d\d)$/.exec(name) ?? []
    const end = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day) + 7))
    if (isOver(end)) await withShortLocks(db, (tx) => sql`drop table ${sql.id(name)}`.execute(tx))
  }
  for (const [id, before] of ends)
    await db.deleteFrom('audit_event').where('enterprise_id', '=', id).where('at', '<', before.toISOString()).execute()
}

/** Forgets the seals of what is dropped, as far as they are the beginning of the chain, and keeps the hash of the last. */
async function endBefore(db: Db, enterpriseId: number, before: Date): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`
      with last as (
        select number, first + cardinality(seqs) - 1 as position, hash from audit_seal s
        where enterprise_id = ${enterpriseId} and number < coalesce((
          select min(number) from audit_seal where enterprise_id = ${enterpriseId} and to_at >= ${before}),
          9223372036854775807)
        order by number desc limit 1
      )
      update audit_chain c set dropped_before = ${before}, dropped_number = coalesce(l.number, c.dropped_number),
        dropped_position = coalesce(l.position, c.dropped_position), dropped_hash = coalesce(l.hash, c.dropped_hash)
      from (select 1) one left join last l on true
      where c.enterprise_id = ${enterpriseId} and (c.dropped_before is null or c.dropped_before < ${before})`.execute(
      tx,
    )
    await sql`delete from audit_seal s using audit_chain c
      where s.enterprise_id = ${enterpriseId} and c.enterprise_id = ${enterpriseId} and s.number <= c.dropped_number`.execute(
      tx,
    )
  })
}

/** What changes the tables waits a moment at most: behind it, every writer would wait too. */
const withShortLocks = (db: Db, run: (tx: Executor) => Promise<unknown>): Promise<unknown> =>
  db.transaction().execute(async (tx) => {
    await sql`set local lock_timeout = '3s'`.execute(tx)
    return run(tx)
  })
