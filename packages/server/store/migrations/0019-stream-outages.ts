import { type Kysely, sql } from 'kysely'

/** When a stream of the audit log fails for long, those who look after Rollcall are told by e-mail: once, and when it is over. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  'alter table audit_stream add column failed_at timestamptz',
  // Since when the outage lasts of which they were told.
  'alter table audit_stream add column outage_since timestamptz',
  `alter table mail_outbox add column kind text not null default 'onboarding'
    check (kind in ('onboarding', 'streams_failing', 'streams_recovered'))`,
  'alter table mail_outbox add column data jsonb',
  'alter table mail_outbox alter column account_id drop not null',
  'alter table mail_outbox alter column login drop not null',
]
