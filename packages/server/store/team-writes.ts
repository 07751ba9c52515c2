import { type DirectoryEvent, effectsOf } from '@rollcall/directory'
import type { Queries } from './database.ts'

/** One membership as a decision leaves it: there, or not. */
type Place = { container: number; accountId: number; there: boolean }

/** Writes what events do to teams and to the members of teams and organizations, a few statements however many they are. */
export async function writeTeamEvents(
  queries: Queries,
  enterpriseId: number,
  events: readonly DirectoryEvent[],
  now: Date,
): Promise<void> {
  const inTeams = new Map<string, Place>()
  const inOrganizations = new Map<string, Place & { reinstated: boolean }>()
  for (const event of events) {
    await writeTeam(queries, enterpriseId, event, now)
    const reinstated = event.type === 'organization.member_added' && event.reinstated
    for (const effect of effectsOf(event)) {
      if (effect.rows === 'team_member') {
        const place = { container: effect.teamId, accountId: effect.accountId, there: effect.op === 'insert' }
        inTeams.set(`${effect.teamId} ${effect.accountId}`, place)
      }
      if (effect.rows === 'organization_member') {
        const { organizationId, accountId, op } = effect
        const place = { container: organizationId, accountId, there: op === 'insert', reinstated }
        inOrganizations.set(`${organizationId} ${accountId}`, place)
      }
    }
  }
  await writeTeamMembers(queries, enterpriseId, [...inTeams.values()], now)
  await writeOrganizationMembers(queries, enterpriseId, [...inOrganizations.values()], now)
}

async function writeTeam(queries: Queries, enterpriseId: number, event: DirectoryEvent, now: Date): Promise<void> {
  switch (event.type) {
    case 'team.linked':
      await queries.query({
        name: 'team_link',
        text: `with g as (update directory_group set teams = teams + 1 where enterprise_id = $1 and id = $3 returning number)
          update team set group_number = (select number from g), sync = 'in_sync', synced_at = $4, updated_at = $4
          where enterprise_id = $1 and id = $2 and expect_rows((select count(*) from g), 1)`,
        values: [enterpriseId, event.team.id, event.group.id, now],
      })
      await holdUsers(queries, enterpriseId, { groupId: event.group.id })
      return
    case 'team.unlinked':
      await queries.query({
        name: 'team_unlink',
        text: `with g as (update directory_group set teams = teams - 1 where enterprise_id = $1 and id = $3)
          update team set group_number = null, sync = null, updated_at = $4 where enterprise_id = $1 and id = $2`,
        values: [enterpriseId, event.team.id, event.group.id, now],
      })
      return
    case 'team.assigned':
      await queries.query({
        text: `with gone as (delete from team_organization where enterprise_id = $1 and team_id = $2
            and organization_id = any($5::bigint[])),
          come as (insert into team_organization select $1, $2, unnest($4::bigint[]))
          update team set selection = $3, updated_at = $6 where enterprise_id = $1 and id = $2`,
        values: [
          enterpriseId,
          event.team.id,
          event.set.selection,
          event.added.map(({ id }) => id),
          event.removed.map(({ id }) => id),
          now,
        ],
      })
      return
    case 'team.sync_changed':
      await queries.query({
        name: 'team_sync',
        text: 'update team set sync = $3, synced_at = $4 where enterprise_id = $1 and id = $2',
        values: [enterpriseId, event.team.id, event.to, now],
      })
  }
}

/** What is kept of how it is shown stays good. */
const another = 'version = version + 1, shown_version = shown_version + 1'

/**
 * Gives users another version before it is read how they stand to teams: whoever decided on them meanwhile, without knowing
 * of these teams, decides again.
 */
export async function holdUsers(
  queries: Queries,
  enterpriseId: number,
  which: { ids: readonly string[] } | { groupId: string },
): Promise<void> {
  await ('ids' in which
    ? queries.query({
        text: `update directory_user set ${another} where enterprise_id = $1 and id = any($2::uuid[])`,
        values: [enterpriseId, which.ids],
      })
    : queries.query({
        text: `update directory_user u set ${another} from directory_member m
          where u.enterprise_id = $1 and m.enterprise_id = $1 and m.account_id = u.account_id
            and m.group_number = (select number from directory_group where enterprise_id = $1 and id = $2)`,
        values: [enterpriseId, which.groupId],
      }))
}

/** Leaves a team to a job, that stands or falls with this transaction. */
export async function postponeTeam(
  queries: Queries,
  enterpriseId: number,
  teamId: number,
  requestId: string,
): Promise<void> {
  await queries.query({
    name: 'team_postpone',
    text: `with t as (update team set pending = true where enterprise_id = $1 and id = $2)
      select graphile_worker.add_job('reconcile-team', $3::json, job_key => 'reconcile-team:' || $1 || ':' || $2)`,
    values: [enterpriseId, teamId, JSON.stringify({ enterpriseId, teamId, requestId })],
  })
}

/** The same for every team whose members wait for a licence. */
export async function queueWaitingTeams(queries: Queries, enterpriseId: number, requestId: string): Promise<void> {
  const { rows } = await queries.query<{ id: number }>(
    `select id from team where enterprise_id = $1 and sync = 'no_licences' order by id`,
    [enterpriseId],
  )
  for (const { id } of rows) await postponeTeam(queries, enterpriseId, id, requestId)
}

const columns = (places: readonly Place[]) => [places.map((one) => one.container), places.map((one) => one.accountId)]

async function writeTeamMembers(
  queries: Queries,
  enterpriseId: number,
  places: readonly Place[],
  now: Date,
): Promise<void> {
  const coming = places.filter((place) => place.there)
  const going = places.filter((place) => !place.there)
  if (coming.length > 0)
    await queries.query({
      text: `insert into team_member (enterprise_id, team_id, account_id, by_link, added_at)
        select $1, p.team_id, p.account_id, true, $4 from unnest($2::bigint[], $3::bigint[]) p(team_id, account_id)
        on conflict do nothing`,
      values: [enterpriseId, ...columns(coming), now],
    })
  if (going.length > 0)
    await queries.query({
      text: `delete from team_member tm using unnest($2::bigint[], $3::bigint[]) p(team_id, account_id)
        where tm.enterprise_id = $1 and tm.team_id = p.team_id and tm.account_id = p.account_id and tm.by_link`,
      values: [enterpriseId, ...columns(going)],
    })
}

async function writeOrganizationMembers(
  queries: Queries,
  enterpriseId: number,
  places: readonly (Place & { reinstated: boolean })[],
  now: Date,
): Promise<void> {
  const coming = places.filter((place) => place.there)
  const going = places.filter((place) => !place.there)
  if (coming.length > 0)
    await queries.query({
      // Who was gone for long comes back as a member and nothing more.
      text: `insert into organization_member (enterprise_id, organization_id, account_id, member, direct, role, joined_at)
        select $1, p.organization_id, p.account_id, true, false,
          coalesce(case when p.reinstated then om.role end, 'member'), $5
        from unnest($2::bigint[], $3::bigint[], $4::boolean[]) p(organization_id, account_id, reinstated)
        left join organization_member om on om.enterprise_id = $1 and om.organization_id = p.organization_id
          and om.account_id = p.account_id
        on conflict (enterprise_id, organization_id, account_id) do update
        set member = true, left_at = null, joined_at = excluded.joined_at, role = excluded.role`,
      values: [enterpriseId, ...columns(coming), coming.map((place) => place.reinstated), now],
    })
  if (going.length > 0)
    await queries.query({
      text: `update organization_member om set member = false, direct = false, left_at = $4
        from unnest($2::bigint[], $3::bigint[]) p(organization_id, account_id)
        where om.enterprise_id = $1 and om.organization_id = p.organization_id and om.account_id = p.account_id`,
      values: [enterpriseId, ...columns(going), now],
    })
}
