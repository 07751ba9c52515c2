import { sql } from 'kysely'
import type { AppDeps } from '../app-deps.ts'
import { outageAfterMs, type StreamRow } from '../store/audit-streams.ts'
import type { Executor } from '../store/database.ts'
import type { MailKind, ToldStream } from '../store/directory-schema.ts'
import { recordEvent, systemActor } from '../store/events.ts'
import { addMails } from '../store/mail-outbox.ts'
import { activeAdmins } from '../store/people.ts'
import { detailsOf } from './stream-changes.ts'

type OutageDeps = Pick<AppDeps, 'db' | 'now' | 'mail'>

/** So long without a failure, and an outage is over: one that comes and goes is one outage. */
const calmMs = 30 * 60_000

type Found = StreamRow & { tenant: string; slug: string; name: string; since: string; waiting: number }

/**
 * Tells those who look after Rollcall of streams that fail for long, and of those that carry again: one e-mail for all of
 * an enterprise, once at the beginning of an outage and once at its end. Whoever paused a stream knows, and is told nothing.
 */
export async function tellOutages({ db, now, mail }: OutageDeps): Promise<void> {
  const at = now()
  await db.transaction().execute(async (tx) => {
    await sql`update audit_stream set outage_since = null where not enabled and outage_since is not null`.execute(tx)
    const begun = await change(
      tx,
      sql`s.failing_since`,
      sql`s.outage_since is null and s.failing_since <= ${new Date(at.getTime() - outageAfterMs)} and e.copy_of is null`,
    )
    // That it does not fail is not enough: something must have arrived.
    const ended = await change(
      tx,
      sql`null`,
      sql`s.outage_since is not null and s.failing_since is null
        and coalesce(s.failed_at, s.outage_since) <= ${new Date(at.getTime() - calmMs)}
        and greatest(s.delivered_at, s.checked_at) > coalesce(s.failed_at, s.outage_since)`,
    )
    for (const [kind, found] of [
      ['streams_failing', begun],
      ['streams_recovered', ended],
    ] as const)
      for (const id of new Set(found.map((one) => one.enterprise_id)))
        await tellOf(
          tx,
          mail !== null,
          kind,
          found.filter((one) => one.enterprise_id === id),
          at,
        )
  })
}

/** Sets since when the outage lasts, of every stream of which this holds; one that another server changes is left to it. */
async function change(
  tx: Executor,
  since: ReturnType<typeof sql>,
  condition: ReturnType<typeof sql>,
): Promise<readonly Found[]> {
  const { rows } = await sql<Found>`
    with found as (
      select s.enterprise_id, s.id, coalesce(s.outage_since, s.failing_since) as since,
        greatest(0, coalesce(c.position, 0) - s.position) as waiting, e.tenant, e.slug, e.name
      from audit_stream s join enterprise e on e.id = s.enterprise_id
      left join audit_chain c on c.enterprise_id = s.enterprise_id
      where s.enabled and ${condition}
      order by s.id for update of s skip locked
    )
    update audit_stream s set outage_since = ${since} from found f
    where s.enterprise_id = f.enterprise_id and s.id = f.id
    returning s.*, f.since, f.waiting, f.tenant, f.slug, f.name`.execute(tx)
  return rows
}

async function tellOf(
  tx: Executor,
  hasMail: boolean,
  kind: Exclude<MailKind, 'onboarding'>,
  streams: readonly Found[],
  now: Date,
): Promise<void> {
  const [first] = streams
  if (!first) return
  const { tenant, slug, name, enterprise_id } = first
  const told = streams.map((one): ToldStream => {
    // Some collectors have their key in the path, and a mailbox is no vault.
    const path = one.kind === 'https' && one.config.path !== '/' ? String(one.config.path) : ''
    const said = (text: string) => (path === '' ? text : text.replaceAll(path, '/...'))
    return {
      leadsTo: said(detailsOf(one)),
      since: one.since,
      until: one.failed_at ?? one.since,
      problem: said(one.problem ?? ''),
      waiting: one.waiting,
    }
  })
  for (const { leadsTo, since } of told)
    await recordEvent(tx, tenant, now, {
      actor: systemActor,
      type: kind === 'streams_failing' ? 'audit_stream.failing' : 'audit_stream.recovered',
      subject: { kind: 'enterprise', id: slug, name },
      data: { leadsTo, since },
    })
  if (!hasMail) return
  const to = (await activeAdmins(tx, tenant)).map(({ email }) => email)
  await addMails(tx, enterprise_id, kind, to, told, now)
}
