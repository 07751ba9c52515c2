import type { AuditRecord, DirectoryGroup, DirectoryUser, ScimIdentity } from '@rollcall/api'
import { AppError } from '@rollcall/core'
import { type Group, isVisibleMember, primaryEmail, type User } from '@rollcall/directory'
import { foldCase } from '@rollcall/scim'
import { sql } from 'kysely'
import type { Executor } from './database.ts'
import { isUuid } from './directory-users.ts'
import type { EnterpriseRow } from './enterprises.ts'
import { type PageRequest, readCursor, writeCursor } from './paging.ts'

interface Page<Item> {
  items: Item[]
  total: number
  next: string | null
}

/** Text that a LIKE takes as it stands, from its beginning. */
export const beginning = (text: string): string => `${foldCase(text).replace(/[\\%_]/g, '\\$&')}%`

interface UserFilter {
  state?: 'active' | 'suspended' | undefined
  q?: string | undefined
}

/** Users with an identity, found by the beginning of any of their names, or by three letters or more of an e-mail. */
function usersThat(db: Executor, enterprise: EnterpriseRow, filter: UserFilter) {
  let query = db.selectFrom('directory_user').where('enterprise_id', '=', enterprise.id).where('id', 'is not', null)
  if (filter.state) query = query.where('suspended', '=', filter.state === 'suspended')
  const q = filter.q?.trim()
  if (!q) return query
  const like = beginning(q)
  const mailed = sql`union select account_id from directory_email
    where enterprise_id = ${enterprise.id} and fold_case(value) like ${`%${like}`}`
  // By themselves, so that each is found by its index: in one condition with the other, none would be.
  return query.where(
    sql<boolean>`account_id in (select account_id from directory_user where enterprise_id = ${enterprise.id}
      and (user_name_taken like ${like} or login_taken like ${like} or external_id = ${q}
        or fold_case(state->'identity'->>'displayName') like ${like}) ${q.length < 3 ? sql`` : mailed})`,
  )
}

/** Users as people look at them: newest last. */
export async function listDirectoryUsers(
  db: Executor,
  enterprise: EnterpriseRow,
  filter: UserFilter,
  page: PageRequest,
): Promise<Page<DirectoryUser>> {
  let query = usersThat(db, enterprise, filter)
  const { total } = await query.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  if (page.cursor !== undefined) query = query.where('seq', '>', readCursor(page.cursor, 's'))
  const rows = await query
    .select(['seq', 'state'])
    .orderBy('seq')
    .limit(page.limit + 1)
    .execute()
  return pageOf(rows, page, total, (row) => toDirectoryUser(row.state))
}

const exportedAtOnce = 500

/** All of them, page after page, with all that is kept of their identities and the names of their groups. */
export async function* everyIdentity(
  db: Executor,
  enterprise: EnterpriseRow,
  filter: UserFilter,
): AsyncGenerator<ScimIdentity[]> {
  for (let after = 0; ; ) {
    const rows = await usersThat(db, enterprise, filter)
      .where('seq', '>', after)
      .select(['seq', 'state', groupNames.as('groups')])
      .orderBy('seq')
      .limit(exportedAtOnce)
      .execute()
    yield rows.map(({ state, groups }) => toScimIdentity(state, groups))
    const last = rows[exportedAtOnce - 1]
    if (!last) return
    after = last.seq
  }
}

export async function countIdentities(db: Executor, enterprise: EnterpriseRow, filter: UserFilter): Promise<number> {
  const { count } = await usersThat(db, enterprise, filter)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

const groupNames = sql<string[]>`coalesce((
  select json_agg(g.display_name order by g.seq) from directory_member m
  join directory_group g on g.enterprise_id = m.enterprise_id and g.number = m.group_number
  where m.enterprise_id = directory_user.enterprise_id and m.account_id = directory_user.account_id), '[]'::json)`

function toScimIdentity(user: User, groups: readonly string[]): ScimIdentity {
  const { identity } = user
  return {
    ...toDirectoryUser(user),
    account: user.accountId,
    name: identity?.name ?? null,
    emails: identity?.emails ?? [],
    roles: (identity?.roles ?? []).flatMap(({ value }) => value ?? []),
    groups: isVisibleMember(user) ? groups : [],
  }
}

/** Accounts, with and without an identity, by their numbers. */
export async function listAccounts(
  db: Executor,
  enterprise: EnterpriseRow,
  filter: { linked?: 'yes' | 'no' | undefined; state?: 'active' | 'suspended' | undefined; q?: string | undefined },
  page: PageRequest,
): Promise<Page<User>> {
  let query = db.selectFrom('directory_user').where('enterprise_id', '=', enterprise.id)
  if (filter.linked) query = query.where('id', filter.linked === 'yes' ? 'is not' : 'is', null)
  if (filter.state) query = query.where('suspended', '=', filter.state === 'suspended')
  const q = filter.q?.trim()
  if (q) query = query.where('login_taken', 'like', beginning(q))
  const { total } = await query.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  if (page.cursor !== undefined) query = query.where('account_id', '>', readCursor(page.cursor, 's'))
  const rows = await query
    .select(['account_id as seq', 'state'])
    .orderBy('account_id')
    .limit(page.limit + 1)
    .execute()
  return pageOf(rows, page, total, (row) => row.state)
}

function pageOf<Row extends { seq: number }, Item>(
  rows: Row[],
  { limit }: PageRequest,
  total: number,
  toItem: (row: Row) => Item,
): Page<Item> {
  const last = rows[limit - 1]
  return {
    items: rows.slice(0, limit).map(toItem),
    total,
    next: rows.length > limit && last ? writeCursor('s', last.seq) : null,
  }
}

export function toDirectoryUser(user: User): DirectoryUser {
  const { identity } = user
  return {
    id: identity?.id ?? '',
    userName: identity?.userName ?? '',
    externalId: identity?.externalId ?? null,
    login: user.login,
    originalLogin: user.keptLogin ?? user.login,
    displayName: identity?.displayName ?? null,
    email: identity ? primaryEmail(identity) : user.email,
    state: user.suspension === null ? 'active' : 'suspended',
    role: user.role,
    createdAt: new Date(user.createdAt).toISOString(),
    updatedAt: new Date(user.updatedAt).toISOString(),
  }
}

export async function listDirectoryGroups(
  db: Executor,
  enterprise: EnterpriseRow,
  filter: { q?: string | undefined },
  page: PageRequest,
): Promise<Page<DirectoryGroup>> {
  let query = db.selectFrom('directory_group').where('enterprise_id', '=', enterprise.id)
  const q = filter.q?.trim()
  if (q)
    query = query.where((where) =>
      where.or([where(sql<string>`fold_case(display_name)`, 'like', beginning(q)), where('external_id', '=', q)]),
    )
  const { total } = await query.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  if (page.cursor !== undefined) query = query.where('seq', '>', readCursor(page.cursor, 's'))
  const rows = await query
    .select(['seq', 'state'])
    .select(membersOf.as('members'))
    .orderBy('seq')
    .limit(page.limit + 1)
    .execute()
  return pageOf(rows, page, total, (row) => toDirectoryGroup(row.state, row.members))
}

const membersOf = sql<number>`(select count(*) from directory_member m
  where m.enterprise_id = directory_group.enterprise_id and m.group_number = directory_group.number)`

const toDirectoryGroup = (group: Group, members: number): DirectoryGroup => ({
  id: group.id,
  displayName: group.displayName,
  externalId: group.externalId,
  members,
  createdAt: new Date(group.createdAt).toISOString(),
  updatedAt: new Date(group.updatedAt).toISOString(),
})

interface GroupMember {
  id: string
  login: string
  displayName: string | null
  suspended: boolean
}

/** One group with a page of its members, suspended ones included and marked. */
export async function groupWithMembers(
  db: Executor,
  enterprise: EnterpriseRow,
  id: string,
  page: PageRequest,
): Promise<{ number: number; group: DirectoryGroup; members: Page<GroupMember> }> {
  const row = isUuid(id)
    ? await db
        .selectFrom('directory_group')
        .where('enterprise_id', '=', enterprise.id)
        .where('id', '=', id)
        .select(['number', 'state'])
        .select(membersOf.as('members'))
        .executeTakeFirst()
    : undefined
  if (!row) throw new AppError('request.not_found', { what: 'This group' })
  const after = page.cursor === undefined ? 0 : readCursor(page.cursor, 's')
  const { rows } = await sql<GroupMember & { seq: number }>`
    select m.account_id as seq, u.id, u.state->>'login' as login, u.suspended,
      u.state->'identity'->>'displayName' as "displayName"
    from directory_member m
    join directory_user u on u.enterprise_id = m.enterprise_id and u.account_id = m.account_id
    where m.enterprise_id = ${enterprise.id} and m.group_number = ${row.number} and m.account_id > ${after}
    order by m.account_id limit ${page.limit + 1}`.execute(db)
  return {
    number: row.number,
    group: toDirectoryGroup(row.state, row.members),
    members: pageOf(rows, page, row.members, ({ seq: _, ...member }) => member),
  }
}

/** Names of the groups that an account is in. */
export async function groupsOfAccount(db: Executor, enterpriseId: number, accountId: number): Promise<string[]> {
  const rows = await db
    .selectFrom('directory_member as member')
    .innerJoin('directory_group as group', (join) =>
      join.onRef('group.enterprise_id', '=', 'member.enterprise_id').onRef('group.number', '=', 'member.group_number'),
    )
    .select('group.display_name')
    .where('member.enterprise_id', '=', enterpriseId)
    .where('member.account_id', '=', accountId)
    .orderBy('group.display_name')
    .limit(200)
    .execute()
  return rows.map((row) => row.display_name)
}

const historyLength = 100

/** What the audit log says about a user or a group, newest first. */
export async function historyOf(db: Executor, enterprise: EnterpriseRow, id: string): Promise<AuditRecord[]> {
  const rows = await db
    .selectFrom('audit_event')
    .select(['at', 'action', 'request_id', 'data'])
    .where('enterprise_id', '=', enterprise.id)
    .where('subject_id', '=', id)
    .orderBy('seq', 'desc')
    .limit(historyLength)
    .execute()
  return rows.map(({ at, action, request_id, data }) => ({
    at,
    action,
    actor: String(data.actor ?? ''),
    user: typeof data.user === 'string' ? data.user : null,
    requestId: request_id,
    data,
  }))
}
