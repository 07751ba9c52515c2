import type { Circumstances, FollowUp } from './command.ts'
import { reconcile } from './decision.ts'
import { DirectoryError } from './error.ts'
import type { DirectoryEvent, MembershipCause, RoleChange } from './event.ts'
import { factOf, type State } from './facts.ts'
import { heldSync, joinTeam, type Ledger, leaveTeam, limitOf, noteSync, openLedger, placeOf } from './membership.ts'
import { obfuscate } from './obfuscate.ts'
import { type Enterprise, type Identity, type User, userRef } from './state.ts'
import { primaryEmail, profileName } from './user-attributes.ts'

/** Soft-deprovision (github-scim §6.2): suspended, obfuscated, credentials kept but unusable, the identity kept. */
export function suspend(
  enterprise: Enterprise,
  user: User,
  identity: Identity,
  { now, hash }: Circumstances,
  more: { created: boolean; login?: string; set?: Partial<User> },
): DirectoryEvent {
  const login = more.login ?? user.login
  const hidden = obfuscate(enterprise, user.accountId, login, hash)
  const email = primaryEmail(identity)
  return {
    type: 'user.suspended',
    at: now,
    user: userRef(user),
    created: more.created,
    role: roleChange(user, more.set),
    set: {
      ...more.set,
      identity: { ...identity, active: false },
      login: hidden.login,
      keptLogin: login,
      // Entra ID's users keep their e-mail.
      email: enterprise.identityProvider === 'entra' || email === null ? email : hidden.email,
      keptEmail: email,
      displayName: profileName(identity),
      suspension: 'soft',
      suspendedAt: now,
      credentials: 'unusable',
      sessionsEndedAt: now,
      updatedAt: now,
    },
  }
}

/** Reactivation (github-scim §6.3): login, e-mail and credentials are what they were. */
export function reactivate(user: User, identity: Identity, now: number, set: Partial<User>): DirectoryEvent {
  return {
    type: 'user.reactivated',
    at: now,
    user: userRef(user),
    role: roleChange(user, set),
    set: {
      ...set,
      identity: { ...identity, active: true },
      login: set.keptLogin ?? user.keptLogin ?? user.login,
      keptLogin: null,
      email: primaryEmail(identity),
      keptEmail: null,
      displayName: profileName(identity),
      suspension: null,
      suspendedAt: null,
      credentials: 'usable',
      updatedAt: now,
    },
  }
}

/** The role that an event gives, where it is another. */
export function roleChange(user: User, set: Partial<User> = {}): RoleChange {
  return set.role === undefined || set.role === user.role ? null : { from: user.role, to: set.role }
}

/** Hard-deprovision (github-scim §6.4): terminal. The account stays as an empty shell and its login is free. */
export function deprovision(enterprise: Enterprise, user: User, { now, hash }: Circumstances): DirectoryEvent {
  const hidden = obfuscate(enterprise, user.accountId, user.keptLogin ?? user.login, hash)
  return {
    type: 'user.deprovisioned',
    at: now,
    user: userRef(user),
    wasActive: user.suspension === null,
    set: {
      identity: null,
      login: hidden.login,
      keptLogin: null,
      email: user.email === null ? null : hidden.email,
      keptEmail: null,
      displayName: '',
      role: 'user',
      suspension: 'hard',
      suspendedAt: user.suspendedAt ?? now,
      credentials: 'deleted',
      sessionsEndedAt: now,
      updatedAt: now,
    },
  }
}

/** Refuses what would leave the enterprise without an owner, where an option wants that. */
export function keepLastOwner(state: State, user: User): void {
  if (state.enterprise.options.lastOwner === 'allow') return
  if (user.role !== 'enterprise_owner' || user.suspension !== null || factOf(state, 'owners') > 1) return
  throw new DirectoryError(403, `${user.login} is the last enterprise owner that SCIM provisioned.`, {
    scimType: 'mutability',
    fix: 'Give another user the enterprise_owner role first, or allow it in the options of the enterprise.',
  })
}

/**
 * What it does to teams and organizations that a user is suspended (`visible` false) or there again. `after` is the user's
 * reference in what follows.
 */
export function followActivity(
  state: State,
  after: User,
  now: number,
  visible: boolean,
): { events: readonly DirectoryEvent[]; followUps: readonly FollowUp[] } {
  const standing = factOf(state, 'standing')
  if (standing.visible === visible) return { events: [], followUps: [] }
  const teams = factOf(state, 'teams')
  const cause: MembershipCause = visible ? 'reactivation' : 'user'
  const place = placeOf({ ...standing, user: { ...userRef(after), id: standing.user.id } })
  const ledger: Ledger = openLedger({
    at: now,
    cause,
    teams,
    freeLicences: factOf(state, 'freeLicences'),
    refuseShortage: state.enterprise.options.licenceShortage === 'refuse',
  })
  const followUps: FollowUp[] = []
  for (const team of teams) {
    const limit = limitOf(team, visible ? 1 : -1)
    // A suspended user is in no team, not even in one that keeps the members that it had.
    if (!visible) leaveTeam(ledger, place, team)
    else if (limit === 'apply') joinTeam(ledger, place, team)
    else if (limit === 'freeze') noteSync(ledger, team, heldSync(team))
    if (limit === 'resume') followUps.push(reconcile(team.id))
    if (ledger.short.has(team.id)) noteSync(ledger, team, 'no_licences')
  }
  return { events: ledger.events, followUps }
}
