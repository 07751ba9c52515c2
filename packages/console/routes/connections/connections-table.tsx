import { ActionIcon, Tooltip } from '@mantine/core'
import { SyncIcon, XIcon } from '@primer/octicons-react'
import { type Connection, groupFindings, listConnectors } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { read } from '../../api.ts'
import { useMay } from '../../session.ts'
import { healthStates, State, scanStates } from '../../ui/state.tsx'
import { SystemIcon } from '../../ui/system-icon.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { NextScan } from './next-scan.tsx'
import { useCancelScan, useStartScans } from './scan-actions.ts'
import { ScanBar } from './scan-bar.tsx'
import { isRunning, number, progressOf } from './scan-progress.ts'
import '../../ui/table.css'
import './connections-table.css'

export function ConnectionsTable({ connections }: { connections: readonly Connection[] }) {
  const seesFindings = useMay('findings:read')
  const mayScan = useMay('connections:write')
  const icons = useQuery(read(listConnectors)).data?.items
  return (
    <div className="table-frame">
      <table className="table folds connections-table">
        <caption className="hidden-visually">Connections</caption>
        <thead>
          <tr>
            <th scope="col">Connection</th>
            <th scope="col" className="connections-health">
              Health
            </th>
            <th scope="col" className="connections-time">
              Last scan
            </th>
            <th scope="col" className="connections-time">
              Next scan
            </th>
            {seesFindings ? (
              <th scope="col" className="number connections-open">
                Open
              </th>
            ) : null}
            {mayScan ? (
              <th scope="col" className="connections-act">
                <span className="hidden-visually">Scan</span>
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {connections.map((one) => (
            <tr key={one.id} className="leads-on">
              <td className="lead">
                <div className="connections-name">
                  <SystemIcon svg={icons?.find(({ id }) => id === one.connector)?.icon} size={36} />
                  <div>
                    <Link to="/connections/$id" params={{ id: one.id }} className="row-link" data-row-link>
                      {one.name}
                    </Link>
                    <p className="muted small">
                      {one.system} · {nameScopes(one)}
                    </p>
                  </div>
                </div>
              </td>
              <td className="connections-health">
                <State look={healthStates[one.health.state]} />
                {one.health.state === 'limited' || one.health.state === 'failing' ? (
                  <p className="secondary small">{one.health.detail}</p>
                ) : null}
              </td>
              <td className="connections-time" data-label="last scan">
                <LastScan connection={one} />
              </td>
              <td className="connections-time" data-label="next scan">
                <NextScan connection={one} />
              </td>
              {seesFindings ? (
                <td className="number connections-open" data-label="open">
                  <OpenFindings connection={one} />
                </td>
              ) : null}
              {mayScan ? (
                <td className="connections-act">
                  <ScanButton connection={one} />
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function nameScopes({ scopes }: Connection): string {
  const names = scopes.map(({ scope }) => scope)
  if (names.length <= 4) return names.join(', ')
  return `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
}

const phases = {
  waiting: 'Waiting',
  connecting: 'Connecting',
  reading: 'Reading',
  judging: 'Judging',
  done: 'Done',
} as const

function LastScan({ connection: { lastScan } }: { connection: Connection }) {
  if (!lastScan) return <span className="muted">Never</span>
  if (isRunning(lastScan)) {
    const { done, total, percent } = progressOf(lastScan)
    return (
      <div className="connections-running">
        <State look={scanStates[lastScan.state]} word={lastScan.cancelling ? 'Cancelling' : phases[lastScan.phase]} />
        <ScanBar percent={percent} label="Progress of the scan" />
        {total > 0 ? (
          <span className="muted small">
            {done} of {total} streams
          </span>
        ) : null}
      </div>
    )
  }
  const at = lastScan.finishedAt ?? lastScan.createdAt
  if (lastScan.state === 'succeeded') return <RelativeTime at={at} />
  return (
    <>
      <State look={scanStates[lastScan.state]} />
      <p className="muted small">
        <RelativeTime at={at} />
      </p>
    </>
  )
}

/** Counted now, not at the last scan. */
function OpenFindings({ connection }: { connection: Connection }) {
  const q = `connection:${connection.id}`
  const { data } = useQuery(read(groupFindings, { query: { q, by: 'severity' } }))
  if (!data) return <span className="muted">–</span>
  if (!connection.lastScan) return <span className="muted">not known</span>
  const sum = (kind: 'open' | 'unknown') => data.items.reduce((all, group) => all + group[kind], 0)
  const unknown = sum('unknown')
  return (
    <>
      <Link to="/findings" search={{ q: `${q} status:open` }} className="above">
        {number(sum('open'))}
        <span className="hidden-visually"> open findings of {connection.name}</span>
      </Link>
      {unknown > 0 ? (
        <p className="small">
          <Link to="/findings" search={{ q: `${q} status:unknown` }} className="above badge unseen">
            {number(unknown)} unknown
          </Link>
        </p>
      ) : null}
    </>
  )
}

function ScanButton({ connection }: { connection: Connection }) {
  const start = useStartScans()
  const cancel = useCancelScan()
  const { lastScan } = connection
  const running = isRunning(lastScan)
  const label = running ? `Cancel the scan of ${connection.name}` : `Scan ${connection.name} now`
  return (
    <Tooltip label={running ? 'Cancel the scan' : 'Scan now'}>
      <ActionIcon
        variant="default"
        size="lg"
        className="above"
        aria-label={label}
        loading={start.isPending || cancel.isPending || (running && lastScan.cancelling)}
        onClick={() => (running ? cancel.mutate(lastScan) : start.mutate([connection]))}
      >
        {running ? <XIcon size={16} /> : <SyncIcon size={16} />}
      </ActionIcon>
    </Tooltip>
  )
}
