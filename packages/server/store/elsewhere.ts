import { sql } from 'kysely'
import type { Executor } from './database.ts'

/** What is known of one account's identity from other systems, by the names of their connectors. */
export interface Elsewhere {
  elsewhere: string[]
  privilegedElsewhere: string[]
  leftElsewhere: string[]
}

export const nowhereElse: Elsewhere = { elsewhere: [], privilegedElsewhere: [], leftElsewhere: [] }

interface Gone {
  scope: string
  key: string
  identity_id: string
}

/**
 * Writes down whose accounts a scan found gone, and takes back those that are there again. The caller holds the lock of
 * identities.
 */
export async function recordDepartures(
  tx: Executor,
  tenant: string,
  connectionId: string,
  gone: readonly Gone[],
  present: readonly { scope: string; key: string }[],
  now: Date,
): Promise<void> {
  await sql`
    delete from departure using jsonb_to_recordset(${JSON.stringify(present)}::jsonb) as here(scope text, key text)
    where departure.tenant = ${tenant} and departure.connection_id = ${connectionId}
      and departure.scope = here.scope and departure.key = here.key`.execute(tx)
  await sql`
    insert into departure (tenant, connection_id, scope, key, identity_id, left_at)
    select ${tenant}, ${connectionId}, scope, key, identity_id, ${now}
    from jsonb_to_recordset(${JSON.stringify(gone)}::jsonb) as one(scope text, key text, identity_id text)
    on conflict do nothing`.execute(tx)
}

/** By account key: what other systems than this connection's know of the same identity. */
export async function accountsElsewhere(
  db: Executor,
  tenant: string,
  connectionId: string,
): Promise<Map<string, Elsewhere>> {
  const { rows } = await sql<Elsewhere & { key: string }>`
    with own as (
      select distinct account.key, account.identity_id, connection.connector from identity_account account
      join connection on connection.tenant = account.tenant and connection.id = account.connection_id
      where account.tenant = ${tenant} and account.connection_id = ${connectionId}
    ), living as (
      select account.identity_id, connection.connector, bool_or(account.privileged) as privileged
      from identity_account account
      join connection on connection.tenant = account.tenant and connection.id = account.connection_id
      where account.tenant = ${tenant} group by 1, 2
    ), gone as (
      select distinct departure.identity_id, connection.connector from departure
      join connection on connection.tenant = departure.tenant and connection.id = departure.connection_id
      where departure.tenant = ${tenant} and not exists (
        select from living where living.identity_id = departure.identity_id and living.connector = connection.connector)
    )
    select own.key,
      array(select connector from living where living.identity_id = own.identity_id
        and living.connector <> own.connector order by 1) as elsewhere,
      array(select connector from living where living.identity_id = own.identity_id
        and living.connector <> own.connector and privileged order by 1) as "privilegedElsewhere",
      array(select connector from gone where gone.identity_id = own.identity_id
        and gone.connector <> own.connector order by 1) as "leftElsewhere"
    from own`.execute(db)
  return new Map(rows.map(({ key, ...known }) => [key, known]))
}
