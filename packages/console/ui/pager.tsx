import { Button } from '@mantine/core'
import { ChevronLeftIcon, ChevronRightIcon } from '@primer/octicons-react'
import './pager.css'

/** Where a page begins: its cursor, and its number for reading. Neither is there on the first. */
export interface PagePlace {
  cursor?: string
  page?: number
}

/**
 * Cursors only lead forward. Those that led here are remembered for as long as the console is open; whoever came by a
 * link to a later page can go to the first one.
 */
const trails = new Map<string, string | undefined>()
const trailKey = (list: string, page: number) => `${list} ${page}`

export function Pager({
  list,
  place,
  size,
  shown,
  total,
  next,
  go,
}: {
  /** What is paged: names the list with its filters. */
  list: string
  place: PagePlace
  size: number
  shown: number
  total: number
  next: string | null
  go: (place: PagePlace) => void
}) {
  const page = place.page ?? 1
  if (total <= shown && page === 1) return null
  trails.set(trailKey(list, page), place.cursor)
  const first = (page - 1) * size + 1
  const before = trailKey(list, page - 1)
  const known = page === 2 || trails.has(before)
  const back = () => {
    const cursor = page === 2 ? undefined : trails.get(before)
    go(known && page > 2 && cursor !== undefined ? { cursor, page: page - 1 } : {})
  }
  return (
    <nav className="pager" aria-label="Pages of the list">
      <span className="muted small" aria-live="polite">
        {shown === 0 ? 'Nothing on this page' : `${number(first)} to ${number(first + shown - 1)}`} of {number(total)}
      </span>
      <span className="row">
        <Button
          size="xs"
          variant="default"
          disabled={page === 1}
          leftSection={<ChevronLeftIcon size={14} />}
          onClick={back}
        >
          {known || page === 1 ? 'Previous' : 'First page'}
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={next === null}
          rightSection={<ChevronRightIcon size={14} />}
          onClick={() => next !== null && go({ cursor: next, page: page + 1 })}
        >
          Next
        </Button>
      </span>
    </nav>
  )
}

const number = (value: number) => value.toLocaleString('en')
