import type { SignInFacts, SignInKey, User } from '@rollcall/directory'
import type { Executor } from './database.ts'
import { cursorOf, offsetOf, type PageRequest } from './paging.ts'

const columns = {
  externalId: 'external_id',
  userName: 'user_name_taken',
  login: 'login_taken',
} as const

/** What a sign-in is judged on: whom its key finds, who is similar, and what earlier sign-ins linked. */
export async function signInFacts(
  db: Executor,
  enterpriseId: number,
  key: SignInKey,
  identity: string,
  others: readonly string[],
): Promise<SignInFacts> {
  const rows = await db
    .selectFrom('directory_user')
    .select(['account_id', 'state'])
    .where('enterprise_id', '=', enterpriseId)
    .where(columns[key.by], '=', key.lookup)
    // Two are enough to know that it is not one.
    .limit(2)
    .execute()
  const links = await db
    .selectFrom('sign_in_link as link')
    .innerJoin('directory_user as user', (join) =>
      join.onRef('user.enterprise_id', '=', 'link.enterprise_id').onRef('user.account_id', '=', 'link.account_id'),
    )
    .select(['link.account_id', 'link.identity', 'user.state'])
    .where('link.enterprise_id', '=', enterpriseId)
    .where(({ or, eb }) =>
      or([eb('link.identity', '=', identity), ...(rows[0] ? [eb('link.account_id', '=', rows[0].account_id)] : [])]),
    )
    // A link made before the account got another SCIM identity says nothing any more.
    .whereRef('link.scim_id', 'is not distinct from', 'user.id')
    .execute()
  return {
    users: rows.map((row) => row.state),
    near: rows.length > 0 || others.length === 0 ? null : await findNear(db, enterpriseId, others),
    linked: links.find((link) => link.identity === identity)?.state ?? null,
    linkOfUser: links.find((link) => link.account_id === rows[0]?.account_id)?.identity ?? null,
  }
}

async function findNear(db: Executor, enterpriseId: number, values: readonly string[]): Promise<User | null> {
  const lower = values.map((value) => value.toLowerCase())
  const row = await db
    .selectFrom('directory_user')
    .select('state')
    .where('enterprise_id', '=', enterpriseId)
    .where('id', 'is not', null)
    .where(({ or, eb }) =>
      or([eb('user_name_taken', 'in', lower), eb('external_id', 'in', [...values]), eb('email_taken', 'in', lower)]),
    )
    .limit(1)
    .executeTakeFirst()
  return row?.state ?? null
}

/** Links the account to the identity that it signed in with, and to no other. */
export async function keepLink(
  db: Executor,
  enterpriseId: number,
  user: User,
  identity: string,
  now: Date,
): Promise<void> {
  // One that an account left behind which is another now, or that this account has for another identity.
  await db
    .deleteFrom('sign_in_link')
    .where('enterprise_id', '=', enterpriseId)
    .where('identity', '=', identity)
    .where('account_id', '!=', user.accountId)
    .execute()
  const values = { identity, scim_id: user.identity?.id ?? null, used_at: now }
  await db
    .insertInto('sign_in_link')
    .values({ enterprise_id: enterpriseId, account_id: user.accountId, ...values, linked_at: now })
    .onConflict((conflict) => conflict.columns(['enterprise_id', 'account_id']).doUpdateSet(values))
    .execute()
}

export async function listLinks(db: Executor, enterpriseId: number, page: PageRequest) {
  const offset = offsetOf(page.cursor)
  const all = db
    .selectFrom('sign_in_link as link')
    .innerJoin('directory_user as user', (join) =>
      join.onRef('user.enterprise_id', '=', 'link.enterprise_id').onRef('user.account_id', '=', 'link.account_id'),
    )
    .where('link.enterprise_id', '=', enterpriseId)
  const { total } = await all.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const rows = await all
    .select(['link.account_id', 'link.identity', 'link.linked_at', 'link.used_at', 'user.state'])
    .orderBy('link.used_at', 'desc')
    .orderBy('link.account_id')
    .limit(page.limit)
    .offset(offset)
    .execute()
  return { rows, total, next: cursorOf(offset + rows.length, total) }
}

/** The login of the account that was linked; null where none was. */
export async function dropLink(db: Executor, enterpriseId: number, accountId: number): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('sign_in_link')
    .where('enterprise_id', '=', enterpriseId)
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow()
  return numDeletedRows === 1n
}
