import { type Selectable, sql } from 'kysely'
import type { Db, Executor } from './database.ts'
import type { MailKind, ToldStream } from './directory-schema.ts'
import type { EnterpriseRow } from './enterprises.ts'
import { type PageRequest, readCursor, writeCursor } from './paging.ts'
import type { Schema } from './schema.ts'

export type MailRow = Selectable<Schema['mail_outbox']>
export interface DueMail extends MailRow {
  enterprise: EnterpriseRow
}

/** After three days nobody waits for it any more; it stays, to be sent again by hand. */
const giveUpAfterMs = 3 * 86_400_000
const longestWaitMs = 3_600_000
/** How long what was sent can be looked at. */
const keepDays = 30

/** Writes an e-mail about streams of an enterprise to each of these addresses. */
export async function addMails(
  tx: Executor,
  enterpriseId: number,
  kind: Exclude<MailKind, 'onboarding'>,
  recipients: readonly string[],
  streams: readonly ToldStream[],
  now: Date,
): Promise<void> {
  if (recipients.length === 0) return
  const data = JSON.stringify(streams)
  await tx
    .insertInto('mail_outbox')
    .values(
      recipients.map((recipient) => ({
        enterprise_id: enterpriseId,
        kind,
        recipient,
        data,
        made_at: now,
        next_at: now,
      })),
    )
    .execute()
}

/**
 * Takes the e-mail that is due longest, and holds it until it is known what became of it. Of several servers each takes
 * another. Answers false when none is due. What the sending throws is kept with it, as the reason of a later attempt.
 */
export async function withDueMail(
  db: Db,
  now: Date,
  send: (mail: DueMail) => Promise<void>,
): Promise<{ mail: DueMail; error: Error | null } | null> {
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('mail_outbox')
      .selectAll()
      .where('state', '=', 'waiting')
      .where('next_at', '<=', now.toISOString())
      .orderBy('next_at')
      .orderBy('id')
      .limit(1)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst()
    if (!row) return null
    const enterprise = await tx
      .selectFrom('enterprise')
      .selectAll()
      .where('id', '=', row.enterprise_id)
      .executeTakeFirstOrThrow()
    const mail = { ...row, enterprise }
    const error = await send(mail).then(
      () => null,
      (thrown: Error) => thrown,
    )
    await tx
      .updateTable('mail_outbox')
      .set({ attempts: row.attempts + 1, ...(error ? afterFailure(row, error, now) : { ...sent, sent_at: now }) })
      .where('id', '=', row.id)
      .execute()
    return { mail, error }
  })
}

const sent = { state: 'sent', error: null } as const

function afterFailure(row: MailRow, { message }: Error, now: Date) {
  const wait = Math.min(longestWaitMs, 60_000 * 2 ** row.attempts)
  const old = now.getTime() - Date.parse(row.made_at) > giveUpAfterMs
  return {
    state: old ? ('given_up' as const) : ('waiting' as const),
    error: message.slice(0, 500),
    next_at: new Date(now.getTime() + wait),
  }
}

export async function listMails(
  db: Executor,
  enterprise: EnterpriseRow,
  filter: { state?: MailRow['state'] | undefined },
  page: PageRequest,
): Promise<{ items: MailRow[]; total: number; next: string | null }> {
  let query = db.selectFrom('mail_outbox').where('enterprise_id', '=', enterprise.id)
  if (filter.state) query = query.where('state', '=', filter.state)
  const { total } = await query.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  if (page.cursor !== undefined) query = query.where('id', '<', readCursor(page.cursor, 's'))
  const rows = await query
    .selectAll()
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
    .execute()
  const last = rows[page.limit - 1]
  return {
    items: rows.slice(0, page.limit),
    total,
    next: rows.length > page.limit && last ? writeCursor('s', last.id) : null,
  }
}

/** Makes everything that was not sent due now, and asks for the job. Answers how many there are. */
export async function retryMails(tx: Executor, enterprise: EnterpriseRow, now: Date): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('mail_outbox')
    // What was given up gets its three days anew.
    .set(({ eb, ref, val }) => ({
      state: 'waiting',
      next_at: now,
      made_at: eb.case().when('state', '=', 'given_up').then(val(now.toISOString())).else(ref('made_at')).end(),
    }))
    .where('enterprise_id', '=', enterprise.id)
    .where('state', '<>', 'sent')
    .executeTakeFirstOrThrow()
  await sql`select graphile_worker.add_job('send-mail', job_key => 'send-mail')`.execute(tx)
  return Number(numUpdatedRows)
}

export async function pruneMails(db: Executor, now: Date): Promise<void> {
  await db
    .deleteFrom('mail_outbox')
    .where('state', '=', 'sent')
    .where('sent_at', '<', new Date(now.getTime() - keepDays * 86_400_000).toISOString())
    .execute()
}
