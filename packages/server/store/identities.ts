import { type Account, AppError, correlate, type Stream } from '@rollcall/core'
import { sql } from 'kysely'
import { removeEmptyIdentities } from './connections.ts'
import type { Db, Executor } from './database.ts'
import { newId } from './id.ts'
import { cursorOf, offsetOf, type PageRequest } from './paging.ts'
import { freshRecords } from './records.ts'
import { isDecided } from './standing.ts'

/**
 * Joins the accounts of every connection of the tenant into identities anew. One at a time for a tenant; an identity
 * keeps its id while one of its accounts stays. Accounts that could not be read this time keep their identity.
 */
export async function correlateTenant(
  db: Db,
  tenant: string,
  connectionId: string,
  accountStreams: readonly Stream[],
  now: Date,
): Promise<void> {
  const facts = new Map<string, { role: string; privileged: boolean | null; secondFactor: string | null }>()
  const fresh: Account[] = []
  for (const stream of accountStreams)
    for await (const page of freshRecords(db, tenant, connectionId, stream.id))
      for (const record of page) {
        const account = stream.account?.(record as never)
        if (!account) continue
        const { role, privileged, secondFactor, ...who } = account
        const place = { connection: connectionId, stream: record.stream, scope: record.scope, ref: record.ref }
        fresh.push({ ...place, ...who })
        facts.set(placeKey(place), { role, privileged, secondFactor })
      }

  await db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`correlate ${tenant}`}, 0))`.execute(tx)
    const before = await tx.selectFrom('identity_account').selectAll().where('tenant', '=', tenant).execute()
    const stillHeld = await heldPlaces(tx, tenant, connectionId)
    const freshPlaces = new Set(fresh.map(placeKey))
    const others: Account[] = []
    for (const row of before) {
      const place = { connection: row.connection_id, stream: row.stream, scope: row.scope, ref: row.ref }
      const key = placeKey(place)
      if (freshPlaces.has(key)) continue
      if (row.connection_id === connectionId && !stillHeld.has(key)) continue
      others.push({
        ...place,
        key: row.key,
        login: row.login,
        name: row.name,
        kind: row.kind,
        verifiedEmails: row.verified_emails,
      })
      facts.set(key, { role: row.role, privileged: row.privileged, secondFactor: row.second_factor })
    }
    const identities = correlate([...fresh, ...others], new Map(before.map((row) => [row.key, row.identity_id]))).map(
      (identity) => ({ ...identity, id: identity.id ?? newId('idn') }),
    )

    await tx.deleteFrom('identity_account').where('tenant', '=', tenant).execute()
    const rows = identities.map(({ id, name, kind }) => ({ id, name, kind }))
    await sql`
      insert into identity (tenant, id, name, kind, first_seen_at)
      select ${tenant}, id, name, kind, ${now} from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as row(id text, name text, kind text)
      on conflict (tenant, id) do update set name = excluded.name, kind = excluded.kind`.execute(tx)
    const accounts = identities.flatMap((identity) =>
      identity.accounts.map((account) => {
        const fact = facts.get(placeKey(account))
        return {
          ...account,
          identity_id: identity.id,
          role: fact?.role ?? '',
          privileged: fact?.privileged ?? null,
          second_factor: fact?.secondFactor ?? null,
          verified_emails: account.verifiedEmails,
        }
      }),
    )
    await sql`
      insert into identity_account (tenant, connection_id, stream, scope, ref, identity_id, key, login, name, kind, role,
        privileged, second_factor, verified_emails, why)
      select ${tenant}, connection, stream, scope, ref, identity_id, key, login, name, kind, role, privileged,
        second_factor, verified_emails, why
      from jsonb_to_recordset(${JSON.stringify(accounts)}::jsonb) as row(connection text, stream text, scope text,
        ref text, identity_id text, key text, login text, name text, kind text, role text, privileged boolean,
        second_factor text, verified_emails text[], why text)`.execute(tx)
    await removeEmptyIdentities(tx, tenant)
  })
}

type Place = Pick<Account, 'connection' | 'stream' | 'scope' | 'ref'>
const placeKey = ({ connection, stream, scope, ref }: Place) => JSON.stringify([connection, stream, scope, ref])

/** Places of accounts whose records are kept, stale ones included. */
async function heldPlaces(db: Executor, tenant: string, connectionId: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('identity_account as account')
    .innerJoin('record', (join) =>
      join
        .onRef('record.tenant', '=', 'account.tenant')
        .onRef('record.connection_id', '=', 'account.connection_id')
        .onRef('record.stream', '=', 'account.stream')
        .onRef('record.scope', '=', 'account.scope')
        .onRef('record.ref', '=', 'account.ref'),
    )
    .select(['account.stream', 'account.scope', 'account.ref'])
    .where('account.tenant', '=', tenant)
    .where('account.connection_id', '=', connectionId)
    .execute()
  return new Set(rows.map((row) => placeKey({ connection: connectionId, ...row })))
}

export interface IdentityRow {
  id: string
  name: string
  kind: 'person' | 'bot' | 'unknown'
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
      select i.id, i.name, i.kind, i.first_seen_at, count(*)::int as accounts,
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
    select summed.id, name, kind, first_seen_at, accounts, logins, scopes, connections, privileged, second_factors,
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
