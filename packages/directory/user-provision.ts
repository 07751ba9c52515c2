import type { Circumstances, UserCommand } from './command.ts'
import { type Decision, decided, requireScim } from './decision.ts'
import { DirectoryError } from './error.ts'
import type { DirectoryEvent } from './event.ts'
import type { State } from './facts.ts'
import { effectiveRole, type Role } from './role.ts'
import type { Base, Enterprise, Identity, User } from './state.ts'
import { suspend } from './user-activity.ts'
import { identityOf, primaryEmail, profileName } from './user-attributes.ts'
import { loginFor } from './user-login.ts'

/**
 * POST /Users: a new account, or one without an identity that is linked to it (github-scim §4.3). Throws 400 on attributes,
 * 409 on the set-up user; other clashes are the unique index's to find.
 */
export function provisionUser(
  state: State,
  command: Extract<UserCommand, { type: 'user.provision' }>,
  circumstances: Circumstances,
): Decision {
  requireScim(state)
  const { enterprise } = state
  const { now } = circumstances
  const identity = identityOf(command.attributes, command.base, enterprise.options, {
    id: command.id,
    now,
    previous: null,
    whole: true,
  })
  const role = roleFor(enterprise, command.base, identity, 'user')
  refuseSetupEmail(enterprise, command.base, identity)
  const { login, made, existing } = loginFor(state, command.base, identity.userName, command, circumstances)
  if (!identity.active && command.base === 'github' && enterprise.options.createInactive === 'refuse')
    throw new DirectoryError(400, 'active: a user cannot be created inactive.', {
      scimType: 'invalidValue',
      fix: 'Create the user with active: true and deactivate it after.',
    })
  const user: User = {
    accountId: existing?.accountId ?? command.accountId,
    login: existing && existing.keptLogin === null ? existing.login : login,
    loginMade: made,
    keptLogin: null,
    email: primaryEmail(identity),
    keptEmail: null,
    displayName: profileName(identity),
    role,
    suspension: null,
    suspendedAt: null,
    credentials: 'usable',
    sessionsEndedAt: existing?.sessionsEndedAt ?? null,
    origin: existing?.origin ?? 'scim',
    identity: { ...identity, active: true },
    createdAt: existing?.createdAt ?? now,
    updatedAt: now,
  }
  const provisioned: DirectoryEvent = {
    type: 'user.provisioned',
    at: now,
    how: existing ? (existing.suspension === 'reset' ? 'relinked' : 'adopted') : 'created',
    user,
    before: existing && {
      login: existing.login,
      email: existing.email,
      suspended: existing.suspension !== null,
      role: existing.role,
    },
  }
  const events = identity.active
    ? [provisioned]
    : [provisioned, suspend(enterprise, user, identity, circumstances, { created: true })]
  return decided({ ...state, user: null }, events)
}

/** The role that takes effect. The standard base carries roles that GitHub does not know, without effect. */
export function roleFor(enterprise: Enterprise, base: Base, identity: Identity, current: Role): Role {
  const { options } = enterprise
  const role = effectiveRole(
    identity.roles,
    base === 'standard' ? { unknownRole: 'ignore', severalRoles: options.severalRoles } : options,
  )
  const isDisabled = enterprise.kind === 'ghes' && options.administratorPromotion === 'disabled'
  if (!isDisabled || role === current) return role
  if (current === 'enterprise_owner') return current
  return role === 'enterprise_owner' ? 'user' : role
}

/** The e-mail of the set-up user is not one that SCIM may give to another. */
export function refuseSetupEmail({ setupUser, slug }: Enterprise, base: Base, identity: Identity): void {
  if (base !== 'github' || primaryEmail(identity)?.toLowerCase() !== setupUser.email.toLowerCase()) return
  throw new DirectoryError(409, `emails: the set-up user of ${slug} has the primary e-mail.`, {
    scimType: 'uniqueness',
    fix: 'Give the set-up user an e-mail of its own, that no provisioned user has.',
  })
}
