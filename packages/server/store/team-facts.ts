import {
  type FactNeed,
  type Facts,
  type GroupRef,
  groupRef,
  type LinkedTeam,
  type Member,
  maximumTeamMembers,
  type OrganizationRef,
  type OrganizationStanding,
  reachOf,
  type Standing,
  type Team,
} from '@rollcall/directory'
import type { Queries } from './database.ts'
import { memberFacts } from './directory-groups.ts'

// What counts or joins members has no name: a plan that was kept from when a group was small takes minutes for a large one.

/** The organizations that were assigned to `t`. */
const assigned = `coalesce((select json_agg(json_build_object('id', a.id, 'login', a.login) order by a.id)
    from team_organization x join organization a on a.enterprise_id = x.enterprise_id and a.id = x.organization_id
    where x.enterprise_id = t.enterprise_id and x.team_id = t.id), '[]')`

/** A team as the rules see it. The query calls the table `t`, its organization `o` and its group `g`. */
const teamColumns = `t.id, t.slug, t.name, g.id as "groupId", t.sync,
    case when o.id is null then null else json_build_object('id', o.id, 'login', o.login) end as organization,
    t.selection, ${assigned} as assigned`
const teamJoins = `left join organization o on o.enterprise_id = t.enterprise_id and o.id = t.organization_id
    left join directory_group g on g.enterprise_id = t.enterprise_id and g.number = t.group_number`

/** Whether an account is no member of an organization that a team brings its members into. */
const isUnplaced = (team: string, account: string) => `exists (select from team_reach r where r.enterprise_id = $1
    and r.team_id = ${team} and not exists (select from organization_member om where om.enterprise_id = $1
      and om.organization_id = r.organization_id and om.account_id = ${account} and om.member))`

/** Members that SCIM shows of a group of `t`, counted no further than it matters to the limit of a team. */
const counted = (most: string) => `(select count(*) from (
    select from directory_member m join directory_user u on u.enterprise_id = m.enterprise_id and u.account_id = m.account_id
    where m.enterprise_id = t.enterprise_id and m.group_number = t.group_number and not u.suspended and u.id is not null
    limit ${most}) counted)`

export async function findTeam(queries: Queries, enterpriseId: number, id: number): Promise<Team | null> {
  const { rows } = await queries.query<Team>({
    name: 'team_find',
    text: `select ${teamColumns} from team t ${teamJoins} where t.enterprise_id = $1 and t.id = $2`,
    values: [enterpriseId, id],
  })
  return rows[0] ?? null
}

/** How a user stands to teams: those of the user's groups, those that hold the user, or what goes by a slug or name. */
export async function teamStandings(
  queries: Queries,
  enterpriseId: number,
  accountId: number,
  wanted: string | undefined,
): Promise<(Team & StandingRow)[]> {
  const { rows } = await queries.query<Team & StandingRow>({
    text: `select ${teamColumns}, g.display_name as "groupName", ${counted('$3')} as "groupMembers",
        exists (select from directory_member m where m.enterprise_id = $1 and m.group_number = t.group_number
          and m.account_id = $2) as "inGroup",
        tm.account_id is not null as "inTeam",
        not ${isUnplaced('t.id', '$2')} as "inOrganizations"
      from team t ${teamJoins}
      left join team_member tm on tm.enterprise_id = $1 and tm.team_id = t.id and tm.account_id = $2
      where t.enterprise_id = $1 and case when $4::text is null then tm.account_id is not null or ${linkedBy.account}
        else t.slug = $4 or fold_case(t.name) = fold_case($4) or lower(o.login || '/' || t.slug) = lower($4) end
      order by t.id limit 100`,
    values: [enterpriseId, accountId, maximumTeamMembers + 1, wanted ?? null],
  })
  return rows
}

interface StandingRow {
  /** Null while no group is linked. */
  groupName: string | null
  /** Members that SCIM shows of it, counted to one more than a team can have. */
  groupMembers: number
  inGroup: boolean
  inTeam: boolean
  inOrganizations: boolean
}

/** The teams that are linked to a group. */
export async function teamsOfGroup(queries: Queries, enterpriseId: number, groupNumber: number): Promise<Team[]> {
  const { rows } = await queries.query<Team>({
    text: `select ${teamColumns} from team t ${teamJoins} where t.enterprise_id = $1 and t.group_number = $2 order by t.id`,
    values: [enterpriseId, groupNumber],
  })
  return rows
}

/** The rows that `need` names: teams by their group, by a user whom group or team hold, or all that are linked. */
const linkedBy = {
  group: 't.group_number = $2',
  account: `t.group_number is not null and (
    exists (select from directory_member m where m.enterprise_id = $1 and m.group_number = t.group_number and m.account_id = $2)
    or exists (select from team_member tm where tm.enterprise_id = $1 and tm.team_id = t.id and tm.account_id = $2 and tm.by_link))`,
}

async function linkedTeams(
  queries: Queries,
  enterpriseId: number,
  by: keyof typeof linkedBy,
  id: number,
  leaving: number,
): Promise<LinkedTeam[]> {
  const { rows } = await queries.query<LinkedTeam>({
    text: `select ${teamColumns}, ${counted('$3')} as "groupMembers" from team t ${teamJoins}
      where t.enterprise_id = $1 and ${linkedBy[by]} order by t.id`,
    // Of a group that is larger still, whether it fits is known without counting on.
    values: [enterpriseId, id, maximumTeamMembers + leaving + 1],
  })
  return rows
}

/** How these accounts stand to these teams and their organizations. */
async function standingsOf(
  queries: Queries,
  enterpriseId: number,
  accountIds: readonly number[],
  teams: readonly Team[],
): Promise<Map<number, Omit<Standing, 'user' | 'visible'>>> {
  if (accountIds.length === 0) return new Map()
  const organizations = [...new Set(teams.flatMap((team) => reachOf(team).map(({ id }) => id)))]
  const { rows } = await queries.query<{
    accountId: number
    inTeams: number[]
    organizations: OrganizationStanding[]
    organizationCount: number
  }>({
    text: `select a.id as "accountId",
        coalesce((select json_agg(tm.team_id) from team_member tm where tm.enterprise_id = $1 and tm.account_id = a.id
          and tm.by_link and tm.team_id = any($3::bigint[])), '[]') as "inTeams",
        coalesce((select json_agg(json_build_object('id', o.id,
            'member', coalesce(om.member, false), 'direct', coalesce(om.direct, false),
            'otherTeams', exists (select from team_member tm
              join team_reach r on r.enterprise_id = tm.enterprise_id and r.team_id = tm.team_id
              where tm.enterprise_id = $1 and tm.account_id = a.id and r.organization_id = o.id
                and (tm.team_id <> all($3::bigint[]) or not tm.by_link)),
            'leftAt', floor(extract(epoch from om.left_at) * 1000)::bigint))
          from unnest($4::bigint[]) o(id)
          left join organization_member om on om.enterprise_id = $1 and om.organization_id = o.id and om.account_id = a.id
        ), '[]') as organizations,
        (select count(*) from organization_member om
          where om.enterprise_id = $1 and om.account_id = a.id and om.member) as "organizationCount"
      from unnest($2::bigint[]) a(id)`,
    values: [enterpriseId, accountIds, teams.map((team) => team.id), organizations],
  })
  return new Map(rows.map(({ accountId, ...standing }) => [accountId, standing]))
}

const nowhere: Omit<Standing, 'user' | 'visible'> = { inTeams: [], organizations: [], organizationCount: 0 }

interface UserRow {
  id: string | null
  accountId: number
  login: string
  visible: boolean
}

async function withStandings<Row extends UserRow>(
  queries: Queries,
  enterpriseId: number,
  rows: readonly Row[],
  teams: readonly Team[],
): Promise<(Standing & { row: Row })[]> {
  const accounts = rows.map((row) => row.accountId)
  const standings = await standingsOf(queries, enterpriseId, accounts, teams)
  return rows.map((row) => {
    const { accountId, id, login, visible } = row
    return { ...(standings.get(accountId) ?? nowhere), user: { accountId, id, login }, visible, row }
  })
}

const userColumns = `u.id, u.account_id as "accountId", u.state->>'login' as login,
    not u.suspended and u.id is not null as visible`

async function standingNeed(queries: Queries, enterpriseId: number, id: string): Promise<Facts> {
  const { rows } = await queries.query<UserRow>({
    name: 'team_user',
    text: `select ${userColumns} from directory_user u where u.enterprise_id = $1 and u.id = $2`,
    values: [enterpriseId, id],
  })
  const [row] = rows
  if (!row) return {}
  const teams = await linkedTeams(queries, enterpriseId, 'account', row.accountId, 1)
  const [standing] = await withStandings(queries, enterpriseId, rows, teams)
  return { teams, ...(standing ? { standing } : {}) }
}

async function membersNeed(
  queries: Queries,
  enterpriseId: number,
  groupNumber: number,
  ids: readonly string[],
): Promise<Facts> {
  const rows = await memberFacts(queries, enterpriseId, groupNumber, ids)
  const teams = await linkedTeams(queries, enterpriseId, 'group', groupNumber, rows.length)
  const standings = await withStandings(queries, enterpriseId, rows, teams)
  const members = standings.map(({ row, ...standing }): [string, Member] => [
    row.id,
    { ...standing, inGroup: row.inGroup },
  ])
  return { teams, members: new Map(members) }
}

/** Who is missing in a team, and who is in it by a link that no longer says so; of these users alone, where it says which. */
async function driftNeed(
  queries: Queries,
  enterpriseId: number,
  team: Team,
  userIds: readonly string[] | undefined,
): Promise<Facts> {
  const { rows } = await queries.query<UserRow & { missing: boolean }>({
    text: `with t as (select * from team where enterprise_id = $1 and id = $2)
      select ${userColumns}, true as missing from t
        join directory_member m on m.enterprise_id = $1 and m.group_number = t.group_number
        join directory_user u on u.enterprise_id = $1 and u.account_id = m.account_id
        where not u.suspended and u.id is not null and ($3::uuid[] is null or u.id = any($3)) and (
          not exists (select from team_member tm where tm.enterprise_id = $1 and tm.team_id = $2
            and tm.account_id = u.account_id and tm.by_link)
          or ${isUnplaced('$2', 'u.account_id')})
      union all
      select ${userColumns}, false from t
        join team_member tm on tm.enterprise_id = $1 and tm.team_id = $2 and tm.by_link
        join directory_user u on u.enterprise_id = $1 and u.account_id = tm.account_id
        where ($3::uuid[] is null or u.id = any($3)) and (u.suspended or u.id is null or not exists (
          select from directory_member m
          where m.enterprise_id = $1 and m.group_number = t.group_number and m.account_id = u.account_id))`,
    values: [enterpriseId, team.id, userIds ?? null],
  })
  const groupMembers = await groupSize(queries, enterpriseId, team.id)
  // What is over the limit adds nobody, and there may be very many.
  const over = groupMembers > maximumTeamMembers
  const wanted = rows.filter((row) => !(over && row.missing))
  const standings = await withStandings(queries, enterpriseId, wanted, [team])
  return {
    groupMembers,
    missing: standings.filter(({ row }) => row.missing),
    surplus: standings.filter(({ row }) => !row.missing),
    ...(team.organization ? { unplaced: [], strays: [] } : await placementNeed(queries, enterpriseId, team, userIds)),
  }
}

/** Members of an enterprise team that are not in its organizations, and those that are in one for no reason any more. */
async function placementNeed(
  queries: Queries,
  enterpriseId: number,
  team: Team,
  userIds: readonly string[] | undefined,
): Promise<Pick<Facts, 'unplaced' | 'strays'>> {
  const values = [enterpriseId, team.id, userIds ?? null]
  const unplaced = await queries.query<UserRow>({
    text: `select ${userColumns} from team_member tm
      join directory_user u on u.enterprise_id = $1 and u.account_id = tm.account_id
      where tm.enterprise_id = $1 and tm.team_id = $2 and (not tm.by_link or $4)
        and ($3::uuid[] is null or u.id = any($3)) and ${isUnplaced('$2', 'u.account_id')}
      order by u.account_id`,
    values: [...values, team.groupId !== null],
  })
  const strays = await queries.query<UserRow & { lost: OrganizationRef[] }>({
    text: `select ${userColumns}, s.lost from (
        select om.account_id, json_agg(json_build_object('id', o.id, 'login', o.login) order by o.id) as lost
        from organization_member om join organization o on o.enterprise_id = $1 and o.id = om.organization_id
        where om.enterprise_id = $1 and om.member and not om.direct and om.account_id in (
            select account_id from team_member where enterprise_id = $1 and team_id = $2 and $3::uuid[] is null
            union all select account_id from directory_user where enterprise_id = $1 and id = any($3))
          and not exists (select from team_member tm
            join team_reach r on r.enterprise_id = tm.enterprise_id and r.team_id = tm.team_id
            where tm.enterprise_id = $1 and tm.account_id = om.account_id and r.organization_id = om.organization_id)
        group by om.account_id) s
      join directory_user u on u.enterprise_id = $1 and u.account_id = s.account_id order by u.account_id`,
    values,
  })
  const lost = await withStandings(queries, enterpriseId, strays.rows, [team])
  return {
    unplaced: await withStandings(queries, enterpriseId, unplaced.rows, [team]),
    strays: lost.map((standing) => ({ ...standing, lost: standing.row.lost })),
  }
}

/** Members that SCIM shows of the group that a team is linked to, counted up to one more than a team can have. */
async function groupSize(queries: Queries, enterpriseId: number, teamId: number): Promise<number> {
  const { rows } = await queries.query<{ size: number }>({
    text: `select ${counted('$3')} as size from team t where t.enterprise_id = $1 and t.id = $2`,
    values: [enterpriseId, teamId, maximumTeamMembers + 1],
  })
  return rows[0]?.size ?? 0
}

/** Whether a team, or the group that it is linked to, has more members than so many, for each of its organizations. */
export async function isTeamLarger(
  queries: Queries,
  enterpriseId: number,
  teamId: number,
  than: number,
): Promise<boolean> {
  const { rows } = await queries.query<{ larger: boolean }>({
    text: `with most as (select $3::integer / greatest(1, count(*)) as each from team_organization
        where enterprise_id = $1 and team_id = $2)
      select ${counted('(select each + 1 from most)')} > (select each from most) or exists (select from team_member tm
        where tm.enterprise_id = $1 and tm.team_id = $2 offset (select each from most)) as larger
      from team t where t.enterprise_id = $1 and t.id = $2`,
    values: [enterpriseId, teamId, than],
  })
  return rows[0]?.larger ?? false
}

async function teamNeed(queries: Queries, enterpriseId: number, teamId: number): Promise<Facts> {
  const { rows } = await queries.query<{ manualMembers: number; nested: boolean }>({
    name: 'team_by_hand',
    text: `select t.parent_id is not null
          or exists (select from team c where c.enterprise_id = $1 and c.parent_id = t.id) as nested,
        (select count(*) from team_member tm where tm.enterprise_id = $1 and tm.team_id = t.id and not tm.by_link)
          as "manualMembers"
      from team t where t.enterprise_id = $1 and t.id = $2`,
    values: [enterpriseId, teamId],
  })
  return rows[0] ? { team: rows[0] } : {}
}

async function everyLinkedTeam(queries: Queries, enterpriseId: number): Promise<Facts> {
  const { rows } = await queries.query<Team & { group: GroupRef }>({
    name: 'team_every_linked',
    text: `select ${teamColumns},
        json_build_object('id', g.id, 'number', g.number, 'displayName', g.display_name) as group
      from team t ${teamJoins} where t.enterprise_id = $1 and t.group_number is not null order by t.id`,
    values: [enterpriseId],
  })
  return { linkedTeams: rows }
}

/** What a team is told of the group that it is linked to. */
async function linkedGroupNeed(queries: Queries, enterpriseId: number, id: string): Promise<Facts> {
  const { rows } = await queries.query<{ state: Parameters<typeof groupRef>[0] }>({
    name: 'team_linked_group',
    text: 'select state from directory_group where enterprise_id = $1 and id = $2',
    values: [enterpriseId, id],
  })
  return rows[0] ? { linkedGroup: groupRef(rows[0].state) } : {}
}

/** Users that take a licence: whoever is in an organization and not suspended. */
async function licencesInUse(queries: Queries, enterpriseId: number): Promise<number> {
  const { rows } = await queries.query<{ used: number }>({
    text: `select count(*) as used from (select distinct om.account_id from organization_member om
        join directory_user u on u.enterprise_id = om.enterprise_id and u.account_id = om.account_id
        where om.enterprise_id = $1 and om.member and not u.suspended) used`,
    values: [enterpriseId],
  })
  return rows[0]?.used ?? 0
}

export interface FactScope {
  enterpriseId: number
  /** Null: no limit. */
  licences: number | null
  /** The row that the command is about, where it is a group's or a team's. */
  groupNumber?: number | null
  team?: Team | null
}

/** Loads one thing that a decision wants to know of teams; nothing for what is of other rows. */
export async function loadTeamFact(queries: Queries, scope: FactScope, need: FactNeed): Promise<Facts> {
  const { enterpriseId, licences, team, groupNumber } = scope
  switch (need.fact) {
    case 'standing':
      return standingNeed(queries, enterpriseId, need.id)
    case 'members':
      return membersNeed(queries, enterpriseId, groupNumber ?? 0, need.ids)
    case 'teams':
      return { teams: await linkedTeams(queries, enterpriseId, 'group', groupNumber ?? 0, 0) }
    case 'drift':
      return team ? driftNeed(queries, enterpriseId, team, need.userIds) : {}
    case 'team':
      return teamNeed(queries, enterpriseId, need.teamId)
    case 'linkedGroup':
      return linkedGroupNeed(queries, enterpriseId, need.groupId)
    case 'linkedTeams':
      return everyLinkedTeam(queries, enterpriseId)
    case 'freeLicences':
      return {
        freeLicences: licences === null ? null : licences - (await licencesInUse(queries, enterpriseId)),
      }
    default:
      return {}
  }
}
