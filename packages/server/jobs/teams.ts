import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { plainAuditOf } from '../scim/directory.ts'
import { changeTeam, decidingOf } from '../scim/follow-teams.ts'
import { inTurn } from '../scim/in-turn.ts'
import { writeAudit } from '../store/directory-users.ts'
import { findEnterpriseById } from '../store/enterprises.ts'
import { everyTeamToReconcile, noteReconciled } from '../store/teams.ts'
import type { ScanDeps } from './scan-deps.ts'

export type TeamDeps = Pick<ScanDeps, 'db' | 'now' | 'log'> & { queries: pg.Pool }

/**
 * Makes the members of one team what its group says, and notes what came of it: a team that cannot be brought there is
 * out of sync, says why, and is tried again.
 */
export async function reconcileTeam(
  deps: TeamDeps,
  enterpriseId: number,
  teamId: number,
  requestId: string,
): Promise<number> {
  const { db } = deps
  const enterprise = await findEnterpriseById(db, enterpriseId)
  if (!enterprise) return 0
  const doing = { enterprise, now: deps.now(), requestId }
  try {
    const changed = await inTurn(deps.queries, enterpriseId, async (turn) => {
      const events = await changeTeam(turn, decidingOf(doing), { type: 'team.reconcile', teamId })
      await writeAudit(turn.queries, enterpriseId, plainAuditOf(doing, events), requestId, doing.now)
      return events.length
    })
    await noteReconciled(db, enterpriseId, teamId, null, doing.now)
    return changed
  } catch (error) {
    // Removed since it was queued.
    if ((error as { status?: number }).status === 404) return 0
    await noteReconciled(db, enterpriseId, teamId, (error as Error).message, doing.now)
    throw error
  }
}

/** The daily look at every team that follows a group or brings people into organizations. One that fails keeps no other from it. */
export async function reconcileAllTeams(deps: TeamDeps): Promise<void> {
  const requestId = `daily-${randomBytes(6).toString('base64url')}`
  for (const { enterprise_id, id } of await everyTeamToReconcile(deps.db))
    await reconcileTeam(deps, enterprise_id, id, requestId).catch((error: unknown) =>
      deps.log.warn({ err: error, team: id }, 'A team could not be reconciled'),
    )
}
