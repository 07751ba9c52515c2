import { ChevronDownIcon, ChevronRightIcon, HistoryIcon } from '@primer/octicons-react'
import { type Connection, listScans, type Scan } from '@rollcall/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useId } from 'react'
import { read } from '../../api.ts'
import { Empty, Failed, Loading } from '../../ui/empty.tsx'
import { LinkedText } from '../../ui/linked-text.tsx'
import { Card } from '../../ui/page.tsx'
import { Pager } from '../../ui/pager.tsx'
import { State, scanStates, streamStates } from '../../ui/state.tsx'
import { describeDuration, RelativeTime, useNow } from '../../ui/time.tsx'
import { ScanCost } from './scan-meter.tsx'
import { count, durationOf, number, progressOf } from './scan-progress.ts'
import { StreamTable } from './stream-table.tsx'
import '../../ui/table.css'
import './scans-tab.css'

const route = getRouteApi('/signed-in/connections/$id')
const pageSize = 20

/** What was scanned, newest first; one scan at a time lies open. */
export function ScansTab({ connection: { id } }: { connection: Connection }) {
  const { cursor, page } = route.useSearch()
  const navigate = route.useNavigate()
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...read(listScans, { params: { id }, query: { limit: pageSize, ...(cursor ? { cursor } : {}) } }),
    placeholderData: keepPreviousData,
  })
  if (error && !data) return <Failed error={error} retry={refetch} what="The scans" />
  if (!data)
    return (
      <Card flush>
        <Loading rows={6} label="Loading scans" />
      </Card>
    )
  if (data.items.length === 0 && !cursor)
    return (
      <Card flush>
        <Empty icon={HistoryIcon} title="Never scanned">
          <p>Each scan is kept here with what it read and what it changed.</p>
        </Empty>
      </Card>
    )
  return (
    <Card flush>
      <div className="table-frame" aria-busy={isPlaceholderData}>
        <table className="table scans-table">
          <caption className="hidden-visually">Scans</caption>
          <thead>
            <tr>
              <th scope="col">Scan</th>
              <th scope="col">Outcome</th>
              <th scope="col">Asked for by</th>
              <th scope="col" className="number">
                Took
              </th>
              <th scope="col" className="number">
                Records
              </th>
              <th scope="col" className="number">
                Opened
              </th>
              <th scope="col" className="number">
                Resolved
              </th>
              <th scope="col" className="number">
                Open after
              </th>
              <th scope="col" className="number">
                Unknown
              </th>
            </tr>
          </thead>
          {data.items.map((scan) => (
            <ScanRows key={scan.id} scan={scan} />
          ))}
        </table>
      </div>
      <Pager
        list={`scans ${id}`}
        place={{ ...(cursor ? { cursor } : {}), ...(page ? { page } : {}) }}
        size={pageSize}
        shown={data.items.length}
        total={data.total}
        next={data.next}
        go={(place) => navigate({ search: { tab: 'scans', ...place } })}
      />
    </Card>
  )
}

const triggers: Record<Scan['trigger'], string> = {
  person: 'a person',
  schedule: 'the schedule',
  token: 'an API token',
}

function ScanRows({ scan }: { scan: Scan }) {
  const { unfold } = route.useSearch()
  const navigate = route.useNavigate()
  const open = unfold === scan.id
  const id = useId()
  const now = useNow()
  const took = durationOf(scan, now)
  const { summary, error } = scan
  const { gaps } = progressOf(scan)
  const toggle = () =>
    navigate({
      search: ({ unfold: _, ...before }) => (open ? before : { ...before, unfold: scan.id }),
      resetScroll: false,
    })
  return (
    <tbody className={open ? 'open' : ''}>
      <tr className="leads-on">
        <td className="lead">
          <button
            type="button"
            className="stream-toggle row-link"
            data-row-link
            aria-expanded={open}
            aria-controls={id}
            onClick={toggle}
          >
            {open ? <ChevronDownIcon size={16} /> : <ChevronRightIcon size={16} />}
            <RelativeTime at={scan.startedAt ?? scan.createdAt} />
          </button>
        </td>
        <td>
          <State look={scanStates[scan.state]} />
          {scan.state === 'succeeded' && gaps > 0 ? (
            <p>
              <span className="badge unseen">{count(gaps, 'stream')} not read whole</span>
            </p>
          ) : null}
        </td>
        <td data-label="asked for by">
          {scan.trigger === 'schedule' ? 'Schedule' : (scan.requestedBy ?? triggers[scan.trigger])}
        </td>
        <td className="number" data-label="took">
          {took === null ? <span className="muted">–</span> : describeDuration(took)}
        </td>
        <td className="number" data-label="records">
          {number(summary?.records ?? progressOf(scan).records)}
        </td>
        <Change label="opened" value={summary ? summary.opened + summary.reopened : null} />
        <Change label="resolved" value={summary?.resolved ?? null} />
        <Change label="open after" value={summary?.open ?? null} />
        <Change unseen label="unknown" value={summary?.unknown ?? null} />
      </tr>
      {error ? (
        <tr className="scans-error">
          <td colSpan={9}>
            <LinkedText text={error.message} /> <LinkedText text={error.fix} />
          </td>
        </tr>
      ) : null}
      {open ? (
        <tr className="scans-inside" id={id}>
          <td colSpan={9}>
            {scan.spending ? <ScanCost spending={scan.spending} /> : null}
            {scan.streams.length === 0 ? (
              <p className="muted scans-nothing">It ended before a stream was read.</p>
            ) : (
              <StreamTable
                compact
                label="Streams of this scan"
                rows={scan.streams}
                looks={streamStates}
                note={(row) => (row.state === 'none' ? 'no records' : count(row.records, 'record'))}
              />
            )}
          </td>
        </tr>
      ) : null}
    </tbody>
  )
}

/** A scan that did not get to judging says nothing about findings; that is not zero. */
function Change({ label, value, unseen = false }: { label: string; value: number | null; unseen?: boolean }) {
  return (
    <td className="number" data-label={label}>
      {value === null || value === 0 ? (
        <span className="muted">{value ?? '–'}</span>
      ) : unseen ? (
        <span className="badge unseen">{number(value)}</span>
      ) : (
        number(value)
      )}
    </td>
  )
}
