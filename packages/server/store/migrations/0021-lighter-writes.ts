import { type Kysely, sql } from 'kysely'

/**
 * What comes with a write costs less: e-mails of new users are one statement, no event looks up its enterprise, which the
 * write itself holds, and sealing reads events in the order of their index.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create function add_directory_emails() returns trigger language plpgsql as $$
    begin
      insert into directory_email
      select u.enterprise_id, u.account_id, e.place, e.value->>'value', e.value->>'type', (e.value->>'primary')::boolean,
        e.value->>'display'
      from made u, jsonb_array_elements(u.state->'identity'->'emails') with ordinality as e (value, place)
      where jsonb_typeof(u.state->'identity'->'emails') = 'array';
      return null;
    end
  $$`,
  'drop trigger directory_user_emails_new on directory_user',
  `create trigger directory_user_emails_new after insert on directory_user referencing new table as made
    for each statement execute function add_directory_emails()`,
  // Who removes an enterprise ends its log, once nobody writes its users any more.
  'alter table audit_event drop constraint audit_event_enterprise_id_fkey1',
  // Any other way of reading sorts whole records on disk, and without statistics the planner takes it.
  'alter function audit_seal_next(bigint, integer, integer, timestamptz) set enable_seqscan = off',
  'alter function audit_seal_next(bigint, integer, integer, timestamptz) set enable_bitmapscan = off',
]
