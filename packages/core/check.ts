import type { GapReason } from './coverage.ts'
import type { RecordKinds, StreamId } from './record/kinds.ts'
import type { StreamRecord } from './record/record.ts'
import type { View } from './record/view.ts'

export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info'
/** Worst first. */
export const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info']

export type Category = 'identity' | 'access' | 'token & keys' | 'app & integrations' | 'configuration' | 'supply chain'

export type FactValue = string | number | boolean | string[]

/** A field of the system, by its own name, and the value that was seen. */
export interface Fact {
  field: string
  value: FactValue
}

export type Judgement =
  | { state: 'pass' }
  | { state: 'fail'; facts: Fact[]; severity?: Severity; identity?: Record<string, string> }
  | { state: 'unknown'; reason: GapReason; detail: string; fix: string }
  | { state: 'not_applicable'; reason: string }

export const fact = (field: string, value: FactValue): Fact => ({ field, value })

export const pass = (): Judgement => ({ state: 'pass' })

/** What is wrong, as facts. `severity` where this case is worse or milder than the check's own. */
export const fail = (
  facts: Fact | Fact[],
  options: { severity?: Severity; identity?: Record<string, string> } = {},
): Judgement => ({ state: 'fail', facts: Array.isArray(facts) ? facts : [facts], ...options })

export const unknown = (reason: GapReason, detail: string, fix: string): Judgement => ({
  state: 'unknown',
  reason,
  detail,
  fix,
})

/** The question does not arise for this subject, e.g. a plan that does not have the feature. */
export const notApplicable = (reason: string): Judgement => ({ state: 'not_applicable', reason })

/** What a check may know besides its subject. */
export interface Surroundings<Total> {
  now: Date
  /** Stable name of the subject, for facts. */
  name: string
  /** The tally over the whole scope; only for checks that declare one. */
  total: Total
}

/** A running total over every record of one stream in the subject's scope: how a check judges a set without holding it. */
export interface Tally<Of extends StreamId, Total> {
  of: Of
  start: () => Total
  add: (total: Total, record: View<RecordKinds[Of]>, name: string) => Total
}

/** How to put it right: steps in the system's own words and, where there is one, the page where it is done. */
export interface Fix {
  steps: string[]
  /** `{web}` is the system's web address, `{scope}` the organization, `{name}` the subject. */
  link?: string
}

/** Control ids by framework. */
export interface ControlMaps {
  'CIS GitHub 1.2.0'?: string[]
  'NIST 800-53r5'?: string[]
  'SOC 2'?: string[]
  'ISO 27001:2022'?: string[]
}

export interface Example<Each extends StreamId, Of extends StreamId> {
  /** What this case shows, in a few words. */
  when: string
  /** Only the fields that matter; the rest counts as not seen. */
  subject: Partial<RecordKinds[Each]>
  /** Records of the tallied stream. */
  others?: Partial<RecordKinds[Of]>[]
  /** ISO 8601; the default is 2026-01-01T00:00:00Z. */
  now?: string
}

export interface Check<Each extends StreamId = StreamId, Of extends StreamId = StreamId, Total = unknown> {
  /** Never changes; a finding's life hangs on it. */
  id: string
  /** The good condition: "Organization requires two-factor authentication". */
  title: string
  /** The bad one, as a finding is called: "Two-factor authentication is not required". */
  problem: string
  severity: Severity
  category: Category
  /** The stream whose records are judged, one at a time. */
  each: Each
  /** Further streams that must be complete before anything is judged. The tallied one is added by itself. */
  needs: StreamId[]
  tally?: Tally<Of, Total>
  judge: (subject: View<RecordKinds[Each]>, surroundings: Surroundings<Total>) => Judgement | Judgement[]
  /** What someone can do with it, in two or three sentences. */
  why: string
  fix: Fix
  refs: string[]
  maps: ControlMaps
  /** Names of the fields that tell several findings on one subject apart; every `fail` gives their values. */
  identity: string[]
  /** The version that brought the check. */
  since: string
  examples: {
    pass: [Example<Each, Of>, ...Example<Each, Of>[]]
    fail: [Example<Each, Of>, ...Example<Each, Of>[]]
    not_applicable?: Example<Each, Of>[]
    unknown?: Example<Each, Of>[]
  }
}

/** Declares a check. The result is a plain object; `needs` holds the tallied stream too. */
export function defineCheck<Each extends StreamId, Of extends StreamId = never, Total = undefined>(
  check: Check<Each, Of, Total>,
): Check {
  const needs = new Set<StreamId>(check.needs)
  if (check.tally) needs.add(check.tally.of)
  return { ...check, needs: [...needs] } as unknown as Check
}

/** A record for an example: what the example does not name is null, which is to say unseen. */
export function exampleRecord(stream: StreamId, data: object, index = 0): StreamRecord {
  return {
    stream,
    scope: 'acme',
    ref: String(index + 1),
    name: `example-${index + 1}`,
    url: null,
    data: { ...data },
    sources: [],
  }
}
