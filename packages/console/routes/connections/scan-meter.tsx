import type { Scan } from '@rollcall/api'
import { clockTime, describeDuration } from '../../ui/time.tsx'
import { useSeconds } from './scan-progress.ts'
import { describeHits, describeLeft, describeSpent, quotaTime } from './spending.ts'

/** What a running scan has taken of the system's quota, what is left, and when it will end. */
export function ScanMeter({ scan: { spending, endsAt } }: { scan: Scan }) {
  const now = useSeconds()
  if (!spending) return null
  const spent = describeSpent(spending)
  const hits = describeHits(spending)
  const left = describeLeft(spending)
  const time = quotaTime(spending)
  const ends = endsAt === null ? null : Date.parse(endsAt) - now
  return (
    <>
      {spent === '' ? null : (
        <p className="secondary small">
          Spent {spent}
          {hits === '' ? '' : `; ${hits}`}
          {left === '' ? '' : `; left ${time.now}: ${left}`}
          {ends === null ? '' : `; ends in about ${describeDuration(Math.max(1000, ends))}`}
        </p>
      )}
      {spending.waitingUntil === null ? null : (
        <p className="secondary small" role="status">
          It waits until {clockTime(spending.waitingUntil)}, because a fifth of {time.of} quota is left to others.
        </p>
      )}
    </>
  )
}

/** What a scan that has ended cost. */
export function ScanCost({ spending }: { spending: NonNullable<Scan['spending']> }) {
  const parts = [describeSpent(spending), describeHits(spending)].filter((part) => part !== '')
  if (parts.length === 0) return null
  return <p className="secondary small scans-cost">Cost: {parts.join('; ')}.</p>
}
