import type { Route, RouteOutput } from '@rollcall/api'
import { AppError } from '@rollcall/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Static, TSchema } from 'typebox'
import type { Caller, PersonCaller } from './caller.ts'

// biome-ignore lint/suspicious/noExplicitAny: a route of any shape; `unknown` would not unify with its four schemas
export type AnyRoute = Route<any, any, any, any>

type Given<T> = [T] extends [never] ? undefined : T extends TSchema ? Static<T> : undefined

/** What carrying it out answers: nothing where the operation answers nothing, a reply where it streams. */
type Answer<R extends AnyRoute> = [RouteOutput<R>] extends [undefined]
  ? // biome-ignore lint/suspicious/noConfusingVoidType: an operation without an answer is a function without a return
    FastifyReply | undefined | void
  : RouteOutput<R>

/** One call of an operation, already identified, authorised and validated. */
export interface Call<R extends AnyRoute> {
  caller: Caller
  params: R extends Route<infer P, TSchema, TSchema, TSchema> ? Given<P> : never
  query: R extends Route<TSchema, infer Q, TSchema, TSchema> ? Given<Q> : never
  body: R extends Route<TSchema, TSchema, infer B, TSchema> ? Given<B> : never
  request: FastifyRequest
  reply: FastifyReply
}

/** An operation with the function that carries it out. What it answers is serialised by the operation's schema. */
export interface Implementation {
  route: AnyRoute
  handle: (call: Call<AnyRoute>) => Promise<unknown>
}

export function implement<R extends AnyRoute>(route: R, handle: (call: Call<R>) => Promise<Answer<R>>): Implementation {
  return { route, handle: handle as Implementation['handle'] }
}

/** The person who calls, for operations on one's own account. */
export function personOf(caller: Caller): PersonCaller {
  if (caller.kind !== 'person') throw new AppError('auth.required')
  return caller
}
