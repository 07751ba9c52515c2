import type { Scan } from '@rollcall/api'
import { useSyncExternalStore } from 'react'

export type RunningScan = Scan & { state: 'queued' | 'running' }

export const isRunning = (scan: Scan | null | undefined): scan is RunningScan =>
  scan?.state === 'queued' || scan?.state === 'running'

const ended = (state: Scan['streams'][number]['state']) =>
  state === 'complete' || state === 'partial' || state === 'none'

interface ScanProgress {
  done: number
  total: number
  records: number
  /** Streams that ended without being read whole. */
  gaps: number
  /** Of a hundred: streams that ended, and the known share of those being read. */
  percent: number
}

export function progressOf({ streams, phase }: Scan): ScanProgress {
  const done = streams.filter((one) => ended(one.state)).length
  const partly = streams
    .filter((one) => one.state === 'reading' && one.expected)
    .reduce((sum, one) => sum + Math.min(one.records / (one.expected ?? 1), 0.95), 0)
  const read = streams.length === 0 ? 0 : (done + partly) / streams.length
  return {
    done,
    total: streams.length,
    records: streams.reduce((sum, one) => sum + one.records, 0),
    gaps: streams.filter((one) => one.state === 'partial' || one.state === 'none').length,
    // The last part belongs to the judging.
    percent: phase === 'done' ? 100 : phase === 'judging' ? 95 : Math.round(read * 90) + (phase === 'reading' ? 3 : 0),
  }
}

/** How long it took, or has taken so far. Null while it waits. */
export function durationOf(scan: Scan, now: number): number | null {
  if (!scan.startedAt) return null
  const end = scan.finishedAt ? Date.parse(scan.finishedAt) : now
  return Math.max(0, end - Date.parse(scan.startedAt))
}

export const number = (value: number): string => value.toLocaleString('en')

export const count = (value: number, one: string, many = `${one}s`): string =>
  `${number(value)} ${value === 1 ? one : many}`

/** A clock by the second, for what is under way. */
export function useSeconds(): number {
  return useSyncExternalStore(subscribe, () => Math.floor(Date.now() / 1000) * 1000)
}

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, 1000)
  return () => clearInterval(timer)
}
