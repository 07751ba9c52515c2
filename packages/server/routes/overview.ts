import { getOverview } from '@rollcall/api'
import { sql } from 'kysely'
import type { AppDeps } from '../app-deps.ts'
import { listConnections } from '../store/connections.ts'
import type { Executor } from '../store/database.ts'
import { groupFindings, severityOfRank, withDefaults } from '../store/finding-search.ts'
import type { FindingRow } from '../store/findings.ts'
import { listIdentities } from '../store/identities.ts'
import { listCoverage } from '../store/records.ts'
import { lastScans } from '../store/scans.ts'
import { countDecided, isDecided } from '../store/standing.ts'
import { checksOf } from './connect.ts'
import { describeFindings } from './findings.ts'
import { describeIdentities } from './identities.ts'
import { implement } from './implement.ts'

const trendDays = 30

export function overviewRoutes(deps: AppDeps) {
  const { db } = deps
  const checks = new Map(deps.checks.map((check) => [check.id, check]))
  return [
    implement(getOverview, async ({ caller, query }) => {
      const { tenant } = caller
      const now = deps.now()
      const since = query.since ?? new Date(now.getTime() - 7 * 86_400_000).toISOString()
      const openOnly = {
        query: withDefaults({ terms: [{ key: 'status', values: ['open'], negated: false }], words: [] }),
        checks,
        now,
        me: null,
      }
      const connections = await listConnections(db, tenant)
      const names = new Map(connections.map((one) => [one.id, one]))
      const scans = await lastScans(
        db,
        tenant,
        connections.map((one) => one.id),
      )
      const bySeverity = new Map(
        (await groupFindings(db, tenant, openOnly, 'severity')).map((row) => [row.key, row.open]),
      )
      const riskiest = await listIdentities(db, tenant, {}, { limit: 5, sort: 'findings' }, now)
      const coverage = await listCoverage(db, tenant)
      return {
        open: {
          critical: bySeverity.get('critical') ?? 0,
          high: bySeverity.get('high') ?? 0,
          medium: bySeverity.get('medium') ?? 0,
          low: bySeverity.get('low') ?? 0,
          info: bySeverity.get('info') ?? 0,
        },
        ...(await countUnknown(db, tenant, now)),
        decided: await countDecided(db, tenant, now),
        blindSpots: coverage.flatMap((row) =>
          row.state === 'complete' || row.gap === null
            ? []
            : [
                {
                  connectionId: row.connection_id,
                  connectionName: names.get(row.connection_id)?.name ?? '',
                  stream: row.stream,
                  title:
                    deps.connectors
                      .get(names.get(row.connection_id)?.connector ?? '')
                      ?.streams.find((stream) => stream.id === row.stream)?.title ?? row.stream,
                  scope: row.scope,
                  state: row.state,
                  gap: row.gap,
                  checks: checksOf(deps.checks, row.stream).length,
                },
              ],
        ),
        changes: await changesSince(deps, tenant, since),
        trend: await trendOf(db, tenant, now),
        topChecks: (await groupFindings(db, tenant, openOnly, 'check')).slice(0, 5).map((row) => ({
          checkId: row.key,
          problem: checks.get(row.key)?.problem ?? row.key,
          severity: severityOfRank(row.severityRank),
          open: row.open,
        })),
        riskiest: (await describeIdentities(deps, caller, riskiest.rows)).filter((one) => one.openFindings > 0),
        connections: connections.map((one) => ({
          id: one.id,
          name: one.name,
          connectorName: deps.connectors.get(one.connector)?.name ?? one.connector,
          health: one.health,
          lastScanAt: scans.get(one.id)?.finished_at ?? null,
        })),
      }
    }),
  ]
}

async function countUnknown(db: Executor, tenant: string, now: Date): Promise<{ unknown: number; attestable: number }> {
  return db
    .selectFrom('finding')
    .select(({ fn }) => [
      fn.countAll<number>().as('unknown'),
      fn.countAll<number>().filterWhere(sql<boolean>`(gap ->> 'attestable') is not null`).as('attestable'),
    ])
    .where('tenant', '=', tenant)
    .where('state', '=', 'open')
    .where('result', '=', 'unknown')
    .where(sql<boolean>`not ${isDecided(tenant, now)}`)
    .executeTakeFirstOrThrow()
}

async function changesSince(deps: AppDeps, tenant: string, since: string) {
  const fails = deps.db
    .selectFrom('finding')
    .where('tenant', '=', tenant)
    .where('result', '=', 'fail')
    .where(sql<boolean>`not ${isDecided(tenant, deps.now())}`)
  const counts = await fails
    .select(({ fn, eb }) => [
      fn.countAll<number>().filterWhere('opened_at', '>=', since).as('opened'),
      fn.countAll<number>().filterWhere('reopened_at', '>=', since).as('reopened'),
      fn
        .countAll<number>()
        .filterWhere(eb.and([eb('resolved_at', '>=', since), eb('state', '=', 'resolved')]))
        .as('resolved'),
    ])
    .executeTakeFirstOrThrow()
  const rows: FindingRow[] = await fails
    .selectAll()
    .where(({ or, eb }) =>
      or([eb('opened_at', '>=', since), eb('reopened_at', '>=', since), eb('resolved_at', '>=', since)]),
    )
    .orderBy('state')
    .orderBy('severity_rank')
    .orderBy('opened_at', 'desc')
    .orderBy('id')
    .limit(8)
    .execute()
  return { since, ...counts, items: await describeFindings(deps, tenant, rows) }
}

/** A row a day, in UTC: what opened, what was resolved, and how much stood open and undecided at its end, or stands now. */
async function trendOf(db: Executor, tenant: string, now: Date) {
  const { rows } = await sql<{ day: string; opened: number; resolved: number; open: number }>`
    with days as (
      select generate_series(date_trunc('day', ${now}::timestamptz at time zone 'UTC') - make_interval(days => ${trendDays - 1}),
        date_trunc('day', ${now}::timestamptz at time zone 'UTC'), interval '1 day') as day
    ), fails as (
      select id, opened_at, resolved_at from finding where tenant = ${tenant} and result = 'fail'
    ), decided as materialized (
      select finding.id, opened_at, resolved_at, link.since, least(link.ended_at, decision.until) as until
      from decision_finding link
        join decision on decision.tenant = link.tenant and decision.id = link.decision_id
        join finding on finding.tenant = link.tenant and finding.id = link.finding_id
      where link.tenant = ${tenant} and finding.result = 'fail'
    ), ends as (
      select day, day at time zone 'UTC' as began,
        least((day + interval '1 day') at time zone 'UTC', ${now}::timestamptz) as ended from days
    )
    select to_char(day, 'YYYY-MM-DD') as day,
      (select count(*) from fails where opened_at >= began and opened_at < began + interval '1 day') as opened,
      (select count(*) from fails where resolved_at >= began and resolved_at < began + interval '1 day') as resolved,
      (select count(*) from fails where opened_at <= ended and (resolved_at is null or resolved_at > ended))
        - (select count(distinct id) from decided where opened_at <= ended and (resolved_at is null or resolved_at > ended)
          and since <= ended and (until is null or until > ended)) as open
    from ends order by day`.execute(db)
  return rows
}
