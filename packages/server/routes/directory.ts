import { Readable } from 'node:stream'
import {
  exportDirectoryUsers,
  getDirectoryHistory,
  getDirectoryUser,
  getScimRequest,
  identityCsvHead,
  identityCsvLine,
  listDirectoryGroups,
  listDirectoryUsers,
  listGroupMembers,
  listScimRequests,
  replayScimRequest,
  type ScimRequest,
} from '@rollcall/api'
import { AppError } from '@rollcall/core'
import type { AppDeps } from '../app-deps.ts'
import { rehearse } from '../scim/rehearsal.ts'
import { userResource } from '../scim/render.ts'
import { listAccountKeys } from '../store/account-keys.ts'
import { findGroup } from '../store/directory-groups.ts'
import { findUser } from '../store/directory-users.ts'
import {
  countIdentities,
  everyIdentity,
  listDirectoryGroups as groupsOf,
  groupWithMembers,
  historyOf,
  toDirectoryUser,
  listDirectoryUsers as usersOf,
} from '../store/directory-views.ts'
import { type EnterpriseRow, getEnterprise } from '../store/enterprises.ts'
import { recordEvent } from '../store/events.ts'
import { organizationsOfAccount } from '../store/organizations.ts'
import { getScimRequest as findRequest, listScimRequests as requestsOf, toScimRequest } from '../store/scim-requests.ts'
import { teamStandings, teamsOfGroup } from '../store/team-facts.ts'
import { csvLines, jsonLines } from './export-lines.ts'
import { implement } from './implement.ts'

/** People, groups and requests of an enterprise, to look at. What changes them is SCIM. */
export function directoryRoutes(deps: AppDeps) {
  const { db } = deps
  const pageOf = (query: { limit?: number | undefined; cursor?: string | undefined }) => ({
    limit: query.limit ?? 50,
    cursor: query.cursor,
  })
  return [
    implement(listDirectoryUsers, async ({ caller, params, query }) =>
      usersOf(db, await getEnterprise(db, caller.tenant, params.enterprise), query, pageOf(query)),
    ),

    implement(exportDirectoryUsers, async ({ caller, params, query, reply }) => {
      const { tenant, actor } = caller
      const enterprise = await getEnterprise(db, tenant, params.enterprise)
      const { format = 'csv' } = query
      await recordEvent(db, tenant, deps.now(), {
        actor,
        type: 'export.made',
        subject: { kind: 'enterprise', id: enterprise.slug, name: enterprise.name },
        data: {
          what: `people of ${enterprise.name}`,
          format,
          query: query.q ?? '',
          count: await countIdentities(db, enterprise, query),
        },
      })
      const pages = everyIdentity(db, enterprise, query)
      const day = deps.now().toISOString().slice(0, 10)
      reply.header('content-disposition', `attachment; filename="rollcall-${enterprise.slug}-people-${day}.${format}"`)
      reply.type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8')
      const lines = format === 'csv' ? csvLines(identityCsvHead(), identityCsvLine, pages) : jsonLines(pages)
      return reply.send(Readable.from(lines))
    }),

    implement(getDirectoryUser, async ({ caller, params }) => {
      const enterprise = await getEnterprise(db, caller.tenant, params.enterprise)
      const stored = await findUser(deps.queries, enterprise.id, params.id)
      if (!stored) throw new AppError('request.not_found', { what: 'This user' })
      const { accountId } = stored.user
      const [standings, organizations] = await Promise.all([
        teamStandings(deps.queries, enterprise.id, accountId, undefined),
        organizationsOfAccount(db, enterprise.id, accountId),
      ])
      const address = `${deps.baseUrl}/scim/v2/standard/${enterprise.slug}`
      return {
        ...toDirectoryUser(stored.user),
        resource: userResource({ base: 'standard', address, metaLocation: 'served' }, stored),
        groups: stored.groups.map(({ value, display }) => ({ id: value, displayName: display })),
        teams: standings.filter(({ inTeam }) => inTeam).map(toTeamRef),
        organizations: organizations.map(({ login }) => login),
        keys: (await listAccountKeys(db, enterprise.id, accountId)).map(
          ({ kind, fingerprint, algorithm, title, added_at: addedAt }) => ({
            kind,
            fingerprint,
            algorithm,
            title,
            addedAt,
          }),
        ),
        history: await historyOf(db, enterprise, params.id),
      }
    }),

    implement(listDirectoryGroups, async ({ caller, params, query }) =>
      groupsOf(db, await getEnterprise(db, caller.tenant, params.enterprise), query, pageOf(query)),
    ),

    implement(listGroupMembers, async ({ caller, params, query }) => {
      const enterprise = await getEnterprise(db, caller.tenant, params.enterprise)
      const { number, ...found } = await groupWithMembers(db, enterprise, params.id, pageOf(query))
      const teams = await teamsOfGroup(deps.queries, enterprise.id, number)
      return { ...found, teams: teams.map(toTeamRef), history: await historyOf(db, enterprise, params.id) }
    }),

    implement(getDirectoryHistory, async ({ caller, params }) => ({
      items: await historyOf(db, await getEnterprise(db, caller.tenant, params.enterprise), params.id),
    })),

    implement(listScimRequests, async ({ caller, params, query }) => {
      const enterprise = await getEnterprise(db, caller.tenant, params.enterprise)
      const { items, ...page } = await requestsOf(db, enterprise, query, pageOf(query))
      const nameOf = await namesOf(deps, enterprise, items)
      return { ...page, items: items.map((one) => ({ ...one, subjectName: nameOf(one) })) }
    }),

    implement(getScimRequest, async ({ caller, params }) => {
      const enterprise = await getEnterprise(db, caller.tenant, params.enterprise)
      const row = await findRequest(db, enterprise, params.id)
      const request = toScimRequest(row)
      const nameOf = await namesOf(deps, enterprise, [request])
      return {
        ...request,
        subjectName: nameOf(request),
        requestId: row.request_id,
        body: row.body,
        answer: row.answer,
        changes: row.changes ?? [],
      }
    }),

    implement(replayScimRequest, async ({ caller, params }) => {
      const enterprise = await getEnterprise(db, caller.tenant, params.enterprise)
      return rehearse(deps, enterprise, await findRequest(db, enterprise, params.id))
    }),
  ]
}

const toTeamRef = ({ id, name, organization }: Awaited<ReturnType<typeof teamsOfGroup>>[number]) => ({
  id,
  name,
  organization: organization?.login ?? null,
})

/** How whom or what a request was about is called now. Users are found in one query, however many. */
async function namesOf({ queries }: AppDeps, { id }: EnterpriseRow, requests: readonly ScimRequest[]) {
  const names = new Map<string, string>()
  const subjects = new Map(requests.flatMap(({ subject }) => (subject ? [[subject.id, subject.kind] as const] : [])))
  await Promise.all(
    [...subjects].map(async ([subject, kind]) => {
      const identity = kind === 'User' ? (await findUser(queries, id, subject))?.user.identity : null
      const name =
        kind === 'Group'
          ? (await findGroup(queries, id, subject))?.group.displayName
          : identity?.displayName || identity?.userName
      if (name) names.set(subject, name)
    }),
  )
  return ({ subject }: ScimRequest): string | null => (subject && names.get(subject.id)) ?? null
}
