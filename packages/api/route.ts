import type { Static, TSchema } from 'typebox'
import type { Permission } from './permission.ts'

/**
 * One operation of the console API. Server, client and OpenAPI derive from it; there is no other description.
 * Answers are serialised by `response`, so a field that is not declared never leaves the server.
 */
export interface Route<
  Params extends TSchema = TSchema,
  Query extends TSchema = TSchema,
  Body extends TSchema = TSchema,
  Response extends TSchema = TSchema,
> {
  /** Operation id; also the key of its handler. */
  id: string
  tag: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/api/v1`, params as `{name}`. */
  path: string
  summary: string
  description?: string
  /**
   * Who may call it: `public` for anyone, `person` for any signed-in person (API tokens have no person), or whoever
   * holds the permission.
   */
  access: 'public' | 'person' | Permission
  params?: Params
  query?: Query
  body?: Body
  /** Absent for an answer that is not JSON (a stream, a file). */
  response?: Response
  status?: 200 | 201 | 202 | 204
  /** Media type of an answer that is not JSON. */
  produces?: string
}

export function defineRoute<
  Params extends TSchema = never,
  Query extends TSchema = never,
  Body extends TSchema = never,
  Response extends TSchema = never,
>(route: Route<Params, Query, Body, Response>): Route<Params, Query, Body, Response> {
  return route
}

type StaticOr<T, Otherwise> = [T] extends [never] ? Otherwise : T extends TSchema ? Static<T> : Otherwise

/** What a caller gives. */
export type RouteInput<R> =
  R extends Route<infer Params, infer Query, infer Body, TSchema>
    ? ([Params] extends [never] ? unknown : { params: StaticOr<Params, unknown> }) &
        ([Query] extends [never] ? unknown : { query?: Partial<StaticOr<Query, unknown>> }) &
        ([Body] extends [never] ? unknown : { body: StaticOr<Body, unknown> })
    : never

/** What a caller gets. */
export type RouteOutput<R> =
  R extends Route<TSchema, TSchema, TSchema, infer Response> ? StaticOr<Response, undefined> : never
