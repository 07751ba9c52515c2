import type { FindingQuery, FindingTerm } from '@rollcall/api'
import { type Check, type DecisionKind, severities } from '@rollcall/core'
import { sql } from 'kysely'
import type { Executor } from './database.ts'
import { changeColumns } from './finding-changes.ts'
import { conditionOf, type FindingSearch } from './finding-condition.ts'
import type { FindingRow } from './findings.ts'
import { cursorOf, offsetOf, type PageRequest } from './paging.ts'
import { isDecidedAs } from './standing.ts'

/** What a search is about where it does not say so: what needs attention, which is open or unknown, and undecided. */
export function withDefaults(query: FindingQuery): FindingQuery {
  const terms = [...query.terms]
  const says = (key: FindingTerm['key']) => query.terms.some((term) => term.key === key)
  if (!says('status')) terms.push({ key: 'status', values: ['open', 'unknown'], negated: false })
  if (!says('decision')) terms.push({ key: 'decision', values: ['none'], negated: false })
  return { ...query, terms }
}

export type FindingSort = 'severity' | 'opened' | 'seen' | 'subject' | 'check'

const sortColumns = {
  severity: 'finding.severity_rank',
  opened: 'finding.opened_at',
  seen: 'finding.seen_at',
  subject: 'finding.subject_name',
  check: 'finding.check_id',
} as const

export async function searchFindings(
  db: Executor,
  tenant: string,
  search: FindingSearch,
  page: PageRequest & { sort?: FindingSort | undefined; order?: 'asc' | 'desc' | undefined },
): Promise<{ rows: FindingRow[]; total: number; next: string | null }> {
  const query = db.selectFrom('finding').where((where) => conditionOf(where, tenant, search))
  const { total } = await query.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const offset = offsetOf(page.cursor)
  const sort = page.sort ?? 'severity'
  const rows = await query
    .selectAll()
    .orderBy(sortColumns[sort], page.order ?? (sort === 'opened' || sort === 'seen' ? 'desc' : 'asc'))
    .orderBy('finding.opened_at', 'desc')
    .orderBy('finding.id')
    .offset(offset)
    .limit(page.limit)
    .execute()
  return { rows, total, next: cursorOf(offset + rows.length, total) }
}

/** How many findings a search leaves out because somebody decided about them. */
export async function countLeftOut(db: Executor, tenant: string, search: FindingSearch): Promise<number> {
  const leavesOut = (term: FindingTerm) =>
    term.key === 'decision' && !term.negated && term.values.length === 1 && term.values[0] === 'none'
  if (!search.query.terms.some(leavesOut)) return 0
  const terms = search.query.terms.map((term) => (leavesOut(term) ? { ...term, values: ['any'] } : term))
  const decided = { ...search, query: { ...search.query, terms } }
  const { count } = await db
    .selectFrom('finding')
    .where((where) => conditionOf(where, tenant, decided))
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** What a change of many has to know of each finding that a search finds, worst first; none of their evidence. */
export async function selectForChange(db: Executor, tenant: string, search: FindingSearch, limit: number) {
  return db
    .selectFrom('finding')
    .where((where) => conditionOf(where, tenant, search))
    .select(changeColumns)
    .orderBy('finding.severity_rank')
    .orderBy('finding.id')
    .limit(limit)
    .execute()
}

export type FindingGroupBy = 'check' | 'scope' | 'subject' | 'severity' | 'category'

export interface GroupRow {
  key: string
  severityRank: number
  open: number
  unknown: number
  resolved: number
  excepted: number
  falsePositive: number
  snoozed: number
}

/** Counts by one property, the worst and largest groups first. Categories are of the code, so they are folded from checks. */
export async function groupFindings(
  db: Executor,
  tenant: string,
  search: FindingSearch,
  by: FindingGroupBy,
): Promise<GroupRow[]> {
  const column = {
    check: 'finding.check_id',
    category: 'finding.check_id',
    scope: 'finding.scope',
    subject: 'finding.subject_name',
    severity: 'finding.severity',
  }[by] as 'finding.check_id'
  const decidedAs = (kind: DecisionKind) =>
    sql<number>`count(*) filter (where ${isDecidedAs(tenant, search.now, [kind])})`
  const rows = await db
    .selectFrom('finding')
    .where((where) => conditionOf(where, tenant, search))
    .select(({ fn, ref }) => [
      ref(column).as('key'),
      fn.min<number>('finding.severity_rank').as('severityRank'),
      sql<number>`count(*) filter (where finding.state = 'open' and finding.result = 'fail')`.as('open'),
      sql<number>`count(*) filter (where finding.state = 'open' and finding.result = 'unknown')`.as('unknown'),
      sql<number>`count(*) filter (where finding.state = 'resolved')`.as('resolved'),
      decidedAs('excepted').as('excepted'),
      decidedAs('false_positive').as('falsePositive'),
      decidedAs('snoozed').as('snoozed'),
    ])
    .groupBy(column)
    .execute()
  const groups = by === 'category' ? foldCategories(rows, search.checks) : rows
  return groups.sort(
    (a, b) => a.severityRank - b.severityRank || b.open - a.open || b.unknown - a.unknown || (a.key < b.key ? -1 : 1),
  )
}

function foldCategories(rows: GroupRow[], checks: ReadonlyMap<string, Check>): GroupRow[] {
  const folded = new Map<string, GroupRow>()
  for (const row of rows) {
    const key = checks.get(row.key)?.category ?? 'configuration'
    const sum = folded.get(key)
    if (!sum) folded.set(key, { ...row, key })
    else {
      sum.severityRank = Math.min(sum.severityRank, row.severityRank)
      sum.open += row.open
      sum.unknown += row.unknown
      sum.resolved += row.resolved
      sum.excepted += row.excepted
      sum.falsePositive += row.falsePositive
      sum.snoozed += row.snoozed
    }
  }
  return [...folded.values()]
}

export const severityOfRank = (rank: number) => severities[rank] ?? 'info'
