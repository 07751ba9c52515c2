import { type Kysely, sql } from 'kysely'

/** How managed users sign in: what the identity provider is, who is on the way, who is in, and the way in without it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create table sign_in_setup (
    enterprise_id bigint primary key references enterprise (id) on delete cascade,
    enabled boolean not null default false,
    method text not null check (method in ('saml', 'oidc')),
    issuer text not null,
    sso_url text,
    metadata_url text,
    certificates jsonb not null default '[]',
    attributes jsonb not null default '{}',
    client_id text,
    secret_id text,
    tested_at timestamptz,
    test jsonb,
    updated_at timestamptz not null,
    updated_by text not null
  )`,
  // One way to the identity provider and back. The key is the request's id (SAML) or the state (OpenID Connect);
  // what proves the browser is its cookie, of which only the hash is here.
  `create table sign_in_attempt (
    key text primary key,
    enterprise_id bigint not null references enterprise (id) on delete cascade,
    browser bytea,
    is_test boolean not null,
    return_to text not null,
    claims jsonb,
    created_at timestamptz not null,
    expires_at timestamptz not null
  )`,
  'create index sign_in_attempt_expires on sign_in_attempt (expires_at)',
  // Assertions that were used, until they would be refused as too old.
  `create table sign_in_assertion (
    enterprise_id bigint not null references enterprise (id) on delete cascade,
    hash bytea not null,
    expires_at timestamptz not null,
    primary key (enterprise_id, hash)
  )`,
  // Which identity an account signed in with. It stands while the account has the SCIM identity that it had then.
  `create table sign_in_link (
    enterprise_id bigint not null,
    account_id bigint not null,
    identity text not null,
    scim_id uuid,
    linked_at timestamptz not null,
    used_at timestamptz not null,
    primary key (enterprise_id, account_id),
    foreign key (enterprise_id, account_id) references directory_user on delete cascade
  )`,
  'create unique index sign_in_link_identity on sign_in_link (enterprise_id, identity)',
  // The set-up user has sessions too, and need not have a row.
  `create table managed_session (
    hash bytea primary key,
    enterprise_id bigint not null references enterprise (id) on delete cascade,
    id text not null,
    account_id bigint not null,
    csrf text not null,
    method text not null check (method in ('saml', 'oidc', 'recovery')),
    ip text not null,
    user_agent text not null,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    expires_at timestamptz not null
  )`,
  'create index managed_session_account on managed_session (enterprise_id, account_id)',
  `create table recovery_code (
    enterprise_id bigint not null references enterprise (id) on delete cascade,
    hash bytea not null,
    made_at timestamptz not null,
    kept_at timestamptz,
    used_at timestamptz,
    used_by text,
    primary key (enterprise_id, hash)
  )`,
]
