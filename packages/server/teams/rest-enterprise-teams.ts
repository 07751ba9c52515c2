import { AppError } from '@rollcall/core'
import type { OrganizationSelection } from '@rollcall/directory'
import { findGroup } from '../store/directory-groups.ts'
import { type OrganizationRow, organizationsOfTeam } from '../store/organizations.ts'
import { findTeamView, listTeams, type TeamView, teamMembers } from '../store/teams.ts'
import { byHand, type Hand } from './organizations.ts'
import { type Add, type Call, invalid, numbered, type Reply, slice } from './rest-call.ts'
import { organizationIn, personIn } from './rest-find.ts'
import { enterpriseTeam, type PersonView, simpleOrganization, simpleUser } from './rest-shapes.ts'
import { wantedOf } from './rest-teams.ts'
import { assignMore } from './team-organizations.ts'
import {
  addTeamMember,
  dropTeam,
  editTeam,
  linkGroup,
  makeTeam,
  removeTeamMember,
  teamSlug,
  unlinkGroup,
} from './teams.ts'

const teams = '/enterprises/:enterprise/teams'

/** Teams of the enterprise itself. Their `group_id` is the SCIM id of the group, a text. */
export function enterpriseTeamRoutes(add: Add): void {
  add('GET', teams, 'read:enterprise', async (call) => {
    const { offset, limit } = slice(call)
    const { items } = await listTeams(call.db, call.doing.enterprise.id, 'enterprise', {}, { offset, limit })
    const { rows, next } = numbered(call, items)
    return { body: rows.map((team) => shown(call, team)), next }
  })
  add('POST', teams, 'admin:enterprise', async (call) => {
    const wanted = { ...wantedOf(call, true), selection: selectionOf(call) }
    const groupId = await groupIn(call)
    const team = await makeTeam(call.deps, call.doing, null, { ...wanted, name: wanted.name ?? '', groupId })
    return { status: 201, body: shown(call, team) }
  })
  add('GET', `${teams}/:slug`, 'read:enterprise', async (call) => ({ body: shown(call, await teamNamed(call)) }))
  add('PATCH', `${teams}/:slug`, 'admin:enterprise', change)
  add('DELETE', `${teams}/:slug`, 'admin:enterprise', async (call) => {
    await dropTeam(call.deps, call.doing, (await teamNamed(call)).id)
    return { status: 204 }
  })
  add('GET', `${teams}/:slug/memberships`, 'read:enterprise', async (call) => {
    const team = await teamNamed(call)
    const { rows, next } = numbered(
      call,
      await teamMembers(call.db, call.doing.enterprise.id, team.id, {}, slice(call)),
    )
    return { body: rows.map(({ accountId, login }) => simpleUser(call.place, { accountId, login })), next }
  })
  add('POST', `${teams}/:slug/memberships/add`, 'admin:enterprise', (call) => several(call, addTeamMember))
  add('POST', `${teams}/:slug/memberships/remove`, 'admin:enterprise', (call) => several(call, removeTeamMember))
  add('GET', `${teams}/:slug/memberships/:username`, 'read:enterprise', async (call) => {
    const team = await teamNamed(call)
    const person = await personIn(call)
    const [row] = await teamMembers(call.db, call.doing.enterprise.id, team.id, { login: person.login }, { limit: 1 })
    if (!row) throw new AppError('request.not_found', { what: `A member ${person.login} of ${team.slug}` })
    return { body: simpleUser(call.place, person) }
  })
  add('PUT', `${teams}/:slug/memberships/:username`, 'admin:enterprise', async (call) => {
    const team = await teamNamed(call)
    const person = await byHand(call.deps, call.doing, (hand) =>
      addTeamMember(hand, team.id, call.params.username ?? ''),
    )
    return { status: 201, body: simpleUser(call.place, person) }
  })
  add('DELETE', `${teams}/:slug/memberships/:username`, 'admin:enterprise', async (call) => {
    const team = await teamNamed(call)
    const { login } = await personIn(call)
    await byHand(call.deps, call.doing, (hand) => removeTeamMember(hand, team.id, login))
    return { status: 204 }
  })
}

/** The organizations that an enterprise team brings its members into. */
export function enterpriseTeamOrganizationRoutes(add: Add): void {
  const at = `${teams}/:slug/organizations`
  add('GET', at, 'read:enterprise', async (call) => {
    const { rows, next } = numbered(call, await assignedTo(call, await teamNamed(call), slice(call)))
    return { body: rows.map((row) => simpleOrganization(call.place, row)), next }
  })
  add('POST', `${at}/add`, 'admin:enterprise', async (call) => {
    const logins = loginsIn(call)
    const team = await teamNamed(call)
    await byHand(call.deps, call.doing, (hand) => assignMore(hand, team.id, logins, []))
    const rows = await assignedTo(call, team)
    const wanted = new Set(logins.map((login) => login.toLowerCase()))
    return {
      body: rows
        .filter(({ login }) => wanted.has(login.toLowerCase()))
        .map((row) => simpleOrganization(call.place, row)),
    }
  })
  add('POST', `${at}/remove`, 'admin:enterprise', async (call) => {
    const logins = loginsIn(call)
    const team = await teamNamed(call)
    await byHand(call.deps, call.doing, (hand) => assignMore(hand, team.id, [], logins))
    return { status: 204 }
  })
  add('GET', `${at}/:org`, 'read:enterprise', async (call) => {
    const team = await teamNamed(call)
    const [row] = await assignedTo(call, team, { login: call.params.org ?? '' })
    if (!row) throw new AppError('request.not_found', { what: `The organization ${call.params.org} of ${team.slug}` })
    return { body: simpleOrganization(call.place, row) }
  })
  add('PUT', `${at}/:org`, 'admin:enterprise', async (call) => {
    const [team, organization] = [await teamNamed(call), await organizationIn(call)]
    await byHand(call.deps, call.doing, (hand) => assignMore(hand, team.id, [organization.login], []))
    return { status: 201, body: simpleOrganization(call.place, organization) }
  })
  add('DELETE', `${at}/:org`, 'admin:enterprise', async (call) => {
    const [team, organization] = [await teamNamed(call), await organizationIn(call)]
    await byHand(call.deps, call.doing, (hand) => assignMore(hand, team.id, [], [organization.login]))
    return { status: 204 }
  })
}

const assignedTo = (
  { db, doing }: Call,
  team: TeamView,
  page?: Parameters<typeof organizationsOfTeam>[3],
): Promise<OrganizationRow[]> => organizationsOfTeam(db, doing.enterprise.id, team.id, page)

function loginsIn({ body: { organization_slugs: slugs } }: Call): string[] {
  if (Array.isArray(slugs) && slugs.every((one) => typeof one === 'string')) return slugs
  throw invalid('organization_slugs', 'organization_slugs is a list of logins.', 'missing_field')
}

function selectionOf({ body: { organization_selection_type: type } }: Call): OrganizationSelection | undefined {
  if (type === undefined || type === 'disabled' || type === 'selected' || type === 'all') return type
  throw invalid('organization_selection_type', 'It is disabled, selected or all.', 'invalid')
}

const shown = ({ place, doing }: Call, team: TeamView) => enterpriseTeam(place, doing.enterprise.slug, team)

/** By its slug, with or without what marks it as one of the enterprise, or by its number. */
async function teamNamed({ db, doing, params }: Call): Promise<TeamView> {
  const given = params.slug ?? ''
  const slug = given.startsWith('ent:') ? given : teamSlug(given, true)
  const find = (by: Parameters<typeof findTeamView>[2]) => findTeamView(db, doing.enterprise.id, by)
  const numbered = /^\d{1,15}$/.test(given) ? await find({ id: Number(given) }) : undefined
  const team = numbered && !numbered.organization ? numbered : await find({ slug, scope: 'enterprise' })
  if (!team) throw new AppError('request.not_found', { what: `The enterprise team ${given}` })
  return team
}

/** The SCIM id that a body names; undefined where it says nothing, null where it takes the group away. */
async function groupIn({ body, deps, doing }: Call): Promise<string | null | undefined> {
  const { group_id: id } = body
  if (id === undefined || id === null) return id
  const group = typeof id === 'string' ? await findGroup(deps.queries, doing.enterprise.id, id) : null
  if (!group) throw invalid('group_id', `There is no SCIM group ${String(id).slice(0, 60)} in this enterprise.`)
  return group.group.id
}

async function change(call: Call): Promise<Reply> {
  const { deps, doing } = call
  const { id, group } = await teamNamed(call)
  const groupId = await groupIn(call)
  // A description without a name is one change, a group is another with its own events.
  let team = await editTeam(deps, doing, id, { ...wantedOf(call, false), selection: selectionOf(call) })
  if (groupId === null && group) team = await unlinkGroup(deps, doing, id)
  // "replace existing direct members if the team isn't currently linked"
  if (typeof groupId === 'string') team = await linkGroup(deps, doing, id, groupId, true)
  return { body: shown(call, team) }
}

/** All of them or none. */
async function several(
  call: Call,
  run: (hand: Hand, id: number, login: string) => Promise<PersonView>,
): Promise<Reply> {
  const team = await teamNamed(call)
  const { usernames } = call.body
  if (!Array.isArray(usernames) || !usernames.every((one) => typeof one === 'string'))
    throw invalid('usernames', 'usernames is a list of logins.', 'missing_field')
  const people = await byHand(call.deps, call.doing, async (hand) => {
    const done: PersonView[] = []
    for (const login of usernames) done.push(await run(hand, team.id, login))
    return done
  })
  return { body: people.map((person) => simpleUser(call.place, person)) }
}
