import { type finishMoveStep, type Move, type MoveStep, moveSteps, type RouteInput } from '@rollcall/api'
import { AppError } from '@rollcall/core'
import type { AppDeps } from '../app-deps.ts'
import { tell } from '../live.ts'
import type { Executor } from '../store/database.ts'
import { compareNames, findMove, lastWriter, linkedAgain, type MoveRow, saveMove } from '../store/enterprise-moves.ts'
import { countEnterprise } from '../store/enterprise-switch.ts'
import { copiesOf, type EnterpriseRow, changeEnterprise as saveEnterprise } from '../store/enterprises.ts'
import { recordEvent } from '../store/events.ts'
import { recoveryState } from '../store/recovery-codes.ts'
import { listScimTokens, revokeAllScimTokens } from '../store/scim-access.ts'
import { teamLinks } from '../store/teams.ts'
import { changeEnterprise, type Doer } from './change-enterprise.ts'

type Given = RouteInput<typeof finishMoveStep>['body']

/** In the cloud single sign-on is disabled; on the appliance SCIM is turned off. */
const changeOf = ({ kind }: EnterpriseRow): Move['change'] => (kind === 'emu' ? 'sso.reset' : 'scim.disable')

export async function describeMove(db: Executor, row: EnterpriseRow, move: MoveRow, now: Date): Promise<Move> {
  const [count, comparison, progress, lastWrite, tokens, links, codes, [copy]] = await Promise.all([
    countEnterprise(db, row),
    move.state.comparison ?? compareNames(db, row),
    linkedAgain(db, row),
    lastWriter(db, row),
    listScimTokens(db, row),
    teamLinks(db, row.id),
    recoveryState(db, row.id),
    copiesOf(db, row),
  ])
  const { done, exportedAt } = move.state
  const described = {
    step: move.step,
    startedAt: move.started_at,
    startedBy: move.started_by,
    steps: moveSteps.map((id) => ({ id, doneAt: done[id]?.at ?? null, doneBy: done[id]?.by ?? null })),
    change: changeOf(row),
    comparison,
    teamLinks: links.length,
    exportedAt,
    recoveryCodes: { left: codes.left, keptAt: codes.keptAt },
    lastWrite,
    activeTokens: tokens.filter(({ revoked_at, expires_at }) => {
      return revoked_at === null && (expires_at === null || Date.parse(expires_at) > now.getTime())
    }).length,
    accounts: count.accounts,
    active: count.active,
    identities: count.identities,
    progress,
    rehearsal: copy?.slug ?? null,
  }
  return { ...described, waitsFor: waitsFor(described, {}) }
}

/** What a step still wants before it can be ended, given what the person says; null for nothing. */
function waitsFor(move: Omit<Move, 'waitsFor'>, given: Given): string | null {
  const { comparison, progress } = move
  switch (move.step) {
    case 'compare':
      if (comparison.names === 0) return 'Give the userNames of the new provider.'
      return comparison.missing + comparison.added + comparison.invalid + comparison.clashing > 0 && !given.accept
        ? 'The names differ: correct the mapping of the new provider, or accept that these people are left out.'
        : null
    case 'teams':
      return move.teamLinks > 0 && move.exportedAt === null
        ? `Export the links of ${move.teamLinks} teams: none is linked again by itself.`
        : null
    case 'recovery':
      if (move.recoveryCodes.left > 0 && move.recoveryCodes.keptAt !== null) return null
      return given.accept ? null : 'Say that the recovery codes are saved: without single sign-on they are the way in.'
    case 'stop':
      return given.accept ? null : 'Say that the old provider no longer provisions, with nobody unassigned there.'
    case 'reset':
      return null
    case 'verify':
      if (move.change === 'sso.reset' && move.active > 0)
        return `${move.active} accounts are still active: somebody provisioned them since. Stop that and reset again.`
      return move.identities > 0
        ? `${move.identities} identities are there again: the old provider still writes.`
        : null
    case 'configure':
      if (move.activeTokens === 0) return 'Make a token for the new provider.'
      return given.accept ? null : 'Say that single sign-on and provisioning are set up at the new provider.'
    case 'reprovision':
      return progress.linked < progress.expected && !given.accept
        ? `${progress.expected - progress.linked} of ${progress.expected} accounts are not linked again yet.`
        : null
  }
}

/** Ends the step that the move is at, and does what belongs to it. The last one ends the move. */
export async function finishStep(
  deps: AppDeps,
  doer: Doer,
  { row, move, step, body }: { row: EnterpriseRow; move: MoveRow; step: MoveStep; body: Given },
): Promise<void> {
  const refuse = (problem: string, remedy: string) =>
    new AppError('enterprise.invalid', { what: 'moved', problem, remedy })
  if (step !== move.step)
    throw refuse(`it is at the step ${move.step}, not ${step}`, 'Load the move again, and go on there.')
  const open = waitsFor(await describeMove(deps.db, row, move, deps.now()), body)
  if (open !== null) throw refuse(`the step ${step} is not over`, open)
  if (step === 'reset' && body.confirm !== row.slug)
    throw refuse('confirm is not its slug', `Give confirm ${row.slug}: what it ends does not come back.`)
  // What the reset ends and that it was done stand together.
  if (step === 'reset') {
    await changeEnterprise(deps, doer, row.slug, changeOf(row), (tx) => advance(tx, deps, doer, row, step))
    return
  }
  if (step === 'configure' && row.kind === 'ghes') await changeEnterprise(deps, doer, row.slug, 'scim.enable')
  await deps.db.transaction().execute(async (tx) => {
    if (step === 'stop' && body.revokeTokens) await revokeTokens(tx, deps, doer, row)
    if (step === 'configure' && body.identityProvider)
      await saveEnterprise(tx, doer.tenant, row, { identity_provider: body.identityProvider })
    await advance(tx, deps, doer, row, step)
    await tell(tx, { tenant: doer.tenant, type: 'directory' })
  })
}

async function advance(tx: Executor, deps: AppDeps, doer: Doer, row: EnterpriseRow, step: MoveStep): Promise<void> {
  const move = await findMove(tx, row, true)
  // Somebody else was faster.
  if (move?.step !== step) return
  const now = deps.now()
  const next = moveSteps[moveSteps.indexOf(step) + 1] ?? step
  const comparison = step === 'compare' ? await compareNames(tx, row) : move.state.comparison
  const done = { ...move.state.done, [step]: { at: now.toISOString(), by: doer.actor.name } }
  await saveMove(tx, move, { step: next, state: { ...move.state, comparison, done } }, now)
  await recordEvent(tx, doer.tenant, now, {
    actor: doer.actor,
    type: 'move.step_done',
    subject: { kind: 'enterprise', id: row.slug, name: row.name },
    data: { step },
  })
}

async function revokeTokens(tx: Executor, deps: AppDeps, doer: Doer, row: EnterpriseRow): Promise<void> {
  for (const token of await listScimTokens(tx, row))
    if (token.revoked_at === null)
      await recordEvent(tx, doer.tenant, deps.now(), {
        actor: doer.actor,
        type: 'scim_token.revoked',
        subject: { kind: 'scim_token', id: token.id, name: token.name },
        data: { enterprise: row.slug },
      })
  await revokeAllScimTokens(tx, row, deps.now())
}
