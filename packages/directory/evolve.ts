import type { DirectoryEvent } from './event.ts'
import type { State } from './facts.ts'
import type { Enterprise, Group, Team, User } from './state.ts'

/** The enterprise after an event. */
export function evolveEnterprise(enterprise: Enterprise, event: DirectoryEvent): Enterprise {
  if (event.type === 'scim.enabled') return { ...enterprise, scim: 'on' }
  if (event.type === 'scim.disabled') return { ...enterprise, ...event.set }
  return enterprise
}

/**
 * The row of one account after an event. The caller gives events of that account, or of the whole enterprise; null stands
 * for a row that is not there yet.
 */
export function evolveUser(user: User | null, event: DirectoryEvent): User | null {
  switch (event.type) {
    case 'user.provisioned':
    case 'account.created':
      return event.user
    case 'user.updated':
    case 'user.suspended':
    case 'user.reactivated':
    case 'user.deprovisioned':
    case 'account.changed':
      return user && { ...user, ...event.set }
    case 'account.deleted':
      return null
    case 'scim.enabled':
      if (!user || !event.suspendAll || user.accountId === event.setupAccountId || user.suspension !== null) return user
      return {
        ...user,
        suspension: 'enabled',
        suspendedAt: event.at,
        credentials: 'unusable',
        sessionsEndedAt: event.at,
        updatedAt: event.at,
      }
    case 'scim.disabled':
      // An account that SCIM suspended stays as it is, name and all: nothing says that it is restored.
      return user?.identity && event.endsIdentities
        ? { ...user, identity: null, keptLogin: null, keptEmail: null, updatedAt: event.at }
        : user
    case 'sso.reset':
      return user && user.accountId !== event.setupAccountId ? resetUser(user, event.at) : user
    default:
      return user
  }
}

function resetUser(user: User, at: number): User {
  if (user.suspension === 'hard') return user
  return {
    ...user,
    // Suspended, but not renamed: whoever was obfuscated already gets the login back with the next identity.
    identity: null,
    email: null,
    keptEmail: null,
    credentials: 'deleted',
    sessionsEndedAt: at,
    suspension: 'reset',
    suspendedAt: user.suspendedAt ?? at,
    updatedAt: at,
  }
}

/** The row of one group after an event of that group, or of the whole enterprise. */
export function evolveGroup(group: Group | null, event: DirectoryEvent): Group | null {
  switch (event.type) {
    case 'group.created':
      return event.group
    case 'group.updated':
      return group && { ...group, ...event.set }
    case 'scim.disabled':
      return event.endsIdentities ? null : group
    case 'group.deleted':
    case 'sso.reset':
      return null
    default:
      return group
  }
}

/** The row of one team after an event of that team. */
export function evolveTeam(team: Team | null, event: DirectoryEvent): Team | null {
  switch (event.type) {
    case 'team.linked':
    case 'team.unlinked':
    case 'team.assigned':
      return team && { ...team, ...event.set }
    case 'team.sync_changed':
      return team && { ...team, sync: event.to }
    default:
      return team
  }
}

/** The state after an event, row by row: an event of another row leaves a row as it is. */
export function evolve(state: State, event: DirectoryEvent): State {
  const { enterprise, user, group, team } = state
  return {
    ...state,
    enterprise: evolveEnterprise(enterprise, event),
    ...(user !== undefined && concerns(user?.accountId, accountOf(event)) ? { user: evolveUser(user, event) } : {}),
    ...(group !== undefined && concerns(group?.id, groupOf(event)) ? { group: evolveGroup(group, event) } : {}),
    ...(team && 'team' in event && event.team.id === team.id ? { team: evolveTeam(team, event) } : {}),
  }
}

/** An event without an id is one of all rows; a row that is not there yet takes the event that makes it. */
function concerns(id: string | number | undefined, of: string | number | null): boolean {
  return of === null || id === undefined || id === of
}

/** The account that an event changes; null for an event of no account or of all. */
export function accountOf(event: DirectoryEvent): number | null {
  return 'user' in event ? event.user.accountId : null
}

/** The group that an event changes; null for an event of no group or of all. */
export function groupOf(event: DirectoryEvent): string | null {
  return 'group' in event ? event.group.id : null
}
