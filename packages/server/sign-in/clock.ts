import { AppError } from '@rollcall/core'

/** That two clocks differ, and by how much. */
export function clockError(issued: number, here: number, skewMs: number): AppError {
  if (!Number.isFinite(issued)) return new AppError('sign_in.incomplete', { what: 'the time at which it was issued' })
  const seconds = Math.round(Math.abs(issued - here) / 1000)
  return new AppError('sign_in.clock', {
    apart: seconds < 90 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`,
    issued: new Date(issued).toISOString(),
    now: new Date(here).toISOString(),
    allowed: `${skewMs / 1000} seconds`,
  })
}

/** An answer is written after its question and before it arrives; else one of the two clocks is wrong. */
export function checkClock(moments: { issued: number; asked: number; now: Date; skewMs: number }): void {
  const { issued, asked, now, skewMs } = moments
  if (!(issued <= now.getTime() + skewMs)) throw clockError(issued, now.getTime(), skewMs)
  if (issued < asked - skewMs) throw clockError(issued, asked, skewMs)
}
