import { AppError } from '@rollcall/core'
import { type ExternalGroupRow, externalGroups, shownMembers, teamsOfGroup } from '../store/external-groups.ts'
import { type Add, after, type Call, invalid, marked, perPage, type Reply } from './rest-call.ts'
import { organizationIn, teamIn } from './rest-find.ts'
import { externalGroup, simpleExternalGroup } from './rest-shapes.ts'
import { linkGroup, unlinkGroup } from './teams.ts'

const shape = ({ number, state }: ExternalGroupRow) => ({
  number,
  displayName: state.displayName,
  updatedAt: state.updatedAt,
})

/** External groups, and which team is linked to one (github-scim §7.1). */
export function externalGroupRoutes(add: Add): void {
  add('GET', '/orgs/:org/external-groups', 'admin:org', async (call) => {
    await organizationIn(call)
    const found = await externalGroups(
      call.db,
      call.doing.enterprise.id,
      { text: call.query.display_name },
      { after: after(call), limit: perPage(call) + 1 },
    )
    const { rows, next } = marked(call, found, (row) => row.number)
    return { body: { groups: rows.map((row) => simpleExternalGroup(shape(row))) }, next }
  })
  add('GET', '/orgs/:org/external-group/:group_id', 'admin:org', async (call) => {
    await organizationIn(call)
    const row = await groupNumbered(call, Number(call.params.group_id))
    if (!row) throw new AppError('request.not_found', { what: `The external group ${call.params.group_id}` })
    return described(call, row)
  })
  add('GET', '/orgs/:org/teams/:slug/external-groups', 'admin:org', async (call) => {
    const { team } = await teamIn(call)
    const row = team.group && (await groupNumbered(call, team.group.number))
    return { body: { groups: row ? [simpleExternalGroup(shape(row))] : [] } }
  })
  add('PATCH', '/orgs/:org/teams/:slug/external-groups', 'admin:org', async (call) => {
    const { team } = await teamIn(call)
    const { group_id: number } = call.body
    // The description says integer; its examples print text.
    const wanted = typeof number === 'string' && /^\d{1,15}$/.test(number) ? Number(number) : number
    if (typeof wanted !== 'number') throw invalid('group_id', 'group_id is the number of an external group.')
    const row = await groupNumbered(call, wanted)
    if (!row)
      throw invalid(
        'group_id',
        `There is no external group ${wanted}. GET /orgs/${call.params.org}/external-groups lists those there are.`,
      )
    await linkGroup(call.deps, call.doing, team.id, row.state.id)
    return described(call, row)
  })
  add('DELETE', '/orgs/:org/teams/:slug/external-groups', 'admin:org', async (call) => {
    await unlinkGroup(call.deps, call.doing, (await teamIn(call)).team.id)
    return { status: 204 }
  })
}

async function groupNumbered({ db, doing }: Call, number: number): Promise<ExternalGroupRow | undefined> {
  if (!Number.isSafeInteger(number)) return undefined
  return (await externalGroups(db, doing.enterprise.id, { number }, { after: 0, limit: 1 }))[0]
}

/** The group with its teams, and a page of its members. */
async function described(call: Call, row: ExternalGroupRow): Promise<Reply> {
  const { db, doing } = call
  const teams = await teamsOfGroup(db, doing.enterprise.id, row.number)
  const page = { after: after(call), limit: perPage(call) + 1 }
  const { rows, next } = marked(
    call,
    await shownMembers(db, doing.enterprise.id, row.number, page),
    (user) => user.accountId,
  )
  return { body: externalGroup(shape(row), teams, rows), next }
}
