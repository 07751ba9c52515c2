import type { Gap } from './coverage.ts'
import { commandErrors } from './errors/command.ts'
import { connectionErrors } from './errors/connections.ts'
import { enterpriseErrors } from './errors/enterprises.ts'
import type { ErrorEntry, ErrorKind } from './errors/entry.ts'
import { serverErrors } from './errors/server.ts'

export type { ErrorKind } from './errors/entry.ts'

/**
 * The one table of error codes. `docs/reference/errors.md` is generated from it, and a test fails when they differ.
 */
export const errorTable = { ...serverErrors, ...connectionErrors, ...enterpriseErrors, ...commandErrors }

export type ErrorCode = keyof typeof errorTable

export const errorCodes = Object.keys(errorTable) as ErrorCode[]

const statusByKind: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  limited: 429,
  upstream: 502,
  bug: 500,
}

const exitByKind: Record<ErrorKind, number> = {
  invalid: 2,
  unauthenticated: 4,
  forbidden: 4,
  not_found: 1,
  conflict: 1,
  limited: 1,
  upstream: 5,
  bug: 70,
}

interface ErrorOptions {
  cause?: unknown
  /** What could not be read because of this, where a connected system refused. */
  gap?: Gap
  /** Which field of the input is wrong. */
  fields?: { path: string; message: string }[]
}

/**
 * The only error class. What a person reads as data (coverage, a check's result) is a value; what stops the work is
 * thrown as one of these. Params end up in messages, so a secret is never one of them.
 */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly kind: ErrorKind
  readonly fix: string
  readonly gap: Gap | null
  readonly fields: { path: string; message: string }[]

  constructor(code: ErrorCode, params: Record<string, string | number> = {}, options: ErrorOptions = {}) {
    const entry: ErrorEntry = errorTable[code]
    super(fill(entry.message, params), options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.kind = entry.kind
    this.fix = fill(entry.fix, params)
    this.gap = options.gap ?? null
    this.fields = options.fields ?? []
  }

  get status(): number {
    const entry: ErrorEntry = errorTable[this.code]
    return entry.status ?? statusByKind[this.kind]
  }

  get exitCode(): number {
    return exitByKind[this.kind]
  }
}

function fill(template: string, params: Record<string, string | number>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole))
}
