import {
  type Circumstances,
  type Command,
  type Decision,
  type DirectoryEvent,
  decide,
  type Enterprise,
  type Facts,
  type FollowUp,
  factsNeeded,
  type State,
  type TeamCommand,
} from '@rollcall/directory'
import { findGroup } from '../store/directory-groups.ts'
import { type AuditRow, writeAudit } from '../store/directory-users.ts'
import { findTeam, isTeamLarger, loadTeamFact } from '../store/team-facts.ts'
import { postponeTeam, writeTeamEvents } from '../store/team-writes.ts'
import { circumstancesOf, type Doing, enterpriseOf } from './directory.ts'
import type { Exchange } from './exchange.ts'
import type { Turn } from './in-turn.ts'

/** What a decision goes by, and the request that its audit events name. */
export interface Deciding {
  enterprise: Enterprise
  circumstances: Circumstances
  requestId: string
  /** Leaves nothing to a job, however much it is. */
  atOnce?: boolean
}

/** What a change of teams goes by that no SCIM request asked for. Nothing of it is obfuscated. */
export const decidingOf = ({ enterprise, now, requestId }: Doing): Deciding => ({
  enterprise: enterpriseOf(enterprise, 'github'),
  circumstances: {
    now: now.getTime(),
    hash: () => {
      throw new TypeError('a command on a team obfuscates nothing')
    },
  },
  requestId,
})

/** Of a larger group the members are brought into a team by a job: a request does not wait for thousands of rows. */
const mostAtOnce = 500

/** All that a command wants to know of teams, of users as they stand to them, and of licences. */
export async function loadTeamFacts(
  turn: Turn,
  state: State,
  command: Command,
  groupNumber: number | null = null,
): Promise<Facts> {
  const scope = { ...turn, groupNumber, team: state.team ?? null }
  let facts: Facts = {}
  for (const need of factsNeeded(state, command))
    facts = { ...facts, ...(await loadTeamFact(turn.queries, scope, need)) }
  return facts
}

/** Links, unlinks or reconciles a team, with all that follows. @returns every event. */
export async function changeTeam(turn: Turn, deciding: Deciding, command: TeamCommand): Promise<DirectoryEvent[]> {
  const { queries, enterpriseId } = turn
  const state: State = {
    enterprise: deciding.enterprise,
    team: await findTeam(queries, enterpriseId, command.teamId),
    ...(command.type === 'team.link'
      ? { group: (await findGroup(queries, enterpriseId, command.groupId))?.group ?? null }
      : {}),
  }
  const facts = await loadTeamFacts(turn, state, command)
  const decision = decide({ ...state, facts }, command, deciding.circumstances)
  await writeTeamEvents(queries, enterpriseId, decision.events, new Date(deciding.circumstances.now))
  return [...decision.events, ...(await followUp(turn, deciding, decision.followUps))]
}

/** Runs what a decision asks for: at once, or as a job that is queued in the same transaction. */
export async function followUp(
  turn: Turn,
  deciding: Deciding,
  followUps: readonly FollowUp[],
): Promise<DirectoryEvent[]> {
  const { queries, enterpriseId } = turn
  const events: DirectoryEvent[] = []
  for (const command of followUps)
    if (!deciding.atOnce && (await isTeamLarger(queries, enterpriseId, command.teamId, mostAtOnce)))
      await postponeTeam(queries, enterpriseId, command.teamId, deciding.requestId)
    else events.push(...(await changeTeam(turn, deciding, command)))
  return events
}

/**
 * After the rows of a decision: what follows from it for teams, and the audit events of all together, in the documented
 * order of the request.
 */
export async function finishTurn(
  turn: Turn,
  exchange: Exchange,
  decision: Decision,
  audited: (events: readonly DirectoryEvent[]) => AuditRow[],
): Promise<{ events: DirectoryEvent[]; actions: string[] }> {
  const { requestId, now } = exchange
  const deciding = {
    enterprise: enterpriseOf(exchange.enterprise, exchange.base),
    circumstances: circumstancesOf(exchange),
    requestId,
  }
  const events = [...decision.events, ...(await followUp(turn, deciding, decision.followUps))]
  const audit = audited(events)
  await writeAudit(turn.queries, turn.enterpriseId, audit, requestId, now)
  return { events, actions: audit.map((row) => row.action) }
}
