import { type Kysely, sql } from 'kysely'

/** Which of several instances a connection is, and who answers for it; what a person attested, with its evidence; and who left a system. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `alter table connection add column label text not null default '', add column owner text not null default ''`,
  `alter table decision add column value text, add column evidence text`,
  'alter table decision drop constraint decision_kind_check',
  `alter table decision
    add constraint decision_kind_check check (kind in ('excepted', 'false_positive', 'snoozed', 'attested')),
    add check ((kind = 'attested') = (value is not null)),
    add check ((kind = 'attested') = (evidence is not null))`,
  // An account that a scan found gone: how it is known that somebody left one system and lives in another.
  `create table departure (
    tenant text not null,
    connection_id text not null,
    scope text not null,
    key text not null,
    identity_id text not null,
    left_at timestamptz not null,
    primary key (tenant, connection_id, scope, key),
    foreign key (tenant, connection_id) references connection on delete cascade
  )`,
  'create index departure_identity on departure (tenant, identity_id)',
]
