import { type Kysely, sql } from 'kysely'

/** What a scan took of the system's quota. Null for one that never got to send a request. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table scan add column spending jsonb`.execute(db)
}
