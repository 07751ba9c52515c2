import { AppError } from '@rollcall/core'
import type { Mount } from '../scim/admission.ts'
import { Refusal } from '../scim/failure.ts'
import { listTeams, type TeamScope, teamMembers } from '../store/teams.ts'
import { byHand } from './organizations.ts'
import { type Add, type Call, invalid, numbered, type Reply, slice } from './rest-call.ts'
import { organizationIn, personIn, teamIn } from './rest-find.ts'
import { fullTeam, simpleTeam, simpleUser } from './rest-shapes.ts'
import { addTeamMember, dropTeam, editTeam, makeTeam, removeTeamMember, type WantedTeam } from './teams.ts'

/** Where one team stands: by its slug, by its number, and where the links of GitHub's own answers lead. */
const places = ['/orgs/:org/teams/:slug', '/teams/:team_id', '/organizations/:organization_id/team/:team_id']

export function teamRoutes(add: Add, kind: Mount['kind']): void {
  add('GET', '/orgs/:org/teams', 'read:org', async (call) =>
    listed(call, { organizationId: (await organizationIn(call)).id }),
  )
  add('POST', '/orgs/:org/teams', 'admin:org', create)
  for (const place of places) {
    oneTeam(add, place)
    // A managed user is in or not: nobody is invited.
    if (kind === 'emu')
      add('GET', `${place}/invitations`, 'read:org', async (call) => {
        await teamIn(call)
        return { body: [], next: null }
      })
  }
}

function oneTeam(add: Add, at: string): void {
  add('GET', at, 'read:org', async (call) => {
    const { team, organization } = await teamIn(call)
    return { body: fullTeam(call.place, team, organization) }
  })
  add('PATCH', at, 'admin:org', async (call) => {
    const { team, organization } = await teamIn(call)
    const changed = await editTeam(call.deps, call.doing, team.id, wantedOf(call, false))
    return { body: fullTeam(call.place, changed, organization) }
  })
  add('DELETE', at, 'admin:org', async (call) => {
    await dropTeam(call.deps, call.doing, (await teamIn(call)).team.id)
    return { status: 204 }
  })
  add('GET', `${at}/teams`, 'read:org', async (call) => listed(call, { parentId: (await teamIn(call)).team.id }))
  add('GET', `${at}/members`, 'read:org', listMembers)
  add('GET', `${at}/memberships/:username`, 'read:org', async (call) => ({ body: await membership(call) }))
  add('PUT', `${at}/memberships/:username`, 'admin:org', async (call) => {
    const { role = 'member' } = call.body
    if (role !== 'member' && role !== 'maintainer') throw invalid('role', 'role is member or maintainer.', 'invalid')
    await putIn(call, role)
    return { body: await membership(call) }
  })
  add('DELETE', `${at}/memberships/:username`, 'admin:org', takeOut)
  if (at !== '/teams/:team_id') return
  // What came before memberships, and is there by number alone.
  add('GET', `${at}/members/:username`, 'read:org', async (call) => {
    await membership(call)
    return { status: 204 }
  })
  add('PUT', `${at}/members/:username`, 'admin:org', async (call) => {
    await hideLinked(call)
    if (!(await memberIn(call)).row) await putIn(call, 'member')
    return { status: 204 }
  })
  add('DELETE', `${at}/members/:username`, 'admin:org', async (call) => {
    await hideLinked(call)
    return takeOut(call)
  })
}

/** "Not Found if team synchronization is set up", where a membership is refused. */
async function hideLinked(call: Call): Promise<void> {
  const { team } = await teamIn(call)
  if (team.group)
    throw new Refusal(404, `The members of ${team.slug} come from the group ${team.group.displayName} alone.`)
}

async function listed(call: Call, scope: TeamScope): Promise<Reply> {
  const { offset, limit } = slice(call)
  const { items } = await listTeams(call.db, call.doing.enterprise.id, scope, {}, { offset, limit })
  const { rows, next } = numbered(call, items)
  return { body: rows.map((team) => simpleTeam(call.place, team)), next }
}

async function putIn(call: Call, role: 'member' | 'maintainer'): Promise<void> {
  const { team } = await teamIn(call)
  await byHand(call.deps, call.doing, (hand) => addTeamMember(hand, team.id, call.params.username ?? '', role))
}

async function takeOut(call: Call): Promise<Reply> {
  const { team } = await teamIn(call)
  const { login } = await personIn(call)
  await byHand(call.deps, call.doing, (hand) => removeTeamMember(hand, team.id, login))
  return { status: 204 }
}

async function create(call: Call): Promise<Reply> {
  const organization = await organizationIn(call)
  const wanted = wantedOf(call, true)
  const { maintainers = [] } = call.body
  if (!Array.isArray(maintainers) || !maintainers.every((one) => typeof one === 'string'))
    throw invalid('maintainers', 'maintainers is a list of logins.', 'invalid')
  const team = await makeTeam(call.deps, call.doing, organization, { ...wanted, name: wanted.name ?? '', maintainers })
  return { status: 201, body: fullTeam(call.place, team, organization) }
}

/** What a body says of a team. */
export function wantedOf({ body }: Call, whole: boolean): Partial<WantedTeam> {
  const { name, description, privacy, notification_setting: setting, parent_team_id: parentId } = body
  if (whole ? typeof name !== 'string' : name !== undefined && typeof name !== 'string')
    throw invalid('name', 'name is missing.', 'missing_field')
  if (privacy !== undefined && privacy !== 'closed' && privacy !== 'secret')
    throw invalid('privacy', 'privacy is closed or secret.', 'invalid')
  if (setting !== undefined && setting !== 'notifications_enabled' && setting !== 'notifications_disabled')
    throw invalid('notification_setting', 'It is notifications_enabled or notifications_disabled.', 'invalid')
  if (parentId !== undefined && parentId !== null && !Number.isSafeInteger(parentId))
    throw invalid('parent_team_id', 'parent_team_id is the number of a team.', 'invalid')
  if (description !== undefined && description !== null && typeof description !== 'string')
    throw invalid('description', 'description is text.', 'invalid')
  return {
    ...(name === undefined ? {} : { name: (name as string).slice(0, 255) }),
    ...(description === undefined ? {} : { description: description as string | null }),
    ...(privacy === undefined ? {} : { privacy }),
    ...(setting === undefined ? {} : { notifications: setting === 'notifications_enabled' }),
    ...(parentId === undefined ? {} : { parentId: parentId as number | null }),
  }
}

async function listMembers(call: Call): Promise<Reply> {
  const { team } = await teamIn(call)
  const { role = 'all' } = call.query
  if (!['all', 'member', 'maintainer'].includes(role)) throw invalid('role', 'role is all, member or maintainer.')
  const wanted = role === 'all' ? undefined : (role as 'member' | 'maintainer')
  const found = await teamMembers(call.db, call.doing.enterprise.id, team.id, { role: wanted }, slice(call))
  const { rows, next } = numbered(call, found)
  return { body: rows.map(({ accountId, login }) => simpleUser(call.place, { accountId, login })), next }
}

async function memberIn(call: Call) {
  const { team, organization } = await teamIn(call)
  const { login } = await personIn(call)
  const [row] = await teamMembers(call.db, call.doing.enterprise.id, team.id, { login }, { limit: 1 })
  return { team, organization, login, row }
}

async function membership(call: Call) {
  const { team, organization, login, row } = await memberIn(call)
  if (!row) throw new AppError('request.not_found', { what: `A member ${login} of ${team.slug}` })
  return {
    url: `${call.place.api}/organizations/${organization.id}/team/${team.id}/memberships/${login}`,
    role: row.role,
    state: 'active',
  }
}
