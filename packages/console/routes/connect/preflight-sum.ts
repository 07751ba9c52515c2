import type { PreflightReport } from '@rollcall/api'
import { count } from '../connections/scan-progress.ts'

interface PreflightSum {
  ready: number
  blocked: number
  total: number
  /** Checks that give no verdict in at least one organization. */
  lost: number
  sentence: string
}

export function sumUp({ streams }: Pick<PreflightReport, 'streams'>): PreflightSum {
  const ready = streams.filter((one) => one.state === 'ready').length
  const lost = new Set(streams.flatMap((one) => one.checksLost.map(({ id }) => id))).size
  return {
    ready,
    blocked: streams.filter((one) => one.state === 'blocked').length,
    total: streams.length,
    lost,
    sentence: `${ready} of ${count(streams.length, 'stream')} ready; ${lost === 0 ? 'no checks' : count(lost, 'check')} lost`,
  }
}
