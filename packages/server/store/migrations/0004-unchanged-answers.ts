import { type Kysely, sql } from 'kysely'

/**
 * Answers that are kept to ask whether they still hold. Each belongs to the credential that got it, because another may see
 * less; it goes with its connection.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table kept_answer (
      tenant text not null,
      connection_id text not null,
      url text not null,
      secret_id text not null,
      etag text not null,
      link text,
      body text not null,
      used_at timestamptz not null,
      primary key (tenant, connection_id, url),
      foreign key (tenant, connection_id) references connection on delete cascade
    )`.execute(db)
}
