import type { AccountCommand } from './command.ts'
import { loginKey, normaliseLogin, userNameKey } from './login.ts'
import type { Enterprise, Suspension, User } from './state.ts'

/** What an identity provider says of the person who signs in: a SAML assertion or an ID token, verified by the caller. */
export interface SignInClaims {
  protocol: 'saml' | 'oidc'
  /** NameID, or `sub`. */
  subject: string
  attributes: Readonly<Record<string, readonly string[]>>
  /** How long the provider lets the session last, where it says so. */
  sessionUntil: number | null
}

/** From which SAML attributes an account gets what. GitHub lets all but `administrator` be renamed, on GHES. */
export interface SignInAttributes {
  username: string
  fullName: string
  emails: string
  publicKeys: string
  gpgKeys: string
}

export const defaultAttributes: SignInAttributes = {
  username: 'username',
  fullName: 'full_name',
  emails: 'emails',
  publicKeys: 'public_keys',
  gpgKeys: 'gpg_keys',
}

/** The claim that Entra ID calls a person by (github-scim §8.3). */
export const objectIdClaim = 'http://schemas.microsoft.com/identity/claims/objectidentifier'
const nameClaim = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name'
const emailClaim = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress'

/** What of the claims must be equal to what of a user. */
export interface SignInKey {
  by: 'externalId' | 'userName' | 'login'
  /** As it came. */
  value: string
  /** As it is looked up. */
  lookup: string
  /** Name of what the identity provider sent. */
  claim: string
  /** Name of what it must be equal to. */
  attribute: string
}

/** Two attributes that should be equal, in their own names. `expected` is null where no user has a similar one. */
export interface Compared {
  claim: string
  given: string
  attribute: string
  expected: string | null
}

export type SignInRefusal = { outcome: 'refused'; compared: Compared | null } & (
  | { code: 'claim_missing'; claim: string }
  | { code: 'login_unusable'; problem: string; advice: string }
  | { code: 'not_provisioned' | 'mismatch' | 'ambiguous' }
  | { code: 'not_yet_provisioned' | 'account_owned'; login: string }
  | { code: 'suspended'; login: string; suspension: Suspension }
  | { code: 'unlinked'; login: string; identity: string }
)

export type SignInOutcome =
  | { outcome: 'user'; user: User; identity: string }
  | {
      outcome: 'create'
      command: Omit<Extract<AccountCommand, { type: 'account.create' }>, 'accountId'>
      identity: string
    }
  | SignInRefusal

/** Whether a sign-in may make an account: on a server, while SCIM does not (github-scim §8.2). */
const makesAccounts = ({ kind, scim }: Enterprise): boolean => kind === 'ghes' && scim === 'off'

const first = (claims: SignInClaims, name: string): string | null => claims.attributes[name]?.find(Boolean) ?? null

/** By what a sign-in finds its user (github-scim §8.2, §8.3), or why these claims can find none. */
export function signInKey(
  enterprise: Enterprise,
  claims: SignInClaims,
  names: SignInAttributes = defaultAttributes,
): SignInKey | SignInRefusal {
  const byObjectId =
    claims.protocol === 'oidc'
      ? enterprise.options.oidcLink === 'external_id'
      : enterprise.identityProvider === 'entra' && !makesAccounts(enterprise)
  if (byObjectId) {
    const claim = claims.protocol === 'oidc' ? 'oid' : objectIdClaim
    const value = first(claims, claim)
    if (value === null) return { outcome: 'refused', code: 'claim_missing', claim, compared: null }
    return { by: 'externalId', value, lookup: value, claim, attribute: 'externalId' }
  }
  const named = sourceOfName(enterprise, claims, names)
  if (named === null) return { outcome: 'refused', code: 'claim_missing', claim: 'preferred_username', compared: null }
  const { claim, value } = named
  if (enterprise.kind === 'emu')
    return { by: 'userName', value, lookup: userNameKey(value), claim, attribute: 'userName' }
  // The appliance compares what it would make of the NameID with the login (github-scim §8.3).
  const made = normaliseLogin(value, enterprise)
  if (!made.ok)
    return { outcome: 'refused', code: 'login_unusable', problem: made.message, advice: made.fix, compared: null }
  return { by: 'login', value, lookup: loginKey(made.login, enterprise.options), claim, attribute: 'userName' }
}

function sourceOfName(
  enterprise: Enterprise,
  claims: SignInClaims,
  names: SignInAttributes,
): { claim: string; value: string } | null {
  const pick = (...claimNames: string[]) => {
    for (const claim of claimNames) {
      const value = first(claims, claim)
      if (value !== null) return { claim, value }
    }
    return null
  }
  if (claims.protocol === 'oidc') return pick('preferred_username', 'upn', 'email')
  const nameId = { claim: 'NameID', value: claims.subject }
  if (enterprise.kind === 'emu') return nameId
  // Without SCIM the documented order of four; with it, NameID unless an attribute of one's own is configured.
  return (
    (makesAccounts(enterprise)
      ? pick(names.username, nameClaim, emailClaim)
      : names.username === defaultAttributes.username
        ? null
        : pick(names.username)) ?? nameId
  )
}

/** By what an identity is told apart, so that no two accounts share one. Without SCIM it is the NameID alone. */
export const identityOf = (enterprise: Enterprise, claims: SignInClaims): string =>
  (makesAccounts(enterprise) ? null : first(claims, claims.protocol === 'oidc' ? 'oid' : objectIdClaim)) ??
  claims.subject

export interface SignInFacts {
  /** Whom the key finds: none, one, or several where the attribute is not unique. */
  users: readonly User[]
  /** Where it finds none, who has another of the values: it shows what differs. */
  near: User | null
  /** Whom an earlier sign-in linked this identity to, while that user is who it was then. */
  linked: User | null
  /** The identity that the found user signed in with before, while that stands. */
  linkOfUser: string | null
}

/** Who signs in, who is to be made first, or why nobody. */
export function judgeSignIn(
  enterprise: Enterprise,
  claims: SignInClaims,
  key: SignInKey,
  facts: SignInFacts,
  names: SignInAttributes = defaultAttributes,
): SignInOutcome {
  const identity = identityOf(enterprise, claims)
  if (makesAccounts(enterprise)) return judgeWithoutScim(enterprise, claims, key, facts, names)
  const [user, another] = facts.users
  if (another) return { outcome: 'refused', code: 'ambiguous', compared: comparedTo(key, null) }
  if (!user || user.accountId === enterprise.setupUser.accountId) {
    const { near } = facts
    return near?.identity
      ? { outcome: 'refused', code: 'mismatch', compared: comparedTo(key, near) }
      : { outcome: 'refused', code: 'not_provisioned', compared: comparedTo(key, null) }
  }
  if (user.suspension !== null) return suspended(user, user.suspension)
  if (!user.identity) return { outcome: 'refused', code: 'not_yet_provisioned', login: user.login, compared: null }
  // One external identity, one account: who would be the second is unlinked (github-scim §8.3).
  if (facts.linked && facts.linked.accountId !== user.accountId)
    return { outcome: 'refused', code: 'unlinked', login: user.login, identity, compared: null }
  return { outcome: 'user', user, identity }
}

/** GHES with SCIM off (github-scim §8.2): the NameID that an account first signed in with is its owner. */
function judgeWithoutScim(
  enterprise: Enterprise,
  claims: SignInClaims,
  key: SignInKey,
  { users, linked, linkOfUser }: SignInFacts,
  names: SignInAttributes,
): SignInOutcome {
  const identity = identityOf(enterprise, claims)
  const user = linked ?? users[0]
  if (user) {
    const owned = user !== linked && linkOfUser !== null && linkOfUser !== identity
    if (owned || user.accountId === enterprise.setupUser.accountId)
      return { outcome: 'refused', code: 'account_owned', login: user.login, compared: null }
    if (user.suspension !== null) return suspended(user, user.suspension)
    return { outcome: 'user', user, identity }
  }
  const made = normaliseLogin(key.value, enterprise)
  const login = made.ok ? made.login : key.value
  if (loginKey(login, enterprise.options) === loginKey(enterprise.setupUser.login, enterprise.options))
    return { outcome: 'refused', code: 'account_owned', login, compared: null }
  const command = {
    type: 'account.create' as const,
    origin: 'saml' as const,
    login,
    email: first(claims, names.emails) ?? first(claims, emailClaim),
    displayName: first(claims, names.fullName) ?? login,
  }
  return { outcome: 'create', command, identity }
}

const suspended = (user: User, suspension: Suspension): SignInRefusal => ({
  outcome: 'refused',
  code: 'suspended',
  login: user.keptLogin ?? user.login,
  suspension,
  compared: null,
})

function comparedTo(key: SignInKey, near: User | null): Compared {
  const { claim, value: given, attribute } = key
  const identity = near?.identity ?? null
  return {
    claim,
    given,
    attribute,
    expected: identity && (key.by === 'externalId' ? identity.externalId : identity.userName),
  }
}

/**
 * What the attribute `administrator` makes of the user's role on a server (github-scim §8.2): `true` promotes, anything
 * else but blank demotes. The role of whom SCIM provisioned is SCIM's to give and to take.
 */
export function roleBySignIn(
  { kind, options }: Enterprise,
  claims: SignInClaims,
  user: Pick<User, 'role' | 'identity'> | null,
): 'account.promote' | 'account.demote' | null {
  const said = first(claims, 'administrator')?.trim().toLowerCase()
  if (!said || kind !== 'ghes' || claims.protocol !== 'saml') return null
  if (options.administratorPromotion === 'disabled' || user?.identity) return null
  const isOwner = user?.role === 'enterprise_owner'
  if (said === 'true') return isOwner ? null : 'account.promote'
  return isOwner ? 'account.demote' : null
}

const hour = 3_600_000

/** When a session that begins now ends: what the provider says, else GitHub's own length (github-scim §8.3). */
export function sessionEnd({ kind, options }: Enterprise, claims: SignInClaims, now: number): number {
  if (claims.sessionUntil !== null) return claims.sessionUntil
  if (claims.protocol === 'oidc') return now + hour
  return now + (kind === 'emu' || options.ghesSession === 'day' ? 24 : 7 * 24) * hour
}

/** Whether a session that began then is over, whatever its own end: its user was suspended, or SCIM ended all. */
export function endsSession(user: Pick<User, 'suspension' | 'sessionsEndedAt'>, beganAt: number): boolean {
  return user.suspension !== null || (user.sessionsEndedAt !== null && user.sessionsEndedAt >= beganAt)
}
