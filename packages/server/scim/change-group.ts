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
import { isUuid } from '../store/directory-users.ts'
import { holdUsers, writeTeamEvents } from '../store/team-writes.ts'
import { givenUp } from './change-user.ts'
import { auditOf, circumstancesOf, enterpriseOf } from './directory.ts'
import type { Exchange } from './exchange.ts'
import { finishTurn, loadTeamFacts } from './follow-teams.ts'
import { holding, inTurn, type Turn } from './in-turn.ts'
import { shortList } from './render.ts'

const attempts = 6

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

const keyOfConstraint: Record<string, Parameters<typeof conflictError>[0]> = {
  directory_group_display_name_taken: 'displayName',
  directory_group_external_id_taken: 'externalId',
  directory_group_id: 'id',
}

/** What is tried until nothing changes under it. */
interface Trial {
  /** Null: the group is to be made. */
  id: string | null
  /** Ids of the users that the request adds or removes by name. */
  named: readonly string[]
  /** Whether nobody may have written since it was read: it was decided on all members, or on a version that the client named. */
  whole?: boolean
  status: number
  commandOn: (stored: GroupToChange | null, queries: Queries) => GroupCommand | Promise<GroupCommand>
}

/**
 * Reads the group and the users that the request names in one statement, never its list of members; decides; and writes
 * rows, totals and audit events in another. What changed meanwhile is decided again. A change of members that linked teams
 * follow is written with what it comes to for them, in a transaction that has its turn.
 */
export async function changeGroup(pool: Queries, exchange: Exchange, trial: Trial): Promise<ChangedGroup> {
  const { enterprise } = exchange
  let reachesTeams = false
  for (let attempt = 1; ; attempt++) {
    try {
      const alone = (queries: Queries) => once(queries, exchange, trial, null)
      const changed: ChangedGroup | null = reachesTeams
        ? await inTurn(pool, enterprise.id, (turn) => once(turn.queries, exchange, trial, turn))
        : attempt > 1 && trial.id !== null && isUuid(trial.id)
          ? await holding(pool, { kind: 'group', enterpriseId: enterprise.id, id: trial.id }, alone)
          : await alone(pool)
      if (changed) return changed
      reachesTeams = true
    } catch (error) {
      const { code, constraint = '' } = error as { code?: string; constraint?: string }
      if (code === '23505' && keyOfConstraint[constraint])
        throw conflictError(keyOfConstraint[constraint], enterpriseOf(enterprise, exchange.base))
      // 23503: a user that was to be added is gone; the next decision says so.
      if ((!isContention(error) && code !== '23503') || attempt === attempts)
        throw await givenUp(pool, enterprise, error)
    }
  }
}

/** Null where the change reaches teams, and has no turn for that. */
async function once(
  queries: Queries,
  exchange: Exchange,
  { id, named, whole = false, status, commandOn }: Trial,
  turn: Turn | null,
): Promise<ChangedGroup | null> {
  const { enterprise } = exchange
  const before = id === null ? null : await findGroupToChange(queries, enterprise.id, id, named, shortList)
  const command = await commandOn(before, queries)
  const ids = command.type === 'group.delete' ? [] : [...command.add, ...('remove' in command ? command.remove : [])]
  if (!turn && before && before.teams > 0 && (command.type === 'group.delete' || ids.length > 0)) return null
  const state: State = { enterprise: enterpriseOf(enterprise, exchange.base), group: before?.group ?? null }
  const number = before?.group.number ?? (command.type === 'group.create' ? command.number : 0)
  if (turn) await holdUsers(queries, enterprise.id, { ids: ids.filter(isUuid) })
  const facts = turn
    ? await loadTeamFacts(turn, state, command, number)
    : plainFacts(await membersOf(queries, enterprise.id, number, ids, before ? { ...before, named } : null))
  const decision = decide({ ...state, facts }, command, circumstancesOf(exchange))
  return keep(queries, exchange, { before, command, decision, whole, status, turn })
}

/** What is asked of the users that the command adds or removes: read with the group, but for those of "all members". */
async function membersOf(
  queries: Queries,
  enterpriseId: number,
  number: number,
  ids: readonly string[],
  group: { members: readonly MemberFact[]; named: readonly string[] } | null,
): Promise<readonly MemberFact[]> {
  const read = new Set(group?.named)
  const rest = ids.filter((id) => !read.has(id))
  const found = rest.length === 0 ? [] : await memberFacts(queries, enterpriseId, number, rest)
  return group ? [...group.members, ...found] : found
}

/** What a group that no team is linked to makes of its members. */
function plainFacts(found: readonly MemberFact[]): Facts {
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
  queries: Queries,
  exchange: Exchange,
  change: {
    before: GroupToChange | null
    command: GroupCommand
    decision: Decision
    whole: boolean
    status: number
    turn: Turn | null
  },
): Promise<ChangedGroup> {
  const { before, command, decision, whole, turn } = change
  const { enterprise, now, requestId } = exchange
  const audited = (events: readonly DirectoryEvent[]) =>
    auditOf(exchange, events, { kind: 'Group', id: command.id }, change.status)
  const accounts = (type: DirectoryEvent['type']) =>
    decision.events.flatMap((event) => (event.type === type && 'user' in event ? [event.user.accountId] : []))
  const [add, remove] = [accounts('group.member_added'), accounts('group.member_removed')]
  const counted = {
    before,
    added: add.length,
    removed: remove.length,
    isLong: isLong(before, add.length - remove.length),
  }
  const group = decision.state.group ?? before?.group
  if (!group) throw new TypeError(`${command.type} left no group`)
  if (decision.events.length === 0 && before) return { ...counted, after: before, events: [], actions: [] }
  if (turn) await writeTeamEvents(queries, enterprise.id, decision.events, now)
  const audit = turn ? [] : audited(decision.events)
  let version = (before?.version ?? 0) + 1
  if (command.type === 'group.delete') {
    if (before) await deleteGroup(queries, enterprise.id, before, audit, requestId, now)
  } else
    version = await writeGroup(
      queries,
      {
        enterpriseId: enterprise.id,
        group,
        keys: groupKeys(group),
        version: before && (whole || changesRow(decision.events)) ? before.version : null,
        add,
        remove,
        followed: turn !== null || add.length + remove.length === 0,
        audit,
        requestId,
        now,
      },
      before ? 'change' : 'create',
    )
  const after = { group, version, seq: before?.seq ?? 0, teams: before?.teams ?? 0 }
  if (!turn) return { ...counted, after, events: decision.events, actions: audit.map((row) => row.action) }
  return { ...counted, after, ...(await finishTurn(turn, exchange, decision, audited)) }
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
