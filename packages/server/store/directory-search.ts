import type { User } from '@rollcall/directory'
import { foldCase } from '@rollcall/scim'
import { sql } from 'kysely'
import type { Executor } from './database.ts'
import { isUuid } from './directory-users.ts'
import type { EnterpriseRow } from './enterprises.ts'
import type { ScimRequestRow } from './scim-requests.ts'

/** Whom a person may mean by what they typed. */
export type Candidate = { id: string; scimId: string | null; name: string; by: string } & (
  | { kind: 'person'; user: User }
  | { kind: 'group'; number: number }
)

const most = 10

/** People and groups that go by this text, those first that have it as their own name. */
export async function findSubjects(
  db: Executor,
  enterprise: EnterpriseRow,
  text: string,
  keys: { logins: readonly string[]; userName: string },
): Promise<Candidate[]> {
  const id = isUuid(text.toLowerCase()) ? text.toLowerCase() : null
  const number = /^\d{1,15}$/.test(text) ? Number(text) : null
  const logins = [...keys.logins]
  const { rows: people } = await sql<{ user: User; by: string }>`
    select state as user, case
        when id = ${id}::uuid then 'SCIM id'
        when login_taken = ${logins[0]} then 'login'
        when user_name_taken = ${keys.userName} then 'userName'
        when external_id = ${text} then 'externalId'
        when account_id = ${number}::bigint then 'account id'
        when login_taken = any(${logins}::text[]) then 'login'
        when lower(state->>'login') = ${text.toLowerCase()} then 'present login'
        when fold_case(state->'identity'->>'displayName') = ${foldCase(text)} then 'display name'
        else 'e-mail' end as by
    from directory_user
    where enterprise_id = ${enterprise.id} and (id = ${id}::uuid or login_taken = any(${logins}::text[])
      or user_name_taken = ${keys.userName} or external_id = ${text} or account_id = ${number}::bigint
      or email_taken = ${text.toLowerCase()} or fold_case(state->'identity'->>'displayName') = ${foldCase(text)}
      or fold_case(state->>'email') = ${foldCase(text)} or lower(state->>'login') = ${text.toLowerCase()})
    order by suspended, account_id limit ${most}`.execute(db)
  const { rows: groups } = await sql<{ id: string; number: number; display_name: string; by: string }>`
    select id, number, display_name, case when id = ${id}::uuid then 'SCIM id'
        when fold_case(display_name) = ${foldCase(text)} then 'name'
        when external_id = ${text} then 'externalId' else 'number' end as by
    from directory_group
    where enterprise_id = ${enterprise.id} and (id = ${id}::uuid or fold_case(display_name) = ${foldCase(text)}
      or external_id = ${text} or number = ${number}::bigint)
    order by number limit ${most}`.execute(db)
  return [
    ...people.map(
      ({ user, by }): Candidate => ({
        kind: 'person',
        id: String(user.accountId),
        scimId: user.identity?.id ?? null,
        name: user.keptLogin ?? user.login,
        by,
        user,
      }),
    ),
    ...groups.map(
      ({ id, number, display_name: name, by }): Candidate => ({
        kind: 'group',
        id: String(number),
        scimId: id,
        name,
        by,
        number,
      }),
    ),
  ]
}

/** Refused requests that name this subject, or hold one of these words as a whole value. */
export async function refusedRequests(
  db: Executor,
  enterprise: EnterpriseRow,
  scimId: string | null,
  words: readonly string[],
): Promise<ScimRequestRow[]> {
  const values = words.filter((word) => word !== '').map((word) => JSON.stringify(word).toLowerCase())
  const { rows } = await sql<ScimRequestRow>`
    select r.*, t.name as token_name from scim_request r
    left join scim_token t on t.enterprise_id = r.enterprise_id and t.id = r.token_id
    where r.enterprise_id = ${enterprise.id} and r.outcome = 'failed'
      and (r.subject_id = ${scimId} or exists (
        select 1 from unnest(${values}::text[]) v (value) where position(v.value in lower(r.body)) > 0))
    order by r.id desc limit ${most}`.execute(db)
  return rows
}

export interface TriedSignIn {
  at: string
  refused: boolean
  message: string
  compared: { claim: string; given: string; attribute: string; expected: string | null } | null
}

/** The last sign-in within thirty days of whoever is called like this, or brought one of these words; null without any. */
export async function lastSignIn(
  db: Executor,
  enterprise: EnterpriseRow,
  words: readonly string[],
  now: Date,
): Promise<TriedSignIn | null> {
  const lower = words.filter((word) => word !== '').map((word) => word.toLowerCase())
  const { rows } = await sql<TriedSignIn>`
    select at, action = 'user.failed_login' as refused, data->>'message' as message, data->'compared' as compared
    from audit_event
    where enterprise_id = ${enterprise.id} and action in ('user.login', 'user.failed_login')
      and at > ${now}::timestamptz - interval '30 days' and (lower(data->>'actor') = any(${lower}::text[])
        or lower(data->'compared'->>'given') = any(${lower}::text[])
        or lower(data->'compared'->>'expected') = any(${lower}::text[]))
    order by seq desc limit 1`.execute(db)
  return rows[0] ?? null
}

/** Who was last deprovisioned of those who had one of these logins. A soft-deprovisioned user is found as it is. */
export async function lastDeprovisioned(
  db: Executor,
  enterprise: EnterpriseRow,
  logins: readonly string[],
): Promise<{ at: string; login: string } | null> {
  const { rows } = await sql<{ at: string; login: string }>`
    select at, data->>'user' as login from audit_event
    where enterprise_id = ${enterprise.id} and action in ('external_identity.deprovision', 'user.suspend')
      and lower(data->>'user') = any(${logins.map((login) => login.toLowerCase())}::text[])
    order by seq desc limit 1`.execute(db)
  return rows[0] ?? null
}

/** Members of a group that show, and those that are hidden because they are suspended. */
export async function groupFigures(
  db: Executor,
  enterprise: EnterpriseRow,
  number: number,
): Promise<{ visibleMembers: number; hiddenMembers: number }> {
  const { rows } = await sql<{ visibleMembers: number; hiddenMembers: number }>`
    select count(*) filter (where not u.suspended) as "visibleMembers",
      count(*) filter (where u.suspended) as "hiddenMembers"
    from directory_member m
    join directory_user u on u.enterprise_id = m.enterprise_id and u.account_id = m.account_id
    where m.enterprise_id = ${enterprise.id} and m.group_number = ${number}`.execute(db)
  return rows[0] ?? { visibleMembers: 0, hiddenMembers: 0 }
}
