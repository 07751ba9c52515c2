import type { Group, GroupKeys } from '@rollcall/directory'
import type { Queries } from './database.ts'
import { type AuditRow, auditInsert, auditText, isUuid } from './directory-users.ts'
import { totalSlots } from './enterprises.ts'
import { foldCaseSql } from './fold-case.ts'
import { gathered } from './gather.ts'
import { writeMembers } from './member-writes.ts'
import { type Condition, type PageOf, pageText, type Sorted } from './page-of.ts'

export interface StoredGroup {
  group: Group
  version: number
  seq: number
  /** How many teams are linked to it. */
  teams: number
}

interface GroupRow {
  state: Group
  version: number
  seq: number
  teams: number
}

const toStored = ({ state, ...rest }: GroupRow): StoredGroup => ({ group: state, ...rest })

export async function findGroup(pool: Queries, enterpriseId: number, id: string): Promise<StoredGroup | null> {
  if (!isUuid(id)) return null
  const { rows } = await pool.query<GroupRow>({
    name: 'directory_group_find',
    text: 'select state, version, seq, teams from directory_group where enterprise_id = $1 and id = $2',
    values: [enterpriseId, id],
  })
  return rows[0] ? toStored(rows[0]) : null
}

export const everyGroup: Condition = { sql: 'true', params: [], name: 'all' }
export const groupNamed = (name: string): Condition => ({
  sql: `${foldCaseSql('g.display_name')} = ${foldCaseSql('$2')}`,
  params: [name],
  name: 'name',
})
export const groupOutside = (externalId: string): Condition => ({
  sql: 'g.external_id = $2',
  params: [externalId],
  name: 'external',
})

export async function pageOfGroups(
  pool: Queries,
  enterpriseId: number,
  page: PageOf,
): Promise<(StoredGroup & Sorted)[]> {
  const { column, text, values, name } = pageText('g', page)
  const { rows } = await pool.query<GroupRow & Sorted>({
    ...(name ? { name: `directory_groups_${name}` } : {}),
    text: `select g.state, g.version, g.seq, g.teams${column} from directory_group g where g.enterprise_id = $1 and ${text}`,
    values: [enterpriseId, ...values],
  })
  return rows.map(toStored)
}

export async function countGroups(pool: Queries, enterpriseId: number, condition: Condition): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*) as count from directory_group g where g.enterprise_id = $1 and (${condition.sql})`,
    [enterpriseId, ...condition.params],
  )
  return rows[0]?.count ?? 0
}

/** A user as SCIM shows it at a group. */
export interface MemberLink {
  value: string
  display: string
}

/** Visible members in the order of their accounts, so many at a time: no list of members is ever whole in memory. */
export async function pageOfMembers(
  pool: Queries,
  enterpriseId: number,
  groupNumber: number,
  afterAccount: number,
  count: number,
): Promise<{ members: MemberLink[]; last: number | null }> {
  const { rows } = await pool.query<{ account_id: number; value: string; display: string }>({
    name: 'directory_members',
    text: `select m.account_id, u.id as value, coalesce(nullif(u.state->>'displayName', ''), u.state->>'login') as display
      from directory_member m
      join directory_user u on u.enterprise_id = m.enterprise_id and u.account_id = m.account_id
      where m.enterprise_id = $1 and m.group_number = $2 and m.account_id > $3 and not u.suspended and u.id is not null
      order by m.account_id limit $4`,
    values: [enterpriseId, groupNumber, afterAccount, count],
  })
  return {
    members: rows.map(({ value, display }) => ({ value, display })),
    last: rows.at(-1)?.account_id ?? null,
  }
}

/** Members of several small groups at once; null for a group that has more than `most`. */
export async function membersOfGroups(
  pool: Queries,
  enterpriseId: number,
  numbers: readonly number[],
  most: number,
): Promise<Map<number, MemberLink[] | null>> {
  const { rows } = await pool.query<{ number: number; members: MemberLink[] | null }>({
    name: 'directory_members_of',
    text: `select n.number, (
        select coalesce(json_agg(json_build_object('value', p.id, 'display', p.display)), '[]'::json) from (
          select u.id, coalesce(nullif(u.state->>'displayName', ''), u.state->>'login') as display
          from directory_member m
          join directory_user u on u.enterprise_id = m.enterprise_id and u.account_id = m.account_id
          where m.enterprise_id = $1 and m.group_number = n.number and not u.suspended and u.id is not null
          order by m.account_id limit $3 + 1
        ) p
      ) as members
      from unnest($2::bigint[]) n(number)`,
    values: [enterpriseId, numbers, most],
  })
  return new Map(
    rows.map(({ number, members }) => [number, members === null || members.length > most ? null : members]),
  )
}

/** What a decision asks of the users that a command adds or removes. */
export interface MemberFact {
  id: string
  accountId: number
  login: string
  visible: boolean
  inGroup: boolean
}

/** Of some users, those of the enterprise, and whether they are in a group. */
const factsOn = (enterprise: string, number: string, ids: string) => `select u.id, u.account_id as "accountId",
    u.state->>'login' as login, not u.suspended as visible, exists (select 1 from directory_member m
      where m.enterprise_id = ${enterprise} and m.group_number = ${number} and m.account_id = u.account_id) as "inGroup"
  from directory_user u where u.enterprise_id = ${enterprise} and u.id = any(${ids})`

/** Of these ids, those that are users of the enterprise. */
export async function memberFacts(
  pool: Queries,
  enterpriseId: number,
  groupNumber: number,
  ids: readonly string[],
): Promise<MemberFact[]> {
  const known = ids.filter(isUuid)
  if (known.length === 0) return []
  const { rows } = await pool.query<MemberFact>({
    name: 'directory_member_facts',
    text: factsOn('$1', '$2', '$3::uuid[]'),
    values: [enterpriseId, groupNumber, known],
  })
  return rows
}

/** A group that is about to be changed, with what is asked of the users that the request names. */
export interface GroupToChange extends StoredGroup {
  members: MemberFact[]
  /** How many it has, hidden ones too, counted to `sizeCounted` and no further. */
  size: number
  sizeCounted: number
}

interface Sought {
  enterprise_id: number
  id: string
  named: readonly string[]
  counted: number
}

const findToChange = gathered(64, async (queries: Queries, sought: readonly Sought[]) => {
  const { rows } = await queries.query<(GroupRow | { state: null }) & { members: MemberFact[]; size: number }>({
    name: 'directory_group_to_change',
    text: `select g.* from json_to_recordset($1::json)
        as k(enterprise_id bigint, id uuid, named uuid[], counted bigint, place integer)
      left join lateral (select g.state, g.version, g.seq, g.teams,
          (select coalesce(json_agg(f), '[]') from (${factsOn('k.enterprise_id', 'g.number', 'k.named')}) f) as members,
          (select count(*) from (select from directory_member m
            where m.enterprise_id = k.enterprise_id and m.group_number = g.number limit k.counted) m) as size
        from directory_group g where g.enterprise_id = k.enterprise_id and g.id = k.id limit 1) g on true
      order by k.place`,
    values: [JSON.stringify(sought.map((one, place) => ({ ...one, place })))],
  })
  return rows.map(({ members, size, ...row }, place) =>
    row.state === null ? null : { ...toStored(row), members, size, sizeCounted: sought[place]?.counted ?? 0 },
  )
})

/** Reads in one go what a change of a group is decided on. `most` is the size above which nobody asks how large it is. */
export async function findGroupToChange(
  pool: Queries,
  enterpriseId: number,
  id: string,
  named: readonly string[],
  most: number,
): Promise<GroupToChange | null> {
  if (!isUuid(id)) return null
  const known = named.filter(isUuid)
  return findToChange(pool, { enterprise_id: enterpriseId, id, named: known, counted: most + 1 + known.length })
}

/** SCIM ids of all members, hidden ones included: for a command that replaces or removes all. */
export async function memberIds(pool: Queries, enterpriseId: number, groupNumber: number): Promise<string[]> {
  const { rows } = await pool.query<{ ids: string[] }>({
    name: 'directory_member_ids',
    text: `select coalesce(array_agg(u.id::text), '{}') as ids from directory_member m
      join directory_user u on u.enterprise_id = m.enterprise_id and u.account_id = m.account_id
      where m.enterprise_id = $1 and m.group_number = $2 and u.id is not null`,
    values: [enterpriseId, groupNumber],
  })
  return rows[0]?.ids ?? []
}

/** What a change of one group comes to. Rows of members are added and removed one by one; no list is rewritten. */
export interface GroupWrite {
  enterpriseId: number
  group: Group
  keys: GroupKeys
  /** What the attributes were decided on; null where they stay as they are, whoever else writes meanwhile. */
  version: number | null
  /** Accounts. */
  add: readonly number[]
  remove: readonly number[]
  /** Whether linked teams follow its members; without, none may be linked meanwhile. */
  followed: boolean
  audit: readonly AuditRow[]
  requestId: string
  now: Date
}

const totalUpdate = (by: 1 | -1) => `update enterprise_total set groups = groups + ${by}
    where enterprise_id = $1 and slot = $2::bigint % ${totalSlots}`

/** At GitHub's base an externalId is one group's, and the index knows those alone that came by this base. */
const held = `expect_free(case when $7::text is null then 0 else (select count(*) from directory_group o
    where o.enterprise_id = $1 and o.external_id = $6 and o.number <> $2 and not exists (select from directory_group b
      where b.enterprise_id = $1 and b.number = $2 and b.external_id = $6)) end, 'directory_group_external_id_taken')`

const insertStatement = {
  name: 'directory_group_insert',
  text: `with gate as (select 1 from enterprise where id = $1 and scim_on for key share), g as (
    insert into directory_group (enterprise_id, number, id, display_name, display_name_taken, external_id,
      external_id_taken, state, updated_at, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
  ), add as (insert into directory_member select $1, $2, unnest($10::bigint[])),
  t as (${totalUpdate(1)}), a as (${auditInsert(11)}) select expect_rows((select count(*) from gate), 1), ${held}`,
}
const updateStatement = {
  name: 'directory_group_update',
  text: `with g as (
    update directory_group set display_name = $4, display_name_taken = $5, external_id = $6, external_id_taken = $7,
      state = $8, updated_at = $9, version = version + 1
    where enterprise_id = $1 and number = $2 and id = $3 and version = $10 and (teams = 0 or $16::boolean) returning 1
  ), add as (
    insert into directory_member select $1, $2, unnest($11::bigint[]) on conflict do nothing returning 1
  ), del as (
    delete from directory_member where enterprise_id = $1 and group_number = $2 and account_id = any($12::bigint[])
    returning 1
  ), a as (${auditInsert(13)})
  select expect_rows((select count(*) from g), 1), expect_rows((select count(*) from add), cardinality($11::bigint[])),
    expect_rows((select count(*) from del), cardinality($12::bigint[])), ${held}`,
}

/**
 * Writes a group, its members, totals and audit events in one statement, and answers the version that it has then.
 * @throws the database's 40001 when what was decided on has changed, 23505 when a key is taken.
 */
export async function writeGroup(pool: Queries, write: GroupWrite, kind: 'create' | 'change'): Promise<number> {
  const { group, keys, version } = write
  if (kind === 'change' && version === null) return writeMembers(pool, write)
  const row = [
    write.enterpriseId,
    group.number,
    group.id,
    group.displayName,
    keys.displayName,
    group.externalId,
    keys.externalId,
    JSON.stringify(group),
    write.now,
  ]
  const audit = [write.now, write.requestId, auditText(write.audit)]
  await (kind === 'create'
    ? pool.query({ ...insertStatement, values: [...row, write.add, ...audit] })
    : pool.query({
        ...updateStatement,
        values: [...row, version, write.add, write.remove, ...audit, write.followed],
      }))
  return (version ?? 0) + 1
}

export async function deleteGroup(
  pool: Queries,
  enterpriseId: number,
  { group, version }: StoredGroup,
  audit: readonly AuditRow[],
  requestId: string,
  now: Date,
): Promise<void> {
  await pool.query({
    name: 'directory_group_delete',
    text: `with g as (
        delete from directory_group where enterprise_id = $1 and number = $2 and version = $3 and teams = 0 returning 1
      ), t as (${totalUpdate(-1)}), a as (${auditInsert(4)}) select expect_rows((select count(*) from g), 1)`,
    values: [enterpriseId, group.number, version, now, requestId, auditText(audit)],
  })
}
