import { type AccountKind, AppError, kindOfIdentity } from '@rollcall/core'
import { sql } from 'kysely'
import { lockIdentities } from './correlation.ts'
import type { Executor } from './database.ts'
import { declaredAccounts } from './declarations.ts'
import { cursorOf, offsetOf, type PageRequest } from './paging.ts'
import { isDecided } from './standing.ts'

export interface IdentityRow {
  id: string
  name: string
  kind: AccountKind
  reasons: string[]
  last_seen_at: string | null
  last_seen_how: string | null
  first_seen_at: string
  accounts: number
  logins: string[]
  scopes: string[]
  connections: string[]
  privileged: boolean | null
  second_factors: (string | null)[]
  open_findings: number
  worst: number | null
}

export interface IdentityFilter {
  q?: string | undefined
  kind?: string | undefined
  privileged?: boolean | undefined
  scope?: string | undefined
  id?: string | undefined
}

/** Identities with what their accounts and open, undecided findings add up to. An unseen privilege makes the sum unseen, not false. */
export async function listIdentities(
  db: Executor,
  tenant: string,
  filter: IdentityFilter,
  page: PageRequest & { sort?: 'name' | 'findings' | undefined },
  now: Date,
): Promise<{ rows: IdentityRow[]; total: number; next: string | null }> {
  const offset = offsetOf(page.cursor)
  const like = filter.q ? `%${filter.q.replace(/[\\%_]/g, '\\$&')}%` : null
  const order =
    page.sort === 'findings' ? sql`worst asc nulls last, open_findings desc, lower(name), id` : sql`lower(name), id`
  const { rows } = await sql<IdentityRow & { total: number }>`
    with summed as (
      select i.id, i.name, i.kind, i.reasons, i.last_seen_at, i.last_seen_how, i.first_seen_at, count(*)::int as accounts,
        array_agg(distinct a.login) as logins, array_agg(distinct a.scope) as scopes,
        array_agg(distinct a.connection_id) as connections,
        case when bool_or(a.privileged) then true when bool_or(a.privileged is null) then null else false end as privileged,
        array_agg(distinct a.second_factor) as second_factors,
        array_agg(lower(concat_ws(' ', a.name, a.login, array_to_string(a.verified_emails, ' ')))) as words
      from identity i join identity_account a on a.tenant = i.tenant and a.identity_id = i.id
      where i.tenant = ${tenant} ${filter.id ? sql`and i.id = ${filter.id}` : sql``}
      group by i.tenant, i.id
    ), trouble as (
      select a.identity_id, count(*)::int as open_findings, min(f.severity_rank)::int as worst
      from identity_account a join finding f on f.tenant = a.tenant and f.connection_id = a.connection_id
        and f.stream = a.stream and f.scope = a.scope and f.ref = a.ref
      where a.tenant = ${tenant} and f.state = 'open' and f.result = 'fail' and not ${isDecided(tenant, now, 'f')}
      group by a.identity_id
    )
    select summed.id, name, kind, reasons, last_seen_at, last_seen_how, first_seen_at, accounts, logins, scopes, connections, privileged, second_factors,
      coalesce(open_findings, 0) as open_findings, worst, count(*) over () as total
    from summed left join trouble on trouble.identity_id = summed.id
    where ${filter.kind ? sql`kind = ${filter.kind}` : sql`true`}
      and ${filter.privileged === undefined ? sql`true` : filter.privileged ? sql`privileged` : sql`privileged is not true`}
      and ${filter.scope ? sql`${filter.scope} = any(scopes)` : sql`true`}
      and ${like ? sql`(name ilike ${like} or exists (select from unnest(words) as word where word ilike ${like}))` : sql`true`}
    order by ${order} offset ${offset} limit ${page.limit}`.execute(db)
  const total = rows[0]?.total ?? 0
  return { rows, total, next: cursorOf(offset + rows.length, total) }
}

export interface IdentityAccountRow {
  connection_id: string
  connection_name: string
  connector: string
  stream: string
  scope: string
  ref: string
  key: string
  login: string
  name: string
  role: string
  privileged: boolean | null
  second_factor: string | null
  verified_emails: string[]
  why: string
  url: string | null
  stale: boolean
  read_at: string
}

export async function getIdentity(
  db: Executor,
  tenant: string,
  id: string,
  now: Date,
): Promise<{ identity: IdentityRow; accounts: IdentityAccountRow[] }> {
  const { rows } = await listIdentities(db, tenant, { id }, { limit: 1 }, now)
  const identity = rows[0]
  if (!identity) throw new AppError('request.not_found', { what: 'This identity' })
  const accounts = await db
    .selectFrom('identity_account as account')
    .innerJoin('connection', (join) =>
      join.onRef('connection.tenant', '=', 'account.tenant').onRef('connection.id', '=', 'account.connection_id'),
    )
    .innerJoin('record', (join) =>
      join
        .onRef('record.tenant', '=', 'account.tenant')
        .onRef('record.connection_id', '=', 'account.connection_id')
        .onRef('record.stream', '=', 'account.stream')
        .onRef('record.scope', '=', 'account.scope')
        .onRef('record.ref', '=', 'account.ref'),
    )
    .select([
      'account.connection_id',
      'connection.name as connection_name',
      'connection.connector',
      'account.stream',
      'account.scope',
      'account.ref',
      'account.key',
      'account.login',
      'account.name',
      'account.role',
      'account.privileged',
      'account.second_factor',
      'account.verified_emails',
      'account.why',
      'record.url',
      'record.stale',
      'record.read_at',
    ])
    .where('account.tenant', '=', tenant)
    .where('account.identity_id', '=', id)
    .orderBy('connection.name')
    .orderBy('account.scope')
    .orderBy('account.login')
    .execute()
  return { identity, accounts }
}

/** Whose account a finding's subject is, if it is one. */
export async function identityOf(
  db: Executor,
  tenant: string,
  subject: { connectionId: string; stream: string; scope: string; ref: string | null },
): Promise<string | null> {
  if (subject.ref === null) return null
  const row = await db
    .selectFrom('identity_account')
    .select('identity_id')
    .where('tenant', '=', tenant)
    .where('connection_id', '=', subject.connectionId)
    .where('stream', '=', subject.stream)
    .where('scope', '=', subject.scope)
    .where('ref', '=', subject.ref)
    .executeTakeFirst()
  return row?.identity_id ?? null
}

/** Judges anew what an identity is, by the facts that are kept of its accounts and what is declared of them now. */
export async function judgeKindAnew(tx: Executor, tenant: string, id: string): Promise<void> {
  await lockIdentities(tx, tenant)
  const accounts = await tx
    .selectFrom('identity_account')
    .select(['key', 'kind', 'reasons'])
    .where('tenant', '=', tenant)
    .where('identity_id', '=', id)
    .execute()
  const declared = await declaredAccounts(tx, tenant)
  const declaration = accounts.map(({ key }) => declared.get(key)).find((one) => one !== undefined)
  const { kind, reasons } = kindOfIdentity(accounts, declaration)
  await tx.updateTable('identity').set({ kind, reasons }).where('tenant', '=', tenant).where('id', '=', id).execute()
}
