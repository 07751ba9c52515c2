import type { Comparison, MoveStep, NameKind } from '@rollcall/api'
import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { Executor } from './database.ts'
import type { EnterpriseRow } from './enterprises.ts'
import { cursorOf, offsetOf, type PageRequest } from './paging.ts'
import type { Schema } from './schema.ts'

/** What a move keeps of its steps. */
export interface MoveState {
  done: Partial<Record<MoveStep, { at: string; by: string }>>
  /** As it was when the step was ended: after the reset there is nothing to compare with. */
  comparison: Comparison | null
  exportedAt: string | null
}

export type MoveRow = Omit<Selectable<Schema['enterprise_move']>, 'step' | 'state'> & {
  step: MoveStep
  state: MoveState
}

export async function findMove(db: Executor, { id }: EnterpriseRow, lock = false): Promise<MoveRow | null> {
  const query = db.selectFrom('enterprise_move').selectAll().where('enterprise_id', '=', id)
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst()
  return (row as unknown as MoveRow | undefined) ?? null
}

export async function addMove(
  tx: Executor,
  { id }: EnterpriseRow,
  startedBy: string,
  now: Date,
): Promise<'made' | 'there'> {
  const state: MoveState = { done: {}, comparison: null, exportedAt: null }
  const made = await tx
    .insertInto('enterprise_move')
    .values({
      enterprise_id: id,
      step: 'compare' satisfies MoveStep,
      state: JSON.stringify(state),
      started_at: now,
      started_by: startedBy,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.column('enterprise_id').doNothing())
    .returning('enterprise_id')
    .executeTakeFirst()
  return made ? 'made' : 'there'
}

export async function saveMove(
  tx: Executor,
  { enterprise_id }: MoveRow,
  { step, state }: { step: MoveStep; state: MoveState },
  now: Date,
): Promise<void> {
  await tx
    .updateTable('enterprise_move')
    .set({ step, state: JSON.stringify(state), updated_at: now })
    .where('enterprise_id', '=', enterprise_id)
    .execute()
}

export async function removeMove(tx: Executor, { id }: EnterpriseRow): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('enterprise_move')
    .where('enterprise_id', '=', id)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

export interface MoveName {
  user_name: string
  login: string | null
  login_key: string | null
  problem: string | null
}

/** Adds names; the same one twice is one. */
export async function addNames(tx: Executor, { id }: EnterpriseRow, names: readonly MoveName[]): Promise<void> {
  await sql`insert into enterprise_move_name (enterprise_id, user_name, login, login_key, problem)
    select ${id}, n.user_name, n.login, n.login_key, n.problem
    from json_to_recordset(${JSON.stringify(names)}::json) n (user_name text, login text, login_key text, problem text)
    on conflict do nothing`.execute(tx)
}

export async function clearNames(tx: Executor, { id }: EnterpriseRow): Promise<void> {
  await tx.deleteFrom('enterprise_move_name').where('enterprise_id', '=', id).execute()
}

/** userNames that a copy was provisioned with since it was made: not those that it was copied with. */
export async function userNamesSinceCopy(db: Executor, copy: EnterpriseRow): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select state->'identity'->>'userName' as name from directory_user
    where enterprise_id = ${copy.id} and id is not null
      and (state->'identity'->>'createdAt')::bigint >= ${Date.parse(copy.created_at)}`.execute(db)
  return rows.map(({ name }) => name)
}

/** Accounts that a provider stands for: those with an identity. */
const accountOf = (id: number) => sql`select account_id, login_taken, state from directory_user
  where enterprise_id = ${id} and id is not null`
const namesOf = (id: number) => sql`select *, count(*) over (partition by login_key) as sharing
  from enterprise_move_name where enterprise_id = ${id}`

/** Each of the new names, and each account, with what they are to each other. */
function compared({ id }: EnterpriseRow): RawBuilder<unknown> {
  return sql`(
    select n.user_name, n.login, coalesce(n.problem,
        case when n.login_key is not null and n.sharing > 1 then 'Another userName makes the same login.' end) as problem,
      case when n.login_key is null then 'invalid' when n.sharing > 1 then 'clashing'
        when a.account_id is null then 'added' else 'matched' end as kind
    from (${namesOf(id)}) n left join (${accountOf(id)}) a on a.login_taken = n.login_key
    union all
    select null, coalesce(a.state->>'keptLogin', a.state->>'login'), null, 'missing'
    from (${accountOf(id)}) a
    where not exists (select 1 from enterprise_move_name n where n.enterprise_id = ${id} and n.login_key = a.login_taken)
  )`
}

export async function compareNames(db: Executor, row: EnterpriseRow): Promise<Comparison> {
  const { rows } = await sql<{ kind: NameKind; count: number }>`
    select kind, count(*) as count from ${compared(row)} c group by kind`.execute(db)
  const counts = new Map(rows.map(({ kind, count }) => [kind, count]))
  const of = (kind: NameKind) => counts.get(kind) ?? 0
  const given = { matched: of('matched'), added: of('added'), invalid: of('invalid'), clashing: of('clashing') }
  return { ...given, missing: of('missing'), names: Object.values(given).reduce((sum, count) => sum + count, 0) }
}

interface ComparedName {
  userName: string | null
  login: string | null
  problem: string | null
}

export async function listNames(
  db: Executor,
  row: EnterpriseRow,
  kind: NameKind,
  page: PageRequest,
): Promise<{ items: ComparedName[]; total: number; next: string | null }> {
  const offset = offsetOf(page.cursor)
  const { rows } = await sql<ComparedName & { total: number }>`
    select user_name as "userName", login, problem, count(*) over () as total from ${compared(row)} c
    where kind = ${kind} order by coalesce(login, user_name), user_name limit ${page.limit} offset ${offset}`.execute(
    db,
  )
  const total = rows[0]?.total ?? 0
  return {
    items: rows.map(({ total: _, ...item }) => item),
    total,
    next: cursorOf(offset + page.limit, total),
  }
}

/** Of the names that make the login of an account, how many are linked to it again. */
export async function linkedAgain(db: Executor, { id }: EnterpriseRow): Promise<{ expected: number; linked: number }> {
  const { rows } = await sql<{ expected: number; linked: number }>`
    select count(*) as expected, count(u.id) as linked from (
      select distinct login_key from enterprise_move_name where enterprise_id = ${id} and login_key is not null) n
    join directory_user u on u.enterprise_id = ${id} and u.login_taken = n.login_key`.execute(db)
  return rows[0] ?? { expected: 0, linked: 0 }
}

/** The client that wrote last over SCIM. */
export async function lastWriter(db: Executor, { id }: EnterpriseRow): Promise<{ client: string; at: string } | null> {
  const row = await db
    .selectFrom('scim_writer')
    .select(['client', 'written_at as at'])
    .where('enterprise_id', '=', id)
    .orderBy('written_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}
