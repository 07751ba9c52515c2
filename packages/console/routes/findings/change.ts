import type { Finding, FindingChange, FindingSelection } from '@rollcall/api'

/** What can be done with findings. */
export type ChangeKind = 'assign' | 'due' | 'excepted' | 'snoozed' | 'false_positive' | 'attested'

/** What a change dialog is about: one finding, or those that are selected. */
export interface ChangeTarget {
  kind: ChangeKind
  select: FindingSelection
  /** How many are chosen; the preview says how many of them change. */
  count: number
  finding: Pick<
    Finding,
    | 'id'
    | 'checkId'
    | 'problem'
    | 'status'
    | 'subject'
    | 'scope'
    | 'assignee'
    | 'dueAt'
    | 'connectionId'
    | 'connectionName'
  > | null
}

export const changeTitles: Record<ChangeKind, string> = {
  assign: 'Assign',
  due: 'Set a due date',
  excepted: 'Except',
  snoozed: 'Snooze',
  false_positive: 'Call it a false positive',
  attested: 'Attest what you saw',
}

export const changeButtons: Record<ChangeKind, string> = {
  assign: 'Assign',
  due: 'Set date',
  excepted: 'Except',
  snoozed: 'Snooze',
  false_positive: 'False positive',
  attested: 'Attest',
}

/** What the dialog's fields ask the server for. */
export interface ChangeDraft {
  assigneeId: string | null
  until: string | null
  reason: string
  value: string
  evidence: string
}

export function changeOf(kind: ChangeKind, draft: ChangeDraft): FindingChange {
  if (kind === 'assign') return { assigneeId: draft.assigneeId }
  if (kind === 'due') return { dueAt: draft.until }
  const until = kind === 'false_positive' ? null : draft.until
  const seen = kind === 'attested' ? { value: draft.value, evidence: draft.evidence } : {}
  return { decision: { kind, reason: draft.reason, until, ...seen } }
}

/** Whether the fields say enough to be sent; the preview needs no reason. */
export function isReady(kind: ChangeKind, draft: ChangeDraft): boolean {
  if (kind === 'attested' && (draft.value.trim() === '' || draft.evidence.trim() === '')) return false
  if (kind === 'excepted' || kind === 'attested') return draft.reason.trim() !== '' && draft.until !== null
  if (kind === 'false_positive') return draft.reason.trim() !== ''
  return kind !== 'snoozed' || draft.until !== null
}
