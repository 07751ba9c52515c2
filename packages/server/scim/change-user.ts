import {
  conflictError,
  type Decision,
  type DirectoryEvent,
  decide,
  type FactNeed,
  type Facts,
  factsNeeded,
  isVisibleMember,
  type State,
  type User,
  type UserCommand,
  userKeys,
  userRef,
} from '@rollcall/directory'
import { isContention, type Queries } from '../store/database.ts'
import { findHolder, findUser, isUuid, type StoredUser, writeUser } from '../store/directory-users.ts'
import type { EnterpriseRow } from '../store/enterprises.ts'
import { writeTeamEvents } from '../store/team-writes.ts'
import { auditOf, circumstancesOf, enterpriseOf } from './directory.ts'
import type { Exchange } from './exchange.ts'
import { Refusal, scimOff } from './failure.ts'
import { finishTurn, loadTeamFacts } from './follow-teams.ts'
import { holding, inTurn, type Turn } from './in-turn.ts'
import { shownText } from './render.ts'

const attempts = 6

export interface ChangedUser {
  before: StoredUser | null
  after: StoredUser
  /** The text that was written with it; null where nothing was. */
  shown: string | null
  events: readonly DirectoryEvent[]
  /** Actions of the audit events. */
  actions: string[]
}

const keyOfConstraint: Record<string, Parameters<typeof conflictError>[0]> = {
  directory_user_login: 'login',
  directory_user_user_name: 'userName',
  directory_user_external_id_taken: 'externalId',
  directory_user_email: 'email',
  directory_user_id: 'id',
}

/**
 * Reads the user, decides, and writes user, totals and audit events in one statement. Where another request was faster,
 * it is decided again on what is true then; of two that want the same key, one gets it and the other its 409. A user whom
 * teams depend on comes or goes in a transaction that has its turn, with what that is for the teams.
 * @param commandOn the command that the request means for the user as it is; null for a user that is not there.
 */
export async function changeUser(
  pool: Queries,
  exchange: Exchange,
  id: string | null,
  status: number,
  commandOn: (stored: StoredUser | null) => UserCommand,
): Promise<ChangedUser> {
  const { enterprise } = exchange
  const trial: Trial = { id, status, commandOn, holder: null, loginKey: null }
  let reachesTeams = false
  for (let attempt = 1; ; attempt++) {
    try {
      const alone = (queries: Queries) => once(queries, exchange, trial, null)
      const changed: ChangedUser | null = reachesTeams
        ? await inTurn(pool, enterprise.id, (turn) => once(turn.queries, exchange, trial, turn))
        : attempt > 1 && id !== null && isUuid(id)
          ? await holding(pool, { kind: 'user', enterpriseId: enterprise.id, id }, alone)
          : await alone(pool)
      if (changed) return changed
      reachesTeams = true
    } catch (error) {
      const { code, constraint = '' } = error as { code?: string; constraint?: string }
      const key = code === '23505' ? keyOfConstraint[constraint] : undefined
      const { holder, loginKey } = trial
      const mayBeMeant = key === 'login' && loginKey !== null && holder === null
      // Whose login it is may make it the same account, or a refusal that says more.
      if (mayBeMeant) trial.holder = await findHolder(pool, enterprise.id, loginKey)
      if (key !== undefined && !(mayBeMeant && trial.holder))
        throw conflictError(key, enterpriseOf(enterprise, exchange.base))
      if ((!isContention(error) && !mayBeMeant) || attempt === attempts) throw await givenUp(pool, enterprise, error)
    }
  }
}

/** What is tried until nothing changes under it. */
interface Trial {
  id: string | null
  status: number
  commandOn: (stored: StoredUser | null) => UserCommand
  /** Who has the login that is wanted, once the index has said that somebody has. */
  holder: User | null
  loginKey: string | null
}

/** Null where the change reaches teams, and has no turn for that. */
async function once(
  queries: Queries,
  exchange: Exchange,
  trial: Trial,
  turn: Turn | null,
): Promise<ChangedUser | null> {
  const { enterprise } = exchange
  const before = trial.id === null ? null : await findUser(queries, enterprise.id, trial.id)
  const command = trial.commandOn(before)
  const state: State = { enterprise: enterpriseOf(enterprise, exchange.base), user: before?.user ?? null }
  const needs = factsNeeded(state, command)
  if (!turn && before?.linked && needs.some((need) => need.fact === 'standing')) return null
  const facts = {
    ...(await gather(queries, exchange, state, needs, trial)),
    ...(turn ? await loadTeamFacts(turn, state, command) : {}),
  }
  const decision = decide({ ...state, facts }, command, circumstancesOf(exchange))
  const user = decision.state.user ?? null
  if (!user) throw new TypeError(`${command.type} left no user`)
  if (decision.events.length === 0 && before) return { before, after: before, shown: null, events: [], actions: [] }
  return keep(queries, exchange, { before, decision, user, status: trial.status, id: command.id, turn })
}

/**
 * What a write that failed to the last attempt is answered with: SCIM was turned off since the request came in, or many
 * write the row at once, and the client is told to come again as for any other moment of haste.
 */
export async function givenUp(pool: Queries, enterprise: EnterpriseRow, error: unknown): Promise<unknown> {
  if (!isContention(error)) return error
  const { rows } = await pool.query<{ scim_on: boolean }>('select scim_on from enterprise where id = $1', [
    enterprise.id,
  ])
  if (rows[0]?.scim_on === false) return scimOff(enterprise)
  return new Refusal(503, 'Too many requests changed this resource at once. Send it again.', {
    headers: { 'retry-after': '1' },
  })
}

async function gather(
  queries: Queries,
  { enterprise }: Exchange,
  state: State,
  needs: readonly FactNeed[],
  trial: Trial,
): Promise<Facts> {
  let facts: Facts = { holder: trial.holder, teams: [], freeLicences: null }
  for (const need of needs) {
    if (need.fact === 'holder') {
      trial.loginKey = need.loginKey
      if (need.when === 'before') facts = { ...facts, holder: await findHolder(queries, enterprise.id, need.loginKey) }
    }
    if (need.fact === 'standing' && state.user) facts = { ...facts, standing: standingOf(state.user) }
    if (need.fact === 'owners') facts = { ...facts, owners: await countOwners(queries, enterprise.id) }
  }
  return facts
}

/** How a user stands to linked teams and their organizations whom none of them depends on. */
const standingOf = (user: User) => ({
  user: userRef(user),
  visible: isVisibleMember(user),
  inTeams: [],
  organizations: [],
  organizationCount: 0,
})

async function countOwners(pool: Queries, enterpriseId: number): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*) as count from directory_user
    where enterprise_id = $1 and not suspended and state->>'role' = 'enterprise_owner'`,
    [enterpriseId],
  )
  return rows[0]?.count ?? 0
}

async function keep(
  queries: Queries,
  exchange: Exchange,
  change: {
    before: StoredUser | null
    decision: Decision
    user: User
    status: number
    id: string
    turn: Turn | null
  },
): Promise<ChangedUser> {
  const { before, decision, user, status, id, turn } = change
  const { enterprise, now, requestId } = exchange
  const audited = (events: readonly DirectoryEvent[]) => auditOf(exchange, events, { kind: 'User', id }, status)
  const audit = turn ? [] : audited(decision.events)
  // An account that is linked anew was there before, under a row of its own.
  const linked = decision.events.find((event) => event.type === 'user.provisioned' && event.how !== 'created')
  const previous = before ?? (linked ? await rowOf(queries, enterprise.id, user.accountId) : null)
  if (turn) await writeTeamEvents(queries, enterprise.id, decision.events, now)
  const shown = shownText(user)
  const mailTo = exchange.mailsSoon && onboardingOf(decision.events, enterprise)
  await writeUser(queries, {
    enterpriseId: enterprise.id,
    user,
    keys: userKeys(user, enterpriseOf(enterprise, exchange.base).options),
    version: previous?.version ?? null,
    before: previous?.user ?? null,
    shown,
    leavesGroups: decision.events.some((event) => event.type === 'user.deprovisioned'),
    mailTo,
    audit,
    requestId,
    now,
  })
  if (mailTo !== null) exchange.mailsSoon?.()
  const { events, actions } = turn
    ? await finishTurn(turn, exchange, decision, audited)
    : { events: decision.events, actions: audit.map((row) => row.action) }
  const reread = linked && user.identity ? await findUser(queries, enterprise.id, user.identity.id) : before
  const memberships = reread?.memberships ?? []
  return {
    before,
    after: {
      user,
      version: (previous?.version ?? 0) + 1,
      seq: previous?.seq ?? 0,
      groups: isVisibleMember(user) ? memberships : [],
      memberships,
    },
    shown,
    events,
    actions,
  }
}

/** The address that the onboarding e-mail goes to: the appliance sends one to whom it provisions. */
function onboardingOf(events: readonly DirectoryEvent[], enterprise: EnterpriseRow): string | null {
  // A copy holds the addresses of real people.
  if (enterprise.kind !== 'ghes' || enterprise.copy_of !== null) return null
  const { onboardingMail } = enterpriseOf(enterprise, 'github').options
  const event = events.find((one) => one.type === 'user.provisioned')
  if (event?.type !== 'user.provisioned' || events.some((one) => one.type === 'user.suspended')) return null
  const isMeant = event.how === 'created' ? onboardingMail !== 'nobody' : onboardingMail === 'created_and_adopted'
  return isMeant ? event.user.email : null
}

async function rowOf(
  pool: Queries,
  enterpriseId: number,
  accountId: number,
): Promise<{ user: User; version: number; seq: number } | null> {
  const { rows } = await pool.query<{ user: User; version: number; seq: number }>(
    'select state as user, version, seq from directory_user where enterprise_id = $1 and account_id = $2',
    [enterpriseId, accountId],
  )
  return rows[0] ?? null
}
