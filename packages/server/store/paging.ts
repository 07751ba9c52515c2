import { AppError } from '@rollcall/core'

export interface PageRequest {
  limit: number
  cursor?: string | undefined
}

/** A cursor is opaque to callers: a letter for what it counts (`o`ffset, `s`equence number) and the number. */
export function writeCursor(kind: 'o' | 's', value: number): string {
  return Buffer.from(`${kind}${value}`).toString('base64url')
}

export function readCursor(cursor: string, kind: 'o' | 's'): number {
  const text = Buffer.from(cursor, 'base64url').toString()
  if (text[0] !== kind || !/^\d{1,15}$/.test(text.slice(1)))
    throw new AppError('request.invalid', { problem: 'cursor is not one that this list answered' })
  return Number(text.slice(1))
}

/** Cursor of the page that begins at this offset, or null where there is nothing more. */
export function cursorOf(offset: number, total: number): string | null {
  return offset < total ? writeCursor('o', offset) : null
}

export const offsetOf = (cursor: string | undefined): number => (cursor === undefined ? 0 : readCursor(cursor, 'o'))
