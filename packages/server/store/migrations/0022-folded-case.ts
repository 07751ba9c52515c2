import { type Kysely, sql } from 'kysely'

/**
 * Names without case in every script, whatever language the database was made with, and an externalId that is free at
 * GitHub's base whichever base gave it away.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // The collations that know Unicode: of PostgreSQL 18, or of ICU. A database that has neither folds as its language does.
  `do $$
    declare
      known text := (select collname from pg_collation where collname in ('pg_unicode_fast', 'und-x-icu')
        and collnamespace = 'pg_catalog'::regnamespace
        and (collencoding = -1 or collencoding = (select encoding from pg_database where datname = current_database()))
        order by collname limit 1);
    begin
      execute format('create function fold_case(text) returns text language sql immutable parallel safe as %L',
        'select lower($1' || coalesce(' collate pg_catalog.' || quote_ident(known), '') || ') collate "C"');
    end
  $$`,
  'drop index directory_user_display_name',
  `create index directory_user_display_name on directory_user
    (enterprise_id, fold_case(state->'identity'->>'displayName') text_pattern_ops)`,
  'drop index directory_group_display_name',
  'create index directory_group_display_name on directory_group (enterprise_id, fold_case(display_name) text_pattern_ops)',
  'drop index directory_email_value',
  'create index directory_email_value on directory_email (enterprise_id, fold_case(value) text_pattern_ops)',
  'drop index if exists directory_email_parts',
  `do $$
    begin
      create index directory_email_parts on directory_email using gin (fold_case(value) gin_trgm_ops);
    exception when undefined_object then
      raise notice 'pg_trgm is not there: filters by part of an e-mail read the e-mails of the enterprise';
    end
  $$`,
  // An answer that was made before and has what GitHub's base does not show is made anew when it is read.
  `update directory_user set shown_version = null where state->'identity'->'name' ?| array['honorificPrefix', 'honorificSuffix']
    or jsonb_path_exists(state, '$.identity.emails[*].display')`,
  `create function expect_free(taken bigint, key text) returns boolean language plpgsql as $$
    begin
      if taken > 0 then raise unique_violation using message = key || ' is taken', constraint = key; end if;
      return true;
    end
  $$`,
]
