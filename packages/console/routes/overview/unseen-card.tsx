import type { Connection, Overview } from '@rollcall/api'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useMay } from '../../session.ts'
import { listWords } from '../../ui/empty.tsx'
import { ExternalLink, gapReasons } from '../../ui/notice.tsx'
import { Card } from '../../ui/page.tsx'
import { coverageStates, State, UnseenIcon } from '../../ui/state.tsx'
import { number, plural } from '../../ui/words.ts'
import { type BlindGroup, groupBlindSpots } from './unseen.ts'
import './unseen-card.css'

const mostGroups = 3
const mostStreams = 3

/** What nobody looked at: as loud as what is wrong, and never the colour of a pass. */
export function UnseenCard({ overview, connections }: { overview: Overview; connections: readonly Connection[] }) {
  const { unknown, attestable, blindSpots } = overview
  const groups = groupBlindSpots(blindSpots)
  // A connection that cannot be read at all mostly says so by its streams; if not, it is named itself.
  const unread = connections.filter(
    ({ id, health }) =>
      (health.state === 'failing' || health.state === 'new') && !groups.some(({ connectionId }) => connectionId === id),
  )
  if (unknown === 0 && groups.length === 0 && unread.length === 0)
    return (
      <Card title="What could not be seen">
        <p className="secondary">Nothing: every stream of every connection was read whole in its last scan.</p>
      </Card>
    )
  return (
    <Card
      title="What could not be seen"
      className="unseen-card"
      actions={
        unknown > 0 ? (
          <Link to="/findings" search={{ q: 'status:unknown' }} className="small">
            All {number(unknown)} unknown
          </Link>
        ) : null
      }
    >
      <div className="unseen-counts">
        <Count value={unknown} word={unknown === 1 ? 'result unknown' : 'results unknown'} />
        <Count
          value={blindSpots.length}
          word={blindSpots.length === 1 ? 'stream not read whole' : 'streams not read whole'}
        />
        {attestable > 0 ? (
          <Count
            value={attestable}
            word={
              <Link to="/findings" search={{ q: 'is:attestable', group: 'none' }}>
                {attestable === 1 ? 'control to attest' : 'controls to attest'}
              </Link>
            }
          />
        ) : null}
      </div>
      <ul className="unseen-list">
        {unread.map((connection) => (
          <li key={connection.id}>
            <p className="unseen-reason">
              <UnseenIcon size={16} />
              <span>
                {connection.health.state === 'new' ? 'Not scanned yet' : 'Cannot be read'}
                <span className="muted"> · {connection.name}</span>
              </span>
            </p>
            <p className="secondary">{connection.health.detail}</p>
            {connection.health.fix ? (
              <p>
                <span className="strong">To see it: </span>
                {connection.health.fix}
              </p>
            ) : null}
            <p className="small">
              <Link to="/connections/$id" params={{ id: connection.id }}>
                Open the connection
              </Link>
            </p>
          </li>
        ))}
        {groups.slice(0, mostGroups).map((group) => (
          <Group key={`${group.connectionId} ${group.gap.fix}`} group={group} named={connections.length > 1} />
        ))}
      </ul>
      {groups.length > mostGroups ? (
        <p className="small">
          <Link to="/connections">{plural(groups.length - mostGroups, 'more reason')} on the connections</Link>
        </p>
      ) : null}
      {groups.length === 0 && unknown > 0 ? (
        <p className="secondary">All streams were read, but single fields of their records were not shown.</p>
      ) : null}
    </Card>
  )
}

function Count({ value, word }: { value: number; word: ReactNode }) {
  return (
    <p className="unseen-count">
      <span>{number(value)}</span> {word}
    </p>
  )
}

function Group({
  group: { connectionId, connectionName, gap, streams },
  named,
}: {
  group: BlindGroup
  named: boolean
}) {
  const mayReplace = useMay('connections:write')
  const rest = streams.length - mostStreams
  return (
    <li>
      <p className="unseen-reason">
        <UnseenIcon size={16} />
        <span>
          {gapReasons[gap.reason]}
          {named ? <span className="muted"> · {connectionName}</span> : null}
        </span>
      </p>
      <ul className="unseen-streams">
        {streams.slice(0, mostStreams).map((stream) => (
          <li key={`${stream.id} ${stream.state}`}>
            <span className="strong">{stream.title}</span>
            <State look={coverageStates[stream.state]} />
            <span className="muted">in {listWords(stream.scopes)}</span>
            <span className="unseen-lost">{plural(stream.checks, 'check')} lost</span>
          </li>
        ))}
        {rest > 0 ? <li className="unseen-rest">and {plural(rest, 'more stream')}</li> : null}
      </ul>
      <p className="secondary">{gap.detail}</p>
      <p>
        <span className="strong">To see it: </span>
        {gap.fix} {gap.link ? <ExternalLink href={gap.link}>Open the page for it</ExternalLink> : null}
      </p>
      <p className="row small" style={{ ['--row-gap' as string]: '14px' }}>
        {mayReplace ? (
          <Link to="/connections/$id" params={{ id: connectionId }} search={{ tab: 'credential' }}>
            Replace the credential
          </Link>
        ) : null}
        <Link to="/connections/$id" params={{ id: connectionId }}>
          Coverage of {connectionName}
        </Link>
      </p>
    </li>
  )
}
