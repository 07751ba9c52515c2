import type { Queries } from './database.ts'
import { type AuditRow, auditGiven, auditJson } from './directory-users.ts'
import { gathered } from './gather.ts'
import { rowsIn } from './rows.ts'

/** Who comes to a group and who leaves it: accounts. */
interface MemberWrite {
  enterpriseId: number
  group: { id: string; number: number; updatedAt: number }
  add: readonly number[]
  remove: readonly number[]
  /** Whether linked teams follow its members; without, none may be linked meanwhile. */
  followed: boolean
  audit: readonly AuditRow[]
  requestId: string
  now: Date
}

const membersIn = (parameter: number) =>
  rowsIn(parameter, { enterprise_id: 'bigint', number: 'bigint', account_id: 'bigint' })

const text = `with w as materialized (${rowsIn(1, {
  enterprise_id: 'bigint',
  number: 'bigint',
  id: 'uuid',
  now: 'timestamptz',
  updated: 'bigint',
  changes: 'integer',
  followed: 'boolean',
})} limit (select $2::bigint)
  ), g as (
    update directory_group g set state = jsonb_set(g.state, '{updatedAt}', to_jsonb(w.updated)), updated_at = w.now,
      version = g.version + w.changes
    from w where g.enterprise_id = w.enterprise_id and g.number = w.number and g.id = w.id
      and (g.teams = 0 or w.followed) returning g.id, g.version
  ), add as (
    insert into directory_member ${membersIn(4)} on conflict do nothing returning 1
  ), del as (
    delete from directory_member m
    using (${membersIn(6)} limit (select $7::bigint)) r
    where m.enterprise_id = r.enterprise_id and m.group_number = r.number and m.account_id = r.account_id returning 1
  ), ${auditGiven(3)}
  select expect_rows((select count(*) from g), $2), expect_rows((select count(*) from add), $5),
    expect_rows((select count(*) from del), $7), (select json_object_agg(g.id, g.version) from g) as versions`

/** One row a group, however many of the writes are of it. */
function groupsOf(writes: readonly MemberWrite[]) {
  const rows = new Map<string, { id: string; changes: number; followed: boolean } & Record<string, unknown>>()
  for (const { enterpriseId, group, now, followed } of writes) {
    const before = rows.get(group.id)
    rows.set(group.id, {
      enterprise_id: enterpriseId,
      number: group.number,
      id: group.id,
      now,
      updated: group.updatedAt,
      changes: (before?.changes ?? 0) + 1,
      followed: followed && (before?.followed ?? true),
    })
  }
  // In one order, so that two servers do not wait for each other's groups.
  return [...rows.values()].sort((one, other) => (one.id < other.id ? -1 : 1))
}

const rowsOf = (writes: readonly MemberWrite[], which: 'add' | 'remove') =>
  writes.flatMap((write) =>
    write[which].map((account) => ({
      enterprise_id: write.enterpriseId,
      number: write.group.number,
      account_id: account,
    })),
  )

const gatherWrites = gathered(64, async (queries: Queries, writes: readonly MemberWrite[]) => {
  const groups = groupsOf(writes)
  const added = rowsOf(writes, 'add')
  const removed = rowsOf(writes, 'remove')
  const { rows } = await queries.query<{ versions: Record<string, number> }>({
    name: 'directory_members_change',
    text,
    values: [
      JSON.stringify(groups),
      groups.length,
      auditJson(writes),
      JSON.stringify(added),
      added.length,
      JSON.stringify(removed),
      removed.length,
    ],
  })
  return writes.map(({ group }) => rows[0]?.versions[group.id] ?? 0)
})

/**
 * Writes who came to groups and who left, when they changed, and the audit events; no list is read or rewritten. Answers
 * the version of the group, with whatever was written beside it.
 * @throws the database's 40001 when somebody had come or gone already or a team was linked meanwhile, 23503 when a user is gone.
 */
export const writeMembers = (queries: Queries, write: MemberWrite): Promise<number> => gatherWrites(queries, write)
