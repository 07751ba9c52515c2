import {
  AppError,
  type Checkpoint,
  type ConnectorContext,
  type Gap,
  type ScopeReport,
  type Source,
  type StreamSize,
} from '@rollcall/core'
import { createClient, type PagerdutyClient, type Query } from './client.ts'
import type { PagerdutyScope } from './scopes.ts'

export interface ListPage<Item> {
  items: Item[]
  source: Source
  checkpoint: Checkpoint | null
  gap?: Gap
  expected?: number
}

/** One list and where it is found. */
export interface List {
  template: string
  /** The field of the answer that holds the list. */
  field: string
  by: 'offset' | 'cursor' | 'whole'
  scope?: PagerdutyScope
  query?: Query
  id?: string
}

const size = 100
/** PagerDuty answers no page that goes beyond: `offset + limit` ≤ 10,000. */
const reach = 10_000

interface Envelope {
  more?: boolean
  total?: number | null
  next_cursor?: string | null
}

/** Pages of a list, a hundred at a time, from the checkpoint on. */
export async function* listPages<Item>(
  client: PagerdutyClient,
  list: List,
  from: Checkpoint | null,
): AsyncGenerator<ListPage<Item>> {
  for (let at: Checkpoint | null = from ?? (list.by === 'offset' ? 0 : ''); at !== null; ) {
    const { items, source, envelope } = await getPage<Item>(client, list, at)
    const next = nextOf(list, envelope, at, items.length)
    const cut = next !== null && Number(next) + size > reach && list.by === 'offset'
    at = cut ? null : next
    yield {
      items,
      source,
      checkpoint: at,
      ...(cut ? { gap: beyondReach(list) } : {}),
      ...(typeof envelope.total === 'number' ? { expected: envelope.total } : {}),
    }
  }
}

async function getPage<Item>(client: PagerdutyClient, list: List, at: Checkpoint) {
  const { template, field, by, scope, query = {}, id } = list
  const place: Query =
    by === 'whole'
      ? {}
      : by === 'offset'
        ? { limit: size, offset: Number(at) }
        : at === ''
          ? { limit: size }
          : { limit: size, cursor: String(at) }
  const { data, source } = await client.get<Envelope & Record<string, unknown>>(template, {
    query: { ...query, ...place },
    ...(scope === undefined ? {} : { scope }),
    ...(id === undefined ? {} : { id }),
  })
  const items = data[field]
  if (!Array.isArray(items))
    throw new AppError('upstream.malformed', {
      system: 'PagerDuty',
      endpoint: template,
      problem: `${field} is not a list`,
    })
  return { items: items as Item[], source, envelope: data }
}

function nextOf(
  { by }: List,
  { more, next_cursor: cursor }: Envelope,
  at: Checkpoint,
  found: number,
): Checkpoint | null {
  if (by === 'whole') return null
  if (by === 'cursor') return typeof cursor === 'string' && cursor !== '' ? cursor : null
  // A page that is empty is the last, whatever it says.
  return more === true && found > 0 ? Number(at) + found : null
}

const beyondReach = ({ template }: List): Gap => ({
  reason: 'truncated',
  detail: `PagerDuty answers the first 10,000 of ${template} and none beyond.`,
  fix: 'There is no way around it by API. Delete what is no longer used, so that the rest can be seen.',
})

/** Everything of a list. */
export async function wholeList<Item>(
  client: PagerdutyClient,
  list: List,
): Promise<{ items: Item[]; source: Source | null; gap?: Gap }> {
  const items: Item[] = []
  let source: Source | null = null
  let gap: Gap | undefined
  for await (const page of listPages<Item>(client, list, null)) {
    items.push(...page.items)
    source ??= page.source
    gap ??= page.gap
  }
  return { items, source, ...(gap ? { gap } : {}) }
}

/** The least that tells whether a list can be read. */
export async function probeList(client: PagerdutyClient, { template, by, scope, query = {}, id }: List): Promise<void> {
  await client.get(template, {
    query: by === 'whole' ? query : { ...query, limit: 1 },
    ...(scope === undefined ? {} : { scope }),
    ...(id === undefined ? {} : { id }),
  })
}

/** How long a list is, as PagerDuty counts it. */
export const sizeOf =
  ({ template, scope }: List) =>
  async (context: ConnectorContext): Promise<StreamSize> => {
    const { data, limit } = await createClient(context).get<Envelope>(template, {
      query: { limit: 1, total: 'true' },
      ...(scope === undefined ? {} : { scope }),
    })
    return { records: data.total ?? 0, pool: 'rest', limit }
  }

const seesAll = new Set(['account', 'owner', 'admin'])

/** Lists leave out, without a word, what the role of a key's owner may not see: private teams and what is theirs. */
export function roleGap({ role }: ScopeReport): Gap | null {
  if (seesAll.has(role)) return null
  return {
    reason: 'permission',
    detail: `The key belongs to a user with the role ${role}; PagerDuty leaves out of its lists what that role may not see.`,
    fix: 'Use a read-only API key of the account (Integrations › API Access Keys), or a key of an admin.',
  }
}
