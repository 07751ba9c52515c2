import type { Note } from '@rollcall/api'
import { AppError, type ChangeSubject, type DecisionKind } from '@rollcall/core'
import { type Selectable, sql, type Transaction } from 'kysely'
import type { Executor } from './database.ts'
import type { ProblemOf } from './decision-ending.ts'
import { type Actor, recordEvent, recordEvents } from './events.ts'
import { type FindingLabel, findingEvent, findingLabelColumns } from './finding-event.ts'
import { newId } from './id.ts'
import type { Schema } from './schema.ts'
import { standingOn } from './standing.ts'

type Tx = Transaction<Schema>

/** What a change of many has to know of each finding. */
export const changeColumns = [...findingLabelColumns, 'state', 'assignee_id', 'due_at', 'gap'] as const
export type ChangeRow = Pick<Selectable<Schema['finding']>, (typeof changeColumns)[number]>
export type Changing = ChangeSubject & { row: ChangeRow }

export async function selectByIds(db: Executor, tenant: string, ids: readonly string[]): Promise<ChangeRow[]> {
  const rows = await db
    .selectFrom('finding')
    .select(changeColumns)
    .where('tenant', '=', tenant)
    .where(sql<boolean>`id = any(${ids})`)
    .orderBy('severity_rank')
    .orderBy('id')
    .execute()
  if (rows.length < new Set(ids).size)
    throw new AppError('request.not_found', { what: rows.length === 0 ? 'This finding' : 'One of these findings' })
  return rows
}

/** The rows with the decision that counts on each. */
export async function toChanging(
  db: Executor,
  tenant: string,
  rows: readonly ChangeRow[],
  now: Date,
): Promise<Changing[]> {
  const ids = rows.map(({ id }) => id)
  const standing = await standingOn(db, tenant, ids, now)
  return rows.map((row) => ({
    id: row.id,
    severity: row.severity,
    state: row.state,
    result: row.result,
    assigneeId: row.assignee_id,
    dueAt: row.due_at,
    attestable: row.gap?.attestable === true,
    decision: (standing.get(row.id)?.kind ?? null) as DecisionKind | null,
    row,
  }))
}

/** Gives findings to a person, or to nobody. The caller holds the lock and has left out those that have them already. */
export async function assignFindings(
  tx: Tx,
  tenant: string,
  actor: Actor,
  now: Date,
  assignee: { id: string; name: string } | null,
  rows: readonly ChangeRow[],
  problemOf: ProblemOf,
): Promise<void> {
  await tx
    .updateTable('finding')
    .set({ assignee_id: assignee?.id ?? null })
    .where('tenant', '=', tenant)
    .where(sql<boolean>`id = any(${rows.map(({ id }) => id)})`)
    .execute()
  const names = await namesOf(tx, tenant, rows)
  const events = rows.map((row) => {
    const from = row.assignee_id === null ? null : (names.get(row.assignee_id) ?? null)
    const data = { to: assignee?.name ?? null, toId: assignee?.id ?? null, from }
    return findingEvent('finding.assigned', row, problemOf(row.check_id), data, actor)
  })
  await recordEvents(tx, tenant, now, events)
}

async function namesOf(tx: Tx, tenant: string, rows: readonly ChangeRow[]): Promise<Map<string, string>> {
  const ids = [...new Set(rows.flatMap((row) => row.assignee_id ?? []))]
  const people = await tx
    .selectFrom('person')
    .select(['id', 'name'])
    .where('tenant', '=', tenant)
    .where(sql<boolean>`id = any(${ids})`)
    .execute()
  return new Map(people.map(({ id, name }) => [id, name]))
}

/** Sets the date until which findings are to be mended, or takes it away. */
export async function setDue(
  tx: Tx,
  tenant: string,
  actor: Actor,
  now: Date,
  dueAt: string | null,
  rows: readonly ChangeRow[],
  problemOf: ProblemOf,
): Promise<void> {
  await tx
    .updateTable('finding')
    .set({ due_at: dueAt })
    .where('tenant', '=', tenant)
    .where(sql<boolean>`id = any(${rows.map(({ id }) => id)})`)
    .execute()
  const events = rows.map((row) =>
    findingEvent('finding.due_set', row, problemOf(row.check_id), { due: dueAt, from: row.due_at }, actor),
  )
  await recordEvents(tx, tenant, now, events)
}

/** The findings of a person who goes have nobody any more, and each says so. */
export async function unassignFrom(
  tx: Tx,
  tenant: string,
  actor: Actor,
  now: Date,
  personId: string,
  problemOf: ProblemOf,
): Promise<void> {
  const rows = await tx
    .selectFrom('finding')
    .select(changeColumns)
    .where('tenant', '=', tenant)
    .where('assignee_id', '=', personId)
    .orderBy('id')
    .execute()
  if (rows.length > 0) await assignFindings(tx, tenant, actor, now, null, rows, problemOf)
}

export async function addNote(
  tx: Tx,
  tenant: string,
  actor: Actor,
  now: Date,
  finding: FindingLabel,
  text: string,
  problem: string,
): Promise<Note> {
  const note = { id: newId('nte'), at: now.toISOString(), text: text.trim() }
  await tx
    .insertInto('finding_note')
    .values({
      tenant,
      ...note,
      finding_id: finding.id,
      author_kind: actor.kind,
      author_id: actor.id,
      author_name: actor.name,
    })
    .execute()
  await recordEvent(
    tx,
    tenant,
    now,
    findingEvent('finding.noted', finding, problem, { note: note.id, text: note.text }, actor),
  )
  return { ...note, author: { ...actor } }
}

/** The notes on a finding, oldest first, as people read a thread. */
export async function listNotes(db: Executor, tenant: string, findingId: string): Promise<Note[]> {
  const rows = await db
    .selectFrom('finding_note')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('finding_id', '=', findingId)
    .orderBy('at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    author: { kind: row.author_kind, id: row.author_id, name: row.author_name },
    text: row.text,
  }))
}

export async function countNotes(
  db: Executor,
  tenant: string,
  findingIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('finding_note')
    .select(['finding_id', ({ fn }) => fn.countAll<number>().as('count')])
    .where('tenant', '=', tenant)
    .where(sql<boolean>`finding_id = any(${findingIds})`)
    .groupBy('finding_id')
    .execute()
  return new Map(rows.map((row) => [row.finding_id, row.count]))
}
