import { GraphQLError, type GraphQLResolveInfo } from 'graphql'
import type { Addresses } from '../addresses.ts'
import type { Sight } from '../sight.ts'
import type { GithubState } from '../state/state.ts'
import type { Cost } from './cost.ts'

interface RateLimitAnswer {
  cost: number
  limit: number
  nodeCount: number
  remaining: number
  resetAt: string
  used: number
}

export interface GraphContext {
  state: GithubState
  sight: Sight
  addresses: Addresses
  cost: Cost
  /** Null where the server counts nothing. */
  rateLimit: RateLimitAnswer | null
  /** Headers that the answer gets because of what was asked. */
  headers: Record<string, string>
}

export type Args = Record<string, unknown>
export type Resolve<Source> = (source: Source, context: GraphContext, args: Args, info: GraphQLResolveInfo) => unknown

/** One field that the sandbox plays, with the arguments that it heeds. Any other argument is refused, not ignored. */
export interface Field {
  args: readonly string[]
  resolve: Resolve<never>
}

export type Fields = Record<string, Field>

/** Fields of one type. A bare function takes no arguments. */
export function fields<Source>(
  table: Record<string, Resolve<Source> | { args: readonly string[]; resolve: Resolve<Source> }>,
): Fields {
  return Object.fromEntries(
    Object.entries(table).map(([name, field]) => [
      name,
      typeof field === 'function' ? { args: [], resolve: field } : field,
    ]),
  )
}

/** Fields that are there on the source by their own name. */
export function ownFields(...names: string[]): Fields {
  return fields<Record<string, unknown>>(Object.fromEntries(names.map((name) => [name, (source) => source[name]])))
}

/** An error as GitHub types it; the field becomes null, and with it what may not be null around it. */
export function refusal(type: string, message: string, extensions?: Record<string, unknown>): GraphQLError {
  return new GraphQLError(message, { extensions: { type, ...extensions } })
}

export const forbidden = (message: string) => refusal('FORBIDDEN', message, { saml_failure: false })

export const unsupported = (what: string) =>
  refusal('SANDBOX_UNSUPPORTED', `The sandbox does not play ${what}. Add it in packages/sandbox/github/graphql.`)
