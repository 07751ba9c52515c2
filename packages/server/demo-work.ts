import { randomBytes } from 'node:crypto'
import { type FindingChange, type FindingSelection, rolePermissions } from '@rollcall/api'
import type { AppDeps } from './app-deps.ts'
import { hashPassword } from './auth/password.ts'
import { tell } from './live.ts'
import type { Caller } from './routes/caller.ts'
import { carryOut, planFor } from './routes/change-plan.ts'
import { problemsOf } from './routes/finding-changes.ts'
import { declareIdentity } from './store/declarations.ts'
import { recordEvent } from './store/events.ts'
import { addNote, selectByIds } from './store/finding-changes.ts'
import { getIdentity, judgeKindAnew, listIdentities } from './store/identities.ts'
import { addPerson } from './store/people.ts'
import { lockFindings } from './store/standing.ts'

const day = 86_400_000

/** An owner's account that nobody uses, kept for the day on which no other gets in. */
export const breakGlass = { login: 'harborlight-breakglass', name: 'Harborlight Break-glass' }

interface Worker {
  deps: AppDeps
  caller: Caller
}

/**
 * What the people of the example company did with their findings, so that every page has something to show: the same
 * plans and deeds as when somebody does it in the console, at the demo's clock.
 */
export async function hireWorkers(deps: AppDeps): Promise<Worker> {
  const tenant = deps.homeTenant
  const person = await addPerson(deps.db, tenant, {
    email: 'samuel.adeyemi@harborlight.example',
    name: 'Samuel Adeyemi',
    role: 'responder',
    // Nobody knows it: the demo's link is the way in.
    passwordHash: await hashPassword(randomBytes(24).toString('base64url')),
  })
  const actor = { kind: 'person' as const, id: person.id, name: person.name }
  // The plans of changes ask who it is and what they may, and for no session.
  const caller: Caller = {
    kind: 'token',
    tokenId: person.id,
    tenant,
    permissions: rolePermissions.responder,
    actor,
    role: 'responder',
  }
  return { deps, caller }
}

/** The week after the second scan: who is what, and what is not worth a fix. */
export async function workInSecondWeek(worker: Worker): Promise<void> {
  await declare(worker, breakGlass.login, 'break_glass', 'Sealed in the safe of IT; its use sets off an alarm.')
  await declare(worker, 'harborlight-ci', 'service_account', 'Runs the builds. Owned by Platform.')
  const until = inDays(worker, 90)
  await change(worker, {
    select: {
      pattern: { checkId: 'github-default-branch-protected', scope: 'harborlight', subject: 'harborlight/legacy-*' },
    },
    change: {
      decision: { kind: 'excepted', reason: 'Frozen. They are switched off with the old booking system.', until },
    },
  })
  await change(worker, {
    select: { q: 'check:github-member-two-factor-secure scope:harborlight' },
    change: {
      decision: {
        kind: 'excepted',
        reason: 'Security keys are on order; SMS until they are here.',
        until: inDays(worker, 40),
      },
    },
  })
}

/** The week before the last scan: what is for later, what is wrong, and who works on the worst. */
export async function workInLastWeek(worker: Worker): Promise<void> {
  await change(worker, {
    select: { q: 'check:github-repository-inactive-archived scope:harborlight' },
    change: { decision: { kind: 'snoozed', reason: 'After the release.', until: inDays(worker, 14) } },
  })
  await change(worker, {
    select: await first(worker, 'check:github-deploy-key-recent'),
    change: {
      decision: { kind: 'false_positive', reason: 'Made anew in March; GitHub shows the day of the first one.' },
    },
  })
  const worst = await first(worker, 'severity:critical status:open')
  const owner = worker.caller.actor.id ?? ''
  await change(worker, { select: worst, change: { assigneeId: owner } })
  await change(worker, { select: worst, change: { dueAt: inDays(worker, 7) } })
  await note(worker, worst, 'Asked the owners on Monday. Two of them still use a phone without a security key.')
  await note(worker, worst, 'Keys are handed out on Thursday; the requirement goes on the day after.')
}

const inDays = ({ deps }: Worker, days: number) => new Date(deps.now().getTime() + days * day).toISOString()

async function change({ deps, caller }: Worker, wanted: { select: FindingSelection; change: FindingChange }) {
  const { tenant, actor } = caller
  await deps.db.transaction().execute(async (tx) => {
    await lockFindings(tx, tenant)
    const plan = await planFor(deps, caller, tx, wanted)
    // What an example company has today need not be there in every version of it.
    if (plan.changed.length === 0 && !wanted.select.pattern) return
    await carryOut(tx, { tenant, actor, now: deps.now(), problemOf: problemsOf(deps) }, plan)
    await tell(tx, { tenant, type: 'findings' })
  })
}

/** The first of what a query finds. */
async function first({ deps, caller }: Worker, q: string): Promise<FindingSelection> {
  const plan = await planFor(deps, caller, deps.db, { select: { q }, change: { assigneeId: null } })
  const found = plan.changed[0] ?? plan.unchanged[0]?.subject
  return found ? { ids: [found.id] } : { q }
}

async function note({ deps, caller }: Worker, { ids = [] }: FindingSelection, text: string): Promise<void> {
  const { tenant, actor } = caller
  if (ids.length === 0) return
  await deps.db.transaction().execute(async (tx) => {
    const [row] = await selectByIds(tx, tenant, ids)
    if (row) await addNote(tx, tenant, actor, deps.now(), row, text, problemsOf(deps)(row.check_id))
  })
}

async function declare(
  { deps, caller }: Worker,
  login: string,
  kind: 'break_glass' | 'service_account',
  reason: string,
): Promise<void> {
  const { tenant, actor } = caller
  const { rows } = await listIdentities(deps.db, tenant, { q: login }, { limit: 1 }, deps.now())
  const [found] = rows
  if (!found) return
  const { accounts } = await getIdentity(deps.db, tenant, found.id, deps.now())
  const accountKeys = [...new Set(accounts.map(({ key }) => key))]
  await deps.db.transaction().execute(async (tx) => {
    await declareIdentity(tx, tenant, { kind, reason, by: actor.name, accountKeys }, deps.now())
    await judgeKindAnew(tx, tenant, found.id)
    const subject = { kind: 'identity', id: found.id, name: found.name }
    await recordEvent(tx, tenant, deps.now(), { actor, type: 'identity.declared', subject, data: { kind, reason } })
  })
}
