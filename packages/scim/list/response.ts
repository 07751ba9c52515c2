import { badRequest, type ScimError } from '../error.ts'
import type { JsonDraft, JsonObject } from '../json.ts'

export const listResponseSchema = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'

export interface ListPage {
  /** How many fit in all. RFC 9865 lets it be left out of pages by cursor. */
  totalResults?: number
  /** Of pages by index. */
  startIndex?: number
  /** Default: how many are returned. */
  itemsPerPage?: number
  /** Of pages by cursor; absent on the last and the first page. */
  nextCursor?: string | undefined
  previousCursor?: string | undefined
}

/** The envelope of a list, RFC 7644 §3.4.2. Nothing is added to it: strict clients refuse unknown members. */
export function listResponse(resources: readonly JsonObject[], page: ListPage): JsonObject {
  const response: JsonDraft = { schemas: [listResponseSchema] }
  if (page.totalResults !== undefined) response.totalResults = page.totalResults
  if (page.startIndex !== undefined) response.startIndex = page.startIndex
  response.itemsPerPage = page.itemsPerPage ?? resources.length
  if (page.previousCursor !== undefined) response.previousCursor = page.previousCursor
  if (page.nextCursor !== undefined) response.nextCursor = page.nextCursor
  response.Resources = resources
  return response
}

/** 400 for a cursor that this service did not make. */
export function invalidCursor(): ScimError {
  return badRequest('invalidCursor', 'The cursor is not one of this list: start again with an empty "cursor".')
}

/** 400 for a cursor that is too old. */
export function expiredCursor(): ScimError {
  return badRequest('expiredCursor', 'The cursor has expired: start again with an empty "cursor".')
}
