import { type Kysely, sql } from 'kysely'

/**
 * A user's answer at GitHub's base as text, up to the address where it is served: reading one is no work but copying.
 * It counts while it is of the row's own version, so that whoever changes a row without it does no harm.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table directory_user add column shown text, add column shown_version integer`.execute(db)
}
