import { AppError } from '@rollcall/core'
import type { OrganizationSelection, Team, TeamSync } from '@rollcall/directory'
import { type Selectable, sql } from 'kysely'
import { type Executor, isUniqueViolation } from './database.ts'
import { beginning } from './directory-views.ts'
import { nextAfter } from './organizations.ts'
import { type PageRequest, readCursor } from './paging.ts'
import type { Schema } from './schema.ts'

export type TeamRow = Selectable<Schema['team']>

/** A team as people look at it. */
export interface TeamView {
  id: number
  slug: string
  name: string
  description: string | null
  privacy: 'closed' | 'secret'
  notifications: boolean
  organization: Team['organization']
  /** Which organizations an enterprise team brings its members into. */
  selection: OrganizationSelection
  /** How many those are. */
  assigned: number
  parent: { id: number; slug: string; name: string } | null
  children: number
  /** The linked group. */
  group: { id: string; number: number; displayName: string } | null
  /** Members that SCIM shows of that group. */
  groupMembers: number
  members: number
  byHand: number
  sync: TeamSync | null
  pending: boolean
  failure: string | null
  syncedAt: string | null
  createdAt: string
  updatedAt: string
}

/** Slugs are made of names as GitHub makes them. */
export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9_.]+/g, '-')
    .replace(/^-+|-+$/g, '')

const slugTaken = (error: unknown, slug: string): unknown =>
  isUniqueViolation(error, 'team_slug')
    ? new AppError('team.taken', { slug }, { fields: [{ path: 'name', message: 'is taken' }], cause: error })
    : error

export interface NewTeam {
  id: number
  organizationId: number | null
  slug: string
  name: string
  description: string | null
  privacy: 'closed' | 'secret'
  notifications: boolean
  parentId: number | null
}

export async function addTeam(db: Executor, enterpriseId: number, team: NewTeam, now: Date): Promise<void> {
  try {
    await db
      .insertInto('team')
      .values({
        enterprise_id: enterpriseId,
        id: team.id,
        organization_id: team.organizationId,
        slug: team.slug,
        name: team.name,
        description: team.description,
        privacy: team.privacy,
        notifications: team.notifications,
        parent_id: team.parentId,
        created_at: now,
        updated_at: now,
      })
      .execute()
  } catch (error) {
    throw slugTaken(error, team.slug)
  }
}

export async function updateTeam(
  db: Executor,
  enterpriseId: number,
  id: number,
  change: Partial<Pick<TeamRow, 'name' | 'slug' | 'description' | 'privacy' | 'notifications' | 'parent_id'>>,
  now: Date,
): Promise<void> {
  try {
    await db
      .updateTable('team')
      .set({ ...change, updated_at: now })
      .where('enterprise_id', '=', enterpriseId)
      .where('id', '=', id)
      .execute()
  } catch (error) {
    throw slugTaken(error, change.slug ?? '')
  }
}

export async function removeTeam(db: Executor, enterpriseId: number, id: number): Promise<void> {
  await db.deleteFrom('team').where('enterprise_id', '=', enterpriseId).where('id', '=', id).execute()
}

const columns = sql`t.id, t.slug, t.name, t.description, t.privacy, t.notifications, t.sync, t.pending, t.failure,
  t.synced_at as "syncedAt", t.created_at as "createdAt", t.updated_at as "updatedAt",
  case when o.id is null then null else json_build_object('id', o.id, 'login', o.login) end as organization,
  t.selection, (select count(*) from team_organization x where x.enterprise_id = t.enterprise_id and x.team_id = t.id)
    as assigned,
  case when p.id is null then null else json_build_object('id', p.id, 'slug', p.slug, 'name', p.name) end as parent,
  (select count(*) from team c where c.enterprise_id = t.enterprise_id and c.parent_id = t.id) as children,
  case when g.id is null then null
    else json_build_object('id', g.id, 'number', g.number, 'displayName', g.display_name) end as "group",
  (select count(*) from directory_member m
    join directory_user u on u.enterprise_id = m.enterprise_id and u.account_id = m.account_id
    where m.enterprise_id = t.enterprise_id and m.group_number = t.group_number and not u.suspended and u.id is not null)
    as "groupMembers",
  (select count(*) from team_member tm where tm.enterprise_id = t.enterprise_id and tm.team_id = t.id) as members,
  (select count(*) from team_member tm where tm.enterprise_id = t.enterprise_id and tm.team_id = t.id and not tm.by_link)
    as "byHand"`
const from = sql`from team t
  left join organization o on o.enterprise_id = t.enterprise_id and o.id = t.organization_id
  left join team p on p.enterprise_id = t.enterprise_id and p.id = t.parent_id
  left join directory_group g on g.enterprise_id = t.enterprise_id and g.number = t.group_number`

/** Of which teams: an organization's, those below another, the enterprise's own, or all. */
export type TeamScope = { organizationId: number } | { parentId: number } | 'enterprise' | 'all'

const inScope = (scope: TeamScope) =>
  scope === 'all'
    ? sql`true`
    : scope === 'enterprise'
      ? sql`t.organization_id is null`
      : 'parentId' in scope
        ? sql`t.parent_id = ${scope.parentId}`
        : sql`t.organization_id = ${scope.organizationId}`

export interface TeamFilter {
  q?: string | undefined
  state?: 'linked' | 'unlinked' | 'out_of_sync' | undefined
  groupId?: string | undefined
}

const outOfSync = sql`t.group_number is not null and (t.sync <> 'in_sync' or t.failure is not null)`

function matching(enterpriseId: number, scope: TeamScope, filter: TeamFilter) {
  const q = filter.q?.trim()
  const conditions = [
    sql`t.enterprise_id = ${enterpriseId}`,
    inScope(scope),
    ...(q ? [sql`(t.slug like ${beginning(q)} or fold_case(t.name) like ${beginning(q)})`] : []),
    ...(filter.state === 'linked' ? [sql`t.group_number is not null`] : []),
    ...(filter.state === 'unlinked' ? [sql`t.group_number is null`] : []),
    ...(filter.state === 'out_of_sync' ? [outOfSync] : []),
    ...(filter.groupId ? [sql`g.id = ${filter.groupId}::uuid`] : []),
  ]
  return sql.join(conditions, sql` and `)
}

export async function listTeams(
  db: Executor,
  enterpriseId: number,
  scope: TeamScope,
  filter: TeamFilter,
  page: PageRequest & { offset?: number },
): Promise<{ items: TeamView[]; total: number; next: string | null }> {
  const where = matching(enterpriseId, scope, filter)
  const counted = await sql<{ total: number }>`select count(*) as total ${from} where ${where}`.execute(db)
  const { rows } = await sql<TeamView>`select ${columns} ${from} where ${where}
    and t.id > ${page.cursor === undefined ? 0 : readCursor(page.cursor, 's')}
    order by t.id limit ${page.limit + 1} offset ${page.offset ?? 0}`.execute(db)
  return {
    items: rows.slice(0, page.limit),
    total: counted.rows[0]?.total ?? 0,
    next: nextAfter(rows, page.limit, (row) => row.id),
  }
}

export async function findTeamView(
  db: Executor,
  enterpriseId: number,
  by: { id: number } | { slug: string; scope: TeamScope },
): Promise<TeamView | undefined> {
  const which = 'id' in by ? sql`t.id = ${by.id}` : sql`t.slug = ${by.slug} and ${inScope(by.scope)}`
  const { rows } = await sql<TeamView>`
    select ${columns} ${from} where t.enterprise_id = ${enterpriseId} and ${which}`.execute(db)
  return rows[0]
}

export interface TeamMemberRow {
  accountId: number
  id: string | null
  login: string
  displayName: string
  suspended: boolean
  role: 'member' | 'maintainer'
  byLink: boolean
  addedAt: string
}

export async function teamMembers(
  db: Executor,
  enterpriseId: number,
  teamId: number,
  filter: { login?: string; role?: 'member' | 'maintainer' | undefined },
  page: { after?: number; offset?: number; limit: number },
): Promise<TeamMemberRow[]> {
  const { rows } = await sql<TeamMemberRow>`
    select u.account_id as "accountId", u.id, u.state->>'login' as login, u.state->>'displayName' as "displayName",
      u.suspended, tm.role, tm.by_link as "byLink", tm.added_at as "addedAt"
    from team_member tm
    join directory_user u on u.enterprise_id = tm.enterprise_id and u.account_id = tm.account_id
    where tm.enterprise_id = ${enterpriseId} and tm.team_id = ${teamId} and tm.account_id > ${page.after ?? 0}
      ${filter.role === undefined ? sql`` : sql`and tm.role = ${filter.role}`}
      ${filter.login === undefined ? sql`` : sql`and lower(u.state->>'login') = ${filter.login.toLowerCase()}`}
    order by tm.account_id limit ${page.limit} offset ${page.offset ?? 0}`.execute(db)
  return rows
}

/** Teams that an account is in; those of the enterprise itself have no organization. */
export const teamsOfAccount = (
  db: Executor,
  enterpriseId: number,
  accountId: number,
): Promise<{ name: string; role: 'member' | 'maintainer'; organization: string | null; group: string | null }[]> =>
  db
    .selectFrom('team_member as tm')
    .innerJoin('team as t', (join) =>
      join.onRef('t.enterprise_id', '=', 'tm.enterprise_id').onRef('t.id', '=', 'tm.team_id'),
    )
    .leftJoin('organization as o', (join) =>
      join.onRef('o.enterprise_id', '=', 't.enterprise_id').onRef('o.id', '=', 't.organization_id'),
    )
    .leftJoin('directory_group as g', (join) =>
      join.onRef('g.enterprise_id', '=', 't.enterprise_id').onRef('g.number', '=', 't.group_number'),
    )
    .select(['t.name', 'tm.role', 'o.login as organization', 'g.display_name as group'])
    .where('tm.enterprise_id', '=', enterpriseId)
    .where('tm.account_id', '=', accountId)
    .orderBy('o.login')
    .orderBy('t.name')
    .execute()

/** Every team that follows a group or brings people into organizations, everywhere: what is reconciled daily. */
export async function everyTeamToReconcile(db: Executor): Promise<{ enterprise_id: number; id: number }[]> {
  return db
    .selectFrom('team')
    .select(['enterprise_id', 'id'])
    .where(({ eb, or }) => or([eb('group_number', 'is not', null), eb('selection', '<>', 'disabled')]))
    .orderBy('enterprise_id')
    .orderBy('id')
    .execute()
}

/** Each team of an enterprise that follows a group, with the group as its identity provider knows it. */
export async function teamLinks(db: Executor, enterpriseId: number) {
  const { rows } = await sql<{
    organization: string | null
    team: string
    group: string
    groupId: string
    externalId: string | null
  }>`select o.login as organization, t.slug as team, g.display_name as group, g.id as "groupId",
      g.external_id as "externalId" ${from}
    where t.enterprise_id = ${enterpriseId} and t.group_number is not null
    order by o.login nulls first, t.slug`.execute(db)
  return rows
}

/** What the reconciliation of a team came to: null is well. */
export async function noteReconciled(
  db: Executor,
  enterpriseId: number,
  teamId: number,
  failure: string | null,
  now: Date,
): Promise<void> {
  await db
    .updateTable('team')
    .set({ failure, ...(failure === null ? { pending: false, synced_at: now } : {}) })
    .where('enterprise_id', '=', enterpriseId)
    .where('id', '=', teamId)
    .execute()
}
