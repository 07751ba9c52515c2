import { Button } from '@mantine/core'
import { DownloadIcon, SearchIcon } from '@primer/octicons-react'
import { exportEvents, listEvents, routeUrl } from '@rollcall/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { read } from '../../api.ts'
import { Empty, Failed, Loading } from '../../ui/empty.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { Pager } from '../../ui/pager.tsx'
import { plural } from '../../ui/words.ts'
import { type ActivityChange, ActivityFilters } from './activity-filters.tsx'
import type { ActivitySearch } from './activity-search.ts'
import { startOfDay } from './days.ts'
import { EventDays } from './event-days.tsx'
import { useVerification } from './verification.tsx'
import './activity-page.css'

const route = getRouteApi('/signed-in/activity')
const pageSize = 50

/** The append-only log, newest first. */
export function ActivityPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const verification = useVerification()
  /** A changed filter begins at the first page, with nothing unfolded. */
  const filter = (next: ActivityChange) =>
    navigate({
      search: ({ cursor: _, page: __, unfold: ___, ...before }) => ({ ...before, ...next }) as ActivitySearch,
      replace: true,
      resetScroll: false,
    })
  const clear = () => filter({ type: undefined, actor: undefined, subject: undefined, from: undefined, to: undefined })

  return (
    <Page
      title="Activity"
      lead={`Everything that happened, appended and never changed. Times are in ${zone}.`}
      actions={
        <>
          {verification.button}
          <Button
            component="a"
            variant="default"
            href={routeUrl(exportEvents)}
            download
            leftSection={<DownloadIcon size={14} />}
          >
            Export all
          </Button>
        </>
      }
    >
      {verification.result}
      <ActivityFilters search={search} filter={filter} clear={clear} />
      <Card flush>
        <List search={search} filter={filter} clear={clear} />
      </Card>
    </Page>
  )
}

function List({
  search,
  filter,
  clear,
}: {
  search: ActivitySearch
  filter: (next: ActivityChange) => unknown
  clear: () => void
}) {
  const navigate = route.useNavigate()
  const { type, actor, subject, from, to, cursor, page, unfold } = search
  const filters = { ...(type ? { type } : {}), ...(actor ? { actor } : {}), ...(subject ? { subject } : {}) }
  const range = { ...(from ? { from: startOfDay(from) } : {}), ...(to ? { to: startOfDay(to, 1) } : {}) }
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...read(listEvents, { query: { ...filters, ...range, ...(cursor ? { cursor } : {}), limit: pageSize } }),
    placeholderData: keepPreviousData,
  })
  const toggle = (seq: string) =>
    navigate({
      search: ({ unfold: before, ...rest }) => (before === seq ? rest : { ...rest, unfold: seq }),
      replace: true,
      resetScroll: false,
    })
  if (error && !data) return <Failed error={error} retry={refetch} what="The activity" />
  if (!data) return <Loading rows={12} label="Loading the activity" />
  if (data.items.length === 0 && !cursor)
    return <Nothing filtered={Boolean(type || actor || subject || from || to)} clear={clear} />
  return (
    <div aria-busy={isPlaceholderData} className={isPlaceholderData ? 'stale-list' : ''}>
      <EventDays events={data.items} unfolded={unfold} toggle={toggle} filter={filter} />
      {data.total > data.items.length ? null : (
        <p className="activity-total" aria-live="polite">
          {plural(data.total, 'event')}
        </p>
      )}
      <Pager
        list={`events ${type} ${actor} ${subject} ${from} ${to}`}
        place={{ ...(cursor ? { cursor } : {}), ...(page ? { page } : {}) }}
        size={pageSize}
        shown={data.items.length}
        total={data.total}
        next={data.next}
        go={(place) =>
          navigate({ search: ({ cursor: _, page: __, unfold: ___, ...before }) => ({ ...before, ...place }) })
        }
      />
    </div>
  )
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone

function Nothing({ filtered, clear }: { filtered: boolean; clear: () => void }) {
  if (!filtered)
    return (
      <Empty icon={SearchIcon} title="Nothing has happened yet">
        <p>Sign-ins, scans, findings and every change of settings are kept here.</p>
      </Empty>
    )
  return (
    <Empty
      icon={SearchIcon}
      title="No event matches"
      actions={
        <Button variant="default" onClick={clear}>
          Clear the filters
        </Button>
      }
    >
      <p>Days count in your own time zone, {zone}.</p>
    </Empty>
  )
}
