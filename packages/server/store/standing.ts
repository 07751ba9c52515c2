import { type DecisionKind, type DecisionLife, standingDecision } from '@rollcall/core'
import { type RawBuilder, type SqlBool, sql, type Transaction } from 'kysely'
import type { Executor } from './database.ts'
import type { Schema } from './schema.ts'

/**
 * One at a time for a tenant: whoever decides, ends a decision or saves a scan. So a finding that opens while an exception
 * is made comes under it, and nothing is put aside on evidence that has just changed.
 */
export async function lockFindings(tx: Transaction<Schema>, tenant: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`findings ${tenant}`}, 0))`.execute(tx)
}

/**
 * Plans anew for each row from here on, or as usual. A foreign key is checked by a plan that a connection to the database
 * keeps; one made while the table was tiny reads all of it, for each of ten thousand rows, until statistics are taken.
 */
export async function planAnew(tx: Transaction<Schema>, on: boolean): Promise<void> {
  await sql`select set_config('plan_cache_mode', ${on ? 'force_custom_plan' : 'auto'}, true)`.execute(tx)
}

/** A link and its decision that hold at this moment; by the clock, whether or not the end was written yet. */
const holds = (now: Date): RawBuilder<SqlBool> => sql<SqlBool>`
  link.ended_at is null and decision.ended_at is null and (decision.until is null or decision.until > ${now}::timestamptz)`

const links = sql`decision_finding link join decision on decision.tenant = link.tenant and decision.id = link.decision_id`
/** Null for every tenant. */
const ofTenant = (tenant: string | null) => (tenant === null ? sql`true` : sql`link.tenant = ${tenant}`)

/**
 * Whether the finding is among these. Written so that the list is read once and looked up in: as a join, a planner that does
 * not know yet how many decisions there are compares each finding with each of them.
 */
const isAmong = (ids: RawBuilder<unknown>, finding: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`((${sql.ref(`${finding}.id`)} in (${ids})) is true)`

/** Whether somebody decided about the finding; `finding` is its name in the query. */
export const isDecided = (tenant: string, now: Date, finding = 'finding'): RawBuilder<SqlBool> =>
  isAmong(sql`select link.finding_id from ${links} where ${ofTenant(tenant)} and ${holds(now)}`, finding)

/** Whether the decision that counts, as `standingDecision` of core chooses it, is of these kinds. Only exceptions stand on patterns. */
export const isDecidedAs = (tenant: string | null, now: Date, kinds: readonly string[]): RawBuilder<SqlBool> =>
  isAmong(
    sql`select finding_id from (
      select distinct on (link.finding_id) link.finding_id, decision.kind from ${links}
      where ${ofTenant(tenant)} and ${holds(now)} order by link.finding_id, decision.check_id is not null
    ) standing where kind = any(${kinds})`,
    'finding',
  )

/** Whether one of these decisions stands, or ever stood, on the finding. */
export const wasDecidedBy = (tenant: string, ids: readonly string[]): RawBuilder<SqlBool> =>
  isAmong(
    sql`select link.finding_id from decision_finding link
      where link.tenant = ${tenant} and link.decision_id = any(${ids})`,
    'finding',
  )

export interface StandingRow extends DecisionLife {
  findingId: string
  kind: DecisionKind
  reason: string
  value: string | null
  evidence: string | null
  madeBy: string
}

/** The decision that counts on each of these findings. */
export async function standingOn(
  db: Executor,
  tenant: string,
  findingIds: readonly string[],
  now: Date,
): Promise<Map<string, StandingRow>> {
  const byFinding = new Map<string, StandingRow[]>()
  if (findingIds.length === 0) return new Map()
  const { rows } = await sql<StandingRow>`
    select link.finding_id as "findingId", decision.id, decision.kind, decision.reason, decision.value,
      decision.evidence, decision.until,
      decision.made_at as "madeAt", decision.made_by_name as "madeBy", decision.check_id is not null as "byPattern",
      decision.ended_at as "endedAt"
    from ${links} where link.tenant = ${tenant} and link.finding_id = any(${findingIds}) and ${holds(now)}`.execute(db)
  for (const row of rows) byFinding.set(row.findingId, [...(byFinding.get(row.findingId) ?? []), row])
  const standing = new Map<string, StandingRow>()
  for (const [id, decisions] of byFinding) {
    const winner = standingDecision(decisions, now)
    if (winner) standing.set(id, winner)
  }
  return standing
}

export interface DecidedCounts {
  excepted: number
  falsePositive: number
  snoozed: number
  attested: number
}

/** How many findings of the tenant are decided, by the decision that counts. */
export async function countDecided(db: Executor, tenant: string, now: Date): Promise<DecidedCounts> {
  const { rows } = await sql<DecidedCounts>`
    select count(*) filter (where ${isDecidedAs(tenant, now, ['excepted'])}) as excepted,
      count(*) filter (where ${isDecidedAs(tenant, now, ['false_positive'])}) as "falsePositive",
      count(*) filter (where ${isDecidedAs(tenant, now, ['snoozed'])}) as snoozed,
      count(*) filter (where ${isDecidedAs(tenant, now, ['attested'])}) as attested
    from finding where finding.tenant = ${tenant} and finding.state = 'open'`.execute(db)
  return rows[0] ?? { excepted: 0, falsePositive: 0, snoozed: 0, attested: 0 }
}
