import { randomBytes } from 'node:crypto'
import type { User } from '@rollcall/directory'
import type { Selectable } from 'kysely'
import { hashToken, newToken } from '../auth/token.ts'
import type { Executor } from './database.ts'
import { newId } from './id.ts'
import type { Schema } from './schema.ts'
import type { SessionMethod } from './sign-in-schema.ts'

export type ManagedSession = Selectable<Schema['managed_session']>

/** Begins a session of a managed user; the token goes into its cookie and nowhere else. */
export async function startManagedSession(
  db: Executor,
  enterpriseId: number,
  session: { accountId: number; method: SessionMethod; ip: string; userAgent: string; expiresAt: Date },
  now: Date,
): Promise<string> {
  const token = newToken('rc_user')
  await db
    .deleteFrom('managed_session')
    .where('enterprise_id', '=', enterpriseId)
    .where('expires_at', '<=', now.toISOString())
    .execute()
  await db
    .insertInto('managed_session')
    .values({
      hash: hashToken(token),
      enterprise_id: enterpriseId,
      id: newId('mss'),
      account_id: session.accountId,
      csrf: randomBytes(24).toString('base64url'),
      method: session.method,
      ip: session.ip,
      user_agent: session.userAgent.slice(0, 300),
      created_at: now,
      seen_at: now,
      expires_at: session.expiresAt,
    })
    .execute()
  return token
}

/** The session behind a cookie with the row of its user, which the set-up user need not have. */
export async function findManagedSession(
  db: Executor,
  enterpriseId: number,
  token: string,
  now: Date,
): Promise<{ session: ManagedSession; user: User | null } | null> {
  const row = await db
    .selectFrom('managed_session as session')
    .leftJoin('directory_user as user', (join) =>
      join
        .onRef('user.enterprise_id', '=', 'session.enterprise_id')
        .onRef('user.account_id', '=', 'session.account_id'),
    )
    .selectAll('session')
    .select('user.state')
    .where('session.enterprise_id', '=', enterpriseId)
    .where('session.hash', '=', hashToken(token))
    .where('session.expires_at', '>', now.toISOString())
    .executeTakeFirst()
  if (!row) return null
  const { state, ...session } = row
  // Written at most once a minute: looking at the page costs no writes.
  if (now.getTime() - Date.parse(session.seen_at) > 60_000)
    await db.updateTable('managed_session').set({ seen_at: now }).where('hash', '=', session.hash).execute()
  return { session, user: state }
}

/** Of one account, the latest first. */
export const listManagedSessions = (
  db: Executor,
  enterpriseId: number,
  accountId: number,
  now: Date,
): Promise<ManagedSession[]> =>
  db
    .selectFrom('managed_session')
    .selectAll()
    .where('enterprise_id', '=', enterpriseId)
    .where('account_id', '=', accountId)
    .where('expires_at', '>', now.toISOString())
    .orderBy('seen_at', 'desc')
    .execute()

export async function countManagedSessions(db: Executor, enterpriseId: number, now: Date): Promise<number> {
  const { count } = await db
    .selectFrom('managed_session as session')
    .leftJoin('directory_user as user', (join) =>
      join
        .onRef('user.enterprise_id', '=', 'session.enterprise_id')
        .onRef('user.account_id', '=', 'session.account_id'),
    )
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('session.enterprise_id', '=', enterpriseId)
    .where('session.expires_at', '>', now.toISOString())
    .where(({ or, eb }) => or([eb('user.suspended', 'is', null), eb('user.suspended', '=', false)]))
    .executeTakeFirstOrThrow()
  return count
}

export const singleSignOn: readonly SessionMethod[] = ['saml', 'oidc']

export async function endManagedSessions(
  db: Executor,
  enterpriseId: number,
  which: { accountId?: number; only?: string; butOne?: string; begun?: readonly SessionMethod[] },
): Promise<number> {
  let query = db.deleteFrom('managed_session').where('enterprise_id', '=', enterpriseId)
  if (which.accountId !== undefined) query = query.where('account_id', '=', which.accountId)
  if (which.only !== undefined) query = query.where('id', '=', which.only)
  if (which.butOne !== undefined) query = query.where('id', '!=', which.butOne)
  if (which.begun !== undefined) query = query.where('method', 'in', which.begun)
  const { numDeletedRows } = await query.executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
