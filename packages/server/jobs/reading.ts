import {
  AppError,
  type Check,
  type Checkpoint,
  type Connector,
  type ConnectorContext,
  type ConnectReport,
  type Coverage,
  connectionStream,
  coverageWithGap,
  type Evaluation,
  type Gap,
  gapOfError,
  type Outcome,
  type ScopeReport,
  type Stream,
  type StreamId,
  type StreamRecord,
  watchMethods,
  withDeclared,
} from '@rollcall/core'
import { validateRecord } from './record-validation.ts'

/** Requests at a time for one connection, and streams at a time in one scan. */
export const requestConcurrency = 8
const streamConcurrency = 4

/** One stream of one scope that is to be read, and how far an earlier attempt came. */
export interface ReadTask {
  stream: string
  scope: string
  checkpoint: Checkpoint | null
  records: number
  gap: Gap | null
}

export interface PageRead {
  records: StreamRecord[]
  checkpoint: Checkpoint | null
  expected: number | null
  /** What could not be seen so far. */
  gap: Gap | null
  /** Which of several methods read it. */
  methods: string[]
}

/** Keeps what is read: a scan of the server in the database, a scan of the command line in memory. */
export interface Keeper {
  /** Answers why the stream is to be left unfinished, or null to go on. */
  keepPage: (task: ReadTask, page: PageRead) => Promise<Gap | null>
  endStream: (task: ReadTask, coverage: Coverage, methods: string[]) => Promise<void>
}

export interface Reading {
  connector: Connector
  context: ConnectorContext
  scopes: readonly ScopeReport[]
  tasks: readonly ReadTask[]
  keeper: Keeper
  /** Ends everything that this scan has under way. */
  abort: (reason: unknown) => void
}

/**
 * A credential that is refused is something seen: every stream is unread, and the checks say so. A system that is away
 * says nothing about anybody's access; then this throws, and what was known stays as it is.
 */
export async function connect(connector: Connector, context: ConnectorContext): Promise<ConnectReport | { gap: Gap }> {
  const refused = (gap: Gap) => ({ gap: { notice: 'credential_failing' as const, ...gap } })
  try {
    return await connector.connect(context)
  } catch (error) {
    context.signal.throwIfAborted()
    if (!(error instanceof AppError)) throw error
    if (error.code === 'connection.invalid')
      return refused(error.gap ?? { reason: 'permission', detail: error.message, fix: error.fix })
    const gap = gapOfError(error)
    if (gap.reason === 'permission') return refused(gap)
    throw error
  }
}

/** Reads every task to its end, some at a time. What could not be read becomes coverage; what is a bug is thrown. */
export async function readStreams(reading: Reading): Promise<void> {
  const { connector, context, scopes, abort } = reading
  const waiting = [...reading.tasks]
  const refused: { gap: Gap | null } = { gap: null }
  const work = async () => {
    for (let task = waiting.shift(); task; task = waiting.shift()) {
      context.signal.throwIfAborted()
      const { stream: id, scope: name } = task
      const stream = connector.streams.find((one) => one.id === id)
      const scope = scopes.find((one) => one.scope === name)
      if (stream && scope) await readStream(reading, stream, scope, task, refused)
    }
  }
  // The first that fails stops the others, and is the one that is told.
  await Promise.all(Array.from({ length: streamConcurrency }, () => work().catch(abort)))
  context.signal.throwIfAborted()
}

async function readStream(
  { connector, context, keeper }: Reading,
  stream: Stream,
  scope: ScopeReport,
  task: ReadTask,
  refused: { gap: Gap | null },
): Promise<void> {
  let gap: Gap | null = refused.gap ?? task.gap ?? scope.gap ?? null
  let records = task.records
  const { methods, context: watched } = watchMethods(context)
  try {
    if (!refused.gap && !scope.gap)
      for await (const page of stream.read(watched, scope, task.checkpoint)) {
        for (const record of page.records) validateRecord(stream, record, connector.name)
        gap ??= page.gap ?? null
        records += page.records.length
        const { checkpoint, expected = null } = page
        const read = { records: page.records, checkpoint, expected, gap, methods: [...methods] }
        const enough = await keeper.keepPage(task, read)
        gap ??= enough
        if (enough) break
      }
  } catch (error) {
    context.signal.throwIfAborted()
    gap = gapOfError(error)
    // A token that is revoked in mid-scan is refused everywhere: there is no use in asking for each stream.
    if (error instanceof AppError && error.code === 'upstream.unauthenticated') refused.gap = gap
  }
  await keeper.endStream(task, gap ? coverageWithGap(gap, records) : { state: 'complete' }, [...methods])
}

/** Checks that judge what the connector reads, and how the connection itself is. */
export function checksFor(deps: { checks: readonly Check[] }, connector: Connector): Check[] {
  const streams = new Set([...connector.streams.map((stream) => stream.id), connectionStream(connector.id)])
  return deps.checks.filter((check) => streams.has(check.each))
}

/**
 * Feeds the records, with what the connection's settings say of them, to the checks: first the streams that some check adds
 * up, then all that are judged.
 */
export async function judgeRecords(
  { connector, config }: { connector: Connector; config: ConnectorContext['config'] },
  evaluation: Evaluation,
  pagesOf: (stream: StreamId) => AsyncIterable<StreamRecord[]> | Iterable<StreamRecord[]>,
  result: { present: (record: StreamRecord) => void; take: (outcome: Outcome) => void },
): Promise<void> {
  const declaring = (id: StreamId) => {
    const stream = connector.streams.find((one) => one.id === id)
    return (record: StreamRecord) => (stream ? withDeclared(stream, record, config) : record)
  }
  for (const stream of evaluation.tallied) {
    const declare = declaring(stream)
    for await (const page of pagesOf(stream)) for (const record of page) evaluation.tally(declare(record))
  }
  for (const stream of evaluation.judged) {
    const declare = declaring(stream)
    for await (const page of pagesOf(stream))
      for (const record of page) {
        result.present(record)
        for (const outcome of evaluation.judge(declare(record))) result.take(outcome)
      }
  }
  for (const outcome of evaluation.rest()) result.take(outcome)
}
