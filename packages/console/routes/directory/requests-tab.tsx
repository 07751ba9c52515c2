import { Button } from '@mantine/core'
import { ArrowUpIcon, BroadcastIcon } from '@primer/octicons-react'
import { type EnterpriseDetail, type ListedScimRequest, listScimRequests } from '@rollcall/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { read } from '../../api.ts'
import { useLive } from '../../live.ts'
import { Empty, NothingMatches } from '../../ui/empty.tsx'
import { FilterBar, FilterChoice } from '../../ui/filter-bar.tsx'
import { Listed } from '../../ui/listed.tsx'
import { Card } from '../../ui/page.tsx'
import { State } from '../../ui/state.tsx'
import { Table } from '../../ui/table.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { number, plural } from '../../ui/words.ts'
import { ConnectLink } from './connect-link.tsx'
import { outcomes } from './directory-search.ts'
import { RequestDrawer } from './request-drawer.tsx'
import { SeeLink } from './see-link.tsx'
import { outcomeLooks } from './states.ts'
import { useHeld } from './use-held.ts'
import { useList } from './use-list.ts'

/** What came in by SCIM, as it comes in. */
export function RequestsTab({ enterprise }: { enterprise: EnterpriseDetail }) {
  const { slug } = enterprise
  const { search, asked, filter, ...paging } = useList()
  const { q, outcome } = search
  const requests = useQuery({
    ...read(listScimRequests, { params: { enterprise: slug }, query: { ...asked, ...(outcome ? { outcome } : {}) } }),
    placeholderData: keepPreviousData,
  })
  const list = `requests ${slug} ${q} ${outcome}`
  const isFirst = !paging.place.cursor
  const held = useHeld(requests.isPlaceholderData ? null : (requests.data ?? null), list)
  const data = (isFirst ? held.shown : null) ?? requests.data
  return (
    <>
      <FilterBar
        what="requests"
        placeholder="Part of the path, a status, or the id of a person or group"
        value={q}
        change={(next) => filter({ q: next })}
      >
        <FilterChoice
          label="Outcome"
          value={outcome}
          choices={outcomes.map((value) => [value, outcomeLooks[value].word])}
          change={(next) => filter({ outcome: next })}
        />
        <Following total={requests.data?.total} first={isFirst} />
      </FilterBar>
      {isFirst && held.waiting > 0 ? (
        <div className="held-rows" role="status">
          <Button
            size="xs"
            leftSection={<ArrowUpIcon size={14} />}
            onClick={() => {
              held.release()
              window.scrollTo({ top: 0 })
            }}
          >
            {number(held.waiting)}
            {held.more ? ' or more' : ''} new
          </Button>
        </div>
      ) : null}
      <Card flush>
        <Listed
          what="requests"
          asked={{ ...requests, data }}
          rows={8}
          paging={{ ...paging, list }}
          empty={
            q || outcome ? (
              <NothingMatches title="No request matches" clear={() => filter({ q: undefined, outcome: undefined })} />
            ) : (
              <Empty icon={BroadcastIcon} title="No request came in yet" actions={<ConnectLink enterprise={slug} />}>
                <p>Each request shows here within a second of its answer: what it changed, or why it was refused.</p>
              </Empty>
            )
          }
        >
          {(items) => (
            <div {...held.reader}>
              <RequestsTable requests={items} />
            </div>
          )}
        </Listed>
      </Card>
      <RequestDrawer enterprise={enterprise} />
    </>
  )
}

/** Whether new requests appear by themselves. Later pages stand still, so that nothing moves away while it is read. */
function Following({ total, first }: { total: number | undefined; first: boolean }) {
  const live = useLive()
  const on = live === 'on' && first
  return (
    <span className="following small">
      <span className={`health-dot ${on ? 'good' : 'calm'}`} aria-hidden="true" />
      {on ? 'Live' : first ? 'Not live: server out of reach' : 'Live on the first page'}
      {total === undefined ? null : <span className="muted">{plural(total, 'request')}</span>}
    </span>
  )
}

/** The part of the path that tells requests apart, as a person reads it: what stands after the enterprise's address. */
function shortPath(path: string): string {
  const short = path.replace(/^(?:\/ghes\/[^/]+)?\/(?:api\/v3\/)?scim\/v2(?:\/(?:enterprises|standard)\/[^/?]+)?/, '')
  try {
    return decodeURIComponent(short) || '/'
  } catch {
    // What is no encoding is shown as it came.
    return short
  }
}

const mostNamed = 6

/** What it did; of a change to what there was, to which attributes. */
function what({ method, why, changed }: ListedScimRequest): string {
  // One word, as "Updated.", says too little.
  if (method === 'POST' || changed.length === 0 || !/^\w+\.$/.test(why)) return why
  const rest = changed.length - mostNamed
  return `${why.replace(/\.$/, '')}: ${changed.slice(0, mostNamed).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`
}

const duration = (ms: number) => (ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms).toLocaleString('en')} ms`)

function RequestsTable({ requests }: { requests: readonly ListedScimRequest[] }) {
  return (
    <Table
      caption="SCIM requests, newest first"
      className="requests-table"
      columns={['Request', 'Status', 'Outcome', 'Client', ['Took', 'number'], 'When']}
    >
      {requests.map((one) => (
        <tr key={one.id} className="leads-on">
          <td className="lead request-cell">
            <SeeLink id={one.id}>
              <span className="method">{one.method}</span>{' '}
              <span className="mono request-path">{shortPath(one.path)}</span>
            </SeeLink>
            <p className="muted small">
              {one.subjectName ? <span className="request-subject">{one.subjectName}</span> : null}
              {one.subjectName ? ' · ' : null}
              {what(one)}
            </p>
          </td>
          <td data-label="status">
            <span className={one.status >= 400 ? 'badge bad' : 'badge'}>{one.status}</span>
          </td>
          <td>
            <State look={outcomeLooks[one.outcome]} />
          </td>
          <td className="secondary">{one.client}</td>
          <td className="number secondary">{duration(one.ms)}</td>
          <td className="secondary">
            <RelativeTime at={one.at} />
          </td>
        </tr>
      ))}
    </Table>
  )
}
