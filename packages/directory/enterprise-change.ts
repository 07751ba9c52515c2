import type { AccountCommand, Circumstances, EnterpriseCommand } from './command.ts'
import { type Decision, decided, reconcile } from './decision.ts'
import { DirectoryError, notFound } from './error.ts'
import type { DirectoryEvent } from './event.ts'
import { factOf, type State } from './facts.ts'
import { loginKey } from './login.ts'
import { type User, userRef } from './state.ts'
import { unlinked } from './team-change.ts'
import { followActivity } from './user-activity.ts'

/**
 * SCIM on or off, and single sign-on disabled (github-scim §6.5, §6.6). The event stands for all rows: the caller brings
 * each row to what `evolveUser` and `evolveGroup` say, in statements of its own.
 */
export function changeEnterprise(state: State, command: EnterpriseCommand, { now }: Circumstances): Decision {
  const { enterprise } = state
  const setupAccountId = enterprise.setupUser.accountId
  switch (command.type) {
    case 'scim.enable': {
      if (enterprise.scim === 'on') return decided(state, [])
      const suspendAll = enterprise.kind === 'ghes' && enterprise.options.enableMode === 'legacy_beta'
      return decided(state, [{ type: 'scim.enabled', at: now, suspendAll, setupAccountId }])
    }
    case 'scim.disable':
      if (enterprise.scim === 'off') return decided(state, [])
      return disableScim(state, now)
    case 'sso.reset':
      if (enterprise.kind !== 'emu')
        throw new DirectoryError(422, `${enterprise.slug} is no enterprise of managed users in the cloud.`, {
          fix: 'On GitHub Enterprise Server turn SCIM off instead.',
        })
      return endGroups(state, { type: 'sso.reset', at: now, setupAccountId }, now)
  }
}

/** The appliance forgets all identities and groups; in the cloud that is what a reset does. */
function disableScim(state: State, now: number): Decision {
  const endsIdentities = state.enterprise.kind === 'ghes'
  const event: DirectoryEvent = { type: 'scim.disabled', at: now, endsIdentities, set: { scim: 'off' } }
  return endsIdentities ? endGroups(state, event, now) : decided(state, [event])
}

/** All groups go with the event: linked teams are unlinked and lose the members that they had from them. */
function endGroups(state: State, event: DirectoryEvent, now: number): Decision {
  const teams = factOf(state, 'linkedTeams')
  return decided(
    state,
    [event, ...teams.map((team) => unlinked(team, team.group, now, 'group_ended'))],
    teams.map((team) => reconcile(team.id)),
  )
}

/** What the appliance does to its own accounts. Throws 403 for one that SCIM provisioned (github-scim §6.5). */
export function changeAccount(state: State, command: AccountCommand, { now }: Circumstances): Decision {
  if (state.enterprise.kind !== 'ghes')
    throw new DirectoryError(422, 'Accounts of managed users in the cloud come from SCIM alone.', {
      fix: 'Provision the user over SCIM.',
    })
  if (command.type === 'account.create') return createAccount(state, command, now)
  const { user } = state
  if (!user || user.accountId !== command.accountId) throw notFound('account', command.accountId)
  if (user.identity && state.enterprise.options.localLifecycle === 'refuse')
    throw new DirectoryError(403, `${user.login} is provisioned over SCIM and cannot be changed on the appliance.`, {
      fix: 'Change it at the identity provider, or over the SCIM API in an emergency.',
    })
  if (command.type === 'account.delete') return deleteAccount(state, user, now)
  const set = accountChange(state, user, command, now)
  if (set === null) return decided(state, [])
  const event: DirectoryEvent = {
    type: 'account.changed',
    at: now,
    user: userRef(user),
    change: command.type.slice('account.'.length) as Extract<DirectoryEvent, { type: 'account.changed' }>['change'],
    reason: 'reason' in command ? (command.reason ?? null) : null,
    set: { ...set, updatedAt: now },
  }
  // Without an identity the user is in no group that a team could follow.
  if (set.suspension === undefined || !user.identity) return decided(state, [event])
  const { events, followUps } = followActivity(state, { ...user, ...set }, now, set.suspension === null)
  return decided(state, [event, ...events], followUps)
}

/** What of the account is different after; null when nothing is. */
function accountChange(
  { enterprise }: State,
  user: User,
  command: Exclude<AccountCommand, { type: 'account.create' | 'account.delete' }>,
  now: number,
): Partial<User> | null {
  switch (command.type) {
    case 'account.suspend':
      if (user.suspension !== null) return null
      return { suspension: 'local', suspendedAt: now, credentials: 'unusable', sessionsEndedAt: now }
    case 'account.unsuspend':
      if (user.suspension === null) return null
      // While an identity says active: false, only SCIM can take that back.
      if (user.suspension === 'hard' || (user.suspension === 'soft' && user.identity))
        throw new DirectoryError(422, `${user.login} was deprovisioned over SCIM.`, {
          fix: 'Reactivate or provision the user over SCIM: the account does not come back by hand.',
        })
      return { suspension: null, suspendedAt: null, credentials: 'usable' }
    case 'account.promote':
      return user.role === 'enterprise_owner' ? null : { role: 'enterprise_owner' }
    case 'account.demote':
      return user.role === 'enterprise_owner' ? { role: 'user' } : null
    case 'account.rename':
      if (command.login === user.login) return null
      refuseSetupLogin(enterprise, command.login)
      return { login: command.login }
  }
}

function deleteAccount(state: State, user: User, now: number): Decision {
  const event: DirectoryEvent = { type: 'account.deleted', at: now, user: userRef(user) }
  if (!user.identity) return decided(state, [event])
  const { events, followUps } = followActivity(state, user, now, false)
  return decided(state, [event, ...events], followUps)
}

function refuseSetupLogin({ setupUser, options }: State['enterprise'], login: string): void {
  if (loginKey(login, options) !== loginKey(setupUser.login, options)) return
  throw new DirectoryError(422, `${login} is the login of the set-up user.`, { fix: 'Choose another login.' })
}

function createAccount(
  state: State,
  command: Extract<AccountCommand, { type: 'account.create' }>,
  now: number,
): Decision {
  if (command.origin === 'saml' && state.enterprise.scim === 'on')
    throw new DirectoryError(403, 'While SCIM is on, no account is created by a sign-in.', {
      fix: 'Provision the user over SCIM first, then sign in.',
    })
  refuseSetupLogin(state.enterprise, command.login)
  const suspended = command.suspended ?? false
  const user: User = {
    accountId: command.accountId,
    login: command.login,
    loginMade: false,
    keptLogin: null,
    email: command.email,
    keptEmail: null,
    displayName: command.displayName,
    role: 'user',
    suspension: suspended ? 'local' : null,
    suspendedAt: suspended ? now : null,
    credentials: suspended ? 'unusable' : 'usable',
    sessionsEndedAt: null,
    origin: command.origin,
    identity: null,
    createdAt: now,
    updatedAt: now,
  }
  return decided({ ...state, user: null }, [{ type: 'account.created', at: now, user }])
}
