import { type Static, Type } from 'typebox'
import { count, flag, moment, object, seen, word, words } from './field.ts'

/** One account. REST `GET /abilities` and a try of `GET /audit/records`. */
export const PagerdutyAccount = object({
  subdomain: Type.String(),
  /** What the plan makes available, in PagerDuty's words. That something is available does not say that it is used. */
  abilities: words,
  auditTrail: flag,
  // No endpoint shows these; a person can attest them.
  ssoRequired: flag,
  passwordSignInDisabled: flag,
  multiFactorRequired: flag,
  passwordPolicySet: flag,
  apiKeysReviewed: flag,
  provisioningFromIdp: flag,
})
export type PagerdutyAccount = Static<typeof PagerdutyAccount>

const Role = word(
  'owner',
  'admin',
  'user',
  'limited_user',
  'observer',
  'restricted_access',
  'read_only_user',
  'read_only_limited_user',
)

/** One user with contact methods and notification rules. REST `GET /users?include[]=…`. */
export const PagerdutyUser = object({
  id: Type.String(),
  email: Type.String(),
  displayName: Type.String(),
  /** The base role, in PagerDuty's words: `user` is a Manager, `limited_user` a Responder. */
  role: Role,
  jobTitle: seen(Type.String()),
  createdViaSso: flag,
  /** Was invited and has not accepted yet. */
  invitationPending: flag,
  /** Ids of teams. */
  teams: words,
  /** Kinds of contact methods that work: email, phone, sms, push, whatsapp. */
  contactKinds: words,
  /** Telephone numbers, each as its last four digits and a digest: enough to see that two are the same. */
  phones: words,
  highUrgencyRules: count,
  /** Whether the address is in a domain that the connection names as the company's. */
  companyAddress: flag,
  /** A provider where anybody gets a mailbox. */
  personalMailbox: flag,
  /** Called after a job and not after a person: `ops@`, `noc@`. */
  sharedMailbox: flag,
  /** Name without case, marks and titles: the same for the same person entered twice. */
  nameKey: Type.String(),
  // What Rollcall knows of the same person from its other connections; PagerDuty tells nothing of it.
  /** Other systems with an account of the same identity. */
  elsewhere: words,
  /** Those in which it holds the highest role. */
  privilegedElsewhere: words,
  /** Those in which it had an account, and has none any more. */
  leftElsewhere: words,
})
export type PagerdutyUser = Static<typeof PagerdutyUser>

/** One way to reach somebody. REST `GET /users?include[]=contact_methods`. Numbers and addresses are not kept. */
export const PagerdutyContactMethod = object({
  user: Type.String(),
  userName: Type.String(),
  kind: word('email', 'phone', 'sms', 'push', 'whatsapp'),
  enabled: flag,
  blacklisted: flag,
  /** Of an e-mail address; empty for the rest. */
  domain: Type.String(),
  companyAddress: flag,
  personalMailbox: flag,
})
export type PagerdutyContactMethod = Static<typeof PagerdutyContactMethod>

/** One team with its members by role. REST `GET /teams` and `GET /teams/{id}/members`. */
export const PagerdutyTeam = object({
  name: Type.String(),
  /** Ids of users. */
  members: words,
  managers: words,
})
export type PagerdutyTeam = Static<typeof PagerdutyTeam>

/** One licence. REST `GET /licenses`. */
export const PagerdutyLicense = object({
  name: Type.String(),
  roleGroup: word('FullUser', 'Stakeholder'),
  used: count,
  unlimited: flag,
  /** 0 where it is unlimited. */
  available: count,
})
export type PagerdutyLicense = Static<typeof PagerdutyLicense>

/** Who holds which licence. REST `GET /license_allocations`. */
export const PagerdutyLicenseAllocation = object({
  user: Type.String(),
  userName: Type.String(),
  license: Type.String(),
  roleGroup: word('FullUser', 'Stakeholder'),
  allocatedAt: moment,
})
export type PagerdutyLicenseAllocation = Static<typeof PagerdutyLicenseAllocation>

/** What one user let in: own sign-ins, and apps that act for them. REST `GET /users/{id}/oauth_delegations`. */
export const PagerdutyUserDelegations = object({
  user: Type.String(),
  userName: Type.String(),
  role: Role,
  invitationPending: flag,
  /** The newest session of web or mobile; empty where none is listed. */
  lastSignInAt: moment,
  apps: Type.Array(
    object({
      id: Type.String(),
      clientId: Type.String(),
      scopes: Type.Array(Type.String()),
      createdAt: Type.String(),
      expiresAt: Type.String(),
    }),
  ),
})
export type PagerdutyUserDelegations = Static<typeof PagerdutyUserDelegations>

/** One change of a user. REST `GET /audit/records?root_resource_types[]=users`. */
export const PagerdutyUserChange = object({
  action: Type.String(),
  method: Type.String(),
  at: moment,
  actor: Type.String(),
  user: Type.String(),
  userName: Type.String(),
  /** The role that was given; empty where the change gave none. */
  roleGiven: Type.String(),
})
export type PagerdutyUserChange = Static<typeof PagerdutyUserChange>

/** One API key, known by what it did: its last four characters. REST `GET /audit/records?method_type=api_token`. */
export const PagerdutyApiKey = object({
  lastFour: Type.String(),
  actor: Type.String(),
  /** A key of the account and of no user. */
  accountKey: flag,
  changes: Type.Integer({ minimum: 1 }),
  addresses: words,
  firstUsedAt: moment,
  lastUsedAt: moment,
  /** Named in the connection as known. */
  known: flag,
})
export type PagerdutyApiKey = Static<typeof PagerdutyApiKey>

/** The credential that this connection reads with. */
export const PagerdutyCredential = object({
  /** A token of an app tells its scopes, a key does not. */
  scoped: flag,
  scopes: words,
})
export type PagerdutyCredential = Static<typeof PagerdutyCredential>
