import { type Kysely, sql } from 'kysely'

/** Which of several instances a connection is, and who answers for it; and what a person attested, with its evidence. */
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
]
