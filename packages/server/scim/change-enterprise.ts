import { type Decision, type DirectoryEvent, decide, type EnterpriseCommand, type State } from '@rollcall/directory'
import type { AppDeps } from '../app-deps.ts'
import { tell } from '../live.ts'
import { type Executor, isContention } from '../store/database.ts'
import { writeAudit } from '../store/directory-users.ts'
import {
  countEnterprise,
  emptyTotals,
  endGroups,
  endIdentities,
  lockEnterprise,
  resetAccounts,
  setScim,
  suspendAccounts,
} from '../store/enterprise-switch.ts'
import type { EnterpriseRow } from '../store/enterprises.ts'
import { type Actor, recordEvent } from '../store/events.ts'
import { turnSetup } from '../store/sign-in-setup.ts'
import { writeTeamEvents } from '../store/team-writes.ts'
import { auditBeside, enterpriseOf } from './directory.ts'
import { decidingOf, followUp, loadTeamFacts } from './follow-teams.ts'
import { type Turn, turnIn } from './in-turn.ts'

export type EnterpriseChange = EnterpriseCommand['type']

/** What a change would do, or did. */
export interface ChangeEffect {
  /** Accounts that can sign in before it and cannot after it. */
  suspended: number
  /** Accounts that stay usable. */
  untouched: number
  identitiesEnded: number
  groupsEnded: number
  membershipsEnded: number
  teamsUnlinked: number
  credentialsDeleted: number
}

/** How a person, or a program, does something to an enterprise outside of SCIM. */
export interface Doer {
  tenant: string
  actor: Actor
  requestId: string
}

const eventTypes = {
  'scim.enable': 'enterprise.scim_enabled',
  'scim.disable': 'enterprise.scim_disabled',
  'sso.reset': 'enterprise.sso_reset',
} as const

/**
 * Turns SCIM on or off, or disables single sign-on: for each row what the rules say of the one event, in a few statements
 * and one transaction, however many accounts there are. Writes under way are waited for, and what comes later is refused.
 * @param also what stands or falls with it.
 */
export async function changeEnterprise(
  deps: Pick<AppDeps, 'db' | 'now'>,
  doer: Doer,
  slug: string,
  type: EnterpriseChange,
  also: (tx: Executor) => Promise<void> = async () => undefined,
): Promise<{ changed: boolean; effect: ChangeEffect }> {
  for (let attempt = 1; ; attempt++)
    try {
      return await deps.db.transaction().execute(async (tx) => {
        const done = await change(tx, doer, slug, type, deps.now())
        await also(tx)
        return done
      })
    } catch (error) {
      // A SCIM request and this may have waited for rows of each other.
      if (!isContention(error) || attempt === attempts) throw error
    }
}

const attempts = 5

async function change(
  tx: Executor,
  { tenant, actor, requestId }: Doer,
  slug: string,
  type: EnterpriseChange,
  now: Date,
): Promise<{ changed: boolean; effect: ChangeEffect }> {
  const row = await lockEnterprise(tx, tenant, slug, 'update')
  const turn = turnIn(tx, row)
  const decision = await decisionOn(turn, row, type, now)
  const effect = await effectOf(tx, row, type, decision.events)
  if (decision.events.length === 0) return { changed: false, effect }
  await writeTeamEvents(turn.queries, row.id, decision.events, now)
  for (const event of decision.events) await apply(tx, row, event, actor.name, now)
  if (effect.identitiesEnded + effect.groupsEnded > 0) {
    await endGroups(tx, row.id)
    await emptyTotals(tx, row.id)
  }
  const followed = await followUp(turn, decidingOf({ enterprise: row, now, requestId }), decision.followUps)
  const audit = auditBeside(row, [...decision.events, ...followed], { requestId, now })
  await writeAudit(turn.queries, row.id, audit, requestId, now)
  await recordEvent(tx, tenant, now, {
    actor,
    type: eventTypes[type],
    subject: { kind: 'enterprise', id: row.slug, name: row.name },
    data: { ...effect },
  })
  await tell(tx, { tenant, type: 'directory' })
  await tell(tx, { tenant, type: 'scim', enterprise: row.slug })
  return { changed: true, effect }
}

async function apply(tx: Executor, row: EnterpriseRow, event: DirectoryEvent, by: string, now: Date): Promise<void> {
  if (event.type === 'scim.enabled') {
    await setScim(tx, row.id, true)
    if (event.suspendAll) await suspendAccounts(tx, row, now)
  }
  if (event.type === 'scim.disabled') {
    await setScim(tx, row.id, false)
    if (event.endsIdentities) await endIdentities(tx, row, enterpriseOf(row, 'github').options, now)
  }
  if (event.type === 'sso.reset') {
    await resetAccounts(tx, row, now)
    await turnSetup(tx, row.id, false, by, now)
  }
}

/** The same, without doing it: what it would come to now. Throws what the change itself would be refused with. */
export async function previewChange(
  deps: Pick<AppDeps, 'db' | 'now'>,
  row: EnterpriseRow,
  type: EnterpriseChange,
): Promise<{ changes: boolean; effect: ChangeEffect }> {
  const { events } = await decisionOn(turnIn(deps.db, row), row, type, deps.now())
  return { changes: events.length > 0, effect: await effectOf(deps.db, row, type, events) }
}

async function decisionOn(turn: Turn, row: EnterpriseRow, type: EnterpriseChange, now: Date): Promise<Decision> {
  const state: State = { enterprise: enterpriseOf(row, 'github') }
  const facts = await loadTeamFacts(turn, state, { type })
  return decide({ ...state, facts }, { type }, { now: now.getTime(), hash: () => '' })
}

async function effectOf(
  db: Executor,
  row: EnterpriseRow,
  type: EnterpriseChange,
  events: readonly DirectoryEvent[],
): Promise<ChangeEffect> {
  const count = await countEnterprise(db, row)
  const suspends =
    type === 'sso.reset' || (type === 'scim.enable' && enterpriseOf(row, 'github').options.enableMode === 'legacy_beta')
  const ends = type === 'sso.reset' || (type === 'scim.disable' && row.kind === 'ghes')
  const only = (wanted: boolean, figure: number) => (events.length > 0 && wanted ? figure : 0)
  const suspended = only(suspends && (type === 'sso.reset' || row.kind === 'ghes'), count.active)
  return {
    suspended,
    untouched: count.active - suspended,
    identitiesEnded: only(ends, count.identities),
    groupsEnded: only(ends, count.groups),
    membershipsEnded: only(ends, count.memberships),
    teamsUnlinked: events.filter((event) => event.type === 'team.unlinked').length,
    credentialsDeleted: only(type === 'sso.reset', count.accounts),
  }
}
