import type { FindingQuery, FindingTerm } from '@rollcall/api'
import { type Check, severities } from '@rollcall/core'
import { type ExpressionBuilder, type ExpressionWrapper, type SqlBool, sql } from 'kysely'
import type { Executor } from './database.ts'
import type { FindingRow } from './findings.ts'
import { cursorOf, offsetOf, type PageRequest } from './paging.ts'
import type { Schema } from './schema.ts'

type Where = ExpressionBuilder<Schema, 'finding'>
type Condition = ExpressionWrapper<Schema, 'finding', SqlBool>

/** Without a term on the status, a search is about what needs attention: open and unknown. */
export function withDefaultStatus(query: FindingQuery): FindingQuery {
  if (query.terms.some((term) => term.key === 'status')) return query
  return { ...query, terms: [...query.terms, { key: 'status', values: ['open', 'unknown'], negated: false }] }
}

/** A search as a condition. Keys come from the parser's closed list, values are always bound, the tenant is ANDed here. */
function conditionOf(
  where: Where,
  tenant: string,
  query: FindingQuery,
  checks: ReadonlyMap<string, Check>,
  now: Date,
): Condition {
  const terms = query.terms.map((term) => {
    const condition = termCondition(where, term, checks, now)
    return term.negated ? where.not(condition) : condition
  })
  const words = query.words.map((word) => {
    const like = `%${word.replace(/[\\%_]/g, '\\$&')}%`
    const named = [...checks.values()]
      .filter((check) => `${check.problem} ${check.title} ${check.id}`.toLowerCase().includes(word.toLowerCase()))
      .map((check) => check.id)
    return where.or([
      where('finding.subject_name', 'ilike', like),
      where('finding.scope', 'ilike', like),
      oneOf(where, 'finding.check_id', named),
    ])
  })
  return where.and([where('finding.tenant', '=', tenant), ...terms, ...words])
}

type Column = 'finding.check_id' | 'finding.connection_id' | 'finding.scope' | 'finding.stream' | 'finding.severity'

/** `in ()` is not SQL; nothing is one of nothing. */
function oneOf(where: Where, column: Column, values: readonly string[]): Condition {
  return where.and([sql<SqlBool>`${sql.ref(column)} = any(${values})`])
}

function termCondition(where: Where, term: FindingTerm, checks: ReadonlyMap<string, Check>, now: Date): Condition {
  const { key, values } = term
  const idsWhere = (test: (check: Check) => boolean) => [...checks.values()].filter(test).map((check) => check.id)
  switch (key) {
    case 'severity':
      return oneOf(where, 'finding.severity', values)
    case 'status':
      return where.or(values.map((value) => statusCondition(where, value)))
    case 'check':
      return oneOf(where, 'finding.check_id', values)
    case 'category':
      return oneOf(
        where,
        'finding.check_id',
        idsWhere((check) => values.includes(check.category)),
      )
    case 'system':
      return oneOf(
        where,
        'finding.check_id',
        idsWhere((check) => values.includes(check.each.split('.')[0] ?? '')),
      )
    case 'connection':
      return oneOf(where, 'finding.connection_id', values)
    case 'scope':
      return oneOf(where, 'finding.scope', values)
    case 'stream':
      return oneOf(where, 'finding.stream', values)
    case 'subject':
      return where.and([sql<SqlBool>`lower(finding.subject_name) = any(${values.map((value) => value.toLowerCase())})`])
    case 'identity':
      return where.exists(
        where
          .selectFrom('identity_account as account')
          .select('account.key')
          .whereRef('account.tenant', '=', 'finding.tenant')
          .whereRef('account.connection_id', '=', 'finding.connection_id')
          .whereRef('account.stream', '=', 'finding.stream')
          .whereRef('account.scope', '=', 'finding.scope')
          .whereRef('account.ref', '=', 'finding.ref')
          .where(sql<SqlBool>`account.identity_id = any(${values})`),
      ) as unknown as Condition
    case 'is':
      return where.or(values.map((value) => isCondition(where, value, now)))
  }
}

function statusCondition(where: Where, status: string): Condition {
  if (status === 'resolved') return where('finding.state', '=', 'resolved') as unknown as Condition
  return where.and([
    where('finding.state', '=', 'open'),
    where('finding.result', '=', status === 'unknown' ? 'unknown' : 'fail'),
  ])
}

const newForDays = 7

function isCondition(where: Where, value: string, now: Date): Condition {
  if (value === 'reopened') return where.and([where('finding.reopened_at', 'is not', null)])
  if (value === 'unverified') return where.and([where('finding.unverified', 'is not', null)])
  const since = new Date(now.getTime() - newForDays * 86_400_000).toISOString()
  return where.and([where('finding.opened_at', '>=', since)])
}

export interface FindingSearch {
  query: FindingQuery
  checks: ReadonlyMap<string, Check>
  now: Date
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
  const query = db
    .selectFrom('finding')
    .where((where) => conditionOf(where, tenant, search.query, search.checks, search.now))
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

export type FindingGroupBy = 'check' | 'scope' | 'subject' | 'severity' | 'category'

export interface GroupRow {
  key: string
  severityRank: number
  open: number
  unknown: number
  resolved: number
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
  const rows = await db
    .selectFrom('finding')
    .where((where) => conditionOf(where, tenant, search.query, search.checks, search.now))
    .select(({ fn, ref }) => [
      ref(column).as('key'),
      fn.min<number>('finding.severity_rank').as('severityRank'),
      sql<number>`count(*) filter (where finding.state = 'open' and finding.result = 'fail')`.as('open'),
      sql<number>`count(*) filter (where finding.state = 'open' and finding.result = 'unknown')`.as('unknown'),
      sql<number>`count(*) filter (where finding.state = 'resolved')`.as('resolved'),
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
    }
  }
  return [...folded.values()]
}

export const severityOfRank = (rank: number) => severities[rank] ?? 'info'
