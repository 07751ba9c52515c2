import { type Kysely, sql } from 'kysely'

/**
 * Names without case in every script, whatever language the database was made with; an externalId that is free at
 * GitHub's base whichever base gave it away; and the id of a request in the log of them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // The collations that know Unicode: of PostgreSQL 17 and 18, or of ICU. Which of them a database takes depends on its encoding;
  // one that takes none folds as its language does. Final and other sigma are one letter.
  `do $$
    declare
      known text;
      sigmas text := case getdatabaseencoding() when 'UTF8' then 'replace(%s, U&''\\03C2'', U&''\\03C3'')' else '%s' end;
    begin
      foreach known in array array[' collate pg_catalog.pg_unicode_fast', ' collate pg_catalog."und-x-icu"',
        ' collate pg_catalog.pg_c_utf8', ''] loop
        begin
          execute format('create function fold_case(text) returns text language sql immutable parallel safe as %L',
            'select ' || format(sigmas, 'lower($1' || known || ')') || ' collate "C"');
          return;
        exception when undefined_object then null;
        end;
      end loop;
    end
  $$`,
  `update directory_user set user_name_taken = fold_case(user_name_taken) where user_name_taken <> fold_case(user_name_taken)`,
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
  // Under which the events of a request are in the audit log.
  'alter table scim_request add column request_id text',
  `create function expect_free(taken bigint, key text) returns boolean language plpgsql as $$
    begin
      if taken > 0 then raise unique_violation using message = key || ' is taken', constraint = key; end if;
      return true;
    end
  $$`,
]
