import { type CheckSummary, getCheck, listChecks } from '@rollcall/api'
import { AppError, type Check } from '@rollcall/core'
import type { Selectable } from 'kysely'
import type { AppDeps } from '../app-deps.ts'
import { listConnections } from '../store/connections.ts'
import type { Schema } from '../store/schema.ts'
import type { Caller } from './caller.ts'
import { toMaps } from './findings.ts'
import { implement } from './implement.ts'

type Tally = Selectable<Schema['check_tally']>

export function checkRoutes(deps: AppDeps) {
  const streams = new Map(
    [...deps.connectors.values()].flatMap((connector) =>
      connector.streams.map((stream) => [stream.id as string, stream]),
    ),
  )

  async function tallies(caller: Caller): Promise<Tally[]> {
    if (!caller.permissions.includes('findings:read')) return []
    return deps.db.selectFrom('check_tally').selectAll().where('tenant', '=', caller.tenant).orderBy('scope').execute()
  }

  return [
    implement(listChecks, async ({ caller }) => {
      const rows = await tallies(caller)
      const items = deps.checks.map((check) =>
        summarize(
          check,
          rows.filter((row) => row.check_id === check.id),
        ),
      )
      return { items, total: items.length, next: null }
    }),

    implement(getCheck, async ({ caller, params }) => {
      const check = deps.checks.find((one) => one.id === params.id)
      if (!check) throw new AppError('request.not_found', { what: `The check ${params.id}` })
      const rows = (await tallies(caller)).filter((row) => row.check_id === check.id)
      const names = new Map((await listConnections(deps.db, caller.tenant)).map((one) => [one.id, one.name]))
      const needed = [check.each, ...check.needs]
      return {
        ...summarize(check, rows),
        why: check.why,
        fix: { steps: check.fix.steps, link: check.fix.link ?? null },
        refs: check.refs,
        since: check.since,
        eachTitle: streams.get(check.each)?.title ?? check.each,
        permissions: [...new Set(needed.flatMap((stream) => streams.get(stream)?.permissions ?? []))],
        examples: Object.entries(check.examples).flatMap(([state, examples]) =>
          (examples ?? []).map(({ when, subject, others }) => ({
            state,
            when,
            subject,
            ...(others ? { others } : {}),
          })),
        ),
        byScope: rows.map((row) => ({
          connectionId: row.connection_id,
          connectionName: names.get(row.connection_id) ?? '',
          scope: row.scope,
          pass: row.pass,
          fail: row.fail,
          unknown: row.unknown,
          notApplicable: row.not_applicable,
        })),
      }
    }),
  ]
}

function summarize(check: Check, rows: Tally[]): CheckSummary {
  const sum = (key: 'pass' | 'fail' | 'unknown' | 'not_applicable') => rows.reduce((total, row) => total + row[key], 0)
  return {
    id: check.id,
    title: check.title,
    problem: check.problem,
    severity: check.severity,
    category: check.category,
    system: check.each.split('.')[0] ?? '',
    each: check.each,
    needs: check.needs,
    counts:
      rows.length === 0
        ? null
        : { pass: sum('pass'), fail: sum('fail'), unknown: sum('unknown'), notApplicable: sum('not_applicable') },
    maps: toMaps(check.maps),
  }
}
