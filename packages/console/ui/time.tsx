import { useSyncExternalStore } from 'react'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const exact = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
})
const dateOnly = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const clockOnly = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' })
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' })

export const exactTime = (iso: string): string => exact.format(new Date(iso))
export const dateOf = (iso: string): string => dateOnly.format(new Date(iso))
export const clockTime = (iso: string): string => clockOnly.format(new Date(iso))

/** How long ago, or in how long; beyond a month the date says more. */
export function describeAge(iso: string, now: number): string {
  const distance = Date.parse(iso) - now
  const size = Math.abs(distance)
  // Half a minute either way is within the coarseness of the clock below.
  if (size < 45_000) return 'just now'
  if (size < 50 * minute) return relative.format(Math.round(distance / minute), 'minute')
  if (size < 36 * hour) return relative.format(Math.round(distance / hour), 'hour')
  if (size < 45 * day) return relative.format(Math.round(distance / day), 'day')
  return dateOnly.format(new Date(iso))
}

/** Age without "ago", for narrow columns: `12 min`, `3 h`, `21 d`. */
function shortAge(iso: string, now: number): string {
  const size = Math.max(0, now - Date.parse(iso))
  if (size < minute) return 'now'
  if (size < hour) return `${Math.floor(size / minute)} min`
  if (size < 2 * day) return `${Math.floor(size / hour)} h`
  return `${Math.floor(size / day)} d`
}

export function describeDuration(ms: number): string {
  if (ms < 1000) return 'under 1 s'
  if (ms < 100_000) return `${Math.round(ms / 1000)} s`
  if (ms < 100 * minute) return `${Math.round(ms / minute)} min`
  return `${(ms / hour).toFixed(1)} h`
}

let tick = Date.now()
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    tick = Date.now()
    for (const one of listeners) one()
  }, 30_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** One clock for every age on the page, half a minute coarse. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => tick)

export function RelativeTime({ at, short = false }: { at: string; short?: boolean }) {
  const now = useNow()
  return (
    <time dateTime={at} title={exactTime(at)} className="nowrap">
      {short ? shortAge(at, now) : describeAge(at, now)}
    </time>
  )
}
