import { type Answer, ok, refuseInput } from './answer.ts'

const usualSize = 25
const largestSize = 100
/** `offset + limit` may not go beyond; what lies there is out of reach. */
const reach = 10_000

const readNumber = (query: URLSearchParams, name: string, fallback: number) => {
  const value = Number(query.get(name) ?? fallback)
  return Number.isInteger(value) && value >= 0 ? value : Number.NaN
}

/** A page by offset and limit, as most lists have it. */
export function cutPage<Item>(
  items: readonly Item[],
  query: URLSearchParams,
  name: string,
  render: (item: Item) => unknown,
): Answer {
  const limit = Math.min(readNumber(query, 'limit', usualSize), largestSize)
  const offset = readNumber(query, 'offset', 0)
  if (Number.isNaN(limit) || Number.isNaN(offset)) return refuseInput('Limit and offset must be whole numbers')
  if (offset + limit > reach) return refuseInput('Offset + Limit must not exceed 10000')
  const total = query.get('total') === 'true' ? items.length : null
  return ok({
    [name]: items.slice(offset, offset + limit).map(render),
    limit,
    offset,
    more: offset + limit < items.length,
    total,
  })
}

/** A page by a cursor, to be handed back as it is. `more` for the one list that tells it. */
export function cutCursorPage<Item>(
  items: readonly Item[],
  query: URLSearchParams,
  name: string,
  render: (item: Item) => unknown,
  more = false,
): Answer {
  const limit = Math.min(readNumber(query, 'limit', usualSize) || usualSize, largestSize)
  const cursor = query.get('cursor')
  const start = cursor === null ? 0 : Number(Buffer.from(cursor, 'base64url').toString('utf8').replace('from:', ''))
  if (!Number.isInteger(start)) return refuseInput('Cursor is invalid')
  const end = start + limit
  const next = end < items.length ? Buffer.from(`from:${end}`).toString('base64url') : null
  return ok({
    [name]: items.slice(start, end).map(render),
    limit,
    next_cursor: next,
    ...(more ? { more: next !== null } : {}),
  })
}
