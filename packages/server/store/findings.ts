import type { Changes, KnownFinding, Observation, Tallies } from '@rollcall/core'
import { severities } from '@rollcall/core'
import { type Selectable, sql, type Transaction } from 'kysely'
import type { Executor } from './database.ts'
import { changedFalsePositives, settleDecisions } from './decision-scan.ts'
import { type NewEvent, recordEvents } from './events.ts'
import { type FindingLabel, findingEvent, findingLabelColumns } from './finding-event.ts'
import { newId } from './id.ts'
import type { Schema } from './schema.ts'
import { lockFindings } from './standing.ts'

export type FindingRow = Selectable<Schema['finding']>

const chunk = 500

export async function loadKnownFindings(db: Executor, tenant: string, connectionId: string): Promise<KnownFinding[]> {
  const rows = await db
    .selectFrom('finding')
    .select(['id', 'fingerprint', 'check_id', 'scope', 'stream', 'ref', 'result', 'state'])
    .where('tenant', '=', tenant)
    .where('connection_id', '=', connectionId)
    .execute()
  return rows.map(({ check_id, ...row }) => ({ ...row, checkId: check_id }))
}

/** What a check is called in the log, and which stream it is about. */
export type CheckNames = (checkId: string) => { problem: string; stream: string }

/** Saves what a scan changed, with an event for each finding that opened, reopened or was resolved, and what that does to decisions. */
export async function saveChanges(
  tx: Transaction<Schema>,
  tenant: string,
  connectionId: string,
  changes: Changes,
  checks: CheckNames,
  now: Date,
): Promise<void> {
  const at = now.toISOString()
  await lockFindings(tx, tenant)
  const changed = await changedFalsePositives(tx, tenant, changes.still)
  const opened = changes.opened.map((observation) => ({
    id: newId('fnd'),
    connection_id: connectionId,
    opened_at: at,
    ...columnsOf(observation, checks),
  }))
  for (let start = 0; start < opened.length; start += chunk)
    await sql`
      insert into finding (tenant, id, connection_id, fingerprint, check_id, scope, stream, ref, subject, subject_name,
        result, state, severity, severity_rank, evidence, gap, count, subjects, opened_at, seen_at)
      select ${tenant}, id, connection_id, fingerprint, check_id, scope, stream, ref, subject, subject_name,
        result, 'open', severity, severity_rank, evidence, gap, count, subjects, opened_at, ${at}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(opened.slice(start, start + chunk))}::jsonb) as row(
        id text, connection_id text, fingerprint text, check_id text, scope text, stream text, ref text, subject jsonb,
        subject_name text, result text, severity text, severity_rank smallint, evidence jsonb, gap jsonb,
        count integer, subjects jsonb, opened_at timestamptz)`.execute(tx)

  const seen = [
    ...changes.still.map((one) => ({ id: one.id, reopened: false, ...columnsOf(one.observation, checks) })),
    ...changes.reopened.map((one) => ({ id: one.id, reopened: true, ...columnsOf(one.observation, checks) })),
  ]
  for (let start = 0; start < seen.length; start += chunk)
    await sql`
      update finding set state = 'open', seen_at = ${at}::timestamptz, unverified = null, resolved_at = null,
        resolution = null, subject = row.subject, subject_name = row.subject_name, severity = row.severity,
        severity_rank = row.severity_rank, evidence = row.evidence, gap = row.gap, count = row.count,
        subjects = row.subjects,
        reopened_at = case when row.reopened then ${at}::timestamptz else finding.reopened_at end
      from jsonb_to_recordset(${JSON.stringify(seen.slice(start, start + chunk))}::jsonb) as row(
        id text, reopened boolean, subject jsonb, subject_name text, severity text, severity_rank smallint,
        evidence jsonb, gap jsonb, count integer, subjects jsonb)
      where finding.tenant = ${tenant} and finding.id = row.id`.execute(tx)

  for (let start = 0; start < changes.resolved.length; start += chunk)
    await sql`
      update finding set state = 'resolved', resolved_at = ${at}::timestamptz, resolution = row.resolution, unverified = null
      from jsonb_to_recordset(${JSON.stringify(changes.resolved.slice(start, start + chunk))}::jsonb) as row(
        id text, resolution text)
      where finding.tenant = ${tenant} and finding.id = row.id`.execute(tx)

  for (let start = 0; start < changes.unverified.length; start += chunk)
    await sql`
      update finding set unverified = row.gap
      from jsonb_to_recordset(${JSON.stringify(changes.unverified.slice(start, start + chunk))}::jsonb) as row(
        id text, gap jsonb)
      where finding.tenant = ${tenant} and finding.id = row.id`.execute(tx)

  await recordEvents(tx, tenant, now, await eventsOf(tx, tenant, changes, opened, checks))
  const resolved = changes.resolved.map(({ id }) => id)
  await settleDecisions(tx, tenant, connectionId, { resolved, changed }, (id) => checks(id).problem, now)
}

async function eventsOf(
  tx: Transaction<Schema>,
  tenant: string,
  changes: Changes,
  opened: FindingLabel[],
  checks: CheckNames,
): Promise<NewEvent[]> {
  const event = (type: Parameters<typeof findingEvent>[0], row: FindingLabel, data: Record<string, unknown> = {}) =>
    findingEvent(type, row, checks(row.check_id).problem, data)
  const resolutions = new Map(changes.resolved.map(({ id, resolution }) => [id, resolution]))
  const ids = [...changes.reopened.map(({ id }) => id), ...resolutions.keys()]
  const rows =
    ids.length === 0
      ? []
      : await tx
          .selectFrom('finding')
          .select(findingLabelColumns)
          .where('tenant', '=', tenant)
          .where(sql<boolean>`id = any(${ids})`)
          .orderBy('id')
          .execute()
  return [
    ...opened.map((row) => event('finding.opened', row)),
    ...rows.map((row) => {
      const resolution = resolutions.get(row.id)
      return resolution ? event('finding.resolved', row, { resolution }) : event('finding.reopened', row)
    }),
  ]
}

function columnsOf(observation: Observation, checks: CheckNames) {
  const fail = observation.result === 'fail'
  return {
    fingerprint: observation.fingerprint,
    check_id: observation.checkId,
    scope: observation.scope,
    stream: fail ? observation.subject.stream : checks(observation.checkId).stream,
    ref: fail ? observation.subject.ref : null,
    subject: fail ? observation.subject : null,
    subject_name: fail ? observation.subject.name : observation.scope,
    result: observation.result,
    severity: observation.severity,
    severity_rank: severities.indexOf(observation.severity),
    evidence: fail ? observation.evidence : [],
    gap: fail ? null : observation.gap,
    count: fail ? null : observation.count,
    subjects: fail ? [] : observation.subjects,
  }
}

export async function saveTallies(
  tx: Transaction<Schema>,
  tenant: string,
  connectionId: string,
  tallies: readonly Tallies[],
  /** The checks that were judged; all of them without it. */
  only?: readonly string[],
): Promise<void> {
  const before = tx.deleteFrom('check_tally').where('tenant', '=', tenant).where('connection_id', '=', connectionId)
  await (only ? before.where('check_id', 'in', only) : before).execute()
  if (tallies.length === 0) return
  await tx
    .insertInto('check_tally')
    .values(
      tallies.map((tally) => ({
        tenant,
        connection_id: connectionId,
        check_id: tally.checkId,
        scope: tally.scope,
        pass: tally.pass,
        fail: tally.fail,
        unknown: tally.unknown,
        not_applicable: tally.notApplicable,
      })),
    )
    .execute()
}

export async function countOpen(
  db: Executor,
  tenant: string,
  connectionId: string,
): Promise<{ open: number; unknown: number }> {
  const rows = await db
    .selectFrom('finding')
    .select(['result'])
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('tenant', '=', tenant)
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'open')
    .groupBy('result')
    .execute()
  const of = (result: string) => rows.find((row) => row.result === result)?.count ?? 0
  return { open: of('fail'), unknown: of('unknown') }
}
