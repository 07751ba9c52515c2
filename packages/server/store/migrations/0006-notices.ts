import { type Kysely, sql } from 'kysely'

/** What somebody should know about a connection, since when, until when, and who has put it aside for themselves. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  'alter table connection add column health_checked_at timestamptz',
  'create index record_stale on record (tenant, connection_id, read_at) where stale',
  'create index connection_health_due on connection (health_checked_at)',

  `create table notice (
    tenant text not null,
    id text not null,
    connection_id text not null,
    kind text not null,
    scope text not null,
    days integer,
    detail text not null,
    fix text not null,
    link text,
    raised_at timestamptz not null,
    cleared_at timestamptz,
    primary key (tenant, id),
    foreign key (tenant, connection_id) references connection on delete cascade
  )`,
  `create unique index notice_once on notice (tenant, connection_id, kind, scope, coalesce(days, 0))
    where cleared_at is null`,

  `create table notice_dismissal (
    tenant text not null,
    notice_id text not null,
    person_id text not null,
    at timestamptz not null,
    primary key (tenant, notice_id, person_id),
    foreign key (tenant, notice_id) references notice on delete cascade,
    foreign key (tenant, person_id) references person on delete cascade
  )`,
]
