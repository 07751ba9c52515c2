import { describe, expect, test } from 'vitest'
import {
  another,
  group,
  members,
  mona,
  play,
  post,
  put,
  refusal,
  remove,
  turn,
} from '../../test/support/enterprise-commands.ts'
import {
  addTeam,
  byScimId,
  enterpriseOf,
  ghes,
  type Model,
  openModel,
  visibleMembers,
} from '../../test/support/enterprise-model.ts'
import { type Command, optionsOf, type UserAttributes } from './index.ts'

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

describe('options', () => {
  const emu = (options: Parameters<typeof optionsOf>[0]) => openModel(enterpriseOf({ options: optionsOf(options) }))
  const ready = (model: Model) => {
    addTeam(model, 1, 7)
    return play(model, post('u1', 10), group('g1', 1), { type: 'team.link', teamId: 1, groupId: 'g1' }).model
  }

  test.each<[string, Model, Command, number]>([
    [
      'takenLoginStatus 400',
      ready(emu({ takenLoginStatus: 400 })),
      post('u2', 11, { ...another('x'), userName: 'mona.lisa' }),
      400,
    ],
    ['renameUser refuse', ready(emu({ renameUser: 'refuse' })), put('u1', { ...mona, userName: 'lisa' }), 400],
    [
      'renameSuspended refuse',
      play(ready(emu({ renameSuspended: 'refuse' })), turn('u1', false)).model,
      put('u1', { ...mona, userName: 'lisa', active: false }),
      400,
    ],
    [
      'relinkAfterReset conflict',
      play(ready(emu({ relinkAfterReset: 'conflict' })), { type: 'sso.reset' }).model,
      post('u2', 11),
      400,
    ],
    [
      'licenceShortage refuse',
      { ...ready(emu({ licenceShortage: 'refuse' })), licences: 0 },
      members('g1', ['u1']),
      403,
    ],
    ['scimOffStatus 403', play(ready(emu({ scimOffStatus: 403 })), { type: 'scim.disable' }).model, remove('u1'), 403],
    ['requiredAttributes strict: active', emu({ requiredAttributes: 'strict' }), post('u1', 10, another('bob')), 400],
    [
      'requiredAttributes strict: e-mail type',
      emu({ requiredAttributes: 'strict' }),
      post('u1', 10, { ...mona, emails: [{ value: 'mona@octo.example', primary: true }] }),
      400,
    ],
  ])('%s', (_name, model, command, status) => {
    expect(refusal(model, command).status).toBe(status)
  })

  test.each<[string, Partial<UserAttributes>, string]>([
    ['externalId', { externalId: null }, 'externalId'],
    ['every e-mail', { emails: [] }, 'emails'],
    ['the value of an e-mail', { emails: [{ type: 'work' }] }, 'emails'],
    ['userName', { userName: ' ' }, 'userName'],
  ])('the GitHub base wants %s, in a POST and in a PUT', (_name, without, named) => {
    for (const [model, command] of [
      [openModel(), post('u1', 10, { ...mona, ...without })],
      [play(openModel(), post('u1', 10)).model, put('u1', { ...mona, ...without })],
    ] as const) {
      const error = refusal(model, command)
      expect(error).toMatchObject({ status: 400, scimType: 'invalidValue' })
      expect(error.message).toContain(named)
    }
  })

  test('severalRoles primary and unknownMember ignore', () => {
    const several: UserAttributes = {
      ...mona,
      roles: [{ value: 'enterprise_owner' }, { value: 'user', primary: true }],
    }
    expect(play(emu({ severalRoles: 'primary' }), post('u1', 10, several)).model.users.get(10)?.role).toBe('user')
    const { model } = play(ready(emu({ unknownMember: 'ignore' })), members('g1', ['nobody', 'u1']))
    expect(visibleMembers(model, 'g1')).toEqual([10])
  })

  test('localLifecycle allow: a local suspension takes the user out of the teams, and back', () => {
    const model = ready(openModel(ghes({ options: optionsOf({ localLifecycle: 'allow' }) })))
    const inside = play(model, members('g1', ['u1'])).model
    expect(inside.teamMembers.get(1)).toEqual(new Set([10]))
    const off = play(inside, { type: 'account.suspend', accountId: 10 }).model
    expect(off.teamMembers.get(1)).toEqual(new Set())
    expect(play(off, { type: 'account.unsuspend', accountId: 10 }).model.teamMembers.get(1)).toEqual(new Set([10]))
  })

  test('administratorPromotion disabled: SCIM neither promotes nor demotes an adopted owner', () => {
    const closed = openModel(ghes({ options: optionsOf({ administratorPromotion: 'disabled' }) }))
    const local: Command = {
      type: 'account.create',
      accountId: 5,
      origin: 'local',
      login: 'mona-lisa',
      email: null,
      displayName: '',
    }
    const { model } = play(closed, local, { type: 'account.promote', accountId: 5 }, post('u1', 10))
    expect(model.users.get(5)?.role).toBe('enterprise_owner')
  })

  test('in the cloud, SCIM off ends nothing', () => {
    const { model } = play(ready(openModel()), members('g1', ['u1']), { type: 'scim.disable' })
    expect(model.users.get(10)?.identity?.id).toBe('u1')
    expect(model.teamMembers.get(1)).toEqual(new Set([10]))
    expect(refusal(model, turn('u1', false))).toMatchObject({ status: 404 })
  })
})
