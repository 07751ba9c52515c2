import { type Kysely, sql } from 'kysely'

/**
 * The audit log by weeks, so that what is too old is dropped and not deleted row by row; its chain of hashes, which is
 * written behind the writers; and the streams that carry it elsewhere.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // ── by weeks ────────────────────────────────────────────────────────────────────────────────────────────────────
  'alter table audit_event rename to audit_event_whole',
  'alter index audit_event_pkey rename to audit_event_whole_pkey',
  'alter index audit_event_subject rename to audit_event_whole_subject',
  'create sequence audit_event_number',
  `select setval('audit_event_number', (select coalesce(max(seq), 0) + 1 from audit_event_whole), false)`,
  // An identity column on a partitioned table needs PostgreSQL 17.
  `create table audit_event (
    enterprise_id bigint not null references enterprise (id) on delete cascade,
    seq bigint not null default nextval('audit_event_number'),
    at timestamptz not null,
    action text not null,
    subject_id text,
    request_id text not null,
    data jsonb not null,
    primary key (enterprise_id, seq, at)
  ) partition by range (at)`,
  'alter sequence audit_event_number owned by audit_event.seq',
  'create index audit_event_subject on audit_event (enterprise_id, subject_id, seq desc)',
  // A clock that is far off must not stop a write.
  'create table audit_event_other partition of audit_event default',
  // Weeks begin on Monday, UTC. A week of which the default partition has rows already stays there.
  `create function audit_weeks(first timestamptz, last timestamptz) returns integer language plpgsql as $$
    declare
      week timestamptz := date_trunc('week', first at time zone 'UTC') at time zone 'UTC';
      made integer := 0;
      name text;
    begin
      while week <= last loop
        name := 'audit_event_' || to_char(week at time zone 'UTC', 'YYYYMMDD');
        if to_regclass(name) is null
          and not exists (select from audit_event_other where at >= week and at < week + interval '168 hours') then
          execute format('create table if not exists %I partition of audit_event for values from (%L) to (%L)',
            name, week, week + interval '168 hours');
          made := made + 1;
        end if;
        week := week + interval '168 hours';
      end loop;
      return made;
    end
  $$`,
  `select audit_weeks(greatest(coalesce((select min(at) from audit_event_whole), now()), now() - interval '2 years'),
    now() + interval '4 weeks')`,
  `insert into audit_event (enterprise_id, seq, at, action, subject_id, request_id, data)
    select enterprise_id, seq, at, action, subject_id, request_id, data from audit_event_whole`,
  'drop table audit_event_whole',

  // What is written stays as it is. It ends by retention only, or with the enterprise.
  `create function audit_refuse() returns trigger language plpgsql as $$
    begin
      raise exception 'the audit log is append-only';
    end
  $$`,
  'create trigger audit_event_keep before update on audit_event for each row execute function audit_refuse()',

  // ── the chain of hashes ─────────────────────────────────────────────────────────────────────────────────────────
  `create table audit_chain (
    enterprise_id bigint primary key references enterprise (id) on delete cascade,
    number bigint not null default 0,
    position bigint not null default 0,
    hash bytea not null default '\\x',
    highest bigint not null default 0,
    low bigint not null default 0,
    low_number bigint not null default 0,
    mark bigint not null default 0,
    mark_number bigint not null default 0,
    mark_xid xid8,
    mark_at timestamptz,
    dropped_number bigint not null default 0,
    dropped_position bigint not null default 0,
    dropped_hash bytea not null default '\\x',
    dropped_before timestamptz
  )`,
  `create table audit_seal (
    enterprise_id bigint not null references enterprise (id) on delete cascade,
    number bigint not null,
    first bigint not null,
    seqs bigint[] not null,
    digests bytea not null,
    hash bytea not null,
    from_at timestamptz not null,
    to_at timestamptz not null,
    sealed_at timestamptz not null,
    primary key (enterprise_id, number)
  )`,
  'create index audit_seal_first on audit_seal (enterprise_id, first)',
  'create index audit_seal_to_at on audit_seal (enterprise_id, to_at)',
  // Stable and of one expression, so that it is part of the statement that asks for it and no call of its own.
  `create function audit_digest(e audit_event) returns bytea language sql stable as $$
    select sha256(convert_to(json_build_array(e.enterprise_id, e.seq, (extract(epoch from e.at) * 1000000)::bigint,
      e.action, e.subject_id, e.request_id, e.data)::text, 'UTF8'))
  $$`,
  `create function audit_seal_hash(before bytea, number bigint, first bigint, seqs bigint[], digests bytea)
    returns bytea language sql immutable as $$
    select sha256(before || int8send(number) || int8send(first) || convert_to(seqs::text, 'UTF8') || digests)
  $$`,
  // Seals the events that are committed and that no seal has, in the order of their numbers: so many a seal, so many seals
  // at most. One that commits after later ones gets a later place: nothing is waited for, and nobody who writes is held up.
  // Up to `low` nothing can come any more: it follows `mark`, the highest number that was sealed at a moment, once every
  // transaction of that moment has ended; the seconds are for one that had its number and no transaction yet. With
  // `since` it looks at all events from then on, for those that were missed.
  `create function audit_seal_next(enterprise bigint, size integer, seals integer, since timestamptz)
    returns integer language plpgsql set hash_mem_multiplier = 1000 as $$
    declare
      chain audit_chain;
      underway xid8 := pg_snapshot_xmin(pg_current_snapshot());
      batch record;
      last bigint := 0;
      sealed integer := 0;
    begin
      if not exists (select from audit_chain where enterprise_id = enterprise) then
        insert into audit_chain (enterprise_id) values (enterprise) on conflict do nothing;
      end if;
      -- Another server is at it.
      select * into chain from audit_chain where enterprise_id = enterprise for update skip locked;
      if not found then return 0; end if;
      for batch in
        with recent as (
          select unnest(s.seqs) as seq from audit_seal s
          where s.enterprise_id = enterprise
            and case when since is null then s.number > chain.low_number else s.to_at >= since end
        ), waiting as (
          -- Not a join: without statistics the planner takes both for a few rows, and compares each with each. What is
          -- sealed is held as a hash, however much of it the planner expects: hence hash_mem_multiplier.
          select e.seq, e.at, date_trunc('week', e.at at time zone 'UTC') as week, audit_digest(e) as digest
          from audit_event e
          where e.enterprise_id = enterprise and e.seq not in (select r.seq from recent r)
            and (chain.dropped_before is null or e.at >= chain.dropped_before)
            and e.seq > case when since is null then chain.low else 0 end and (since is null or e.at >= since)
          order by e.seq limit size * seals
        ), placed as (
          -- A seal is of one week, so that retention drops whole seals.
          select w.*, (row_number() over (partition by week order by seq) - 1) / size as place from waiting w
        )
        select array_agg(seq order by seq) as seqs, string_agg(digest, ''::bytea order by seq) as digests,
          min(at) as from_at, max(at) as to_at
        from placed group by week, place order by min(seq)
      loop
        insert into audit_seal
        select enterprise, chain.number + 1, chain.position + 1, batch.seqs, batch.digests,
          audit_seal_hash(chain.hash, chain.number + 1, chain.position + 1, batch.seqs, batch.digests),
          batch.from_at, batch.to_at, clock_timestamp()
        returning number, audit_seal.hash into chain.number, chain.hash;
        chain.position := chain.position + cardinality(batch.seqs);
        sealed := sealed + cardinality(batch.seqs);
        last := greatest(last, batch.seqs[cardinality(batch.seqs)]);
      end loop;
      chain.highest := greatest(chain.highest, last);
      update audit_chain c set number = chain.number, position = chain.position, hash = chain.hash, highest = chain.highest
      where c.enterprise_id = enterprise and sealed > 0;
      -- Is all that could be seen up to the mark sealed? It was no more than fits, or goes beyond.
      if since is null and (sealed < size * seals or last >= chain.mark) then
        -- A mark from the future: the database was moved to another server, whose transactions are counted anew.
        if chain.mark_xid is null or chain.mark_xid > pg_snapshot_xmax(pg_current_snapshot()) then
          update audit_chain c set mark = c.highest, mark_number = c.number, mark_at = clock_timestamp(),
            mark_xid = pg_snapshot_xmax(pg_current_snapshot())
          where c.enterprise_id = enterprise;
        elsif underway >= chain.mark_xid and chain.mark_at < clock_timestamp() - interval '2 seconds' then
          update audit_chain c set low = c.mark, low_number = c.mark_number, mark = c.highest, mark_number = c.number,
            mark_at = clock_timestamp(), mark_xid = pg_snapshot_xmax(pg_current_snapshot())
          where c.enterprise_id = enterprise and c.low < c.highest;
        end if;
      end if;
      return sealed;
    end
  $$`,

  // ── streams ─────────────────────────────────────────────────────────────────────────────────────────────────────
  `create table audit_stream (
    enterprise_id bigint not null references enterprise (id) on delete cascade,
    id bigint generated always as identity,
    kind text not null check (kind in ('https', 'splunk', 's3', 'file')),
    config jsonb not null,
    secret_id text,
    enabled boolean not null default true,
    paused_at timestamptz,
    position bigint not null,
    delivered bigint not null default 0,
    delivered_at timestamptz,
    checked_at timestamptz,
    failures integer not null default 0,
    failing_since timestamptz,
    problem text,
    skipped bigint not null default 0,
    due_at timestamptz not null,
    lease_by text,
    lease_until timestamptz,
    created_at timestamptz not null,
    created_by text not null,
    updated_at timestamptz not null,
    primary key (enterprise_id, id)
  )`,
  'create index audit_stream_due on audit_stream (due_at) where enabled',
  `create table audit_stream_key (
    enterprise_id bigint primary key references enterprise (id) on delete cascade,
    key_id text not null,
    public_key text not null,
    secret_id text not null
  )`,
]
