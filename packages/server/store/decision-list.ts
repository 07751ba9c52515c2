import type { Decision } from '@rollcall/api'
import { type DecisionEnding, type DecisionKind, isStanding } from '@rollcall/core'
import { type RawBuilder, sql } from 'kysely'
import type { Executor } from './database.ts'
import { severityOfRank } from './finding-search.ts'
import { cursorOf, offsetOf, type PageRequest } from './paging.ts'

/** An end that comes within this time wants to be seen coming. */
const endingDays = 14

export interface DecisionFilter {
  id?: string
  state?: Decision['state'] | undefined
  kind?: DecisionKind | undefined
  check?: string | undefined
  q?: string | undefined
}

interface ListedRow {
  id: string
  kind: DecisionKind
  reason: string
  until: string | null
  check_id: string | null
  connection_id: string | null
  connection_name: string | null
  scope: string | null
  subject: string | null
  made_at: string
  made_by_kind: 'person' | 'token' | 'system'
  made_by_id: string | null
  made_by_name: string
  ended_at: string | null
  ended_why: DecisionEnding | null
  ended_by: string | null
  findings: number
  ever: number
  worst: number | null
  example: { id: string; check_id: string; scope: string; subject_name: string } | null
}

const stands = (now: Date) =>
  sql`(decision.ended_at is null and (decision.until is null or decision.until > ${now}::timestamptz))`

const endsSoon = (now: Date) =>
  sql`(${stands(now)} and decision.until <= ${new Date(now.getTime() + endingDays * 86_400_000)}::timestamptz)`

/** `checks` are those whose words are meant by the filter's. */
function matches(tenant: string, filter: DecisionFilter, checks: readonly string[]): RawBuilder<unknown> {
  const like = filter.q ? `%${filter.q.replace(/[\\%_]/g, '\\$&')}%` : null
  const standsOn = (test: RawBuilder<unknown>) => sql`exists (
    select from decision_finding link join finding on finding.tenant = link.tenant and finding.id = link.finding_id
    where link.tenant = decision.tenant and link.decision_id = decision.id and ${test})`
  const conditions = [sql`decision.tenant = ${tenant}`]
  if (filter.id) conditions.push(sql`decision.id = ${filter.id}`)
  if (filter.kind) conditions.push(sql`decision.kind = ${filter.kind}`)
  if (filter.check)
    conditions.push(sql`(decision.check_id = ${filter.check} or ${standsOn(sql`finding.check_id = ${filter.check}`)})`)
  if (like)
    conditions.push(sql`(decision.reason ilike ${like} or decision.made_by_name ilike ${like}
      or decision.subject ilike ${like} or decision.scope ilike ${like} or decision.check_id = any(${checks})
      or ${standsOn(sql`(finding.subject_name ilike ${like} or finding.check_id = any(${checks}))`)})`)
  return sql.join(conditions, sql` and `)
}

/** Decisions with what they stand on: those that stand by their end, the next one first; those that ended, newest first. */
export async function listDecisions(
  db: Executor,
  tenant: string,
  filter: DecisionFilter,
  page: PageRequest,
  context: { now: Date; problemOf: (checkId: string) => string; checks: readonly string[] },
): Promise<{ items: Decision[]; total: number; next: string | null; counts: Record<Decision['state'], number> }> {
  const { now, problemOf, checks } = context
  const where = matches(tenant, filter, checks)
  const counted = await sql<Record<Decision['state'], number>>`
    select count(*) filter (where ${stands(now)}) as active, count(*) filter (where ${endsSoon(now)}) as ending,
      count(*) filter (where not ${stands(now)}) as ended
    from decision where ${where}`.execute(db)
  const counts = counted.rows[0] ?? { active: 0, ending: 0, ended: 0 }
  const inState = {
    active: stands(now),
    ending: endsSoon(now),
    ended: sql`not ${stands(now)}`,
    all: sql`true`,
  }[filter.state ?? 'all']
  const offset = offsetOf(page.cursor)
  const { rows } = await sql<ListedRow>`
    with page as (
      select decision.*, ${stands(now)} as stands from decision where ${where} and ${inState}
      order by ${stands(now)} desc,
        case when ${stands(now)} then coalesce(until, 'infinity') end asc,
        coalesce(ended_at, until) desc nulls last, made_at desc, id
      offset ${offset} limit ${page.limit}
    )
    select page.*, connection.name as connection_name, sums.findings, sums.ever, sums.worst, sums.example
    from page
      left join connection on connection.tenant = page.tenant and connection.id = page.connection_id
      cross join lateral (
        select count(*) filter (where link.ended_at is null and page.stands) as findings,
          count(distinct finding.id) as ever, min(finding.severity_rank)::int as worst,
          (array_agg(jsonb_build_object('id', finding.id, 'check_id', finding.check_id, 'scope', finding.scope,
            'subject_name', finding.subject_name) order by finding.severity_rank, finding.id))[1] as example
        from decision_finding link join finding on finding.tenant = link.tenant and finding.id = link.finding_id
        where link.tenant = page.tenant and link.decision_id = page.id
      ) sums
    order by page.stands desc, case when page.stands then coalesce(page.until, 'infinity') end asc,
      coalesce(page.ended_at, page.until) desc nulls last, page.made_at desc, page.id`.execute(db)
  const total = filter.state ? counts[filter.state] : counts.active + counts.ended
  const items = rows.map((row) => toDecision(row, now, problemOf))
  return { items, total, next: cursorOf(offset + rows.length, total), counts }
}

function toDecision(row: ListedRow, now: Date, problemOf: (checkId: string) => string): Decision {
  const standing = isStanding({ until: row.until, endedAt: row.ended_at }, now)
  const soon = row.until !== null && Date.parse(row.until) <= now.getTime() + endingDays * 86_400_000
  return {
    id: row.id,
    kind: row.kind,
    reason: row.reason,
    state: standing ? (soon ? 'ending' : 'active') : 'ended',
    until: row.until,
    madeAt: row.made_at,
    madeBy: { kind: row.made_by_kind, id: row.made_by_id, name: row.made_by_name },
    pattern:
      row.check_id === null
        ? null
        : {
            checkId: row.check_id,
            problem: problemOf(row.check_id),
            connectionId: row.connection_id,
            connectionName: row.connection_name,
            scope: row.scope,
            subject: row.subject,
          },
    findings: row.findings,
    everFindings: row.ever,
    worst: row.worst === null ? null : severityOfRank(row.worst),
    example: row.example
      ? {
          id: row.example.id,
          checkId: row.example.check_id,
          problem: problemOf(row.example.check_id),
          subject: row.example.subject_name,
          scope: row.example.scope,
        }
      : null,
    // What is over by its date has ended then, also before that was written down.
    endedAt: standing ? null : (row.ended_at ?? row.until),
    endedBy: row.ended_by,
    endedWhy: standing ? null : (decisionEndings.find((why) => why === row.ended_why) ?? 'expired'),
  }
}

/** Links alone end because they do not fit a pattern any more; a decision never does. */
const decisionEndings = ['expired', 'ended', 'resolved', 'evidence_changed', 'replaced', 'gone'] as const
