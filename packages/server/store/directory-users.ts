import { isVisibleMember, type User, type UserKeys } from '@rollcall/directory'
import type { Queries } from './database.ts'
import { totalSlots } from './enterprises.ts'

/** A group that a user is in, as SCIM shows it at the user. */
export interface GroupLink {
  value: string
  display: string
}

export interface StoredUser {
  user: User
  version: number
  seq: number
  /** As they are shown: none while the user is suspended. */
  groups: GroupLink[]
  /** All that it is in, shown or not. */
  memberships: GroupLink[]
}

interface UserRow {
  state: User
  version: number
  seq: number
  memberships: GroupLink[]
}

const memberships = `coalesce((
  select json_agg(json_build_object('value', g.id, 'display', g.display_name) order by g.seq)
  from directory_member m join directory_group g on g.enterprise_id = m.enterprise_id and g.number = m.group_number
  where m.enterprise_id = u.enterprise_id and m.account_id = u.account_id), '[]'::json) as memberships`
const userColumns = `u.state, u.version, u.seq, ${memberships}`

const toStored = ({ state, memberships, ...row }: UserRow): StoredUser => ({
  user: state,
  ...row,
  groups: isVisibleMember(state) ? memberships : [],
  memberships,
})

const findStatement = {
  name: 'directory_user_find',
  text: `select ${userColumns} from directory_user u where u.enterprise_id = $1 and u.id = $2::uuid`,
}

/** The user with this SCIM id; null where there is none, or is none any more. */
export async function findUser(pool: Queries, enterpriseId: number, id: string): Promise<StoredUser | null> {
  if (!isUuid(id)) return null
  const { rows } = await pool.query<UserRow>({ ...findStatement, values: [enterpriseId, id] })
  return rows[0] ? toStored(rows[0]) : null
}

/** What PostgreSQL takes for a `uuid` in the one spelling that ids have here. */
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(text)

/** The account that holds a login, whether an identity is linked to it or not. */
export async function findHolder(pool: Queries, enterpriseId: number, login: string): Promise<User | null> {
  const { rows } = await pool.query<{ state: User }>({
    name: 'directory_user_holder',
    text: 'select state from directory_user where enterprise_id = $1 and login_taken = $2',
    values: [enterpriseId, login],
  })
  return rows[0]?.state ?? null
}

/** A condition on `directory_user u` with its parameters, which begin at `$2`. */
export interface Condition {
  sql: string
  params: readonly (string | number | boolean | null)[]
  /** Of a condition that is always written alike. */
  name?: string
}

export const everyUser: Condition = { sql: 'true', params: [], name: 'all' }
export const userNamed = (key: string): Condition => ({ sql: 'u.user_name_taken = $2', params: [key], name: 'name' })
export const userOutside = (externalId: string): Condition => ({
  sql: 'u.external_id = $2',
  params: [externalId],
  name: 'external',
})

export interface PageOf {
  condition: Condition
  /** Order before `seq`; empty where that is all. */
  orderBy: string
  /** Where the page begins: after a row, or after so many. */
  from: { afterSeq: number } | { offset: number }
  count: number
}

export async function pageOfUsers(pool: Queries, enterpriseId: number, page: PageOf): Promise<StoredUser[]> {
  const { condition, orderBy, from, count } = page
  const next = condition.params.length + 2
  const after = 'afterSeq' in from
  const start = after ? `and u.seq > $${next}` : ''
  const offset = after ? '' : `offset $${next}`
  const text = `select ${userColumns} from directory_user u
    where u.enterprise_id = $1 and u.id is not null and (${condition.sql}) ${start}
    order by ${orderBy}u.seq limit $${next + 1} ${offset}`
  const values = [enterpriseId, ...condition.params, after ? from.afterSeq : from.offset, count]
  const name = condition.name && orderBy === '' ? `directory_users_${condition.name}_${after}` : undefined
  const { rows } = await pool.query<UserRow>({ ...(name ? { name } : {}), text, values })
  return rows.map(toStored)
}

export async function countUsers(pool: Queries, enterpriseId: number, condition: Condition): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*) as count from directory_user u where u.enterprise_id = $1 and u.id is not null and (${condition.sql})`,
    [enterpriseId, ...condition.params],
  )
  return rows[0]?.count ?? 0
}

/** Kept totals: sums of a few rows. */
export async function totalOf(pool: Queries, enterpriseId: number, what: 'users' | 'groups'): Promise<number> {
  const { rows } = await pool.query<{ total: number }>({
    name: `directory_total_${what}`,
    text: `select sum(${what})::bigint as total from enterprise_total where enterprise_id = $1`,
    values: [enterpriseId],
  })
  return rows[0]?.total ?? 0
}

/** One row of the enterprise's audit log. */
export interface AuditRow {
  action: string
  subject_id: string | null
  data: Record<string, unknown>
}

/** What a change of one user comes to, for one statement that writes all of it or nothing. */
export interface UserWrite {
  enterpriseId: number
  user: User
  keys: UserKeys
  /** The version that it was decided on; null for a new row. */
  version: number | null
  /** The row before, for the totals. */
  before: User | null
  leavesGroups: boolean
  audit: readonly AuditRow[]
  requestId: string
  now: Date
}

export const auditInsert = (
  first: number,
) => `insert into audit_event (enterprise_id, at, action, subject_id, request_id, data)
    select $1, $${first}, e.action, e.subject_id, $${first + 1}, e.data
    from json_to_recordset($${first + 2}::json) as e(action text, subject_id text, data jsonb)`

const totalUpdate = (slot: string, first: number) => `update enterprise_total
    set users = users + $${first}, suspended = suspended + $${first + 1}
    where enterprise_id = $1 and slot = ${slot} and ($${first} <> 0 or $${first + 1} <> 0)`

const userValues = `$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11`
const insertStatement = {
  name: 'directory_user_insert',
  text: `with u as (
    insert into directory_user (enterprise_id, account_id, id, login_taken, user_name_taken, external_id,
      external_id_taken, email_taken, suspended, state, updated_at, created_at)
    values (${userValues}, $11)
  ), t as (${totalUpdate(`$2::bigint % ${totalSlots}`, 12)}), a as (${auditInsert(14)}) select 1`,
}
const updateStatement = {
  name: 'directory_user_update',
  text: `with u as (
    update directory_user set id = $3::uuid, login_taken = $4, user_name_taken = $5, external_id = $6, external_id_taken = $7,
      email_taken = $8, suspended = $9, state = $10, updated_at = $11, version = version + 1,
      seq = case when id is null and $3::uuid is not null then nextval(pg_get_serial_sequence('directory_user', 'seq')) else seq end
    where enterprise_id = $1 and account_id = $2 and version = $17 returning 1
  ), t as (${totalUpdate(`$2::bigint % ${totalSlots}`, 12)}), a as (${auditInsert(14)}),
  m as (delete from directory_member where enterprise_id = $1 and account_id = $2 and $18::boolean)
  select expect_rows((select count(*) from u), 1)`,
}

/**
 * Writes a user, its totals and its audit events in one statement.
 * @throws the database's 40001 when the row is no longer the one that was decided on, 23505 when a key is taken.
 */
export async function writeUser(pool: Queries, write: UserWrite): Promise<void> {
  const { user, keys, before } = write
  const shown = (row: User | null) => (row?.identity ? 1 : 0)
  const hidden = (row: User | null) => (row?.identity && row.suspension !== null ? 1 : 0)
  const values = [
    write.enterpriseId,
    user.accountId,
    keys.id,
    keys.login,
    keys.userName,
    user.identity?.externalId ?? null,
    keys.externalId,
    keys.email,
    user.suspension !== null,
    JSON.stringify(user),
    write.now,
    shown(user) - shown(before),
    hidden(user) - hidden(before),
    write.now,
    write.requestId,
    JSON.stringify(write.audit),
  ]
  await (write.version === null
    ? pool.query({ ...insertStatement, values })
    : pool.query({ ...updateStatement, values: [...values, write.version, write.leavesGroups] }))
}

/** Writes audit events that belong to no change: of a request that failed. */
export async function writeAudit(
  pool: Queries,
  enterpriseId: number,
  audit: readonly AuditRow[],
  requestId: string,
  now: Date,
): Promise<void> {
  await pool.query({
    name: 'audit_insert',
    text: auditInsert(2),
    values: [enterpriseId, now, requestId, JSON.stringify(audit)],
  })
}

const drawn = new WeakMap<Queries, { next: number; end: number }>()

/** A number that no account or group of the installation has. They are drawn sixty-four at a time. */
export async function nextNumber(pool: Queries): Promise<number> {
  const block = drawn.get(pool)
  if (block && block.next < block.end) return block.next++
  const { rows } = await pool.query<{ first: number }>(`select nextval('directory_number') as first`)
  const first = rows[0]?.first ?? 0
  drawn.set(pool, { next: first + 1, end: first + 64 })
  return first
}
