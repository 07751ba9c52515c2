import type { Circumstances, TeamCommand } from './command.ts'
import { type Decision, decided, reconcile, requireScim } from './decision.ts'
import { DirectoryError, notFound } from './error.ts'
import type { DirectoryEvent } from './event.ts'
import { factOf, type State } from './facts.ts'
import { heldSync, isHeld, joinTeam, leaveTeam, noteSync, openLedger, placeOf } from './membership.ts'
import { type GroupRef, groupRef, maximumTeamMembers, type Team, type TeamRef, teamRef } from './state.ts'

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

/**
 * Makes the members of a team what its group says: after a link or an unlink, when a frozen team fits again, and daily.
 * Whoever a link put there and the group does not hold any more leaves; nobody that was added by hand does.
 */
export function reconcileTeam(
  state: State,
  command: Extract<TeamCommand, { type: 'team.reconcile' }>,
  { now }: Circumstances,
): Decision {
  const team = teamOf(state, command.teamId)
  const ledger = openLedger({
    at: now,
    cause: 'group',
    teams: [team],
    freeLicences: factOf(state, 'freeLicences'),
    // It runs after a change that was accepted already.
    refuseShortage: false,
  })
  const held = team.groupId !== null && factOf(state, 'groupMembers') > maximumTeamMembers
  // A team that is held keeps the members that it had of this group, and none of the group that was linked before.
  if (!held || !isHeld(team.sync))
    for (const standing of factOf(state, 'surplus')) leaveTeam(ledger, placeOf(standing), team)
  if (held) {
    noteSync(ledger, team, heldSync(team))
    return decided(state, ledger.events)
  }
  for (const standing of team.groupId === null ? [] : factOf(state, 'missing'))
    joinTeam(ledger, placeOf(standing), team)
  if (team.groupId !== null) noteSync(ledger, team, ledger.short.has(team.id) ? 'no_licences' : 'in_sync')
  return decided(state, ledger.events)
}
