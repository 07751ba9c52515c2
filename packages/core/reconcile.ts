import type { Severity } from './check.ts'
import { type CoverageTable, coverageOf, type Gap } from './coverage.ts'
import type { Evidence, Outcome, Subject } from './evaluate.ts'

/** `passed`: observed to be right. `gone`: its subject is absent from a complete stream. `not_applicable`: observed to be beside the question. `seen`: an unknown that is known now. */
export type Resolution = 'passed' | 'gone' | 'not_applicable' | 'seen'

/** What reconcile needs to know of a finding from before. */
export interface KnownFinding {
  id: string
  fingerprint: string
  checkId: string
  scope: string
  /** Stream and ref of the subject; ref is null for an unknown that stands for many. */
  stream: string
  ref: string | null
  result: 'fail' | 'unknown'
  state: 'open' | 'resolved'
}

/** A finding as this scan sees it. */
export type Observation =
  | {
      result: 'fail'
      fingerprint: string
      checkId: string
      scope: string
      subject: Subject
      severity: Severity
      evidence: Evidence[]
    }
  | {
      result: 'unknown'
      fingerprint: string
      checkId: string
      scope: string
      severity: Severity
      gap: Gap
      /** How many subjects are unknown; null where that cannot be known either. */
      count: number | null
      /** The first few of them. */
      subjects: Subject[]
    }

export interface Changes {
  opened: Observation[]
  reopened: { id: string; observation: Observation }[]
  /** Open before, and seen again. */
  still: { id: string; observation: Observation }[]
  resolved: { id: string; resolution: Resolution }[]
  /** Open before, and neither seen again nor resolved: why it could not be verified. */
  unverified: { id: string; gap: Gap }[]
}

/** Per check and scope: how many subjects were judged and how. */
export interface Tallies {
  checkId: string
  scope: string
  pass: number
  fail: number
  unknown: number
  notApplicable: number
}

export interface Reconciliation {
  /** Tells that a record is there, whether or not a check could judge it. */
  present(record: { stream: string; scope: string; ref: string }): void
  take(outcome: Outcome): void
  finish(): { changes: Changes; tallies: Tallies[] }
}

const sampleSize = 20

interface SubjectState {
  present: boolean
  judged: boolean
  notApplicable: boolean
  gap: Gap | null
}

/**
 * Compares what a scan saw with the findings from before.
 *
 * A failing finding resolves only by an observed pass (or not-applicable) of its own subject, or by its subject's
 * absence from a stream that was read whole. Everything else keeps it open, marked with why it could not be verified.
 */
export function startReconciliation(input: {
  known: readonly KnownFinding[]
  coverage: CoverageTable
}): Reconciliation {
  const { known, coverage } = input
  const byFingerprint = new Map(known.map((finding) => [finding.fingerprint, finding]))
  const subjects = new Map<string, SubjectState>()
  const checkSubjects = new Map<string, SubjectState>()
  for (const finding of known) {
    if (finding.state !== 'open' || finding.ref === null) continue
    subjects.set(subjectKey(finding.stream, finding.scope, finding.ref), fresh())
    checkSubjects.set(checkKey(finding.checkId, finding.stream, finding.scope, finding.ref), fresh())
  }
  const failing = new Map<string, Observation>()
  const unknowns = new Map<string, Extract<Observation, { result: 'unknown' }>>()
  const scopeGaps = new Map<string, Gap>()
  const tallies = new Map<string, Map<string, Tallies>>()

  function present(record: { stream: string; scope: string; ref: string }): void {
    if (subjects.size === 0) return
    const state = subjects.get(subjectKey(record.stream, record.scope, record.ref))
    if (state) state.present = true
  }

  function take(outcome: Outcome): void {
    const tally = tallyOf(tallies, outcome.checkId, outcome.scope)
    const subject = outcome.subject
    const state =
      subject && checkSubjects.size > 0
        ? checkSubjects.get(checkKey(outcome.checkId, subject.stream, outcome.scope, subject.ref))
        : undefined
    if (state) state.judged = true
    switch (outcome.state) {
      case 'pass':
        tally.pass++
        break
      case 'not_applicable':
        tally.notApplicable++
        if (state) state.notApplicable = true
        break
      case 'fail':
        tally.fail++
        failing.set(outcome.fingerprint, {
          result: 'fail',
          fingerprint: outcome.fingerprint,
          checkId: outcome.checkId,
          scope: outcome.scope,
          subject: outcome.subject,
          severity: outcome.severity,
          evidence: outcome.evidence,
        })
        break
      case 'unknown':
        tally.unknown++
        if (state) state.gap = outcome.gap
        else if (!subject) scopeGaps.set(`${outcome.checkId} ${outcome.scope}`, outcome.gap)
        addUnknown(unknowns, outcome)
        break
    }
  }

  function finish(): { changes: Changes; tallies: Tallies[] } {
    const changes: Changes = { opened: [], reopened: [], still: [], resolved: [], unverified: [] }
    for (const observation of [...failing.values(), ...unknowns.values()]) {
      const before = byFingerprint.get(observation.fingerprint)
      if (!before) changes.opened.push(observation)
      else if (before.state === 'resolved') changes.reopened.push({ id: before.id, observation })
      else changes.still.push({ id: before.id, observation })
    }
    for (const finding of known) {
      if (finding.state !== 'open') continue
      if (failing.has(finding.fingerprint) || unknowns.has(finding.fingerprint)) continue
      const fate = fateOf(finding)
      if ('gap' in fate) changes.unverified.push({ id: finding.id, gap: fate.gap })
      else changes.resolved.push({ id: finding.id, resolution: fate.resolution })
    }
    return { changes, tallies: [...tallies.values()].flatMap((byScope) => [...byScope.values()]) }
  }

  function fateOf(finding: KnownFinding): { resolution: Resolution } | { gap: Gap } {
    if (finding.result === 'unknown') return { resolution: 'seen' }
    const ref = finding.ref ?? ''
    const verdict = checkSubjects.get(checkKey(finding.checkId, finding.stream, finding.scope, ref))
    if (verdict?.gap) return { gap: verdict.gap }
    if (verdict?.judged) return { resolution: verdict.notApplicable ? 'not_applicable' : 'passed' }
    const own = coverageOf(coverage, finding.stream, finding.scope)
    const there = subjects.get(subjectKey(finding.stream, finding.scope, ref))?.present === true
    if (own.state === 'complete' && !there) return { resolution: 'gone' }
    const blocked = scopeGaps.get(`${finding.checkId} ${finding.scope}`)
    if (blocked) return { gap: blocked }
    if (own.state !== 'complete') return { gap: own.gap }
    return { gap: { reason: 'stale', detail: 'The check did not judge this in the last scan.', fix: 'Scan again.' } }
  }

  return { present, take, finish }
}

const fresh = (): SubjectState => ({ present: false, judged: false, notApplicable: false, gap: null })
const subjectKey = (stream: string, scope: string, ref: string) => `${stream} ${scope} ${ref}`
const checkKey = (checkId: string, stream: string, scope: string, ref: string) => `${checkId} ${stream} ${scope} ${ref}`

/** Unknowns are one finding a check and scope: ten thousand repositories without a permission are one fact. */
function unknownFingerprint(checkId: string, scope: string): string {
  return `${encodeURIComponent(checkId)}/${encodeURIComponent(scope)}/?`
}

function addUnknown(
  unknowns: Map<string, Extract<Observation, { result: 'unknown' }>>,
  outcome: Extract<Outcome, { state: 'unknown' }>,
): void {
  const fingerprint = unknownFingerprint(outcome.checkId, outcome.scope)
  const entry = unknowns.get(fingerprint)
  if (!entry) {
    unknowns.set(fingerprint, {
      result: 'unknown',
      fingerprint,
      checkId: outcome.checkId,
      scope: outcome.scope,
      severity: outcome.severity,
      gap: outcome.gap,
      count: outcome.subject ? 1 : null,
      subjects: outcome.subject ? [outcome.subject] : [],
    })
    return
  }
  if (!outcome.subject) {
    entry.count = null
    entry.gap = outcome.gap
    return
  }
  if (entry.count !== null) entry.count++
  if (entry.subjects.length < sampleSize) entry.subjects.push(outcome.subject)
}

function tallyOf(tallies: Map<string, Map<string, Tallies>>, checkId: string, scope: string): Tallies {
  const byScope = tallies.get(checkId) ?? new Map<string, Tallies>()
  const entry = byScope.get(scope) ?? { checkId, scope, pass: 0, fail: 0, unknown: 0, notApplicable: 0 }
  tallies.set(checkId, byScope.set(scope, entry))
  return entry
}
