import { SegmentedControl } from '@mantine/core'
import { CheckCircleIcon } from '@primer/octicons-react'
import { type Connection, type Event, listEvents, type Overview } from '@rollcall/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { read } from '../../api.ts'
import { useMay, useSession } from '../../session.ts'
import { Failed, Loading } from '../../ui/empty.tsx'
import { EventLine } from '../../ui/event-line.tsx'
import { Card } from '../../ui/page.tsx'
import { SeverityMark, severities, severityTitles } from '../../ui/severity.tsx'
import { UnseenIcon } from '../../ui/state.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { number } from '../../ui/words.ts'
import { dayOf } from '../activity/days.ts'
import { FindingLink } from '../findings/finding-link.tsx'
import { type Period, periods } from './overview-search.ts'
import { periodTitles } from './since.ts'
import { Trend } from './trend.tsx'
import './changes-card.css'

const route = getRouteApi('/signed-in/')
const mostRows = 6

/** What opened and what was resolved since some time, in numbers and by name. */
export function ChangesCard({
  overview: { changes, trend },
  connections,
  period,
  from,
  waiting,
}: {
  overview: Overview
  connections: readonly Connection[]
  period: Period
  from: string
  waiting: boolean
}) {
  const { person } = useSession()
  const navigate = route.useNavigate()
  const offered = periods.filter((one) => one !== 'visit' || person?.previousVisitAt)
  return (
    <Card
      title="What changed"
      className="changes-card"
      lead={
        period === 'visit' ? (
          <>
            Since your last visit, <RelativeTime at={from} />
          </>
        ) : (
          `In the last ${periodTitles[period]}`
        )
      }
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Changes since"
          value={period}
          onChange={(value) =>
            void navigate({
              search: (before) => ({ ...before, since: value as Period }),
              replace: true,
              resetScroll: false,
            })
          }
          data={offered.map((value) => ({ value, label: periodTitles[value] }))}
        />
      }
    >
      <div className={waiting ? 'changes stale-list' : 'changes'} aria-busy={waiting}>
        <dl className="changes-counts" aria-live="polite">
          <Count name="Opened" value={changes.opened} />
          <Count name="Reopened" value={changes.reopened} />
          <Count name="Resolved" value={changes.resolved} />
        </dl>
        <Trend days={trend} connections={connections} />
      </div>
      <Latest from={from} />
    </Card>
  )
}

function Count({ name, value }: { name: string; value: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={value === 0 ? 'muted' : ''}>{number(value)}</dd>
    </div>
  )
}

function Latest({ from }: { from: string }) {
  const may = useMay('events:read')
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...read(listEvents, { query: { type: 'finding', from, limit: mostRows } }),
    enabled: may,
    placeholderData: keepPreviousData,
  })
  if (!may) return null
  if (error && !data) return <Failed error={error} retry={refetch} what="The latest changes" />
  if (!data) return <Loading rows={mostRows} height={18} label="Loading the latest changes" />
  if (data.items.length === 0) return <p className="changes-none">Nothing opened, nothing was resolved in this time.</p>
  return (
    <>
      <ul className={isPlaceholderData ? 'changes-list stale-list' : 'changes-list'}>
        {data.items.map((event) => (
          <Change key={event.seq} event={event} />
        ))}
      </ul>
      {data.total > data.items.length ? (
        <p className="changes-more">
          <Link to="/activity" search={{ type: 'finding', from: dayOf(from) }}>
            All {number(data.total)} changes in the activity
          </Link>
        </p>
      ) : null}
    </>
  )
}

function Change({ event }: { event: Event }) {
  return (
    <li className="change">
      <span className="change-mark">
        <Mark event={event} />
      </span>
      <span className="change-text">
        {event.subject ? (
          <FindingLink id={event.subject.id} className="change-link">
            {event.subject.name}
          </FindingLink>
        ) : null}{' '}
        <span className="secondary">
          <EventLine event={event} about="self" />
        </span>
      </span>
      <span className="muted small">
        <RelativeTime at={event.at} short />
      </span>
    </li>
  )
}

function Mark({ event: { type, data } }: { event: Event }) {
  const severity = severities.find((one) => one === data.severity)
  if (type === 'finding.resolved') return <CheckCircleIcon size={15} className="change-resolved" />
  if (data.result === 'unknown' || !severity) return <UnseenIcon size={15} />
  return (
    <>
      <SeverityMark severity={severity} />
      <span className="hidden-visually">{severityTitles[severity]}: </span>
    </>
  )
}
