import type { DirectoryUser } from './enterprises.ts'
import { toCsv } from './finding-csv.ts'

/** All that is kept of a SCIM identity, with the account that it is linked to, as `exportDirectoryUsers` answers it in JSON. */
export interface ScimIdentity extends DirectoryUser {
  account: number
  name: { givenName?: string; familyName?: string; formatted?: string } | null
  emails: readonly { value?: string; type?: string; primary?: boolean }[]
  roles: readonly string[]
  /** Names, as SCIM shows them: none while the user is suspended. */
  groups: readonly string[]
}

const columns: Record<string, (one: ScimIdentity) => string | null | undefined> = {
  state: (one) => one.state,
  login: (one) => one.login,
  'original login': (one) => one.originalLogin,
  userName: (one) => one.userName,
  externalId: (one) => one.externalId,
  'display name': (one) => one.displayName,
  'given name': (one) => one.name?.givenName,
  'family name': (one) => one.name?.familyName,
  'formatted name': (one) => one.name?.formatted,
  email: (one) => one.email,
  'further emails': (one) =>
    one.emails
      .filter(({ value }) => value !== undefined && value !== one.email)
      .map(({ value, type }) => (type ? `${value} (${type})` : value))
      .join('; '),
  role: (one) => one.role,
  'SCIM roles': (one) => one.roles.join('; '),
  groups: (one) => one.groups.join('; '),
  created: (one) => one.createdAt,
  updated: (one) => one.updatedAt,
  id: (one) => one.id,
  'account id': (one) => String(one.account),
}

/** SCIM identities as a table, in the console's export and in the command line's. */
export const identityHead: readonly string[] = Object.keys(columns)

export const identityCells = (identity: ScimIdentity): string[] =>
  Object.values(columns).map((column) => column(identity) ?? '')

export const identityCsvHead = (): string => toCsv(identityHead)
export const identityCsvLine = (identity: ScimIdentity): string => toCsv(identityCells(identity))
