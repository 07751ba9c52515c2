import type { OrganizationRequest, RestRequest } from './request.ts'

export interface Page<Item> {
  items: Item[]
  headers: Record<string, string>
}

function readNumber(query: URLSearchParams, name: string, fallback: number): number {
  const value = Number(query.get(name) ?? fallback)
  return Number.isInteger(value) && value > 0 ? value : fallback
}

/**
 * One page of a list. The links name the organization by its number, as GitHub's do: a client that builds the next
 * address itself, instead of following, notices nothing; one that takes the organization's name out of it would.
 */
export function cutPage<Item>(
  items: readonly Item[],
  request: OrganizationRequest | RestRequest,
  list: string,
  base = 'org' in request ? `organizations/${request.org.id}` : '',
): Page<Item> {
  const perPage = Math.min(readNumber(request.query, 'per_page', 30), 100)
  const page = readNumber(request.query, 'page', 1)
  const last = Math.max(1, Math.ceil(items.length / perPage))
  const address = (target: number) => {
    const query = new URLSearchParams(request.query)
    query.set('page', String(target))
    return `${request.addresses.api}/${base}/${list}?${query}`
  }
  const links: [rel: string, target: number][] = []
  if (page > 1) links.push(['prev', Math.min(page - 1, last)])
  if (page < last) links.push(['next', page + 1], ['last', last])
  if (page > 1) links.push(['first', 1])
  const link = links.map(([rel, target]) => `<${address(target)}>; rel="${rel}"`).join(', ')
  return {
    items: items.slice((page - 1) * perPage, page * perPage),
    headers: link === '' ? {} : { Link: link },
  }
}

/** A page of a list that knows no page numbers: the link holds a cursor, to be handed back as it is. */
export function cutCursorPage<Item>(items: readonly Item[], request: OrganizationRequest, list: string): Page<Item> {
  const perPage = Math.min(readNumber(request.query, 'per_page', 30), 100)
  const after = request.query.get('after')
  const start = after === null ? 0 : Number(Buffer.from(after, 'base64url').toString('utf8').replace('at:', ''))
  const end = start + perPage
  const query = new URLSearchParams(request.query)
  query.set('after', Buffer.from(`at:${end}`).toString('base64url'))
  const link = `<${request.addresses.api}/organizations/${request.org.id}/${list}?${query}>; rel="next"`
  return { items: items.slice(start, end), headers: end < items.length ? { Link: link } : {} }
}
