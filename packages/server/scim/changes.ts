import { isEqual, type JsonObject } from '@rollcall/scim'
import type { Change } from './request-log.ts'

const silent = new Set(['schemas', 'meta', 'groups'])

/** What is different between two resources, attribute by attribute, for people who look at the request log. */
export function changesBetween(before: JsonObject | null, after: JsonObject): Change[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after)])
  return [...names]
    .filter((name) => !silent.has(name) && !isEqual(before?.[name], after[name]))
    .map((attribute) => ({ attribute, from: before?.[attribute] ?? null, to: after[attribute] ?? null }))
}
