import { AppError } from '@rollcall/core'
import { sql } from 'kysely'
import type { Db, Executor } from '../store/database.ts'
import { recordEvent, systemActor } from '../store/events.ts'
import { findPersonByEmail, type PersonRow } from '../store/people.ts'
import type { Vault } from '../vault/vault.ts'
import { verifyPassword } from './password.ts'
import { hashRecoveryCode, totpStep } from './totp.ts'

/** How many failures until signing in pauses, and for how long: for one account, and for one address. */
export const limits = {
  account: { failures: 8, minutes: 15 },
  address: { failures: 30, minutes: 5 },
}

export interface Attempt {
  email: string
  password: string
  code: string | undefined
  ip: string
}

/** Key of an account's failures. It is the address that was typed, so that a lock tells nothing about who exists. */
const accountThrottle = (email: string): string => `account ${email.trim().toLowerCase()}`

/**
 * Who signs in, or why not. One answer for every mismatch; the second factor is only asked for once the password is
 * right. Failures count for the account and for the address, whether or not the account exists.
 */
export async function authenticate(db: Db, vault: Vault, attempt: Attempt, now: Date): Promise<PersonRow> {
  await refuseLocked(db, [accountThrottle(attempt.email), `address ${attempt.ip}`], now)
  const person = await findPersonByEmail(db, attempt.email.trim())
  const passwordRight = await verifyPassword(person?.password_hash ?? null, attempt.password)
  if (!person || person.disabled_at !== null || !passwordRight) return refuse(db, person, attempt, now)
  if (person.totp_secret !== null) {
    if (attempt.code === undefined || attempt.code === '') throw new AppError('auth.totp_required')
    if (!(await acceptCode(db, vault, person, attempt.code, now))) return refuse(db, person, attempt, now)
  }
  await unlock(db, attempt.email)
  return person
}

export const unlock = (db: Executor, email: string): Promise<void> => forget(db, accountThrottle(email))

/** Failures of a key count no more. */
export async function forget(db: Executor, key: string): Promise<void> {
  await db.deleteFrom('throttle').where('key', '=', key).execute()
}

/** Of these addresses, those whose account is locked now. */
export async function lockedAccounts(db: Executor, emails: readonly string[], now: Date): Promise<Set<string>> {
  if (emails.length === 0) return new Set()
  const rows = await db
    .selectFrom('throttle')
    .select('key')
    .where('key', 'in', emails.map(accountThrottle))
    .where('count', '>=', limits.account.failures)
    .where('window_ends_at', '>', now.toISOString())
    .execute()
  const keys = new Set(rows.map((row) => row.key))
  return new Set(emails.filter((email) => keys.has(accountThrottle(email))))
}

/** A code counts once: a later one of the app, or a recovery code that is crossed out. */
async function acceptCode(db: Db, vault: Vault, person: PersonRow, code: string, now: Date): Promise<boolean> {
  const mine = db.updateTable('person').where('tenant', '=', person.tenant).where('id', '=', person.id)
  const opened = await vault.open(db, person.tenant, person.totp_secret ?? '')
  const step = totpStep(opened.secret ?? '', code, now)
  if (step !== null) {
    const { numUpdatedRows } = await mine
      .set({ totp_last_step: step })
      .where('totp_last_step', '<', step)
      .executeTakeFirstOrThrow()
    return numUpdatedRows === 1n
  }
  const hash = hashRecoveryCode(code)
  const { numUpdatedRows } = await mine
    .set({ recovery_hashes: sql`array_remove(recovery_hashes, ${hash})` })
    .where(sql<boolean>`${hash} = any(recovery_hashes)`)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

async function refuse(db: Db, person: PersonRow | undefined, attempt: Attempt, now: Date): Promise<never> {
  await countFailure(db, `address ${attempt.ip}`, limits.address.minutes, now)
  const failures = await countFailure(db, accountThrottle(attempt.email), limits.account.minutes, now)
  if (person) {
    const subject = { kind: 'person', id: person.id, name: person.name }
    const type = failures === limits.account.failures ? 'person.locked' : 'session.refused'
    await recordEvent(db, person.tenant, now, { actor: systemActor, type, subject, data: { ip: attempt.ip, failures } })
  }
  await refuseLocked(db, [accountThrottle(attempt.email)], now)
  throw new AppError('auth.sign_in_failed')
}

export async function refuseLocked(db: Executor, keys: string[], now: Date): Promise<void> {
  const rows = await db
    .selectFrom('throttle')
    .selectAll()
    .where('key', 'in', keys)
    .where('window_ends_at', '>', now.toISOString())
    .execute()
  for (const row of rows) {
    const limit = row.key.startsWith('account ') ? limits.account : limits.address
    if (row.count >= limit.failures) throw new AppError('auth.locked', { until: row.window_ends_at })
  }
}

/** Counts one more failure of a key, and says how many there are; the window begins with the first and is not prolonged by the next. */
export async function countFailure(db: Executor, key: string, minutes: number, now: Date): Promise<number> {
  const row = await db
    .insertInto('throttle')
    .values({ key, count: 1, window_ends_at: new Date(now.getTime() + minutes * 60_000) })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({
        count: sql`case when throttle.window_ends_at > ${now} then throttle.count + 1 else 1 end`,
        window_ends_at: sql`case when throttle.window_ends_at > ${now} then throttle.window_ends_at else excluded.window_ends_at end`,
      }),
    )
    .returning('count')
    .executeTakeFirstOrThrow()
  return row.count
}
