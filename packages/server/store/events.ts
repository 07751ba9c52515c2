import type { Event } from '@rollcall/api'
import { sql } from 'kysely'
import type { Executor } from './database.ts'
import { type PageRequest, readCursor, writeCursor } from './paging.ts'

/** Who did it: a signed-in person, a program with an API token, or Rollcall itself. */
export interface Actor {
  kind: 'person' | 'token' | 'system'
  id: string | null
  name: string
}

export const systemActor: Actor = { kind: 'system', id: null, name: 'Rollcall' }

export interface NewEvent {
  actor: Actor
  type: EventType
  subject?: { kind: string; id: string; name: string }
  /** What else is worth knowing. Never a secret. */
  data?: Record<string, unknown>
}

/** Every type of event there is: noun and past participle. */
export type EventType =
  | 'connection.created'
  | 'connection.updated'
  | 'connection.removed'
  | 'connection.credential_replaced'
  | 'connection.health_changed'
  | 'notice.raised'
  | 'notice.cleared'
  | 'identity.declared'
  | 'identity.declaration_ended'
  | 'registration.made'
  | 'registration.forgotten'
  | 'scan.started'
  | 'scan.cancel_requested'
  | 'scan.cancelled'
  | 'scan.succeeded'
  | 'scan.failed'
  | 'finding.opened'
  | 'finding.reopened'
  | 'finding.resolved'
  | 'finding.assigned'
  | 'finding.due_set'
  | 'finding.noted'
  | 'finding.decided'
  | 'finding.decision_ended'
  | 'findings.changed'
  | 'decision.made'
  | 'decision.extended'
  | 'decision.ended'
  | 'session.started'
  | 'session.ended'
  | 'session.refused'
  | 'person.created'
  | 'person.updated'
  | 'person.removed'
  | 'person.locked'
  | 'person.password_changed'
  | 'person.totp_added'
  | 'person.totp_removed'
  | 'link.created'
  | 'link.used'
  | 'token.created'
  | 'token.revoked'
  | 'enterprise.created'
  | 'enterprise.updated'
  | 'enterprise.removed'
  | 'enterprise.copied'
  | 'enterprise.scim_enabled'
  | 'enterprise.scim_disabled'
  | 'enterprise.sso_reset'
  | 'account.created'
  | 'account.suspended'
  | 'account.unsuspended'
  | 'account.promoted'
  | 'account.demoted'
  | 'account.renamed'
  | 'account.deleted'
  | 'mail.retried'
  | 'move.started'
  | 'move.step_done'
  | 'move.ended'
  | 'scim_token.created'
  | 'scim_token.revoked'
  | 'sign_in.set_up'
  | 'sign_in.enabled'
  | 'sign_in.disabled'
  | 'sign_in.removed'
  | 'sign_in.link_removed'
  | 'managed_sessions.ended'
  | 'recovery_codes.generated'
  | 'recovery_codes.kept'
  | 'setup_password.made'
  | 'organization.created'
  | 'organization.removed'
  | 'organization.member_set'
  | 'organization.member_removed'
  | 'team.created'
  | 'team.removed'
  | 'team.linked'
  | 'team.unlinked'
  | 'team.organizations_set'
  | 'team.reconciled'
  | 'team.member_added'
  | 'team.member_removed'
  | 'licences.set'
  | 'audit_stream.created'
  | 'audit_stream.updated'
  | 'audit_stream.removed'
  | 'audit_stream.failing'
  | 'audit_stream.recovered'
  | 'export.made'
  | 'key.rotated'
  | 'server.started'

const chunk = 500

/** Appends to the log. The database numbers and chains the rows; the caller's transaction decides whether they stand. */
export async function recordEvents(
  db: Executor,
  tenant: string,
  now: Date,
  events: readonly NewEvent[],
): Promise<void> {
  for (let start = 0; start < events.length; start += chunk)
    await db
      .insertInto('event')
      .values(
        events.slice(start, start + chunk).map((event) => ({
          tenant,
          at: now,
          type: event.type,
          actor_kind: event.actor.kind,
          actor_id: event.actor.id,
          actor_name: event.actor.name,
          subject_kind: event.subject?.kind ?? null,
          subject_id: event.subject?.id ?? null,
          subject_name: event.subject?.name ?? null,
          data: JSON.stringify(event.data ?? {}),
        })),
      )
      .execute()
}

export const recordEvent = (db: Executor, tenant: string, now: Date, event: NewEvent): Promise<void> =>
  recordEvents(db, tenant, now, [event])

export interface EventFilter {
  type?: string | undefined
  actor?: string | undefined
  subject?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

export async function listEvents(
  db: Executor,
  tenant: string,
  filter: EventFilter,
  page: PageRequest,
): Promise<{ items: Event[]; total: number; next: string | null }> {
  let query = db.selectFrom('event').where('tenant', '=', tenant)
  if (filter.type) query = query.where('type', 'like', `${filter.type.replace(/[\\%_]/g, '\\$&')}%`)
  if (filter.subject) query = query.where('subject_id', '=', filter.subject)
  if (filter.from) query = query.where('at', '>=', filter.from)
  if (filter.to) query = query.where('at', '<', filter.to)
  const actor = filter.actor
  if (actor)
    query = query.where((where) =>
      where.or([where('actor_id', '=', actor), where('actor_name', 'ilike', `%${actor.replace(/[\\%_]/g, '\\$&')}%`)]),
    )
  const { total } = await query.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  // The cursor is a number of the log, so that events that come in meanwhile do not shift the pages.
  if (page.cursor !== undefined) query = query.where('seq', '<', readCursor(page.cursor, 's'))
  const rows = await query
    .selectAll()
    .orderBy('seq', 'desc')
    .limit(page.limit + 1)
    .execute()
  const last = rows[page.limit - 1]
  const next = rows.length > page.limit && last ? writeCursor('s', last.seq) : null
  return { items: rows.slice(0, page.limit).map(toEvent), total, next }
}

/** Every event in order of time, in pages, for an export that does not hold the log in memory. */
export async function* everyEvent(db: Executor, tenant: string): AsyncGenerator<Event[]> {
  for (let after = 0; ; ) {
    const rows = await db
      .selectFrom('event')
      .selectAll()
      .where('tenant', '=', tenant)
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(1000)
      .execute()
    if (rows.length === 0) return
    yield rows.map(toEvent)
    after = rows.at(-1)?.seq ?? after
  }
}

/** Computes the chain anew and compares: the first event that does not fit, and whether the end of the log is there. */
export async function verifyEvents(
  db: Executor,
  tenant: string,
): Promise<{ intact: boolean; events: number; brokenAt: number | null; head: string }> {
  const { rows } = await sql<{
    events: number
    broken: number | null
    last: Buffer | null
    head_seq: number
    head: Buffer
  }>`
    with chain as (
      select seq, hash,
        hash is distinct from event_hash(coalesce(lag(hash) over (order by seq), '\\x'::bytea), e)
          or seq is distinct from coalesce(lag(seq) over (order by seq), 0) + 1 as broken
      from event e where tenant = ${tenant}
    )
    select count(*) as events, min(seq) filter (where broken) as broken,
      (select hash from chain order by seq desc limit 1) as last,
      coalesce((select seq from event_head where tenant = ${tenant}), 0) as head_seq,
      coalesce((select hash from event_head where tenant = ${tenant}), '\\x'::bytea) as head
    from chain`.execute(db)
  const row = rows[0]
  if (!row) return { intact: true, events: 0, brokenAt: null, head: '' }
  const endMissing = row.head_seq !== row.events || !row.head.equals(row.last ?? Buffer.alloc(0))
  const brokenAt = row.broken ?? (endMissing ? row.events + 1 : null)
  return { intact: brokenAt === null, events: row.events, brokenAt, head: row.head.toString('hex') }
}

interface EventRow {
  seq: number
  at: string
  type: string
  actor_kind: Actor['kind']
  actor_id: string | null
  actor_name: string
  subject_kind: string | null
  subject_id: string | null
  subject_name: string | null
  data: Record<string, unknown>
  hash: Buffer
}

function toEvent(row: EventRow): Event {
  return {
    seq: row.seq,
    at: row.at,
    type: row.type,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    subject:
      row.subject_kind === null
        ? null
        : { kind: row.subject_kind, id: row.subject_id ?? '', name: row.subject_name ?? '' },
    data: row.data,
    hash: row.hash.toString('hex'),
  }
}
