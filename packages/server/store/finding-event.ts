import { type Actor, type NewEvent, systemActor } from './events.ts'

/** What the log says about a finding, whatever happened to it. */
export interface FindingLabel {
  id: string
  check_id: string
  scope: string
  subject_name: string
  severity: string
  result: string
}

export const findingLabelColumns = ['id', 'check_id', 'scope', 'subject_name', 'severity', 'result'] as const

export function findingEvent(
  type: Extract<NewEvent['type'], `finding.${string}`>,
  row: FindingLabel,
  problem: string,
  data: Record<string, unknown> = {},
  actor: Actor = systemActor,
): NewEvent {
  return {
    actor,
    type,
    subject: { kind: 'finding', id: row.id, name: problem },
    data: {
      check: row.check_id,
      scope: row.scope,
      about: row.subject_name,
      severity: row.severity,
      result: row.result,
      ...data,
    },
  }
}
