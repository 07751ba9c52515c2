import { describe, expect, test } from 'vitest'
import { another, group, members, mona, play, post, refusal, turn } from '../../test/support/enterprise-commands.ts'
import {
  addTeam,
  ghes,
  type Model,
  openModel,
  organizationRef,
  visibleMembers,
} from '../../test/support/enterprise-model.ts'
import { type Command, optionsOf } from './index.ts'

describe('groups and teams', () => {
  function withTeams(): Model {
    const model = openModel()
    addTeam(model, 1, 7)
    addTeam(model, 2, 7)
    addTeam(model, 3, null)
    return play(
      model,
      post('u1', 10),
      post('u2', 11, another('bob')),
      group('g1', 1, 'u1'),
      group('g2', 2),
      { type: 'team.link', teamId: 1, groupId: 'g1' },
      { type: 'team.link', teamId: 2, groupId: 'g2' },
      { type: 'team.link', teamId: 3, groupId: 'g1' },
    ).model
  }
  const inTeam = (model: Model, id: number) => [...(model.teamMembers.get(id) ?? [])]
  const inOrganization = (model: Model) => [...(model.organizationMembers.get(7) ?? [])]

  test('a link brings the members, and their organization', () => {
    const model = withTeams()
    expect(inTeam(model, 1)).toEqual([10])
    expect(inTeam(model, 3)).toEqual([10])
    expect(inOrganization(model)).toEqual([10])
  })

  test('the last team of an organization takes the membership with it, another keeps it', () => {
    const both = play(withTeams(), members('g2', ['u1'])).model
    const one = play(both, members('g1', [], ['u1'])).model
    expect(inOrganization(one)).toEqual([10])
    expect(inOrganization(play(one, members('g2', [], ['u1'])).model)).toEqual([])
  })

  test('whoever was added to the organization by hand stays', () => {
    const model = withTeams()
    model.directMembers.get(7)?.add(10)
    expect(inOrganization(play(model, members('g1', [], ['u1'])).model)).toEqual([10])
  })

  test('a suspended member is kept, hidden, and back at once', () => {
    const suspended = play(withTeams(), turn('u1', false)).model
    expect(suspended.groupMembers.get('g1')).toEqual(new Set([10]))
    expect(visibleMembers(suspended, 'g1')).toEqual([])
    expect(inTeam(suspended, 1)).toEqual([])
    expect(inOrganization(suspended)).toEqual([])
    const back = play(suspended, turn('u1', true))
    expect(inTeam(back.model, 1)).toEqual([10])
    expect(back.events).toContainEqual(
      expect.objectContaining({ type: 'organization.member_added', reinstated: true, licence: true }),
    )
  })

  test('an unknown member or a group as one is a 400, and nothing is applied', () => {
    const model = withTeams()
    for (const id of ['nobody', 'g2']) {
      const error = refusal(model, members('g1', ['u2', id]))
      expect(error).toMatchObject({ status: 400, scimType: 'invalidValue' })
      expect(error.message).toContain(id)
    }
    expect(visibleMembers(model, 'g1')).toEqual([10])
  })

  test('adding who is there and removing who is not is no change', () => {
    expect(play(withTeams(), members('g1', ['u1'], ['u2'])).events).toEqual([])
  })

  test('a team with members of its own or a nested one is not linked', () => {
    const model = openModel()
    addTeam(model, 1, 7)
    addTeam(model, 2, 7)
    model.manualMembers.get(1)?.add(99)
    model.nested.add(2)
    const ready = play(model, group('g1', 1)).model
    for (const teamId of [1, 2])
      expect(refusal(ready, { type: 'team.link', teamId, groupId: 'g1' })).toMatchObject({ status: 422 })
  })

  test('a second group replaces the first, and an unlink empties team and organization', () => {
    const relinked = play(withTeams(), members('g2', ['u2']), { type: 'team.link', teamId: 1, groupId: 'g2' }).model
    expect(inTeam(relinked, 1)).toEqual([11])
    const unlinked = play(relinked, { type: 'team.unlink', teamId: 1 }, { type: 'team.unlink', teamId: 2 }).model
    expect(inTeam(unlinked, 1)).toEqual([])
    expect(inOrganization(unlinked)).toEqual([])
  })

  test('deleting a group empties its teams', () => {
    const { model } = play(withTeams(), { type: 'group.delete', base: 'github', id: 'g1' })
    expect([inTeam(model, 1), inTeam(model, 3), inOrganization(model)]).toEqual([[], [], []])
    expect(model.teams.get(1)).toMatchObject({ groupId: null, sync: null })
  })

  test('a group over 5,000 freezes a team, and back at 5,000 the team follows again', () => {
    const model = withTeams()
    model.phantoms.set('g1', 4_999)
    const over = play(model, members('g1', ['u2'])).model
    expect(over.teams.get(3)?.sync).toBe('frozen')
    expect(over.teams.get(1)?.sync).toBe('over_limit')
    expect(inTeam(over, 3)).toEqual([10])
    const swapped = play(over, members('g1', [], ['u1'])).model
    expect(swapped.teams.get(3)?.sync).toBe('in_sync')
    expect(inTeam(swapped, 3)).toEqual([11])
    expect(inTeam(swapped, 1)).toEqual([11])
  })

  test('whoever is suspended leaves a frozen team too, even one whose group has lost them', () => {
    const model = withTeams()
    model.phantoms.set('g1', 5_000)
    const frozen = play(model, members('g1', ['u2']), members('g1', [], ['u1'])).model
    expect(inTeam(frozen, 3)).toEqual([10])
    const { model: suspended } = play(frozen, turn('u1', false))
    expect([inTeam(suspended, 1), inTeam(suspended, 3), inOrganization(suspended)]).toEqual([[], [], []])
    expect(suspended.teams.get(3)?.sync).toBe('frozen')
  })

  test('a team that gets a group over the limit keeps nobody of the group before', () => {
    const model = withTeams()
    model.phantoms.set('g2', 5_001)
    const { model: relinked } = play(model, { type: 'team.link', teamId: 1, groupId: 'g2' })
    expect(relinked.teams.get(1)).toMatchObject({ groupId: 'g2', sync: 'over_limit' })
    expect([inTeam(relinked, 1), inOrganization(relinked)]).toEqual([[], []])
  })

  test('without a licence the team is out of sync, and the group is changed all the same', () => {
    const model = withTeams()
    model.licences = 1
    const short = play(model, members('g1', ['u2'])).model
    expect(visibleMembers(short, 'g1')).toEqual([10, 11])
    expect(inTeam(short, 1)).toEqual([10])
    expect(short.teams.get(1)?.sync).toBe('no_licences')
    expect(inTeam(short, 3)).toEqual([10, 11])
    const bought = { ...short, licences: 2 }
    const cured = play(bought, { type: 'team.reconcile', teamId: 1 }).model
    expect(inTeam(cured, 1)).toEqual([10, 11])
    expect(cured.teams.get(1)?.sync).toBe('in_sync')
  })
})

describe('organizations of an enterprise team', () => {
  const refs = (...ids: number[]) => ids.map(organizationRef)
  const assign = (selection: 'disabled' | 'selected' | 'all', ...ids: number[]): Command => ({
    type: 'team.assign',
    teamId: 1,
    selection,
    organizations: refs(...ids),
  })
  const link: Command = { type: 'team.link', teamId: 1, groupId: 'g1' }
  function start(): Model {
    const model = openModel()
    addTeam(model, 1, null)
    addTeam(model, 2, 7)
    for (const id of [8, 9]) {
      model.organizationMembers.set(id, new Set())
      model.directMembers.set(id, new Set())
    }
    return play(model, post('u1', 10), post('u2', 11, another('bob')), group('g1', 1, 'u1')).model
  }
  const inside = (model: Model) => [7, 8, 9].filter((id) => model.organizationMembers.get(id)?.has(10))

  test('whoever is in the team is brought into each, and leaves with the team', () => {
    const { model, events } = play(start(), link, assign('selected', 7, 8))
    expect(inside(model)).toEqual([7, 8])
    expect(events.map(({ type }) => type)).toEqual([
      'team.assigned',
      'organization.member_added',
      'organization.member_added',
    ])
    expect(events.slice(1)).toMatchObject([{ licence: true }, { licence: false }])
    expect(play(model, assign('selected', 8)).events).toMatchObject([
      { type: 'team.assigned', removed: refs(7), added: [] },
      { type: 'organization.member_removed', organization: refs(7)[0], licence: false },
    ])
    expect(inside(play(model, assign('all', 7, 8, 9)).model)).toEqual([7, 8, 9])
    expect(inside(play(model, assign('disabled')).model)).toEqual([])
    expect(inside(play(model, { type: 'team.unlink', teamId: 1 }).model)).toEqual([])
    expect(inside(play(model, members('g1', [], ['u1'])).model)).toEqual([])
    expect(inside(play(model, turn('u1', false)).model)).toEqual([])
    expect(inside(play(model, turn('u1', false), turn('u1', true)).model)).toEqual([7, 8])
  })

  test('another team of the organization, or a hand, keeps somebody in', () => {
    const { model } = play(start(), link, assign('selected', 7, 8), { type: 'team.link', teamId: 2, groupId: 'g1' })
    model.directMembers.get(8)?.add(10)
    expect(inside(play(model, assign('disabled')).model)).toEqual([7, 8])
    const { model: other } = play(start(), link, assign('selected', 7), { type: 'team.link', teamId: 2, groupId: 'g1' })
    expect(inside(play(other, { type: 'team.unlink', teamId: 2 }).model)).toEqual([7])
  })

  test('who was added by hand is brought in too, and without a licence the assignment is refused', () => {
    const model = start()
    model.manualMembers.get(1)?.add(10)
    expect(inside(play(model, assign('selected', 7, 9)).model)).toEqual([7, 9])
    model.licences = 0
    expect(refusal(model, assign('selected', 7))).toMatchObject({ status: 403 })
    expect(play(model, assign('selected')).events).toMatchObject([{ type: 'team.assigned' }])
  })

  test('a linked team that is short of licences is out of sync, and nobody is in one organization of two', () => {
    const model = { ...play(start(), link, assign('selected', 7, 8), members('g1', ['u2'])).model, licences: 2 }
    const { model: full } = play(model, members('g1', [], ['u2']), post('u3', 12, another('eve')))
    const { model: short } = play({ ...full, licences: 1 }, members('g1', ['u3']))
    expect(short.teams.get(1)?.sync).toBe('no_licences')
    expect(short.organizationMembers.get(7)).toEqual(new Set([10]))
    expect(short.organizationMembers.get(8)).toEqual(new Set([10]))
  })

  test('a frozen team brings those that it kept into a new organization', () => {
    const { model } = play(start(), link)
    model.phantoms.set('g1', 5_000)
    const { model: frozen } = play(model, members('g1', ['u2']))
    expect(frozen.teams.get(1)?.sync).toBe('frozen')
    const { model: assigned } = play(frozen, assign('selected', 9))
    expect(assigned.organizationMembers.get(9)).toEqual(new Set([10]))
    expect(assigned.teams.get(1)?.sync).toBe('frozen')
  })

  test('a team of an organization has none to choose, and 1,000 are the most; the same again is no change', () => {
    const model = start()
    expect(refusal(model, { ...assign('selected', 8), teamId: 2 } as Command)).toMatchObject({ status: 422 })
    const many = Array.from({ length: 1_001 }, (_, at) => at + 100)
    expect(refusal(model, assign('selected', ...many)).message).toContain('1001 organizations')
    expect(play(model, assign('selected', 7), assign('selected', 7)).events).toEqual([])
    expect(play(model, assign('all', ...many)).events).toHaveLength(1)
  })
})

describe('GHES', () => {
  const local: Command = {
    type: 'account.create',
    accountId: 5,
    origin: 'local',
    login: 'Mona-Lisa',
    email: 'old@octo.example',
    displayName: 'Old',
  }

  test('an account with the same login is adopted: its e-mail and name are overwritten', () => {
    const { model, events } = play(openModel(ghes()), local, { type: 'account.suspend', accountId: 5 }, post('u1', 10))
    expect(events).toMatchObject([{ type: 'user.provisioned', how: 'adopted', before: { suspended: true } }])
    expect(model.users.get(5)).toMatchObject({
      login: 'Mona-Lisa',
      email: 'mona.lisa@octo.example',
      displayName: 'Mona Lisa',
      suspension: null,
    })
    expect(model.users.has(10)).toBe(false)
    expect(model.tokens.get(5)).toBe('usable')
  })

  test('the set-up user is never touched', () => {
    const setup = { ...mona, userName: 'scim-admin' }
    expect(refusal(openModel(ghes()), post('u1', 10, setup))).toMatchObject({ status: 409 })
    const sameEmail = { ...mona, emails: [{ value: 'setup@octo.example' }] }
    expect(refusal(openModel(ghes()), post('u1', 10, sameEmail))).toMatchObject({ status: 409 })
  })

  test.each<Command>([
    { type: 'account.suspend', accountId: 5 },
    { type: 'account.promote', accountId: 5 },
    { type: 'account.rename', accountId: 5, login: 'other' },
    { type: 'account.delete', accountId: 5 },
  ])('a SCIM user is not changed on the appliance: $type', (command) => {
    const { model } = play(openModel(ghes()), local, post('u1', 10))
    expect(refusal(model, command)).toMatchObject({ status: 403 })
    const allowed = { ...model, enterprise: ghes({ options: optionsOf({ localLifecycle: 'allow' }) }) }
    expect(play(allowed, command).events).toHaveLength(1)
  })

  test('an account of the appliance is renamed, suspended with a reason, and deleted', () => {
    const { model, events } = play(openModel(ghes()), local, {
      type: 'account.suspend',
      accountId: 5,
      reason: 'on leave',
    })
    expect(events).toMatchObject([{ type: 'account.changed', change: 'suspend', reason: 'on leave' }])
    expect(refusal(model, { type: 'account.rename', accountId: 5, login: 'SCIM-admin' })).toMatchObject({ status: 422 })
    const renamed = play(model, { type: 'account.rename', accountId: 5, login: 'mona' }).model
    expect(renamed.users.get(5)).toMatchObject({ login: 'mona', suspension: 'local' })
    expect(play(renamed, { type: 'account.delete', accountId: 5 }).model.users.has(5)).toBe(false)
  })

  test("the login of the set-up user is nobody else's", () => {
    expect(refusal(openModel(ghes()), { ...local, login: 'scim-admin' } as Command)).toMatchObject({ status: 422 })
  })

  test('SCIM off: identities and groups are gone, accounts live, and it can come back', () => {
    const { model } = play(openModel(ghes()), post('u1', 10), group('g1', 1, 'u1'), { type: 'scim.disable' })
    expect(model.groups.size).toBe(0)
    expect(model.users.get(10)).toMatchObject({ identity: null, suspension: null, login: 'mona-lisa' })
    expect(refusal(model, post('u2', 11))).toMatchObject({ status: 404 })
    const on = play(model, { type: 'scim.enable' }, post('u2', 11)).model
    expect(on.users.get(10)?.identity?.id).toBe('u2')
  })

  test('the 3.10 beta suspends everybody until SCIM brings them back', () => {
    const beta = openModel(ghes({ scim: 'off', options: optionsOf({ enableMode: 'legacy_beta' }) }))
    const { model } = play(beta, local, { type: 'scim.enable' })
    expect(model.users.get(5)?.suspension).toBe('enabled')
    expect(model.tokens.get(5)).toBe('unusable')
    const back = play(model, post('u1', 10)).model
    expect(back.users.get(5)?.suspension).toBeNull()
    expect(back.tokens.get(5)).toBe('usable')
  })

  test('a granted owner has no effect while promotion is disabled', () => {
    const closed = openModel(ghes({ options: optionsOf({ administratorPromotion: 'disabled' }) }))
    const { model } = play(closed, post('u1', 10, { ...mona, roles: [{ value: 'enterprise_owner' }] }))
    expect(model.users.get(10)?.role).toBe('user')
  })
})
