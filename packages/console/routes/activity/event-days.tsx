import { ChevronDownIcon, ChevronRightIcon } from '@primer/octicons-react'
import type { Event } from '@rollcall/api'
import { useId } from 'react'
import { EventLine } from '../../ui/event-line.tsx'
import { exactTime } from '../../ui/time.tsx'
import type { ActivityChange } from './activity-filters.tsx'
import { dayOf, startOfDay } from './days.ts'
import { EventDetails } from './event-details.tsx'
import './event-days.css'

const dayTitle = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })

interface Unfolding {
  unfolded: string | undefined
  toggle: (seq: string) => unknown
  filter: (next: ActivityChange) => unknown
}

/** Events under the days on which they happened, as the viewer counts days. */
export function EventDays({ events, ...unfolding }: { events: readonly Event[] } & Unfolding) {
  const days = new Map<string, Event[]>()
  for (const event of events) {
    const day = dayOf(event.at)
    days.set(day, [...(days.get(day) ?? []), event])
  }
  return [...days].map(([day, inside]) => (
    <section key={day} className="event-day">
      <h2>{titleOf(day)}</h2>
      <ol>
        {inside.map((event) => (
          <Row key={event.seq} event={event} {...unfolding} />
        ))}
      </ol>
    </section>
  ))
}

function titleOf(day: string): string {
  const words = dayTitle.format(new Date(startOfDay(day))).replace(',', '')
  const now = Date.now()
  if (day === dayOf(new Date(now).toISOString())) return `Today, ${words}`
  return day === dayOf(new Date(now - 86_400_000).toISOString()) ? `Yesterday, ${words}` : words
}

function Row({ event, unfolded, toggle, filter }: { event: Event } & Unfolding) {
  const details = useId()
  const seq = String(event.seq)
  const open = unfolded === seq
  return (
    <li className={open ? 'event open' : 'event'}>
      <div className="event-row">
        <button
          type="button"
          className="event-toggle"
          data-row-link
          aria-expanded={open}
          aria-controls={details}
          onClick={() => toggle(seq)}
        >
          {open ? <ChevronDownIcon size={16} /> : <ChevronRightIcon size={16} />}
          <span className="hidden-visually">Details of event {seq}</span>
        </button>
        <time className="event-time" dateTime={event.at} title={exactTime(event.at)}>
          {clock.format(new Date(event.at))}
        </time>
        <span className="event-said">
          <EventLine event={event} />
        </span>
        <span className="event-actor">{event.actor.name}</span>
      </div>
      <div id={details}>{open ? <EventDetails event={event} filter={filter} /> : null}</div>
    </li>
  )
}
