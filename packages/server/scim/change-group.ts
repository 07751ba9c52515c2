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
import type { Queries } from '../store/database.ts'
import {
  deleteGroup,
  findGroup,
  type MemberFact,
  memberFacts,
  type StoredGroup,
  writeGroup,
} from '../store/directory-groups.ts'
import { busy } from './change-user.ts'
import { auditOf, circumstancesOf, enterpriseOf } from './directory.ts'
import type { Exchange } from './exchange.ts'

const attempts = 12

export interface ChangedGroup {
  before: StoredGroup | null
  after: StoredGroup
  events: readonly DirectoryEvent[]
  added: number
  removed: number
  actions: string[]
}

const keyOfConstraint: Record<string, Parameters<typeof conflictError>[0]> = {
  directory_group_display_name_taken: 'displayName',
  directory_group_external_id_taken: 'externalId',
  directory_group_id: 'id',
}

/**
 * Reads the group and the users that the command names, never its list of members; decides; and writes rows, totals and
 * audit events in one statement. What changed meanwhile is decided again.
 */
export async function changeGroup(
  pool: Queries,
  exchange: Exchange,
  id: string | null,
  status: number,
  commandOn: (stored: StoredGroup | null) => GroupCommand | Promise<GroupCommand>,
): Promise<ChangedGroup> {
  const { enterprise } = exchange
  for (let attempt = 1; ; attempt++) {
    const before = id === null ? null : await findGroup(pool, enterprise.id, id)
    const command = await commandOn(before)
    const number = before?.group.number ?? (command.type === 'group.create' ? command.number : 0)
    const found = await membersOf(pool, enterprise.id, number, command)
    const state: State = {
      enterprise: enterpriseOf(enterprise, exchange.base),
      group: before?.group ?? null,
      facts: factsOf(found),
    }
    const decision = decide(state, command, circumstancesOf(exchange))
    try {
      return await keep(pool, exchange, { before, command, decision, found, status })
    } catch (error) {
      const { code, constraint = '' } = error as { code?: string; constraint?: string }
      if (code === '23505' && keyOfConstraint[constraint])
        throw conflictError(keyOfConstraint[constraint], state.enterprise)
      // 23503: a user that was to be added is gone; the next decision says so.
      if ((code !== '40001' && code !== '23503') || attempt === attempts) throw busy(error)
    }
  }
}

async function membersOf(
  pool: Queries,
  enterpriseId: number,
  number: number,
  command: GroupCommand,
): Promise<Map<string, MemberFact>> {
  if (command.type === 'group.delete') return new Map()
  const ids = [...command.add, ...('remove' in command ? command.remove : [])]
  if (ids.length === 0) return new Map()
  const facts = await memberFacts(pool, enterpriseId, number, ids)
  return new Map(facts.map((fact) => [fact.id, fact]))
}

function factsOf(found: ReadonlyMap<string, MemberFact>): Facts {
  const members = new Map<string, Member>()
  for (const { id, accountId, login, visible, inGroup } of found.values())
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
    before: StoredGroup | null
    command: GroupCommand
    decision: Decision
    found: ReadonlyMap<string, MemberFact>
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
  const counted = { added: add.length, removed: remove.length }
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

/** Whether anything of the group itself is different. Members alone come and go side by side. */
const changesRow = (events: readonly DirectoryEvent[]): boolean =>
  events.some(
    (event) =>
      event.type === 'group.updated' &&
      Object.keys(event.set satisfies Partial<Group>).some((name) => name !== 'updatedAt'),
  )
