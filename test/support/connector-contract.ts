import {
  AppError,
  type Checkpoint,
  type Connector,
  type ConnectorContext,
  type ConnectorInput,
  type Coverage,
  coverageWithGap,
  type Gap,
  gapOfError,
  type ScopeReport,
  type Stream,
  type StreamRecord,
} from '@rollcall/core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { validateRecord } from '../../packages/server/jobs/record-validation.ts'
import { createAddressGuard } from '../../packages/server/outbound/address-guard.ts'
import { createBudget } from '../../packages/server/outbound/budget.ts'
import { createOutbound, type Outbound } from '../../packages/server/outbound/outbound.ts'

/** What goes wrong on the way, in words that every stand-in understands. */
export type ContractFault =
  | 'unauthenticated'
  | 'forbidden'
  | 'not found'
  | 'limited for an hour'
  | 'limited for a moment'
  | 'server error'
  | 'bad gateway'
  | 'silent'
  | 'malformed'
  | 'cut off'
  | 'a web page'

/** A stand-in as the contract needs it: a world large enough that every list has several pages. */
export interface ContractStandIn {
  input: ConnectorInput
  origins: string[]
  /** What each stream must come to, by scope. */
  expected: Record<string, Partial<Record<string, number>>>
  /** Makes requests go wrong, after so many good ones and so many times; for ever unless told. */
  break: (fault: ContractFault, options?: { after?: number; times?: number }) => void
  mend: () => void
  requests: () => { total: number; writes: number }
  /** What the stand-in answered that the system never would. */
  violations: () => string[]
  secrets: string[]
  close: () => Promise<void>
}

/** What each fault must become: nothing read, and for this reason. */
const reasons: Record<Exclude<ContractFault, 'limited for a moment'>, Gap['reason']> = {
  unauthenticated: 'permission',
  forbidden: 'permission',
  'not found': 'permission',
  'limited for an hour': 'api',
  'server error': 'api',
  'bad gateway': 'api',
  silent: 'api',
  malformed: 'api',
  'cut off': 'api',
  'a web page': 'api',
}

const limits = { timeoutMs: 500, longestWaitMs: 2000, retryBaseMs: 1, attempts: 2, maxBodyBytes: 8 * 1024 * 1024 }

interface Reading {
  records: StreamRecord[]
  coverage: Coverage
  checkpoints: (Checkpoint | null)[]
}

/** Every promise of a connector, for any of them. */
export function connectorContract(connector: Connector, open: () => Promise<ContractStandIn>): void {
  let standIn: ContractStandIn
  let outbound: Outbound
  let scopes: ScopeReport[]
  const lines: string[] = []

  const contextWith = (signal: AbortSignal): ConnectorContext => ({
    ...standIn.input,
    fetch: outbound.forConnection({
      system: connector.name,
      origins: standIn.origins,
      budget: createBudget(8),
      signal,
    }),
    signal,
    now: () => new Date(),
  })
  const context = () => contextWith(new AbortController().signal)

  /** Reads the way a scan does. */
  async function read(
    stream: Stream,
    scope: ScopeReport,
    from: Checkpoint | null = null,
    pages = Infinity,
  ): Promise<Reading> {
    const records: StreamRecord[] = []
    const checkpoints: (Checkpoint | null)[] = []
    let gap: Gap | null = null
    try {
      for await (const page of stream.read(context(), scope, from)) {
        for (const record of page.records) validateRecord(stream, record, connector.name)
        records.push(...page.records)
        checkpoints.push(JSON.parse(JSON.stringify(page.checkpoint)))
        gap ??= page.gap ?? null
        if (checkpoints.length >= pages) break
      }
    } catch (error) {
      gap = gapOfError(error)
    }
    return { records, checkpoints, coverage: gap ? coverageWithGap(gap, records.length) : { state: 'complete' } }
  }

  beforeAll(async () => {
    standIn = await open()
    const log = { debug: (fields: object, message: string) => lines.push(JSON.stringify({ ...fields, message })) }
    outbound = createOutbound({ guard: createAddressGuard([], standIn.origins), extraCa: null, limits, log })
    scopes = (await connector.connect(context())).scopes
    // The first answers of a stand-in are slow; what is tested below is not how it warms up.
    const patient = {
      ...standIn.input,
      fetch: (url: string, init?: RequestInit) => fetch(url, init),
      signal: AbortSignal.timeout(30_000),
      now: () => new Date(),
    }
    for (const stream of connector.streams) for await (const _ of stream.read(patient, scopes[0] as ScopeReport, null));
  })
  // What one test broke must not break the next, when it fails before it mends.
  afterEach(() => standIn.mend())
  afterAll(async () => {
    await outbound.close()
    await standIn.close()
  })

  test('connects, and says who it is without saying how', async () => {
    const report = await connector.connect(context())
    expect(report.scopes.map(({ scope }) => scope)).toEqual(Object.keys(standIn.expected))
    for (const secret of standIn.secrets) expect(JSON.stringify(report)).not.toContain(secret)
  })

  describe.each(connector.streams.map((stream) => [stream.id, stream] as const))('%s', (id, stream) => {
    test('declares what it reads, with which permission, and where that is documented', () => {
      expect(stream.reads.length).toBeGreaterThan(20)
      expect(stream.permissions.length).toBeGreaterThan(0)
      expect(stream.endpoints.length).toBeGreaterThan(0)
      expect(stream.docs).toMatch(/^https:\/\//)
    })

    test('reads to the end, every record once, each with its evidence', async () => {
      for (const scope of scopes) {
        const { records, coverage, checkpoints } = await read(stream, scope)
        expect(coverage).toEqual({ state: 'complete' })
        expect(records.length).toBe(standIn.expected[scope.scope]?.[id])
        expect(new Set(records.map(({ ref }) => ref)).size).toBe(records.length)
        expect(checkpoints.at(-1)).toBeNull()
        for (const record of records) {
          expect(record).toMatchObject({ stream: id, scope: scope.scope })
          expect(record.sources[0]).toMatchObject({
            endpoint: expect.stringMatching(/^(GET|POST) \//),
            requestId: expect.any(String),
          })
        }
      }
    })

    test('goes on from any checkpoint and comes to the same', async () => {
      const scope = scopes[0] as ScopeReport
      const whole = await read(stream, scope)
      const refs = whole.records.map(({ ref }) => ref).sort()
      for (const [index, checkpoint] of whole.checkpoints.entries()) {
        if (checkpoint === null) continue
        const before = await read(stream, scope, null, index + 1)
        const after = await read(stream, scope, checkpoint)
        expect([...before.records, ...after.records].map(({ ref }) => ref).sort()).toEqual(refs)
      }
    }, 60_000)

    test.each(Object.entries(reasons) as [ContractFault, Gap['reason']][])(
      '%s is coverage none for the right reason',
      async (fault, reason) => {
        standIn.break(fault)
        try {
          const { records, coverage } = await read(stream, scopes[0] as ScopeReport)
          expect({ records: records.length, coverage }).toEqual({
            records: 0,
            coverage: {
              state: 'none',
              gap: expect.objectContaining({ reason, detail: expect.any(String), fix: expect.any(String) }),
            },
          })
          for (const secret of standIn.secrets) expect(JSON.stringify(coverage)).not.toContain(secret)
        } finally {
          standIn.mend()
        }
      },
    )

    test('a break after any request never reads as complete', async () => {
      const scope = scopes[0] as ScopeReport
      const before = standIn.requests().total
      const whole = await read(stream, scope)
      const requests = standIn.requests().total - before
      for (let after = 1; after < requests; after++) {
        standIn.break('server error', { after })
        const { records, coverage } = await read(stream, scope)
        standIn.mend()
        if (coverage.state === 'complete') {
          // Only where the connector answers for the missing part in the records themselves.
          expect(
            records.some((record) => Object.keys(record.gaps ?? {}).length > 0),
            `after ${after} of ${requests}`,
          ).toBe(true)
        } else expect(records.length).toBeLessThanOrEqual(whole.records.length)
      }
    }, 60_000)

    test('a short limit is waited for, and nothing is lost', async () => {
      standIn.break('limited for a moment', { times: 1 })
      const { records, coverage } = await read(stream, scopes[0] as ScopeReport)
      standIn.mend()
      expect(coverage).toEqual({ state: 'complete' })
      expect(records.length).toBe(standIn.expected[scopes[0]?.scope ?? '']?.[id])
    })

    test('an abort ends it within a second', async () => {
      const abort = new AbortController()
      standIn.break('limited for a moment')
      const reading = (async () => {
        for await (const _ of stream.read(contextWith(abort.signal), scopes[0] as ScopeReport, null))
          abort.signal.throwIfAborted()
      })()
      setTimeout(() => abort.abort(new Error('enough')), 30)
      const late = new Promise((resolve) => setTimeout(() => resolve('too late'), 1000))
      // It may be waiting or in the middle of an answer; either way it is the abort that ends it, and no finding of its own.
      const end = reading.then(
        () => 'read to its end',
        (error) => (abort.signal.aborted && !(error instanceof AppError) ? 'ended' : error),
      )
      await expect(Promise.race([end, late])).resolves.toBe('ended')
    })

    test('its probe says what reading would find', async () => {
      expect(await stream.probe(context(), scopes[0] as ScopeReport)).toBeNull()
      standIn.break('forbidden')
      await expect(stream.probe(context(), scopes[0] as ScopeReport)).rejects.toSatisfy(
        (error) => error instanceof AppError && gapOfError(error).reason === 'permission',
      )
      standIn.mend()
    })
  })

  test('reading never wrote, no log line held a secret, and the stand-in answered as the system does', () => {
    expect(standIn.requests()).toMatchObject({ writes: 0 })
    expect(lines.length).toBeGreaterThan(0)
    for (const secret of standIn.secrets) expect(lines.join('\n')).not.toContain(secret)
    expect(standIn.violations()).toEqual([])
  })
}
