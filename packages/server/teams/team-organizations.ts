import type { OrganizationSelection, TeamCommand } from '@rollcall/directory'
import { organizationRefs, organizationsOfTeam } from '../store/organizations.ts'
import { commandTeam, type Hand, refuse, teamWith } from './organizations.ts'

/**
 * Says which organizations an enterprise team brings its members into.
 * @param which logins of those that are chosen; left out, those that it has.
 */
export async function assign(
  hand: Hand,
  id: number,
  selection: OrganizationSelection,
  which?: readonly string[],
): Promise<void> {
  await commandTeam(hand, await assignment(hand, id, selection, which))
}

/** The command that it is: an organization that is not there is refused before anything changes. */
export async function assignment(
  { db, doing }: Pick<Hand, 'db' | 'doing'>,
  teamId: number,
  selection: OrganizationSelection,
  which?: readonly string[],
): Promise<Extract<TeamCommand, { type: 'team.assign' }>> {
  const { id: enterpriseId, slug } = doing.enterprise
  if (selection === 'disabled') return { type: 'team.assign', teamId, selection, organizations: [] }
  if (selection === 'all')
    return { type: 'team.assign', teamId, selection, organizations: await organizationRefs(db, enterpriseId, null) }
  const organizations =
    which === undefined
      ? (await organizationsOfTeam(db, enterpriseId, teamId)).map(({ id, login }) => ({ id, login }))
      : await organizationRefs(db, enterpriseId, which)
  const known = new Set(organizations.map(({ login }) => login.toLowerCase()))
  const unknown = (which ?? []).find((login) => !known.has(login.toLowerCase()))
  if (unknown !== undefined)
    throw refuse(`There is no organization ${unknown.slice(0, 60)} in ${slug}.`, 'Give logins of its organizations.')
  return { type: 'team.assign', teamId, selection, organizations }
}

/**
 * Some organizations more or fewer, beside those that the team has. A team without any begins to have chosen ones; from one
 * that has all, none can be taken.
 */
export async function assignMore(
  hand: Hand,
  id: number,
  add: readonly string[],
  remove: readonly string[],
): Promise<void> {
  const { db, doing } = hand
  const team = await teamWith(hand, id)
  if (team.selection === 'all' && remove.length > 0)
    throw refuse(
      `${team.slug} has all organizations of ${doing.enterprise.slug}.`,
      'Set organization_selection_type to selected first: it then keeps those that it has, and they can be taken away.',
    )
  // Looks them up, and refuses one that is not there.
  for (const logins of [add, remove]) await assignment(hand, id, 'selected', logins)
  if (team.selection === 'all' || (team.selection === 'disabled' && add.length === 0)) return
  const gone = new Set(remove.map((login) => login.toLowerCase()))
  const now = (await organizationsOfTeam(db, doing.enterprise.id, id)).map(({ login }) => login)
  await assign(
    hand,
    id,
    'selected',
    [...now, ...add].filter((login) => !gone.has(login.toLowerCase())),
  )
}
