import { type Kysely, sql } from 'kysely'

/** Who works on a finding and until when, what people wrote about it, and what they decided on top of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `alter table finding
    add column assignee_id text,
    add column due_at timestamptz,
    add foreign key (tenant, assignee_id) references person on delete set null (assignee_id)`,
  'create index finding_assignee on finding (tenant, assignee_id) where assignee_id is not null',
  'create index finding_due on finding (tenant, due_at) where due_at is not null',

  `create table finding_note (
    tenant text not null,
    id text not null,
    finding_id text not null,
    at timestamptz not null,
    author_kind text not null,
    author_id text,
    author_name text not null,
    text text not null check (char_length(text) between 1 and 4000),
    primary key (tenant, id),
    foreign key (tenant, finding_id) references finding on delete cascade
  )`,
  'create index finding_note_finding on finding_note (tenant, finding_id, at)',

  // With a check it stands on a pattern, else on chosen findings. What is over has `ended_at`; what should be over by
  // its date counts as over before that is written.
  `create table decision (
    tenant text not null references tenant on delete cascade,
    id text not null,
    kind text not null check (kind in ('excepted', 'false_positive', 'snoozed')),
    reason text not null,
    until timestamptz,
    check_id text,
    connection_id text,
    scope text,
    subject text,
    made_at timestamptz not null,
    made_by_kind text not null,
    made_by_id text,
    made_by_name text not null,
    ended_at timestamptz,
    ended_why text check (ended_why in ('expired', 'ended', 'resolved', 'evidence_changed', 'replaced', 'gone', 'unmatched')),
    ended_by text,
    primary key (tenant, id),
    check ((kind = 'false_positive') = (until is null)),
    check (check_id is null or kind = 'excepted'),
    check ((ended_at is null) = (ended_why is null))
  )`,
  'create index decision_due on decision (until) where ended_at is null and until is not null',
  'create index decision_pattern on decision (tenant) where ended_at is null and check_id is not null',

  // A finding can come under a decision again after it was resolved, hence `since` in the key.
  `create table decision_finding (
    tenant text not null,
    decision_id text not null,
    finding_id text not null,
    since timestamptz not null,
    ended_at timestamptz,
    ended_why text check (ended_why in ('expired', 'ended', 'resolved', 'evidence_changed', 'replaced', 'gone', 'unmatched')),
    primary key (tenant, decision_id, finding_id, since),
    foreign key (tenant, decision_id) references decision on delete cascade,
    foreign key (tenant, finding_id) references finding on delete cascade,
    check ((ended_at is null) = (ended_why is null))
  )`,
  'create index decision_finding_finding on decision_finding (tenant, finding_id)',
  'create unique index decision_finding_once on decision_finding (tenant, decision_id, finding_id) where ended_at is null',

  // The head of the log is locked by the first event of a statement and written once at its end, not with every row: the
  // versions of a row that one transaction leaves behind are walked by each further update, so ten thousand events took
  // time by their square. In between it is kept in a setting of the transaction.
  `create or replace function event_append() returns trigger language plpgsql as $$
    declare
      known text[] := string_to_array(nullif(current_setting('rollcall.event_head', true), ''), ' ');
      head event_head;
    begin
      if known[1] is not distinct from new.tenant then
        head.seq := known[2]::bigint;
        head.hash := decode(known[3], 'hex');
      else
        perform event_settle();
        insert into event_head values (new.tenant, 0, '\\x') on conflict do nothing;
        select * into head from event_head where tenant = new.tenant for update;
      end if;
      new.seq := head.seq + 1;
      new.hash := event_hash(head.hash, new);
      perform set_config('rollcall.event_head', concat_ws(' ', new.tenant, new.seq, encode(new.hash, 'hex')), true);
      return new;
    end
  $$`,
  `create function event_settle() returns void language plpgsql as $$
    declare known text[] := string_to_array(nullif(current_setting('rollcall.event_head', true), ''), ' ');
    begin
      if known is null then return; end if;
      update event_head set seq = known[2]::bigint, hash = decode(known[3], 'hex') where tenant = known[1];
      perform set_config('rollcall.event_head', '', true);
    end
  $$`,
  `create function event_appended() returns trigger language plpgsql as $$
    begin
      perform event_settle();
      return null;
    end
  $$`,
  'create trigger event_appended after insert on event for each statement execute function event_appended()',
]
