import type { DecisionKind, DecisionPattern } from '@rollcall/core'
import { sql, type Transaction } from 'kysely'
import {
  type DecisionRow,
  decisionSubject,
  endEmptyDecisions,
  factsOfDecision,
  type ProblemOf,
} from './decision-ending.ts'
import { type Actor, recordEvent, recordEvents } from './events.ts'
import { type FindingLabel, findingEvent } from './finding-event.ts'
import { newId } from './id.ts'
import type { Schema } from './schema.ts'
import { planAnew } from './standing.ts'

type Tx = Transaction<Schema>

export interface NewDecision {
  kind: DecisionKind
  reason: string
  until: string | null
  value?: string
  evidence?: string
  pattern: DecisionPattern | null
  /** The query by which the findings were chosen, for the log. */
  query?: string
}

/** Decides on these findings. The caller holds the lock. */
export async function makeDecision(
  tx: Tx,
  tenant: string,
  actor: Actor,
  now: Date,
  wanted: NewDecision,
  findings: readonly FindingLabel[],
  problemOf: ProblemOf,
): Promise<DecisionRow> {
  const { pattern } = wanted
  const row = await tx
    .insertInto('decision')
    .values({
      tenant,
      id: newId('dec'),
      kind: wanted.kind,
      reason: wanted.reason.trim(),
      value: wanted.value?.trim() || null,
      evidence: wanted.evidence?.trim() || null,
      until: wanted.until,
      check_id: pattern?.checkId ?? null,
      connection_id: pattern?.connectionId ?? null,
      scope: pattern?.scope ?? null,
      subject: pattern?.subject ?? null,
      made_at: now,
      made_by_kind: actor.kind,
      made_by_id: actor.id,
      made_by_name: actor.name,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await recordEvent(tx, tenant, now, {
    actor,
    type: 'decision.made',
    subject: decisionSubject(row),
    data: {
      ...factsOfDecision(row),
      findings: findings.length,
      ...(pattern ? { pattern } : {}),
      ...(wanted.query === undefined ? {} : { query: wanted.query }),
    },
  })
  // Of decisions about chosen findings, a finding has one at most; patterns lie beneath it.
  const before = pattern ? [] : await replaceLinks(tx, tenant, now, findings)
  await addLinks(tx, tenant, row, now, findings, problemOf, actor, new Map(before))
  await endEmptyDecisions(tx, tenant, now, 'replaced', actor)
  return row
}

async function replaceLinks(
  tx: Tx,
  tenant: string,
  now: Date,
  findings: readonly FindingLabel[],
): Promise<[findingId: string, decisionId: string][]> {
  const { rows } = await sql<{ finding_id: string; decision_id: string }>`
    update decision_finding link set ended_at = ${now}::timestamptz, ended_why = 'replaced'
    from decision where decision.tenant = link.tenant and decision.id = link.decision_id and decision.check_id is null
      and link.tenant = ${tenant} and link.finding_id = any(${findings.map(({ id }) => id)}) and link.ended_at is null
      and (decision.until is null or decision.until > ${now}::timestamptz)
    returning link.finding_id, link.decision_id`.execute(tx)
  return rows.map((row) => [row.finding_id, row.decision_id])
}

/** Puts findings under a decision, with an event for each. */
export async function addLinks(
  tx: Tx,
  tenant: string,
  decision: DecisionRow,
  now: Date,
  findings: readonly FindingLabel[],
  problemOf: ProblemOf,
  actor: Actor,
  replaced: ReadonlyMap<string, string> = new Map(),
): Promise<void> {
  if (findings.length === 0) return
  await planAnew(tx, true)
  await sql`
    insert into decision_finding (tenant, decision_id, finding_id, since)
    select ${tenant}, ${decision.id}, id, ${now}::timestamptz from unnest(${findings.map(({ id }) => id)}::text[]) as id`.execute(
    tx,
  )
  await planAnew(tx, false)
  await recordEvents(
    tx,
    tenant,
    now,
    findings.map((row) => {
      const before = replaced.get(row.id)
      const data = {
        decision: decision.id,
        ...factsOfDecision(decision),
        ...(decision.check_id === null ? {} : { byPattern: true }),
        ...(before === undefined ? {} : { replaced: before }),
      }
      return findingEvent('finding.decided', row, problemOf(row.check_id), data, actor)
    }),
  )
}
