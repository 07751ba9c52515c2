import type { SignInClaims } from '@rollcall/directory'
import type { Selectable } from 'kysely'
import type { Executor } from './database.ts'
import type { Schema } from './schema.ts'

export type SignInAttempt = Selectable<Schema['sign_in_attempt']>

/** How long the way to the identity provider and back may take. */
const attemptMinutes = 10

/** Begins an attempt, and forgets those that nobody came back from. */
export async function addAttempt(
  db: Executor,
  attempt: { key: string; enterpriseId: number; browser: Buffer | null; isTest: boolean; returnTo: string },
  now: Date,
): Promise<void> {
  await db.deleteFrom('sign_in_attempt').where('expires_at', '<=', now.toISOString()).execute()
  await db
    .insertInto('sign_in_attempt')
    .values({
      key: attempt.key,
      enterprise_id: attempt.enterpriseId,
      browser: attempt.browser,
      is_test: attempt.isTest,
      return_to: attempt.returnTo,
      created_at: now,
      expires_at: new Date(now.getTime() + attemptMinutes * 60_000),
    })
    .execute()
}

/** A test that a console person asked for belongs to the first browser that opens it. */
export async function openTest(
  db: Executor,
  enterpriseId: number,
  key: string,
  browser: Buffer,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('sign_in_attempt')
    .set({ browser })
    .where('enterprise_id', '=', enterpriseId)
    .where('key', '=', key)
    .where('is_test', '=', true)
    .where('browser', 'is', null)
    .where('expires_at', '>', now.toISOString())
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

/** One that is under way and has no answer yet. */
export async function findAttempt(
  db: Executor,
  enterpriseId: number,
  key: string,
  now: Date,
): Promise<SignInAttempt | null> {
  const row = await db
    .selectFrom('sign_in_attempt')
    .selectAll()
    .where('enterprise_id', '=', enterpriseId)
    .where('key', '=', key)
    .where('browser', 'is not', null)
    .where('claims', 'is', null)
    .where('expires_at', '>', now.toISOString())
    .executeTakeFirst()
  return row ?? null
}

/** Keeps the answer; false where another was first. */
export async function answerAttempt(
  db: Executor,
  enterpriseId: number,
  key: string,
  claims: SignInClaims,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('sign_in_attempt')
    .set({ claims: JSON.stringify(claims) })
    .where('enterprise_id', '=', enterpriseId)
    .where('key', '=', key)
    .where('claims', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

/** Takes the attempt away: it counts once, and only for the browser that began it. */
export async function takeAttempt(
  db: Executor,
  enterpriseId: number,
  key: string,
  browser: Buffer,
  now: Date,
): Promise<SignInAttempt | null> {
  const row = await db
    .deleteFrom('sign_in_attempt')
    .where('enterprise_id', '=', enterpriseId)
    .where('key', '=', key)
    .where('browser', '=', browser)
    .where('expires_at', '>', now.toISOString())
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}

/** Notes that an assertion was used; false where it was before. What is too old anyway is forgotten. */
export async function useAssertion(
  db: Executor,
  enterpriseId: number,
  hash: Buffer,
  expiresAt: Date,
  now: Date,
): Promise<boolean> {
  await db
    .deleteFrom('sign_in_assertion')
    .where('enterprise_id', '=', enterpriseId)
    .where('expires_at', '<=', now.toISOString())
    .execute()
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('sign_in_assertion')
    .values({ enterprise_id: enterpriseId, hash, expires_at: expiresAt })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}
