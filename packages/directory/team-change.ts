import type { Circumstances, TeamCommand } from './command.ts'
import { type Decision, decided, reconcile, requireScim } from './decision.ts'
import { DirectoryError, notFound } from './error.ts'
import type { DirectoryEvent } from './event.ts'
import { factOf, type Standing, type State } from './facts.ts'
import {
  enterOrganizations,
  heldSync,
  isHeld,
  joinTeam,
  leaveOrganizations,
  leaveTeam,
  noteSync,
  openLedger,
  type Place,
  placeOf,
} from './membership.ts'
import {
  type GroupRef,
  groupRef,
  maximumTeamMembers,
  maximumTeamOrganizations,
  type OrganizationRef,
  type Team,
  type TeamRef,
  teamRef,
} from './state.ts'

function teamOf(state: State, id: number): Team {
  if (!state.team || state.team.id !== id) throw notFound('team', id)
  return state.team
}

/**
 * Links a group to a team, in place of the one that was linked. Throws 422 for a team with members of its own or one that
 * is nested (github-scim §7.2).
 */
export function linkTeam(
  state: State,
  command: Extract<TeamCommand, { type: 'team.link' }>,
  { now }: Circumstances,
): Decision {
  requireScim(state)
  const team = teamOf(state, command.teamId)
  if (!state.group || state.group.id !== command.groupId) throw notFound('group', command.groupId)
  if (team.groupId === command.groupId) return decided(state, [])
  const { manualMembers, nested } = factOf(state, 'team')
  if (manualMembers > 0)
    throw new DirectoryError(422, `The team ${team.slug} has ${manualMembers} members that were added by hand.`, {
      fix: 'Remove them: the members of a linked team come from its group alone.',
    })
  if (nested)
    throw new DirectoryError(422, `The team ${team.slug} is nested in another team, or another in it.`, {
      fix: 'Take it out of its parent and its children out of it, then link it.',
    })
  const linked: DirectoryEvent = {
    type: 'team.linked',
    at: now,
    team: teamRef(team),
    group: groupRef(state.group),
    set: { groupId: command.groupId, sync: 'in_sync' },
  }
  const replaced = team.groupId === null ? [] : [unlinked(team, factOf(state, 'linkedGroup'), now, 'replaced')]
  return decided(state, [...replaced, linked], [reconcile(team.id)])
}

/** Takes the group from a team. */
export function unlinkTeam(
  state: State,
  command: Extract<TeamCommand, { type: 'team.unlink' }>,
  { now }: Circumstances,
): Decision {
  const team = teamOf(state, command.teamId)
  if (team.groupId === null) return decided(state, [])
  return decided(state, [unlinked(team, factOf(state, 'linkedGroup'), now, 'unlinked')], [reconcile(team.id)])
}

export function unlinked(
  team: TeamRef,
  group: GroupRef,
  at: number,
  because: Extract<DirectoryEvent, { type: 'team.unlinked' }>['because'],
): DirectoryEvent {
  return { type: 'team.unlinked', at, team: teamRef(team), group, because, set: { groupId: null, sync: null } }
}

/** Says which organizations an enterprise team brings its members into; those follow with the reconciliation. */
export function assignTeam(
  state: State,
  command: Extract<TeamCommand, { type: 'team.assign' }>,
  { now }: Circumstances,
): Decision {
  const team = teamOf(state, command.teamId)
  const { selection } = command
  const assigned = selection === 'disabled' ? [] : command.organizations
  if (team.organization)
    throw new DirectoryError(422, `The team ${team.slug} is of the organization ${team.organization.login} alone.`, {
      fix: 'Use a team of the enterprise to bring people into several organizations.',
    })
  if (selection === 'selected' && assigned.length > maximumTeamOrganizations)
    throw new DirectoryError(
      422,
      `${assigned.length} organizations are chosen for ${team.slug}, and a team can have ${maximumTeamOrganizations}.`,
      { fix: 'Choose fewer, or all of them.' },
    )
  const without = (some: readonly OrganizationRef[], others: readonly OrganizationRef[]) => {
    const ids = new Set(others.map(({ id }) => id))
    return some.filter(({ id }) => !ids.has(id))
  }
  const [added, removed] = [without(assigned, team.assigned), without(team.assigned, assigned)]
  if (selection === team.selection && added.length + removed.length === 0) return decided(state, [])
  const event: DirectoryEvent = {
    type: 'team.assigned',
    at: now,
    team: teamRef(team),
    added,
    removed,
    set: { selection, assigned },
  }
  return decided(state, [event], added.length + removed.length === 0 ? [] : [reconcile(team.id)])
}

/**
 * Makes the members of a team what its group says, and brings them into its organizations: after a link, an unlink or an
 * assignment, when a frozen team fits again, and daily. Whoever a link put there and the group does not hold any more leaves;
 * nobody that was added by hand does.
 */
export function reconcileTeam(
  state: State,
  command: Extract<TeamCommand, { type: 'team.reconcile' }>,
  { now }: Circumstances,
): Decision {
  const team = teamOf(state, command.teamId)
  const isLinked = team.groupId !== null
  const ledger = openLedger({
    at: now,
    cause: 'group',
    teams: [team],
    freeLicences: factOf(state, 'freeLicences'),
    // What a group says was accepted already; what a person does by hand can be refused.
    refuseShortage: !isLinked,
  })
  const held = isLinked && factOf(state, 'groupMembers') > maximumTeamMembers
  const place = places()
  // First who leaves, so that the licences are free for those who come.
  for (const standing of factOf(state, 'strays')) leaveOrganizations(ledger, place(standing), standing.lost)
  // A team that is held keeps the members that it had of this group, and none of the group that was linked before.
  if (!held || !isHeld(team.sync))
    for (const standing of factOf(state, 'surplus')) leaveTeam(ledger, place(standing), team)
  if (isLinked && !held) for (const standing of factOf(state, 'missing')) joinTeam(ledger, place(standing), team)
  else
    for (const standing of factOf(state, 'unplaced'))
      if (!isLinked || place(standing).inTeams.has(team.id)) enterOrganizations(ledger, place(standing), team)
  if (held) noteSync(ledger, team, heldSync(team))
  else if (isLinked) noteSync(ledger, team, ledger.short.has(team.id) ? 'no_licences' : 'in_sync')
  return decided(state, ledger.events)
}

/** The place of each user, whichever of the lists name the same one. */
function places(): (standing: Standing) => Place {
  const known = new Map<number, Place>()
  return (standing) => {
    const place = known.get(standing.user.accountId) ?? placeOf(standing)
    known.set(standing.user.accountId, place)
    return place
  }
}
