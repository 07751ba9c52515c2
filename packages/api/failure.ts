import { AppError, type ErrorCode, errorCodes } from '@rollcall/core'
import { ApiError } from './client.ts'

export { AppError }

/** An error that says what happened and what to do, wherever it came from; null for one that nobody foresaw. */
export function explainedError(error: unknown): ApiError | AppError | null {
  return error instanceof ApiError || error instanceof AppError ? error : null
}

/** With what a program ends that this stopped: as the table of error codes says. */
export function exitCodeOf({ code, fields, status }: Pick<ApiError, 'code' | 'fields' | 'status'>): number {
  // A credential that the connected system refused is told as a wrong field; it is a failed authentication all the same.
  if (fields.some(({ path }) => path.startsWith('secrets.'))) return 4
  if (isKnown(code)) return new AppError(code).exitCode
  return status >= 500 ? 5 : 1
}

const isKnown = (code: string): code is ErrorCode => errorCodes.some((known) => known === code)
