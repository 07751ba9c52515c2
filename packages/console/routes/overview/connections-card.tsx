import type { Connection } from '@rollcall/api'
import { Link } from '@tanstack/react-router'
import { Card } from '../../ui/page.tsx'
import { healthStates, State } from '../../ui/state.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { isGoing, ScanProgress } from './scan-progress.tsx'
import './connections-card.css'

/** Whether what is connected can be read, when it was read last, and when it will be. */
export function ConnectionsCard({ connections }: { connections: readonly Connection[] }) {
  return (
    <Card
      title="Connections"
      actions={
        <Link to="/connections" className="small">
          All connections
        </Link>
      }
    >
      <ul className="overview-connections">
        {connections.map((connection) => (
          <li key={connection.id}>
            <p className="row spread">
              <Link to="/connections/$id" params={{ id: connection.id }} className="overview-connection" data-row-link>
                {connection.name}
              </Link>
              <State look={healthStates[connection.health.state]} />
            </p>
            <p className="small muted">
              {connection.connectorName} · <LastScan connection={connection} /> · <NextScan connection={connection} />
            </p>
            {isGoing(connection.lastScan) ? <ScanProgress scan={connection.lastScan} /> : null}
          </li>
        ))}
      </ul>
    </Card>
  )
}

function LastScan({ connection: { lastScan } }: { connection: Connection }) {
  if (!lastScan) return <>never scanned</>
  if (isGoing(lastScan)) return <>scanning now</>
  const words = { succeeded: 'scanned', failed: 'scan failed', cancelled: 'scan cancelled', queued: '', running: '' }
  return (
    <>
      {words[lastScan.state]} <RelativeTime at={lastScan.finishedAt ?? lastScan.createdAt} />
    </>
  )
}

function NextScan({ connection: { nextScanAt, scanEveryHours } }: { connection: Connection }) {
  if (scanEveryHours === 0 || nextScanAt === null) return <>scanned only on demand</>
  if (Date.parse(nextScanAt) < Date.now()) return <>next scan due</>
  return (
    <>
      next <RelativeTime at={nextScanAt} />
    </>
  )
}
