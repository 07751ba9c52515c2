import { type Kysely, sql } from 'kysely'

/** Tables are led by the tenant, so that a distributed PostgreSQL can shard them. Ids are opaque text with a prefix. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create table tenant (
    id text primary key,
    name text not null,
    demo boolean not null default false,
    created_at timestamptz not null default now()
  )`,

  // ── people ──────────────────────────────────────────────────────────────────────────────────────────────────
  `create table person (
    tenant text not null references tenant on delete cascade,
    id text not null,
    email text not null,
    name text not null,
    role text not null check (role in ('admin', 'responder', 'viewer', 'connector_admin')),
    password_hash text,
    totp_secret text,
    totp_pending text,
    totp_last_step bigint not null default 0,
    recovery_hashes text[] not null default '{}',
    disabled_at timestamptz,
    seen_at timestamptz,
    previous_visit_at timestamptz,
    created_at timestamptz not null default now(),
    primary key (tenant, id)
  )`,
  // Signing in names no tenant, so an address belongs to one person of the installation.
  'create unique index person_email on person (lower(email))',
  `create table session (
    hash bytea primary key,
    tenant text not null,
    id text not null,
    person_id text not null,
    csrf text not null,
    created_at timestamptz not null default now(),
    seen_at timestamptz not null default now(),
    expires_at timestamptz not null,
    ip text not null,
    user_agent text not null,
    foreign key (tenant, person_id) references person on delete cascade
  )`,
  'create index session_person on session (tenant, person_id)',
  `create table api_token (
    tenant text not null references tenant on delete cascade,
    id text not null,
    name text not null,
    hash bytea not null unique,
    permissions text[] not null,
    person_id text,
    created_by text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    used_at timestamptz,
    revoked_at timestamptz,
    primary key (tenant, id),
    foreign key (tenant, person_id) references person on delete cascade
  )`,
  `create table link (
    hash bytea primary key,
    tenant text not null references tenant on delete cascade,
    purpose text not null check (purpose in ('setup', 'invitation', 'reset', 'demo')),
    person_id text,
    expires_at timestamptz not null,
    used_at timestamptz,
    created_at timestamptz not null default now(),
    foreign key (tenant, person_id) references person on delete cascade
  )`,
  `create table throttle (
    key text primary key,
    count integer not null,
    window_ends_at timestamptz not null
  )`,

  // ── secrets ─────────────────────────────────────────────────────────────────────────────────────────────────
  `create table secret (
    tenant text not null references tenant on delete cascade,
    id text not null,
    key_id text not null,
    wrapped_key bytea not null,
    sealed bytea not null,
    created_at timestamptz not null default now(),
    primary key (tenant, id)
  )`,
  `create table vault (
    only_row boolean primary key default true check (only_row),
    key_id text not null,
    proof bytea not null,
    rotated_at timestamptz
  )`,

  // ── connections and scans ───────────────────────────────────────────────────────────────────────────────────
  `create table connection (
    tenant text not null references tenant on delete cascade,
    id text not null,
    connector text not null,
    name text not null,
    config jsonb not null,
    secret_id text not null,
    web text not null,
    system text not null,
    scopes jsonb not null,
    credential jsonb not null,
    credential_set_at timestamptz not null default now(),
    health jsonb not null,
    scan_every_hours integer not null default 24,
    next_scan_at timestamptz,
    created_at timestamptz not null default now(),
    created_by text not null,
    primary key (tenant, id)
  )`,
  'create unique index connection_name on connection (tenant, lower(name))',
  'create index connection_due on connection (next_scan_at) where next_scan_at is not null',
  `create table scan (
    tenant text not null,
    id text not null,
    connection_id text not null,
    state text not null check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    phase text not null default 'waiting',
    trigger text not null,
    requested_by text,
    runner text,
    requests integer not null default 0,
    cancel_requested_at timestamptz,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    error jsonb,
    summary jsonb,
    primary key (tenant, id),
    foreign key (tenant, connection_id) references connection on delete cascade
  )`,
  `create unique index scan_one_at_a_time on scan (tenant, connection_id) where state in ('queued', 'running')`,
  'create index scan_newest on scan (tenant, connection_id, created_at desc)',
  `create table scan_stream (
    tenant text not null,
    scan_id text not null,
    stream text not null,
    scope text not null,
    position integer not null,
    state text not null default 'waiting',
    records integer not null default 0,
    expected integer,
    checkpoint jsonb,
    gap jsonb,
    primary key (tenant, scan_id, stream, scope),
    foreign key (tenant, scan_id) references scan on delete cascade
  )`,
  `create table staged_record (
    tenant text not null,
    scan_id text not null,
    stream text not null,
    scope text not null,
    ref text not null,
    name text not null,
    url text,
    data jsonb not null,
    gaps jsonb,
    sources jsonb not null,
    primary key (tenant, scan_id, stream, scope, ref),
    foreign key (tenant, scan_id) references scan on delete cascade
  )`,
  `create table record (
    tenant text not null,
    connection_id text not null,
    stream text not null,
    scope text not null,
    ref text not null,
    name text not null,
    url text,
    data jsonb not null,
    gaps jsonb,
    sources jsonb not null,
    scan_id text not null,
    read_at timestamptz not null,
    stale boolean not null default false,
    primary key (tenant, connection_id, stream, scope, ref),
    foreign key (tenant, connection_id) references connection on delete cascade
  )`,
  `create table coverage (
    tenant text not null,
    connection_id text not null,
    stream text not null,
    scope text not null,
    state text not null check (state in ('complete', 'partial', 'none')),
    gap jsonb,
    scan_id text not null,
    read_at timestamptz,
    primary key (tenant, connection_id, stream, scope),
    foreign key (tenant, connection_id) references connection on delete cascade
  )`,

  // ── findings ────────────────────────────────────────────────────────────────────────────────────────────────
  `create table finding (
    tenant text not null,
    id text not null,
    connection_id text not null,
    fingerprint text not null,
    check_id text not null,
    scope text not null,
    stream text not null,
    ref text,
    subject jsonb,
    subject_name text not null,
    result text not null check (result in ('fail', 'unknown')),
    state text not null check (state in ('open', 'resolved')),
    severity text not null,
    severity_rank smallint not null,
    evidence jsonb not null default '[]',
    gap jsonb,
    count integer,
    subjects jsonb not null default '[]',
    unverified jsonb,
    opened_at timestamptz not null,
    seen_at timestamptz not null,
    resolved_at timestamptz,
    resolution text,
    reopened_at timestamptz,
    primary key (tenant, id),
    unique (tenant, connection_id, fingerprint),
    foreign key (tenant, connection_id) references connection on delete cascade
  )`,
  'create index finding_worst on finding (tenant, state, severity_rank, opened_at desc, id)',
  'create index finding_check on finding (tenant, check_id, state)',
  'create index finding_subject on finding (tenant, connection_id, stream, scope, ref)',
  'create index finding_changed on finding (tenant, opened_at)',
  'create index finding_resolved on finding (tenant, resolved_at) where resolved_at is not null',
  `create table check_tally (
    tenant text not null,
    connection_id text not null,
    check_id text not null,
    scope text not null,
    pass integer not null,
    fail integer not null,
    unknown integer not null,
    not_applicable integer not null,
    primary key (tenant, connection_id, check_id, scope),
    foreign key (tenant, connection_id) references connection on delete cascade
  )`,

  // ── identities ──────────────────────────────────────────────────────────────────────────────────────────────
  `create table identity (
    tenant text not null references tenant on delete cascade,
    id text not null,
    name text not null,
    kind text not null,
    first_seen_at timestamptz not null,
    primary key (tenant, id)
  )`,
  `create table identity_account (
    tenant text not null,
    connection_id text not null,
    stream text not null,
    scope text not null,
    ref text not null,
    identity_id text not null,
    key text not null,
    login text not null,
    name text not null,
    kind text not null,
    role text not null,
    privileged boolean,
    second_factor text,
    verified_emails text[] not null,
    why text not null,
    primary key (tenant, connection_id, stream, scope, ref),
    foreign key (tenant, identity_id) references identity on delete cascade,
    foreign key (tenant, connection_id) references connection on delete cascade
  )`,
  'create index identity_account_identity on identity_account (tenant, identity_id)',
  'create index identity_account_key on identity_account (tenant, key)',

  // ── the event log ───────────────────────────────────────────────────────────────────────────────────────────
  `create table event_head (
    tenant text primary key,
    seq bigint not null,
    hash bytea not null
  )`,
  `create table event (
    tenant text not null,
    seq bigint not null,
    at timestamptz not null default now(),
    type text not null,
    actor_kind text not null,
    actor_id text,
    actor_name text not null,
    subject_kind text,
    subject_id text,
    subject_name text,
    data jsonb not null default '{}',
    hash bytea not null,
    primary key (tenant, seq)
  )`,
  'create index event_subject on event (tenant, subject_id, seq desc)',
  'create index event_type on event (tenant, type text_pattern_ops, seq desc)',
  // What an event's hash covers: the hash before it and every field, each with its length so that none can move into
  // the next. Times in UTC to the microsecond; jsonb has one spelling for equal values.
  `create function event_hash(before bytea, e event) returns bytea language sql stable as $$
    select sha256(before || convert_to(string_agg(length(part) || ':' || part, ',' order by position), 'UTF8'))
    from unnest(array[
      e.tenant, e.seq::text, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), e.type,
      e.actor_kind, coalesce(e.actor_id, ''), e.actor_name, coalesce(e.subject_kind, ''), coalesce(e.subject_id, ''),
      coalesce(e.subject_name, ''), e.data::text
    ]) with ordinality as parts(part, position)
  $$`,
  `create function event_append() returns trigger language plpgsql as $$
    declare head event_head;
    begin
      insert into event_head values (new.tenant, 0, '\\x') on conflict do nothing;
      select * into head from event_head where tenant = new.tenant for update;
      new.seq := head.seq + 1;
      new.hash := event_hash(head.hash, new);
      update event_head set seq = new.seq, hash = new.hash where tenant = new.tenant;
      return new;
    end
  $$`,
  'create trigger event_append before insert on event for each row execute function event_append()',
  `create function event_refuse() returns trigger language plpgsql as $$
    begin
      raise exception 'the event log is append-only';
    end
  $$`,
  'create trigger event_keep before update or delete on event for each row execute function event_refuse()',
  'create trigger event_keep_all before truncate on event execute function event_refuse()',

  // ── server processes ────────────────────────────────────────────────────────────────────────────────────────
  `create table server_process (
    id text primary key,
    lock_key integer generated always as identity unique,
    pool_ids text[] not null default '{}',
    started_at timestamptz not null default now()
  )`,
]
