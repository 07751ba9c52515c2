import type { Connection } from '@rollcall/api'
import { exactTime, RelativeTime, useNow } from '../../ui/time.tsx'
import { isRunning } from './scan-progress.ts'

/** When it is scanned again by itself. */
export function NextScan({
  connection: { scanEveryHours, nextScanAt, lastScan },
}: {
  connection: Pick<Connection, 'scanEveryHours' | 'nextScanAt' | 'lastScan'>
}) {
  const now = useNow()
  if (scanEveryHours === 0) return <span className="muted">Only on demand</span>
  if (!nextScanAt) return <span className="muted">{isRunning(lastScan) ? 'After this one' : 'Not planned yet'}</span>
  if (Date.parse(nextScanAt) > now) return <RelativeTime at={nextScanAt} />
  return <span title={exactTime(nextScanAt)}>{isRunning(lastScan) ? 'After this one' : 'Due now'}</span>
}
