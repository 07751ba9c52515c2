import { SortAscIcon, SortDescIcon } from '@primer/octicons-react'
import { listFindings } from '@rollcall/api'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect } from 'react'
import { read } from '../../api.ts'
import { Failed, Loading } from '../../ui/empty.tsx'
import { type PagePlace, Pager } from '../../ui/pager.tsx'
import type { Sort } from './findings-search.ts'
import { columnTitles, type FindingColumn, FindingsTable } from './findings-table.tsx'
import { useSelection } from './selection.tsx'

const pageSize = 50

interface Order {
  sort: Sort
  order: 'asc' | 'desc'
}

/** One page of findings. However many there are, no more than a page of them is on screen or asked for. */
export function FindingsList({
  q,
  columns,
  label,
  place,
  go,
  order,
  setOrder,
  nothing,
}: {
  q: string
  columns: readonly FindingColumn[]
  label: string
  place: PagePlace
  go: (place: PagePlace) => void
  order?: Order | undefined
  setOrder?: (order: Order) => void
  nothing?: ReactNode
}) {
  const input = (cursor: string | undefined) => ({
    query: { ...(q === '' ? {} : { q }), ...(order ?? {}), ...(cursor ? { cursor } : {}), limit: pageSize },
  })
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...read(listFindings, input(place.cursor)),
    placeholderData: keepPreviousData,
  })
  // The following page is there before it is asked for.
  const client = useQueryClient()
  const next = isPlaceholderData ? null : (data?.next ?? null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `input` follows from the ones that are named
  useEffect(() => {
    if (next !== null) void client.prefetchQuery(read(listFindings, input(next)))
  }, [client, next, q, order?.sort, order?.order])

  const selection = useSelection()
  const total = data?.total ?? 0
  const setOffer = selection?.setOffer
  useEffect(() => {
    setOffer?.(total === 0 ? null : { q, total })
    return () => setOffer?.(null)
  }, [setOffer, q, total])

  if (error && !data) return <Failed error={error} retry={refetch} what="The findings" />
  if (!data) return <Loading rows={8} label="Loading findings" />
  if (data.items.length === 0 && !place.cursor) return nothing
  return (
    <div aria-busy={isPlaceholderData} className={isPlaceholderData ? 'stale-list' : ''}>
      <FindingsTable
        findings={data.items}
        columns={columns}
        label={label}
        heads={order && setOrder ? sortHeads(order, setOrder) : {}}
      />
      <Pager
        list={`findings ${q} ${order?.sort} ${order?.order}`}
        place={place}
        size={pageSize}
        shown={data.items.length}
        total={data.total}
        next={data.next}
        go={go}
      />
    </div>
  )
}

const sortOf: Partial<Record<FindingColumn, Sort>> = {
  severity: 'severity',
  problem: 'check',
  subject: 'subject',
  opened: 'opened',
  seen: 'seen',
}

/** Which way a column is sorted when it is chosen: the newest first, everything else from its beginning. */
const firstOrder = (sort: Sort) => (sort === 'opened' || sort === 'seen' ? 'desc' : 'asc')

function sortHeads(
  { sort, order }: Order,
  setOrder: (order: Order) => void,
): Partial<Record<FindingColumn, { head: ReactNode; sorted?: 'ascending' | 'descending' }>> {
  return Object.fromEntries(
    Object.entries(sortOf).map(([column, by]) => {
      const on = by === sort
      const head = (
        <SortButton key={column} by={by} now={on ? order : undefined} setOrder={setOrder}>
          {columnTitles[column as FindingColumn]}
        </SortButton>
      )
      return [column, { head, ...(on ? { sorted: order === 'asc' ? 'ascending' : 'descending' } : {}) }]
    }),
  )
}

function SortButton({
  by,
  now,
  setOrder,
  children,
}: {
  by: Sort
  /** Set on the column that the list is sorted by. */
  now: Order['order'] | undefined
  setOrder: (order: Order) => void
  children: ReactNode
}) {
  const turned = now === undefined ? firstOrder(by) : now === 'asc' ? 'desc' : 'asc'
  return (
    <button
      type="button"
      className="sort"
      {...(now ? { 'data-on': true } : {})}
      onClick={() => setOrder({ sort: by, order: turned })}
    >
      {children}
      {now === 'asc' ? <SortAscIcon size={14} /> : now === 'desc' ? <SortDescIcon size={14} /> : null}
    </button>
  )
}

export const defaultOrder = (sort: Sort | undefined, order: 'asc' | 'desc' | undefined): Order => {
  const by = sort ?? 'severity'
  return { sort: by, order: order ?? firstOrder(by) }
}
