import { BroadcastIcon } from '@primer/octicons-react'
import { type EnterpriseDetail, listScimRequests, type ScimRequest } from '@rollcall/api'
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
import { plural } from '../../ui/words.ts'
import { ConnectLink } from './connect-link.tsx'
import { outcomes } from './directory-search.ts'
import { RequestDrawer } from './request-drawer.tsx'
import { SeeLink } from './see-link.tsx'
import { outcomeLooks } from './states.ts'
import { useList } from './use-list.ts'

/** What came in by SCIM, as it comes in. */
export function RequestsTab({ enterprise: { slug } }: { enterprise: EnterpriseDetail }) {
  const { search, asked, filter, ...paging } = useList()
  const { q, outcome } = search
  const requests = useQuery({
    ...read(listScimRequests, { params: { enterprise: slug }, query: { ...asked, ...(outcome ? { outcome } : {}) } }),
    placeholderData: keepPreviousData,
  })
  return (
    <>
      <FilterBar
        what="requests"
        placeholder="Part of the path, or the id of a person or group"
        value={q}
        change={(next) => filter({ q: next })}
      >
        <FilterChoice
          label="Outcome"
          value={outcome}
          choices={outcomes.map((value) => [value, outcomeLooks[value].word])}
          change={(next) => filter({ outcome: next })}
        />
        <Following total={requests.data?.total} first={!paging.place.cursor} />
      </FilterBar>
      <Card flush>
        <Listed
          what="requests"
          asked={requests}
          rows={8}
          paging={{ ...paging, list: `requests ${slug} ${q} ${outcome}` }}
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
          {(items) => <RequestsTable requests={items} />}
        </Listed>
      </Card>
      <RequestDrawer enterprise={slug} />
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

const duration = (ms: number) => (ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms).toLocaleString('en')} ms`)

function RequestsTable({ requests }: { requests: readonly ScimRequest[] }) {
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
            <p className="muted small">{one.why}</p>
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
