import type { FactValue } from './check.ts'

/**
 * What a person says about a finding, on top of what was seen: it is accepted for a while, it is wrong, it is for
 * later, or, of what no API shows, that they looked and saw it to be right. What was seen stays as it is.
 */
export type DecisionKind = 'excepted' | 'false_positive' | 'snoozed' | 'attested'
export const decisionKinds: readonly DecisionKind[] = ['excepted', 'false_positive', 'snoozed', 'attested']

/**
 * `expired`: its time was over. `ended`: somebody ended it. `resolved`: its finding was resolved. `evidence_changed`: what
 * was called a false positive looks different now. `unmatched`: the finding does not fit the pattern any more. `replaced`:
 * somebody decided anew. `gone`: its findings were removed with their connection.
 */
export type DecisionEnding = 'expired' | 'ended' | 'resolved' | 'evidence_changed' | 'unmatched' | 'replaced' | 'gone'

/** Every failing finding of one check, in one connection or organization where they are named, whose subject fits. */
export interface DecisionPattern {
  checkId: string
  connectionId: string | null
  scope: string | null
  /** Glob over the subject's name; null for all. */
  subject: string | null
}

/** What it takes to know whether a decision stands, and which of several does. */
export interface DecisionLife {
  id: string
  /** Whether it stands on whatever fits a pattern, rather than on findings that somebody chose. */
  byPattern: boolean
  madeAt: string
  until: string | null
  endedAt: string | null
}

/** The longest that anything is put aside without somebody looking at it again. */
export const longestDecisionDays = 366
const day = 86_400_000

/** A decision holds until its moment, and not a moment longer. */
export function isStanding(decision: Pick<DecisionLife, 'until' | 'endedAt'>, now: Date): boolean {
  return decision.endedAt === null && (decision.until === null || Date.parse(decision.until) > now.getTime())
}

/**
 * Of the decisions on one finding, the one that counts: what was decided about this finding itself before what merely
 * fits it, then the one that lasts longest, then the newest.
 */
export function standingDecision<Life extends DecisionLife>(decisions: readonly Life[], now: Date): Life | null {
  const standing = decisions.filter((decision) => isStanding(decision, now))
  return standing.reduce<Life | null>((best, one) => (best === null || outweighs(one, best) ? one : best), null)
}

function outweighs(one: DecisionLife, other: DecisionLife): boolean {
  if (one.byPattern !== other.byPattern) return other.byPattern
  const [until, otherUntil] = [endOf(one), endOf(other)]
  if (until !== otherUntil) return until > otherUntil
  const [made, otherMade] = [Date.parse(one.madeAt), Date.parse(other.madeAt)]
  if (made !== otherMade) return made > otherMade
  return one.id > other.id
}

const endOf = ({ until }: DecisionLife) => (until === null ? Number.POSITIVE_INFINITY : Date.parse(until))

/**
 * `*` stands for any characters, a slash too, and `?` for one; the case of letters does not matter, as it does not in names
 * of accounts and repositories. Takes time in proportion to glob times text, whatever the glob.
 */
export function matchesGlob(glob: string, text: string): boolean {
  const wanted = [...glob.toLowerCase()]
  const given = [...text.toLowerCase()]
  let at = 0
  let place = 0
  // Where the last star stood, and how much of the text it has taken.
  let star = -1
  let taken = 0
  while (place < given.length) {
    if (wanted[at] === '*') {
      star = at++
      taken = place
    } else if (at < wanted.length && (wanted[at] === '?' || wanted[at] === given[place])) {
      at++
      place++
    } else if (star >= 0) {
      at = star + 1
      place = ++taken
    } else return false
  }
  while (wanted[at] === '*') at++
  return at === wanted.length
}

/**
 * Whether a pattern covers a finding. It never covers an unknown: what could not be seen is no case of what was accepted.
 */
export function coversFinding(
  pattern: DecisionPattern,
  finding: { checkId: string; connectionId: string; scope: string; subjectName: string; result: 'fail' | 'unknown' },
): boolean {
  return (
    finding.result === 'fail' &&
    finding.checkId === pattern.checkId &&
    (pattern.connectionId === null || finding.connectionId === pattern.connectionId) &&
    (pattern.scope === null || finding.scope === pattern.scope) &&
    (pattern.subject === null || matchesGlob(pattern.subject, finding.subjectName))
  )
}

/**
 * The facts of some evidence as one text, the same for the same facts: neither their order, nor when, where or by which
 * request they were read belongs to what they say.
 */
export function factsOf(evidence: readonly { field: string; value: FactValue }[]): string {
  const facts = evidence.map(({ field, value }) =>
    JSON.stringify([field, Array.isArray(value) ? [...value].sort() : value]),
  )
  return [...new Set(facts)].sort().join('\n')
}

export interface WantedDecision {
  kind: DecisionKind
  reason: string
  until: string | null
  byPattern: boolean
  /** Of an attestation: what was seen, and what proves it. */
  value?: string
  evidence?: string
}

/** Why a decision cannot be made as it is wanted, field by field; nothing when it can. */
export function decisionProblems(wanted: WantedDecision, now: Date): { path: string; message: string }[] {
  const { kind, reason, until } = wanted
  const problems: { path: string; message: string }[] = []
  if (kind !== 'snoozed' && reason.trim() === '')
    problems.push({ path: 'reason', message: 'say why, for whoever reads it in half a year' })
  if (kind === 'false_positive' && until !== null)
    problems.push({ path: 'until', message: 'a false positive has no date: it ends when the evidence changes' })
  if (kind !== 'false_positive') problems.push(...untilProblems(until, now))
  for (const field of ['value', 'evidence'] as const) {
    const given = (wanted[field] ?? '').trim() !== ''
    if (kind === 'attested' && !given) problems.push({ path: field, message: attestationNeeds[field] })
    if (kind !== 'attested' && given) problems.push({ path: field, message: 'belongs to an attestation' })
  }
  if (wanted.byPattern && kind !== 'excepted')
    problems.push({ path: 'kind', message: 'only an exception can stand on a pattern' })
  return problems
}

const attestationNeeds = {
  value: 'say what you saw',
  evidence: 'say what proves it: a link, a file, a ticket',
}

/** Why a decision cannot last until then. */
export function untilProblems(until: string | null, now: Date): { path: string; message: string }[] {
  if (until === null) return [{ path: 'until', message: 'say until when' }]
  const distance = Date.parse(until) - now.getTime()
  if (distance <= 0) return [{ path: 'until', message: 'lies in the past' }]
  if (distance > longestDecisionDays * day)
    return [{ path: 'until', message: `lies more than ${longestDecisionDays} days ahead` }]
  return []
}
