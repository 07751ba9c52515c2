import type { AnswerStore } from '../outbound/kept-answers.ts'
import type { Executor } from './database.ts'

/** The kept answers of one connection that its present credential got. */
export function openAnswers(
  db: Executor,
  tenant: string,
  connection: { id: string; secret_id: string },
  now: () => Date,
): AnswerStore {
  return {
    async find(url) {
      const row = await db
        .updateTable('kept_answer')
        .set({ used_at: now() })
        .where('tenant', '=', tenant)
        .where('connection_id', '=', connection.id)
        .where('url', '=', url)
        .where('secret_id', '=', connection.secret_id)
        .returning(['etag', 'link', 'body', 'derived'])
        .executeTakeFirst()
      return row ?? null
    },
    async save(url, answer) {
      const row = { ...answer, secret_id: connection.secret_id, used_at: now() }
      await db
        .insertInto('kept_answer')
        .values({ tenant, connection_id: connection.id, url, ...row })
        .onConflict((conflict) => conflict.columns(['tenant', 'connection_id', 'url']).doUpdateSet(row))
        .execute()
    },
  }
}

/** Drops what a whole scan had no use for: pages that are no more, and what another credential got. */
export async function dropUnusedAnswers(
  db: Executor,
  tenant: string,
  connectionId: string,
  since: string,
): Promise<void> {
  await db
    .deleteFrom('kept_answer')
    .where('tenant', '=', tenant)
    .where('connection_id', '=', connectionId)
    .where('used_at', '<', since)
    .execute()
}
