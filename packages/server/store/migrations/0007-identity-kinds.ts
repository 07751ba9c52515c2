import { type Kysely, sql } from 'kysely'

/** Why an identity is of its kind, when it was last seen to act, and what people declared it to be. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `alter table identity
    add column reasons text[] not null default '{}',
    add column last_seen_at timestamptz,
    add column last_seen_how text`,
  `alter table identity_account add column reasons text[] not null default '{}'`,

  // By the accounts' own keys, so that it outlives a connection that is removed and made again.
  `create table declaration (
    tenant text not null references tenant on delete cascade,
    id text not null,
    account_keys text[] not null,
    kind text not null check (kind in ('bot', 'service_account', 'break_glass')),
    reason text not null,
    made_at timestamptz not null,
    made_by_name text not null,
    ended_at timestamptz,
    ended_by text,
    primary key (tenant, id)
  )`,
  'create index declaration_standing on declaration (tenant) where ended_at is null',
]
