import type { Severity } from './check.ts'
import type { DecisionKind } from './decision.ts'

/** What a change of many findings has to know of each. */
export interface ChangeSubject {
  id: string
  severity: Severity
  state: 'open' | 'resolved'
  result: 'fail' | 'unknown'
  assigneeId: string | null
  dueAt: string | null
  /** No credential shows it, so that a person may. */
  attestable: boolean
  /** Kind of the decision that stands on it. */
  decision: DecisionKind | null
}

export type WantedChange =
  | { what: 'assignee'; assigneeId: string | null }
  | { what: 'due'; dueAt: string | null }
  | { what: 'decision'; kind: DecisionKind }

/**
 * Why a finding stays as it is. `same`: it is so already. `resolved`: there is nothing left to decide. `unknown`: nothing
 * was judged, so the judgement cannot be false. `observable`: a scan sees it, so that nobody's word is taken for it.
 */
export type UnchangedReason = 'same' | 'resolved' | 'unknown' | 'observable'
export const unchangedReasons: readonly UnchangedReason[] = ['same', 'resolved', 'unknown', 'observable']

export interface PlannedChange<Subject extends ChangeSubject> {
  changed: Subject[]
  unchanged: { subject: Subject; why: UnchangedReason }[]
}

/** Which of these findings a change touches, and why not the others. Preview and deed both go by it. */
export function planChange<Subject extends ChangeSubject>(
  subjects: readonly Subject[],
  wanted: WantedChange,
): PlannedChange<Subject> {
  const plan: PlannedChange<Subject> = { changed: [], unchanged: [] }
  for (const subject of subjects) {
    const why = reasonToKeep(subject, wanted)
    if (why === null) plan.changed.push(subject)
    else plan.unchanged.push({ subject, why })
  }
  return plan
}

function reasonToKeep(subject: ChangeSubject, wanted: WantedChange): UnchangedReason | null {
  switch (wanted.what) {
    case 'assignee':
      return subject.assigneeId === wanted.assigneeId ? 'same' : null
    case 'due':
      return sameMoment(subject.dueAt, wanted.dueAt) ? 'same' : null
    case 'decision':
      if (subject.state === 'resolved') return 'resolved'
      if (wanted.kind === 'attested') return subject.result === 'unknown' && subject.attestable ? null : 'observable'
      return subject.result === 'unknown' && wanted.kind === 'false_positive' ? 'unknown' : null
  }
}

const sameMoment = (one: string | null, other: string | null) =>
  one === null || other === null ? one === other : Date.parse(one) === Date.parse(other)
