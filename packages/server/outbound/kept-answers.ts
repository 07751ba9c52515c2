import type { ConnectorContext, EtagOf } from '@rollcall/core'
import type { Budget } from './budget.ts'

export interface KeptAnswer {
  etag: string
  link: string | null
  body: string
  /** The tag was seen to be the one that {@link Keeping.etagOf} gives this body, and the body is as it came. */
  derived: boolean
}

export interface AnswerStore {
  find: (url: string) => Promise<KeptAnswer | null>
  save: (url: string, answer: KeptAnswer) => Promise<void>
}

type Fetch = ConnectorContext['fetch']

interface Keeping {
  /** Fields to leave out of an answer that is kept; null for one that is not. */
  keeps: (url: URL) => readonly string[] | null
  /** What the system's tag would be, where it can be worked out. */
  etagOf?: EtagOf | null
  store: AnswerStore
  budget: Budget
}

/** Characters of a body, and of an address; what is longer is read anew each time. */
const longestBody = 1_000_000
const longestUrl = 1000

/**
 * Asks with `If-None-Match` (RFC 9110 §13.1.2) where an earlier answer was kept. `304 Not Modified` becomes that answer, with the
 * headers of the new one: the system has just said that it holds, so it counts as read now. A tag that is worked out is a hash of
 * the kept body: where the system makes its own otherwise, the two differ, and the answer comes whole.
 */
export function withKeptAnswers(fetch: Fetch, { keeps, etagOf = null, store, budget }: Keeping): Fetch {
  return async (url, init = {}) => {
    const without = /^GET$/i.test(init.method ?? 'GET') && url.length <= longestUrl ? keeps(new URL(url)) : null
    if (!without) return fetch(url, init)
    const kept = await store.find(url)
    const headers = new Headers(init.headers)
    if (kept) headers.set('if-none-match', kept.derived && etagOf ? await etagOf(headers, kept.body) : kept.etag)
    const response = await fetch(url, { ...init, headers })
    if (kept) budget.countAsked(response.status === 304)
    if (kept && response.status === 304) return revive(kept, response)
    return keep(
      { store, url, without, follows: async (etag, body) => etag === (await etagOf?.(headers, body)) },
      response,
    )
  }
}

function revive(kept: KeptAnswer, fresh: Response): Response {
  const headers = new Headers(fresh.headers)
  headers.set('content-type', 'application/json; charset=utf-8')
  if (kept.link !== null && !headers.has('link')) headers.set('link', kept.link)
  return new Response(kept.body, { status: 200, headers })
}

interface Asked {
  store: AnswerStore
  url: string
  without: readonly string[]
  /** Whether the tag is the one that is worked out for the body. */
  follows: (etag: string, body: string) => Promise<boolean>
}

async function keep({ store, url, without, follows }: Asked, response: Response): Promise<Response> {
  const etag = response.headers.get('etag')
  // Single sign-on leaves things out of a list and says so in a header that an unchanged answer may lack.
  if (response.status !== 200 || etag === null || response.headers.has('x-github-sso')) return response
  const text = await response.text()
  const again = new Response(text, { status: 200, headers: response.headers })
  if (text.length > longestBody) return again
  const { data, whole } = parse(text, without)
  const link = response.headers.get('link')
  if (data === undefined || mayGrow(data, link, new URL(url))) return again
  // A tag that says "weak" (RFC 9110 §8.8.3) is the same one: `If-None-Match` makes no difference between them.
  const derived = whole && (await follows(etag.replace(/^W\//, ''), text))
  await store.save(url, { etag, link, body: whole ? text : JSON.stringify(data), derived })
  return again
}

/** Undefined data where it is not JSON; not whole where something was left out. */
function parse(text: string, without: readonly string[]): { data: unknown; whole: boolean } {
  let whole = true
  try {
    const data: unknown = JSON.parse(text, (key, value) => {
      if (!without.includes(key)) return value
      whole &&= value === null || value === ''
      return undefined
    })
    return { data, whole }
  } catch {
    return { data: undefined, whole: false }
  }
}

/**
 * A last page that is full stays the same when a page is added behind it, and only its `Link` would tell. It is never kept, so
 * that no list is taken for whole that has grown.
 */
function mayGrow(data: unknown, link: string | null, url: URL): boolean {
  if (/\brel="next"/.test(link ?? '')) return false
  const size = Number(url.searchParams.get('per_page') ?? 30)
  const lists = Array.isArray(data) ? [data] : Object.values(data ?? {}).filter((value) => Array.isArray(value))
  return lists.some((list) => list.length >= size)
}
