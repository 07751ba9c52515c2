import { AppError } from '@rollcall/core'
import type { AppDeps } from '../app-deps.ts'
import { tell } from '../live.ts'
import { isUniqueViolation } from '../store/database.ts'
import { copyEnterprise } from '../store/enterprise-copy.ts'
import { addMove, addNames, findMove, type MoveName } from '../store/enterprise-moves.ts'
import { lockEnterprise } from '../store/enterprise-switch.ts'
import type { EnterpriseRow } from '../store/enterprises.ts'
import { type Actor, recordEvent } from '../store/events.ts'

/**
 * Copies an enterprise so that a move can be rehearsed on it from end to end, with the names of the move that is under way.
 * One copy at a time; it has no tokens, no host name, and sends no e-mail.
 */
export async function copyForRehearsal(
  deps: AppDeps,
  { tenant, actor }: { tenant: string; actor: Actor },
  slug: string,
): Promise<EnterpriseRow> {
  const copySlug = `${slug.slice(0, 49).replace(/-+$/, '')}-rehearsal`
  const now = deps.now()
  try {
    return await deps.db.transaction().execute(async (tx) => {
      const original = await lockEnterprise(tx, tenant, slug, 'update')
      if (original.copy_of !== null)
        throw refusal(`${slug} is a rehearsal itself`, 'Rehearse here: it is what the copy is for.')
      // Under the same key suspended people have the same obfuscated logins.
      const secret = await deps.vault.open(tx, tenant, original.secret_id)
      const secretId = await deps.vault.seal(tx, tenant, secret)
      const copy = await copyEnterprise(tx, original, { slug: copySlug, secretId, createdBy: actor.name }, now)
      if (await findMove(tx, original)) {
        await addMove(tx, copy, actor.name, now)
        const names: MoveName[] = await tx
          .selectFrom('enterprise_move_name')
          .select(['user_name', 'login', 'login_key', 'problem'])
          .where('enterprise_id', '=', original.id)
          .execute()
        await addNames(tx, copy, names)
      }
      await recordEvent(tx, tenant, now, {
        actor,
        type: 'enterprise.copied',
        subject: { kind: 'enterprise', id: copy.slug, name: copy.name },
        data: { original: slug },
      })
      await tell(tx, { tenant, type: 'directory' })
      return copy
    })
  } catch (error) {
    if (!isUniqueViolation(error, 'enterprise_copy_of_key') && !isUniqueViolation(error, 'enterprise_slug_key'))
      throw error
    throw refusal(`${copySlug} is there already`, 'Go on with it, or remove it first.', error)
  }
}

const refusal = (problem: string, remedy: string, cause?: unknown) =>
  new AppError('enterprise.invalid', { what: 'copied', problem, remedy }, cause === undefined ? {} : { cause })
