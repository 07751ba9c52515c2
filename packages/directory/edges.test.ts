import { expect, test } from 'vitest'
import { addTeam, ghes, type Model, openModel, run } from '../../test/support/enterprise-model.ts'
import { type Command, DirectoryError, decide, reinstatement, type UserAttributes } from './index.ts'

const person = (name: string): UserAttributes => ({
  userName: name,
  externalId: `e-${name}`,
  emails: [{ value: `${name}@octo.example`, primary: true }],
})
const post = (id: string, accountId: number, attributes: UserAttributes): Command => ({
  type: 'user.provision',
  base: 'github',
  id,
  accountId,
  attributes,
})
const turn = (id: string, active: boolean): Command => ({ type: 'user.set_active', base: 'github', id, active })
const members = (add: string[], remove: string[] = []): Command => ({
  type: 'group.change_members',
  base: 'github',
  id: 'g1',
  add,
  remove,
})
const play = (model: Model, ...commands: Command[]) =>
  commands.reduce((current, command, index) => run(current, command, 1_000 + index).model, model)

function withGroup(...teams: number[]): Model {
  const model = openModel()
  for (const id of teams) addTeam(model, id, 7)
  return play(
    model,
    post('u1', 10, person('mona')),
    post('u2', 11, person('bob')),
    {
      type: 'group.create',
      base: 'github',
      id: 'g1',
      number: 1,
      attributes: { displayName: 'Engineers', externalId: 'x' },
      add: [],
    },
    ...teams.map((teamId): Command => ({ type: 'team.link', teamId, groupId: 'g1' })),
  )
}

function statusOf(model: Model, command: Command): number {
  try {
    run(model, command, 9_000)
  } catch (error) {
    if (error instanceof DirectoryError) return error.status
    throw error
  }
  throw new Error('it was not refused')
}

test('one group behind two teams of an organization: it is left once, with the last of them', () => {
  const inside = play(withGroup(1, 2), members(['u1']))
  const { events, model } = run(inside, members([], ['u1']), 5_000)
  expect(events.map((event) => event.type)).toEqual([
    'group.updated',
    'group.member_removed',
    'team.member_removed',
    'team.member_removed',
    'organization.member_removed',
  ])
  expect(events.flatMap((event) => ('leavesOrganization' in event ? event.leavesOrganization : []))).toEqual([
    false,
    true,
  ])
  expect(model.organizationMembers.get(7)?.size).toBe(0)
})

test('whoever waits for a licence gets the one that another gives back', () => {
  const short = play({ ...withGroup(1), licences: 1 }, members(['u1', 'u2']))
  expect(short.teamMembers.get(1)).toEqual(new Set([10]))
  const after = play(short, members([], ['u1']))
  expect(after.teamMembers.get(1)).toEqual(new Set([11]))
  expect(after.teams.get(1)?.sync).toBe('in_sync')
})

test('a suspended user keeps its e-mail from others, as it keeps its login', () => {
  const model = play(openModel(), post('u1', 10, person('mona')), turn('u1', false))
  expect(statusOf(model, post('u2', 11, { ...person('lisa'), emails: [{ value: 'mona@octo.example' }] }))).toBe(409)
  expect(statusOf(model, post('u2', 11, { ...person('lisa'), externalId: 'e-mona' }))).toBe(409)
})

test('a suspended user has no usable credential, and an active one has', () => {
  const active = play(openModel(), post('u1', 10, person('mona')))
  expect(active.users.get(10)?.credentials).toBe('usable')
  expect(play(active, turn('u1', false)).users.get(10)?.credentials).toBe('unusable')
  expect(play(active, turn('u1', false), turn('u1', true)).users.get(10)?.credentials).toBe('usable')
})

test('an organization is given back as it was for 90 days, and no longer', () => {
  const off = run(play(withGroup(1), members(['u1'])), turn('u1', false), 10_000).model
  const reinstatedAt = (now: number) =>
    run(off, turn('u1', true), now).events.flatMap((event) =>
      event.type === 'organization.member_added' ? event.reinstated : [],
    )
  expect(reinstatedAt(10_000 + reinstatement)).toEqual([true])
  expect(reinstatedAt(10_001 + reinstatement)).toEqual([false])
})

test('a userName that spells the login of a deprovisioned shell does not bring it back', () => {
  const shell = play(openModel(ghes()), post('u1', 10, person('mona')), {
    type: 'user.deprovision',
    base: 'github',
    id: 'u1',
  })
  const login = shell.users.get(10)?.login ?? ''
  expect(login).toMatch(/^[0-9a-f]{39}$/)
  expect(statusOf(shell, post('u2', 11, person(login)))).toBe(400)
})

test('attributes that only the standard base knows outlive a PUT at the GitHub base', () => {
  const attributes = { title: 'Engineer', phoneNumbers: [{ value: '+1 555' }] }
  const command: Command = {
    type: 'user.provision',
    base: 'standard',
    id: 'u1',
    accountId: 10,
    attributes: { ...person('mona'), attributes },
  }
  const put = (base: 'github' | 'standard'): Command => ({
    type: 'user.replace',
    base,
    via: 'put',
    id: 'u1',
    attributes: { ...person('mona'), displayName: 'Mona' },
  })
  const model = play(openModel(), command)
  expect(play(model, put('github')).users.get(10)?.identity?.attributes).toEqual(attributes)
  expect(play(model, put('standard')).users.get(10)?.identity?.attributes).toEqual({})
})

test('a fact that was not loaded stops the decision, and is never taken for none', () => {
  const model = withGroup(1)
  const state = { enterprise: model.enterprise, group: model.groups.get('g1') ?? null, facts: {} }
  expect(() => decide(state, members(['u1']), { now: 1, hash: () => '' })).toThrow(/needs the fact members/)
})
