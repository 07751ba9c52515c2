import type { FindingDetail } from '@rollcall/api'
import { Link } from '@tanstack/react-router'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ExternalLink, GapNotice } from '../../ui/notice.tsx'
import { exactTime, RelativeTime } from '../../ui/time.tsx'

type Evidence = FindingDetail['evidence'][number]

/** The facts with where they came from; for an unknown, what stood in the way. */
export function EvidenceTab({ finding }: { finding: FindingDetail }) {
  if (finding.status === 'unknown') return <Unseen finding={finding} />
  if (finding.evidence.length === 0) return <p className="muted">No facts were kept for this finding.</p>
  return (
    <div className="stack">
      <p className="secondary">
        Seen on {finding.connectionName}. It should be: <span className="strong">{finding.title}</span>.
      </p>
      <ul className="facts-seen">
        {finding.evidence.map((one) => (
          <li key={`${one.field} ${String(one.value)}`}>
            <p className="fact-line">
              <code>{one.field}</code>
              <span className="fact-value">
                <Value value={one.value} />
              </span>
            </p>
            <p className="fact-source">
              <Source evidence={one} />
            </p>
          </li>
        ))}
      </ul>
      <div className="row">
        <CopyButton text={() => JSON.stringify(finding.evidence, null, 2)}>Copy facts as JSON</CopyButton>
        <CopyButton text={() => JSON.stringify(finding, null, 2)}>Copy finding as JSON</CopyButton>
      </div>
    </div>
  )
}

function Value({ value }: { value: Evidence['value'] }) {
  if (!Array.isArray(value)) return <code>{typeof value === 'string' ? `"${value}"` : String(value)}</code>
  if (value.length === 0) return <code>[ ]</code>
  return (
    <span className="fact-list">
      {value.map((one) => (
        <code key={one}>{one}</code>
      ))}
    </span>
  )
}

function Source({ evidence: { endpoint, at, requestId } }: { evidence: Evidence }) {
  if (!endpoint && !at) return <>Where it was read was not kept.</>
  return (
    <>
      {endpoint ? <code>{endpoint}</code> : null}
      {at ? (
        <span title={exactTime(at)}>
          <RelativeTime at={at} />
        </span>
      ) : null}
      {requestId ? (
        <span>
          request <code>{requestId}</code>
        </span>
      ) : null}
    </>
  )
}

function Unseen({ finding }: { finding: FindingDetail }) {
  const { gap, subjects, count, scope } = finding
  const rest = count === null ? null : count - subjects.length
  return (
    <div className="stack">
      <p className="secondary">Whether “{finding.title}” holds could not be told. That is not a pass: nobody looked.</p>
      {gap ? (
        <GapNotice gap={gap}>
          <Link to="/connections/$id" params={{ id: finding.connectionId }} search={{ tab: 'credential' }}>
            Replace the credential
          </Link>
          <Link to="/connections/$id" params={{ id: finding.connectionId }}>
            Coverage of {finding.connectionName}
          </Link>
        </GapNotice>
      ) : null}
      <p>
        {count === null
          ? `How much of ${scope} this concerns is unknown too: the list itself could not be read whole.`
          : `${count.toLocaleString('en')} ${count === 1 ? 'subject' : 'subjects'} in ${scope} could not be judged:`}
      </p>
      {subjects.length > 0 ? (
        <ul className="sample">
          {subjects.map((subject) => (
            <li key={`${subject.stream} ${subject.ref}`}>
              {subject.url ? <ExternalLink href={subject.url}>{subject.name}</ExternalLink> : subject.name}
            </li>
          ))}
          {rest !== null && rest > 0 ? <li className="muted">and {rest.toLocaleString('en')} more</li> : null}
        </ul>
      ) : null}
      <div className="row">
        <CopyButton text={() => JSON.stringify(finding, null, 2)}>Copy finding as JSON</CopyButton>
      </div>
    </div>
  )
}
