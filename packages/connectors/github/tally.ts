import type { Checkpoint, Gap, Source, StreamRecord } from '@rollcall/core'
import type { GithubClient } from './client.ts'
import { cursorPages, restPages } from './pages.ts'

/** Counts and earliest moments over a long list. Kept in the checkpoint, so that a list of any length can go on where it was left. */
export interface Tally {
  [key: string]: number | string
}

interface TallyPage<Data extends object> {
  records: StreamRecord<Data>[]
  checkpoint: Checkpoint | null
  gap?: Gap
}

interface Counted<Item, Data extends object> {
  template: string
  params: Record<string, unknown>
  /** How GitHub goes from page to page in this list. */
  by: 'cursor' | 'page'
  add: (tally: Tally, item: Item) => void
  /** What it comes to, after the last page. */
  finish: (tally: Tally, source: Source) => StreamRecord<Data>
}

/** Reads a list only to count it: pages without records, and after the last the one record with all of it. */
export async function* tallyList<Item, Data extends object>(
  client: GithubClient,
  { template, params, by, add, finish }: Counted<Item, Data>,
  checkpoint: Checkpoint | null,
): AsyncGenerator<TallyPage<Data>> {
  const known = typeof checkpoint === 'object' && checkpoint !== null ? checkpoint : {}
  const tally: Tally = { ...(known.tally as Tally | undefined) }
  const at = known.at
  const pages =
    by === 'cursor'
      ? cursorPages<Item>(client, template, params, typeof at === 'string' ? at : null)
      : restPages<Item>(client, template, params, typeof at === 'number' ? at : null)
  for await (const page of pages) {
    for (const item of page.items) add(tally, item)
    const last = page.checkpoint === null
    yield {
      records: last ? [finish(tally, page.source)] : [],
      checkpoint: last ? null : { at: page.checkpoint, tally: { ...tally } },
      ...(page.gap ? { gap: page.gap } : {}),
    }
  }
}

export const countUp = (tally: Tally, key: string): void => {
  tally[key] = Number(tally[key] ?? 0) + 1
}

export const keepEarliest = (tally: Tally, key: string, moment: string): void => {
  const known = tally[key]
  if (known === undefined || moment < String(known)) tally[key] = moment
}

export const counted = (tally: Tally, key: string): number => Number(tally[key] ?? 0)
export const earliest = (tally: Tally, key: string): string => String(tally[key] ?? '')
