import {
  type Account,
  type AccountFacts,
  type AccountNote,
  type CoverageTable,
  correlate,
  coverageOf,
  type DirectoryView,
  kindOfAccount,
  type Stream,
} from '@rollcall/core'
import { sql } from 'kysely'
import { removeEmptyIdentities } from './connections.ts'
import type { Db, Executor } from './database.ts'
import { declaredAccounts } from './declarations.ts'
import { recordDepartures } from './elsewhere.ts'
import { newId } from './id.ts'
import { freshRecords, readCoverageTable } from './records.ts'

type Facts = Pick<AccountFacts, 'role' | 'privileged' | 'secondFactor'>

/** What all other streams say of accounts, by scope and login. */
interface Notes {
  directories: Map<string, Map<string, string>>
  /** The last use of a login in a scope. */
  uses: Map<string, { at: string; how: string }>
}

/**
 * Joins the accounts of every connection of the tenant into identities anew. One at a time for a tenant; an identity
 * keeps its id while one of its accounts stays. Accounts that could not be read this time keep their identity.
 */
export async function correlateTenant(
  db: Db,
  tenant: string,
  connectionId: string,
  streams: readonly Stream[],
  now: Date,
): Promise<void> {
  const notes = await readNotes(db, tenant, connectionId, streams)
  const coverage = await readCoverageTable(db, tenant, connectionId)
  const facts = new Map<string, Facts>()
  const fresh: Account[] = []
  for (const stream of streams)
    if (stream.account)
      for await (const page of freshRecords(db, tenant, connectionId, stream.id))
        for (const record of page) {
          const { role, privileged, secondFactor, kind, kindWhy, ...who } = stream.account(record as never)
          const place = { connection: connectionId, stream: record.stream, scope: record.scope, ref: record.ref }
          const directory = directoryOf(notes, coverage, streams, record.scope)
          fresh.push({ ...place, ...who, ...kindOfAccount(who, { kind, why: kindWhy }, directory) })
          facts.set(placeKey(place), { role, privileged, secondFactor })
        }

  await db.transaction().execute(async (tx) => {
    await lockIdentities(tx, tenant)
    const before = await tx.selectFrom('identity_account').selectAll().where('tenant', '=', tenant).execute()
    const stillHeld = await heldPlaces(tx, tenant, connectionId)
    const freshPlaces = new Set(fresh.map(placeKey))
    const others: Account[] = []
    const gone: (typeof before)[number][] = []
    for (const row of before) {
      const place = { connection: row.connection_id, stream: row.stream, scope: row.scope, ref: row.ref }
      const key = placeKey(place)
      if (freshPlaces.has(key)) continue
      if (row.connection_id === connectionId && !stillHeld.has(key)) {
        gone.push(row)
        continue
      }
      const { login, name, kind, reasons, verified_emails: verifiedEmails } = row
      others.push({ ...place, key: row.key, login, name, kind, reasons, verifiedEmails })
      facts.set(key, { role: row.role, privileged: row.privileged, secondFactor: row.second_factor })
    }
    const previous = new Map(before.map((row) => [row.key, row.identity_id]))
    const identities = correlate([...fresh, ...others], previous, await declaredAccounts(tx, tenant)).map(
      (identity) => ({ ...identity, id: identity.id ?? newId('idn') }),
    )
    await saveIdentities(tx, tenant, identities, facts, notes, now)
    const left = gone.map(({ scope, key, identity_id }) => ({ scope, key, identity_id }))
    const present = fresh.map(({ scope, key }) => ({ scope, key }))
    await recordDepartures(tx, tenant, connectionId, left, present, now)
    await removeEmptyIdentities(tx, tenant)
  })
}

/** Held until the transaction ends: identities of a tenant are made by one at a time. */
export async function lockIdentities(tx: Executor, tenant: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`correlate ${tenant}`}, 0))`.execute(tx)
}

async function saveIdentities(
  tx: Executor,
  tenant: string,
  identities: readonly (ReturnType<typeof correlate>[number] & { id: string })[],
  facts: ReadonlyMap<string, Facts>,
  notes: Notes,
  now: Date,
): Promise<void> {
  await tx.deleteFrom('identity_account').where('tenant', '=', tenant).execute()
  const rows = identities.map(({ id, name, kind, reasons, accounts }) => {
    const uses = accounts.flatMap(({ scope, login }) => notes.uses.get(loginKey(scope, login)) ?? [])
    const last = uses.reduce<{ at: string; how: string } | null>((a, b) => (a && a.at >= b.at ? a : b), null)
    return { id, name, kind, reasons, seen_at: last?.at ?? null, seen_how: last?.how ?? null }
  })
  // A later use outlasts a scan that could not see it.
  await sql`
    insert into identity (tenant, id, name, kind, reasons, last_seen_at, last_seen_how, first_seen_at)
    select ${tenant}, id, name, kind, reasons, seen_at, seen_how, ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as row(id text, name text, kind text, reasons text[], seen_at timestamptz, seen_how text)
    on conflict (tenant, id) do update set name = excluded.name, kind = excluded.kind, reasons = excluded.reasons,
      last_seen_how = case when excluded.last_seen_at >= coalesce(identity.last_seen_at, excluded.last_seen_at)
        then excluded.last_seen_how else identity.last_seen_how end,
      last_seen_at = greatest(excluded.last_seen_at, identity.last_seen_at)`.execute(tx)
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
    insert into identity_account (tenant, connection_id, stream, scope, ref, identity_id, key, login, name, kind,
      reasons, role, privileged, second_factor, verified_emails, why)
    select ${tenant}, connection, stream, scope, ref, identity_id, key, login, name, kind, reasons, role, privileged,
      second_factor, verified_emails, why
    from jsonb_to_recordset(${JSON.stringify(accounts)}::jsonb) as row(connection text, stream text, scope text,
      ref text, identity_id text, key text, login text, name text, kind text, reasons text[], role text,
      privileged boolean, second_factor text, verified_emails text[], why text)`.execute(tx)
}

async function readNotes(
  db: Executor,
  tenant: string,
  connectionId: string,
  streams: readonly Stream[],
): Promise<Notes> {
  const notes: Notes = { directories: new Map(), uses: new Map() }
  for (const stream of streams) {
    if (!stream.notes) continue
    const { about, of } = stream.notes
    if (!about.includes('directory') && !about.includes('use')) continue
    for await (const page of freshRecords(db, tenant, connectionId, stream.id))
      for (const record of page) for (const note of of(record as never)) takeNote(notes, record.scope, note)
  }
  return notes
}

function takeNote(notes: Notes, scope: string, note: AccountNote): void {
  if (note.about === 'directory') {
    const linked = notes.directories.get(scope) ?? new Map<string, string>()
    notes.directories.set(scope, linked.set(note.login.toLowerCase(), note.identity))
  } else if (note.about === 'use') {
    const key = loginKey(scope, note.login)
    const known = notes.uses.get(key)
    if (!known || known.at < note.at) notes.uses.set(key, { at: note.at, how: note.how })
  }
}

function directoryOf(notes: Notes, coverage: CoverageTable, streams: readonly Stream[], scope: string): DirectoryView {
  const telling = streams.filter(({ notes: own }) => own?.about.includes('directory'))
  const whole = telling.every(({ id }) => coverageOf(coverage, id, scope).state === 'complete')
  const linked = notes.directories.get(scope) ?? new Map<string, string>()
  return { linked, state: whole ? (linked.size === 0 ? 'none' : 'complete') : 'partial' }
}

const loginKey = (scope: string, login: string) => `${scope} ${login.toLowerCase()}`

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
