import { AppError, type Declaration } from '@rollcall/core'
import type { Selectable } from 'kysely'
import type { Executor } from './database.ts'
import { newId } from './id.ts'
import type { Schema } from './schema.ts'

type DeclarationRow = Selectable<Schema['declaration']>

async function standing(db: Executor, tenant: string): Promise<DeclarationRow[]> {
  return db
    .selectFrom('declaration')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('ended_at', 'is', null)
    .orderBy('made_at')
    .execute()
}

/** What people said accounts are, by the accounts' keys. */
export async function declaredAccounts(db: Executor, tenant: string): Promise<Map<string, Declaration>> {
  const rows = await standing(db, tenant)
  return new Map(
    rows.flatMap(({ account_keys, kind, reason, made_by_name }) =>
      account_keys.map((key) => [key, { kind, reason, by: made_by_name }] as const),
    ),
  )
}

/** What somebody said of an identity with these accounts, if anybody did. */
export async function declarationOf(
  db: Executor,
  tenant: string,
  accountKeys: readonly string[],
): Promise<DeclarationRow | undefined> {
  const rows = await standing(db, tenant)
  return rows.findLast(({ account_keys }) => account_keys.some((key) => accountKeys.includes(key)))
}

/** Declares what an identity is, in place of what was declared before. */
export async function declareIdentity(
  tx: Executor,
  tenant: string,
  given: Declaration & { accountKeys: string[] },
  now: Date,
): Promise<void> {
  const before = await declarationOf(tx, tenant, given.accountKeys)
  if (before) await endDeclaration(tx, tenant, given.accountKeys, given.by, now)
  await tx
    .insertInto('declaration')
    .values({
      tenant,
      id: newId('dcl'),
      account_keys: given.accountKeys,
      kind: given.kind,
      reason: given.reason,
      made_at: now,
      made_by_name: given.by,
    })
    .execute()
}

/** Takes back what was declared of an identity with these accounts. */
export async function endDeclaration(
  tx: Executor,
  tenant: string,
  accountKeys: readonly string[],
  by: string,
  now: Date,
): Promise<DeclarationRow> {
  const row = await declarationOf(tx, tenant, accountKeys)
  if (!row) throw new AppError('request.not_found', { what: 'A declaration of this identity' })
  await tx
    .updateTable('declaration')
    .set({ ended_at: now, ended_by: by })
    .where('tenant', '=', tenant)
    .where('id', '=', row.id)
    .execute()
  return row
}
