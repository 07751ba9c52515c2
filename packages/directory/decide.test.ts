import { describe, expect, test } from 'vitest'
import {
  addTeam,
  byScimId,
  enterpriseOf,
  ghes,
  type Model,
  openModel,
  run,
  visibleMembers,
} from '../../test/support/enterprise-model.ts'
import { type Command, DirectoryError, optionsOf, type UserAttributes } from './index.ts'

/** Runs commands one after the other and answers the model and the events of the last. */
function play(model: Model, ...commands: Command[]) {
  return commands.reduce((ran, command, index) => run(ran.model, command, 1_000 + index), {
    model,
    events: [] as ReturnType<typeof run>['events'],
  })
}

function refusal(model: Model, command: Command): DirectoryError {
  try {
    run(model, command, 5_000)
  } catch (error) {
    if (error instanceof DirectoryError) return error
    throw error
  }
  throw new Error(`${command.type} was not refused`)
}

const mona: UserAttributes = {
  userName: 'mona.lisa@octo.example',
  externalId: 'e-mona',
  displayName: 'Mona Lisa',
  emails: [{ value: 'mona.lisa@octo.example', type: 'work', primary: true }],
  active: true,
}
const post = (id: string, accountId: number, attributes: UserAttributes = mona): Command => ({
  type: 'user.provision',
  base: 'github',
  id,
  accountId,
  attributes,
})
const put = (id: string, attributes: UserAttributes): Command => ({
  type: 'user.replace',
  base: 'github',
  via: 'put',
  id,
  attributes,
})
const another = (name: string): UserAttributes => ({
  userName: name,
  externalId: `e-${name}`,
  displayName: name,
  emails: [{ value: `${name}@octo.example`, primary: true }],
})
const group = (id: string, number: number, ...add: string[]): Command => ({
  type: 'group.create',
  base: 'github',
  id,
  number,
  attributes: { displayName: `Group ${id}`, externalId: `x-${id}` },
  add,
})
const members = (id: string, add: string[], remove: string[] = []): Command => ({
  type: 'group.change_members',
  base: 'github',
  id,
  add,
  remove,
})
const remove = (id: string): Command => ({ type: 'user.deprovision', base: 'github', id })
const turn = (id: string, active: boolean): Command => ({ type: 'user.set_active', base: 'github', id, active })

describe('provisioning', () => {
  test('makes an account whose login is the userName and the short code', () => {
    const { model, events } = play(openModel(), post('u1', 10))
    expect(events.map((event) => event.type)).toEqual(['user.provisioned'])
    expect(model.users.get(10)).toMatchObject({
      login: 'mona-lisa_octo',
      email: 'mona.lisa@octo.example',
      displayName: 'Mona Lisa',
      role: 'user',
      suspension: null,
      credentials: 'usable',
    })
  })

  test('the same again is a 409', () => {
    const { model } = play(openModel(), post('u1', 10))
    expect(refusal(model, post('u2', 11))).toMatchObject({ status: 409, scimType: 'uniqueness' })
  })

  test.each<[string, UserAttributes, string]>([
    ['login', { ...mona, externalId: 'e2', emails: [{ value: 'b@octo.example' }] }, 'userName'],
    ['external id', { ...another('bob'), externalId: 'e-mona' }, 'externalId'],
    ['e-mail', { ...another('bob'), emails: [{ value: 'MONA.lisa@octo.example' }] }, 'emails'],
  ])('another user with the same %s is a 409 that names it', (_name, attributes, named) => {
    const { model } = play(openModel(), post('u1', 10))
    const error = refusal(model, post('u2', 11, attributes))
    expect(error).toMatchObject({ status: 409, scimType: 'uniqueness' })
    expect(error.message).toContain(named)
  })

  test('forty characters and a leading dash are a 400', () => {
    for (const userName of ['a'.repeat(40), '!x'])
      expect(refusal(openModel(), post('u1', 10, { ...mona, userName }))).toMatchObject({
        status: 400,
        scimType: 'invalidValue',
      })
  })

  test('the standard base takes any userName, and a login that is taken', () => {
    const standard = (id: string, accountId: number, userName: string): Command => ({
      type: 'user.provision',
      base: 'standard',
      id,
      accountId,
      attributes: { userName },
    })
    const { model } = play(
      openModel(),
      standard('u1', 10, 'mona'),
      standard('u2', 11, 'mona@octo.example'),
      standard('u3', 12, '!!!'),
    )
    expect(model.users.get(10)).toMatchObject({ login: 'mona_octo', loginMade: false })
    for (const accountId of [11, 12]) {
      expect(model.users.get(accountId)?.login).toMatch(/^u-[0-9a-f]{12}_octo$/)
      expect(model.users.get(accountId)?.loginMade).toBe(true)
    }
    expect(refusal(model, standard('u4', 13, 'MONA'))).toMatchObject({ status: 409 })
  })

  test('active: false makes a user that is suspended at once', () => {
    const { model, events } = play(openModel(), post('u1', 10, { ...mona, active: false }))
    expect(events.map((event) => event.type)).toEqual(['user.provisioned', 'user.suspended'])
    expect(model.users.get(10)).toMatchObject({ suspension: 'soft', keptLogin: 'mona-lisa_octo' })
    expect(model.users.get(10)?.identity?.active).toBe(false)
    const strict = openModel(enterpriseOf({ options: optionsOf({ createInactive: 'refuse' }) }))
    expect(refusal(strict, post('u1', 10, { ...mona, active: false }))).toMatchObject({ status: 400 })
  })
})

describe('soft-deprovision and reactivation', () => {
  const start = play(openModel(), post('u1', 10)).model

  test('hashes the login, keeps the identity, and closes what opens the account', () => {
    start.sessions.add(10)
    const { model } = play(start, turn('u1', false))
    const user = byScimId(model, 'u1')
    expect(user?.login).toMatch(/^[0-9a-f]{34}_octo$/)
    expect(user?.email).toMatch(/^[0-9a-f]{40}@deprovisioned\.invalid$/)
    expect(user?.identity).toMatchObject({ userName: mona.userName, active: false, emails: mona.emails })
    expect(model.tokens.get(10)).toBe('unusable')
    expect(model.sessions.has(10)).toBe(false)
  })

  test('and back: login, e-mail and tokens are what they were', () => {
    const { model } = play(start, turn('u1', false), turn('u1', true))
    expect(model.users.get(10)).toMatchObject({
      login: 'mona-lisa_octo',
      email: 'mona.lisa@octo.example',
      keptLogin: null,
      suspension: null,
    })
    expect(model.tokens.get(10)).toBe('usable')
  })

  test('Entra ID keeps the e-mail', () => {
    const entra = openModel(enterpriseOf({ identityProvider: 'entra' }))
    expect(play(entra, post('u1', 10), turn('u1', false)).model.users.get(10)?.email).toBe('mona.lisa@octo.example')
  })

  test('the login stays taken while its user is suspended', () => {
    const { model } = play(start, turn('u1', false))
    const same = { ...another('bob'), userName: mona.userName.toUpperCase().replace('OCTO', 'other') }
    expect(refusal(model, post('u2', 11, same))).toMatchObject({ status: 409 })
  })

  test('where it is free, whoever took it keeps it and the reactivation is refused', () => {
    const free = openModel(enterpriseOf({ options: optionsOf({ suspendedLogin: 'free' }) }))
    const same = { ...another('bob'), userName: 'mona.lisa@other.example' }
    const { model } = play(free, post('u1', 10), turn('u1', false), post('u2', 11, same))
    expect(refusal(model, turn('u1', true))).toMatchObject({ status: 409 })
    expect(byScimId(model, 'u1')?.suspension).toBe('soft')
  })

  test('a rename while suspended takes effect at the reactivation', () => {
    const { model } = play(start, turn('u1', false), put('u1', { ...mona, userName: 'lisa', active: false }))
    expect(model.users.get(10)?.login).toMatch(/^[0-9a-f]{34}_octo$/)
    expect(play(model, turn('u1', true)).model.users.get(10)?.login).toBe('lisa_octo')
  })

  test('nothing different, no events', () => {
    expect(play(start, put('u1', mona)).events).toEqual([])
    expect(play(start, turn('u1', true)).events).toEqual([])
  })
})

describe('hard-deprovision', () => {
  test('leaves an empty shell, frees the login and never comes back', () => {
    const { model } = play(openModel(), post('u1', 10), remove('u1'))
    expect(model.users.get(10)).toMatchObject({
      displayName: '',
      identity: null,
      suspension: 'hard',
      credentials: 'deleted',
    })
    expect(model.tokens.get(10)).toBe('deleted')
    for (const command of [remove('u1'), turn('u1', true), put('u1', mona)])
      expect(refusal(model, command)).toMatchObject({ status: 404 })
    const again = play(model, post('u2', 11)).model
    expect(again.users.get(11)?.login).toBe('mona-lisa_octo')
    expect(again.users.get(10)?.identity).toBeNull()
  })
})

describe('roles', () => {
  const withRoles = (...values: string[]): UserAttributes => ({ ...mona, roles: values.map((value) => ({ value })) })
  const roleAfter = (...values: string[]) => play(openModel(), post('u1', 10, withRoles(...values))).model.users.get(10)

  test('names and app role ids in any case; the highest takes effect and all are kept', () => {
    expect(roleAfter('Enterprise Owner')?.role).toBe('enterprise_owner')
    expect(roleAfter('981DF190-8801-4618-A08A-D91F6206C954')?.role).toBe('enterprise_owner')
    expect(roleAfter('restricted_user')?.role).toBe('guest_collaborator')
    expect(roleAfter()?.role).toBe('user')
    const both = roleAfter('user', 'billing_manager')
    expect(both?.role).toBe('billing_manager')
    expect(both?.identity?.roles).toHaveLength(2)
  })

  test('a role that GitHub does not know is a 400 that names it', () => {
    const error = refusal(openModel(), post('u1', 10, withRoles('king')))
    expect(error).toMatchObject({ status: 400, scimType: 'invalidValue' })
    expect(error.message).toContain('"king"')
  })

  test('the last owner stays where the option says so', () => {
    const guarded = openModel(enterpriseOf({ options: optionsOf({ lastOwner: 'refuse' }) }))
    const { model } = play(guarded, post('u1', 10, withRoles('enterprise_owner')))
    for (const command of [remove('u1'), turn('u1', false), put('u1', mona)])
      expect(refusal(model, command)).toMatchObject({ status: 403 })
    const two = play(model, post('u2', 11, { ...another('bob'), roles: [{ value: 'enterprise_owner' }] })).model
    expect(play(two, remove('u1')).model.users.get(10)?.suspension).toBe('hard')
  })
})

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

  test('a SCIM user is not changed on the appliance', () => {
    const { model } = play(openModel(ghes()), local, post('u1', 10))
    expect(refusal(model, { type: 'account.suspend', accountId: 5 })).toMatchObject({ status: 403 })
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

test('after single sign-on is reset, POST links the suspended account again', () => {
  const { model } = play(openModel(), post('u1', 10), post('u2', 11, another('bob')), turn('u2', false), {
    type: 'sso.reset',
  })
  expect(model.users.get(10)).toMatchObject({ login: 'mona-lisa_octo', suspension: 'reset', email: null })
  expect(model.tokens.get(10)).toBe('deleted')
  const back = play(model, post('u3', 12), post('u4', 13, another('bob'))).model
  expect(back.users.get(10)).toMatchObject({ suspension: null, identity: { id: 'u3' } })
  // Whoever was obfuscated before gets the login back too.
  expect(back.users.get(11)).toMatchObject({ login: 'bob_octo', identity: { id: 'u4' } })
})
