import type { JsonObject } from './json.ts'

export const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:Error'

/** RFC 7644 §3.12 table 9, and what RFC 9865 adds to it. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive'
  | 'invalidCursor'
  | 'expiredCursor'
  | 'invalidCount'

/**
 * What stops a request, as the protocol says it. `status` is the HTTP status, `detail` a sentence for the administrator
 * who reads the identity provider's log: it names the attribute or the position, and what to do.
 */
export class ScimError extends Error {
  readonly status: number
  readonly scimType: ScimType | null

  constructor(status: number, scimType: ScimType | null, detail: string) {
    super(detail)
    this.name = 'ScimError'
    this.status = status
    this.scimType = scimType
  }

  get detail(): string {
    return this.message
  }
}

/** 400 with a reason of table 9. */
export function badRequest(scimType: ScimType, detail: string): ScimError {
  return new ScimError(400, scimType, detail)
}

/** `integer` is what GitHub's schema says (`status: 409`); the RFC wants a string. */
export interface ErrorFormat {
  status?: 'string' | 'integer'
}

/** The error response's body, RFC 7644 §3.12. Nothing is added to it: strict clients refuse unknown members. */
export function errorBody(
  error: Pick<ScimError, 'status' | 'scimType' | 'detail'>,
  { status = 'string' }: ErrorFormat = {},
): JsonObject {
  return {
    schemas: [errorSchema],
    status: status === 'string' ? String(error.status) : error.status,
    ...(error.scimType === null ? {} : { scimType: error.scimType }),
    detail: error.detail,
  }
}
