import { type Kysely, sql } from 'kysely'

/**
 * What comes with a write costs less: e-mails of new users are one statement, no event looks up its enterprise, which the
 * write itself holds, and sealing reads in order and makes each record text once.
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
  `do $$
    begin
      execute (select format('alter table audit_event drop constraint %I', conname) from pg_constraint
        where conrelid = 'audit_event'::regclass and contype = 'f' and confrelid = 'enterprise'::regclass);
    end
  $$`,
  // The same bytes as ever, of a record that is text already.
  `create function audit_digest_of(enterprise bigint, seq bigint, at timestamptz, action text, subject text, request text,
    data text) returns bytea language sql stable as $$
    select sha256(convert_to(format('%s:%s,%s:%s,%s:%s,%s:%s,%s:%s,%s:%s,%s:%s',
      length(enterprise::text), enterprise::text,
      length(seq::text), seq::text,
      length((extract(epoch from at) * 1000000)::bigint::text), (extract(epoch from at) * 1000000)::bigint::text,
      length(action), action,
      length(coalesce(subject, '')), coalesce(subject, ''),
      length(request), request,
      length(data), data), 'UTF8'))
  $$`,
  `create or replace function audit_digest(e audit_event) returns bytea language sql stable as $$
    select audit_digest_of(e.enterprise_id, e.seq, e.at, e.action, e.subject_id, e.request_id, e.data::text)
  $$`,
  // Seals the events that are committed and that no seal has, in the order of their numbers: so many a seal, so many seals
  // at most. One that commits after later ones gets a later place: nothing is waited for, and nobody who writes is held up.
  // Up to `low` nothing can come any more: it follows `mark`, the highest number that was sealed at a moment, once every
  // transaction of that moment has ended; the seconds are for one that had its number and no transaction yet. With
  // `since` it looks at all events from then on, for those that were missed.
  `create or replace function audit_seal_next(enterprise bigint, size integer, seals integer, since timestamptz)
    returns integer language plpgsql set hash_mem_multiplier = 1000 set enable_seqscan = off set enable_bitmapscan = off
    as $$
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
        ), texts as (
          -- Not a join: without statistics the planner takes both for a few rows, and compares each with each. What is
          -- sealed is held as a hash, however much of it the planner expects: hence hash_mem_multiplier. And the events
          -- are read in the order of their index: hence no other way of reading is on.
          select e.enterprise_id, e.seq, e.at, e.action, e.subject_id, e.request_id, e.data::text as data
          from audit_event e
          where e.enterprise_id = enterprise and e.seq not in (select r.seq from recent r)
            and (chain.dropped_before is null or e.at >= chain.dropped_before)
            and e.seq > case when since is null then chain.low else 0 end and (since is null or e.at >= since)
          order by e.seq limit size * seals
        ), waiting as (
          -- The offset keeps the digest here: what is sorted next is short.
          select t.seq, t.at, date_trunc('week', t.at at time zone 'UTC') as week,
            audit_digest_of(t.enterprise_id, t.seq, t.at, t.action, t.subject_id, t.request_id, t.data) as digest
          from texts t offset 0
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
]
