import { checks as everyCheck } from '@rollcall/checks'
import { connectors } from '@rollcall/connectors'
import {
  type Check,
  type Connector,
  type ConnectorContext,
  type Coverage,
  type CoverageTable,
  connectionStream,
  coverageKey,
  type KnownFinding,
  type Outcome,
  type ScopeReport,
  type Stream,
  type StreamId,
  type StreamRecord,
  startEvaluation,
  startReconciliation,
} from '@rollcall/core'
import { type Fault, type FaultKind, generateCompany, type RunningGithub, startGithub } from '@rollcall/sandbox'
import { judgeRecords, readStreams } from '../../packages/server/jobs/reading.ts'
import { createAddressGuard } from '../../packages/server/outbound/address-guard.ts'
import { createBudget } from '../../packages/server/outbound/budget.ts'
import { createOutbound, type Outbound } from '../../packages/server/outbound/outbound.ts'

/** Of what is read; how the connection is, is made of connecting and not of a stream. */
const checks = everyCheck.filter(({ each }) => each.startsWith('github.') && each !== connectionStream('github'))

const connector = connectors.find(({ id }) => id === 'github') as Connector

/** Every switch of the stand-in; a new one that is missing here does not compile. */
const faults: { [Kind in FaultKind['kind']]: Extract<FaultKind, { kind: Kind }> } = {
  unauthorized: { kind: 'unauthorized' },
  forbidden: { kind: 'forbidden' },
  not_found: { kind: 'not_found' },
  primary_limit: { kind: 'primary_limit', resetInSeconds: 3600 },
  secondary_limit: { kind: 'secondary_limit', retryAfterSeconds: 60 },
  server_error: { kind: 'server_error' },
  bad_gateway: { kind: 'bad_gateway' },
  slow: { kind: 'slow', delayMs: 20 },
  hang: { kind: 'hang' },
  malformed: { kind: 'malformed' },
  truncated: { kind: 'truncated' },
  disconnect: { kind: 'disconnect' },
  html: { kind: 'html' },
  partial_results: { kind: 'partial_results', organizations: [90_000_001] },
}

/** Short: what is judged here is never how long it took, and a good answer that comes too late is a fault like any other. */
const limits = { timeoutMs: 250, longestWaitMs: 20, retryBaseMs: 1, attempts: 2, maxBodyBytes: 8 * 1024 * 1024 }

/** From this request of a stream on, everything answers with the fault. */
export interface Case {
  stream: Stream
  request: number
  fault: Fault
  name: string
}

export interface Judged {
  coverage: Coverage
  struck: number
  /** What is wrong with what was made of it; empty where all is as it should be. */
  wrong: string[]
}

interface Reading {
  records: StreamRecord[]
  coverage: Coverage
}

/** One world, read once as it is, and then again with each fault. */
export async function openMatrix() {
  const now = new Date()
  const company = generateCompany({ members: 110, repositories: 110, now, seed: 7 })
  const github: RunningGithub = await startGithub({ company, limits: null })
  const { secret } = github.state.addToken({
    kind: 'app',
    label: 'matrix',
    login: company.github.organizations[0]?.members.find(({ role }) => role === 'admin')?.login ?? '',
    scopes: ['admin:org', 'admin:org_hook', 'repo'],
    ssoOrganizations: ['bulkfreight'],
  })
  const outbound: Outbound = createOutbound({
    guard: createAddressGuard([], [github.url]),
    extraCa: null,
    limits: { ...limits },
    log: { debug: () => undefined },
  })
  const patient = createOutbound({
    guard: createAddressGuard([], [github.url]),
    extraCa: null,
    limits: { ...limits, timeoutMs: 30_000, attempts: 5, longestWaitMs: 5_000 },
    log: { debug: () => undefined },
  })
  const contextBy = (out: Outbound, abort: AbortController): ConnectorContext => ({
    config: { organizations: ['bulkfreight'], address: github.url },
    secrets: { token: secret },
    fetch: out.forConnection({
      system: connector.name,
      origins: [github.url],
      budget: createBudget(8),
      signal: abort.signal,
    }),
    signal: abort.signal,
    now: () => now,
  })
  const scope = (await connector.connect(contextBy(patient, new AbortController()))).scopes[0] as ScopeReport

  async function read(stream: Stream, out: Outbound): Promise<Reading> {
    const abort = new AbortController()
    const reading: Reading = { records: [], coverage: { state: 'complete' } }
    const task = { stream: stream.id, scope: scope.scope, checkpoint: null, records: 0, gap: null }
    await readStreams({
      connector,
      context: contextBy(out, abort),
      scopes: [scope],
      tasks: [task],
      keeper: {
        keepPage: async (_, { records }) => {
          reading.records.push(...records)
          return null
        },
        endStream: async (_, coverage) => {
          reading.coverage = coverage
        },
      },
      abort: (reason) => abort.abort(reason),
    })
    return reading
  }

  const clean = new Map<StreamId, Reading>()
  const cases: Case[] = []
  for (const stream of connector.streams) {
    github.requests.reset()
    const reading = await read(stream, patient)
    if (reading.coverage.state !== 'complete')
      throw new Error(`${stream.id} could not be read whole: ${JSON.stringify(reading.coverage)}`)
    clean.set(stream.id, reading)
    for (let request = 0; request < github.requests.counts.total; request++)
      for (const fault of Object.values(faults))
        cases.push({ stream, request, fault, name: `${fault.kind} from request ${request + 1} of ${stream.id}` })
  }
  const before = await judge(checks, (id) => clean.get(id) ?? never(id), scope.scope, [], now)
  const known = before.known
  const passedBefore = new Set(before.outcomes.filter(({ state }) => state === 'pass').map(outcomeKey))

  async function run({ stream, request, fault }: Case): Promise<Judged> {
    const undo = github.faults.add({ ...fault, after: request })
    const faulty = await read(stream, outbound)
    const struck = github.faults.count()
    undo()
    const touched = checks.filter(({ each, needs }) => each === stream.id || needs.includes(stream.id))
    const readingOf = (id: StreamId) => (id === stream.id ? faulty : (clean.get(id) ?? never(id)))
    const held = known.filter(({ checkId }) => touched.some(({ id }) => id === checkId))
    const after = await judge(touched, readingOf, scope.scope, held, now)
    const { coverage, records } = faulty
    const wrong: string[] = []
    const whole = clean.get(stream.id) ?? never(stream.id)
    if (coverage.state === 'complete') wrong.push(...differences(records, whole.records))
    if (coverage.state === 'none' && records.length > 0) wrong.push('records were read, and coverage says none')
    if (coverage.state !== 'complete' && (coverage.gap.detail === '' || coverage.gap.fix === ''))
      wrong.push('a gap without a reason or a fix')
    for (const id of after.resolved) wrong.push(`resolved ${id}`)
    for (const outcome of after.outcomes)
      if (outcome.state === 'pass' && !passedBefore.has(outcomeKey(outcome)))
        wrong.push(`${outcome.checkId} passes ${outcome.subject?.name}`)
    return { coverage, struck, wrong }
  }

  return {
    cases,
    run,
    /** What stands before anything goes wrong. */
    known,
    async close() {
      await Promise.all([outbound.close(), patient.close(), github.close()])
    },
  }
}

async function judge(
  judging: readonly Check[],
  readingOf: (id: StreamId) => Reading,
  scope: string,
  known: readonly KnownFinding[],
  now: Date,
) {
  const coverage: CoverageTable = new Map(
    connector.streams.map(({ id }) => [coverageKey(id, scope), readingOf(id).coverage]),
  )
  const evaluation = startEvaluation({ checks: judging, coverage, scopes: [scope], now })
  const reconciliation = startReconciliation({ known, coverage })
  const outcomes: Outcome[] = []
  await judgeRecords({ connector, config: {} }, evaluation, (id) => [readingOf(id).records], {
    present: reconciliation.present,
    take: (outcome) => {
      outcomes.push(outcome)
      reconciliation.take(outcome)
    },
  })
  const { changes } = reconciliation.finish()
  const each = new Map(judging.map((check) => [check.id, check.each]))
  return {
    outcomes,
    resolved: changes.resolved.map(({ id }) => id),
    known: changes.opened.map(
      (one): KnownFinding => ({
        id: one.fingerprint,
        fingerprint: one.fingerprint,
        checkId: one.checkId,
        scope: one.scope,
        stream: one.result === 'fail' ? one.subject.stream : (each.get(one.checkId) ?? ''),
        ref: one.result === 'fail' ? one.subject.ref : null,
        result: one.result,
        state: 'open',
      }),
    ),
  }
}

const outcomeKey = ({ checkId, subject }: Outcome) => `${checkId} ${subject?.stream} ${subject?.ref}`

/** What a stream that counts as complete may not differ in: its records, and every field that is not marked as unseen. */
function differences(some: readonly StreamRecord[], whole: readonly StreamRecord[]): string[] {
  const before = new Map(whole.map((record) => [record.ref, record]))
  const wrong = some.length === before.size ? [] : [`complete, with ${some.length} of ${before.size} records`]
  for (const { ref, name, data, gaps } of some) {
    const known = before.get(ref)?.data
    if (!known) wrong.push(`complete, with ${name}, which is not there`)
    for (const [field, value] of Object.entries(data)) {
      if (JSON.stringify(value) === JSON.stringify(known?.[field])) continue
      const unseen = value === null && gaps?.[field]?.detail && gaps[field].fix
      if (!unseen)
        wrong.push(
          `complete, and ${field} of ${name} is ${JSON.stringify(value)} instead of ${JSON.stringify(known?.[field])}`,
        )
    }
  }
  return wrong
}

function never(id: string): never {
  throw new Error(`${id} was not read`)
}
