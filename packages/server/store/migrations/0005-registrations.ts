import { type Kysely, sql } from 'kysely'

/**
 * Credentials that are made in a person's browser: what was started by whom, the proof that a return belongs to it (of
 * which only the hash is kept, and which works once), and the sealed credential until a connection takes it over.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table registration (
      tenant text not null references tenant on delete cascade,
      id text not null,
      connector text not null,
      person_id text not null,
      connection_id text,
      config jsonb not null,
      choices jsonb not null,
      state_hash bytea unique,
      state_ends_at timestamptz,
      state_used_at timestamptz,
      app jsonb,
      secret_id text,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      primary key (tenant, id),
      foreign key (tenant, person_id) references person on delete cascade
    )`.execute(db)
  // Whether what is read belongs to an enterprise, as it was said when the credential was last tried.
  await sql`alter table connection add column enterprise jsonb not null default '[]'`.execute(db)
}
