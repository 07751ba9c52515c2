import type { Selectable } from 'kysely'
import type { Executor } from './database.ts'
import type { EnterpriseRow } from './enterprises.ts'
import type { Schema } from './schema.ts'
import type { KeptCertificate, SignInTest } from './sign-in-schema.ts'

export type SignInSetup = Selectable<Schema['sign_in_setup']>

export async function findSetup(db: Executor, enterpriseId: number): Promise<SignInSetup | null> {
  const row = await db
    .selectFrom('sign_in_setup')
    .selectAll()
    .where('enterprise_id', '=', enterpriseId)
    .executeTakeFirst()
  return row ?? null
}

/** An enterprise by the name in its address. The names are unique in the installation, and no secret. */
export async function findPlace(db: Executor, slug: string): Promise<EnterpriseRow | null> {
  return (await db.selectFrom('enterprise').selectAll().where('slug', '=', slug).executeTakeFirst()) ?? null
}

/** The GHES enterprise that answers at a host name: the one that is set to it, else the only one there is. */
export async function findServerAt(db: Executor, hostname: string): Promise<EnterpriseRow | null> {
  const servers = db.selectFrom('enterprise').selectAll().where('kind', '=', 'ghes').where('copy_of', 'is', null)
  const own = await servers.where('host', '=', hostname).executeTakeFirst()
  if (own) return own
  const [only, another] = await servers.limit(2).execute()
  return another ? null : (only ?? null)
}

type NewSetup = Pick<
  SignInSetup,
  'method' | 'issuer' | 'sso_url' | 'metadata_url' | 'client_id' | 'secret_id' | 'updated_by'
> & { certificates: KeptCertificate[]; attributes: SignInSetup['attributes'] }

/** What was tested before says nothing of what is set up now. */
export async function keepSetup(db: Executor, enterpriseId: number, setup: NewSetup, now: Date): Promise<SignInSetup> {
  const values = {
    ...setup,
    certificates: JSON.stringify(setup.certificates),
    attributes: JSON.stringify(setup.attributes),
    tested_at: null,
    test: null,
    updated_at: now,
  }
  return db
    .insertInto('sign_in_setup')
    .values({ enterprise_id: enterpriseId, ...values })
    .onConflict((conflict) => conflict.column('enterprise_id').doUpdateSet(values))
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function turnSetup(
  db: Executor,
  enterpriseId: number,
  enabled: boolean,
  by: string,
  now: Date,
): Promise<void> {
  await db
    .updateTable('sign_in_setup')
    .set({ enabled, updated_at: now, updated_by: by })
    .where('enterprise_id', '=', enterpriseId)
    .execute()
}

export async function keepTest(db: Executor, enterpriseId: number, test: SignInTest, now: Date): Promise<void> {
  await db
    .updateTable('sign_in_setup')
    .set({ test: JSON.stringify(test), tested_at: now })
    .where('enterprise_id', '=', enterpriseId)
    .execute()
}

export async function dropSetup(db: Executor, enterpriseId: number): Promise<void> {
  await db.deleteFrom('sign_in_setup').where('enterprise_id', '=', enterpriseId).execute()
}
