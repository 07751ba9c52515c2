import type { Executor } from './database.ts'

export interface RecoveryState {
  left: number
  total: number
  madeAt: string | null
  /** When somebody printed, downloaded or copied them. */
  keptAt: string | null
}

/** New codes take the place of all that were there. */
export async function replaceRecoveryCodes(
  db: Executor,
  enterpriseId: number,
  hashes: readonly Buffer[],
  now: Date,
): Promise<void> {
  await db.deleteFrom('recovery_code').where('enterprise_id', '=', enterpriseId).execute()
  await db
    .insertInto('recovery_code')
    .values(hashes.map((hash) => ({ enterprise_id: enterpriseId, hash, made_at: now })))
    .execute()
}

/** Crosses a code out; false where it is none of the enterprise's, or was used. */
export async function spendRecoveryCode(
  db: Executor,
  enterpriseId: number,
  hash: Buffer,
  by: string,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('recovery_code')
    .set({ used_at: now, used_by: by })
    .where('enterprise_id', '=', enterpriseId)
    .where('hash', '=', hash)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

export async function keptRecoveryCodes(db: Executor, enterpriseId: number, now: Date): Promise<void> {
  await db.updateTable('recovery_code').set({ kept_at: now }).where('enterprise_id', '=', enterpriseId).execute()
}

export async function recoveryState(db: Executor, enterpriseId: number): Promise<RecoveryState> {
  const rows = await db
    .selectFrom('recovery_code')
    .select(['made_at', 'kept_at', 'used_at'])
    .where('enterprise_id', '=', enterpriseId)
    .execute()
  return {
    left: rows.filter((row) => row.used_at === null).length,
    total: rows.length,
    madeAt: rows[0]?.made_at ?? null,
    keptAt: rows[0]?.kept_at ?? null,
  }
}
