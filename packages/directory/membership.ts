import { DirectoryError } from './error.ts'
import type { DirectoryEvent, MembershipCause } from './event.ts'
import type { LinkedTeam, OrganizationStanding, Standing } from './facts.ts'
import { type Moment, maximumTeamMembers, reinstatement, type Team, type TeamSync, teamRef } from './state.ts'

/** A standing that changes while a decision goes through teams one after the other. */
interface Place {
  user: Standing['user']
  inTeams: Set<number>
  organizations: Map<number, OrganizationStanding>
  organizationCount: number
}

/** Collects what happens to memberships in one decision. */
export interface Ledger {
  at: Moment
  cause: MembershipCause
  teams: readonly Team[]
  /** Null: no limit. */
  freeLicences: number | null
  refuseShortage: boolean
  events: DirectoryEvent[]
  /** Teams that a user could not join, because no licence was left. */
  short: Set<number>
}

export function openLedger(from: Pick<Ledger, 'at' | 'cause' | 'teams' | 'freeLicences' | 'refuseShortage'>): Ledger {
  return { ...from, events: [], short: new Set() }
}

export function placeOf(standing: Standing): Place {
  return {
    user: standing.user,
    inTeams: new Set(standing.inTeams),
    organizations: new Map(standing.organizations.map((one) => [one.id, { ...one }])),
    organizationCount: standing.organizationCount,
  }
}

function standingIn(place: Place, team: Team): OrganizationStanding | null {
  if (!team.organization) return null
  const standing = place.organizations.get(team.organization.id)
  if (standing) return standing
  throw new DirectoryError(
    500,
    `The decision needs how ${place.user.login} stands to the organization ${team.organization.login}.`,
    { fix: 'Load one standing for each organization that has a team among the facts.' },
  )
}

/** Makes the user a member of a linked team, and of its organization first. */
export function joinTeam(ledger: Ledger, place: Place, team: Team): void {
  const { user } = place
  const standing = standingIn(place, team)
  if (standing && team.organization && !standing.member) {
    const licence = place.organizationCount === 0
    if (licence && ledger.freeLicences !== null && ledger.freeLicences <= 0) {
      if (ledger.refuseShortage) throw shortage(team)
      ledger.short.add(team.id)
      return
    }
    if (licence && ledger.freeLicences !== null) ledger.freeLicences--
    const reinstated = standing.leftAt !== null && ledger.at - standing.leftAt <= reinstatement
    standing.member = true
    place.organizationCount++
    ledger.events.push({
      type: 'organization.member_added',
      at: ledger.at,
      organization: team.organization,
      user,
      licence,
      reinstated,
    })
  }
  if (place.inTeams.has(team.id)) return
  place.inTeams.add(team.id)
  ledger.events.push({ type: 'team.member_added', at: ledger.at, team: teamRef(team), user, cause: ledger.cause })
}

/** Takes the user out of a linked team, and out of its organization when nothing else keeps the user there. */
export function leaveTeam(ledger: Ledger, place: Place, team: Team): void {
  if (!place.inTeams.delete(team.id)) return
  const { user } = place
  const standing = standingIn(place, team)
  const organization = team.organization
  const leavesOrganization = standing?.member === true && !isKept(ledger, place, standing)
  ledger.events.push({
    type: 'team.member_removed',
    at: ledger.at,
    team: teamRef(team),
    user,
    cause: ledger.cause,
    leavesOrganization,
  })
  if (!leavesOrganization || !standing || !organization) return
  standing.member = false
  standing.leftAt = ledger.at
  place.organizationCount--
  const licence = place.organizationCount === 0
  if (licence && ledger.freeLicences !== null) ledger.freeLicences++
  ledger.events.push({ type: 'organization.member_removed', at: ledger.at, organization, user, licence })
}

function isKept(ledger: Ledger, place: Place, standing: OrganizationStanding): boolean {
  if (standing.direct || standing.otherTeams) return true
  return ledger.teams.some((team) => team.organization?.id === standing.id && place.inTeams.has(team.id))
}

function shortage(team: Team): DirectoryError {
  return new DirectoryError(403, `No licence is left for the members of the team ${team.slug}.`, {
    fix: 'Buy licences or remove users from organizations, then send it again.',
  })
}

export const isHeld = (sync: TeamSync | null) => sync === 'frozen' || sync === 'over_limit'

/** What a change of the group's size by `by` visible members means for a linked team. */
export function limitOf(team: LinkedTeam, by: number): 'apply' | 'hold' | 'freeze' | 'resume' {
  const fits = team.groupMembers + by <= maximumTeamMembers
  if (isHeld(team.sync)) return fits ? 'resume' : 'hold'
  return fits ? 'apply' : 'freeze'
}

/** Notes how a team stands to its group now, where that is different. */
export function noteSync(ledger: Ledger, team: Team, to: TeamSync | null): void {
  if (team.sync === to) return
  ledger.events.push({ type: 'team.sync_changed', at: ledger.at, team: teamRef(team), from: team.sync, to })
}

/** The documented state of an enterprise team is frozen; of an organization's team only the limit is known. */
export const heldSync = (team: Team): TeamSync => (team.organization ? 'over_limit' : 'frozen')
