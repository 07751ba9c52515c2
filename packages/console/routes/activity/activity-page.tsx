import { Button } from '@mantine/core'
import { DownloadIcon, SearchIcon } from '@primer/octicons-react'
import { exportEvents, listEvents, routeUrl, verifyEvents } from '@rollcall/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { call, read } from '../../api.ts'
import { Empty, NothingMatches } from '../../ui/empty.tsx'
import { Listed } from '../../ui/listed.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { useVerification } from '../../ui/verification.tsx'
import { number, plural } from '../../ui/words.ts'
import { type ActivityChange, ActivityFilters } from './activity-filters.tsx'
import type { ActivitySearch } from './activity-search.ts'
import { startOfDay } from './days.ts'
import { EventDays } from './event-days.tsx'
import './activity-page.css'

const route = getRouteApi('/signed-in/activity')
const pageSize = 50

/** The append-only log, newest first. */
export function ActivityPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const verification = useVerification({
    verify: () => call(verifyEvents),
    keep: () => 'To compare with a later time, keep the hash of the newest event:',
    broken: ({ brokenAt }) => [
      `at event ${number(brokenAt ?? 1)}`,
      'That event, or one before it, was changed or removed in the database. Compare with an export or a backup from before.',
    ],
  })
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
  const events = useQuery({
    ...read(listEvents, { query: { ...filters, ...range, ...(cursor ? { cursor } : {}), limit: pageSize } }),
    placeholderData: keepPreviousData,
  })
  const toggle = (seq: string) =>
    navigate({
      search: ({ unfold: before, ...rest }) => (before === seq ? rest : { ...rest, unfold: seq }),
      replace: true,
      resetScroll: false,
    })
  return (
    <Listed
      what="events"
      asked={events}
      rows={12}
      empty={<Nothing filtered={Boolean(type || actor || subject || from || to)} clear={clear} />}
      paging={{
        list: `events ${type} ${actor} ${subject} ${from} ${to}`,
        place: { ...(cursor ? { cursor } : {}), ...(page ? { page } : {}) },
        size: pageSize,
        go: (place) =>
          navigate({ search: ({ cursor: _, page: __, unfold: ___, ...before }) => ({ ...before, ...place }) }),
      }}
    >
      {(items, total) => (
        <>
          <EventDays events={items} unfolded={unfold} toggle={toggle} filter={filter} />
          {total > items.length ? null : (
            <p className="activity-total" aria-live="polite">
              {plural(total, 'event')}
            </p>
          )}
        </>
      )}
    </Listed>
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
    <NothingMatches title="No event matches" clear={clear}>
      <p>Days count in your own time zone, {zone}.</p>
    </NothingMatches>
  )
}
