import { type Kysely, sql } from 'kysely'

/**
 * E-mails of users as rows, so that a filter by one reads an index and not every user. The database itself keeps them
 * equal to the user's state, whoever writes it, and touches them only when they are different.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const emailsOf = (users: string) => `select u.enterprise_id, u.account_id, e.place, e.value->>'value', e.value->>'type',
    (e.value->>'primary')::boolean, e.value->>'display'
  from ${users} u, jsonb_array_elements(u.state->'identity'->'emails') with ordinality as e (value, place)
  where jsonb_typeof(u.state->'identity'->'emails') = 'array'`

const statements = [
  `create table directory_email (
    enterprise_id bigint not null references enterprise (id) on delete cascade,
    account_id bigint not null,
    place integer not null,
    value text,
    type text,
    "primary" boolean,
    display text,
    primary key (enterprise_id, account_id, place)
  )`,
  `insert into directory_email ${emailsOf('directory_user')}`,
  'create index directory_email_value on directory_email (enterprise_id, lower(value) text_pattern_ops)',
  `create function keep_directory_emails() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' then
        delete from directory_email where enterprise_id = new.enterprise_id and account_id = new.account_id;
      end if;
      insert into directory_email ${emailsOf('(select new.enterprise_id, new.account_id, new.state)')};
      return null;
    end
  $$`,
  `create trigger directory_user_emails_new after insert on directory_user for each row
    execute function keep_directory_emails()`,
  `create trigger directory_user_emails_changed after update on directory_user for each row
    when ((old.state->'identity'->'emails') is distinct from (new.state->'identity'->'emails'))
    execute function keep_directory_emails()`,
  // Parts of an address have an index of their own where the database has trigrams; filters are the same without.
  `do $$
    begin
      create extension if not exists pg_trgm;
      create index directory_email_parts on directory_email using gin (lower(value) gin_trgm_ops);
    exception when insufficient_privilege or undefined_file or feature_not_supported then
      raise notice 'pg_trgm is not there: filters by part of an e-mail read the e-mails of the enterprise';
    end
  $$`,
]
