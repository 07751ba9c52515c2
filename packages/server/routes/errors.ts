import type { ErrorAnswer } from '@rollcall/api'
import { AppError } from '@rollcall/core'
import { DirectoryError } from '@rollcall/directory'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { isDatabaseAway } from '../store/database.ts'

/** Turns whatever was thrown into an answer that says what happened and what to do. Bugs are logged, never shown. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = toAppError(error)
  if (known.kind === 'bug') request.log.error({ err: error, requestId: request.id }, 'A request failed on a bug')
  const answer: ErrorAnswer = {
    error: {
      code: known.code,
      message: known.message,
      fix: known.fix,
      requestId: request.id,
      ...(known.fields.length > 0 ? { fields: known.fields } : {}),
    },
  }
  if (known.code === 'auth.required' || known.code === 'auth.token_invalid') reply.header('www-authenticate', 'Bearer')
  return reply
    .code(known.status)
    .header('content-type', 'application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(answer)
}

export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (isDatabaseAway(error))
    return new AppError('internal.not_ready', { reason: 'the database does not answer' }, { cause: error })
  if (error instanceof DirectoryError && error.status < 500) return ofDirectory(error)
  const { code, validation, validationContext, message } = error as FastifyError
  if (validation) return invalidRequest(validation, validationContext ?? 'request')
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new AppError('request.too_large', { limit: '1 MiB' }, { cause: error })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new AppError(
        'request.unsupported_media_type',
        { type: /: (.*)$/.exec(message)?.[1] ?? 'none' },
        { cause: error },
      )
    case 'FST_ERR_BAD_URL':
      return new AppError(
        'request.malformed',
        { problem: 'its address has a % that encodes nothing' },
        { cause: error },
      )
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new AppError('request.malformed', { problem: 'it is empty' }, { cause: error })
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new AppError('request.malformed', { problem: 'it is not valid JSON' }, { cause: error })
  }
  if (error instanceof SyntaxError)
    return new AppError('request.malformed', { problem: 'it is not valid JSON' }, { cause: error })
  return new AppError('internal.bug', {}, { cause: error })
}

/** What the rules of a managed enterprise refuse. */
function ofDirectory(error: DirectoryError): AppError {
  const { status, message, fix = 'Look at the options of the enterprise.' } = error
  if (status === 404) return new AppError('request.not_found', { what: 'This account' }, { cause: error })
  const code = status === 403 ? 'directory.refused' : 'directory.invalid'
  const fields = error.taken ? [{ path: error.taken, message: 'is taken' }] : []
  return new AppError(code, { problem: message, remedy: fix }, { fields, cause: error })
}

/** Names each field that is wrong. The values stay out: they may be secrets. */
function invalidRequest(validation: NonNullable<FastifyError['validation']>, where: string): AppError {
  const fields = validation.map(({ instancePath, message, params }) => {
    const extra = params.missingProperty ?? params.additionalProperty
    const path = [
      ...instancePath.split('/').filter((part) => part !== ''),
      ...(extra === undefined ? [] : [String(extra)]),
    ]
    const allowed = Array.isArray(params.allowedValues) ? `: ${params.allowedValues.join(', ')}` : ''
    return { path: path.join('.'), message: `${message ?? 'is not valid'}${allowed}` }
  })
  const first = fields[0]
  const problem = first
    ? `${where === 'querystring' ? 'query' : where} ${first.path} ${first.message}`.replace(/\s+/g, ' ')
    : 'a field is not valid'
  return new AppError('request.invalid', { problem }, { fields })
}
