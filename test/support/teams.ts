import { sql } from 'kysely'
import { plainAuditOf } from '../../packages/server/scim/directory.ts'
import { changeTeam, decidingOf } from '../../packages/server/scim/follow-teams.ts'
import { inTurn } from '../../packages/server/scim/in-turn.ts'
import { nextNumber, writeAudit } from '../../packages/server/store/directory-users.ts'
import { findEnterpriseById } from '../../packages/server/store/enterprises.ts'
import { addOrganization } from '../../packages/server/store/organizations.ts'
import { addTeam } from '../../packages/server/store/teams.ts'
import type { DirectoryBench } from './directory.ts'

export interface TeamsBench {
  enterpriseId: number
  organization: (login: string) => Promise<number>
  /** Without an organization, an enterprise team. */
  team: (slug: string, organizationId: number | null) => Promise<number>
  link: (teamId: number, groupId: string) => Promise<void>
  unlink: (teamId: number) => Promise<void>
  reconcile: (teamId: number) => Promise<void>
  /** Logins in a team. */
  inTeam: (teamId: number) => Promise<string[]>
  inOrganization: (organizationId: number) => Promise<string[]>
  sync: (teamId: number) => Promise<string | null>
  /** What is not as the linked groups say: empty where all is well. */
  faults: () => Promise<string[]>
}

/** Organizations and teams of a bench's enterprise, made and linked without a route. */
export async function openTeams({ server, enterprise }: DirectoryBench): Promise<TeamsBench> {
  const { db, queries } = server.deps
  const { id: enterpriseId } = await db
    .selectFrom('enterprise')
    .select('id')
    .where('slug', '=', enterprise.slug)
    .executeTakeFirstOrThrow()
  const change = async (command: Parameters<typeof changeTeam>[2]) => {
    const row = await findEnterpriseById(db, enterpriseId)
    if (!row) throw new Error('the enterprise is gone')
    const doing = { enterprise: row, now: new Date(), requestId: 'bench' }
    await inTurn(queries, enterpriseId, async (turn) => {
      const events = await changeTeam(turn, decidingOf(doing), command)
      await writeAudit(turn.queries, enterpriseId, plainAuditOf(doing, events), doing.requestId, doing.now)
    })
  }
  const logins = async (from: 'team_member' | 'organization_member', column: string, id: number) => {
    const { rows } = await sql<{ login: string }>`
      select coalesce(u.state->>'keptLogin', u.state->>'login') as login from ${sql.table(from)} m
      join directory_user u using (enterprise_id, account_id)
      where m.enterprise_id = ${enterpriseId} and ${sql.ref(`m.${column}`)} = ${id}
        ${from === 'organization_member' ? sql`and m.member` : sql``} order by 1`.execute(db)
    return rows.map((row) => row.login)
  }
  return {
    enterpriseId,
    async organization(login) {
      const id = await nextNumber(queries)
      await addOrganization(db, enterpriseId, { id, login, name: login, description: null }, new Date())
      return id
    },
    async team(slug, organizationId) {
      const id = await nextNumber(queries)
      const common = { description: null, privacy: 'closed' as const, notifications: true, parentId: null }
      await addTeam(db, enterpriseId, { id, slug, name: slug, organizationId, ...common }, new Date())
      return id
    },
    link: (teamId, groupId) => change({ type: 'team.link', teamId, groupId }),
    unlink: (teamId) => change({ type: 'team.unlink', teamId }),
    reconcile: (teamId) => change({ type: 'team.reconcile', teamId }),
    inTeam: (teamId) => logins('team_member', 'team_id', teamId),
    inOrganization: (organizationId) => logins('organization_member', 'organization_id', organizationId),
    async sync(teamId) {
      const row = await db.selectFrom('team').select('sync').where('id', '=', teamId).executeTakeFirstOrThrow()
      return row.sync
    },
    async faults() {
      const { rows } = await sql<{ fault: string }>`
        with shown as (
          select t.id as team_id, m.account_id from team t
          join directory_member m on m.enterprise_id = t.enterprise_id and m.group_number = t.group_number
          join directory_user u on u.enterprise_id = m.enterprise_id and u.account_id = m.account_id
          where t.enterprise_id = ${enterpriseId} and not u.suspended and u.id is not null
            and t.sync not in ('frozen', 'over_limit')
        ), there as (
          select tm.team_id, tm.account_id from team_member tm join team t on t.enterprise_id = tm.enterprise_id and t.id = tm.team_id
          where tm.enterprise_id = ${enterpriseId} and tm.by_link and t.sync is distinct from 'frozen'
            and t.sync is distinct from 'over_limit'
        )
        select 'account ' || account_id || ' is missing in team ' || team_id as fault
          from (select * from shown except select * from there) s where team_id not in (
            select id from team where enterprise_id = ${enterpriseId} and sync = 'no_licences')
        union all
        select 'account ' || account_id || ' is in team ' || team_id || ' and not in its group'
          from (select * from there except select * from shown) s
        union all
        select 'account ' || tm.account_id || ' is in team ' || tm.team_id || ' and not in its organization'
          from team_member tm join team_reach r on r.enterprise_id = tm.enterprise_id and r.team_id = tm.team_id
          where tm.enterprise_id = ${enterpriseId} and not exists (
            select from organization_member om where om.enterprise_id = tm.enterprise_id
              and om.organization_id = r.organization_id and om.account_id = tm.account_id and om.member)
        union all
        select 'account ' || om.account_id || ' is in organization ' || om.organization_id || ' for no reason'
          from organization_member om where om.enterprise_id = ${enterpriseId} and om.member and not om.direct and not exists (
            select from team_member tm join team_reach r on r.enterprise_id = tm.enterprise_id and r.team_id = tm.team_id
            where tm.enterprise_id = om.enterprise_id and r.organization_id = om.organization_id
              and tm.account_id = om.account_id)
        union all
        select 'group ' || g.number || ' counts ' || g.teams || ' teams' from directory_group g
          where g.enterprise_id = ${enterpriseId} and g.teams <> (
            select count(*) from team t where t.enterprise_id = g.enterprise_id and t.group_number = g.number)
      `.execute(db)
      return rows.map((row) => row.fault)
    },
  }
}
