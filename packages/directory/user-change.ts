import type { Circumstances, UserCommand } from './command.ts'
import { type Decision, decided, requireScim } from './decision.ts'
import { DirectoryError, notFound } from './error.ts'
import type { DirectoryEvent } from './event.ts'
import { evolveUser } from './evolve.ts'
import type { State } from './facts.ts'
import { type Identity, type User, userRef } from './state.ts'
import { deprovision, followActivity, keepLastOwner, reactivate, roleChange, suspend } from './user-activity.ts'
import { changedAttributes, identityOf, primaryEmail, profileName } from './user-attributes.ts'
import { loginFor } from './user-login.ts'
import { refuseSetupEmail, roleFor } from './user-provision.ts'

type Identified = User & { identity: Identity }

function identified(state: State, id: string): Identified {
  requireScim(state)
  const { user } = state
  if (!user?.identity || user.identity.id !== id) throw notFound('user', id)
  return user as Identified
}

/**
 * PUT /Users/{id}, and PATCH once it is applied (github-scim §4.4): compares the user with what is wanted. Turning `active`
 * suspends or reactivates, with the other changes in the same event.
 */
export function replaceUser(
  state: State,
  command: Extract<UserCommand, { type: 'user.replace' }>,
  circumstances: Circumstances,
): Decision {
  const user = identified(state, command.id)
  const { enterprise } = state
  const before = user.identity
  const identity = identityOf(command.attributes, command.base, enterprise.options, {
    id: before.id,
    now: circumstances.now,
    previous: before,
    whole: command.via === 'put',
  })
  const changed = changedAttributes(before, identity)
  if (changed.length === 0) return decided(state, [])
  const role = changed.includes('roles') ? roleFor(enterprise, command.base, identity, user.role) : user.role
  if (user.role === 'enterprise_owner' && (role !== user.role || !identity.active)) keepLastOwner(state, user)
  if (changed.includes('emails')) refuseSetupEmail(enterprise, command.base, identity)
  const login = changed.includes('userName') ? renamed(state, command, user, identity, circumstances) : null
  const set: Partial<User> = role === user.role ? {} : { role }
  if (login) set.loginMade = login.made
  if (changed.includes('active')) return turn(state, user, identity, circumstances, login?.login ?? null, set)
  return decided(state, [update(user, identity, circumstances.now, { changed, login: login?.login ?? null, set })])
}

/** The login of the new userName; null when it is the one that the user has. */
function renamed(
  state: State,
  command: Extract<UserCommand, { type: 'user.replace' }>,
  user: Identified,
  identity: Identity,
  circumstances: Circumstances,
): { login: string; made: boolean } | null {
  const { options } = state.enterprise
  const option = user.suspension === null ? options.renameUser : options.renameSuspended
  if (command.base === 'github' && option === 'refuse')
    throw new DirectoryError(400, 'userName cannot be changed.', {
      scimType: 'mutability',
      fix: 'Send the userName that the user was provisioned with.',
    })
  const self = { id: identity.id, accountId: user.accountId }
  const { login, made, existing } = loginFor(state, command.base, identity.userName, self, circumstances)
  // A user that exists cannot become another account.
  if (existing)
    throw new DirectoryError(options.takenLoginStatus, `userName: the login ${login} belongs to another account.`, {
      scimType: 'uniqueness',
      fix: 'Map an attribute that gives each user another login.',
    })
  return login === (user.keptLogin ?? user.login) ? null : { login, made }
}

function update(
  user: Identified,
  identity: Identity,
  now: number,
  more: { changed: readonly string[]; login: string | null; set: Partial<User> },
): DirectoryEvent {
  const isSuspended = user.suspension !== null
  const email = primaryEmail(identity)
  return {
    type: 'user.updated',
    at: now,
    user: userRef(user),
    changed: more.changed,
    role: roleChange(user, more.set),
    set: {
      ...more.set,
      identity,
      displayName: profileName(identity),
      updatedAt: now,
      // What is obfuscated stays so: the new login and e-mail are those that the reactivation restores.
      ...(isSuspended ? { keptEmail: email } : { email }),
      ...(more.login === null ? {} : isSuspended ? { keptLogin: more.login } : { login: more.login }),
    },
  }
}

function turn(
  state: State,
  user: Identified,
  identity: Identity,
  circumstances: Circumstances,
  login: string | null,
  set: Partial<User>,
): Decision {
  const { now } = circumstances
  const event = identity.active
    ? reactivate(user, identity, now, login === null ? set : { ...set, keptLogin: login })
    : suspend(state.enterprise, user, identity, circumstances, {
        created: false,
        set,
        ...(login === null ? {} : { login }),
      })
  const after = evolveUser(user, event) ?? user
  const { events, followUps } = followActivity(state, after, now, identity.active)
  return decided(state, [event, ...events], followUps)
}

/** The same as a PATCH of `active` alone. */
export function setActive(
  state: State,
  command: Extract<UserCommand, { type: 'user.set_active' }>,
  circumstances: Circumstances,
): Decision {
  const user = identified(state, command.id)
  if (user.identity.active === command.active) return decided(state, [])
  if (!command.active) keepLastOwner(state, user)
  const identity = { ...user.identity, active: command.active, updatedAt: circumstances.now }
  return turn(state, user, identity, circumstances, null, {})
}

/** DELETE /Users/{id}. */
export function deprovisionUser(
  state: State,
  command: Extract<UserCommand, { type: 'user.deprovision' }>,
  circumstances: Circumstances,
): Decision {
  const user = identified(state, command.id)
  keepLastOwner(state, user)
  const event = deprovision(state.enterprise, user, circumstances)
  const after = evolveUser(user, event) ?? user
  const { events, followUps } = followActivity(state, after, circumstances.now, false)
  return decided(state, [event, ...events], followUps)
}
