import { PlugIcon } from '@primer/octicons-react'
import type { Connection } from '@rollcall/api'
import { Link } from '@tanstack/react-router'
import { useMay } from '../../session.ts'
import { Empty } from '../../ui/empty.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Card } from '../../ui/page.tsx'
import { healthStates, State, scanStates } from '../../ui/state.tsx'
import { isGoing, ScanProgress } from './scan-progress.tsx'

/** Nothing is connected. */
export function ConnectFirst() {
  const mayConnect = useMay('connections:write')
  return (
    <Card>
      <Empty
        icon={PlugIcon}
        title="No system is connected yet"
        actions={
          mayConnect ? (
            <LinkButton to="/connections/new/$connector" params={{ connector: 'github' }}>
              Connect GitHub
            </LinkButton>
          ) : null
        }
      >
        <p>
          Rollcall reads who has which access and how it is guarded, and tells what is wrong and what it could not see.
          It changes nothing.
        </p>
        {mayConnect ? null : <p>An admin or a connector admin can connect a system.</p>}
      </Empty>
    </Card>
  )
}

/** Connected, and not one scan has come to its end: there is nothing to count yet. */
export function FirstScan({ connections }: { connections: readonly Connection[] }) {
  const going = connections.some(({ lastScan }) => isGoing(lastScan))
  return (
    <>
      <Notice tone="unseen" title={going ? 'The first scan is under way' : 'Nothing has been scanned yet'}>
        {going
          ? 'Nothing is judged before it ends, so there is nothing to show yet. That is not a clean result. This page fills by itself.'
          : 'Nobody has looked yet, so nothing can be said. That is not a clean result.'}
      </Notice>
      {connections.map((connection) => (
        <Card
          key={connection.id}
          title={
            <Link to="/connections/$id" params={{ id: connection.id }} className="plain-link">
              {connection.name}
            </Link>
          }
          actions={
            <State
              look={
                connection.lastScan && connection.health.state === 'new'
                  ? scanStates[connection.lastScan.state]
                  : healthStates[connection.health.state]
              }
            />
          }
        >
          <First connection={connection} />
        </Card>
      ))}
    </>
  )
}

function First({ connection: { id, health, lastScan } }: { connection: Connection }) {
  if (isGoing(lastScan)) return <ScanProgress scan={lastScan} />
  return (
    <div className="stack" style={{ ['--stack-gap' as string]: '6px' }}>
      <p>
        {lastScan?.state === 'cancelled'
          ? 'The first scan was cancelled.'
          : (lastScan?.error?.message ?? health.detail)}
      </p>
      {health.fix ? <p>{health.fix}</p> : null}
      <p>
        <Link to="/connections/$id" params={{ id }}>
          Open the connection
        </Link>
      </p>
    </div>
  )
}
