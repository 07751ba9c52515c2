import { AppError } from '@rollcall/core'
import { DirectoryError, loginKey, type OrganizationRef, type TeamCommand } from '@rollcall/directory'
import { sql } from 'kysely'
import type pg from 'pg'
import { type Doing, enterpriseOf, plainAudit, plainAuditOf } from '../scim/directory.ts'
import { changeTeam, decidingOf } from '../scim/follow-teams.ts'
import { inTurn, type Turn } from '../scim/in-turn.ts'
import { type Db, databaseOn } from '../store/database.ts'
import { type AuditRow, nextNumber, writeAudit } from '../store/directory-users.ts'
import {
  addOrganization,
  licencesOf,
  type OrganizationRow,
  organizationMembers,
  organizationRefs,
  removeOrganization,
} from '../store/organizations.ts'
import { holdUsers } from '../store/team-writes.ts'
import { findTeamView, type TeamView } from '../store/teams.ts'

export interface TeamDeps {
  db: Db
  queries: pg.Pool
}

/** One change by hand: a transaction that has its turn, and the audit events that it writes. */
export interface Hand {
  turn: Turn
  /** The query builder on the transaction. */
  db: Db
  doing: Doing
  audit: AuditRow[]
}

/** Does something by hand. All of it stands, with its audit events, or none. */
export async function byHand<Result>(
  { queries }: TeamDeps,
  doing: Doing,
  run: (hand: Hand) => Promise<Result>,
): Promise<Result> {
  return inTurn(queries, doing.enterprise.id, async (turn) => {
    const hand: Hand = { turn, db: databaseOn(turn.queries), doing, audit: [] }
    const result = await run(hand)
    if (hand.audit.length > 0)
      await writeAudit(turn.queries, doing.enterprise.id, hand.audit, doing.requestId, doing.now)
    return result
  })
}

/** Runs a command on a team by hand, with all that follows from it. */
export async function commandTeam({ turn, doing, audit }: Hand, command: TeamCommand): Promise<void> {
  // What is about to be removed or shown cannot wait for a job.
  const atOnce = command.type === 'team.unlink' || (command.type === 'team.assign' && command.selection === 'disabled')
  audit.push(...plainAuditOf(doing, await changeTeam(turn, { ...decidingOf(doing), atOnce }, command)))
}

/** The team as it is now; throws where there is none. */
export async function teamWith({ db, doing }: Pick<Hand, 'db' | 'doing'>, id: number): Promise<TeamView> {
  const team = await findTeamView(db, doing.enterprise.id, { id })
  if (!team) throw new AppError('request.not_found', { what: 'This team' })
  return team
}

export const refuse = (problem: string, remedy: string, status = 422): DirectoryError =>
  new DirectoryError(status, problem, { fix: remedy })

export interface Person {
  accountId: number
  id: string
  login: string
  suspended: boolean
}

/** A provisioned user by login, as it is now. */
export async function personNamed({ db, doing }: Pick<Hand, 'db' | 'doing'>, login: string): Promise<Person> {
  const { options } = enterpriseOf(doing.enterprise, 'github')
  const row = await db
    .selectFrom('directory_user')
    .select(['account_id', 'id', 'suspended'])
    .select(sql<string>`state->>'login'`.as('login'))
    .where('enterprise_id', '=', doing.enterprise.id)
    .where('login_taken', '=', loginKey(login, options))
    .executeTakeFirst()
  if (!row?.id)
    throw refuse(
      `There is no managed user ${login.slice(0, 60)} in ${doing.enterprise.slug}.`,
      'Provision the person over SCIM first, and give the login that came of it.',
    )
  return { accountId: row.account_id, id: row.id, login: row.login, suspended: row.suspended }
}

const organizationLogin = /^[a-z0-9](?:[a-z0-9]|-(?=[a-z0-9])){0,38}$/i

export async function makeOrganization(
  deps: TeamDeps,
  doing: Doing,
  wanted: { login: string; name?: string | undefined; description?: string | null | undefined },
): Promise<OrganizationRow> {
  if (!organizationLogin.test(wanted.login))
    throw refuse(
      `${JSON.stringify(wanted.login.slice(0, 60))} is no login of an organization.`,
      'Use at most 39 letters, digits and single dashes, with none at the beginning or end.',
    )
  const id = await nextNumber(deps.queries)
  return byHand(deps, doing, async (hand) => {
    const { db, audit } = hand
    const row = await addOrganization(
      db,
      doing.enterprise.id,
      { id, login: wanted.login, name: wanted.name ?? wanted.login, description: wanted.description ?? null },
      doing.now,
    )
    audit.push(plainAudit(doing, { action: 'org.create', user: null, organization: row, fields: {} }))
    await enterEverywhere(hand)
    return row
  })
}

/** Enterprise teams that have all organizations have a new one as well. */
async function enterEverywhere(hand: Hand): Promise<void> {
  const { db, doing } = hand
  const teams = await db
    .selectFrom('team')
    .select('id')
    .where('enterprise_id', '=', doing.enterprise.id)
    .where('selection', '=', 'all')
    .orderBy('id')
    .execute()
  if (teams.length === 0) return
  const organizations = await organizationRefs(db, doing.enterprise.id, null)
  for (const { id } of teams)
    await commandTeam(hand, { type: 'team.assign', teamId: id, selection: 'all', organizations })
}

/** The organization with its teams and memberships. Groups stay, and are linked to its teams no more. */
export async function dropOrganization(deps: TeamDeps, doing: Doing, organization: OrganizationRow): Promise<void> {
  await byHand(deps, doing, async (hand) => {
    const { db, audit } = hand
    const { id: enterpriseId } = doing.enterprise
    const linked = await db
      .selectFrom('team')
      .select('id')
      .where('enterprise_id', '=', enterpriseId)
      .where('organization_id', '=', organization.id)
      .where('group_number', 'is not', null)
      .execute()
    for (const { id } of linked) await commandTeam(hand, { type: 'team.unlink', teamId: id })
    await removeOrganization(db, enterpriseId, organization.id)
    audit.push(plainAudit(doing, { action: 'org.delete', user: null, organization, fields: {} }))
  })
}

/** Makes a user a member for a reason of its own, that no group takes away, or gives a member another role. */
export async function setOrganizationMember(
  hand: Hand,
  organization: OrganizationRef,
  person: Person,
  role: 'member' | 'admin',
): Promise<void> {
  const { db, doing, turn, audit } = hand
  const { id: enterpriseId } = doing.enterprise
  if (person.suspended)
    throw refuse(`${person.login} is suspended.`, 'Reactivate the user at the identity provider first.')
  await holdUsers(turn.queries, enterpriseId, { ids: [person.id] })
  const before = await membershipOf(hand, organization.id, person.accountId)
  if (before?.member && before.direct && before.role === role) return
  if (!before?.member) await takeLicence(hand, person)
  await db
    .insertInto('organization_member')
    .values({
      enterprise_id: enterpriseId,
      organization_id: organization.id,
      account_id: person.accountId,
      member: true,
      direct: true,
      role,
      joined_at: doing.now,
    })
    .onConflict((conflict) =>
      conflict.columns(['enterprise_id', 'organization_id', 'account_id']).doUpdateSet({
        member: true,
        direct: true,
        role,
        left_at: null,
        ...(before?.member ? {} : { joined_at: doing.now }),
      }),
    )
    .execute()
  if (!before?.member)
    audit.push(
      plainAudit(doing, {
        action: 'org.add_member',
        user: person,
        organization,
        fields: { permission: role === 'admin' ? 'admin' : 'read', actor_is_bot: false },
      }),
    )
  else if (before.role !== role)
    audit.push(
      plainAudit(doing, {
        action: 'org.update_member',
        user: person,
        organization,
        fields: { permission: role === 'admin' ? 'admin' : 'read', old_permission: before.role },
      }),
    )
}

const membershipOf = ({ db, doing }: Hand, organizationId: number, accountId: number) =>
  db
    .selectFrom('organization_member')
    .select(['member', 'direct', 'role'])
    .where('enterprise_id', '=', doing.enterprise.id)
    .where('organization_id', '=', organizationId)
    .where('account_id', '=', accountId)
    .executeTakeFirst()

async function takeLicence({ db, doing, turn }: Hand, person: Person): Promise<void> {
  if (turn.licences === null) return
  const elsewhere = await db
    .selectFrom('organization_member')
    .select('organization_id')
    .where('enterprise_id', '=', doing.enterprise.id)
    .where('account_id', '=', person.accountId)
    .where('member', '=', true)
    .executeTakeFirst()
  if (elsewhere || (await licencesOf(db, doing.enterprise.id)).used < turn.licences) return
  throw refuse(
    `All ${turn.licences} licences of ${doing.enterprise.slug} are in use.`,
    'Raise the number of licences, or remove users from organizations.',
    403,
  )
}

/** Takes a user out of the organization and of the teams that it was put into by hand. */
export async function removeOrganizationMember(
  hand: Hand,
  organization: OrganizationRef,
  person: Person,
): Promise<void> {
  const { db, doing, turn, audit } = hand
  const { id: enterpriseId } = doing.enterprise
  await holdUsers(turn.queries, enterpriseId, { ids: [person.id] })
  const [member] = await organizationMembers(
    db,
    enterpriseId,
    organization.id,
    { accountId: person.accountId },
    { after: 0, limit: 1 },
  )
  if (!member) throw new AppError('request.not_found', { what: `A member ${person.login} of ${organization.login}` })
  const ofEnterprise = member.teams.every((team) => team.ofEnterprise)
  if (member.teams.length > 0 && !(member.direct && ofEnterprise))
    throw refuse(
      `${person.login} is in ${organization.login} through the ${member.teams.length === 1 ? 'team' : 'teams'} ${member.teams.map(({ name, slug }) => `${name} (${slug})`).join(', ')}.`,
      'Remove the person from the group at the identity provider, unlink the team, or take the organization from a team of the enterprise.',
    )
  // "Only their direct membership will be removed": what a team of the enterprise gives remains.
  if (member.teams.length > 0) {
    await setMembership(hand, organization.id, person, { direct: false, role: 'member' })
    return
  }
  const { rows } = await sql<{ slug: string }>`
    delete from team_member tm using team t
    where tm.enterprise_id = ${enterpriseId} and tm.account_id = ${person.accountId}
      and t.enterprise_id = tm.enterprise_id and t.id = tm.team_id and t.organization_id = ${organization.id}
    returning t.slug`.execute(db)
  await setMembership(hand, organization.id, person, { member: false, direct: false, left_at: doing.now })
  for (const { slug } of rows)
    audit.push(
      plainAudit(doing, {
        action: 'team.remove_member',
        user: person,
        organization,
        fields: { team: `${organization.login}/${slug}`, team_type: 'organization' },
      }),
    )
  audit.push(plainAudit(doing, { action: 'org.remove_member', user: person, organization, fields: {} }))
}

const setMembership = (
  { db, doing }: Hand,
  organizationId: number,
  { accountId }: Person,
  change: Partial<{ member: boolean; direct: boolean; role: 'member'; left_at: Date }>,
) =>
  db
    .updateTable('organization_member')
    .set(change)
    .where('enterprise_id', '=', doing.enterprise.id)
    .where('organization_id', '=', organizationId)
    .where('account_id', '=', accountId)
    .execute()
