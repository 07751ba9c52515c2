import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Executor } from '../store/database.ts'
import { newId } from '../store/id.ts'
import { hashToken, newToken } from './token.ts'

/** A session ends this long after it began, and sooner when it is not used. */
const lifetimeHours = 7 * 24
const idleHours = 24

export interface SessionInfo {
  id: string
  tenant: string
  personId: string
  csrf: string
}

/** Begins a session and notes the visit. */
export async function startSession(
  db: Executor,
  tenant: string,
  personId: string,
  from: { ip: string; userAgent: string },
  now: Date,
): Promise<{ token: string; session: SessionInfo }> {
  await db
    .updateTable('person')
    .set({ previous_visit_at: sql`seen_at`, seen_at: now })
    .where('tenant', '=', tenant)
    .where('id', '=', personId)
    .execute()
  const token = newToken('rc_session')
  const session = { id: newId('ses'), tenant, personId, csrf: randomBytes(24).toString('base64url') }
  await db
    .insertInto('session')
    .values({
      hash: hashToken(token),
      tenant,
      id: session.id,
      person_id: personId,
      csrf: session.csrf,
      created_at: now,
      seen_at: now,
      expires_at: new Date(now.getTime() + lifetimeHours * 3_600_000),
      ip: from.ip,
      user_agent: from.userAgent.slice(0, 300),
    })
    .execute()
  return { token, session }
}

/** The session behind a cookie, or null for one that has ended, idled out or never was. */
export async function findSession(db: Executor, token: string, now: Date): Promise<SessionInfo | null> {
  const row = await db.selectFrom('session').selectAll().where('hash', '=', hashToken(token)).executeTakeFirst()
  if (!row) return null
  const idle = now.getTime() - Date.parse(row.seen_at)
  if (new Date(row.expires_at) <= now || idle > idleHours * 3_600_000) {
    await db.deleteFrom('session').where('hash', '=', row.hash).execute()
    return null
  }
  // Written at most once a minute: reading pages costs no writes.
  if (idle > 60_000) await db.updateTable('session').set({ seen_at: now }).where('hash', '=', row.hash).execute()
  return { id: row.id, tenant: row.tenant, personId: row.person_id, csrf: row.csrf }
}

/** Those that a cookie still opens, the latest first. */
export function listSessions(db: Executor, tenant: string, personId: string, now: Date) {
  return db
    .selectFrom('session')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('person_id', '=', personId)
    .where('expires_at', '>', now.toISOString())
    .where('seen_at', '>=', new Date(now.getTime() - idleHours * 3_600_000).toISOString())
    .orderBy('seen_at', 'desc')
    .execute()
}

export async function endSessions(
  db: Executor,
  tenant: string,
  personId: string,
  which: { only: string } | { except: string } | 'all',
): Promise<number> {
  let query = db.deleteFrom('session').where('tenant', '=', tenant).where('person_id', '=', personId)
  if (which !== 'all')
    query = 'only' in which ? query.where('id', '=', which.only) : query.where('id', '!=', which.except)
  const { numDeletedRows } = await query.executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
