import { Progress } from '@mantine/core'
import type { Scan } from '@rollcall/api'
import { number, plural } from '../../ui/words.ts'

export const isGoing = (scan: Scan | null): scan is Scan & { state: 'queued' | 'running' } =>
  scan?.state === 'queued' || scan?.state === 'running'

/** How far a scan has come: its streams, its records, and what it does now. */
export function ScanProgress({ scan }: { scan: Scan }) {
  const ended = scan.streams.filter(({ state }) => state !== 'waiting' && state !== 'reading').length
  const records = scan.streams.reduce((sum, stream) => sum + stream.records, 0)
  const reading = scan.streams.find(({ state }) => state === 'reading')
  const share = scan.streams.length === 0 ? 0 : (100 * ended) / scan.streams.length
  return (
    <div className="scan-progress">
      <Progress value={Math.max(3, share)} size="sm" aria-label="Streams read" />
      <p className="small secondary" role="status">
        {doing(scan, reading)}
      </p>
      {scan.streams.length > 0 ? (
        <p className="small muted">
          {number(ended)} of {plural(scan.streams.length, 'stream')}, {plural(records, 'record')}
        </p>
      ) : null}
    </div>
  )
}

function doing({ phase, cancelling }: Scan, reading: Scan['streams'][number] | undefined): string {
  if (cancelling) return 'Being cancelled'
  if (phase === 'waiting') return 'Waiting for its turn'
  if (phase === 'connecting') return 'Connecting'
  if (phase === 'judging') return 'Everything is read; judging'
  return reading ? `Reading ${reading.title.toLowerCase()} of ${reading.scope}` : 'Reading'
}
