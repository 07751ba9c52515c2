import type { Finding } from '@rollcall/api'
import './marks.css'

export type Severity = Finding['severity']

/** Worst first. */
export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const satisfies readonly Severity[]

export const severityTitles: Record<Severity, string> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Info',
}

const bars: Record<Severity, number> = { critical: 4, high: 3, medium: 2, low: 1, info: 0 }

/** Rising bars, as many as it is severe: readable without colour. Always beside the word, or with it hidden in the table's cell. */
export function SeverityMark({ severity }: { severity: Severity }) {
  return (
    <svg className={`severity-mark ${severity}`} viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      {[0, 1, 2, 3].map((bar) => (
        <rect
          key={bar}
          x={bar * 4}
          y={11 - bar * 3}
          width="3"
          height={4 + bar * 3}
          rx="1"
          className={bar < bars[severity] ? 'full' : 'faint'}
        />
      ))}
    </svg>
  )
}

export function SeverityLabel({ severity }: { severity: Severity }) {
  return (
    <span className={`severity-label ${severity}`}>
      <SeverityMark severity={severity} />
      {severityTitles[severity]}
    </span>
  )
}
