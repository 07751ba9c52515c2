import type { AuditPhrase, AuditTerm } from '@rollcall/directory'
import { optionsOf } from '@rollcall/directory'
import { type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import type { Executor } from './database.ts'
import type { EnterpriseRow } from './enterprises.ts'
import type { Schema } from './schema.ts'

export interface AuditEntry {
  seq: number
  at: string
  action: string
  request_id: string
  data: Record<string, unknown>
}

export interface AuditSearch {
  phrase: AuditPhrase
  /** Only of this organization. */
  org?: string
}

/** Days that an enterprise keeps its audit log; null where it never ends (github-scim §1). */
export function retentionDays({ kind, options }: EnterpriseRow): number | null {
  const { auditRetention } = optionsOf(options)
  if (auditRetention === 'unlimited') return null
  if (auditRetention !== 'default') return auditRetention
  return kind === 'emu' ? 180 : null
}

type Query = SelectQueryBuilder<Schema, 'audit_event', object>

const field = (name: string) => sql<string>`data->>${sql.lit(name)}`
const lowered = (values: readonly string[]) => values.map((value) => value.toLowerCase())

/** `api.request` events are for streams alone (github-scim §11.2). */
function matching(db: Executor, enterprise: EnterpriseRow, search: AuditSearch, now: Date): Query {
  let query = db
    .selectFrom('audit_event')
    .where('enterprise_id', '=', enterprise.id)
    .where('action', '!=', 'api.request')
  const days = retentionDays(enterprise)
  if (days !== null) query = query.where('at', '>=', new Date(now.getTime() - days * 86_400_000).toISOString())
  if (search.org !== undefined) query = query.where(sql<string>`lower(${field('org')})`, '=', search.org.toLowerCase())
  for (const term of search.phrase.terms) {
    const holds = conditionOf(term)
    query = query.where(term.not ? sql<SqlBool>`(${holds}) is not true` : holds)
  }
  const { created } = search.phrase
  if (created.length > 0)
    query = query.where(({ or, and, eb }) =>
      or(
        created.map(({ from, to }) =>
          and([
            ...(Number.isFinite(from) ? [eb('at', '>=', new Date(from).toISOString())] : []),
            ...(Number.isFinite(to) ? [eb('at', '<', new Date(to).toISOString())] : []),
          ]),
        ),
      ),
    )
  return query
}

function conditionOf({ qualifier, values }: AuditTerm) {
  const anyOf = (expression: ReturnType<typeof sql<string>>) =>
    sql<SqlBool>`${expression} = any(${[...values]}::text[])`
  const loginOf = (name: string) => sql<SqlBool>`lower(${field(name)}) = any(${lowered(values)}::text[])`
  switch (qualifier) {
    case 'action': {
      const whole = lowered(values.filter((value) => value.includes('.')))
      const categories = lowered(values.filter((value) => !value.includes('.')))
      return sql<SqlBool>`(action = any(${whole}::text[]) or split_part(action, '.', 1) = any(${categories}::text[]))`
    }
    case 'repo':
      return sql<SqlBool>`lower(coalesce(${field('repo')}, ${field('repository')})) = any(${lowered(values)}::text[])`
    case 'operation':
      return anyOf(field('operation_type'))
    case 'country':
      return sql<SqlBool>`lower(data->'actor_location'->>'country_code') = any(${lowered(values)}::text[])`
    case 'request_id':
      return anyOf(sql<string>`request_id`)
    case 'actor_ip':
    case 'actor_id':
    case 'user_id':
    case 'org_id':
    case 'hashed_token':
      return anyOf(field(qualifier))
    case 'actor':
    case 'user':
    case 'org':
    case 'business':
      return loginOf(qualifier)
  }
}

export interface AuditPage {
  order: 'asc' | 'desc'
  limit: number
  /** Where it begins: after the event of this number in reading order, before it, or after so many. */
  from?: { after: number } | { before: number } | { offset: number }
}

/** One page of what matches, in reading order, and whether there is more in the direction of reading. */
export async function searchAudit(
  db: Executor,
  enterprise: EnterpriseRow,
  search: AuditSearch,
  { order, limit, from = { offset: 0 } }: AuditPage,
  now: Date,
): Promise<{ entries: AuditEntry[]; more: boolean }> {
  let query = matching(db, enterprise, search, now)
  const backwards = 'before' in from
  const rising = (order === 'asc') !== backwards
  if ('after' in from) query = query.where('seq', order === 'desc' ? '<' : '>', from.after)
  else if (backwards) query = query.where('seq', order === 'desc' ? '>' : '<', from.before)
  else if (from.offset > 0) query = query.offset(from.offset)
  const rows = await query
    .select(['seq', 'at', 'action', 'request_id', 'data'])
    .orderBy('seq', rising ? 'asc' : 'desc')
    .limit(limit + 1)
    .execute()
  const entries = rows.slice(0, limit)
  return { entries: backwards ? entries.reverse() : entries, more: rows.length > limit }
}

/** How many match, counted to `most` and no further. */
export async function countAudit(
  db: Executor,
  enterprise: EnterpriseRow,
  search: AuditSearch,
  most: number,
  now: Date,
): Promise<number> {
  const { count } = await db
    .selectFrom(matching(db, enterprise, search, now).select('seq').limit(most).as('found'))
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

export async function getAuditEntry(db: Executor, enterprise: EnterpriseRow, seq: number): Promise<AuditEntry | null> {
  const row = await db
    .selectFrom('audit_event')
    .select(['seq', 'at', 'action', 'request_id', 'data'])
    .where('enterprise_id', '=', enterprise.id)
    .where('seq', '=', seq)
    .executeTakeFirst()
  return row ?? null
}

/** All that match, oldest first, in pages: an export holds no log in memory. */
export async function* everyAuditEntry(
  db: Executor,
  enterprise: EnterpriseRow,
  search: AuditSearch,
  now: Date,
): AsyncGenerator<AuditEntry[]> {
  for (let after = 0; ; ) {
    const page = { order: 'asc', limit: 1000, from: { after } } as const
    const { entries, more } = await searchAudit(db, enterprise, search, page, now)
    if (entries.length > 0) yield entries
    if (!more) return
    after = entries.at(-1)?.seq ?? after
  }
}
