import { ShieldIcon } from '@primer/octicons-react'
import { type Connection, type ConnectorSheet, type CoverageRow, listConnectors, listCoverage } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { read } from '../../api.ts'
import { Empty, Failed, Loading } from '../../ui/empty.tsx'
import { ExternalLink } from '../../ui/notice.tsx'
import { Card } from '../../ui/page.tsx'
import { coverageStates } from '../../ui/state.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { describeReaders } from '../connect/readers.ts'
import { CheckList } from './check-list.tsx'
import { count, isRunning, number } from './scan-progress.ts'
import { StreamGaps } from './stream-gaps.tsx'
import { StreamTable } from './stream-table.tsx'

const route = getRouteApi('/signed-in/connections/$id')

/** How completely each stream was read, and why not. */
export function CoverageTab({ connection }: { connection: Connection }) {
  const { id } = connection
  const { unfold } = route.useSearch()
  const navigate = route.useNavigate()
  const { data, error, refetch } = useQuery(read(listCoverage, { params: { id } }))
  const connectors = useQuery(read(listConnectors)).data?.items
  const sheet = connectors?.find((one) => one.id === connection.connector)
  if (error && !data) return <Failed error={error} retry={refetch} what="The coverage" />
  if (!data)
    return (
      <Card flush>
        <Loading rows={10} label="Loading the coverage" />
      </Card>
    )
  if (data.items.length === 0)
    return (
      <Card flush>
        <Empty icon={ShieldIcon} title="Nothing was read yet">
          <p>
            {isRunning(connection.lastScan)
              ? 'The first scan is under way. What it could read, and what not, appears here when it ends.'
              : 'Coverage appears here after the first scan.'}
          </p>
        </Empty>
      </Card>
    )
  const scopes = new Set(data.items.map((row) => row.scope)).size
  const several = (connection.credential.methods ?? []).length > 1
  return (
    <Card
      flush
      title={summarize(data.items)}
      lead={`${isRunning(connection.lastScan) ? 'From the scan before this one. ' : ''}Unfold a stream for what it needs, and which checks need it.`}
    >
      <StreamTable
        label="Coverage by stream and organization"
        rows={data.items}
        looks={coverageStates}
        about={(stream) => sheet?.streams.find((one) => one.id === stream)?.reads}
        note={(row) => <Note row={row} readers={several ? describeReaders(row.methods, sheet?.methods ?? []) : ''} />}
        below={(rows) =>
          rows.some((row) => row.gap) ? (
            <StreamGaps scopes={scopes} rows={rows.map(({ scope, gap, checks }) => ({ scope, gap, lost: checks }))} />
          ) : null
        }
        inside={(stream, rows) => (
          <Inside stream={sheet?.streams.find((one) => one.id === stream)} checks={rows[0]?.checks ?? []} />
        )}
        unfolded={unfold}
        unfold={(next) =>
          navigate({
            search: ({ unfold: _, ...before }) => (next === undefined ? before : { ...before, unfold: next }),
            resetScroll: false,
          })
        }
      />
    </Card>
  )
}

function summarize(rows: readonly CoverageRow[]): string {
  const complete = rows.filter((row) => row.state === 'complete').length
  const lost = new Set(
    rows.filter((row) => row.state !== 'complete').flatMap((row) => row.checks.map((check) => check.id)),
  ).size
  const head = `${complete} of ${count(rows.length, 'stream')} read whole`
  return lost === 0 ? head : `${head}; ${count(lost, 'check')} lost`
}

function Note({ row: { state, records, stale, readAt }, readers }: { row: CoverageRow; readers: string }) {
  const by = readers === '' ? '' : ` · ${readers}`
  if (state === 'none' && records === 0) return `no records${by}`
  return (
    <>
      {count(records, 'record')}
      {readAt ? (
        <>
          {' · '}
          <RelativeTime at={readAt} />
        </>
      ) : null}
      {by}
      {stale > 0 ? (
        <span className="badge unseen" title="Kept from an earlier scan; nobody saw them since.">
          {number(stale)} stale
        </span>
      ) : null}
    </>
  )
}

function Inside({
  stream,
  checks,
}: {
  stream: ConnectorSheet['streams'][number] | undefined
  checks: CoverageRow['checks']
}) {
  return (
    <dl className="stream-facts">
      {stream ? (
        <>
          <div>
            <dt>Needs</dt>
            <dd className="row" style={{ ['--row-gap' as string]: '4px' }}>
              {stream.permissions.map((permission) => (
                <span key={permission} className="badge">
                  {permission}
                </span>
              ))}
            </dd>
          </div>
          <div>
            <dt>Asks</dt>
            <dd className="stream-endpoints">
              {stream.endpoints.map((endpoint) => (
                <code key={endpoint}>{endpoint}</code>
              ))}
              <ExternalLink href={stream.docs}>Documentation</ExternalLink>
            </dd>
          </div>
        </>
      ) : null}
      <div>
        <dt>{count(checks.length, 'check')}</dt>
        <dd>
          {checks.length === 0 ? <span className="muted">No check needs it.</span> : <CheckList checks={checks} />}
        </dd>
      </div>
    </dl>
  )
}
