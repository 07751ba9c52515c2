import {
  addTeamMember,
  createOrganization,
  createTeam,
  getLicences,
  getTeam,
  linkTeam,
  listOrganizationMembers,
  listOrganizations,
  listTeams,
  type Organization,
  previewTeamLink,
  previewTeamOrganizations,
  reconcileTeam,
  removeOrganization,
  removeOrganizationMember,
  removeTeam,
  removeTeamMember,
  setLicences,
  setOrganizationMember,
  setTeamOrganizations,
  type Team,
  unlinkTeam,
} from '@rollcall/api'
import { AppError } from '@rollcall/core'
import { DirectoryError, maximumTeamMembers } from '@rollcall/directory'
import type { AppDeps } from '../app-deps.ts'
import { reconcileTeam as bringTeam } from '../jobs/teams.ts'
import { tell } from '../live.ts'
import { type EnterpriseRow, getEnterprise } from '../store/enterprises.ts'
import { type EventType, recordEvent } from '../store/events.ts'
import {
  countOrganization,
  findOrganization,
  licencesOf,
  nextAfter,
  type OrganizationCounts,
  type OrganizationRow,
  organizationMembers,
  listOrganizations as organizationsOf,
  organizationsOfTeam,
  setLicences as writeLicences,
} from '../store/organizations.ts'
import { readCursor } from '../store/paging.ts'
import { queueWaitingTeams } from '../store/team-writes.ts'
import { findTeamView, type TeamView, teamMembers, listTeams as teamsOf } from '../store/teams.ts'
import {
  byHand,
  dropOrganization,
  makeOrganization,
  personNamed,
  setOrganizationMember as setMember,
  removeOrganizationMember as takeOut,
} from '../teams/organizations.ts'
import { previewTeam } from '../teams/preview.ts'
import { assignment } from '../teams/team-organizations.ts'
import {
  addTeamMember as addMember,
  assignTeam,
  dropTeam,
  linkGroup,
  makeTeam,
  removeTeamMember as removeMember,
  unlinkGroup,
} from '../teams/teams.ts'
import type { Caller } from './caller.ts'
import { type AnyRoute, type Call, implement } from './implement.ts'

/** What the directory refuses, in the words of the console. */
async function allowed<Result>(run: Promise<Result>): Promise<Result> {
  try {
    return await run
  } catch (error) {
    if (!(error instanceof DirectoryError) || error.status >= 500) throw error
    if (error.status === 404) throw new AppError('request.not_found', { what: 'This team or group' }, { cause: error })
    throw new AppError('team.refused', { problem: error.message, remedy: error.fix ?? '' }, { cause: error })
  }
}

const pageOf = (query: { limit?: number | undefined; cursor?: string | undefined }) => ({
  limit: query.limit ?? 50,
  cursor: query.cursor,
})
const rowsOf = (query: { limit?: number | undefined; cursor?: string | undefined }) => ({
  after: query.cursor === undefined ? 0 : readCursor(query.cursor, 's'),
  limit: (query.limit ?? 50) + 1,
})

/** What both sets of routes do for a call. */
function workbench(deps: AppDeps) {
  const { db } = deps
  return {
    async open({
      caller,
      params,
      request,
    }: Pick<Call<AnyRoute>, 'caller' | 'request'> & { params: { enterprise: string } }) {
      const enterprise = await getEnterprise(db, caller.tenant, params.enterprise)
      return { enterprise, doing: { enterprise, now: deps.now(), requestId: request.id } }
    },
    /** Says in Rollcall's own log who did it, and tells consoles to look again. */
    async told(
      { tenant, actor }: Caller,
      enterprise: EnterpriseRow,
      type: EventType,
      subject: { kind: 'organization' | 'team' | 'enterprise'; id: string; name: string },
      data: Record<string, unknown> = {},
    ) {
      const more = { enterprise: enterprise.slug, ...data }
      await recordEvent(db, tenant, deps.now(), { actor, type, subject, data: more })
      await tell(db, { tenant, type: 'scim', enterprise: enterprise.slug })
    },
    async organization(enterprise: EnterpriseRow, login: string): Promise<OrganizationRow> {
      const row = await findOrganization(db, enterprise.id, login)
      if (!row) throw new AppError('request.not_found', { what: `The organization ${login}` })
      return row
    },
  }
}

export function organizationRoutes(deps: AppDeps) {
  const { db } = deps
  const { open, told, organization: find } = workbench(deps)
  const subjectOf = (row: OrganizationRow) => ({ kind: 'organization' as const, id: String(row.id), name: row.login })
  return [
    implement(listOrganizations, async (call) => {
      const { enterprise } = await open(call)
      const page = await organizationsOf(db, enterprise.id, call.query, pageOf(call.query))
      return { ...page, items: page.items.map(toOrganization) }
    }),

    implement(createOrganization, async (call) => {
      const { enterprise, doing } = await open(call)
      const row = await allowed(makeOrganization(deps, doing, call.body))
      await told(call.caller, enterprise, 'organization.created', subjectOf(row))
      return toOrganization({ ...row, members: 0, suspended: 0, teams: 0 })
    }),

    implement(removeOrganization, async (call) => {
      const { enterprise, doing } = await open(call)
      const row = await find(enterprise, call.params.organization)
      if (call.query.confirm !== row.login)
        throw new AppError('team.refused', {
          problem: 'confirm is not the login of the organization.',
          remedy: `Give confirm=${row.login}: its teams and memberships cannot be brought back.`,
        })
      await allowed(dropOrganization(deps, doing, row))
      await told(call.caller, enterprise, 'organization.removed', subjectOf(row))
    }),

    implement(listOrganizationMembers, async (call) => {
      const { enterprise } = await open(call)
      const { suspended = false, q, limit = 50 } = call.query
      const { id } = await find(enterprise, call.params.organization)
      const row = await countOrganization(db, enterprise.id, id)
      const rows = await organizationMembers(db, enterprise.id, id, { suspended, q }, rowsOf(call.query))
      return {
        organization: toOrganization(row),
        members: {
          items: rows.slice(0, limit).map(({ accountId: _, joinedAt: __, teams, ...member }) => ({
            ...member,
            teams: teams.map(({ name }) => name),
          })),
          total: suspended ? row.suspended : row.members,
          next: nextAfter(rows, limit, (member) => member.accountId),
        },
      }
    }),

    implement(setOrganizationMember, async (call) => {
      const { enterprise, doing } = await open(call)
      const row = await find(enterprise, call.params.organization)
      const { login } = call.params
      await allowed(
        byHand(deps, doing, async (hand) => setMember(hand, row, await personNamed(hand, login), call.body.role)),
      )
      await told(call.caller, enterprise, 'organization.member_set', subjectOf(row), { login, role: call.body.role })
    }),

    implement(removeOrganizationMember, async (call) => {
      const { enterprise, doing } = await open(call)
      const row = await find(enterprise, call.params.organization)
      const { login } = call.params
      await allowed(byHand(deps, doing, async (hand) => takeOut(hand, row, await personNamed(hand, login))))
      await told(call.caller, enterprise, 'organization.member_removed', subjectOf(row), { login })
    }),

    implement(getLicences, async (call) => licencesOf(db, (await open(call)).enterprise.id)),

    implement(setLicences, async (call) => {
      const { enterprise, doing } = await open(call)
      const { limit } = call.body
      await byHand(deps, doing, async ({ db: tx, turn }) => {
        await writeLicences(tx, enterprise.id, limit)
        await queueWaitingTeams(turn.queries, enterprise.id, doing.requestId)
      })
      const subject = { kind: 'enterprise' as const, id: enterprise.slug, name: enterprise.name }
      await told(call.caller, enterprise, 'licences.set', subject, { limit })
      return licencesOf(db, enterprise.id)
    }),
  ]
}

export function teamRoutes(deps: AppDeps) {
  const { db } = deps
  const { open, told, organization: find } = workbench(deps)
  const subjectOf = (team: TeamView) => ({ kind: 'team' as const, id: String(team.id), name: team.name })
  async function teamIn(enterprise: EnterpriseRow, id: number): Promise<TeamView> {
    const team = await findTeamView(db, enterprise.id, { id })
    if (!team) throw new AppError('request.not_found', { what: 'This team' })
    return team
  }
  return [
    implement(listTeams, async (call) => {
      const { enterprise } = await open(call)
      const { organization, q, state } = call.query
      const scope = organization === undefined ? 'all' : { organizationId: (await find(enterprise, organization)).id }
      const page = await teamsOf(db, enterprise.id, scope, { q, state }, pageOf(call.query))
      return { ...page, items: page.items.map(toTeam) }
    }),

    implement(createTeam, async (call) => {
      const { enterprise, doing } = await open(call)
      const { name, organization, description, group } = call.body
      const row = organization === null ? null : await find(enterprise, organization)
      const team = await allowed(makeTeam(deps, doing, row, { name, description, groupId: group }))
      await told(call.caller, enterprise, 'team.created', subjectOf(team), { organization })
      return toTeam(team)
    }),

    implement(getTeam, async (call) => {
      const { enterprise } = await open(call)
      const { limit = 50 } = call.query
      const team = await teamIn(enterprise, call.params.team)
      const rows = await teamMembers(db, enterprise.id, team.id, {}, rowsOf(call.query))
      const items = rows
        .slice(0, limit)
        .map(({ id, login, suspended, role, byLink }) => ({ id, login, suspended, role, byGroup: byLink }))
      const next = nextAfter(rows, limit, (member) => member.accountId)
      const organizations = (await organizationsOfTeam(db, enterprise.id, team.id)).map(({ login }) => login)
      return { team: toTeam(team), organizations, members: { items, total: team.members, next } }
    }),

    implement(removeTeam, async (call) => {
      const { enterprise, doing } = await open(call)
      const team = await teamIn(enterprise, call.params.team)
      await allowed(dropTeam(deps, doing, team.id))
      await told(call.caller, enterprise, 'team.removed', subjectOf(team))
    }),

    implement(previewTeamLink, async (call) => {
      const { enterprise, doing } = await open(call)
      const team = await teamIn(enterprise, call.params.team)
      const { group: groupId } = call.query
      const wanted = {
        teamId: team.id,
        ...(groupId === undefined ? { type: 'team.unlink' as const } : { type: 'team.link' as const, groupId }),
      }
      return allowed(previewTeam(deps, doing, wanted))
    }),

    implement(linkTeam, async (call) => {
      const { enterprise, doing } = await open(call)
      const { id } = await teamIn(enterprise, call.params.team)
      const team = await allowed(linkGroup(deps, doing, id, call.body.group))
      await told(call.caller, enterprise, 'team.linked', subjectOf(team), { group: team.group?.displayName })
      return toTeam(team)
    }),

    implement(unlinkTeam, async (call) => {
      const { enterprise, doing } = await open(call)
      const before = await teamIn(enterprise, call.params.team)
      const team = await allowed(unlinkGroup(deps, doing, before.id))
      await told(call.caller, enterprise, 'team.unlinked', subjectOf(team), { group: before.group?.displayName })
      return toTeam(team)
    }),

    implement(previewTeamOrganizations, async (call) => {
      const { enterprise, doing } = await open(call)
      const { id } = await teamIn(enterprise, call.params.team)
      const { selection, organizations } = call.body
      return allowed(
        assignment({ db, doing }, id, selection, organizations).then((command) => previewTeam(deps, doing, command)),
      )
    }),

    implement(setTeamOrganizations, async (call) => {
      const { enterprise, doing } = await open(call)
      const { id } = await teamIn(enterprise, call.params.team)
      const { selection, organizations } = call.body
      const team = await allowed(assignTeam(deps, doing, id, selection, organizations))
      await told(call.caller, enterprise, 'team.organizations_set', subjectOf(team), {
        selection,
        count: team.assigned,
      })
      return toTeam(team)
    }),

    implement(reconcileTeam, async (call) => {
      const { enterprise, doing } = await open(call)
      const before = await teamIn(enterprise, call.params.team)
      const changed = await allowed(bringTeam(deps, enterprise.id, before.id, doing.requestId))
      await told(call.caller, enterprise, 'team.reconciled', subjectOf(before), { changed })
      return { changed, team: toTeam(await teamIn(enterprise, before.id)) }
    }),

    implement(addTeamMember, async (call) => {
      const { enterprise, doing } = await open(call)
      const team = await teamIn(enterprise, call.params.team)
      const { login } = call.params
      await allowed(byHand(deps, doing, (hand) => addMember(hand, team.id, login)))
      await told(call.caller, enterprise, 'team.member_added', subjectOf(team), { login })
    }),

    implement(removeTeamMember, async (call) => {
      const { enterprise, doing } = await open(call)
      const team = await teamIn(enterprise, call.params.team)
      const { login } = call.params
      await allowed(byHand(deps, doing, (hand) => removeMember(hand, team.id, login)))
      await told(call.caller, enterprise, 'team.member_removed', subjectOf(team), { login })
    }),
  ]
}

const toOrganization = (row: OrganizationRow & OrganizationCounts): Organization => ({
  login: row.login,
  name: row.name,
  description: row.description,
  members: row.members,
  suspended: row.suspended,
  teams: row.teams,
  createdAt: row.created_at,
})

const toTeam = (team: TeamView): Team => ({
  id: team.id,
  slug: team.slug,
  name: team.name,
  description: team.description,
  organization: team.organization?.login ?? null,
  selection: team.selection,
  assigned: team.assigned,
  parent: team.parent?.name ?? null,
  children: team.children,
  group: team.group && { id: team.group.id, displayName: team.group.displayName },
  groupMembers: team.groupMembers,
  members: team.members,
  byHand: team.byHand,
  sync: team.sync,
  pending: team.pending,
  reason: reasonOf(team),
  syncedAt: team.syncedAt,
  createdAt: team.createdAt,
})

/** Why a team is not what its group says, or its members not in its organizations. */
function reasonOf({ sync, groupMembers, members, failure, group, assigned }: TeamView): string | null {
  if (!group && assigned === 0) return null
  if (failure !== null) return `The last reconciliation failed: ${failure} It is tried again daily.`
  const most = maximumTeamMembers.toLocaleString('en')
  switch (sync) {
    case 'frozen':
    case 'over_limit':
      return `The group has ${groupMembers.toLocaleString('en')} members and a team can have ${most}: it keeps those that it had until the group is smaller.`
    case 'no_licences': {
      const missing = groupMembers - members
      return `Out of sync due to insufficient licences: ${
        missing > 0
          ? `${missing.toLocaleString('en')} of the group ${missing === 1 ? 'is' : 'are'} not in the team`
          : 'some members are not in its organizations'
      }. Raise the number of licences, or remove users from organizations.`
    }
    default:
      return null
  }
}
