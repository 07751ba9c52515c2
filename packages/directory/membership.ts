import { DirectoryError } from './error.ts'
import type { DirectoryEvent, MembershipCause } from './event.ts'
import type { LinkedTeam, OrganizationStanding, Standing } from './facts.ts'
import {
  type Moment,
  maximumTeamMembers,
  type OrganizationRef,
  reachOf,
  reinstatement,
  type Team,
  type TeamSync,
  teamRef,
} from './state.ts'

/** A standing that changes while a decision goes through teams one after the other. */
export interface Place {
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

function standingIn(place: Place, { id, login }: OrganizationRef): OrganizationStanding {
  const standing = place.organizations.get(id)
  if (standing) return standing
  throw new DirectoryError(500, `The decision needs how ${place.user.login} stands to the organization ${login}.`, {
    fix: 'Load one standing for each organization that a team among the facts brings its members into.',
  })
}

/** Makes the user a member of a linked team, and of its organizations first. */
export function joinTeam(ledger: Ledger, place: Place, team: Team): void {
  if (!enterOrganizations(ledger, place, team) || place.inTeams.has(team.id)) return
  place.inTeams.add(team.id)
  const { user } = place
  ledger.events.push({ type: 'team.member_added', at: ledger.at, team: teamRef(team), user, cause: ledger.cause })
}

/** Makes the user a member of each organization of the team: of all, or for want of a licence of none. */
export function enterOrganizations(ledger: Ledger, place: Place, team: Team): boolean {
  for (const organization of reachOf(team)) {
    const standing = standingIn(place, organization)
    if (standing.member) continue
    // The first organization takes the licence, so that it is known before any is entered.
    const licence = place.organizationCount === 0
    if (licence && ledger.freeLicences !== null && ledger.freeLicences <= 0) {
      if (ledger.refuseShortage) throw shortage(team)
      ledger.short.add(team.id)
      return false
    }
    if (licence && ledger.freeLicences !== null) ledger.freeLicences--
    const reinstated = standing.leftAt !== null && ledger.at - standing.leftAt <= reinstatement
    standing.member = true
    place.organizationCount++
    ledger.events.push({
      type: 'organization.member_added',
      at: ledger.at,
      organization,
      user: place.user,
      licence,
      reinstated,
    })
  }
  return true
}

/** Takes the user out of a linked team, and out of its organizations where nothing else keeps the user there. */
export function leaveTeam(ledger: Ledger, place: Place, team: Team): void {
  if (!place.inTeams.delete(team.id)) return
  const lost = reachOf(team).filter((organization) => {
    const standing = standingIn(place, organization)
    return standing.member && !isKept(ledger, place, standing)
  })
  ledger.events.push({
    type: 'team.member_removed',
    at: ledger.at,
    team: teamRef(team),
    user: place.user,
    cause: ledger.cause,
    leavesOrganization: team.organization !== null && lost.length > 0,
  })
  leaveOrganizations(ledger, place, lost)
}

export function leaveOrganizations(ledger: Ledger, place: Place, lost: readonly OrganizationRef[]): void {
  for (const organization of lost) {
    const standing = place.organizations.get(organization.id)
    if (standing) Object.assign(standing, { member: false, leftAt: ledger.at })
    place.organizationCount--
    const licence = place.organizationCount === 0
    if (licence && ledger.freeLicences !== null) ledger.freeLicences++
    ledger.events.push({
      type: 'organization.member_removed',
      at: ledger.at,
      organization,
      user: place.user,
      licence,
    })
  }
}

function isKept(ledger: Ledger, place: Place, standing: OrganizationStanding): boolean {
  if (standing.direct || standing.otherTeams) return true
  return ledger.teams.some((team) => place.inTeams.has(team.id) && reachOf(team).some(({ id }) => id === standing.id))
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
