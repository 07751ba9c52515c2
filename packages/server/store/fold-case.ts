/**
 * An expression without case, as `foldCase` of `@rollcall/scim` has it. Not `lower()`: in a database of the language "C",
 * as the one that Rollcall brings, it knows no letter beyond ASCII.
 */
export const foldCaseSql = (sql: string): string => `fold_case(${sql})`
