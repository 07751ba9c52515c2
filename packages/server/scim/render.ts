import { type EnterpriseOptions, type Group, type RoleEntry, roleOf, type User } from '@rollcall/directory'
import { groupSchema, type JsonObject, type JsonValue, userSchema } from '@rollcall/scim'
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
  const identity = user.identity
  if (!identity) throw new TypeError(`account ${user.accountId} has no identity to show`)
  const github = view.base === 'github'
  const extra = github ? {} : (identity.attributes as JsonObject)
  return {
    schemas: github
      ? [userSchema.id]
      : [userSchema.id, ...Object.keys(extra).filter((name) => name.startsWith('urn:'))],
    id: identity.id,
    ...present('externalId', identity.externalId, github),
    userName: identity.userName,
    ...present('displayName', identity.displayName, github),
    ...(identity.name ? { name: identity.name as unknown as JsonObject } : {}),
    ...extra,
    ...list('emails', identity.emails, github),
    ...list('roles', github ? identity.roles.map(named) : identity.roles, github),
    active: identity.active,
    ...list('groups', linkedGroups(view, groups), github),
    meta: meta(view, 'User', identity.id, identity.createdAt, identity.updatedAt, version),
  }
}

/** What GitHub's base shows of a user, as text up to the address where it is served. Groups come and go without it. */
export function shownText(user: User): string | null {
  if (!user.identity) return null
  const view = { base: 'github', address: '', metaLocation: 'served' } as const
  const { groups: _, meta, ...resource } = userResource(view, { user, version: 0, groups: [] })
  const { location, ...times } = meta as JsonObject
  return `${JSON.stringify({ ...resource, meta: times }).slice(0, -2)},"location":"`
}

/** The whole of it. */
export const wholeText = (view: View, shown: string, id: string, groups: readonly GroupLink[]): string =>
  `${shown}${servedAt(view)}/Users/${id}"},"groups":${groups.length === 0 ? '[]' : JSON.stringify(linkedGroups(view, groups))}}`

/** Where `meta.location` begins. An address holds no character that JSON would write otherwise. */
const servedAt = ({ address, base, metaLocation }: View): string =>
  base === 'github' && metaLocation === 'without_enterprise' ? address.replace(/\/enterprises\/[^/]+/, '') : address

const linkedGroups = ({ address }: Pick<View, 'address'>, groups: readonly GroupLink[]) =>
  groups.map(({ value, display }) => ({ value, $ref: `${address}/Groups/${value}`, display }))

/** A role by a value that GitHub's description has: app role ids as they came, "Enterprise Owner" by its name. */
function named(entry: RoleEntry): RoleEntry {
  const value = entry.value ?? ''
  const role = /^[0-9a-f-]{36}$/.test(value) ? null : roleOf(value)
  return role === null ? entry : { ...entry, value: role }
}

/** A group. `members` is null where they are not asked for. */
export function groupResource(
  view: View,
  group: Group,
  version: number,
  members: readonly MemberLink[] | null,
): JsonObject {
  const github = view.base === 'github'
  return {
    schemas: [groupSchema.id],
    id: group.id,
    ...present('externalId', group.externalId, github),
    displayName: group.displayName,
    ...(github ? {} : (group.attributes as JsonObject)),
    ...(members === null ? {} : list('members', memberList(view, members), github)),
    meta: meta(view, 'Group', group.id, group.createdAt, group.updatedAt, version),
  }
}

export const memberList = ({ address }: Pick<View, 'address'>, members: readonly MemberLink[]): JsonObject[] =>
  members.map(({ value, display }) => ({ value, $ref: `${address}/Users/${value}`, display }))

/** GitHub's schema lets these be null and lists be empty; RFC 7643 §2.5 leaves out what has no value. */
const present = (name: string, value: string | null, github: boolean): JsonObject =>
  value === null && !github ? {} : { [name]: value }
const list = (name: string, values: readonly unknown[], github: boolean): JsonObject =>
  values.length === 0 && !github ? {} : { [name]: values as readonly JsonValue[] }

function meta(
  view: View,
  resourceType: 'User' | 'Group',
  id: string,
  created: number,
  lastModified: number,
  version: number,
): JsonObject {
  return {
    resourceType,
    created: new Date(created).toISOString(),
    lastModified: new Date(lastModified).toISOString(),
    location: `${servedAt(view)}/${resourceType}s/${id}`,
    ...(view.base === 'standard' ? { version: entityTag(version) } : {}),
  }
}

const entityTag = (version: number): string => `W/"${version}"`

/** The entity tag as a header, where the base has one. */
export const tagged = ({ base }: Pick<View, 'base'>, { version }: { version: number }): Record<string, string> =>
  base === 'standard' ? { etag: entityTag(version) } : {}
