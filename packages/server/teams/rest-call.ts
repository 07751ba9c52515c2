import type { HTTPMethods } from 'fastify'
import type { Doing } from '../scim/directory.ts'
import type { ScimDeps } from '../scim/scim-deps.ts'
import type { Db } from '../store/database.ts'
import { readCursor, writeCursor } from '../store/paging.ts'
import type { Place } from './rest-shapes.ts'

/** One call that has been let in. */
export interface Call {
  deps: ScimDeps
  db: Db
  doing: Doing
  place: Place
  params: Record<string, string>
  query: Record<string, string | undefined>
  body: Record<string, unknown>
}

export interface Reply {
  status?: number
  /** Left out: an answer without a body. */
  body?: unknown
  /** Query parameters of the next page; null where this is the last. */
  next?: Record<string, string> | null | undefined
}

/** The least scope with which a token may do it. */
export type Need = 'read:org' | 'write:org' | 'admin:org' | 'read:enterprise' | 'admin:enterprise'

export type Add = (method: HTTPMethods, path: string, need: Need, handle: (call: Call) => Promise<Reply>) => void

/** So many on a page, as GitHub takes it: at most a hundred. */
export const perPage = ({ query }: Call): number => {
  const wanted = Number(query.per_page ?? 30)
  return Number.isInteger(wanted) && wanted > 0 ? Math.min(wanted, 100) : 30
}

/** Where a list goes on that is paged by number. */
export function numbered<Row>(call: Call, rows: readonly Row[]): { rows: Row[]; next: Reply['next'] } {
  const size = perPage(call)
  return {
    rows: rows.slice(0, size),
    next: rows.length > size ? { page: String(pageNumber(call) + 1), per_page: String(size) } : null,
  }
}
const pageNumber = ({ query }: Call): number => {
  const wanted = Number(query.page ?? 1)
  return Number.isSafeInteger(wanted) && wanted > 0 ? wanted : 1
}
/** The rows to read for a page of such a list: one more than are shown. */
export const slice = (call: Call) => ({
  offset: Math.min((pageNumber(call) - 1) * perPage(call), 2 ** 40),
  limit: perPage(call) + 1,
})

/** The same for a list whose `page` is an opaque cursor, as that of external groups is. */
export function marked<Row>(call: Call, rows: readonly Row[], key: (row: Row) => number) {
  const size = perPage(call)
  const last = rows[size - 1]
  const more = rows.length > size && last !== undefined
  return {
    rows: rows.slice(0, size),
    next: more ? { page: writeCursor('s', key(last)), per_page: String(size) } : null,
  }
}
export const after = ({ query }: Call): number => {
  if (query.page === undefined || query.page === '' || query.page === '1') return 0
  try {
    return readCursor(query.page, 's')
  } catch {
    throw invalid('page', 'page is not one that this list has answered. Follow the Link header.')
  }
}

/** GitHub's 422 for one field. */
export function invalid(field: string, message: string, code = 'custom', resource = 'Team'): RestProblem {
  return new RestProblem(message, [{ resource, field, code, message }])
}

export class RestProblem extends Error {
  readonly errors: readonly Record<string, string>[]
  constructor(message: string, errors: readonly Record<string, string>[]) {
    super(message)
    this.name = 'RestProblem'
    this.errors = errors
  }
}
