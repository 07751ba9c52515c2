import { type Kysely, sql } from 'kysely'

/** Keys that a sign-in brings, the password of an appliance's set-up user, and accounts without an identity. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // One key opens one account.
  `create table account_key (
    enterprise_id bigint not null,
    account_id bigint not null,
    kind text not null check (kind in ('ssh', 'gpg')),
    fingerprint text not null,
    algorithm text not null,
    title text not null,
    key text not null,
    added_at timestamptz not null,
    primary key (enterprise_id, kind, fingerprint),
    foreign key (enterprise_id, account_id) references directory_user on delete cascade
  )`,
  'create index account_key_account on account_key (enterprise_id, account_id)',
  // Keys go with the credentials of their account, whichever statement says that those are deleted.
  `create function delete_account_keys() returns trigger language plpgsql as $$
    begin
      delete from account_key where enterprise_id = new.enterprise_id and account_id = new.account_id;
      return null;
    end
  $$`,
  `create trigger directory_user_credentials_deleted after update on directory_user for each row
    when (new.state->>'credentials' = 'deleted' and old.state->>'credentials' <> 'deleted')
    execute function delete_account_keys()`,
  `create table setup_password (
    enterprise_id bigint primary key references enterprise (id) on delete cascade,
    hash text not null,
    set_at timestamptz not null,
    set_by text not null
  )`,
  'alter table managed_session drop constraint managed_session_method_check',
  `alter table managed_session add constraint managed_session_method_check
    check (method in ('saml', 'oidc', 'recovery', 'password'))`,
  // Who has an e-mail is looked up among these; what identities claim has an index of its own.
  'create index directory_user_without_identity on directory_user (enterprise_id) where id is null',
]
