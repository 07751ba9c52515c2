import type { RoleEntry } from './role.ts'
import type { Base, Email, Moment, Name, OrganizationRef, OrganizationSelection, User } from './state.ts'

/** A user as the client wants it to be: all of it after a POST, PUT or an applied PATCH. Left out means absent. */
export interface UserAttributes {
  userName: string
  externalId?: string | null
  displayName?: string | null
  name?: Name | null
  emails?: readonly Email[]
  roles?: readonly RoleEntry[]
  /** Left out: true for a new user, unchanged for another. */
  active?: boolean
  /** Kept at the standard base as they are; GitHub's base drops them. */
  attributes?: Readonly<Record<string, unknown>>
}

export interface GroupAttributes {
  displayName: string
  externalId?: string | null
  attributes?: Readonly<Record<string, unknown>>
}

/** Commands on one user. `id` is the SCIM id; a new one is made by the caller and used once. */
export type UserCommand =
  | { type: 'user.provision'; base: Base; id: string; accountId: number; attributes: UserAttributes }
  | { type: 'user.replace'; base: Base; id: string; via: 'put' | 'patch'; attributes: UserAttributes }
  | { type: 'user.set_active'; base: Base; id: string; active: boolean }
  | { type: 'user.deprovision'; base: Base; id: string }

/**
 * Commands on a group. Members are SCIM ids of users, given as the difference: who is to be added and who to be removed.
 * To replace or remove all of them, the caller computes the difference against its rows.
 */
export type GroupCommand =
  | {
      type: 'group.create'
      base: Base
      id: string
      number: number
      attributes: GroupAttributes
      add: readonly string[]
    }
  | {
      type: 'group.replace'
      base: Base
      id: string
      via: 'put' | 'patch'
      attributes: GroupAttributes
      add: readonly string[]
      remove: readonly string[]
    }
  | {
      type: 'group.change_members'
      base: Base
      id: string
      add: readonly string[]
      remove: readonly string[]
    }
  | { type: 'group.delete'; base: Base; id: string }

/** Commands on a team. `team.reconcile` is what the caller runs daily, and whenever `followUps` of a decision asks for it. */
export type TeamCommand =
  | { type: 'team.link'; teamId: number; groupId: string }
  | { type: 'team.unlink'; teamId: number }
  /** `organizations` is every one that the team has after it; with `all`, every one that there is. */
  | {
      type: 'team.assign'
      teamId: number
      selection: OrganizationSelection
      organizations: readonly OrganizationRef[]
    }
  /** `userIds` (SCIM): these alone, who were added or removed by hand. */
  | { type: 'team.reconcile'; teamId: number; userIds?: readonly string[] }

/** Commands of the appliance on its own accounts (GHES): created by hand or by a sign-in over SAML. */
export type AccountCommand =
  | {
      type: 'account.create'
      accountId: number
      origin: 'local' | 'saml'
      login: string
      email: string | null
      displayName: string
      suspended?: boolean
    }
  /** `reason` is what the administrator says, for the audit log. */
  | { type: 'account.suspend' | 'account.unsuspend'; accountId: number; reason?: string | null }
  | { type: 'account.promote' | 'account.demote'; accountId: number }
  | { type: 'account.delete'; accountId: number }
  | { type: 'account.rename'; accountId: number; login: string }

/** Commands on the enterprise as a whole. */
export type EnterpriseCommand = { type: 'scim.enable' } | { type: 'scim.disable' } | { type: 'sso.reset' }

export type Command = UserCommand | GroupCommand | TeamCommand | AccountCommand | EnterpriseCommand

/** What a decision may use that neither the state nor the command says. */
export interface Circumstances {
  now: Moment
  /** HMAC-SHA256 of the text under the enterprise's own secret, in hexadecimal. */
  hash: (text: string) => string
}

/** The account that already has the login which a command wants; null when none has. */
export type Holder = User | null

/** A command that belongs to a decision and needs facts of its own. */
export type FollowUp = Extract<TeamCommand, { type: 'team.reconcile' }>
