/**
 * What a client may do that the RFCs do not allow, or leave open. Every member is off in `strict`; each is named in the
 * dialects of the clients that were seen to need it.
 */
export interface Tolerances {
  /** `userName eq 'x'`: GitHub's own documentation writes single quotes. */
  singleQuotes: boolean
  /** `externalId eq jyoung`: in Microsoft's documentation. */
  unquotedValues: boolean
  /** `emails[type eq "work"].value eq "x"`: not in the grammar of RFC 7644 §3.4.2.2, and what Entra sends. */
  filteredSubAttribute: boolean
  /** `manager` for `urn:…:enterprise:2.0:User:manager`, in filters and paths. */
  bareExtensionNames: boolean
  /** A message without `schemas`, or with an empty one. */
  missingSchemas: boolean
  /** `Add`, `Replace`, `REMOVE`. */
  opAnyCase: boolean
  /** `Operations: []` changes nothing, rather than being an error. */
  emptyOperations: boolean
  /** A value-filtered path without a match creates the value, if its filter says no more than a canonical type. */
  createUnmatched: boolean
  /** Removing what is not there is success, rather than `noTarget`. */
  unmatchedRemove: boolean
  /** `"name.givenName"`, `"urn:…:User:department"` and filtered paths as names in a value without a path. */
  flattenedKeys: boolean
  /** What a path that no schema knows does. Names inside a value are dropped either way. */
  unknownPath: 'reject' | 'ignore'
  /** What a value filter in a PATCH path does. GitHub's prose says that it has no effect. */
  filteredPath: 'apply' | 'ignore'
  /** `"True"` and `"false"` for booleans. */
  booleanStrings: boolean
  /** `701984` for a string. */
  numbersForStrings: boolean
  /** `"manager": "271"` for `{"value": "271"}`; an empty string unassigns. */
  stringForComplex: boolean
  /** `[x]` for the only value of a single-valued attribute, and `x` for `[x]` of a multi-valued one. */
  looseCardinality: boolean
  /** `[{"value": "x"}]` for `"x"`: how Entra wrote every value before its 2020 correction. */
  wrappedValues: boolean
  /** A role's `value` that is a JSON object written as a string. */
  jsonInValue: boolean
  /** `displayName` in a value that has `display`: GitHub's members. */
  displayNameForDisplay: boolean
}

/** RFC 7643 and 7644 to the letter. */
export const strictTolerances: Tolerances = {
  singleQuotes: false,
  unquotedValues: false,
  filteredSubAttribute: false,
  bareExtensionNames: false,
  missingSchemas: false,
  opAnyCase: false,
  emptyOperations: false,
  createUnmatched: false,
  unmatchedRemove: false,
  flattenedKeys: false,
  unknownPath: 'reject',
  filteredPath: 'apply',
  booleanStrings: false,
  numbersForStrings: false,
  stringForComplex: false,
  looseCardinality: false,
  wrappedValues: false,
  jsonInValue: false,
  displayNameForDisplay: false,
}

/** Everything that any known client needs, at once: no two of them contradict each other. The default everywhere. */
export const tolerant: Tolerances = {
  singleQuotes: true,
  unquotedValues: true,
  filteredSubAttribute: true,
  bareExtensionNames: true,
  missingSchemas: true,
  opAnyCase: true,
  emptyOperations: true,
  createUnmatched: true,
  unmatchedRemove: true,
  flattenedKeys: true,
  unknownPath: 'reject',
  filteredPath: 'apply',
  booleanStrings: true,
  numbersForStrings: true,
  stringForComplex: true,
  looseCardinality: true,
  wrappedValues: true,
  jsonInValue: true,
  displayNameForDisplay: true,
}
