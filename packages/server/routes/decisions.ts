import {
  type Decision,
  endDecision as endDecisionRoute,
  extendDecision as extendDecisionRoute,
  getDecision,
  listDecisions as listDecisionsRoute,
} from '@rollcall/api'
import { AppError, untilProblems } from '@rollcall/core'
import type { AppDeps } from '../app-deps.ts'
import { tell } from '../live.ts'
import type { Executor } from '../store/database.ts'
import { endDecision, extendDecision } from '../store/decision-ending.ts'
import { type DecisionFilter, listDecisions } from '../store/decision-list.ts'
import type { PageRequest } from '../store/paging.ts'
import { problemsOf } from './finding-changes.ts'
import { implement } from './implement.ts'

export function decisionRoutes(deps: AppDeps) {
  const { db } = deps
  const problemOf = problemsOf(deps)

  /** Words that are a check's own stand for the check. */
  const list = (on: Executor, tenant: string, filter: DecisionFilter, page: PageRequest) => {
    const words = filter.q?.toLowerCase()
    const checks = words === undefined ? [] : deps.checks.filter((one) => one.problem.toLowerCase().includes(words))
    const context = { now: deps.now(), problemOf, checks: checks.map(({ id }) => id) }
    return listDecisions(on, tenant, filter, page, context)
  }
  const one = async (on: Executor, tenant: string, id: string): Promise<Decision> => {
    const [decision] = (await list(on, tenant, { id }, { limit: 1 })).items
    if (!decision) throw new AppError('request.not_found', { what: 'This decision' })
    return decision
  }

  return [
    implement(listDecisionsRoute, async ({ caller, query }) => {
      const { limit = 50, cursor, ...filter } = query
      return list(db, caller.tenant, filter, { limit, cursor })
    }),

    implement(getDecision, async ({ caller, params }) => one(db, caller.tenant, params.id)),

    implement(extendDecisionRoute, async ({ caller, params, body }) => {
      const { tenant, actor } = caller
      const [problem] = untilProblems(body.until, deps.now())
      return db.transaction().execute(async (tx) => {
        await one(tx, tenant, params.id)
        if (problem)
          throw new AppError(
            'decision.invalid',
            { problem: `${problem.path}: ${problem.message}` },
            { fields: [problem] },
          )
        await extendDecision(tx, tenant, actor, deps.now(), params.id, body.until)
        await tell(tx, { tenant, type: 'findings' })
        return one(tx, tenant, params.id)
      })
    }),

    implement(endDecisionRoute, async ({ caller, params }) => {
      const { tenant, actor } = caller
      return db.transaction().execute(async (tx) => {
        await endDecision(tx, tenant, actor, deps.now(), params.id, problemOf)
        await tell(tx, { tenant, type: 'findings' })
        return one(tx, tenant, params.id)
      })
    }),
  ]
}
