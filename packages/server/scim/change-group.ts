import {
  conflictError,
  type Decision,
  type DirectoryEvent,
  decide,
  type Facts,
  type Group,
  type GroupCommand,
  groupKeys,
  type Member,
  type State,
} from '@rollcall/directory'
import { isContention, type Queries } from '../store/database.ts'
import {
  deleteGroup,
  findGroupToChange,
  type GroupToChange,
  type MemberFact,
  memberFacts,
  type StoredGroup,
  writeGroup,
} from '../store/directory-groups.ts'
import { givenUp } from './change-user.ts'
import { auditOf, circumstancesOf, enterpriseOf } from './directory.ts'
import type { Exchange } from './exchange.ts'

const attempts = 12

export interface ChangedGroup {
  before: StoredGroup | null
  after: StoredGroup
  events: readonly DirectoryEvent[]
  added: number
  removed: number
  /** Whether it has more members now than an answer holds as a whole; null where that must be asked. */
  isLong: boolean | null
  actions: string[]
}

/** Members that an answer holds as a whole; longer lists are read and sent piece by piece. */
export const shortList = 100

const keyOfConstraint: Record<string, Parameters<typeof conflictError>[0]> = {
  directory_group_display_name_taken: 'displayName',
  directory_group_external_id_taken: 'externalId',
  directory_group_id: 'id',
}

/**
 * Reads the group and the users that the request names in one statement, never its list of members; decides; and writes
 * rows, totals and audit events in another. What changed meanwhile is decided again.
 * @param named ids of the users that the request adds or removes by name.
 */
export async function changeGroup(
  pool: Queries,
  exchange: Exchange,
  id: string | null,
  named: readonly string[],
  status: number,
  commandOn: (stored: StoredGroup | null) => GroupCommand | Promise<GroupCommand>,
): Promise<ChangedGroup> {
  const { enterprise } = exchange
  for (let attempt = 1; ; attempt++) {
    const before = id === null ? null : await findGroupToChange(pool, enterprise.id, id, named, shortList)
    const command = await commandOn(before)
    const members = await membersOf(pool, enterprise.id, before ? { ...before, named } : null, command)
    const state: State = {
      enterprise: enterpriseOf(enterprise, exchange.base),
      group: before?.group ?? null,
      facts: factsOf(members),
    }
    const decision = decide(state, command, circumstancesOf(exchange))
    try {
      return await keep(pool, exchange, { before, command, decision, status })
    } catch (error) {
      const { code, constraint = '' } = error as { code?: string; constraint?: string }
      if (code === '23505' && keyOfConstraint[constraint])
        throw conflictError(keyOfConstraint[constraint], state.enterprise)
      // 23503: a user that was to be added is gone; the next decision says so.
      if ((!isContention(error) && code !== '23503') || attempt === attempts)
        throw await givenUp(pool, enterprise, error)
    }
  }
}

/** What is asked of the users that the command adds or removes: read with the group, but for those of "all members". */
async function membersOf(
  pool: Queries,
  enterpriseId: number,
  group: (GroupToChange & { named: readonly string[] }) | null,
  command: GroupCommand,
): Promise<readonly MemberFact[]> {
  if (command.type === 'group.delete') return []
  const read = new Set(group?.named)
  const ids = [...command.add, ...('remove' in command ? command.remove : [])].filter((id) => !read.has(id))
  const number = group?.group.number ?? (command.type === 'group.create' ? command.number : 0)
  const rest = ids.length === 0 ? [] : await memberFacts(pool, enterpriseId, number, ids)
  return group ? [...group.members, ...rest] : rest
}

function factsOf(found: readonly MemberFact[]): Facts {
  const members = new Map<string, Member>()
  for (const { id, accountId, login, visible, inGroup } of found)
    members.set(id, {
      user: { accountId, id, login },
      visible,
      inGroup,
      inTeams: [],
      organizations: [],
      organizationCount: 0,
    })
  return { members, teams: [], freeLicences: null }
}

async function keep(
  pool: Queries,
  exchange: Exchange,
  change: {
    before: GroupToChange | null
    command: GroupCommand
    decision: Decision
    status: number
  },
): Promise<ChangedGroup> {
  const { before, command, decision, status } = change
  const { enterprise, now, requestId } = exchange
  const { events } = decision
  const audit = auditOf(exchange, events, { kind: 'Group', id: command.id }, status)
  const actions = audit.map((row) => row.action)
  const add = events.flatMap((event) => (event.type === 'group.member_added' ? [event.user.accountId] : []))
  const remove = events.flatMap((event) => (event.type === 'group.member_removed' ? [event.user.accountId] : []))
  const counted = {
    added: add.length,
    removed: remove.length,
    isLong: isLong(before, add.length - remove.length),
  }
  const group = decision.state.group ?? before?.group
  if (!group) throw new TypeError(`${command.type} left no group`)
  if (events.length === 0 && before) return { before, after: before, events, actions, ...counted }
  if (command.type === 'group.delete') {
    if (before) await deleteGroup(pool, enterprise.id, before, audit, requestId, now)
  } else
    await writeGroup(
      pool,
      {
        enterpriseId: enterprise.id,
        group,
        keys: groupKeys(group),
        version: before && changesRow(events) ? before.version : null,
        add,
        remove,
        audit,
        requestId,
        now,
      },
      before ? 'change' : 'create',
    )
  return {
    before,
    after: { group, version: (before?.version ?? 0) + 1, seq: before?.seq ?? 0 },
    events,
    actions,
    ...counted,
  }
}

function isLong(before: GroupToChange | null, more: number): boolean | null {
  if (!before) return more > shortList
  const { size, sizeCounted } = before
  return size + more > shortList ? true : size < sizeCounted ? false : null
}

/** Whether anything of the group itself is different. Members alone come and go side by side. */
const changesRow = (events: readonly DirectoryEvent[]): boolean =>
  events.some(
    (event) =>
      event.type === 'group.updated' &&
      Object.keys(event.set satisfies Partial<Group>).some((name) => name !== 'updatedAt'),
  )
