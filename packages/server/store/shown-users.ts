import type { Queries } from './database.ts'
import type { GroupLink } from './directory-users.ts'
import { isUuid } from './directory-users.ts'
import { gathered } from './gather.ts'
import type { PageOf } from './page-of.ts'

/** A user as GitHub's base answers it: text that was made when the row was written. */
export interface ShownUser {
  id: string
  seq: number
  version: number
  /** Up to the address where it is served; null where the row was written without. */
  shown: string | null
  groups: GroupLink[] | null
}

const shown = 'case when u.shown_version = u.version then u.shown end'
const groups = `case when not u.suspended then (
  select json_agg(json_build_object('value', g.id, 'display', g.display_name) order by g.seq)
  from directory_member m join directory_group g on g.enterprise_id = m.enterprise_id and g.number = m.group_number
  where m.enterprise_id = u.enterprise_id and m.account_id = u.account_id) end`

interface Key {
  enterpriseId: number
  key: string
}

// A parameter in a `select` of its own is one that the planner does not look at: the plan is made once and kept. Where it
// does look, it finds each time that the plan for this very value is a little cheaper, and planning costs more than reading.
const findBy = (name: string, type: string, where: string) =>
  gathered(100, async (queries: Queries, asked: readonly Key[]) => {
    const { rows } = await queries.query<ShownUser | { id: null }>({
      name,
      text: `select u.* from unnest((select $1::bigint[]), (select $2::${type}[])) with ordinality k (enterprise_id, key, place)
        left join lateral (select u.id, u.seq, u.version, ${shown} as shown,
            ${groups} as groups
          from directory_user u where u.enterprise_id = k.enterprise_id and ${where} limit 1) u on true order by k.place`,
      values: [asked.map((one) => one.enterpriseId), asked.map((one) => one.key)],
    })
    return rows.map((row) => (row.id === null ? null : row))
  })
const findById = findBy('directory_user_shown', 'uuid', 'u.id = k.key')
const findByName = findBy('directory_user_shown_named', 'text', 'u.user_name_taken = k.key and u.id is not null')

export const findShownUser = async (queries: Queries, enterpriseId: number, id: string): Promise<ShownUser | null> =>
  isUuid(id) ? findById(queries, { enterpriseId, key: id }) : null

/** @param key of the userName, as it is kept unique. */
export const findShownUserNamed = (queries: Queries, enterpriseId: number, key: string): Promise<ShownUser | null> =>
  findByName(queries, { enterpriseId, key })

/** A page of all users, and their kept total. */
export interface ShownPage {
  users: (Pick<ShownUser, 'id' | 'groups'> & { shown: string })[]
  firstSeq: number | null
  lastSeq: number | null
  total: number
}

interface PageRow {
  /** Texts, a line each: JSON has no line break of its own. */
  shown: string | null
  /** Id and account number, both in one word. */
  keys: string | null
  groups: [value: string, display: string, accounts: string][] | null
  firstSeq: number | null
  lastSeq: number | null
  /** Whether each row had its text. */
  whole: boolean
  total: number
}
const idLength = 36

interface PageAsked {
  enterpriseId: number
  /** Number of the row after which the page begins, or how many come before it. */
  place: number
  count: number
}

// One row of few words a page: taking a hundred rows apart, or putting them together here, costs more than reading them.
// Groups are looked for once for all on the page, and not for each.
const pagesFrom = (from: 'afterSeq' | 'offset') =>
  gathered(8, async (queries: Queries, asked: readonly PageAsked[]) => {
    const { rows } = await queries.query<PageRow>({
      name: `directory_users_shown_${from}`,
      text: `select p.shown, p.keys, p."firstSeq", p."lastSeq", p.whole,
          (select sum(users)::bigint from enterprise_total where enterprise_id = k.enterprise_id) as total,
          (select json_agg(json_build_array(g.id, g.display_name, g.accounts) order by g.seq) from (
            select g.seq, g.id, g.display_name, string_agg(m.account_id::text, ' ') as accounts from directory_member m
            join directory_group g on g.enterprise_id = m.enterprise_id and g.number = m.group_number
            where m.enterprise_id = k.enterprise_id and m.account_id = any(p.accounts)
            group by g.enterprise_id, g.number) g) as groups
        from unnest((select $1::bigint[]), (select $2::bigint[]), (select $3::bigint[]))
          with ordinality k (enterprise_id, place, count, nth)
        cross join lateral (
          select string_agg(shown, e'\n' order by seq) as shown, string_agg(id::text || account_id, ' ' order by seq) as keys,
            min(seq) as "firstSeq", max(seq) as "lastSeq", count(*) = count(shown) as whole,
            array_agg(account_id) filter (where not suspended) as accounts
          from (
            select u.seq, u.id, u.account_id, u.suspended, ${shown} as shown from directory_user u
            where u.enterprise_id = k.enterprise_id and u.id is not null ${from === 'afterSeq' ? 'and u.seq > k.place' : ''}
            order by u.seq limit k.count ${from === 'offset' ? 'offset k.place' : ''}
          ) u
        ) p
        order by k.nth`,
      values: [asked.map((one) => one.enterpriseId), asked.map((one) => one.place), asked.map((one) => one.count)],
    })
    return rows
  })
const pagesAfter = pagesFrom('afterSeq')
const pagesAt = pagesFrom('offset')

/** Null where some row has no text. */
export async function pageOfShownUsers(
  queries: Queries,
  enterpriseId: number,
  { from, count }: { from: Exclude<PageOf['from'], { after: unknown }>; count: number },
): Promise<ShownPage | null> {
  const page = await ('afterSeq' in from
    ? pagesAfter(queries, { enterpriseId, place: from.afterSeq, count })
    : pagesAt(queries, { enterpriseId, place: from.offset, count }))
  if (!page.whole) return null
  const groupsOf = new Map<string, GroupLink[]>()
  for (const [value, display, accounts] of page.groups ?? [])
    for (const account of accounts.split(' ')) {
      const groups = groupsOf.get(account)
      if (groups) groups.push({ value, display })
      else groupsOf.set(account, [{ value, display }])
    }
  const texts = page.shown?.split('\n') ?? []
  const users = (page.keys?.split(' ') ?? []).map((key, index) => ({
    id: key.slice(0, idLength),
    shown: texts[index] ?? '',
    groups: groupsOf.get(key.slice(idLength)) ?? null,
  }))
  return { users, firstSeq: page.firstSeq, lastSeq: page.lastSeq, total: page.total }
}
