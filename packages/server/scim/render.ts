import { createHash } from 'node:crypto'
import {
  type EnterpriseOptions,
  type Group,
  type Identity,
  type RoleEntry,
  roleOf,
  type User,
} from '@rollcall/directory'
import { formatEtag, groupSchema, type JsonObject, type JsonValue, requireMatch, userSchema } from '@rollcall/scim'
import type { MemberLink } from '../store/directory-groups.ts'
import type { GroupLink, StoredUser } from '../store/directory-users.ts'
import type { Exchange } from './exchange.ts'

/** Where and how a resource is shown. */
export type View = Pick<Exchange, 'base' | 'address'> & Pick<EnterpriseOptions, 'metaLocation'>

/** A user as it is shown at the base that was asked: GitHub's attributes, or all that were sent. */
export function userResource(
  view: View,
  { user, version, groups }: Pick<StoredUser, 'user' | 'version' | 'groups'>,
): JsonObject {
  const identity = identityOf(user)
  return {
    ...identityAttributes(view.base, identity),
    ...list('groups', linkedGroups(view, groups), view.base === 'github'),
    meta: meta(view, 'User', identity, { version, groups }),
  }
}

/** What was provisioned, all of it: a user without its groups, and without what is said of it. */
export const provisioned = ({ user }: Pick<StoredUser, 'user'>): JsonObject =>
  identityAttributes('standard', identityOf(user))

function identityOf({ identity, accountId }: User): Identity {
  if (!identity) throw new TypeError(`account ${accountId} has no identity to show`)
  return identity
}

function identityAttributes(base: View['base'], identity: Identity): JsonObject {
  const github = base === 'github'
  const extra = github ? {} : (identity.attributes as JsonObject)
  return {
    schemas: github
      ? [userSchema.id]
      : [userSchema.id, ...Object.keys(extra).filter((name) => name.startsWith('urn:'))],
    id: identity.id,
    ...present('externalId', identity.externalId, github),
    userName: identity.userName,
    ...present('displayName', identity.displayName, github),
    ...(identity.name ? { name: github ? only(identity.name, githubNameParts) : { ...identity.name } } : {}),
    ...extra,
    ...list('emails', github ? identity.emails.map((email) => only(email, githubEmailParts)) : identity.emails, github),
    ...list('roles', github ? identity.roles.map(named) : identity.roles, github),
    active: identity.active,
  }
}

const githubNameParts = ['formatted', 'familyName', 'givenName', 'middleName']
const githubEmailParts = ['value', 'type', 'primary']
/** GitHub's base takes more than it shows. */
const only = (whole: object, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(whole).filter(([name]) => names.includes(name)))

/** What GitHub's base shows of a user, as text up to the address where it is served. Groups come and go without it. */
export function shownText(user: User): string | null {
  const { identity } = user
  if (!identity) return null
  const resource = identityAttributes('github', identity)
  return `${JSON.stringify({ ...resource, meta: times('User', identity) }).slice(0, -2)},"location":"`
}

/** The whole of it, in parts: a page joins those of all its users at once. */
export const wholeParts = (view: View, shown: string, id: string, groups: readonly GroupLink[]): string[] => [
  shown,
  servedAt(view),
  '/Users/',
  id,
  '"},"groups":[',
  groups.map((group) => linkText(view, group)).join(','),
  ']}',
]

export const wholeText = (...given: Parameters<typeof wholeParts>): string => wholeParts(...given).join('')

/** Where `meta.location` begins. An address holds no character that JSON would write otherwise. */
const servedAt = ({ address, base, metaLocation }: View): string =>
  base === 'github' && metaLocation === 'without_enterprise' ? address.replace(/\/enterprises\/[^/]+/, '') : address

const linkedGroups = ({ address }: Pick<View, 'address'>, groups: readonly GroupLink[]) =>
  groups.map(({ value, display }) => ({ value, $ref: `${address}/Groups/${value}`, display }))

/** One of them as text: a page has hundreds. An address and an id hold no character that JSON would write otherwise. */
const linkText = ({ address }: View, { value, display }: GroupLink): string =>
  `{"value":"${value}","$ref":"${address}/Groups/${value}","display":${JSON.stringify(display)}}`

/** A role by a value that GitHub's description has: app role ids as they came, "Enterprise Owner" by its name. */
function named(entry: RoleEntry): RoleEntry {
  const value = entry.value ?? ''
  const role = /^[0-9a-f-]{36}$/.test(value) ? null : roleOf(value)
  return role === null ? entry : { ...entry, value: role }
}

/** A group, without the members that are not asked for or follow. */
export function groupResource(view: View, group: Group, version: number, members: ShownMembers): JsonObject {
  const github = view.base === 'github'
  return {
    schemas: [groupSchema.id],
    id: group.id,
    ...present('externalId', group.externalId, github),
    displayName: group.displayName,
    ...(github ? {} : (group.attributes as JsonObject)),
    ...(members === null || members === 'many' ? {} : list('members', memberList(view, members), github)),
    meta: meta(view, 'Group', group, { version, members }),
  }
}

export const memberList = ({ base, address }: View, members: readonly MemberLink[]): JsonObject[] =>
  members.map(({ value, display }) => ({
    value,
    $ref: `${address}/Users/${value}`,
    display,
    ...(base === 'standard' ? { type: 'User' } : {}),
  }))

/** GitHub's schema lets these be null and lists be empty; RFC 7643 §2.5 leaves out what has no value. */
const present = (name: string, value: string | null, github: boolean): JsonObject =>
  value === null && !github ? {} : { [name]: value }
const list = (name: string, values: readonly unknown[], github: boolean): JsonObject =>
  values.length === 0 && !github ? {} : { [name]: values as readonly JsonValue[] }

type Dated = Pick<Identity, 'createdAt' | 'updatedAt'>

const times = (resourceType: 'User' | 'Group', { createdAt, updatedAt }: Dated): JsonObject => ({
  resourceType,
  created: new Date(createdAt).toISOString(),
  lastModified: new Date(updatedAt).toISOString(),
})

const meta = (
  view: View,
  resourceType: 'User' | 'Group',
  resource: Dated & { id: string },
  shown: Versioned,
): JsonObject => ({
  ...times(resourceType, resource),
  location: `${servedAt(view)}/${resourceType}s/${resource.id}`,
  ...(view.base === 'standard' ? { version: entityTag(shown) } : {}),
})

/** Members that an answer holds as a whole; longer lists are read and sent piece by piece. */
export const shortList = 100

/** Null where they are not shown, and 'many' where they follow piece by piece. */
type ShownMembers = readonly MemberLink[] | 'many' | null

/** What is shown of a row: its own version, and what stands beside it. */
interface Versioned {
  version: number
  groups?: readonly GroupLink[]
  members?: ShownMembers
}

/**
 * The tag of what is shown. The groups of a user and the members of a group are shown with it and change without it,
 * so that a digest of them follows; not of members that are too many to be read at once, which is why those are sent
 * anew each time.
 */
function entityTag({ version, groups, members }: Versioned): string {
  const links = groups ?? members ?? []
  if (links.length === 0) return formatEtag(version)
  if (links === 'many' || (members && links.length > shortList)) return formatEtag(`${version}.long`)
  return formatEtag(`${version}.${createHash('sha256').update(JSON.stringify(links)).digest('base64url').slice(0, 12)}`)
}

/** The entity tag as a header, where the base has one. */
export const tagged = ({ base }: Pick<View, 'base'>, shown: Versioned): Record<string, string> =>
  base === 'standard' ? { etag: entityTag(shown) } : {}

/**
 * Lets a change through that names the row as it is: what stands beside it is not what it changes.
 * @throws ScimError 412
 */
export function requireVersion(
  { base }: Pick<View, 'base'>,
  ifMatch: string | undefined,
  { version }: Pick<Versioned, 'version'>,
): void {
  if (base === 'standard') requireMatch(ifMatch?.replace(/"(\w+)\.[\w-]+"/g, '"$1"'), version)
}
