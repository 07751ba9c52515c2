import type { FindingDetail } from '@rollcall/api'
import { ExternalLink } from '../../ui/notice.tsx'

/** Steps to mend it, with the page on which it is done. */
export function FixTab({ finding }: { finding: FindingDetail }) {
  const { steps, link } = finding.fix
  return (
    <div className="stack">
      {finding.status === 'unknown' ? (
        <p className="secondary">
          First make it visible: the Evidence tab says how. If the check then fails, this mends it.
        </p>
      ) : null}
      <ol className="steps">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {link ? (
        <p>
          <ExternalLink href={link}>Open the page where it is done</ExternalLink>
        </p>
      ) : null}
      <p className="muted small">
        Nothing is changed from here. The finding resolves by itself when the next scan sees it mended.
      </p>
    </div>
  )
}

/** What someone could do with it, and which rules of others it touches. */
export function WhyTab({ finding }: { finding: FindingDetail }) {
  return (
    <div className="stack">
      <p>{finding.why}</p>
      <Controls maps={finding.maps} />
      <References refs={finding.refs} />
    </div>
  )
}

export function Controls({ maps }: { maps: Record<string, string[]> }) {
  const entries = Object.entries(maps)
  if (entries.length === 0) return null
  return (
    <dl className="controls">
      {entries.map(([framework, controls]) => (
        <div key={framework}>
          <dt>{framework}</dt>
          <dd>
            {controls.map((control) => (
              <span key={control} className="badge">
                {control}
              </span>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  )
}

export function References({ refs }: { refs: readonly string[] }) {
  if (refs.length === 0) return null
  return (
    <div>
      <p className="muted small">Sources</p>
      <ul className="references">
        {refs.map((ref) => (
          <li key={ref}>
            <ExternalLink href={ref} />
          </li>
        ))}
      </ul>
    </div>
  )
}
