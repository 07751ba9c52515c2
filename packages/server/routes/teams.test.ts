import type { Team } from '@rollcall/api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aGroup, aUser, type DirectoryBench, openDirectory } from '../../../test/support/directory.ts'
import { openTeams, type TeamsBench } from '../../../test/support/teams.ts'
import { reconcileAllTeams } from '../jobs/teams.ts'

let bench: DirectoryBench
let teams: TeamsBench
const base = '/enterprises/octo'
beforeAll(async () => {
  bench = await openDirectory(undefined, { jobs: true })
  teams = await openTeams(bench)
})
afterAll(() => bench.close())

const ok = <T = never>(method: string, path: string, body?: unknown) =>
  bench.server.home.ok<T>(method, base + path, body)
const call = (method: string, path: string, body?: unknown) => bench.server.home.call(method, base + path, body)
async function user() {
  const { id } = (await bench.scim('POST', '/Users', aUser())).json<{ id: string }>()
  const { login } = await ok<{ login: string }>('GET', `/users/${id}`)
  return { id, login }
}
const group = async (...members: { id: string }[]) =>
  (await bench.scim('POST', '/Groups', aGroup({ members: members.map(({ id }) => ({ value: id })) }))).json<{
    id: string
  }>().id
const typesOf = async () =>
  (await bench.server.home.ok<{ items: { type: string }[] }>('GET', '/events?limit=50')).items.map((one) => one.type)

test('an organization, a team, a preview that changes nothing, a link, and who did it', async () => {
  const [one, two] = [await user(), await user()]
  const groupId = await group(one, two)
  expect((await call('POST', '/organizations', { login: '--' })).statusCode).toBe(422)
  await ok('POST', '/organizations', { login: 'octo-org', name: 'Octo' })
  expect((await call('POST', '/organizations', { login: 'Octo-Org' })).statusCode).toBe(409)
  const team = await ok<Team>('POST', '/teams', { name: 'Platform', organization: 'octo-org' })
  expect(team).toMatchObject({ slug: 'platform', group: null, sync: null, reason: null })
  const preview = await ok('GET', `/teams/${team.id}/link?group=${groupId}`)
  expect(preview).toMatchObject({ joins: 2, leaves: 0, joinsOrganization: 2, licences: 2, sync: 'in_sync' })
  expect(await ok('GET', `/teams/${team.id}`)).toMatchObject({ team: { group: null }, members: { total: 0 } })
  await ok('PUT', `/teams/${team.id}/link`, { group: groupId })
  const linked = await ok<{ members: { items: { byGroup: boolean }[] } }>('GET', `/teams/${team.id}`)
  expect(linked.members.items).toMatchObject([{ byGroup: true }, { byGroup: true }])
  const listed = await ok('GET', '/organizations/octo-org/members')
  expect(listed).toMatchObject({ members: { total: 2, items: [{ direct: false, teams: ['Platform'] }, {}] } })
  const kept = await call('DELETE', `/organizations/octo-org/members/${one.login}`)
  expect(kept.json().error).toMatchObject({ code: 'team.refused', message: expect.stringContaining('Platform') })
  const refused = await call('PUT', `/teams/${team.id}/members/${one.login}`)
  expect(refused.json().error.message).toContain('come from the group')
  expect(await ok('GET', `/teams/${team.id}/link`)).toMatchObject({ leaves: 2, leavesOrganization: 2, licences: -2 })
  expect((await call('PUT', `/teams/${team.id}/link`, { group: 'nonsense' })).statusCode).toBe(404)
  await ok('DELETE', `/teams/${team.id}/link`)
  expect(await ok('GET', '/organizations/octo-org/members')).toMatchObject({ members: { total: 0 } })
  expect(await typesOf()).toEqual(
    expect.arrayContaining(['organization.created', 'team.created', 'team.linked', 'team.unlinked']),
  )
  expect(await teams.faults()).toEqual([])
})

test('licences: a team out of sync says so, and more of them bring in who was waiting', async () => {
  const [one, two] = [await user(), await user()]
  await ok('POST', '/organizations', { login: 'short-org' })
  const { used } = await ok<{ used: number }>('GET', '/licences')
  await ok('PUT', '/licences', { limit: used + 1 })
  const team = await ok<Team>('POST', '/teams', {
    name: 'Short',
    organization: 'short-org',
    group: await group(one, two),
  })
  expect(team).toMatchObject({
    sync: 'no_licences',
    members: 1,
    reason: expect.stringContaining('insufficient licences'),
  })
  expect(await ok('GET', '/teams?state=out_of_sync')).toMatchObject({ total: 1, items: [{ id: team.id }] })
  const taken = await call('PUT', `/organizations/octo-org/members/${two.login}`, { role: 'member' })
  expect(taken.json().error.message).toContain('in use')
  await ok('PUT', '/licences', { limit: null })
  // A job brings the rest in.
  await expect
    .poll(async () => (await ok<{ team: Team }>('GET', `/teams/${team.id}`)).team, { timeout: 20_000 })
    .toMatchObject({ sync: 'in_sync', members: 2, pending: false, reason: null })
})

test('the daily look repairs what drifted, and removing an organization gives its groups back', async () => {
  const one = await user()
  const groupId = await group(one)
  await ok('POST', '/organizations', { login: 'drift-org' })
  const team = await ok<Team>('POST', '/teams', { name: 'Drift', organization: 'drift-org', group: groupId })
  await bench.server.deps.db.deleteFrom('team_member').where('team_id', '=', team.id).execute()
  expect(await teams.faults()).not.toEqual([])
  await reconcileAllTeams(bench.server.deps)
  expect(await teams.faults()).toEqual([])
  expect((await call('DELETE', '/organizations/drift-org?confirm=no')).statusCode).toBe(422)
  await ok('DELETE', '/organizations/drift-org?confirm=drift-org')
  expect(await teams.faults()).toEqual([])
  expect((await bench.scim('DELETE', `/Groups/${groupId}`)).statusCode).toBe(204)
})

test('organizations of an enterprise team: a preview that changes nothing, what is refused, and who did it', async () => {
  const [one, two] = [await user(), await user()]
  for (const login of ['north-org', 'south-org']) await ok('POST', '/organizations', { login })
  const team = await ok<Team>('POST', '/teams', {
    name: 'Everywhere',
    organization: null,
    group: await group(one, two),
  })
  expect(team).toMatchObject({ selection: 'disabled', assigned: 0 })
  const at = `/teams/${team.id}/organizations`
  const wanted = { selection: 'selected', organizations: ['north-org', 'SOUTH-org'] }
  const changes = { joins: 0, joinsOrganization: 4, leavesOrganization: 0, licences: 2, sync: 'in_sync' }
  const preview = await ok<{ examples: object[] }>('POST', `${at}/preview`, wanted)
  expect(preview).toMatchObject(changes)
  expect(preview.examples).toHaveLength(2)
  expect(await ok('GET', `/teams/${team.id}`)).toMatchObject({ team: { assigned: 0 }, organizations: [] })
  expect(await ok('PUT', at, wanted)).toMatchObject({ selection: 'selected', assigned: 2 })
  expect(await ok('GET', `/teams/${team.id}`)).toMatchObject({ organizations: ['north-org', 'south-org'] })
  expect(await ok('GET', '/organizations/north-org/members')).toMatchObject({
    members: { total: 2, items: [{ direct: false, teams: ['Everywhere'] }, {}] },
  })
  expect(await ok('POST', `${at}/preview`, { selection: 'disabled' })).toMatchObject({
    leavesOrganization: 4,
    licences: -2,
  })
  const unknown = await call('PUT', at, { selection: 'selected', organizations: ['nowhere'] })
  expect(unknown.json().error.message).toContain('no organization nowhere')
  const ofOrganization = await ok<Team>('POST', '/teams', { name: 'Northerners', organization: 'north-org' })
  const refused = await call('PUT', `/teams/${ofOrganization.id}/organizations`, wanted)
  expect(refused.json().error.message).toContain('north-org alone')
  // By hand a shortage is refused, and nothing of it stays.
  const byHand = await ok<Team>('POST', '/teams', { name: 'Hands', organization: null })
  const third = await user()
  await ok('PUT', `/teams/${byHand.id}/members/${third.login}`)
  const { used } = await ok<{ used: number }>('GET', '/licences')
  await ok('PUT', '/licences', { limit: used })
  const short = await call('PUT', `/teams/${byHand.id}/organizations`, wanted)
  expect(short.json().error).toMatchObject({ code: 'team.refused', message: expect.stringContaining('No licence') })
  expect(await ok('GET', `/teams/${byHand.id}`)).toMatchObject({ team: { selection: 'disabled' }, organizations: [] })
  await ok('PUT', '/licences', { limit: null })
  await ok('PUT', at, { selection: 'disabled' })
  expect(await ok('GET', '/organizations/south-org/members')).toMatchObject({ members: { total: 0 } })
  expect(await typesOf()).toContain('team.organizations_set')
  expect(await teams.faults()).toEqual([])
})

test('an assignment of many memberships is left to a job, and daily what drifted is repaired', async () => {
  const people = await Promise.all(Array.from({ length: 6 }, user))
  // Six people in ninety organizations: more than 500 memberships.
  const logins = Array.from({ length: 90 }, (_, at) => `many-${at}`)
  for (const login of logins) await teams.organization(login)
  const team = await ok<Team>('POST', '/teams', { name: 'Many', organization: null, group: await group(...people) })
  const assigned = await ok<Team>('PUT', `/teams/${team.id}/organizations`, {
    selection: 'selected',
    organizations: logins,
  })
  expect(assigned).toMatchObject({ assigned: 90, pending: true })
  await expect
    .poll(async () => (await ok<{ team: Team }>('GET', `/teams/${team.id}`)).team.pending, { timeout: 20_000 })
    .toBe(false)
  expect(await ok('GET', '/organizations/many-89/members')).toMatchObject({ members: { total: 6 } })
  expect(await teams.faults()).toEqual([])
  const { db } = bench.server.deps
  await db.deleteFrom('organization_member').where('joined_at', 'is not', null).execute()
  expect(await teams.faults()).not.toEqual([])
  await reconcileAllTeams(bench.server.deps)
  expect(await teams.faults()).toEqual([])
  await ok('DELETE', `/teams/${team.id}`)
  expect(await ok('GET', '/organizations/many-0/members')).toMatchObject({ members: { total: 0 } })
})

test('another tenant sees none of it, and a reader changes none', async () => {
  const stranger = await bench.server.addTenant()
  expect((await stranger.call('GET', `${base}/teams`)).statusCode).toBe(404)
  expect((await stranger.call('POST', `${base}/organizations`, { login: 'mine' })).statusCode).toBe(404)
  const reader = await bench.server.signIn('viewer')
  expect((await reader.call('GET', `${base}/teams`)).statusCode).toBe(200)
  expect((await reader.call('PUT', `${base}/licences`, { limit: 1 })).statusCode).toBe(403)
  const { items } = await ok<{ items: Team[] }>('GET', '/teams?q=everywhere')
  const at = `${base}/teams/${items[0]?.id}/organizations`
  expect((await reader.call('POST', `${at}/preview`, { selection: 'all' })).statusCode).toBe(200)
  expect((await reader.call('PUT', at, { selection: 'all' })).statusCode).toBe(403)
  expect((await stranger.call('PUT', at, { selection: 'all' })).statusCode).toBe(404)
})
