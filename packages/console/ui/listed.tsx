import type { ReactNode } from 'react'
import { Failed, Loading } from './empty.tsx'
import { type PagePlace, Pager } from './pager.tsx'

/** What is asked for: a list, as the query of it stands. */
interface Asked<Item> {
  data: { items: readonly Item[]; total: number; next: string | null } | undefined
  error: unknown
  refetch: () => unknown
  isPlaceholderData: boolean
}

/** The rows of a list with its pages, or why there are none: it loads, it failed, it is empty. */
export function Listed<Item>({
  what,
  asked: { data, error, refetch, isPlaceholderData },
  rows = 6,
  height,
  empty,
  paging,
  children,
}: {
  /** In the plural, as in "The groups could not be loaded". */
  what: string
  asked: Asked<Item>
  /** How many grey lines stand for them, and how high each is. */
  rows?: number
  height?: number
  empty: ReactNode
  /** Where it has pages: `list` names it with its filters. */
  paging?: { list: string; place: PagePlace; size: number; go: (place: PagePlace) => void }
  children: (items: readonly Item[], total: number) => ReactNode
}) {
  if (error && !data) return <Failed error={error} retry={refetch} what={`The ${what}`} />
  if (!data) return <Loading rows={rows} label={`Loading ${what}`} {...(height ? { height } : {})} />
  if (data.items.length === 0 && !paging?.place.cursor) return empty
  return (
    <div aria-busy={isPlaceholderData} className={isPlaceholderData ? 'stale-list' : ''}>
      {children(data.items, data.total)}
      {paging ? <Pager {...paging} shown={data.items.length} total={data.total} next={data.next} /> : null}
    </div>
  )
}
