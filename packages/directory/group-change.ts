import type { Circumstances, FollowUp, GroupAttributes, GroupCommand } from './command.ts'
import { type Decision, decided, reconcile, requireScim } from './decision.ts'
import { invalidValue, notFound } from './error.ts'
import type { DirectoryEvent } from './event.ts'
import { factOf, type Member, type State } from './facts.ts'
import { heldSync, joinTeam, leaveTeam, limitOf, noteSync, openLedger, placeOf } from './membership.ts'
import { type Base, type Group, type GroupRef, groupRef } from './state.ts'
import { unlinked } from './team-change.ts'
import { checkLength, isSame } from './user-attributes.ts'

function groupOf(state: State, id: string): Group {
  requireScim(state)
  if (!state.group || state.group.id !== id) throw notFound('group', id)
  return state.group
}

function checkAttributes(attributes: GroupAttributes, base: Base): void {
  if (attributes.displayName.trim() === '') throw invalidValue('displayName is empty.', 'Send the name of the group.')
  if (base === 'github' && !attributes.externalId)
    throw invalidValue('externalId is missing.', 'Send the id that the group has at the identity provider.')
  checkLength('displayName', attributes.displayName)
  checkLength('externalId', attributes.externalId)
}

/** POST /Groups. */
export function createGroup(
  state: State,
  command: Extract<GroupCommand, { type: 'group.create' }>,
  { now }: Circumstances,
): Decision {
  requireScim(state)
  const { attributes, base } = command
  checkAttributes(attributes, base)
  const group: Group = {
    id: command.id,
    number: command.number,
    externalId: attributes.externalId ?? null,
    displayName: attributes.displayName,
    attributes: base === 'standard' ? (attributes.attributes ?? {}) : {},
    base,
    createdAt: now,
    updatedAt: now,
  }
  const { add } = membersOf(state, command.add, [])
  const created: DirectoryEvent = { type: 'group.created', at: now, group }
  return decided({ ...state, group: null }, [created, ...memberEvents(groupRef(group), add, [], now)])
}

/** PUT and PATCH /Groups/{id}: name, external id and members, the members as a difference. */
export function replaceGroup(
  state: State,
  command: Extract<GroupCommand, { type: 'group.replace' | 'group.change_members' }>,
  { now }: Circumstances,
): Decision {
  const group = groupOf(state, command.id)
  const set: Partial<Group> = command.type === 'group.replace' ? changesOf(group, command) : {}
  const { add, remove } = membersOf(state, command.add, command.remove)
  if (Object.keys(set).length === 0 && add.length + remove.length === 0) return decided(state, [])
  const updated: DirectoryEvent = {
    type: 'group.updated',
    at: now,
    group: groupRef({ ...group, ...set }),
    set: { ...set, updatedAt: now },
    renamed: set.displayName !== undefined,
  }
  const teams =
    add.length + remove.length === 0 ? { events: [], followUps: [] } : followMembers(state, add, remove, now)
  const members = memberEvents(updated.group, add, remove, now)
  return decided(state, [updated, ...members, ...teams.events], teams.followUps)
}

function changesOf(group: Group, command: Extract<GroupCommand, { type: 'group.replace' }>): Partial<Group> {
  const { attributes, base, via } = command
  const externalId = attributes.externalId ?? null
  // A PATCH answers for what it changes, as with users.
  if (via === 'put' || externalId !== group.externalId || attributes.displayName !== group.displayName)
    checkAttributes(attributes, via === 'put' || externalId !== group.externalId ? base : 'standard')
  const set: Partial<Group> = {}
  if (attributes.displayName !== group.displayName) set.displayName = attributes.displayName
  if (externalId !== group.externalId) set.externalId = externalId
  const carried = attributes.attributes ?? {}
  if (base === 'standard' && !isSame(carried, group.attributes)) set.attributes = carried
  return set
}

/**
 * The members that really come and go: adding one that is there and removing one that is not are no changes. Throws 400
 * naming an id that is no user.
 */
function membersOf(
  state: State,
  add: readonly string[],
  remove: readonly string[],
): { add: readonly Member[]; remove: readonly Member[] } {
  if (add.length + remove.length === 0) return { add: [], remove: [] }
  const members = factOf(state, 'members')
  const adding = new Set(add)
  const added = [...adding].flatMap((id) => {
    const member = members.get(id)
    if (!member && state.enterprise.options.unknownMember === 'refuse')
      throw invalidValue(
        `members: ${JSON.stringify(id.slice(0, 80))} is no user of this enterprise.`,
        'Provision the user first, and send the id that its creation answered. Groups cannot be members.',
      )
    return member && !member.inGroup ? [member] : []
  })
  const removed = [...new Set(remove)].flatMap((id) => {
    const member = members.get(id)
    return member?.inGroup && !adding.has(id) ? [member] : []
  })
  return { add: added, remove: removed }
}

function memberEvents(
  group: GroupRef,
  add: readonly Member[],
  remove: readonly Member[],
  at: number,
): DirectoryEvent[] {
  const event = (type: 'group.member_added' | 'group.member_removed') => (member: Member) => ({
    type,
    at,
    group,
    user: member.user,
    hidden: !member.visible,
  })
  return [...add.map(event('group.member_added')), ...remove.map(event('group.member_removed'))]
}

/** What a change of members does to the teams linked to the group, and to their organizations (github-scim §5, §7). */
function followMembers(
  state: State,
  add: readonly Member[],
  remove: readonly Member[],
  now: number,
): { events: readonly DirectoryEvent[]; followUps: readonly FollowUp[] } {
  const teams = factOf(state, 'teams')
  if (teams.length === 0) return { events: [], followUps: [] }
  const ledger = openLedger({
    at: now,
    cause: 'group',
    teams,
    freeLicences: factOf(state, 'freeLicences'),
    refuseShortage: state.enterprise.options.licenceShortage === 'refuse',
  })
  const leaving = remove.filter((member) => member.visible).map(placeOf)
  const joining = add.filter((member) => member.visible).map(placeOf)
  const followUps: FollowUp[] = []
  for (const team of teams) {
    const limit = limitOf(team, joining.length - leaving.length)
    if (limit === 'freeze') noteSync(ledger, team, heldSync(team))
    if (limit === 'resume') followUps.push(reconcile(team.id))
    if (limit !== 'apply') continue
    for (const place of leaving) leaveTeam(ledger, place, team)
    for (const place of joining) joinTeam(ledger, place, team)
    if (ledger.short.has(team.id)) noteSync(ledger, team, 'no_licences')
    // Somebody left, or nobody needs to wait any more: the rest may fit now.
    else if (team.sync === 'no_licences') followUps.push(reconcile(team.id))
  }
  return { events: ledger.events, followUps }
}

/** DELETE /Groups/{id}: its teams are unlinked, and lose the members that came from it. */
export function deleteGroup(
  state: State,
  command: Extract<GroupCommand, { type: 'group.delete' }>,
  { now }: Circumstances,
): Decision {
  const group = groupRef(groupOf(state, command.id))
  const teams = factOf(state, 'teams')
  return decided(
    state,
    [{ type: 'group.deleted', at: now, group }, ...teams.map((team) => unlinked(team, group, now, 'group_ended'))],
    teams.map((team) => reconcile(team.id)),
  )
}
