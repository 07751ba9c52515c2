import type { Selectable } from 'kysely'
import type { Executor } from './database.ts'
import type { Schema } from './schema.ts'

export type AccountKeyRow = Selectable<Schema['account_key']>
export type NewKey = Pick<AccountKeyRow, 'kind' | 'fingerprint' | 'algorithm' | 'title' | 'key'>

/** Adds what the account does not have yet. Answers what was new, and what another account has. */
export async function addAccountKeys(
  tx: Executor,
  enterpriseId: number,
  accountId: number,
  keys: readonly NewKey[],
  now: Date,
): Promise<{ added: NewKey[]; taken: NewKey[] }> {
  if (keys.length === 0) return { added: [], taken: [] }
  const rows = await tx
    .insertInto('account_key')
    .values(keys.map((key) => ({ enterprise_id: enterpriseId, account_id: accountId, ...key, added_at: now })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('fingerprint')
    .execute()
  const fresh = new Set(rows.map((row) => row.fingerprint))
  const own = new Set((await listAccountKeys(tx, enterpriseId, accountId)).map((row) => row.fingerprint))
  return {
    added: keys.filter(({ fingerprint }) => fresh.has(fingerprint)),
    taken: keys.filter(({ fingerprint }) => !own.has(fingerprint)),
  }
}

export const listAccountKeys = (db: Executor, enterpriseId: number, accountId: number): Promise<AccountKeyRow[]> =>
  db
    .selectFrom('account_key')
    .selectAll()
    .where('enterprise_id', '=', enterpriseId)
    .where('account_id', '=', accountId)
    .orderBy('kind', 'desc')
    .orderBy('added_at')
    .orderBy('fingerprint')
    .execute()

export async function removeAccountKey(
  tx: Executor,
  enterpriseId: number,
  accountId: number,
  key: { kind: string; fingerprint: string },
): Promise<AccountKeyRow | null> {
  const row = await tx
    .deleteFrom('account_key')
    .where('enterprise_id', '=', enterpriseId)
    .where('account_id', '=', accountId)
    .where('kind', '=', key.kind as AccountKeyRow['kind'])
    .where('fingerprint', '=', key.fingerprint)
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}
