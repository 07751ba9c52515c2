import { isObject, type JsonObject } from '@rollcall/scim'
import type { ScimAnswer, ScimClient } from './client.ts'

/** One requirement of the RFCs. It ends quietly, or throws what is wrong. */
export interface Trial {
  area: 'discovery' | 'reading' | 'users' | 'patch' | 'groups' | 'sorting' | 'search' | 'cursors' | 'etag' | 'bulk'
  title: string
  clause: string
  /** Changes nothing at the server. */
  reads?: true
  /** What the server must announce for it: without, the trial is skipped and is no pass. */
  needs?: Feature | readonly Feature[]
  run: (ground: Ground) => Promise<void>
}

/** Parts of SCIM that a server may leave out, by their names in ServiceProviderConfig; `cursor` is in its `pagination`. */
export type Feature = 'patch' | 'filter' | 'sort' | 'etag' | 'bulk' | 'cursor'

/** What trials stand on: the client, what was made for them, and how to make more. */
export interface Ground {
  scim: ScimClient
  /** Part of every name, so that two runs do not meet. */
  mark: string
  user: () => Promise<JsonObject>
  second: () => Promise<JsonObject>
  third: () => Promise<JsonObject>
  group: () => Promise<JsonObject>
  /** What /ServiceProviderConfig says; null where there is none. */
  config: () => Promise<JsonObject | null>
  /** Removed at the end, in reverse. */
  made: string[]
  /** The Location header that each came with. */
  located: ReadonlyMap<string, string | null>
}

export class Unmet extends Error {}
/** It could not be tried: the server does not offer it and need not, or what it stands on failed before. */
export class Untried extends Error {}

export function insist(holds: unknown, problem: string): asserts holds {
  if (!holds) throw new Unmet(problem)
}

/** Insists on the status, and quotes what the server said instead. */
export function insistStatus(answer: ScimAnswer, ...wanted: number[]): void {
  const said = typeof answer.body?.detail === 'string' ? `: ${answer.body.detail}` : ''
  insist(wanted.includes(answer.status), `answered ${answer.status} instead of ${wanted.join(' or ')}${said}`)
}

export function objectOf(answer: ScimAnswer): JsonObject {
  insist(answer.body, `the body is no JSON object (${answer.type || 'no media type'})`)
  return answer.body
}

export function listOf(answer: ScimAnswer): { total: number; resources: JsonObject[]; body: JsonObject } {
  insistStatus(answer, 200)
  const body = objectOf(answer)
  insist(typeof body.totalResults === 'number', 'totalResults is no number')
  // RFC 7644 §3.4.2: Resources may be absent when nothing is returned.
  const resources = body.Resources ?? []
  insist(Array.isArray(resources) && resources.every(isObject), 'Resources is no list of resources')
  return { total: body.totalResults, resources: resources as JsonObject[], body }
}

/** Why a trial cannot be made; null where it can. */
export async function whyNot({ config }: Ground, { needs = [] }: Trial): Promise<string | null> {
  const said = needs.length === 0 ? null : await config()
  for (const feature of typeof needs === 'string' ? [needs] : needs) {
    // Every client filters and patches without asking; only a server that says no is believed.
    const assumed = feature === 'patch' || feature === 'filter'
    const part = said?.[feature === 'cursor' ? 'pagination' : feature]
    const supported = isObject(part) ? part[feature === 'cursor' ? 'cursor' : 'supported'] : undefined
    if (supported === true || (assumed && supported === undefined)) continue
    if (said === null) return 'not announced: there is no /ServiceProviderConfig'
    return `not announced: /ServiceProviderConfig ${supported === false ? 'says no to' : 'is silent about'} ${feature}`
  }
  return null
}

export const filterPath = (path: string, filter: string): string => `${path}?filter=${encodeURIComponent(filter)}`

export function idOf(resource: JsonObject): string {
  insist(typeof resource.id === 'string' && resource.id !== '', 'the resource has no id')
  return resource.id
}
