import { AppError, type DecisionEnding, type DecisionKind, isStanding } from '@rollcall/core'
import { type Selectable, sql, type Transaction } from 'kysely'
import type { Db } from './database.ts'
import { type Actor, type NewEvent, recordEvent, recordEvents, systemActor } from './events.ts'
import { findingEvent } from './finding-event.ts'
import type { Schema } from './schema.ts'
import { lockFindings, standingOn } from './standing.ts'

export type DecisionRow = Selectable<Schema['decision']>
type Tx = Transaction<Schema>
/** What a check's findings are called in the log. */
export type ProblemOf = (checkId: string) => string

/** What the log says about a decision in each of its events. */
export const factsOfDecision = (row: Pick<DecisionRow, 'kind' | 'reason' | 'until'>) => ({
  kind: row.kind,
  reason: row.reason,
  until: row.until,
})
export const decisionSubject = (row: Pick<DecisionRow, 'id' | 'kind'>) => ({
  kind: 'decision',
  id: row.id,
  name: row.kind,
})

export interface EndedLink {
  finding_id: string
  decision_id: string
  kind: DecisionKind
}

/** Says of each finding that a decision on it has ended, why, and as what it stands now. */
export async function recordEndings(
  tx: Tx,
  tenant: string,
  now: Date,
  links: readonly EndedLink[],
  why: DecisionEnding,
  problemOf: ProblemOf,
  actor: Actor = systemActor,
): Promise<void> {
  if (links.length === 0) return
  const ids = [...new Set(links.map((link) => link.finding_id))]
  const standing = await standingOn(tx, tenant, ids, now)
  const rows = await tx
    .selectFrom('finding')
    .select(['id', 'check_id', 'scope', 'subject_name', 'severity', 'result', 'state'])
    .where('tenant', '=', tenant)
    .where(sql<boolean>`id = any(${ids})`)
    .execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  const events = links.flatMap((link): NewEvent[] => {
    const row = byId.get(link.finding_id)
    if (!row) return []
    const status = row.state === 'resolved' ? 'resolved' : row.result === 'unknown' ? 'unknown' : 'open'
    const data = { decision: link.decision_id, kind: link.kind, why, stands: standing.get(row.id)?.kind ?? status }
    return [findingEvent('finding.decision_ended', row, problemOf(row.check_id), data, actor)]
  })
  await recordEvents(tx, tenant, now, events)
}

/** Ends decisions on chosen findings that stand on none any more, and exceptions for a connection that is removed. */
export async function endEmptyDecisions(
  tx: Tx,
  tenant: string,
  now: Date,
  why: DecisionEnding,
  actor: Actor,
  removedConnection: string | null = null,
): Promise<void> {
  const { rows } = await sql<DecisionRow>`
    update decision set ended_at = ${now}::timestamptz, ended_why = ${why}, ended_by = ${nameOf(actor)}
    where tenant = ${tenant} and ended_at is null and (until is null or until > ${now}::timestamptz)
      and (connection_id = ${removedConnection} or check_id is null and not exists (
        select from decision_finding link
        where link.tenant = decision.tenant and link.decision_id = decision.id and link.ended_at is null))
    returning *`.execute(tx)
  const events = rows.map(
    (row): NewEvent => ({
      actor,
      type: 'decision.ended',
      subject: decisionSubject(row),
      data: { ...factsOfDecision(row), why, findings: 0 },
    }),
  )
  await recordEvents(tx, tenant, now, events)
}

const nameOf = (actor: Actor) => (actor.kind === 'system' ? null : actor.name)

async function getDecisionRow(tx: Tx, tenant: string, id: string): Promise<DecisionRow> {
  const row = await tx
    .selectFrom('decision')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new AppError('request.not_found', { what: 'This decision' })
  return row
}

/** The same, and insists that it stands. */
async function getStandingRow(tx: Tx, tenant: string, id: string, now: Date): Promise<DecisionRow> {
  const row = await getDecisionRow(tx, tenant, id)
  if (!isStanding({ until: row.until, endedAt: row.ended_at }, now)) throw new AppError('decision.ended')
  return row
}

export async function extendDecision(
  tx: Tx,
  tenant: string,
  actor: Actor,
  now: Date,
  id: string,
  until: string,
): Promise<void> {
  await lockFindings(tx, tenant)
  const row = await getStandingRow(tx, tenant, id, now)
  if (row.kind === 'false_positive') throw new AppError('decision.not_extendable')
  await tx.updateTable('decision').set({ until }).where('tenant', '=', tenant).where('id', '=', id).execute()
  await recordEvent(tx, tenant, now, {
    actor,
    type: 'decision.extended',
    subject: decisionSubject(row),
    data: { kind: row.kind, reason: row.reason, from: row.until, until },
  })
}

/** Somebody ends a decision, everywhere it stands. */
export async function endDecision(
  tx: Tx,
  tenant: string,
  actor: Actor,
  now: Date,
  id: string,
  problemOf: ProblemOf,
): Promise<void> {
  await lockFindings(tx, tenant)
  await finish(tx, tenant, now, await getStandingRow(tx, tenant, id, now), { why: 'ended', actor, at: now }, problemOf)
}

async function finish(
  tx: Tx,
  tenant: string,
  now: Date,
  row: DecisionRow,
  ending: { why: DecisionEnding; actor: Actor; at: Date | string },
  problemOf: ProblemOf,
): Promise<void> {
  const { why, actor, at } = ending
  await tx
    .updateTable('decision')
    .set({ ended_at: at, ended_why: why, ended_by: nameOf(actor) })
    .where('tenant', '=', tenant)
    .where('id', '=', row.id)
    .execute()
  const links = await tx
    .updateTable('decision_finding')
    .set({ ended_at: at, ended_why: why })
    .where('tenant', '=', tenant)
    .where('decision_id', '=', row.id)
    .where('ended_at', 'is', null)
    .returning(['finding_id', 'decision_id'])
    .execute()
  await recordEvent(tx, tenant, now, {
    actor,
    type: 'decision.ended',
    subject: decisionSubject(row),
    data: { ...factsOfDecision(row), why, findings: links.length },
  })
  const ended = links.map((link) => ({ ...link, kind: row.kind }))
  await recordEndings(tx, tenant, now, ended, why, problemOf, actor)
}

/** Ends the decision about one finding, on this finding alone. */
export async function endDecisionOn(
  tx: Tx,
  tenant: string,
  actor: Actor,
  now: Date,
  findingId: string,
  problemOf: ProblemOf,
): Promise<void> {
  await lockFindings(tx, tenant)
  const standing = (await standingOn(tx, tenant, [findingId], now)).get(findingId)
  if (!standing) throw new AppError('decision.ended')
  if (standing.byPattern) throw new AppError('decision.by_pattern')
  await tx
    .updateTable('decision_finding')
    .set({ ended_at: now, ended_why: 'ended' })
    .where('tenant', '=', tenant)
    .where('decision_id', '=', standing.id)
    .where('finding_id', '=', findingId)
    .where('ended_at', 'is', null)
    .execute()
  const link = { finding_id: findingId, decision_id: standing.id, kind: standing.kind }
  await recordEndings(tx, tenant, now, [link], 'ended', problemOf, actor)
  await endEmptyDecisions(tx, tenant, now, 'ended', actor)
}

/**
 * Writes down the ends of decisions whose time is over. They stopped counting at that moment; this is for the log, and for
 * whoever is to be told. Any number of servers may do it: each end is written once.
 */
export async function expireDecisions(
  db: Db,
  now: Date,
  problemOf: ProblemOf,
  told: (tx: Tx, tenant: string) => Promise<void>,
): Promise<void> {
  const due = (tx: Db | Tx) =>
    tx.selectFrom('decision').where('ended_at', 'is', null).where('until', '<=', now.toISOString())
  const tenants = await due(db).select('tenant').distinct().execute()
  for (const { tenant } of tenants)
    await db.transaction().execute(async (tx) => {
      await lockFindings(tx, tenant)
      // Read under the lock: another server may have been here.
      const rows = await due(tx).selectAll().where('tenant', '=', tenant).orderBy('until').orderBy('id').execute()
      for (const row of rows) {
        const at = row.until ?? now
        await finish(tx, tenant, now, row, { why: 'expired', actor: systemActor, at }, problemOf)
      }
      if (rows.length > 0) await told(tx, tenant)
    })
}
