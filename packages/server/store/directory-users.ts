import { isVisibleMember, type User, type UserKeys } from '@rollcall/directory'
import { sql } from 'kysely'
import type { Executor, Queries } from './database.ts'
import { totalSlots } from './enterprises.ts'
import { gathered } from './gather.ts'
import { type Condition, type PageOf, pageText, type Sorted } from './page-of.ts'
import { rowsIn } from './rows.ts'

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

/** A user that is about to be changed. */
export interface FoundUser extends StoredUser {
  /** Whether teams depend on it: a group that it is in, shown or not, is linked to one, or a link has put it into one. */
  linked: boolean
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

interface ById {
  enterpriseId: number
  id: string
}

const isLinked = `exists (select from directory_group g join directory_member m on m.enterprise_id = g.enterprise_id
      and m.group_number = g.number where g.enterprise_id = u.enterprise_id and g.teams > 0 and m.account_id = u.account_id)
    or exists (select from team_member tm where tm.enterprise_id = u.enterprise_id and tm.account_id = u.account_id
      and tm.by_link)`

const findByIds = gathered(100, async (queries: Queries, asked: readonly ById[]) => {
  const { rows } = await queries.query<UserRow & { linked: boolean }>({
    name: 'directory_user_find',
    text: `select u.* from unnest((select $1::bigint[]), (select $2::uuid[])) with ordinality k (enterprise_id, id, place)
      left join lateral (select ${userColumns}, ${isLinked} as linked from directory_user u
        where u.enterprise_id = k.enterprise_id and u.id = k.id limit 1) u on true order by k.place`,
    values: [asked.map((one) => one.enterpriseId), asked.map((one) => one.id)],
  })
  return rows.map(({ linked, ...row }) => (row.state === null ? null : { ...toStored(row), linked }))
})

/** The user with this SCIM id; null where there is none, or is none any more. */
export const findUser = async (pool: Queries, enterpriseId: number, id: string): Promise<FoundUser | null> =>
  isUuid(id) ? findByIds(pool, { enterpriseId, id }) : null

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

/** Whether an account has the e-mail: as what an identity claims, or as an account without one. */
export async function hasEmail(tx: Executor, enterpriseId: number, email: string): Promise<boolean> {
  const { rows } =
    await sql`select from directory_user where enterprise_id = ${enterpriseId} and (email_taken = ${email.toLowerCase()}
    or id is null and lower(state->>'email') = ${email.toLowerCase()}) limit 1`.execute(tx)
  return rows.length > 0
}

export const everyUser: Condition = { sql: 'true', params: [], name: 'all' }
export const userNamed = (key: string): Condition => ({ sql: 'u.user_name_taken = $2', params: [key], name: 'name' })
export const userOutside = (externalId: string): Condition => ({
  sql: 'u.external_id = $2',
  params: [externalId],
  name: 'external',
})

export async function pageOfUsers(pool: Queries, enterpriseId: number, page: PageOf): Promise<(StoredUser & Sorted)[]> {
  const { column, text, values, name } = pageText('u', page)
  const { rows } = await pool.query<UserRow & Sorted>({
    ...(name ? { name: `directory_users_${name}` } : {}),
    text: `select ${userColumns}${column} from directory_user u where u.enterprise_id = $1 and u.id is not null and ${text}`,
    values: [enterpriseId, ...values],
  })
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
  /** The record as JSON. It is made once, and read by nobody before the database. */
  data: string
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
  /** The answer at GitHub's base up to the address where it is served; null for a user that is not shown. */
  shown: string | null
  leavesGroups: boolean
  /** To whom the onboarding e-mail goes; null for none. */
  mailTo: string | null
  audit: readonly AuditRow[]
  requestId: string
  now: Date
}

export const auditInsert = (
  first: number,
) => `insert into audit_event (enterprise_id, at, action, subject_id, request_id, data)
    select $1, $${first}, e.action, e.subject_id, $${first + 1}, e.data
    from (${rowsIn(first + 2, { action: 'text', subject_id: 'text', data: 'jsonb' })}) e
    where exists (select from enterprise where id = $1)`

/** The parameters of a write as a row that the database reads out of JSON. */
const rowOf = ({ enterpriseId, user, keys, version, before, shown, leavesGroups, mailTo, now }: UserWrite) => {
  const isShown = (row: User | null) => (row?.identity ? 1 : 0)
  const isHidden = (row: User | null) => (row?.identity && row.suspension !== null ? 1 : 0)
  return {
    enterprise_id: enterpriseId,
    account_id: user.accountId,
    id: keys.id,
    login: keys.login,
    user_name: keys.userName,
    external_id: user.identity?.externalId ?? null,
    external_id_taken: keys.externalId,
    email: keys.email,
    suspended: user.suspension !== null,
    state: user,
    shown,
    now,
    version,
    more_users: isShown(user) - isShown(before),
    more_suspended: isHidden(user) - isHidden(before),
    leaves: leavesGroups,
    identifies: isShown(user) > isShown(before),
    mail_to: mailTo,
  }
}

/** The limit tells the planner that few rows come: it takes the function for a hundred, and would read the whole table. */
const given = `w as materialized (${rowsIn(1, {
  enterprise_id: 'bigint',
  account_id: 'bigint',
  id: 'uuid',
  login: 'text',
  user_name: 'text',
  external_id: 'text',
  external_id_taken: 'text',
  email: 'text',
  suspended: 'boolean',
  state: 'jsonb',
  shown: 'text',
  now: 'timestamptz',
  version: 'integer',
  more_users: 'integer',
  more_suspended: 'integer',
  leaves: 'boolean',
  identifies: 'boolean',
  mail_to: 'text',
})} limit (select $2::bigint))`
/** An identity is made only while SCIM is on; whoever turns it off waits for those under way, and ends them too. */
const gate = `gate as (select 1 from enterprise
    where id in (select enterprise_id from w where identifies) and scim_on order by id for key share)`
/** At GitHub's base an externalId is one user's, and the index knows those alone that came by this base. */
const held = (changed: string) => `expect_free((select count(*) from w join directory_user o
    on o.enterprise_id = w.enterprise_id and o.external_id = w.external_id and o.account_id <> w.account_id
    where w.external_id_taken is not null ${changed}), 'directory_user_external_id_taken')`
const gateOpen = `expect_rows((select count(*) from gate), (select count(distinct enterprise_id) from w where identifies))`
const mailed = `mail as (insert into mail_outbox (enterprise_id, account_id, recipient, login, made_at, next_at)
    select enterprise_id, account_id, mail_to, state->>'login', now, now from w where mail_to is not null)`
/** One row of the totals an enterprise, so that two servers never wait for each other. */
const totalled = `t as (update enterprise_total t set users = t.users + d.users, suspended = t.suspended + d.suspended
    from (select enterprise_id, min(account_id) % ${totalSlots} as slot, sum(more_users) as users,
      sum(more_suspended) as suspended from w group by enterprise_id order by enterprise_id) d
    where t.enterprise_id = d.enterprise_id and t.slot = d.slot and (d.users <> 0 or d.suspended <> 0))`
export const auditGiven = (parameter: number) => `a as (insert into audit_event
    (enterprise_id, at, action, subject_id, request_id, data)
    ${rowsIn(parameter, {
      enterprise_id: 'bigint',
      at: 'timestamptz',
      action: 'text',
      subject_id: 'text',
      request_id: 'text',
      data: 'jsonb',
    })})`
const insertText = `with ${given}, ${gate}, u as (
    insert into directory_user (enterprise_id, account_id, id, login_taken, user_name_taken, external_id,
      external_id_taken, email_taken, suspended, state, shown, shown_version, updated_at, created_at)
    select enterprise_id, account_id, id, login, user_name, external_id, external_id_taken, email, suspended, state,
      shown, 1, now, now from w
  ), ${totalled}, ${auditGiven(3)}, ${mailed} select ${gateOpen}, ${held('')}`
const updateText = `with ${given}, ${gate}, u as (
    update directory_user u set id = w.id, login_taken = w.login, user_name_taken = w.user_name,
      external_id = w.external_id, external_id_taken = w.external_id_taken, email_taken = w.email,
      suspended = w.suspended, state = w.state, shown = w.shown, shown_version = u.version + 1, updated_at = w.now,
      version = u.version + 1, seq = case when u.id is null and w.id is not null
        then nextval(pg_get_serial_sequence('directory_user', 'seq')) else u.seq end
    from w where u.enterprise_id = w.enterprise_id and u.account_id = w.account_id and u.version = w.version returning 1
  ), ${totalled}, ${auditGiven(3)}, ${mailed},
  m as (delete from directory_member m using w
    where w.leaves and m.enterprise_id = w.enterprise_id and m.account_id = w.account_id)
  select ${gateOpen}, expect_rows((select count(*) from u), $2), ${held(`and not exists (select from directory_user b
    where b.enterprise_id = w.enterprise_id and b.account_id = w.account_id and b.external_id = w.external_id)`)}`

type Audited = Pick<UserWrite, 'enterpriseId' | 'audit' | 'requestId' | 'now'>
/** The rows of several writes as one JSON text. Each record is JSON already, and each request's own words are written once. */
export const auditJson = (writes: readonly Audited[]): string =>
  `[${writes
    .flatMap(({ enterpriseId, audit, requestId, now }) => {
      const request = `"enterprise_id":${enterpriseId},"at":"${now.toISOString()}","request_id":${JSON.stringify(requestId)}`
      return audit.map((row) => `{${request},${auditFields(row)}}`)
    })
    .join(',')}]`

/** The rows of one write as JSON text. */
export const auditText = (rows: readonly AuditRow[]): string =>
  `[${rows.map((row) => `{${auditFields(row)}}`).join(',')}]`

const auditFields = ({ action, subject_id, data }: AuditRow): string =>
  `"action":${JSON.stringify(action)},"subject_id":${JSON.stringify(subject_id)},"data":${data}`

const writesOf = (name: string, text: string) =>
  gathered(64, async (queries: Queries, writes: readonly UserWrite[]) => {
    const values = [JSON.stringify(writes.map(rowOf)), writes.length, auditJson(writes)]
    await queries.query({ name, text, values })
    return []
  })
const insertUser = writesOf('directory_user_insert', insertText)
const updateUser = writesOf('directory_user_update', updateText)

/**
 * Writes a user, its totals and its audit events in one statement.
 * @throws the database's 40001 when the row is no longer the one that was decided on, 23505 when a key is taken.
 */
export const writeUser = (queries: Queries, write: UserWrite): Promise<void> =>
  write.version === null ? insertUser(queries, write) : updateUser(queries, write)

/** Deletes an account of the appliance with all that hangs on it. */
export async function deleteUser(
  queries: Queries,
  enterpriseId: number,
  { user, version }: { user: User; version: number },
  audit: readonly AuditRow[],
  requestId: string,
  now: Date,
): Promise<void> {
  const isShown = user.identity ? -1 : 0
  await queries.query({
    text: `with u as (
        delete from directory_user where enterprise_id = $1 and account_id = $2 and version = $3 returning 1
      ), m as (delete from directory_email where enterprise_id = $1 and account_id = $2),
      t as (update enterprise_total set users = users + $4, suspended = suspended + $5
        where enterprise_id = $1 and slot = $2::bigint % ${totalSlots} and $4 <> 0), a as (${auditInsert(6)})
      select expect_rows((select count(*) from u), 1)`,
    values: [
      enterpriseId,
      user.accountId,
      version,
      isShown,
      user.suspension === null ? 0 : isShown,
      now,
      requestId,
      auditText(audit),
    ],
  })
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
    values: [enterpriseId, now, requestId, auditText(audit)],
  })
}

/** The same within a transaction. */
export async function writeAuditIn(
  tx: Executor,
  enterpriseId: number,
  { action, subject_id, data }: AuditRow,
  requestId: string,
  now: Date,
): Promise<void> {
  await tx
    .insertInto('audit_event')
    .values({
      enterprise_id: enterpriseId,
      at: now,
      action,
      subject_id,
      request_id: requestId,
      data,
    })
    .execute()
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
