import './split-bar.css'

export interface Part {
  /** Which colour: that of a state, never of a severity. */
  kind: 'pass' | 'fail' | 'unknown' | 'none'
  count: number
  word: string
}

/** How a number divides: a bar, with its numbers in words for those who do not see it. */
export function SplitBar({ parts, label }: { parts: readonly Part[]; label: string }) {
  const total = parts.reduce((sum, part) => sum + part.count, 0)
  const said = parts
    .filter((part) => part.count > 0)
    .map((part) => `${part.count} ${part.word}`)
    .join(', ')
  const text = `${label}: ${said || 'nothing yet'}`
  return (
    <div className="split-bar" role="img" aria-label={text} title={said}>
      {parts.map((part) =>
        part.count === 0 ? null : (
          <span key={part.word} className={part.kind} style={{ flexGrow: Math.max(part.count, total / 50) }} />
        ),
      )}
    </div>
  )
}
