import { AppError, type ErrorCode, errorCodes } from '@rollcall/core'
import type { ApiError } from './client.ts'

/** With what a program ends that could not go on after this answer: as the table of error codes says. */
export function exitCodeOf({ code, fields, status }: Pick<ApiError, 'code' | 'fields' | 'status'>): number {
  // A credential that the connected system refused is told as a wrong field; it is a failed authentication all the same.
  if (fields.some(({ path }) => path.startsWith('secrets.'))) return 4
  if (isKnown(code)) return new AppError(code).exitCode
  return status >= 500 ? 5 : 1
}

const isKnown = (code: string): code is ErrorCode => errorCodes.some((known) => known === code)
