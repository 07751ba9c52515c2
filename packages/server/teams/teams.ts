import type { OrganizationSelection } from '@rollcall/directory'
import { sql } from 'kysely'
import { type Doing, plainAudit } from '../scim/directory.ts'
import { nextNumber } from '../store/directory-users.ts'
import type { OrganizationRow } from '../store/organizations.ts'
import { holdUsers } from '../store/team-writes.ts'
import { addTeam, findTeamView, removeTeam, slugOf, type TeamView, updateTeam } from '../store/teams.ts'
import {
  byHand,
  commandTeam,
  type Hand,
  type Person,
  personNamed,
  refuse,
  setOrganizationMember,
  type TeamDeps,
  teamWith,
} from './organizations.ts'
import { assign } from './team-organizations.ts'

const most = { enterpriseTeams: 2_500, members: 5_000 }

export interface WantedTeam {
  name: string
  description?: string | null | undefined
  privacy?: 'closed' | 'secret' | undefined
  notifications?: boolean | undefined
  parentId?: number | null | undefined
  /** SCIM id of a group to link at once. */
  groupId?: string | null | undefined
  /** Of an enterprise team. `selected` keeps the organizations that it has. */
  selection?: OrganizationSelection | undefined
  /** Logins. */
  maintainers?: readonly string[] | undefined
}

const named = (team: Pick<TeamView, 'slug' | 'organization'>) =>
  team.organization ? `${team.organization.login}/${team.slug}` : team.slug

/** Slugs of enterprise teams begin with `ent:`, so that no organization's team has the same. */
export const teamSlug = (name: string, ofEnterprise: boolean): string => `${ofEnterprise ? 'ent:' : ''}${slugOf(name)}`

function checkName(name: string): void {
  if (slugOf(name) === '')
    throw refuse(`The name ${JSON.stringify(name.slice(0, 60))} makes no slug.`, 'Use letters or digits in the name.')
}

/** @param organization null for a team of the enterprise. */
export async function makeTeam(
  deps: TeamDeps,
  doing: Doing,
  organization: OrganizationRow | null,
  wanted: WantedTeam,
): Promise<TeamView> {
  checkName(wanted.name)
  const id = await nextNumber(deps.queries)
  return byHand(deps, doing, async (hand) => {
    const { db, audit } = hand
    if (!organization) await keepEnterpriseTeams(hand)
    const parent = wanted.parentId == null ? null : await parentOf(hand, wanted.parentId, organization?.id ?? null)
    const slug = teamSlug(wanted.name, organization === null)
    await addTeam(
      db,
      doing.enterprise.id,
      {
        id,
        organizationId: organization?.id ?? null,
        slug,
        name: wanted.name,
        description: wanted.description ?? null,
        privacy: wanted.privacy ?? (parent ? 'closed' : organization ? 'secret' : 'closed'),
        notifications: wanted.notifications ?? true,
        parentId: parent?.id ?? null,
      },
      doing.now,
    )
    const action = organization ? 'team.create' : 'enterprise_team.create'
    audit.push(plainAudit(doing, { action, user: null, organization, fields: { team: named({ slug, organization }) } }))
    for (const login of wanted.maintainers ?? []) await addTeamMember(hand, id, login, 'maintainer')
    if (wanted.selection) await assign(hand, id, wanted.selection)
    if (wanted.groupId) await commandTeam(hand, { type: 'team.link', teamId: id, groupId: wanted.groupId })
    return teamWith(hand, id)
  })
}

async function keepEnterpriseTeams({ db, doing }: Hand): Promise<void> {
  const { count } = await db
    .selectFrom('team')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('enterprise_id', '=', doing.enterprise.id)
    .where('organization_id', 'is', null)
    .executeTakeFirstOrThrow()
  if (count >= most.enterpriseTeams)
    throw refuse(`${doing.enterprise.slug} has ${count} enterprise teams, the most there can be.`, 'Delete one first.')
}

async function parentOf(hand: Hand, id: number, organizationId: number | null): Promise<TeamView> {
  const parent = await findTeamView(hand.db, hand.doing.enterprise.id, { id })
  if (!parent || organizationId === null || parent.organization?.id !== organizationId)
    throw refuse(`There is no team ${id} in this organization to be a parent.`, 'Give the id of one of its teams.')
  if (parent.group)
    throw refuse(
      `The team ${parent.slug} is linked to the group ${parent.group.displayName}, and such a team has no children.`,
      'Unlink it first, or choose another parent.',
    )
  return parent
}

/** Renames a team or changes what else it says of itself; where it hangs too. */
export async function editTeam(
  deps: TeamDeps,
  doing: Doing,
  id: number,
  wanted: Partial<WantedTeam>,
): Promise<TeamView> {
  if (wanted.name !== undefined) checkName(wanted.name)
  return byHand(deps, doing, async (hand) => {
    const before = await teamWith(hand, id)
    if (wanted.parentId != null) {
      if (before.group)
        throw refuse(
          `The team ${before.slug} is linked to the group ${before.group.displayName}, and such a team is not nested.`,
          'Unlink it first.',
        )
      await parentOf(hand, wanted.parentId, before.organization?.id ?? null)
      if (await isBelow(hand, wanted.parentId, id))
        throw refuse(`The team ${before.slug} would be its own ancestor.`, 'Choose another parent.')
    }
    const slug = wanted.name === undefined ? before.slug : teamSlug(wanted.name, before.organization === null)
    await updateTeam(
      hand.db,
      doing.enterprise.id,
      id,
      {
        ...(wanted.name === undefined ? {} : { name: wanted.name, slug }),
        ...(wanted.description === undefined ? {} : { description: wanted.description }),
        ...(wanted.privacy === undefined ? {} : { privacy: wanted.privacy }),
        ...(wanted.notifications === undefined ? {} : { notifications: wanted.notifications }),
        ...(wanted.parentId === undefined ? {} : { parent_id: wanted.parentId }),
      },
      doing.now,
    )
    if (slug !== before.slug)
      hand.audit.push(
        plainAudit(doing, {
          action: before.organization ? 'team.rename' : 'enterprise_team.rename',
          user: null,
          organization: before.organization,
          fields: { team: named({ ...before, slug }), old_name: before.name, name: wanted.name },
        }),
      )
    if (wanted.selection) await assign(hand, id, wanted.selection)
    return teamWith(hand, id)
  })
}

/** Whether a team is another, or below it. */
async function isBelow(hand: Hand, id: number, ancestor: number): Promise<boolean> {
  for (let at: number | null = id; at !== null; at = (await teamWith(hand, at)).parent?.id ?? null)
    if (at === ancestor) return true
  return false
}

export async function dropTeam(deps: TeamDeps, doing: Doing, id: number): Promise<void> {
  await byHand(deps, doing, async (hand) => {
    const team = await teamWith(hand, id)
    if (team.group) await commandTeam(hand, { type: 'team.unlink', teamId: id })
    if (team.assigned > 0) await assign(hand, id, 'disabled')
    await removeTeam(hand.db, doing.enterprise.id, id)
    const action = team.organization ? 'team.destroy' : 'enterprise_team.destroy'
    hand.audit.push(
      plainAudit(doing, { action, user: null, organization: team.organization, fields: { team: named(team) } }),
    )
  })
}

export async function assignTeam(
  deps: TeamDeps,
  doing: Doing,
  id: number,
  selection: OrganizationSelection,
  which?: readonly string[],
): Promise<TeamView> {
  return byHand(deps, doing, async (hand) => {
    await assign(hand, id, selection, which)
    return teamWith(hand, id)
  })
}

/** Links a group to a team, in place of the one before. @param replacesMembers those who were added by hand leave. */
export async function linkGroup(
  deps: TeamDeps,
  doing: Doing,
  id: number,
  groupId: string,
  replacesMembers = false,
): Promise<TeamView> {
  return byHand(deps, doing, async (hand) => {
    const replaced = replacesMembers ? await removeMembersByHand(hand, id) : []
    await commandTeam(hand, { type: 'team.link', teamId: id, groupId })
    if (replaced.length > 0) await commandTeam(hand, { type: 'team.reconcile', teamId: id, userIds: replaced })
    return teamWith(hand, id)
  })
}

/** @returns the SCIM ids of those who were in it. */
async function removeMembersByHand({ db, doing }: Hand, teamId: number): Promise<string[]> {
  const { rows } = await sql<{ id: string | null }>`
    delete from team_member tm using directory_user u
    where tm.enterprise_id = ${doing.enterprise.id} and tm.team_id = ${teamId} and not tm.by_link
      and u.enterprise_id = tm.enterprise_id and u.account_id = tm.account_id returning u.id`.execute(db)
  return rows.flatMap(({ id }) => id ?? [])
}

export async function unlinkGroup(deps: TeamDeps, doing: Doing, id: number): Promise<TeamView> {
  return byHand(deps, doing, async (hand) => {
    await commandTeam(hand, { type: 'team.unlink', teamId: id })
    return teamWith(hand, id)
  })
}

const linkedTeam = (team: TeamView) =>
  refuse(
    `The members of ${named(team)} come from the group ${team.group?.displayName}, and from nowhere else.`,
    'Change the group at the identity provider, or unlink the team first.',
    403,
  )

export async function addTeamMember(
  hand: Hand,
  id: number,
  login: string,
  role: 'member' | 'maintainer' = 'member',
): Promise<Person> {
  const { db, doing, turn, audit } = hand
  const { id: enterpriseId } = doing.enterprise
  const team = await teamWith(hand, id)
  if (team.group) throw linkedTeam(team)
  if (team.members >= most.members)
    throw refuse(`${named(team)} has ${team.members} members, the most a team can have.`, 'Remove one first.')
  const person = await personNamed(hand, login)
  if (team.organization) {
    const isMember = await db
      .selectFrom('organization_member')
      .select('account_id')
      .where('enterprise_id', '=', enterpriseId)
      .where('organization_id', '=', team.organization.id)
      .where('account_id', '=', person.accountId)
      .where('member', '=', true)
      .executeTakeFirst()
    if (!isMember) await setOrganizationMember(hand, team.organization, person, 'member')
  }
  await holdUsers(turn.queries, enterpriseId, { ids: [person.id] })
  const { numInsertedOrUpdatedRows: added } = await db
    .insertInto('team_member')
    .values({
      enterprise_id: enterpriseId,
      team_id: id,
      account_id: person.accountId,
      by_link: false,
      role,
      added_at: doing.now,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['enterprise_id', 'team_id', 'account_id'])
        .doUpdateSet({ role })
        .where('team_member.role', '<>', role),
    )
    .executeTakeFirst()
  if (added) audit.push(memberAudit(doing, team, person, 'add_member'))
  if (added && team.assigned > 0) await commandTeam(hand, { type: 'team.reconcile', teamId: id, userIds: [person.id] })
  return person
}

export async function removeTeamMember(hand: Hand, id: number, login: string): Promise<Person> {
  const { db, doing, turn, audit } = hand
  const team = await teamWith(hand, id)
  if (team.group) throw linkedTeam(team)
  const person = await personNamed(hand, login)
  await holdUsers(turn.queries, doing.enterprise.id, { ids: [person.id] })
  const { numDeletedRows: removed } = await db
    .deleteFrom('team_member')
    .where('enterprise_id', '=', doing.enterprise.id)
    .where('team_id', '=', id)
    .where('account_id', '=', person.accountId)
    .executeTakeFirst()
  if (removed) audit.push(memberAudit(doing, team, person, 'remove_member'))
  if (removed && team.assigned > 0)
    await commandTeam(hand, { type: 'team.reconcile', teamId: id, userIds: [person.id] })
  return person
}

const memberAudit = (doing: Doing, team: TeamView, user: Person, verb: 'add_member' | 'remove_member') =>
  plainAudit(doing, {
    action: `${team.organization ? 'team' : 'enterprise_team'}.${verb}`,
    user,
    organization: team.organization,
    fields: team.organization
      ? { team: named(team), team_type: 'organization' }
      : { enterprise_team_id: team.id, enterprise_team: team.slug },
  })
