import { type Kysely, sql } from 'kysely'

/**
 * With which of several credentials a stream was read; and whether the tag of a kept answer is known to be made of its body,
 * so that it can be worked out for another token.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table scan_stream add column methods text[] not null default '{}'`.execute(db)
  await sql`alter table coverage add column methods text[] not null default '{}'`.execute(db)
  await sql`alter table kept_answer add column derived boolean not null default false`.execute(db)
}
