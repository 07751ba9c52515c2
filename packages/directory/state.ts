import { loginKey, userNameKey } from './login.ts'
import type { EnterpriseOptions } from './options.ts'
import type { Role, RoleEntry } from './role.ts'

/** Moments are milliseconds since 1970 everywhere here, as in GitHub's audit log. */
export type Moment = number

/** Which rules a SCIM request goes by: GitHub's own, or those of RFC 7643 and 7644 alone. */
export type Base = 'github' | 'standard'

export interface Enterprise {
  slug: string
  kind: 'emu' | 'ghes'
  /** EMU only: what is appended to each login. */
  shortCode: string | null
  /** EMU only. */
  host: 'github.com' | 'ghe.com' | null
  /** Entra ID is told apart where GitHub does: obfuscated e-mail, and what links a sign-in. */
  identityProvider: 'entra' | 'okta' | 'ping' | 'other'
  scim: 'on' | 'off'
  /** SHORTCODE_admin at EMU, a built-in account at GHES. Never touched by SCIM. */
  setupUser: { accountId: number; login: string; email: string }
  options: EnterpriseOptions
}

export interface Name {
  formatted?: string
  givenName?: string
  familyName?: string
  middleName?: string
  honorificPrefix?: string
  honorificSuffix?: string
}

export interface Email {
  value?: string
  type?: string
  primary?: boolean
  display?: string
}

/** The external identity: what the identity provider says about a user, kept as it was sent. */
export interface Identity {
  /** The SCIM id. It ends with the identity and never comes back. */
  id: string
  externalId: string | null
  userName: string
  active: boolean
  displayName: string | null
  name: Name | null
  emails: readonly Email[]
  roles: readonly RoleEntry[]
  /** Attributes of RFC 7643 that GitHub does not know, as they were sent to the standard base. */
  attributes: Readonly<Record<string, unknown>>
  /** The base that provisioned it, whose rules of uniqueness it keeps. */
  base: Base
  createdAt: Moment
  updatedAt: Moment
}

/**
 * Why a user is suspended. `soft` and `hard` by SCIM; `reset` by single sign-on being disabled; `enabled` by SCIM being
 * turned on (the 3.10 beta); `local` by an administrator of the appliance.
 */
export type Suspension = 'soft' | 'hard' | 'reset' | 'enabled' | 'local'

/** A managed user: the account, which is never deleted, and the identity linked to it while there is one. */
export interface User {
  accountId: number
  /** Obfuscated while SCIM has the user suspended. */
  login: string
  /** Whether the login was made because the userName gives none (standard base only). */
  loginMade: boolean
  /** The login that a reactivation restores. */
  keptLogin: string | null
  /** Obfuscated while SCIM has the user suspended, but with Entra ID. */
  email: string | null
  keptEmail: string | null
  /** The profile's name; empty after a hard-deprovision. */
  displayName: string
  /** What takes effect, of the roles that the identity lists. */
  role: Role
  suspension: Suspension | null
  suspendedAt: Moment | null
  /** Personal access tokens, keys and authorisations: usable, kept but unusable, or deleted. */
  credentials: 'usable' | 'unusable' | 'deleted'
  /** No session that began before it is valid. */
  sessionsEndedAt: Moment | null
  /** How the account came to be. */
  origin: 'scim' | 'local' | 'saml'
  identity: Identity | null
  createdAt: Moment
  updatedAt: Moment
}

/** What other rows and events say of a user. `id` is the SCIM id, null without an identity. */
export interface UserRef {
  accountId: number
  id: string | null
  login: string
}

export interface Group {
  /** The SCIM id. */
  id: string
  /** The id that GitHub's REST API of external groups uses. */
  number: number
  externalId: string | null
  displayName: string
  attributes: Readonly<Record<string, unknown>>
  base: Base
  createdAt: Moment
  updatedAt: Moment
}

export type GroupRef = Pick<Group, 'id' | 'number' | 'displayName'>

export interface OrganizationRef {
  id: number
  login: string
}

/**
 * How a linked team stands to its group. `frozen`: an enterprise team whose group has more members than a team can have
 * keeps the members that it had. `over_limit`: the same of an organization's team. `no_licences`: some members are missing.
 */
export type TeamSync = 'in_sync' | 'frozen' | 'over_limit' | 'no_licences'

/** Which organizations an enterprise team brings its members into: none, those that were chosen, or every one there is. */
export type OrganizationSelection = 'disabled' | 'selected' | 'all'

export interface Team {
  id: number
  slug: string
  name: string
  /** Null for an enterprise team. */
  organization: OrganizationRef | null
  /** Of an enterprise team alone; another has `disabled`, and none. */
  selection: OrganizationSelection
  assigned: readonly OrganizationRef[]
  /** The SCIM id of the linked group. */
  groupId: string | null
  /** Null while no group is linked. */
  sync: TeamSync | null
}

export type TeamRef = Pick<Team, 'id' | 'slug' | 'organization'>

/** The most members that a team can have. */
export const maximumTeamMembers = 5_000
/** The most organizations that can be chosen for an enterprise team. */
export const maximumTeamOrganizations = 1_000
/** How long an organization membership can be reinstated, in milliseconds. */
export const reinstatement = 90 * 86_400_000

export function userRef(user: User): UserRef {
  return { accountId: user.accountId, id: user.identity?.id ?? null, login: user.login }
}

export function groupRef({ id, number, displayName }: Group): GroupRef {
  return { id, number, displayName }
}

export function teamRef({ id, slug, organization }: TeamRef): TeamRef {
  return { id, slug, organization }
}

/** The organizations that whoever is in a team is a member of. */
export function reachOf({
  organization,
  assigned,
}: Pick<Team, 'organization' | 'assigned'>): readonly OrganizationRef[] {
  return organization ? [organization] : assigned
}

/** Whether SCIM shows the user as a member of its groups: it keeps the membership of a suspended one, and hides it. */
export function isVisibleMember(user: Pick<User, 'suspension' | 'identity'>): boolean {
  return user.suspension === null && user.identity !== null
}

/**
 * What no other user of the enterprise may have. Null: the user claims none. The server keeps each as a column under a
 * unique index by enterprise, and a violation is `conflictError(key)`.
 */
export interface UserKeys {
  id: string | null
  login: string
  userName: string | null
  externalId: string | null
  email: string | null
}

export function userKeys(user: User, options: EnterpriseOptions): UserKeys {
  const { identity } = user
  // RFC 7643 wants nothing but userName unique: externalId is the client's own, and people may share an e-mail.
  const strict = identity?.base === 'github'
  const email = options.duplicateEmail === 'refuse' && strict ? (user.keptEmail ?? user.email) : null
  const login = options.suspendedLogin === 'kept' ? (user.keptLogin ?? user.login) : user.login
  return {
    id: identity?.id ?? null,
    login: loginKey(login, options),
    userName: identity ? userNameKey(identity.userName) : null,
    externalId: strict ? identity.externalId : null,
    email: email?.toLowerCase() ?? null,
  }
}

/** What no other group of the enterprise may have, as for users. */
export interface GroupKeys {
  id: string
  externalId: string | null
  displayName: string | null
}

/**
 * GitHub wants externalId unique. At the standard base it is the displayName: a client that repeats a create after a
 * time-out must get a 409 and not a second group.
 */
export function groupKeys(group: Group): GroupKeys {
  const strict = group.base === 'github'
  return {
    id: group.id,
    externalId: strict ? group.externalId : null,
    displayName: strict ? null : group.displayName.toLowerCase(),
  }
}
