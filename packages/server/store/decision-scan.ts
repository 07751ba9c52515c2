import { type Changes, coversFinding, type DecisionEnding, type DecisionPattern, factsOf } from '@rollcall/core'
import { sql, type Transaction } from 'kysely'
import type { Executor } from './database.ts'
import {
  type DecisionRow,
  type EndedLink,
  endEmptyDecisions,
  type ProblemOf,
  recordEndings,
} from './decision-ending.ts'
import { addLinks } from './decisions.ts'
import { systemActor } from './events.ts'
import { type ChangeRow, changeColumns } from './finding-changes.ts'
import type { Schema } from './schema.ts'

type Tx = Transaction<Schema>

/** False positives whose evidence is another in this scan. Has to look before the scan is saved. */
export async function changedFalsePositives(tx: Tx, tenant: string, still: Changes['still']): Promise<string[]> {
  const observed = new Map(still.map(({ id, observation }) => [id, observation]))
  const { rows } = await sql<{ id: string; evidence: Parameters<typeof factsOf>[0] }>`
    select distinct finding.id, finding.evidence
    from decision_finding link
      join decision on decision.tenant = link.tenant and decision.id = link.decision_id
      join finding on finding.tenant = link.tenant and finding.id = link.finding_id
    where link.tenant = ${tenant} and link.ended_at is null and decision.kind = 'false_positive'`.execute(tx)
  return rows.flatMap(({ id, evidence }) => {
    const now = observed.get(id)
    return now?.result === 'fail' && factsOf(now.evidence) !== factsOf(evidence) ? [id] : []
  })
}

/** Brings the decisions up to what a scan saw: some have lost their finding, some have gained one. */
export async function settleDecisions(
  tx: Tx,
  tenant: string,
  connectionId: string,
  seen: { resolved: string[]; changed: string[] },
  problemOf: ProblemOf,
  now: Date,
): Promise<void> {
  const end = async (links: EndedLink[], why: DecisionEnding) => {
    await recordEndings(tx, tenant, now, links, why, problemOf)
    await endEmptyDecisions(tx, tenant, now, why, systemActor)
  }
  await end(await endLinksOf(tx, tenant, now, seen.resolved, 'resolved'), 'resolved')
  await end(await endLinksOf(tx, tenant, now, seen.changed, 'evidence_changed', 'false_positive'), 'evidence_changed')
  for (const pattern of await patternsFor(tx, tenant, connectionId, now)) {
    const covered = await coveredBy(tx, tenant, connectionId, patternOf(pattern))
    const linked = await linkedTo(tx, tenant, connectionId, pattern.id)
    const fresh = covered.filter(({ id }) => !linked.has(id))
    await addLinks(tx, tenant, pattern, now, fresh, problemOf, systemActor)
    const coveredIds = new Set(covered.map(({ id }) => id))
    const lost = [...linked].filter((id) => !coveredIds.has(id))
    await end(await endLinksOf(tx, tenant, now, lost, 'unmatched', pattern.kind, pattern.id), 'unmatched')
  }
}

/** Ends what stands on these findings. What is over by its date is left to whoever writes that down. */
async function endLinksOf(
  tx: Tx,
  tenant: string,
  now: Date,
  findingIds: readonly string[],
  why: DecisionEnding,
  kind?: DecisionRow['kind'],
  decisionId?: string,
): Promise<EndedLink[]> {
  if (findingIds.length === 0) return []
  const { rows } = await sql<EndedLink>`
    update decision_finding link set ended_at = ${now}::timestamptz, ended_why = ${why}
    from decision where decision.tenant = link.tenant and decision.id = link.decision_id
      and link.tenant = ${tenant} and link.finding_id = any(${findingIds}) and link.ended_at is null
      and (decision.until is null or decision.until > ${now}::timestamptz)
      and (${kind ?? null}::text is null or decision.kind = ${kind ?? null})
      and (${decisionId ?? null}::text is null or decision.id = ${decisionId ?? null})
    returning link.finding_id, link.decision_id, decision.kind`.execute(tx)
  return rows
}

async function patternsFor(tx: Tx, tenant: string, connectionId: string, now: Date): Promise<DecisionRow[]> {
  return tx
    .selectFrom('decision')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('ended_at', 'is', null)
    .where('check_id', 'is not', null)
    .where('until', '>', now.toISOString())
    .where((where) => where.or([where('connection_id', 'is', null), where('connection_id', '=', connectionId)]))
    .orderBy('id')
    .execute()
}

const patternOf = (row: DecisionRow): DecisionPattern => ({
  checkId: row.check_id ?? '',
  connectionId: row.connection_id,
  scope: row.scope,
  subject: row.subject,
})

/** The failing findings that a pattern covers, of one connection or of all. */
export async function coveredBy(
  db: Executor,
  tenant: string,
  connectionId: string | null,
  pattern: DecisionPattern,
): Promise<ChangeRow[]> {
  let query = db
    .selectFrom('finding')
    .select([...changeColumns, 'connection_id'])
    .where('tenant', '=', tenant)
    .where('check_id', '=', pattern.checkId)
    .where('state', '=', 'open')
  if (connectionId !== null) query = query.where('connection_id', '=', connectionId)
  const rows = await query.orderBy('severity_rank').orderBy('id').execute()
  return rows.filter((row) =>
    coversFinding(pattern, {
      checkId: row.check_id,
      connectionId: row.connection_id,
      scope: row.scope,
      subjectName: row.subject_name,
      result: row.result,
    }),
  )
}

async function linkedTo(tx: Tx, tenant: string, connectionId: string, decisionId: string): Promise<Set<string>> {
  const rows = await tx
    .selectFrom('decision_finding as link')
    .innerJoin('finding', (join) =>
      join.onRef('finding.tenant', '=', 'link.tenant').onRef('finding.id', '=', 'link.finding_id'),
    )
    .select('finding.id')
    .where('link.tenant', '=', tenant)
    .where('link.decision_id', '=', decisionId)
    .where('link.ended_at', 'is', null)
    .where('finding.connection_id', '=', connectionId)
    .execute()
  return new Set(rows.map(({ id }) => id))
}
