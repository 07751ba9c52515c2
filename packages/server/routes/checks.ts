import { type CheckSummary, getCheck, listChecks } from '@rollcall/api'
import { AppError } from '@rollcall/core'
import type { Selectable } from 'kysely'
import type { AppDeps } from '../app-deps.ts'
import { describeCheck, streamsById, summarizeCheck } from '../check-sheet.ts'
import { listConnections } from '../store/connections.ts'
import type { Schema } from '../store/schema.ts'
import type { Caller } from './caller.ts'
import { implement } from './implement.ts'

type Tally = Selectable<Schema['check_tally']>

export function checkRoutes(deps: AppDeps) {
  const streams = streamsById(deps.connectors.values())

  async function tallies(caller: Caller): Promise<Tally[]> {
    if (!caller.permissions.includes('findings:read')) return []
    return deps.db.selectFrom('check_tally').selectAll().where('tenant', '=', caller.tenant).orderBy('scope').execute()
  }

  return [
    implement(listChecks, async ({ caller }) => {
      const rows = await tallies(caller)
      const items = deps.checks.map((check) =>
        summarizeCheck(check, countsOf(rows.filter((row) => row.check_id === check.id))),
      )
      return { items, total: items.length, next: null }
    }),

    implement(getCheck, async ({ caller, params }) => {
      const check = deps.checks.find((one) => one.id === params.id)
      if (!check) throw new AppError('request.not_found', { what: `The check ${params.id}` })
      const rows = (await tallies(caller)).filter((row) => row.check_id === check.id)
      const names = new Map((await listConnections(deps.db, caller.tenant)).map((one) => [one.id, one.name]))
      return describeCheck(check, streams, {
        counts: countsOf(rows),
        byScope: rows.map((row) => ({
          connectionId: row.connection_id,
          connectionName: names.get(row.connection_id) ?? '',
          scope: row.scope,
          pass: row.pass,
          fail: row.fail,
          unknown: row.unknown,
          notApplicable: row.not_applicable,
        })),
      })
    }),
  ]
}

function countsOf(rows: Tally[]): CheckSummary['counts'] {
  if (rows.length === 0) return null
  const sum = (key: 'pass' | 'fail' | 'unknown' | 'not_applicable') => rows.reduce((total, row) => total + row[key], 0)
  return { pass: sum('pass'), fail: sum('fail'), unknown: sum('unknown'), notApplicable: sum('not_applicable') }
}
