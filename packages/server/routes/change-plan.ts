import type { FindingChange, FindingPattern, FindingSelection } from '@rollcall/api'
import { printFindingQuery } from '@rollcall/api'
import {
  AppError,
  type DecisionPattern,
  decisionProblems,
  type PlannedChange,
  planChange,
  type WantedChange,
} from '@rollcall/core'
import type { Transaction } from 'kysely'
import type { AppDeps } from '../app-deps.ts'
import { getConnection } from '../store/connections.ts'
import type { Executor } from '../store/database.ts'
import type { ProblemOf } from '../store/decision-ending.ts'
import { coveredBy } from '../store/decision-scan.ts'
import { makeDecision, type NewDecision } from '../store/decisions.ts'
import type { Actor } from '../store/events.ts'
import {
  assignFindings,
  type ChangeRow,
  type Changing,
  selectByIds,
  setDue,
  toChanging,
} from '../store/finding-changes.ts'
import { selectForChange } from '../store/finding-search.ts'
import { getPerson, unableBecause } from '../store/people.ts'
import type { Schema } from '../store/schema.ts'
import type { Caller } from './caller.ts'
import { searchOf } from './findings.ts'

/** More at once would hold the log and the tenant's scans for too long. */
const mostAtOnce = 20_000

export interface Wanted {
  select: FindingSelection
  change: FindingChange
}

type Deed =
  | { what: 'assignee'; assignee: { id: string; name: string } | null }
  | { what: 'due'; dueAt: string | null }
  | { what: 'decision'; decision: NewDecision }

export interface ChangePlan extends PlannedChange<Changing> {
  deed: Deed
  /** The query by which the findings were chosen. */
  query: string | null
  /** What the log says about the whole. */
  said: Record<string, unknown>
}

/** What a change would do. The preview shows this, and the deed does this and nothing else. */
export async function planFor(deps: AppDeps, caller: Caller, db: Executor, wanted: Wanted): Promise<ChangePlan> {
  const { tenant } = caller
  const { select, change } = wanted
  const now = deps.now()
  const pattern = select.pattern ? await readPattern(deps, db, tenant, select.pattern) : null
  const search = select.q === undefined ? null : searchOf(deps, caller, select.q)
  const query = search ? printFindingQuery(search.query) : null
  const deed = await readDeed(db, tenant, change, pattern, query, now)
  let rows: ChangeRow[]
  if (pattern) rows = await coveredBy(db, tenant, null, pattern)
  else if (search) rows = await selectForChange(db, tenant, search, mostAtOnce + 1)
  else rows = await selectByIds(db, tenant, select.ids ?? [])
  if (rows.length > mostAtOnce)
    throw new AppError('change.too_large', { count: `More than ${mostAtOnce}`, limit: mostAtOnce })
  const plan = planChange(await toChanging(db, tenant, rows, now), wish(deed))
  return { ...plan, deed, query, said: describe(deed) }
}

const wish = (deed: Deed): WantedChange => {
  if (deed.what === 'assignee') return { what: 'assignee', assigneeId: deed.assignee?.id ?? null }
  if (deed.what === 'due') return deed
  return { what: 'decision', kind: deed.decision.kind }
}

const describe = (deed: Deed): Record<string, unknown> =>
  deed.what === 'assignee'
    ? { change: 'assignee', to: deed.assignee?.name ?? null }
    : deed.what === 'due'
      ? { change: 'due', due: deed.dueAt }
      : { change: 'decision', kind: deed.decision.kind }

async function readPattern(
  deps: AppDeps,
  db: Executor,
  tenant: string,
  given: FindingPattern,
): Promise<DecisionPattern> {
  if (!deps.checks.some((check) => check.id === given.checkId))
    throw new AppError('request.not_found', { what: `The check ${given.checkId}` })
  if (given.connectionId) await getConnection(db, tenant, given.connectionId)
  return {
    checkId: given.checkId,
    connectionId: given.connectionId ?? null,
    scope: given.scope ?? null,
    subject: given.subject ?? null,
  }
}

async function readDeed(
  db: Executor,
  tenant: string,
  change: FindingChange,
  pattern: DecisionPattern | null,
  query: string | null,
  now: Date,
): Promise<Deed> {
  if (change.decision) {
    const { kind, reason = '', until = null, value = '', evidence = '' } = change.decision
    const problems = decisionProblems({ kind, reason, until, value, evidence, byPattern: pattern !== null }, now)
    const [first] = problems
    if (first)
      throw new AppError(
        'decision.invalid',
        { problem: `${first.path}: ${first.message}` },
        { fields: problems.map(({ path, message }) => ({ path: `change.decision.${path}`, message })) },
      )
    return {
      what: 'decision',
      decision: { kind, reason, until, value, evidence, pattern, ...(query === null ? {} : { query }) },
    }
  }
  if (pattern) throw new AppError('decision.invalid', { problem: 'only a decision can stand on a pattern' })
  if (change.dueAt !== undefined) return { what: 'due', dueAt: change.dueAt }
  return { what: 'assignee', assignee: change.assigneeId ? await readAssignee(db, tenant, change.assigneeId) : null }
}

async function readAssignee(db: Executor, tenant: string, id: string): Promise<{ id: string; name: string }> {
  const person = await getPerson(db, tenant, id)
  const problem = unableBecause(person)
  if (problem) throw new AppError('assignee.unable', { problem })
  return person
}

/** Does what was planned. Answers the id of the decision where one was made. */
export async function carryOut(
  tx: Transaction<Schema>,
  by: { tenant: string; actor: Actor; now: Date; problemOf: ProblemOf },
  plan: ChangePlan,
): Promise<string | null> {
  const { tenant, actor, now, problemOf } = by
  const rows = plan.changed.map(({ row }) => row)
  const { deed } = plan
  if (deed.what === 'decision') {
    // A pattern may wait for its first finding; a decision about chosen ones needs one.
    if (rows.length === 0 && !deed.decision.pattern) throw new AppError('decision.nothing', { reason: reasonOf(plan) })
    return (await makeDecision(tx, tenant, actor, now, deed.decision, rows, problemOf)).id
  }
  if (rows.length === 0) return null
  if (deed.what === 'due') await setDue(tx, tenant, actor, now, deed.dueAt, rows, problemOf)
  else await assignFindings(tx, tenant, actor, now, deed.assignee, rows, problemOf)
  return null
}

function reasonOf({ unchanged }: ChangePlan): string {
  if (unchanged.length === 0) return 'none matches'
  if (unchanged.every(({ why }) => why === 'resolved')) return 'they are resolved'
  if (unchanged.every(({ why }) => why === 'unknown')) return 'nothing was judged, so it cannot be a false positive'
  if (unchanged.every(({ why }) => why === 'observable')) return 'a scan sees it, so that nobody needs to attest it'
  return 'they are resolved, or unknown'
}
