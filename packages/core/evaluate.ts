import type { Check, Fact, Judgement, Severity } from './check.ts'
import { type CoverageTable, coverageKey, coverageOf, type Gap } from './coverage.ts'
import type { StreamId } from './record/kinds.ts'
import type { Source, StreamRecord } from './record/record.ts'
import { Unseen, viewRecord } from './record/view.ts'

/** What a finding is about. */
export interface Subject {
  stream: string
  ref: string
  name: string
  url: string | null
}

/** A fact with where and when it was read. */
export interface Evidence extends Fact {
  endpoint: string | null
  at: string | null
  requestId: string | null
}

interface OutcomeBase {
  checkId: string
  scope: string
}

/** One result of one check. `subject: null` stands for all of the scope that could not be judged. */
export type Outcome =
  | (OutcomeBase & { state: 'pass'; subject: Subject })
  | (OutcomeBase & { state: 'not_applicable'; subject: Subject; reason: string })
  | (OutcomeBase & {
      state: 'fail'
      subject: Subject
      severity: Severity
      fingerprint: string
      evidence: Evidence[]
    })
  | (OutcomeBase & { state: 'unknown'; subject: Subject | null; severity: Severity; gap: Gap })

export interface Evaluation {
  /** Streams whose records must all go through {@link Evaluation.tally} before the first is judged. */
  readonly tallied: ReadonlySet<StreamId>
  /** Streams whose records go through {@link Evaluation.judge}. */
  readonly judged: ReadonlySet<StreamId>
  /** Adds a record to the running totals of the checks that tally its stream. */
  tally(record: StreamRecord): void
  /** Judges one record by every check that is about its stream. */
  judge(record: StreamRecord): Outcome[]
  /** What no record stands for: checks whose streams could not be read whole, one `unknown` a scope. */
  rest(): Outcome[]
}

/** One check in one scope, with its running total. */
interface Judging {
  check: Check
  scope: string
  /** Why it gives no verdict anywhere in the scope. */
  block: Gap | null
  total: unknown
  /** Why the total cannot be known: a tallied field was not seen. */
  broken: Gap | null
  /** Where the tallied records came from, for the evidence of what they add up to. */
  source: Source | null
}

/**
 * Evaluates checks over records that are fed one by one, so that memory does not grow with their number.
 *
 * The rules of absence live here and nowhere else: a check with an incomplete stream among its `needs` judges nothing
 * in that scope; an incomplete stream of its own leaves one `unknown` for what was not read; a field that could not be
 * seen makes its subject `unknown`.
 */
export function startEvaluation(input: {
  checks: readonly Check[]
  coverage: CoverageTable
  scopes: readonly string[]
  now: Date
}): Evaluation {
  const { checks, coverage, scopes, now } = input
  const judging = new Map<string, Judging[]>()
  const tallying = new Map<string, Judging[]>()
  const seats: Judging[] = []
  for (const check of checks)
    for (const scope of scopes) {
      const seat: Judging = {
        check,
        scope,
        block: blockOf(check, scope),
        total: check.tally?.start(),
        broken: null,
        source: null,
      }
      seats.push(seat)
      append(judging, coverageKey(check.each, scope), seat)
      if (check.tally) append(tallying, coverageKey(check.tally.of, scope), seat)
    }

  /** Why the check gives no verdict anywhere in the scope, or null when it may judge. */
  function blockOf(check: Check, scope: string): Gap | null {
    for (const stream of check.needs) {
      const seen = coverageOf(coverage, stream, scope)
      if (seen.state !== 'complete') return seen.gap
    }
    return null
  }

  function tally(record: StreamRecord): void {
    const view = viewRecord(record) as never
    for (const seat of tallying.get(coverageKey(record.stream, record.scope)) ?? []) {
      if (seat.broken) continue
      seat.source ??= record.sources[0] ?? null
      try {
        seat.total = seat.check.tally?.add(seat.total, view, record.name)
      } catch (thrown) {
        seat.broken = gapFrom(thrown)
      }
    }
  }

  function judge(record: StreamRecord): Outcome[] {
    const outcomes: Outcome[] = []
    const subject: Subject = { stream: record.stream, ref: record.ref, name: record.name, url: record.url }
    const view = viewRecord(record) as never
    for (const { check, block, broken, total, source } of judging.get(coverageKey(record.stream, record.scope)) ?? []) {
      if (block) continue
      const base = { checkId: check.id, scope: record.scope, subject }
      try {
        if (broken) throw new Unseen(broken)
        const verdict = check.judge(view, { now, name: record.name, total })
        const verdicts = Array.isArray(verdict) ? verdict : [verdict]
        if (verdicts.length === 0) outcomes.push({ ...base, state: 'pass' })
        const sources = source ? [source] : record.sources
        for (const one of verdicts) outcomes.push(toOutcome(check, base, one, sources))
      } catch (thrown) {
        outcomes.push({ ...base, state: 'unknown', severity: check.severity, gap: gapFrom(thrown) })
      }
    }
    return outcomes
  }

  function rest(): Outcome[] {
    const outcomes: Outcome[] = []
    for (const { check, scope, block } of seats) {
      const own = coverageOf(coverage, check.each, scope)
      const gap = block ?? (own.state === 'complete' ? null : own.gap)
      if (gap)
        outcomes.push({ checkId: check.id, scope, subject: null, state: 'unknown', severity: check.severity, gap })
    }
    return outcomes
  }

  return {
    tallied: new Set(checks.flatMap((check) => check.tally?.of ?? [])),
    judged: new Set(checks.map((check) => check.each)),
    tally,
    judge,
    rest,
  }
}

function append<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key)
  if (list) list.push(item)
  else map.set(key, [item])
}

/** A thrown {@link Unseen} is an answer; anything else is a bug of the check and must not be swallowed. */
function gapFrom(thrown: unknown): Gap {
  if (thrown instanceof Unseen) return thrown.gap
  throw thrown
}

function toOutcome(
  check: Check,
  base: { checkId: string; scope: string; subject: Subject },
  verdict: Judgement,
  sources: readonly Source[],
): Outcome {
  switch (verdict.state) {
    case 'pass':
      // By far the most frequent: written out, because spreading costs more than the check.
      return { checkId: base.checkId, scope: base.scope, subject: base.subject, state: 'pass' }
    case 'not_applicable':
      return { ...base, state: 'not_applicable', reason: verdict.reason }
    case 'unknown':
      return {
        ...base,
        state: 'unknown',
        severity: check.severity,
        gap: { reason: verdict.reason, detail: verdict.detail, fix: verdict.fix },
      }
    case 'fail':
      return {
        ...base,
        state: 'fail',
        severity: verdict.severity ?? check.severity,
        fingerprint: fingerprintOf(check, base.scope, base.subject, verdict.identity ?? {}),
        evidence: verdict.facts.map((fact) => ({ ...fact, ...sourceOf(fact.field, sources) })),
      }
  }
}

/**
 * What makes a finding the same finding in the next scan: check, scope, subject and the check's own identity fields,
 * in the order in which the check declares them.
 */
export function fingerprintOf(
  check: Pick<Check, 'id' | 'identity'>,
  scope: string,
  subject: Pick<Subject, 'ref'>,
  identity: Record<string, string>,
): string {
  const own = check.identity.map((field) => {
    const value = identity[field]
    if (value === undefined) throw new TypeError(`${check.id} fails without a value for its identity field ${field}`)
    return value
  })
  return [check.id, scope, subject.ref, ...own].map(encodeURIComponent).join('/')
}

function sourceOf(field: string, sources: readonly Source[]): Omit<Evidence, keyof Fact> {
  const source = sources.find((one) => one.fields?.includes(field)) ?? sources.find((one) => !one.fields) ?? sources[0]
  return source
    ? { endpoint: source.endpoint, at: source.at, requestId: source.requestId }
    : { endpoint: null, at: null, requestId: null }
}
