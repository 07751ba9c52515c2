import type { FastifyReply } from 'fastify'
import type { Exchange } from '../scim/exchange.ts'
import type { ScimDeps } from '../scim/scim-deps.ts'

/** One request to the audit log's REST API that has been let in. */
export interface RestCall {
  deps: ScimDeps
  exchange: Exchange
  params: Record<string, string>
  body: unknown
  reply: FastifyReply
}

/** What it answers: nothing is 204. */
export type RestHandle = (call: RestCall) => Promise<object | undefined>
