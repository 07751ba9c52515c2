import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aGroup, aUser, type DirectoryBench, openDirectory, patch } from '../../../test/support/directory.ts'
import { openTeams, type TeamsBench } from '../../../test/support/teams.ts'

import { licencesOf } from '../store/organizations.ts'

let bench: DirectoryBench
let teams: TeamsBench
beforeAll(async () => {
  bench = await openDirectory()
  teams = await openTeams(bench)
})
afterAll(() => bench.close())

const people = [0, 1, 2, 3, 4, 5]
const places = fc.nat(2)
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('add', 'remove'), who: fc.nat(5), where: places }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('suspend', 'reactivate'), who: fc.nat(5), where: places }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('link'), who: fc.nat(3), where: places }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('unlink', 'reconcile'), who: fc.nat(3), where: places }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('put', 'renew', 'expel'), who: fc.nat(5), where: places }) },
)
type Step = { do: string; who: number; where: number }

/** Six people, three groups, two organizations with three teams, and a team of the enterprise. */
async function openWorld() {
  const users = await Promise.all(people.map(() => made('/Users', aUser())))
  const groups = await Promise.all([0, 1, 2].map(() => made('/Groups', aGroup())))
  const [one, two] = [await teams.organization(`one-${groups[0]}`), await teams.organization(`two-${groups[0]}`)]
  const ids = []
  for (const [index, organization] of [one, one, two, null].entries())
    ids.push(await teams.team(`team-${index}-${groups[0]}`, organization))
  return { users, groups, teams: ids }
}
const made = async (path: string, body: object) => (await bench.scim('POST', path, body)).json<{ id: string }>().id

async function take(world: Awaited<ReturnType<typeof openWorld>>, { do: what, who, where }: Step): Promise<void> {
  const user = world.users[who] ?? ''
  const group = world.groups[where] ?? ''
  const team = world.teams[who % 4] ?? 0
  const send = async (...given: Parameters<DirectoryBench['scim']>) => {
    const answer = await bench.scim(...given)
    // A member who was expelled meanwhile is no user any more.
    if (!answer.body.includes('is no user'))
      expect([200, 201, 204, 404], `${what}: ${answer.body}`).toContain(answer.statusCode)
    return answer
  }
  const members = (op: string) =>
    send('PATCH', `/Groups/${group}`, patch({ op, path: 'members', value: [{ value: user }] }))
  // A link to a group that is being deleted is refused, as is a member of one.
  const onTeam = (change: Promise<void>) =>
    change.catch((error: { status?: number }) => {
      if (error.status !== 404) throw error
    })
  switch (what) {
    case 'add':
    case 'remove':
      return void (await members(what))
    case 'suspend':
    case 'reactivate':
      return void (await send(
        'PATCH',
        `/Users/${user}`,
        patch({ op: 'replace', path: 'active', value: what !== 'suspend' }),
      ))
    case 'link':
      return onTeam(teams.link(team, group))
    case 'unlink':
      return onTeam(teams.unlink(team))
    case 'reconcile':
      return onTeam(teams.reconcile(team))
    case 'put':
      return void (await send('PUT', `/Groups/${group}`, { ...aGroup(), members: [{ value: user }] }))
    case 'renew':
      await send('DELETE', `/Groups/${group}`)
      world.groups[where] = await made('/Groups', aGroup({ members: [{ value: user }] }))
      return
    case 'expel':
      await send('DELETE', `/Users/${user}`)
      world.users[who] = await made('/Users', aUser())
  }
}

test('whoever writes at once, teams hold whom their groups show, and licences are kept', {
  timeout: 300_000,
}, async () => {
  const { db } = bench.server.deps
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 12, maxLength: 40 }),
      fc.option(fc.integer({ min: 0, max: 6 }), { nil: null }),
      async (steps, licences) => {
        const before = (await licencesOf(db, teams.enterpriseId)).used
        const limit = licences === null ? null : before + licences
        const world = await openWorld()
        await db.updateTable('enterprise').set({ licences: limit }).where('id', '=', teams.enterpriseId).execute()
        const queue: Step[] = [...steps]
        const worker = async () => {
          for (let next = queue.shift(); next; next = queue.shift()) await take(world, next)
        }
        await Promise.all([worker(), worker(), worker(), worker(), worker(), worker()])
        expect(await teams.faults()).toEqual([])
        const { used } = await licencesOf(db, teams.enterpriseId)
        if (limit !== null) expect(used).toBeLessThanOrEqual(limit)
        // What is left of the round takes no licence of the next.
        await Promise.all(world.teams.map((team) => teams.unlink(team)))
        expect(await teams.faults()).toEqual([])
      },
    ),
    { numRuns: Number(process.env.AT_ONCE ?? 12), endOnFailure: true },
  )
})
