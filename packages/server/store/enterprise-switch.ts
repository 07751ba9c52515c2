import { AppError } from '@rollcall/core'
import type { EnterpriseOptions } from '@rollcall/directory'
import { CompiledQuery, sql } from 'kysely'
import type { Executor, Queries } from './database.ts'
import type { EnterpriseRow } from './enterprises.ts'

/**
 * The enterprise, held until the transaction ends. `update`: nobody makes an identity or changes an account meanwhile.
 * `share`: it stays as it is while one account is changed.
 */
export async function lockEnterprise(
  tx: Executor,
  tenant: string,
  slug: string,
  lock: 'update' | 'share',
): Promise<EnterpriseRow> {
  const query = tx.selectFrom('enterprise').selectAll().where('tenant', '=', tenant).where('slug', '=', slug)
  const row = await (lock === 'update' ? query.forUpdate() : query.forShare()).executeTakeFirst()
  if (!row) throw new AppError('request.not_found', { what: `The enterprise ${slug}` })
  return row
}

/** A transaction as those statements take it that have a pool to go to otherwise. */
export const queriesOver = (tx: Executor): Queries => ({
  query: (async ({ text, values = [] }: { text: string; values?: unknown[] }) =>
    tx.executeQuery(CompiledQuery.raw(text, values))) as unknown as Queries['query'],
})

export async function setScim(tx: Executor, enterpriseId: number, on: boolean): Promise<void> {
  await tx.updateTable('enterprise').set({ scim_on: on }).where('id', '=', enterpriseId).execute()
}

/** Every row as `evolveUser` says of `scim.enabled` with `suspendAll`. */
export async function suspendAccounts(tx: Executor, enterprise: EnterpriseRow, now: Date): Promise<void> {
  const set = { suspension: 'enabled', suspendedAt: now.getTime(), credentials: 'unusable', ...moments(now) }
  await sql`update directory_user set suspended = true, version = version + 1, updated_at = ${now},
      state = state || ${JSON.stringify(set)}::jsonb
    where enterprise_id = ${enterprise.id} and account_id <> ${enterprise.setup_account_id} and not suspended`.execute(
    tx,
  )
}

/** Every row as `evolveUser` says of `scim.disabled` with `endsIdentities`: what an identity claimed is free again. */
export async function endIdentities(
  tx: Executor,
  enterprise: EnterpriseRow,
  { loginCase }: Pick<EnterpriseOptions, 'loginCase'>,
  now: Date,
): Promise<void> {
  const set = { identity: null, keptLogin: null, keptEmail: null, updatedAt: now.getTime() }
  const login = loginCase === 'sensitive' ? sql`state->>'login'` : sql`lower(state->>'login')`
  await sql`update directory_user set ${noIdentity}, login_taken = ${login}, version = version + 1, updated_at = ${now},
      state = state || ${JSON.stringify(set)}::jsonb
    where enterprise_id = ${enterprise.id} and id is not null`.execute(tx)
}

/** Every row as `evolveUser` says of `sso.reset`. */
export async function resetAccounts(tx: Executor, enterprise: EnterpriseRow, now: Date): Promise<void> {
  const set = {
    identity: null,
    email: null,
    keptEmail: null,
    credentials: 'deleted',
    suspension: 'reset',
    ...moments(now),
  }
  await sql`update directory_user set ${noIdentity}, suspended = true, version = version + 1, updated_at = ${now},
      state = state || ${JSON.stringify(set)}::jsonb || jsonb_build_object(
        'suspendedAt', coalesce(nullif(state->'suspendedAt', 'null'), to_jsonb(${now.getTime()}::bigint)))
    where enterprise_id = ${enterprise.id} and account_id <> ${enterprise.setup_account_id}
      and state->>'suspension' is distinct from 'hard'`.execute(tx)
}

const noIdentity = sql`id = null, user_name_taken = null, external_id = null, external_id_taken = null, email_taken = null`

const moments = (now: Date) => ({ sessionsEndedAt: now.getTime(), updatedAt: now.getTime() })

/** All groups with their members. */
export async function endGroups(tx: Executor, enterpriseId: number): Promise<void> {
  // Members first: left to the foreign key they would go group by group.
  await tx.deleteFrom('directory_member').where('enterprise_id', '=', enterpriseId).execute()
  await tx.deleteFrom('directory_group').where('enterprise_id', '=', enterpriseId).execute()
}

/** Totals of an enterprise without identities and groups. */
export async function emptyTotals(tx: Executor, enterpriseId: number): Promise<void> {
  await tx
    .updateTable('enterprise_total')
    .set({ users: 0, suspended: 0, groups: 0 })
    .where('enterprise_id', '=', enterpriseId)
    .execute()
}

export interface EnterpriseCount {
  /** Accounts, with and without an identity, the set-up user not counted. */
  accounts: number
  active: number
  identities: number
  groups: number
  memberships: number
}

/** What a switch would meet, counted now. */
export async function countEnterprise(db: Executor, { id }: EnterpriseRow): Promise<EnterpriseCount> {
  const { rows } = await sql<EnterpriseCount>`
    select count(*) as accounts, count(*) filter (where not suspended) as active, count(id) as identities,
      (select count(*) from directory_group where enterprise_id = ${id}) as groups,
      (select count(*) from directory_member where enterprise_id = ${id}) as memberships
    from directory_user where enterprise_id = ${id}`.execute(db)
  return rows[0] ?? { accounts: 0, active: 0, identities: 0, groups: 0, memberships: 0 }
}
