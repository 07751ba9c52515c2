import { AppError } from '@rollcall/core'
import type { Executor } from '../store/database.ts'
import type { LinkPurpose } from '../store/schema.ts'
import { hashToken, newToken } from './token.ts'

const minutes: Record<LinkPurpose, number> = { setup: 30, demo: 30, invitation: 7 * 24 * 60, reset: 24 * 60 }

export interface Link {
  tenant: string
  purpose: LinkPurpose
  personId: string | null
  expiresAt: string
}

/** Makes a one-time link and ends the earlier ones of the same purpose for the same person. */
export async function createLink(
  db: Executor,
  tenant: string,
  purpose: LinkPurpose,
  personId: string | null,
  now: Date,
): Promise<{ token: string; expiresAt: string }> {
  let earlier = db.deleteFrom('link').where('tenant', '=', tenant).where('purpose', '=', purpose)
  earlier = personId === null ? earlier.where('person_id', 'is', null) : earlier.where('person_id', '=', personId)
  await earlier.execute()
  const token = newToken('rc_link')
  const expiresAt = new Date(now.getTime() + minutes[purpose] * 60_000).toISOString()
  await db
    .insertInto('link')
    .values({ hash: hashToken(token), tenant, purpose, person_id: personId, expires_at: expiresAt })
    .execute()
  return { token, expiresAt }
}

export async function readLink(db: Executor, token: string, now: Date): Promise<Link> {
  const row = await db.selectFrom('link').selectAll().where('hash', '=', hashToken(token)).executeTakeFirst()
  return usable(row, now)
}

/** Takes the link out of use in the caller's transaction. Of two at the same time, one gets it. */
export async function consumeLink(db: Executor, token: string, now: Date): Promise<Link> {
  const row = await db
    .updateTable('link')
    .set({ used_at: now })
    .where('hash', '=', hashToken(token))
    .where('used_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
  return usable(row && { ...row, used_at: null }, now)
}

function usable(
  row:
    | { tenant: string; purpose: LinkPurpose; person_id: string | null; expires_at: string; used_at: string | null }
    | undefined,
  now: Date,
): Link {
  if (!row || row.used_at !== null || new Date(row.expires_at) <= now) throw new AppError('auth.link_invalid')
  return { tenant: row.tenant, purpose: row.purpose, personId: row.person_id, expiresAt: row.expires_at }
}

/** The token is behind `#`, which browsers do not send: it stays out of logs, of proxies and of Referer. */
export const linkAddress = (baseUrl: string, token: string): string => `${baseUrl}/welcome#${token}`
