import { AppError } from '@rollcall/core'
import { type Selectable, sql } from 'kysely'
import { type Executor, isUniqueViolation } from './database.ts'
import type { EnterpriseKind, IdentityProvider } from './directory-schema.ts'
import type { Schema } from './schema.ts'

export type EnterpriseRow = Selectable<Schema['enterprise']>

export interface Totals {
  users: number
  suspended: number
  groups: number
}

/** Where a request says that an enterprise is: by its name in the path, or by the host name of an appliance. */
export type EnterprisePlace = { slug: string } | { host: string }

/** The enterprise that is meant, of whichever tenant: of appliances the one of that host name, or the only one. */
export async function findEnterpriseAt(db: Executor, place: EnterprisePlace): Promise<EnterpriseRow | undefined> {
  const all = db.selectFrom('enterprise').selectAll()
  if ('slug' in place) return all.where('slug', '=', place.slug).executeTakeFirst()
  const named = await all.where('host', '=', place.host).executeTakeFirst()
  if (named) return named
  const appliances = await all.where('kind', '=', 'ghes').where('copy_of', 'is', null).limit(2).execute()
  return appliances.length === 1 ? appliances[0] : undefined
}

/** How many rows a total is spread over. */
export const totalSlots = 16

export async function addEnterprise(
  db: Executor,
  tenant: string,
  enterprise: {
    slug: string
    name: string
    kind: EnterpriseKind
    shortCode: string | null
    host: string | null
    setupUser: string
    setupAccountId: number
    identityProvider: IdentityProvider
    setupEmail: string | null
    scimOn: boolean
    secretId: string
    createdBy: string
  },
  now: Date,
): Promise<EnterpriseRow> {
  try {
    const row = await db
      .insertInto('enterprise')
      .values({
        tenant,
        slug: enterprise.slug,
        name: enterprise.name,
        kind: enterprise.kind,
        short_code: enterprise.shortCode,
        host: enterprise.host,
        setup_user: enterprise.setupUser,
        setup_account_id: enterprise.setupAccountId,
        identity_provider: enterprise.identityProvider,
        setup_email: enterprise.setupEmail,
        scim_on: enterprise.scimOn,
        secret_id: enterprise.secretId,
        options: '{}',
        created_at: now,
        created_by: enterprise.createdBy,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await sql`insert into enterprise_total (enterprise_id, slot)
      select ${row.id}, slot from generate_series(0, ${totalSlots - 1}) slot`.execute(db)
    return row
  } catch (error) {
    throw taken(error, enterprise)
  }
}

/** The three names that no two enterprises of an installation share: their addresses and logins are made of them. */
function taken(
  error: unknown,
  { slug, shortCode, host }: { slug: string; shortCode?: string | null; host?: string | null },
): unknown {
  const clash = [
    ['enterprise_slug_key', 'slug', slug, 'slug'],
    ['enterprise_short_code', 'shortCode', shortCode ?? '', 'short code'],
    ['enterprise_host_key', 'host', host ?? '', 'host name'],
  ].find(([constraint]) => isUniqueViolation(error, constraint ?? ''))
  if (!clash) return error
  const [, field = '', value = '', words = ''] = clash
  return new AppError(
    'enterprise.taken',
    { field: words, value },
    { fields: [{ path: field, message: 'is taken' }], cause: error },
  )
}

export async function getEnterprise(db: Executor, tenant: string, slug: string): Promise<EnterpriseRow> {
  const row = await db
    .selectFrom('enterprise')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('slug', '=', slug)
    .executeTakeFirst()
  if (!row) throw new AppError('request.not_found', { what: `The enterprise ${slug}` })
  return row
}

/** The enterprise with this number, which no caller names. */
export const findEnterpriseById = (db: Executor, id: number): Promise<EnterpriseRow | undefined> =>
  db.selectFrom('enterprise').selectAll().where('id', '=', id).executeTakeFirst()

export const listEnterprises = (db: Executor, tenant: string): Promise<EnterpriseRow[]> =>
  db.selectFrom('enterprise').selectAll().where('tenant', '=', tenant).orderBy('slug').execute()

export async function changeEnterprise(
  db: Executor,
  tenant: string,
  row: EnterpriseRow,
  change: {
    name?: string
    host?: string | null
    identity_provider?: IdentityProvider
    setup_email?: string | null
    options?: Record<string, string | number | boolean>
  },
): Promise<EnterpriseRow> {
  const { options, ...rest } = change
  try {
    return await db
      .updateTable('enterprise')
      .set({ ...rest, options: JSON.stringify({ ...row.options, ...options }) })
      .where('tenant', '=', tenant)
      .where('id', '=', row.id)
      .returningAll()
      .executeTakeFirstOrThrow()
  } catch (error) {
    throw taken(error, { slug: row.slug, host: change.host ?? null })
  }
}

/** Rehearsals of an enterprise. */
export const copiesOf = (db: Executor, { id }: EnterpriseRow): Promise<EnterpriseRow[]> =>
  db.selectFrom('enterprise').selectAll().where('copy_of', '=', id).execute()

/** Slug of what each rehearsal rehearses. */
export async function originalsOf(db: Executor, rows: readonly EnterpriseRow[]): Promise<Map<number, string>> {
  const ids = rows.flatMap((row) => row.copy_of ?? [])
  if (ids.length === 0) return new Map()
  const found = await db.selectFrom('enterprise').select(['id', 'slug']).where('id', 'in', ids).execute()
  const slugs = new Map(found.map(({ id, slug }) => [id, slug]))
  return new Map(rows.flatMap((row) => (row.copy_of === null ? [] : [[row.id, slugs.get(row.copy_of) ?? '']])))
}

/** Users, groups, tokens, log and all. */
export async function removeEnterprise(db: Executor, tenant: string, id: number): Promise<void> {
  await db.deleteFrom('enterprise').where('tenant', '=', tenant).where('id', '=', id).execute()
  for (const table of ['audit_event', 'scim_request', 'scim_page_mark', 'scim_rate'] as const)
    await db.deleteFrom(table).where('enterprise_id', '=', id).execute()
}

/** Totals of each enterprise: sums of a few kept rows. */
export async function totalsOf(db: Executor, ids: readonly number[]): Promise<Map<number, Totals>> {
  const rows = await db
    .selectFrom('enterprise_total')
    .where('enterprise_id', 'in', [...ids, -1])
    .groupBy('enterprise_id')
    .select(['enterprise_id'])
    .select(({ fn }) => [
      fn.sum<string>('users').as('users'),
      fn.sum<string>('suspended').as('suspended'),
      fn.sum<string>('groups').as('groups'),
    ])
    .execute()
  return new Map(
    rows.map((row) => [
      row.enterprise_id,
      { users: Number(row.users), suspended: Number(row.suspended), groups: Number(row.groups) },
    ]),
  )
}
