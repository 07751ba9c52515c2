import type { EnterpriseOptions } from '@rollcall/directory'
import { type Dialect, github, githubUnfiltered } from '@rollcall/scim'
import type { FastifyRequest } from 'fastify'
import type { ScimOutcome } from '../store/directory-schema.ts'
import type { EnterpriseRow } from '../store/enterprises.ts'
import type { ScimTokenRow } from '../store/scim-access.ts'
import type { Change } from './request-log.ts'

/** GitHub's own surface, or the RFC-complete one over the same data. */
export type ScimBase = 'github' | 'standard'

/** One SCIM request that has been let in. */
export interface Exchange {
  base: ScimBase
  enterprise: EnterpriseRow
  options: EnterpriseOptions
  metaLocation: EnterpriseOptions['metaLocation']
  /** Has the e-mails sent that were written; null where this installation sends none. */
  mailsSoon: (() => void) | null
  /** Key of the obfuscated logins. */
  secret: string
  token: ScimTokenRow
  dialect: Dialect
  /** What the client was taken for. */
  client: string
  /** Where the service stands, without a slash at its end: `location` and `$ref` begin with it. */
  address: string
  requestId: string
  userAgent: string
  method: string
  /** The route with placeholders, as audit events name it. */
  route: string
  path: string
  queryString: string
  query: Record<string, string>
  /** The body as it came; null without one. */
  body: string | null
  startedAt: number
  now: Date
}

/** What a request ended in. `body` is JSON text, or null for an answer without one. */
export interface Answer {
  status: number
  body: string | null | AsyncIterable<string>
  headers?: Record<string, string>
  outcome: ScimOutcome
  /** One sentence for the request log. */
  why: string
  subject?: { kind: 'User' | 'Group'; id: string }
  changes?: Change[]
  /** Actions of the audit events that were written, or would be. */
  events?: string[]
}

/** A request as a handler gets it. `body` is JSON, read and free of what the database cannot keep. */
export interface Given {
  exchange: Exchange
  id: string
  body: unknown
  ifMatch: string | undefined
}
export type Handle = (given: Given) => Promise<Answer>

/** How GitHub reads a request, where the enterprise's options leave it as it is or make it stricter. */
export function githubDialect({ filteredPatchPaths, patchOperationCase }: EnterpriseOptions): Dialect {
  const dialect = filteredPatchPaths === 'ignore' ? githubUnfiltered : github
  if (patchOperationCase === 'any') return dialect
  return { ...dialect, tolerances: { ...dialect.tolerances, opAnyCase: false } }
}

declare module 'fastify' {
  interface FastifyRequest {
    scim: Exchange | null
  }
}

export function exchangeOf(request: FastifyRequest): Exchange {
  if (request.scim === null) throw new TypeError('this route was reached without a SCIM token')
  return request.scim
}
