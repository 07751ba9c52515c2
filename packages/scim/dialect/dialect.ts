import { strictTolerances, type Tolerances, tolerant } from './tolerance.ts'

/** How one client speaks SCIM. */
export interface Dialect {
  id: string
  /** The client's own name. */
  name: string
  /** Words of its `User-Agent`, in lower case; the first dialect with one of them is taken. */
  userAgents: readonly string[]
  tolerances: Tolerances
}

/** A client that needs no more than this of what the RFCs do not allow. */
function needing(tolerances: Partial<Tolerances>): Tolerances {
  return { ...strictTolerances, missingSchemas: true, emptyOperations: true, unmatchedRemove: true, ...tolerances }
}

/** RFC 7643 and 7644 to the letter. */
export const strict: Dialect = { id: 'strict', name: 'RFC 7644', userAgents: [], tolerances: strictTolerances }

/** Every tolerance at once: what an unknown client gets. */
export const superset: Dialect = { id: 'superset', name: 'Any client', userAgents: [], tolerances: tolerant }

/** Microsoft Entra ID, before and after its correction of 2020 (`aadOptscim062020`), and Microsoft's validator. */
export const entra: Dialect = {
  id: 'entra',
  name: 'Microsoft Entra ID',
  userAgents: ['azure', 'entra', 'microsoft'],
  tolerances: needing({
    unquotedValues: true,
    filteredSubAttribute: true,
    bareExtensionNames: true,
    opAnyCase: true,
    createUnmatched: true,
    flattenedKeys: true,
    booleanStrings: true,
    numbersForStrings: true,
    stringForComplex: true,
    looseCardinality: true,
    wrappedValues: true,
    jsonInValue: true,
  }),
}

/** Okta. Its group push repeats `id` and `displayName` with every change of members. */
export const okta: Dialect = {
  id: 'okta',
  name: 'Okta',
  userAgents: ['okta'],
  tolerances: needing({ flattenedKeys: true, booleanStrings: true, bareExtensionNames: true }),
}

export const oneLogin: Dialect = {
  id: 'onelogin',
  name: 'OneLogin',
  userAgents: ['onelogin'],
  tolerances: needing({ opAnyCase: true, booleanStrings: true, numbersForStrings: true, bareExtensionNames: true }),
}

export const pingFederate: Dialect = {
  id: 'pingfederate',
  name: 'PingFederate',
  userAgents: ['pingfederate', 'pingone', 'pingidentity', 'ping identity'],
  tolerances: needing({ booleanStrings: true, flattenedKeys: true, bareExtensionNames: true }),
}

export const jumpCloud: Dialect = {
  id: 'jumpcloud',
  name: 'JumpCloud',
  userAgents: ['jumpcloud'],
  tolerances: needing({ opAnyCase: true, booleanStrings: true, numbersForStrings: true }),
}

/** Google Workspace. Builds its attribute mapping from /Schemas. */
export const google: Dialect = {
  id: 'google',
  name: 'Google Workspace',
  userAgents: ['google'],
  tolerances: needing({ booleanStrings: true, flattenedKeys: true, createUnmatched: true }),
}

/** authentik. Until 2026.5 it removed members by value; one operation per member ever since. */
export const authentik: Dialect = {
  id: 'authentik',
  name: 'authentik',
  userAgents: ['authentik'],
  tolerances: needing({ flattenedKeys: true }),
}

export const keycloak: Dialect = {
  id: 'keycloak',
  name: 'Keycloak',
  userAgents: ['keycloak'],
  tolerances: needing({ opAnyCase: true, booleanStrings: true, looseCardinality: true }),
}

/**
 * What GitHub's own SCIM endpoints take, for whoever plays them: single quotes, members with `displayName`, attributes
 * that it does not keep dropped in silence, and value-filtered paths applied as its example shows.
 */
export const github: Dialect = {
  id: 'github',
  name: 'GitHub',
  userAgents: [],
  tolerances: { ...tolerant, unknownPath: 'ignore' },
}

/** The same where filtered paths have no effect, as the prose beside that example says. */
export const githubUnfiltered: Dialect = {
  id: 'github-unfiltered',
  name: 'GitHub, filtered paths without effect',
  userAgents: [],
  tolerances: { ...github.tolerances, filteredPath: 'ignore' },
}

export const dialects: readonly Dialect[] = [
  entra,
  okta,
  oneLogin,
  pingFederate,
  jumpCloud,
  google,
  authentik,
  keycloak,
  github,
  githubUnfiltered,
  strict,
  superset,
]

/** The dialect of a client by its `User-Agent`, or the superset where that says nothing. */
export function dialectOf(userAgent: string | null | undefined): Dialect {
  const agent = userAgent?.toLowerCase() ?? ''
  return dialects.find(({ userAgents }) => userAgents.some((word) => agent.includes(word))) ?? superset
}
