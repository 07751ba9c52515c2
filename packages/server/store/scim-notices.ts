import { sql } from 'kysely'
import { detailsOf } from '../audit/stream-changes.ts'
import { outageAfterMs } from './audit-streams.ts'
import type { Executor } from './database.ts'

export interface Notice {
  code: string
  message: string
  fix: string
}

const usersAnHour = 1000

/** What is wrong with how an enterprise is provisioned, though every single request was fine. */
export async function noticesOf(db: Executor, ids: readonly number[], now: Date): Promise<Map<number, Notice[]>> {
  const notices = new Map<number, Notice[]>()
  const add = (id: number, notice: Notice) => notices.set(id, [...(notices.get(id) ?? []), notice])
  if (ids.length === 0) return notices
  const writers = await db
    .selectFrom('scim_writer')
    .select(['enterprise_id'])
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .select(sql<string>`string_agg(distinct client, ', ' order by client)`.as('clients'))
    .where('enterprise_id', 'in', [...ids])
    .where('written_at', '>', new Date(now.getTime() - 86_400_000).toISOString())
    .groupBy('enterprise_id')
    .having(({ fn }) => fn.countAll<number>(), '>', 1)
    .execute()
  for (const { enterprise_id, count, clients } of writers)
    add(enterprise_id, {
      code: 'scim.several_writers',
      message: `${count} clients wrote within a day (${clients}).`,
      fix: 'Let one system write, and the others only read: the next sync of each undoes what another wrote.',
    })
  const failing = await sql<{ enterprise_id: number; count: number; error: string }>`
    select enterprise_id, count(*) as count, (array_agg(error order by next_at desc))[1] as error from mail_outbox
    where enterprise_id = any(${[...ids]}::bigint[]) and state <> 'sent' and error is not null
    group by enterprise_id`.execute(db)
  for (const { enterprise_id, count, error } of failing.rows)
    add(enterprise_id, {
      code: 'mail.failing',
      message: `${count} ${count === 1 ? 'e-mail' : 'e-mails'} could not be sent: ${error}`,
      fix: 'Check the mail server and ROLLCALL_SMTP_URL. They are tried again by themselves for three days, and at once in Settings.',
    })
  const { rows } = await sql<{ enterprise_id: number }>`
    select e.id as enterprise_id from unnest(${[...ids]}::bigint[]) e (id)
    where (select created_at from directory_user u where u.enterprise_id = e.id
      order by seq desc offset ${usersAnHour} limit 1) > ${new Date(now.getTime() - 3_600_000)}`.execute(db)
  for (const { enterprise_id } of rows)
    add(enterprise_id, {
      code: 'scim.too_many_users',
      message: `More than ${usersAnHour} users arrived within an hour.`,
      fix: `GitHub advises no more than that, and may refuse the rest. Assign people in smaller groups.`,
    })
  await addStreamNotices(db, ids, now, add)
  return notices
}

async function addStreamNotices(
  db: Executor,
  ids: readonly number[],
  now: Date,
  add: (id: number, notice: Notice) => void,
): Promise<void> {
  const failing = await db
    .selectFrom('audit_stream as s')
    .innerJoin('audit_chain as c', 'c.enterprise_id', 's.enterprise_id')
    .select(['s.enterprise_id', 's.id', 's.kind', 's.config', 's.failing_since', 's.problem'])
    .select(sql<number>`c.position - s.position`.as('waiting'))
    .where('s.enterprise_id', 'in', [...ids])
    .where('s.enabled', '=', true)
    .where('s.failing_since', '<=', new Date(now.getTime() - outageAfterMs).toISOString())
    .orderBy('s.id')
    .execute()
  for (const stream of failing)
    add(stream.enterprise_id, {
      code: `audit.stream_failing.${stream.id}`,
      message: `The audit log stream to ${detailsOf(stream)} has failed since ${stream.failing_since?.slice(0, 16).replace('T', ' ')} UTC; ${stream.waiting} ${stream.waiting === 1 ? 'event waits' : 'events wait'}.`,
      fix: `${stream.problem ?? ''} It goes on by itself once the destination answers.`,
    })
}
