import { AppError } from '@rollcall/core'
import { DirectoryError, optionsOf } from '@rollcall/directory'
import { errorBody, ScimError } from '@rollcall/scim'
import type { FastifyError } from 'fastify'
import { isDatabaseAway } from '../store/database.ts'
import type { EnterpriseRow } from '../store/enterprises.ts'
import type { ScimBase } from './exchange.ts'

const githubDocs = 'https://docs.github.com/rest/enterprise-admin/scim'

/** A refusal before or beside the protocol: what it says is the same at both bases, in the words of each. */
export class Refusal extends Error {
  readonly status: number
  readonly headers: Record<string, string>
  readonly plain: boolean

  constructor(status: number, message: string, more: { headers?: Record<string, string>; plain?: boolean } = {}) {
    super(message)
    this.name = 'Refusal'
    this.status = status
    this.headers = more.headers ?? {}
    this.plain = more.plain ?? false
  }
}

/** What everything is answered while SCIM is off. */
export const scimOff = ({ slug, options }: EnterpriseRow): Refusal =>
  new Refusal(optionsOf(options).scimOffStatus, `SCIM is off in the enterprise ${slug}. Turn it on in its settings.`)

export interface Failure {
  status: number
  scimType: ScimError['scimType']
  detail: string
  headers: Record<string, string>
  /** The field that has what another has already. GitHub's REST API names it. */
  taken: DirectoryError['taken']
  /** Answered as text, as GitHub's front does. */
  plain: boolean
  /** A fault of ours, to be logged with its cause. */
  bug: boolean
}

/** Whatever was thrown, as the protocol says it. What a bug says stays inside. */
export function failureFrom(error: unknown): Failure {
  const made = (status: number, detail: string, more: Partial<Failure> = {}): Failure => ({
    status,
    scimType: null,
    detail,
    headers: {},
    taken: undefined,
    plain: false,
    bug: false,
    ...more,
  })
  if (error instanceof ScimError) return made(error.status, error.detail, { scimType: error.scimType })
  if (error instanceof DirectoryError && error.status < 500)
    return made(error.status, [error.message, error.fix].filter(Boolean).join(' '), {
      scimType: error.scimType ?? null,
      taken: error.taken,
    })
  if (error instanceof AppError && error.status < 500) return made(error.status, `${error.message} ${error.fix}`)
  if (error instanceof Refusal) return made(error.status, error.message, { headers: error.headers, plain: error.plain })
  if (isDatabaseAway(error))
    return made(503, 'The service is not ready: its database does not answer. Send it again in a moment.', {
      headers: { 'retry-after': '5' },
    })
  switch ((error as FastifyError | null)?.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return made(413, 'The request is larger than 1 MiB. Send it in several parts.')
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return made(415, 'The body must be application/scim+json or application/json.')
    case 'FST_ERR_BAD_URL':
      return made(400, 'The address has a % that encodes nothing. Encode it as %25.', { scimType: 'invalidSyntax' })
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return made(400, 'The body is not as long as Content-Length says.', { scimType: 'invalidSyntax' })
  }
  return made(500, 'Something went wrong inside the service. Report it with the request id.', { bug: true })
}

/** The body of a failure and its media type, as each base writes it. */
export function failureBody(
  failure: Failure,
  base: ScimBase,
  status: 'integer' | 'string',
): { type: string; body: string } {
  if (failure.plain) return { type: 'text/plain; charset=utf-8', body: failure.detail }
  // GitHub's 401, 403 and 404 come from its front and are no SCIM errors.
  if (base === 'github' && [401, 403, 404].includes(failure.status)) {
    const { detail } = failure
    const message = failure.status === 404 ? 'Not Found' : detail
    return {
      type: 'application/json',
      body: JSON.stringify({ message, documentation_url: githubDocs, status: String(failure.status), detail }),
    }
  }
  const format = base === 'github' ? { status } : {}
  return { type: 'application/scim+json', body: JSON.stringify(errorBody(failure, format)) }
}
