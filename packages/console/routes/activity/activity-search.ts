import { countParam, type RawSearch, textParam } from '../../search-params.ts'

export interface ActivitySearch {
  /** A type of event, or the beginning of one. */
  type?: string
  actor?: string
  subject?: string
  /** Days in the viewer's zone, both included: `2026-11-01`. */
  from?: string
  to?: string
  cursor?: string
  page?: number
  /** Number of the event that lies unfolded. */
  unfold?: string
}

export function validateActivitySearch(search: RawSearch): ActivitySearch {
  return {
    ...textParam(search, 'type', 100),
    ...textParam(search, 'actor', 100),
    ...textParam(search, 'subject', 100),
    ...dayParam(search, 'from'),
    ...dayParam(search, 'to'),
    ...textParam(search, 'cursor', 200),
    ...countParam(search, 'page'),
    ...textParam(search, 'unfold', 12),
  }
}

function dayParam<Name extends string>(search: RawSearch, name: Name): { [K in Name]?: string } {
  const value = search[name]
  const day = typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))
  return day ? textParam(search, name) : {}
}
