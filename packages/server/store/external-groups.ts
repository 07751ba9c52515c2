import type { Group, User } from '@rollcall/directory'
import { foldCase } from '@rollcall/scim'
import { sql } from 'kysely'
import type { Executor } from './database.ts'

export interface ExternalGroupRow {
  number: number
  state: Group
}

/** Groups by number, those alone whose name has this text in it. */
export async function externalGroups(
  db: Executor,
  enterpriseId: number,
  filter: { text?: string | undefined; number?: number },
  page: { after: number; limit: number },
): Promise<ExternalGroupRow[]> {
  let query = db
    .selectFrom('directory_group')
    .select(['number', 'state'])
    .where('enterprise_id', '=', enterpriseId)
    .where('number', '>', page.after)
  if (filter.number !== undefined) query = query.where('number', '=', filter.number)
  const text = filter.text === undefined ? undefined : foldCase(filter.text)
  if (text) query = query.where(sql<number>`position(${text} in fold_case(display_name))`, '>', 0)
  return query.orderBy('number').limit(page.limit).execute()
}

export const teamsOfGroup = (
  db: Executor,
  enterpriseId: number,
  number: number,
): Promise<{ id: number; name: string }[]> =>
  db
    .selectFrom('team')
    .select(['id', 'name'])
    .where('enterprise_id', '=', enterpriseId)
    .where('group_number', '=', number)
    .orderBy('id')
    .execute()

/** Members that SCIM shows, by account. */
export async function shownMembers(
  db: Executor,
  enterpriseId: number,
  number: number,
  page: { after: number; limit: number },
): Promise<User[]> {
  const { rows } = await sql<{ state: User }>`select u.state from directory_member m
    join directory_user u on u.enterprise_id = m.enterprise_id and u.account_id = m.account_id
    where m.enterprise_id = ${enterpriseId} and m.group_number = ${number} and m.account_id > ${page.after}
      and not u.suspended and u.id is not null
    order by m.account_id limit ${page.limit}`.execute(db)
  return rows.map((row) => row.state)
}
