import type { AuditRecord } from '@rollcall/api'
import { Link } from '@tanstack/react-router'
import { RelativeTime } from '../../ui/time.tsx'

/** What the audit log says about someone or something, newest first, each with all that it holds. */
export function AuditTimeline({ history, whom = false }: { history: readonly AuditRecord[]; whom?: boolean }) {
  if (history.length === 0) return <p className="muted">The audit log has nothing about it.</p>
  return (
    <ol className="audit-timeline">
      {history.map((record, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: one request may write the same action twice at one moment
        <li key={`${record.requestId} ${record.action} ${index}`}>
          <details>
            <summary>
              <span>
                <code>{record.action}</code>
                {whom && record.user ? ` ${record.user}` : null}
              </span>
              <span className="muted small">
                <RelativeTime at={record.at} />
                {record.actor ? ` · by ${record.actor}` : ''}
              </span>
            </summary>
            <dl className="audit-data">
              {Object.entries(record.data).map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd className="mono">{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
                </div>
              ))}
              <div>
                <dt>request_id</dt>
                <dd className="mono">{record.requestId}</dd>
              </div>
            </dl>
          </details>
        </li>
      ))}
    </ol>
  )
}

/** The same as a part of a drawer, with the way to the requests that caused it. */
export function History({
  enterprise,
  id,
  what,
  history,
}: {
  enterprise: string
  /** SCIM id, which requests are found by. */
  id: string
  what: 'person' | 'group'
  history: readonly AuditRecord[]
}) {
  return (
    <section className="side-part">
      <div className="row spread">
        <h3>History</h3>
        <Link to="/directory/$enterprise" params={{ enterprise }} search={{ tab: 'requests', q: id }} className="small">
          Requests about this {what}
        </Link>
      </div>
      <AuditTimeline history={history} whom={what === 'group'} />
    </section>
  )
}
