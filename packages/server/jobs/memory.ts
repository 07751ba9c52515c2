import type { CoverageRow, Scan } from '@rollcall/api'
import { type Connector, type Coverage, coverageKey, type Gap, type StreamRecord } from '@rollcall/core'
import type { Keeper, ReadTask } from './reading.ts'

/**
 * Most records that a scan in memory takes. One was measured at 1 KB (16,401 records of a generated company), so this is
 * some 250 MB, which Node gives a process by itself on a small machine too.
 */
const recordLimit = 250_000

const fullAt = (limit: number): Gap => ({
  reason: 'truncated',
  detail: `The scan stopped here: without a server it holds at most ${limit.toLocaleString('en')} records.`,
  fix: 'Scan fewer organizations at a time, or connect them to a Rollcall server, which has no such limit.',
})

type StreamProgress = Scan['streams'][number]

/** Where a scan without a database keeps what it reads. */
export interface Memory {
  tasks: ReadTask[]
  keeper: Keeper
  coverage: Map<string, Coverage>
  pagesOf: (stream: string) => StreamRecord[][]
  progress: () => StreamProgress[]
  coverageRows: () => Pick<CoverageRow, 'stream' | 'title' | 'scope' | 'state' | 'gap' | 'records' | 'methods'>[]
}

export function createMemory(
  connector: Connector,
  scopes: readonly string[],
  tell: (streams: StreamProgress[]) => void,
  limit = recordLimit,
): Memory {
  const tasks = scopes.flatMap((scope) =>
    connector.streams.map(({ id }): ReadTask => ({ stream: id, scope, checkpoint: null, records: 0, gap: null })),
  )
  /** By stream, then by scope and ref: a list that moves while it is paged may give a record twice. */
  const records = new Map<string, Map<string, StreamRecord>>()
  const coverage = new Map<string, Coverage>()
  const states = new Map<ReadTask, StreamProgress>()
  const used = new Map<ReadTask, string[]>()
  for (const task of tasks) {
    const title = connector.streams.find((one) => one.id === task.stream)?.title ?? task.stream
    states.set(task, { ...placeOf(task), title, state: 'waiting', records: 0, expected: null })
  }
  let held = 0

  const change = (task: ReadTask, to: (before: StreamProgress) => Partial<StreamProgress>) => {
    const before = states.get(task)
    if (before) states.set(task, { ...before, ...to(before) })
    tell([...states.values()])
  }

  const keeper: Keeper = {
    async keepPage(task, page) {
      const kept = records.get(task.stream) ?? new Map<string, StreamRecord>()
      records.set(task.stream, kept)
      const before = kept.size
      for (const record of page.records) kept.set(JSON.stringify([record.scope, record.ref]), record)
      held += kept.size - before
      const { expected } = page
      change(task, (was) => ({ state: 'reading', records: was.records + kept.size - before, expected }))
      return held >= limit ? fullAt(limit) : null
    },
    async endStream(task, seen, methods) {
      used.set(task, methods)
      coverage.set(coverageKey(task.stream, task.scope), seen)
      change(task, () => ({ state: seen.state }))
    },
  }

  return {
    tasks,
    keeper,
    coverage,
    pagesOf: (stream) => [[...(records.get(stream)?.values() ?? [])]],
    progress: () => [...states.values()],
    coverageRows: () =>
      tasks.map((task) => {
        const seen = coverage.get(coverageKey(task.stream, task.scope))
        const { title = task.stream, records: count = 0 } = states.get(task) ?? {}
        const unread = { reason: 'api', detail: 'It was not read.', fix: 'Scan again.' } as const
        const gap = seen?.state === 'complete' ? null : (seen?.gap ?? unread)
        return {
          ...placeOf(task),
          title,
          state: seen?.state ?? 'none',
          gap,
          records: count,
          methods: used.get(task) ?? [],
        }
      }),
  }
}

const placeOf = ({ stream, scope }: ReadTask) => ({ stream, scope })
