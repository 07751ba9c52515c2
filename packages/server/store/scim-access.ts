import { AppError } from '@rollcall/core'
import { type Selectable, sql } from 'kysely'
import { hashToken, newToken } from '../auth/token.ts'
import type { Executor } from './database.ts'
import type { ScimScope } from './directory-schema.ts'
import type { EnterpriseRow } from './enterprises.ts'
import { newId } from './id.ts'
import type { Schema } from './schema.ts'

export type ScimTokenRow = Selectable<Schema['scim_token']>

/** The enterprise that a token opens, with the token; undefined for an unknown one. Revoked and expired ones too. */
export async function findByToken(
  db: Executor,
  hash: Buffer,
): Promise<{ token: ScimTokenRow; enterprise: EnterpriseRow } | undefined> {
  const token = await db.selectFrom('scim_token').selectAll().where('hash', '=', hash).executeTakeFirst()
  if (!token) return undefined
  const enterprise = await db
    .selectFrom('enterprise')
    .selectAll()
    .where('id', '=', token.enterprise_id)
    .executeTakeFirstOrThrow()
  return { token, enterprise }
}

/** Whether this is the only GHES enterprise of the installation, which then answers at every host name. */
export async function isOnlyServer(db: Executor, enterprise: EnterpriseRow): Promise<boolean> {
  const rows = await db
    .selectFrom('enterprise')
    .select('id')
    .where('kind', '=', 'ghes')
    .where('copy_of', 'is', null)
    .limit(2)
    .execute()
  return rows.length === 1 && rows[0]?.id === enterprise.id
}

export async function addScimToken(
  db: Executor,
  enterprise: EnterpriseRow,
  token: { name: string; scopes: ScimScope[]; expiresAt: Date | null; createdBy: string },
  now: Date,
): Promise<{ row: ScimTokenRow; token: string }> {
  const secret = newToken('rc_scim')
  const row = await db
    .insertInto('scim_token')
    .values({
      enterprise_id: enterprise.id,
      id: newId('sct'),
      name: token.name,
      hash: hashToken(secret),
      scopes: token.scopes,
      created_at: now,
      created_by: token.createdBy,
      expires_at: token.expiresAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return { row, token: secret }
}

export const listScimTokens = (db: Executor, enterprise: EnterpriseRow): Promise<ScimTokenRow[]> =>
  db
    .selectFrom('scim_token')
    .selectAll()
    .where('enterprise_id', '=', enterprise.id)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute()

export async function revokeScimToken(
  db: Executor,
  enterprise: EnterpriseRow,
  id: string,
  now: Date,
): Promise<ScimTokenRow> {
  const row = await db
    .updateTable('scim_token')
    .set(({ fn, val }) => ({ revoked_at: fn.coalesce('revoked_at', val(now.toISOString())) }))
    .where('enterprise_id', '=', enterprise.id)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw new AppError('request.not_found', { what: 'This token' })
  return row
}

/** Revokes every token that an identity provider may still have. Answers how many there were. */
export async function revokeAllScimTokens(db: Executor, enterprise: EnterpriseRow, now: Date): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('scim_token')
    .set({ revoked_at: now })
    .where('enterprise_id', '=', enterprise.id)
    .where('revoked_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(numUpdatedRows)
}

/** Notes that tokens were used; a minute's precision is enough. */
export async function markUsed(db: Executor, ids: readonly string[], now: Date): Promise<void> {
  await db
    .updateTable('scim_token')
    .set({ used_at: now })
    .where('id', 'in', [...ids])
    .where(sql<boolean>`used_at is null or used_at < ${now}::timestamptz - interval '1 minute'`)
    .execute()
}
