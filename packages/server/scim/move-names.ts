import type { putMoveNames, RouteInput } from '@rollcall/api'
import { AppError } from '@rollcall/core'
import { loginKey, normaliseLogin } from '@rollcall/directory'
import type { Executor } from '../store/database.ts'
import { addNames, clearNames, type MoveName, type MoveRow, userNamesSinceCopy } from '../store/enterprise-moves.ts'
import { copiesOf, type EnterpriseRow } from '../store/enterprises.ts'
import { enterpriseOf } from './directory.ts'

type Given = RouteInput<typeof putMoveNames>['body']

/** Takes userNames of the new provider, each with the login that it makes here. */
export async function moveNames(tx: Executor, row: EnterpriseRow, move: MoveRow, body: Given): Promise<void> {
  const refuse = (problem: string, remedy: string) =>
    new AppError('enterprise.invalid', { what: 'moved', problem, remedy })
  if (move.step !== 'compare')
    throw refuse(
      'the comparison is over',
      'Names are compared before anything is switched: forget the move to begin again.',
    )
  let names = body.names ?? []
  if (body.fromRehearsal) {
    const [copy] = await copiesOf(tx, row)
    if (!copy)
      throw refuse(
        'there is no rehearsal to take names from',
        'Copy the enterprise, and let the new provider provision it.',
      )
    names = await userNamesSinceCopy(tx, copy)
    if (names.length === 0)
      throw refuse(
        `nobody was provisioned to ${copy.slug} since it was copied`,
        'Go through the steps there until the new provider provisions it; then take its userNames.',
      )
  }
  if (body.replace || body.fromRehearsal) await clearNames(tx, row)
  await addNames(tx, row, nameRows(row, names))
}

function nameRows(row: EnterpriseRow, names: readonly string[]): MoveName[] {
  const enterprise = enterpriseOf(row, 'github')
  return names
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .map((name) => {
      const result = normaliseLogin(name, enterprise)
      return {
        user_name: name,
        login: result.ok ? result.login : null,
        login_key: result.ok ? loginKey(result.login, enterprise.options) : null,
        problem: result.ok ? null : `${result.message} ${result.fix}`,
      }
    })
}
