import { type Kysely, sql } from 'kysely'

/** What happens to an enterprise as a whole: a rehearsal on a copy, a move to another identity provider, and its e-mails. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  'alter table enterprise add column setup_email text',
  // A copy stands for its original, so that it makes the same logins.
  'alter table enterprise add column copy_of bigint unique references enterprise (id) on delete cascade',
  'drop index enterprise_short_code',
  'create unique index enterprise_short_code on enterprise (lower(short_code)) where copy_of is null',
  // E-mails are written with what they are about, and sent by a job: neither is there without the other.
  `create table mail_outbox (
    enterprise_id bigint not null references enterprise (id) on delete cascade,
    id bigint generated always as identity primary key,
    account_id bigint not null,
    recipient text not null,
    login text not null,
    state text not null default 'waiting' check (state in ('waiting', 'sent', 'given_up')),
    attempts integer not null default 0,
    error text,
    made_at timestamptz not null,
    next_at timestamptz not null,
    sent_at timestamptz
  )`,
  `create index mail_outbox_waiting on mail_outbox (next_at) where state = 'waiting'`,
  'create index mail_outbox_enterprise on mail_outbox (enterprise_id, id)',
  // One move at a time. What each step found or was told is kept, so that it can be gone on with by anybody.
  `create table enterprise_move (
    enterprise_id bigint primary key references enterprise (id) on delete cascade,
    step text not null,
    state jsonb not null,
    started_at timestamptz not null,
    started_by text not null,
    updated_at timestamptz not null
  )`,
  // userNames of the new provider, each with the login that it makes; null where it makes none.
  `create table enterprise_move_name (
    enterprise_id bigint not null references enterprise_move on delete cascade,
    user_name text not null,
    login text,
    login_key text,
    problem text,
    primary key (enterprise_id, user_name)
  )`,
  'create index enterprise_move_name_login on enterprise_move_name (enterprise_id, login_key)',
]
