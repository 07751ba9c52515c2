import {
  copyEnterprise,
  endMove,
  exportTeamLinks,
  finishMoveStep,
  getMove,
  listMoveNames,
  type Move,
  putMoveNames,
  startMove,
  toCsv,
} from '@rollcall/api'
import { AppError } from '@rollcall/core'
import type { AppDeps } from '../app-deps.ts'
import { tell } from '../live.ts'
import { copyForRehearsal } from '../scim/copy-enterprise.ts'
import { moveNames } from '../scim/move-names.ts'
import { describeMove, finishStep } from '../scim/move-steps.ts'
import { addMove, compareNames, findMove, listNames, removeMove, saveMove } from '../store/enterprise-moves.ts'
import { getEnterprise } from '../store/enterprises.ts'
import { type EventType, recordEvent } from '../store/events.ts'
import { teamLinks } from '../store/teams.ts'
import type { Caller } from './caller.ts'
import { describeEnterprise } from './enterprises.ts'
import { implement } from './implement.ts'

const noMove = () =>
  new AppError('enterprise.invalid', {
    what: 'moved',
    problem: 'no move was started',
    remedy: 'Start one under Move to another IdP, or with POST to its move.',
  })

/** Moving to another identity provider or tenant, step by step, and a copy to rehearse it on. */
export function enterpriseMoveRoutes(deps: AppDeps) {
  const { db } = deps
  const moveOf = async (caller: Caller, slug: string): Promise<{ move: Move | null }> => {
    const row = await getEnterprise(db, caller.tenant, slug)
    const move = await findMove(db, row)
    return { move: move && (await describeMove(db, row, move, deps.now())) }
  }

  /** One change of a move, with its event. */
  async function change(
    { tenant, actor }: Caller,
    slug: string,
    type: EventType | null,
    run: (tx: Parameters<typeof addMove>[0], row: Parameters<typeof addMove>[1]) => Promise<void>,
  ): Promise<void> {
    await db.transaction().execute(async (tx) => {
      const row = await getEnterprise(tx, tenant, slug)
      await run(tx, row)
      const subject = { kind: 'enterprise', id: row.slug, name: row.name }
      if (type) await recordEvent(tx, tenant, deps.now(), { actor, type, subject })
      await tell(tx, { tenant, type: 'scim', enterprise: row.slug })
    })
  }

  return [
    implement(getMove, ({ caller, params }) => moveOf(caller, params.enterprise)),

    implement(startMove, async ({ caller, params }) => {
      await change(caller, params.enterprise, 'move.started', async (tx, row) => {
        if ((await addMove(tx, row, caller.actor.name, deps.now())) === 'made') return
        throw new AppError('enterprise.invalid', {
          what: 'moved',
          problem: 'a move was started already',
          remedy: 'Go on with it, or forget it first.',
        })
      })
      return moveOf(caller, params.enterprise)
    }),

    implement(endMove, ({ caller, params }) =>
      change(caller, params.enterprise, 'move.ended', async (tx, row) => {
        if (!(await removeMove(tx, row))) throw noMove()
      }),
    ),

    implement(putMoveNames, async ({ caller, params, body }) => {
      await change(caller, params.enterprise, null, async (tx, row) => {
        const move = await findMove(tx, row, true)
        if (!move) throw noMove()
        await moveNames(tx, row, move, body)
      })
      return compareNames(db, await getEnterprise(db, caller.tenant, params.enterprise))
    }),

    implement(listMoveNames, async ({ caller, params, query }) => {
      const row = await getEnterprise(db, caller.tenant, params.enterprise)
      return listNames(db, row, query.kind, { limit: query.limit ?? 50, cursor: query.cursor })
    }),

    implement(exportTeamLinks, async ({ caller, params, reply }) => {
      let csv = toCsv(['organization', 'team', 'group', 'group id', 'externalId'])
      await change(caller, params.enterprise, null, async (tx, row) => {
        for (const { organization, team, group, groupId, externalId } of await teamLinks(tx, row.id))
          csv += toCsv([organization ?? '', team, group, groupId, externalId ?? ''])
        const move = await findMove(tx, row, true)
        const exportedAt = deps.now().toISOString()
        if (move) await saveMove(tx, move, { ...move, state: { ...move.state, exportedAt } }, deps.now())
        await recordEvent(tx, caller.tenant, deps.now(), {
          actor: caller.actor,
          type: 'export.made',
          subject: { kind: 'enterprise', id: row.slug, name: row.name },
          data: { what: `team links of ${row.name}`, format: 'csv', query: '' },
        })
      })
      reply.header('content-disposition', `attachment; filename="rollcall-${params.enterprise}-team-links.csv"`)
      return reply.type('text/csv; charset=utf-8').send(csv)
    }),

    implement(finishMoveStep, async ({ caller, params, body, request }) => {
      const row = await getEnterprise(db, caller.tenant, params.enterprise)
      const move = await findMove(db, row)
      if (!move) throw noMove()
      await finishStep(deps, { ...caller, requestId: request.id }, { row, move, step: params.step, body })
      return moveOf(caller, params.enterprise)
    }),

    implement(copyEnterprise, async ({ caller, params }) => {
      const copy = await copyForRehearsal(deps, caller, params.enterprise)
      return describeEnterprise(deps, copy)
    }),
  ]
}
