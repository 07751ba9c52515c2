import {
  type ConnectorContext,
  defineStream,
  type Gap,
  type RecordKinds,
  type Source,
  type Stream,
  type StreamId,
  type StreamRecord,
} from '@rollcall/core'
import { createClient } from './client.ts'
import { type List, listPages, probeList, roleGap } from './pages.ts'

export interface Place {
  scope: string
  source: Source
}

type Found<Id extends StreamId> = Pick<StreamRecord<RecordKinds[Id]>, 'ref' | 'name' | 'data'> & {
  url?: string | null | undefined
  gaps?: Record<string, Gap>
}

interface ListStream<Item, Id extends StreamId> {
  id: Id
  title: string
  reads: string
  schema: Stream['schema']
  list: List
  docs: string
  map: (item: Item) => Found<Id>[]
  size?: Stream['size']
  declared?: Stream<Id>['declared']
  account?: Stream<Id>['account']
}

/** PagerDuty's reference of its API; pages of single operations change their addresses. */
export const reference = 'https://developer.pagerduty.com/api-reference/a47605517c19a-api-concepts'

export const recordOf = <Id extends StreamId>(
  stream: Id,
  { scope, source }: Place,
  found: Found<Id>,
): StreamRecord<RecordKinds[Id]> => ({
  stream,
  scope,
  ref: found.ref,
  name: found.name,
  url: found.url ?? null,
  data: found.data,
  ...(found.gaps && Object.keys(found.gaps).length > 0 ? { gaps: found.gaps } : {}),
  sources: [source],
})

/** A stream that is one list and nothing else, as most are. */
export function defineListStream<Item, Id extends StreamId>(stream: ListStream<Item, Id>): Stream {
  const { id, list, map, account, declared, size } = stream
  return defineStream<Id>({
    id,
    title: stream.title,
    reads: stream.reads,
    schema: stream.schema,
    endpoints: [list.template],
    permissions: [list.scope ?? 'Read-only API key'],
    docs: stream.docs,
    async *read(context, scope, checkpoint) {
      const hidden = roleGap(scope)
      for await (const { items, source, checkpoint: next, gap, expected } of listPages<Item>(
        createClient(context),
        list,
        checkpoint,
      )) {
        const place = { scope: scope.scope, source }
        const known = gap ?? hidden
        yield {
          records: items.flatMap(map).map((found) => recordOf(id, place, found)),
          checkpoint: next,
          ...(known ? { gap: known } : {}),
          ...(expected === undefined ? {} : { expected }),
        }
      }
    },
    async probe(context: ConnectorContext, scope) {
      await probeList(createClient(context), list)
      return roleGap(scope)
    },
    ...(account ? { account } : {}),
    ...(declared ? { declared } : {}),
    ...(size ? { size } : {}),
  })
}

export interface Reference {
  id: string
  type?: string
  summary?: string | null
  html_url?: string | null
}
