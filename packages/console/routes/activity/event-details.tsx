import { Button } from '@mantine/core'
import type { Event } from '@rollcall/api'
import { CopyButton } from '../../ui/copy-button.tsx'
import { exactTime } from '../../ui/time.tsx'
import { number } from '../../ui/words.ts'
import type { ActivityChange } from './activity-filters.tsx'

const actorKinds: Record<Event['actor']['kind'], string> = { person: 'person', token: 'API token', system: 'by itself' }

/** All that is kept of an event, as it is kept. */
export function EventDetails({ event, filter }: { event: Event; filter: (next: ActivityChange) => unknown }) {
  const { actor, subject, data, hash, seq, at, type } = event
  const requestId = typeof data.requestId === 'string' ? data.requestId : null
  return (
    <div className="event-details">
      <dl className="event-facts">
        <dt>Event</dt>
        <dd>
          {number(seq)}, <code>{type}</code>
        </dd>
        <dt>Time</dt>
        <dd>
          {exactTime(at)} <span className="muted mono">{at}</span>
        </dd>
        <dt>Actor</dt>
        <dd>
          {actor.name} <span className="muted">({actorKinds[actor.kind]})</span>{' '}
          {actor.id ? <code className="muted">{actor.id}</code> : null}
        </dd>
        {subject ? (
          <>
            <dt>About</dt>
            <dd>
              {subject.name} <span className="muted">({subject.kind})</span>{' '}
              {subject.id ? <code className="muted">{subject.id}</code> : null}
            </dd>
          </>
        ) : null}
        {requestId ? (
          <>
            <dt>Request</dt>
            <dd>
              <code>{requestId}</code>
            </dd>
          </>
        ) : null}
        <dt>Data</dt>
        <dd>
          {Object.keys(data).length === 0 ? (
            <span className="muted">None</span>
          ) : (
            <pre className="event-data">{JSON.stringify(data, null, 2)}</pre>
          )}
        </dd>
        <dt>Hash</dt>
        <dd>
          <code>{hash}</code>
          <span className="event-hint">SHA-256 over the previous event's hash and this event</span>
        </dd>
      </dl>
      <div className="row">
        <CopyButton text={() => JSON.stringify(event, null, 2)}>Copy as JSON</CopyButton>
        {subject?.id ? (
          <Button size="xs" variant="default" onClick={() => filter({ subject: subject.id })}>
            Only about this {subject.kind}
          </Button>
        ) : null}
        <Button size="xs" variant="default" onClick={() => filter({ actor: actor.id ?? actor.name })}>
          Only by this actor
        </Button>
        <Button size="xs" variant="default" onClick={() => filter({ type })}>
          Only this type
        </Button>
      </div>
    </div>
  )
}
