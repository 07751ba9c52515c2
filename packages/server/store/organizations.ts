import { AppError } from '@rollcall/core'
import type { OrganizationRef } from '@rollcall/directory'
import { type Selectable, sql } from 'kysely'
import { type Executor, isUniqueViolation } from './database.ts'
import { beginning } from './directory-views.ts'
import { type PageRequest, readCursor, writeCursor } from './paging.ts'
import type { Schema } from './schema.ts'

export type OrganizationRow = Selectable<Schema['organization']>

export interface OrganizationCounts {
  members: number
  suspended: number
  teams: number
}

export async function addOrganization(
  db: Executor,
  enterpriseId: number,
  organization: { id: number; login: string; name: string; description: string | null },
  now: Date,
): Promise<OrganizationRow> {
  try {
    return await db
      .insertInto('organization')
      .values({ enterprise_id: enterpriseId, ...organization, created_at: now, updated_at: now })
      .returningAll()
      .executeTakeFirstOrThrow()
  } catch (error) {
    if (!isUniqueViolation(error, 'organization_login')) throw error
    throw new AppError(
      'organization.taken',
      { login: organization.login },
      { fields: [{ path: 'login', message: 'is taken' }], cause: error },
    )
  }
}

export const findOrganization = (
  db: Executor,
  enterpriseId: number,
  login: string,
): Promise<OrganizationRow | undefined> =>
  db
    .selectFrom('organization')
    .selectAll()
    .where('enterprise_id', '=', enterpriseId)
    .where(sql<string>`lower(login)`, '=', login.toLowerCase())
    .executeTakeFirst()

/** Those of these logins that there are; without any, every organization. */
export const organizationRefs = (
  db: Executor,
  enterpriseId: number,
  logins: readonly string[] | null,
): Promise<OrganizationRef[]> =>
  db
    .selectFrom('organization')
    .select(['id', 'login'])
    .where('enterprise_id', '=', enterpriseId)
    .$if(logins !== null, (query) =>
      query.where(sql<string>`lower(login)`, 'in', [...(logins ?? []).map((login) => login.toLowerCase()), '']),
    )
    .orderBy('id')
    .execute()

/** The organizations of an enterprise team; a row for each also where the team has them all. */
export const organizationsOfTeam = (
  db: Executor,
  enterpriseId: number,
  teamId: number,
  page: { offset?: number; limit?: number; login?: string } = {},
): Promise<OrganizationRow[]> =>
  db
    .selectFrom('organization')
    .selectAll('organization')
    .innerJoin('team_organization as x', (join) =>
      join
        .onRef('x.enterprise_id', '=', 'organization.enterprise_id')
        .onRef('x.organization_id', '=', 'organization.id'),
    )
    .where('organization.enterprise_id', '=', enterpriseId)
    .where('x.team_id', '=', teamId)
    .$if(page.login !== undefined, (query) =>
      query.where(sql<string>`lower(login)`, '=', (page.login ?? '').toLowerCase()),
    )
    .orderBy('organization.id')
    .$if(page.limit !== undefined, (query) => query.limit(page.limit ?? 0).offset(page.offset ?? 0))
    .execute()

export async function removeOrganization(db: Executor, enterpriseId: number, id: number): Promise<void> {
  await db.deleteFrom('organization').where('enterprise_id', '=', enterpriseId).where('id', '=', id).execute()
}

const members = (suspended: boolean) => sql<number>`(select count(*) from organization_member om
  join directory_user u on u.enterprise_id = om.enterprise_id and u.account_id = om.account_id
  where om.enterprise_id = organization.enterprise_id and om.organization_id = organization.id and om.member
    and u.suspended = ${suspended})`
const teams = sql<number>`(select count(*) from team t
  where t.enterprise_id = organization.enterprise_id and t.organization_id = organization.id)`

const withCounts = (db: Executor, enterpriseId: number) =>
  db
    .selectFrom('organization')
    .selectAll()
    .select([members(false).as('members'), members(true).as('suspended'), teams.as('teams')])
    .where('enterprise_id', '=', enterpriseId)

export const countOrganization = (
  db: Executor,
  enterpriseId: number,
  id: number,
): Promise<OrganizationRow & OrganizationCounts> =>
  withCounts(db, enterpriseId).where('id', '=', id).executeTakeFirstOrThrow()

/** Organizations in the order in which they were made, found by the beginning of a name. */
export async function listOrganizations(
  db: Executor,
  enterpriseId: number,
  filter: { q?: string | undefined },
  page: PageRequest,
): Promise<{ items: (OrganizationRow & OrganizationCounts)[]; total: number; next: string | null }> {
  const q = filter.q?.trim()
  const like = q ? beginning(q) : '%'
  const isFound = sql<boolean>`(lower(login) like ${like} or fold_case(name) like ${like})`
  const { total } = await db
    .selectFrom('organization')
    .where('enterprise_id', '=', enterpriseId)
    .where(isFound)
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const rows = await withCounts(db, enterpriseId)
    .where(isFound)
    .where('id', '>', page.cursor === undefined ? 0 : readCursor(page.cursor, 's'))
    .orderBy('id')
    .limit(page.limit + 1)
    .execute()
  return { items: rows.slice(0, page.limit), total, next: nextAfter(rows, page.limit, (row) => row.id) }
}

export function nextAfter<Row>(rows: readonly Row[], limit: number, key: (row: Row) => number): string | null {
  const last = rows[limit - 1]
  return rows.length > limit && last !== undefined ? writeCursor('s', key(last)) : null
}

export interface OrganizationMemberRow {
  accountId: number
  id: string | null
  login: string
  displayName: string
  suspended: boolean
  role: 'member' | 'admin'
  direct: boolean
  /** Teams that keep the user in: those with a group, and those of the enterprise. */
  teams: { slug: string; name: string; ofEnterprise: boolean }[]
  joinedAt: string
}

/** Members by account, those who are suspended apart from the others. */
export async function organizationMembers(
  db: Executor,
  enterpriseId: number,
  organizationId: number,
  filter: {
    suspended?: boolean
    accountId?: number
    login?: string
    role?: 'member' | 'admin' | undefined
    q?: string | undefined
  },
  page: { after?: number; offset?: number; limit: number },
): Promise<OrganizationMemberRow[]> {
  const q = filter.q?.trim()
  const { rows } = await sql<OrganizationMemberRow>`
    select u.account_id as "accountId", u.id, u.state->>'login' as login, u.state->>'displayName' as "displayName",
      u.suspended, om.role, om.direct, om.joined_at as "joinedAt",
      coalesce((select json_agg(json_build_object('slug', t.slug, 'name', t.name,
          'ofEnterprise', t.organization_id is null) order by t.name) from team_member tm
        join team_reach r on r.enterprise_id = tm.enterprise_id and r.team_id = tm.team_id
        join team t on t.enterprise_id = tm.enterprise_id and t.id = tm.team_id
        where tm.enterprise_id = om.enterprise_id and tm.account_id = om.account_id
          and r.organization_id = om.organization_id and (tm.by_link or t.organization_id is null)), '[]') as teams
    from organization_member om
    join directory_user u on u.enterprise_id = om.enterprise_id and u.account_id = om.account_id
    where om.enterprise_id = ${enterpriseId} and om.organization_id = ${organizationId} and om.member
      ${filter.suspended === undefined ? sql`` : sql`and u.suspended = ${filter.suspended}`}
      ${filter.accountId === undefined ? sql`` : sql`and om.account_id = ${filter.accountId}`}
      ${filter.login === undefined ? sql`` : sql`and lower(u.state->>'login') = ${filter.login.toLowerCase()}`}
      ${filter.role === undefined ? sql`` : sql`and om.role = ${filter.role}`}
      ${q ? sql`and (u.login_taken like ${beginning(q)} or fold_case(u.state->>'displayName') like ${beginning(q)})` : sql``}
      and om.account_id > ${page.after ?? 0}
    order by om.account_id limit ${page.limit} offset ${page.offset ?? 0}`.execute(db)
  return rows
}

/** Organizations that an account is a member of. */
export const organizationsOfAccount = (
  db: Executor,
  enterpriseId: number,
  accountId: number,
): Promise<{ login: string; role: 'member' | 'admin' }[]> =>
  db
    .selectFrom('organization_member as om')
    .innerJoin('organization as o', (join) =>
      join.onRef('o.enterprise_id', '=', 'om.enterprise_id').onRef('o.id', '=', 'om.organization_id'),
    )
    .select(['o.login', 'om.role'])
    .where('om.enterprise_id', '=', enterpriseId)
    .where('om.account_id', '=', accountId)
    .where('om.member', '=', true)
    .orderBy('o.login')
    .execute()

export async function licencesOf(db: Executor, enterpriseId: number): Promise<{ limit: number | null; used: number }> {
  const { rows } = await sql<{ limit: number | null; used: number }>`
    select e.licences as "limit", (select count(distinct om.account_id) from organization_member om
      join directory_user u on u.enterprise_id = om.enterprise_id and u.account_id = om.account_id
      where om.enterprise_id = e.id and om.member and not u.suspended) as used
    from enterprise e where e.id = ${enterpriseId}`.execute(db)
  return rows[0] ?? { limit: null, used: 0 }
}

/** Users that take a licence, each with the organizations that it is in. */
export async function licensedUsers(
  db: Executor,
  enterpriseId: number,
  page: { offset: number; limit: number },
): Promise<{ login: string; name: string; organizations: string[] }[]> {
  const { rows } = await sql<{ login: string; name: string; organizations: string[] }>`
    select u.state->>'login' as login, u.state->>'displayName' as name, m.organizations
    from (select om.account_id, json_agg(o.login || ':' || case om.role when 'admin' then 'Owner' else 'Member' end
        order by o.login) as organizations
      from organization_member om
      join organization o on o.enterprise_id = om.enterprise_id and o.id = om.organization_id
      where om.enterprise_id = ${enterpriseId} and om.member group by om.account_id) m
    join directory_user u on u.enterprise_id = ${enterpriseId} and u.account_id = m.account_id
    where not u.suspended order by m.account_id limit ${page.limit} offset ${page.offset}`.execute(db)
  return rows
}

export async function setLicences(db: Executor, enterpriseId: number, limit: number | null): Promise<void> {
  await db.updateTable('enterprise').set({ licences: limit }).where('id', '=', enterpriseId).execute()
}
