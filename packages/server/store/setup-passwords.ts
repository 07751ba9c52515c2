import type { Selectable } from 'kysely'
import type { Executor } from './database.ts'
import type { Schema } from './schema.ts'

export type SetupPassword = Selectable<Schema['setup_password']>

/** Password of the set-up user of an appliance; null while it has none. */
export async function findSetupPassword(db: Executor, enterpriseId: number): Promise<SetupPassword | null> {
  const row = await db
    .selectFrom('setup_password')
    .selectAll()
    .where('enterprise_id', '=', enterpriseId)
    .executeTakeFirst()
  return row ?? null
}

/** Whether it still is the one that was looked at; nobody changes it before the transaction ends. */
export async function holdSetupPassword(tx: Executor, enterpriseId: number, hash: string): Promise<boolean> {
  const row = await tx
    .selectFrom('setup_password')
    .select('hash')
    .where('enterprise_id', '=', enterpriseId)
    .forUpdate()
    .executeTakeFirst()
  return row?.hash === hash
}

export async function keepSetupPassword(
  tx: Executor,
  enterpriseId: number,
  password: { hash: string; by: string },
  now: Date,
): Promise<void> {
  const values = { hash: password.hash, set_at: now, set_by: password.by }
  await tx
    .insertInto('setup_password')
    .values({ enterprise_id: enterpriseId, ...values })
    .onConflict((conflict) => conflict.column('enterprise_id').doUpdateSet(values))
    .execute()
}
