import type { FindingQuery, FindingTerm } from '@rollcall/api'
import type { Check } from '@rollcall/core'
import { type ExpressionBuilder, type ExpressionWrapper, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Schema } from './schema.ts'
import { isDecided, isDecidedAs, wasDecidedBy } from './standing.ts'

export interface FindingSearch {
  query: FindingQuery
  checks: ReadonlyMap<string, Check>
  now: Date
  /** The person who searches; null for a program. */
  me: string | null
}

type Where = ExpressionBuilder<Schema, 'finding'>
type Condition = ExpressionWrapper<Schema, 'finding', SqlBool>

/** A search as a condition. Keys come from the parser's closed list, values are always bound, the tenant is ANDed here. */
export function conditionOf(where: Where, tenant: string, search: FindingSearch): Condition {
  const { query, checks } = search
  const terms = query.terms.map((term) => {
    const condition = termCondition(where, tenant, term, search)
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

function termCondition(where: Where, tenant: string, term: FindingTerm, search: FindingSearch): Condition {
  const { checks, now, me } = search
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
    case 'decision':
      return decisionCondition(where, tenant, values, now)
    case 'assignee':
      return where.or(values.map((value) => where.and([assigneeCondition(value, me)])))
    case 'due':
      return where.or(values.map((value) => where.and([dueCondition(value, now)])))
    case 'is':
      return where.or(values.map((value) => isCondition(where, value, now)))
  }
}

function decisionCondition(where: Where, tenant: string, values: readonly string[], now: Date): Condition {
  const ids = values.filter((value) => value.startsWith('dec_'))
  const kinds = values.filter((value) => !ids.includes(value) && value !== 'none' && value !== 'any')
  const conditions: RawBuilder<SqlBool>[] = []
  if (values.includes('any')) conditions.push(isDecided(tenant, now))
  if (values.includes('none')) conditions.push(sql<SqlBool>`not ${isDecided(tenant, now)}`)
  if (kinds.length > 0) conditions.push(isDecidedAs(tenant, now, kinds))
  if (ids.length > 0) conditions.push(wasDecidedBy(tenant, ids))
  return where.or(conditions.map((condition) => where.and([condition])))
}

/** Never null, so that a negated term means all others, those of nobody among them. */
function assigneeCondition(value: string, me: string | null): RawBuilder<SqlBool> {
  if (value === 'none') return sql`finding.assignee_id is null`
  if (value === 'any') return sql`finding.assignee_id is not null`
  if (value === 'me') return sql`(finding.assignee_id = ${me}) is true`
  return sql`exists (select from person where person.tenant = finding.tenant and person.id = finding.assignee_id
    and lower(person.email) = ${value.toLowerCase()})`
}

const soonDays = 7

function dueCondition(value: string, now: Date): RawBuilder<SqlBool> {
  if (value === 'none') return sql`finding.due_at is null`
  if (value === 'any') return sql`finding.due_at is not null`
  // What is resolved is not late.
  const open = sql`finding.state = 'open' and finding.due_at is not null`
  if (value === 'overdue') return sql`(${open} and finding.due_at <= ${now}::timestamptz)`
  return sql`(${open} and finding.due_at > ${now}::timestamptz
    and finding.due_at <= ${new Date(now.getTime() + soonDays * 86_400_000)}::timestamptz)`
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
  if (value === 'attestable') return where.and([sql<SqlBool>`(finding.gap ->> 'attestable') is not null`])
  const since = new Date(now.getTime() - newForDays * 86_400_000).toISOString()
  return where.and([where('finding.opened_at', '>=', since)])
}
