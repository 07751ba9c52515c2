import {
  addNote as addNoteRoute,
  applyChange,
  endDecisionOnFinding,
  type FindingChange,
  listAssignees,
  previewChange,
  updateFinding,
} from '@rollcall/api'
import { AppError, severities, unchangedReasons } from '@rollcall/core'
import type { AppDeps } from '../app-deps.ts'
import { tell } from '../live.ts'
import { endDecisionOn, type ProblemOf } from '../store/decision-ending.ts'
import { recordEvent } from '../store/events.ts'
import { addNote, selectByIds } from '../store/finding-changes.ts'
import { listPeople, unableBecause } from '../store/people.ts'
import { lockFindings } from '../store/standing.ts'
import { type ChangePlan, carryOut, planFor, type Wanted } from './change-plan.ts'
import { implement } from './implement.ts'

/** What a check's findings are called. */
export function problemsOf(deps: Pick<AppDeps, 'checks'>): ProblemOf {
  const problems = new Map(deps.checks.map((check) => [check.id, check.problem]))
  return (checkId) => problems.get(checkId) ?? checkId
}

export function findingChangeRoutes(deps: AppDeps) {
  const { db } = deps
  const problemOf = problemsOf(deps)

  return [
    implement(listAssignees, async ({ caller }) => {
      const people = (await listPeople(db, caller.tenant)).filter((person) => unableBecause(person) === null)
      const items = people
        .map(({ id, name, email }) => ({ id, name, email }))
        .sort((a, b) => a.name.localeCompare(b.name, 'en') || (a.id < b.id ? -1 : 1))
      return { items, total: items.length, next: null }
    }),

    implement(updateFinding, async ({ caller, params, body }) => {
      const { tenant, actor } = caller
      await db.transaction().execute(async (tx) => {
        await lockFindings(tx, tenant)
        const [row] = await selectByIds(tx, tenant, [params.id])
        for (const change of separately(body)) {
          const wanted: Wanted = { select: { ids: [params.id] }, change }
          const plan = await planFor(deps, caller, tx, wanted)
          if (row && plan.changed.length > 0) await carryOut(tx, { tenant, actor, now: deps.now(), problemOf }, plan)
        }
        await tell(tx, { tenant, type: 'findings' })
      })
    }),

    implement(addNoteRoute, async ({ caller, params, body }) => {
      const { tenant, actor } = caller
      return db.transaction().execute(async (tx) => {
        const [row] = await selectByIds(tx, tenant, [params.id])
        if (!row) throw new AppError('request.not_found', { what: 'This finding' })
        const note = await addNote(tx, tenant, actor, deps.now(), row, body.text, problemOf(row.check_id))
        await tell(tx, { tenant, type: 'findings' })
        return note
      })
    }),

    implement(endDecisionOnFinding, async ({ caller, params }) => {
      const { tenant, actor } = caller
      await db.transaction().execute(async (tx) => {
        await selectByIds(tx, tenant, [params.id])
        await endDecisionOn(tx, tenant, actor, deps.now(), params.id, problemOf)
        await tell(tx, { tenant, type: 'findings' })
      })
    }),

    implement(previewChange, async ({ caller, body }) => {
      const plan = await planFor(deps, caller, db, body)
      return {
        matched: plan.changed.length + plan.unchanged.length,
        changed: plan.changed.length,
        bySeverity: severities
          .map((severity) => ({ severity, count: plan.changed.filter((one) => one.severity === severity).length }))
          .filter(({ count }) => count > 0),
        decided: plan.changed.filter((one) => one.decision !== null).length,
        unchanged: summarize(plan),
        examples: plan.changed.slice(0, 5).map(({ row }) => ({
          id: row.id,
          problem: problemOf(row.check_id),
          subject: row.subject_name,
        })),
      }
    }),

    implement(applyChange, async ({ caller, body }) => {
      const { tenant, actor } = caller
      return db.transaction().execute(async (tx) => {
        await lockFindings(tx, tenant)
        const plan = await planFor(deps, caller, tx, body)
        const { length } = plan.changed
        if (body.expected !== undefined && body.expected !== length)
          throw new AppError('change.outdated', { actual: length, expected: body.expected })
        const decisionId = await carryOut(tx, { tenant, actor, now: deps.now(), problemOf }, plan)
        // A decision says so itself, with what it stands on.
        if (decisionId === null && length > 0)
          await recordEvent(tx, tenant, deps.now(), {
            actor,
            type: 'findings.changed',
            data: { ...plan.said, findings: length, ...(plan.query === null ? {} : { query: plan.query }) },
          })
        await tell(tx, { tenant, type: 'findings' })
        return { changed: length, unchanged: summarize(plan), decisionId }
      })
    }),
  ]
}

/** Assigning and dating in one request are two changes of one finding. */
const separately = ({ assigneeId, dueAt }: FindingChange): FindingChange[] => [
  ...(assigneeId === undefined ? [] : [{ assigneeId }]),
  ...(dueAt === undefined ? [] : [{ dueAt }]),
]

const summarize = ({ unchanged }: ChangePlan) =>
  unchangedReasons
    .map((why) => ({ why, count: unchanged.filter((one) => one.why === why).length }))
    .filter(({ count }) => count > 0)
