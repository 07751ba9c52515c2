import { AppError } from '@rollcall/core'
import { type Selectable, sql } from 'kysely'
import { positionAt, sealedPosition } from './audit-chain.ts'
import type { Executor } from './database.ts'
import type { StreamKind } from './directory-schema.ts'
import type { Schema } from './schema.ts'

export type StreamRow = Selectable<Schema['audit_stream']>

const dayMs = 86_400_000
/** A pause keeps this much; after the longer one the stream starts fresh (github-scim §11.2). */
const kept = 7 * dayMs
const forgotten = 21 * dayMs
const leaseSeconds = 90
/** A blip mends itself; what fails for longer is somebody's to mend, and they are told. */
export const outageAfterMs = 5 * 60_000

export interface NewStream {
  kind: StreamKind
  config: StreamRow['config']
  secretId: string | null
  enabled: boolean
  /** Place after which it begins. */
  position: number
  createdBy: string
}

export const addStream = (db: Executor, enterpriseId: number, stream: NewStream, now: Date): Promise<StreamRow> =>
  db
    .insertInto('audit_stream')
    .values({
      enterprise_id: enterpriseId,
      kind: stream.kind,
      config: JSON.stringify(stream.config),
      secret_id: stream.secretId,
      enabled: stream.enabled,
      paused_at: stream.enabled ? null : now,
      position: stream.position,
      due_at: now,
      created_at: now,
      created_by: stream.createdBy,
      updated_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()

export const listStreams = (db: Executor, enterpriseId: number): Promise<StreamRow[]> =>
  db.selectFrom('audit_stream').selectAll().where('enterprise_id', '=', enterpriseId).orderBy('id').execute()

/** @param held whether nobody else changes it before the transaction ends. */
export async function getStream(db: Executor, enterpriseId: number, id: number, held = false): Promise<StreamRow> {
  const row = await db
    .selectFrom('audit_stream')
    .selectAll()
    .where('enterprise_id', '=', enterpriseId)
    .where('id', '=', id)
    .$if(held, (query) => query.forUpdate())
    .executeTakeFirst()
  if (!row) throw new AppError('request.not_found', { what: 'This stream' })
  return row
}

export interface StreamChange {
  enabled?: boolean
  config?: StreamRow['config']
  secretId?: string | null
  /** Where to go on from, instead of where it stopped. */
  position?: number
}

/** Changes a stream. What is under way meanwhile is delivered, and counts only where the stream still stood there. */
export async function changeStream(
  db: Executor,
  before: StreamRow,
  change: StreamChange,
  now: Date,
): Promise<StreamRow> {
  const { enterprise_id, id } = before
  const enabled = change.enabled ?? before.enabled
  const resumes = enabled && !before.enabled
  const position = change.position ?? (resumes ? await placeToResume(db, before, now) : before.position)
  const fresh = { failures: 0, failing_since: null, problem: null, due_at: now }
  return db
    .updateTable('audit_stream')
    .set({
      enabled,
      paused_at: enabled ? null : (before.paused_at ?? now),
      position,
      ...(resumes && position > before.position ? { skipped: before.skipped + position - before.position } : {}),
      ...(change.config === undefined ? {} : { config: JSON.stringify(change.config) }),
      ...(change.secretId === undefined ? {} : { secret_id: change.secretId }),
      // Whoever changes it has mended it, or wants to know at once.
      ...fresh,
      updated_at: now,
    })
    .where('enterprise_id', '=', enterprise_id)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

async function placeToResume(db: Executor, stream: StreamRow, now: Date): Promise<number> {
  const paused = now.getTime() - Date.parse(stream.paused_at ?? now.toISOString())
  if (paused >= forgotten) return sealedPosition(db, stream.enterprise_id)
  if (paused <= kept) return stream.position
  return Math.max(stream.position, await positionAt(db, stream.enterprise_id, new Date(now.getTime() - kept)))
}

export async function removeStream(db: Executor, enterpriseId: number, id: number): Promise<void> {
  await db.deleteFrom('audit_stream').where('enterprise_id', '=', enterpriseId).where('id', '=', id).execute()
}

/**
 * Takes one stream that has something to do and that no living server has: events to deliver, or a day without a sign of
 * health. One holder at a time; a holder that dies is followed by another.
 */
export async function claimStream(
  db: Executor,
  holder: string,
  now: Date,
): Promise<(StreamRow & { tenant: string; slug: string }) | null> {
  const { rows } = await sql<StreamRow & { tenant: string; slug: string }>`
    with due as (
      select s.enterprise_id, s.id from audit_stream s
      left join audit_chain c on c.enterprise_id = s.enterprise_id
      where s.enabled and s.due_at <= ${now}
        and (s.lease_by is null or s.lease_until < clock_timestamp()
          or not exists (select from server_process p where p.id = s.lease_by))
        and (coalesce(c.position, 0) > s.position
          or greatest(s.created_at, s.delivered_at, s.checked_at) < ${new Date(now.getTime() - dayMs)})
      order by s.due_at limit 1 for update of s skip locked
    )
    update audit_stream s set lease_by = ${holder},
      lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    from due, enterprise e
    where s.enterprise_id = due.enterprise_id and s.id = due.id and e.id = s.enterprise_id
    returning s.*, e.tenant, e.slug`.execute(db)
  return rows[0] ?? null
}

/**
 * Notes what was delivered. False where its holder must not go on with it: it was paused, moved or taken over meanwhile, and
 * what was delivered is sent again; or it leads elsewhere from now on, and what was delivered counts.
 */
export async function advanceStream(
  db: Executor,
  stream: StreamRow,
  holder: string,
  step: { to: number; delivered: number },
  now: Date,
): Promise<boolean> {
  const after = await db
    .updateTable('audit_stream')
    .set(({ eb }) => ({
      position: step.to,
      delivered: eb('delivered', '+', step.delivered),
      skipped: eb('skipped', '+', step.to - stream.position - step.delivered),
      delivered_at: now,
      failures: 0,
      failing_since: null,
      problem: null,
      lease_until: sql<string>`clock_timestamp() + make_interval(secs => ${leaseSeconds})`,
    }))
    .where('enterprise_id', '=', stream.enterprise_id)
    .where('id', '=', stream.id)
    .where('lease_by', '=', holder)
    .where('position', '=', stream.position)
    .where('enabled', '=', true)
    .returning('updated_at')
    .executeTakeFirst()
  return after?.updated_at === stream.updated_at
}

/** Lets go of a stream, healthy or with what went wrong and when to try again. */
export async function releaseStream(
  db: Executor,
  stream: StreamRow,
  holder: string,
  end: { problem: string; again: Date } | { checked: boolean },
  now: Date,
): Promise<void> {
  const state =
    'problem' in end
      ? {
          failures: sql<number>`failures + 1`,
          failing_since: sql<string>`coalesce(failing_since, ${now.toISOString()}::timestamptz)`,
          failed_at: now,
          problem: end.problem,
          due_at: end.again,
        }
      : end.checked
        ? { checked_at: now, failures: 0, failing_since: null, problem: null }
        : {}
  const held = db
    .updateTable('audit_stream')
    .set({ lease_by: null, lease_until: null })
    .where('enterprise_id', '=', stream.enterprise_id)
    .where('id', '=', stream.id)
    .where('lease_by', '=', holder)
  // How the destination was that it led to before a change says nothing about that of now.
  const { numUpdatedRows } = await held.set(state).where('updated_at', '=', stream.updated_at).executeTakeFirstOrThrow()
  if (numUpdatedRows === 0n) await held.execute()
}

/** Notes that a person had the destination tried, and that it answered. */
export async function markChecked(
  db: Executor,
  { enterprise_id, id, updated_at }: StreamRow,
  now: Date,
): Promise<void> {
  await db
    .updateTable('audit_stream')
    .set({ checked_at: now, failures: 0, failing_since: null, problem: null, due_at: now })
    .where('enterprise_id', '=', enterprise_id)
    .where('id', '=', id)
    .where('updated_at', '=', updated_at)
    .execute()
}

export const findStreamKey = (db: Executor, enterpriseId: number) =>
  db.selectFrom('audit_stream_key').selectAll().where('enterprise_id', '=', enterpriseId).executeTakeFirst()
