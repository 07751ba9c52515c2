import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { aGroup, aUser, type DirectoryBench, openDirectory, patch } from '../../../test/support/directory.ts'
import { openTeams, type TeamsBench } from '../../../test/support/teams.ts'
import type { Explanation } from '../../api/index.ts'
import { type EnterpriseRow, findEnterpriseById } from '../store/enterprises.ts'
import { systemActor } from '../store/events.ts'
import { teamLinks } from '../store/teams.ts'
import { changeEnterprise, previewChange } from './change-enterprise.ts'

let bench: DirectoryBench
let teams: TeamsBench
beforeAll(async () => {
  bench = await openDirectory()
  teams = await openTeams(bench)
})
afterAll(() => bench.close())

let made = 0
const user = async () => (await bench.scim('POST', '/Users', aUser())).json<{ id: string }>().id
const group = async (...members: string[]) =>
  (await bench.scim('POST', '/Groups', aGroup({ members: members.map((value) => ({ value })) }))).json<{ id: string }>()
    .id
const members = (op: 'add' | 'remove', ...ids: string[]) =>
  patch({ op, path: 'members', value: ids.map((value) => ({ value })) })
const active = (value: boolean) => patch({ op: 'replace', path: 'active', value })
const organization = () => teams.organization(`org-${++made}`)
const team = (organizationId: number | null) => teams.team(`team-${++made}`, organizationId)

describe('teams follow their groups', () => {
  let one: string
  let two: string
  let org: number
  let linked: number
  let groupId: string
  beforeEach(async () => {
    ;[one, two, org] = [await user(), await user(), await organization()]
    linked = await team(org)
    groupId = await group(one)
    await teams.link(linked, groupId)
    await bench.takeActions()
  })

  test('a member of the group is put into team and organization, and leaves both', async () => {
    expect(await teams.inTeam(linked)).toHaveLength(1)
    const added = await bench.scim('PATCH', `/Groups/${groupId}`, members('add', two))
    expect(added.json().members).toHaveLength(2)
    expect(await bench.takeActions()).toEqual([
      'external_group.update',
      'external_group.add_member',
      'team.add_member',
      'org.add_member',
      'external_group.scim_api_success',
    ])
    expect(await teams.inTeam(linked)).toHaveLength(2)
    expect(await teams.inOrganization(org)).toHaveLength(2)
    await bench.scim('PATCH', `/Groups/${groupId}`, members('remove', two))
    // The last team of an organization: org.remove_member alone is documented.
    expect(await bench.takeActions()).toEqual([
      'external_group.update',
      'external_group.remove_member',
      'org.remove_member',
      'external_group.scim_api_success',
    ])
    expect(await teams.inTeam(linked)).toHaveLength(1)
    expect(await teams.inOrganization(org)).toHaveLength(1)
    expect(await teams.faults()).toEqual([])
  })

  test('a member that another team of the organization keeps leaves the one team alone', async () => {
    const other = await team(org)
    await teams.link(other, await group(one))
    await bench.takeActions()
    await bench.scim('PUT', `/Groups/${groupId}`, aGroup({ displayName: 'Renamed' }))
    expect(await bench.takeActions()).toEqual([
      'external_group.update',
      'external_group.update_display_name',
      'external_group.remove_member',
      'team.remove_member',
      'external_group.scim_api_success',
    ])
    expect(await teams.inOrganization(org)).toHaveLength(1)
  })

  test('a user who is suspended leaves, and comes back with the reactivation', async () => {
    await bench.scim('PATCH', `/Users/${one}`, active(false))
    expect(await bench.takeActions()).toEqual([
      'user.suspend',
      'user.remove_email',
      'user.rename',
      'external_identity.deprovision',
      'team.remove_member',
      'org.remove_member',
      'external_identity.scim_api_success',
    ])
    expect(await teams.inTeam(linked)).toEqual([])
    await bench.scim('PATCH', `/Users/${one}`, active(true))
    expect(await bench.takeActions()).toEqual([
      'user.unsuspend',
      'user.remove_email',
      'user.rename',
      'external_identity.provision',
      'org.add_member',
      'external_identity.scim_api_success',
    ])
    expect(await teams.inTeam(linked)).toHaveLength(1)
    expect(await teams.faults()).toEqual([])
  })

  test('a user who is deleted leaves, and a group that is deleted gives its team and organization back', async () => {
    await bench.scim('DELETE', `/Users/${one}`)
    expect(await bench.takeActions()).toEqual([
      'external_identity.deprovision',
      'user.remove_email',
      'team.remove_member',
      'org.remove_member',
      'external_identity.scim_api_success',
    ])
    await bench.scim('PATCH', `/Groups/${groupId}`, members('add', two))
    await bench.takeActions()
    expect((await bench.scim('DELETE', `/Groups/${groupId}`)).statusCode).toBe(204)
    expect(await bench.takeActions()).toEqual([
      'external_group.delete',
      'org.remove_member',
      'external_group.scim_api_success',
    ])
    expect(await teams.inTeam(linked)).toEqual([])
    expect(await teams.inOrganization(org)).toEqual([])
    expect(await teams.faults()).toEqual([])
  })

  test('unlinking takes out who came by the link; linking another group replaces the first', async () => {
    const second = await group(two)
    await teams.link(linked, second)
    expect(await bench.takeActions()).toEqual([
      'external_group.provision',
      'external_group.update_display_name',
      'external_group.add_member',
      'external_group.scim_api_success',
      'external_group.unlink',
      'external_group.link',
      'org.remove_member',
      'org.add_member',
      'team.add_member',
    ])
    await teams.unlink(linked)
    expect(await teams.inTeam(linked)).toEqual([])
    expect(await teams.inOrganization(org)).toEqual([])
    expect(await teams.faults()).toEqual([])
  })

  test('without a licence the SCIM call succeeds, and the team says what is missing until there is one', async () => {
    const limit = (licences: number | null) =>
      bench.server.deps.db.updateTable('enterprise').set({ licences }).where('id', '=', teams.enterpriseId).execute()
    const used = await bench.server.deps.db
      .selectFrom('organization_member')
      .select(({ fn }) => fn.count<number>('account_id').distinct().as('used'))
      .where('member', '=', true)
      .executeTakeFirstOrThrow()
    await limit(used.used)
    const answer = await bench.scim('PATCH', `/Groups/${groupId}`, members('add', two))
    expect(answer.statusCode).toBe(200)
    expect(await teams.sync(linked)).toBe('no_licences')
    expect(await teams.inTeam(linked)).toHaveLength(1)
    await limit(null)
    await teams.reconcile(linked)
    expect(await teams.sync(linked)).toBe('in_sync')
    expect(await teams.inTeam(linked)).toHaveLength(2)
    expect(await teams.faults()).toEqual([])
  })
})

test('single sign-on disabled: teams are unlinked and emptied, and why and the list of links say how they stood', async () => {
  const { deps, home } = bench.server
  const org = await organization()
  const [linked, byHand] = [await team(org), await team(org)]
  const slug = `team-${made - 1}`
  const one = await user()
  await teams.link(linked, await group(one))
  const row = (await findEnterpriseById(deps.db, teams.enterpriseId)) as EnterpriseRow
  const doer = { tenant: row.tenant, actor: systemActor, requestId: 'reset' }
  const why = (who: string, more = '') => home.ok<Explanation>('GET', `/enterprises/octo/why?who=${who}${more}`)
  expect((await why(one)).parts.map((part) => part.question)).toContainEqual(expect.stringContaining(`/${slug}?`))
  // By slug, by organization and slug, or by name.
  for (const named of [slug, `ORG-${made - 2}%2F${slug}`, slug.toUpperCase()])
    expect(await why(one, `&team=${named}`), named).toMatchObject({
      verdict: expect.stringMatching(/ is in org-\d+\/team-\d+\. mona\d+_octo can sign in\.$/),
      next: null,
    })
  expect(await why(one, `&team=team-${made}`)).toMatchObject({
    verdict: expect.stringContaining(
      `is not in org-${made - 2}/team-${made}. The team team-${made} is linked to no group`,
    ),
    next: expect.any(String),
  })
  expect((await why(one, '&team=nowhere')).verdict).toContain('There is no team nowhere')
  expect(await teamLinks(deps.db, teams.enterpriseId)).toContainEqual(
    expect.objectContaining({ team: slug, organization: expect.stringMatching(/^org-/) }),
  )
  const { effect } = await previewChange(deps, row, 'sso.reset')
  const { effect: done } = await changeEnterprise(deps, doer, 'octo', 'sso.reset')
  expect(done).toEqual(effect)
  expect(done.teamsUnlinked).toBeGreaterThan(0)
  expect([await teams.inTeam(linked), await teams.inTeam(byHand), await teams.inOrganization(org)]).toEqual([
    [],
    [],
    [],
  ])
  expect(await teamLinks(deps.db, teams.enterpriseId)).toEqual([])
  expect(await bench.takeActions()).toEqual(expect.arrayContaining(['business.disable_saml', 'org.remove_member']))
  expect(await teams.faults()).toEqual([])
})

describe('an enterprise team', { timeout: 120_000 }, () => {
  test('freezes above 5,000 members of its group and resumes when they fit', async () => {
    const { db } = bench.server.deps
    const linked = await team(null)
    const [first, extra] = [await user(), await user()]
    const groupId = await group(first)
    await teams.link(linked, groupId)
    // 4,999 more, without five thousand requests.
    await sql`with u as (
        insert into directory_user (enterprise_id, account_id, id, login_taken, suspended, state, created_at, updated_at)
        select ${teams.enterpriseId}, 1000000 + n, id, login, false, jsonb_build_object('accountId', 1000000 + n, 'login', login,
          'identity', jsonb_build_object('id', id), 'suspension', null), now(), now()
        from (select n, gen_random_uuid() as id, 'many-' || n as login from generate_series(1, 4999) n) n returning account_id)
      insert into directory_member (enterprise_id, group_number, account_id)
      select ${teams.enterpriseId}, g.number, u.account_id from u, directory_group g where g.id = ${groupId}`.execute(
      db,
    )
    await teams.reconcile(linked)
    expect(await teams.inTeam(linked)).toHaveLength(5000)
    await bench.scim('PATCH', `/Groups/${groupId}`, members('add', extra))
    expect(await teams.sync(linked)).toBe('frozen')
    expect(await teams.inTeam(linked)).toHaveLength(5000)
    // Who leaves the group now stays in the team that is frozen, and a suspended user does not.
    await bench.scim('PATCH', `/Users/${first}`, active(false))
    expect(await teams.inTeam(linked)).toHaveLength(4999)
    expect(await teams.sync(linked)).toBe('frozen')
    // So large a team is brought up to date by a job.
    const { rows } = await sql<{
      payload: { teamId: number }
    }>`select payload from graphile_worker._private_jobs`.execute(db)
    expect(rows.map((row) => row.payload.teamId)).toContain(linked)
    await teams.reconcile(linked)
    expect(await teams.sync(linked)).toBe('in_sync')
    expect(await teams.inTeam(linked)).toHaveLength(5000)
    expect(await teams.faults()).toEqual([])
  })
})
