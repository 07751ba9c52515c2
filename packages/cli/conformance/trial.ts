import { isObject, type JsonObject } from '@rollcall/scim'
import type { ScimAnswer, ScimClient } from './client.ts'

/** One requirement of the RFCs. It ends quietly, or throws what is wrong. */
export interface Trial {
  area: 'discovery' | 'reading' | 'users' | 'patch' | 'groups'
  title: string
  clause: string
  /** Changes nothing at the server. */
  reads?: true
  run: (ground: Ground) => Promise<void>
}

/** What trials stand on: the client, what was made for them, and how to make more. */
export interface Ground {
  scim: ScimClient
  /** Part of every name, so that two runs do not meet. */
  mark: string
  user: () => Promise<JsonObject>
  second: () => Promise<JsonObject>
  group: () => Promise<JsonObject>
  /** Removed at the end, in reverse. */
  made: string[]
}

export class Unmet extends Error {}
/** The server does not offer it, and need not. */
export class NotOffered extends Error {}

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

export const filterPath = (path: string, filter: string): string => `${path}?filter=${encodeURIComponent(filter)}`

export function idOf(resource: JsonObject): string {
  insist(typeof resource.id === 'string' && resource.id !== '', 'the resource has no id')
  return resource.id
}
