import type { Connection, Overview } from '@rollcall/api'
import { useId } from 'react'
import { number } from '../../ui/words.ts'
import './trend.css'

type Day = Overview['trend'][number]

const width = 300
const height = 46

const dayName = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const nameOf = (day: string) => dayName.format(new Date(`${day}T00:00:00Z`))

/** How much stood open at the end of each day. Days before the first connection are hatched: nobody looked then. */
export function Trend({ days, connections }: { days: readonly Day[]; connections: readonly Connection[] }) {
  const hatch = useId()
  const connectedAt = connections.map(({ createdAt }) => createdAt.slice(0, 10)).sort()[0] ?? ''
  const seen = days.findIndex(({ day, open, opened }) => day >= connectedAt || open > 0 || opened > 0)
  const known = seen < 0 ? [] : days.slice(seen)
  const first = known[0]
  const last = known.at(-1)
  if (!first || !last || known.length < 3) return null
  const most = Math.max(1, ...known.map(({ open }) => open))
  const step = width / (days.length - 1)
  const x = (index: number) => (seen + index) * step
  const y = (open: number) => height - 3 - (open / most) * (height - 8)
  const line = known
    .map(({ open }, index) => `${index === 0 ? 'M' : 'L'}${x(index).toFixed(1)} ${y(open).toFixed(1)}`)
    .join('')
  return (
    <figure className="trend">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Open findings by day: ${number(first.open)} on ${nameOf(first.day)}, ${number(last.open)} on ${nameOf(last.day)}, at most ${number(most)}.`}
      >
        <defs>
          <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="2" height="5" className="trend-hatch" />
          </pattern>
        </defs>
        {seen > 0 ? <rect x="0" y="3" width={x(0)} height={height - 6} fill={`url(#${hatch})`} /> : null}
        <path
          d={`${line}L${x(known.length - 1).toFixed(1)} ${height - 3}L${x(0).toFixed(1)} ${height - 3}Z`}
          className="trend-area"
        />
        <path d={line} className="trend-line" />
      </svg>
      <figcaption>
        <span>{nameOf(days[0]?.day ?? first.day)}</span>
        {seen > 2 ? <span className="trend-unseen">not scanned before {nameOf(first.day)}</span> : null}
        <span>
          today, <span className="strong">{number(last.open)}</span> open
        </span>
      </figcaption>
    </figure>
  )
}
