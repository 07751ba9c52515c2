import { Button, NativeSelect } from '@mantine/core'
import { BroadcastIcon, SearchIcon } from '@primer/octicons-react'
import { type EnterpriseDetail, listScimRequests, type ScimRequest } from '@rollcall/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { read } from '../../api.ts'
import { useLive } from '../../live.ts'
import { Empty, Failed, Loading } from '../../ui/empty.tsx'
import { FilterField } from '../../ui/filter-field.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Card } from '../../ui/page.tsx'
import { Pager } from '../../ui/pager.tsx'
import { State } from '../../ui/state.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { plural } from '../../ui/words.ts'
import { outcomes } from './directory-search.ts'
import { RequestDrawer } from './request-drawer.tsx'
import { SeeLink } from './see-link.tsx'
import { outcomeLooks } from './states.ts'
import { pageSize, useList } from './use-list.ts'
import '../../ui/filter-bar.css'
import '../../ui/table.css'

/** What came in by SCIM, as it comes in. */
export function RequestsTab({ enterprise }: { enterprise: EnterpriseDetail }) {
  const { search, place, filter, go } = useList()
  const { q, outcome } = search
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...read(listScimRequests, {
      params: { enterprise: enterprise.slug },
      query: {
        ...(q ? { q } : {}),
        ...(outcome ? { outcome } : {}),
        ...(place.cursor ? { cursor: place.cursor } : {}),
        limit: pageSize,
      },
    }),
    placeholderData: keepPreviousData,
  })
  return (
    <>
      <search className="filter-bar" aria-label="Filter requests">
        <FilterField
          main
          className="filter-grow"
          label="Search requests"
          placeholder="Part of the path, or the id of a person or group"
          value={q ?? ''}
          change={(next) => filter({ q: next || undefined })}
        />
        <NativeSelect
          aria-label="Outcome"
          value={outcome ?? ''}
          onChange={({ currentTarget: { value } }) => filter({ outcome: outcomes.find((one) => one === value) })}
          data={[
            { value: '', label: 'Any outcome' },
            ...outcomes.map((value) => ({ value, label: outcomeLooks[value].word })),
          ]}
        />
        <Following total={data?.total} first={!place.cursor} />
      </search>
      <Card flush>
        {error && !data ? (
          <Failed error={error} retry={refetch} what="The requests" />
        ) : !data ? (
          <Loading rows={8} label="Loading requests" />
        ) : data.items.length === 0 && !place.cursor ? (
          <NoRequest
            enterprise={enterprise.slug}
            filtered={Boolean(q || outcome)}
            clear={() => filter({ q: undefined, outcome: undefined })}
          />
        ) : (
          <div aria-busy={isPlaceholderData} className={isPlaceholderData ? 'stale-list' : ''}>
            <RequestsTable requests={data.items} />
            <Pager
              list={`requests ${enterprise.slug} ${q} ${outcome}`}
              place={place}
              size={pageSize}
              shown={data.items.length}
              total={data.total}
              next={data.next}
              go={go}
            />
          </div>
        )}
      </Card>
      <RequestDrawer enterprise={enterprise.slug} />
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

/** The part of the path that tells requests apart: what stands after the enterprise's address. */
const shortPath = (path: string): string =>
  path.replace(/^(?:\/ghes\/[^/]+)?\/(?:api\/v3\/)?scim\/v2(?:\/(?:enterprises|standard)\/[^/?]+)?/, '') || '/'

const duration = (ms: number) => (ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms).toLocaleString('en')} ms`)

function RequestsTable({ requests }: { requests: readonly ScimRequest[] }) {
  return (
    <div className="table-frame">
      <table className="table folds requests-table">
        <caption className="hidden-visually">SCIM requests, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Request</th>
            <th scope="col">Status</th>
            <th scope="col">Outcome</th>
            <th scope="col">Client</th>
            <th scope="col" className="number">
              Took
            </th>
            <th scope="col">When</th>
          </tr>
        </thead>
        <tbody>
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
        </tbody>
      </table>
    </div>
  )
}

function NoRequest({ enterprise, filtered, clear }: { enterprise: string; filtered: boolean; clear: () => void }) {
  if (filtered)
    return (
      <Empty
        icon={SearchIcon}
        title="No request matches"
        actions={
          <Button variant="default" onClick={clear}>
            Clear the filters
          </Button>
        }
      />
    )
  return (
    <Empty
      icon={BroadcastIcon}
      title="No request came in yet"
      actions={
        <LinkButton to="/directory/$enterprise/connect" params={{ enterprise }}>
          Connect an identity provider
        </LinkButton>
      }
    >
      <p>Each request shows here within a second of its answer: what it changed, or why it was refused.</p>
    </Empty>
  )
}
