import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addTeam,
  apply,
  byScimId,
  copyOf,
  enterpriseOf,
  ghes,
  inTeam,
  type Model,
  openModel,
  organizationRef,
  type Ran,
  reachedBy,
  run,
  visibleMembers,
} from '../../test/support/enterprise-model.ts'
import { type Command, DirectoryError, type DirectoryEvent, loginKey, optionsOf, reachOf } from './index.ts'

/** A step before its ids are known: numbers choose among what was made so far, whatever became of it. */
type Step =
  | { do: 'provision'; base: 'github' | 'standard'; name: number; email: number; active: boolean; role: number }
  | {
      do: 'replace'
      base: 'github' | 'standard'
      user: number
      name: number
      email: number
      active: boolean
      role: number
    }
  | { do: 'turn'; user: number; active: boolean }
  | { do: 'deprovision'; user: number }
  | { do: 'group'; members: number[] }
  | { do: 'members'; group: number; add: number[]; remove: number[] }
  | { do: 'delete group'; group: number }
  | { do: 'link'; team: number; group: number }
  | { do: 'unlink'; team: number }
  | { do: 'reconcile'; team: number }
  | { do: 'assign'; team: number; selection: 'disabled' | 'selected' | 'all'; organizations: number[] }
  | { do: 'by hand'; team: number; user: number; member: boolean }
  | { do: 'switch' }
  | { do: 'account'; name: number }
  | { do: 'suspend'; account: number; back: boolean }
  | { do: 'sign in'; account: number }

const userNames = ['mona', 'MONA@octo.example', 'corp\\mona', 'bob', 'bob_home#EXT#x@y', 'The.Cat', 'x--y', '!', 'eve']
const roles = [[], [{ value: 'enterprise_owner' }], [{ value: 'billing_manager' }, { value: 'User' }]]
const teamIds = [1, 2, 3, 4, 5]
const organizationIds = [7, 8, 9]

const place = fc.nat({ max: 30 })
const base = fc.constantFrom('github' as const, 'standard' as const)
const person = {
  base,
  name: fc.nat({ max: userNames.length - 1 }),
  email: fc.nat({ max: 3 }),
  active: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  role: fc.nat({ max: roles.length - 1 }),
}
const few = fc.array(place, { maxLength: 4 })
const team = fc.nat({ max: teamIds.length - 1 })
const often = (weight: number, arbitrary: fc.Arbitrary<Step>) => ({ weight, arbitrary })

const steps = fc.array(
  fc.oneof(
    often(8, fc.record({ do: fc.constant('provision' as const), ...person })),
    often(6, fc.record({ do: fc.constant('replace' as const), user: place, ...person })),
    often(6, fc.record({ do: fc.constant('turn' as const), user: place, active: fc.boolean() })),
    often(2, fc.record({ do: fc.constant('deprovision' as const), user: place })),
    often(3, fc.record({ do: fc.constant('group' as const), members: few })),
    often(6, fc.record({ do: fc.constant('members' as const), group: place, add: few, remove: few })),
    often(1, fc.record({ do: fc.constant('delete group' as const), group: place })),
    often(5, fc.record({ do: fc.constant('link' as const), team, group: place })),
    often(1, fc.record({ do: fc.constant('unlink' as const), team })),
    often(2, fc.record({ do: fc.constant('reconcile' as const), team })),
    often(
      4,
      fc.record({
        do: fc.constant('assign' as const),
        team,
        selection: fc.constantFrom('disabled' as const, 'selected' as const, 'all' as const),
        organizations: fc.subarray(organizationIds),
      }),
    ),
    often(3, fc.record({ do: fc.constant('by hand' as const), team, user: place, member: fc.boolean() })),
    often(1, fc.record({ do: fc.constant('switch' as const) })),
    often(2, fc.record({ do: fc.constant('account' as const), name: fc.nat({ max: 4 }) })),
    often(1, fc.record({ do: fc.constant('suspend' as const), account: place, back: fc.boolean() })),
    often(2, fc.record({ do: fc.constant('sign in' as const), account: place })),
  ),
  { minLength: 5, maxLength: 60, size: 'max' },
)

const worlds: Record<string, () => Model> = {
  'EMU, as documented': () => openModel(),
  'EMU with Entra ID, free logins and shared e-mails': () =>
    openModel(
      enterpriseOf({
        identityProvider: 'entra',
        options: optionsOf({
          suspendedLogin: 'free',
          duplicateEmail: 'allow',
          unknownMember: 'ignore',
          severalRoles: 'primary',
        }),
      }),
    ),
  GHES: () => openModel(ghes()),
  'GHES, the 3.10 beta': () => openModel(ghes({ scim: 'off', options: optionsOf({ enableMode: 'legacy_beta' }) })),
  'GHES that manages SCIM users locally too': () =>
    openModel(ghes({ options: optionsOf({ localLifecycle: 'allow' }) })),
  'EMU with one licence': () => ({ ...openModel(), licences: 1 }),
  'EMU with a group at the limit': () => openModel(),
  'EMU with members by hand': () => openModel(),
}

function start(name: string): Model {
  const model = worlds[name]?.() ?? openModel()
  addTeam(model, 1, 7)
  addTeam(model, 2, 7)
  addTeam(model, 3, 8)
  addTeam(model, 4, null)
  addTeam(model, 5, null)
  for (const id of organizationIds) {
    if (model.organizationMembers.has(id)) continue
    model.organizationMembers.set(id, new Set())
    model.directMembers.set(id, new Set())
  }
  if (name.endsWith('limit')) for (let at = 0; at < 50; at++) model.phantoms.set(`g${at}`, 4_999 + (at % 2))
  return model
}

/** Plays steps one by one and looks at the enterprise after each. Answers what happened. */
class Walk {
  readonly first: Model
  model: Model
  readonly events: DirectoryEvent[] = []
  readonly userIds: string[] = []
  readonly groupIds: string[] = []
  readonly ended = new Set<string>()
  now = 1_000

  readonly isByHand: boolean

  constructor(world: string) {
    this.isByHand = world.endsWith('by hand')
    this.first = start(world)
    this.model = copyOf(this.first)
  }

  step(step: Step): void {
    this.now += 1_000
    if (step.do === 'sign in') {
      const accounts = [...this.model.users.values()].filter((user) => user.suspension === null)
      const user = accounts[step.account % Math.max(accounts.length, 1)]
      if (user) this.model.sessions.add(user.accountId)
      return
    }
    let before = this.model
    if (step.do === 'by hand') {
      const changed = this.byHand(step)
      if (!changed) return
      before = changed
    }
    const command = this.commandOf(step)
    let ran: Ran
    try {
      ran = run(before, command, this.now)
    } catch (error) {
      if (!(error instanceof DirectoryError) || error.status === 500) throw error
      return
    }
    if (ran.events.length === 0) expect(ran.model).toEqual(before)
    // A reset that finds nobody is still one that somebody made.
    else if (command.type !== 'sso.reset') expect(timeless(ran.model), command.type).not.toEqual(timeless(before))
    for (const event of ran.events)
      if (event.type === 'user.deprovisioned' && event.user.id !== null) this.ended.add(event.user.id)
    this.model = ran.model
    this.events.push(...ran.events)
  }

  /** What a person changes by hand is no command: only what follows from it is. Null: it cannot be. */
  byHand({ team: at, user, member }: Extract<Step, { do: 'by hand' }>): Model | null {
    const team = this.model.teams.get(teamIds[at] ?? 0)
    const account = byScimId(this.model, this.userId(user))
    if (!this.isByHand || !team || !account || team.organization || team.groupId !== null) return null
    const model = copyOf(this.model)
    const members = model.manualMembers.get(team.id)
    if (member) members?.add(account.accountId)
    else members?.delete(account.accountId)
    return model
  }

  userId(at: number): string {
    return this.userIds[at % Math.max(this.userIds.length, 1)] ?? 'nobody'
  }

  commandOf(step: Exclude<Step, { do: 'sign in' }>): Command {
    const user = (at: number) => this.userId(at)
    const group = (at: number) => this.groupIds[at % Math.max(this.groupIds.length, 1)] ?? 'nothing'
    const attributes = (from: Extract<Step, { do: 'provision' | 'replace' }>) => ({
      userName: userNames[from.name] ?? 'x',
      // Not a function of the name alone, so that both kinds of clash happen.
      externalId: `e-${from.name}-${from.email % 2}`,
      displayName: `Person ${from.name}`,
      emails: [{ value: `${from.email}@octo.example`, primary: true }],
      roles: roles[from.role] ?? [],
      active: from.active,
    })
    switch (step.do) {
      case 'provision': {
        const id = `u${this.userIds.length}`
        this.userIds.push(id)
        return {
          type: 'user.provision',
          base: step.base,
          id,
          accountId: 100 + this.userIds.length,
          attributes: attributes(step),
        }
      }
      case 'replace':
        return { type: 'user.replace', base: step.base, via: 'put', id: user(step.user), attributes: attributes(step) }
      case 'turn':
        return { type: 'user.set_active', base: 'github', id: user(step.user), active: step.active }
      case 'deprovision':
        return { type: 'user.deprovision', base: 'github', id: user(step.user) }
      case 'group': {
        const id = `g${this.groupIds.length}`
        this.groupIds.push(id)
        return {
          type: 'group.create',
          base: 'github',
          id,
          number: this.groupIds.length,
          attributes: { displayName: id, externalId: `x-${id}` },
          add: step.members.map(user),
        }
      }
      case 'members':
        return {
          type: 'group.change_members',
          base: 'github',
          id: group(step.group),
          add: step.add.map(user),
          remove: step.remove.map(user),
        }
      case 'delete group':
        return { type: 'group.delete', base: 'github', id: group(step.group) }
      case 'link':
        return { type: 'team.link', teamId: teamIds[step.team] ?? 0, groupId: group(step.group) }
      case 'unlink':
        return { type: 'team.unlink', teamId: teamIds[step.team] ?? 0 }
      case 'reconcile':
        return { type: 'team.reconcile', teamId: teamIds[step.team] ?? 0 }
      case 'by hand':
        return { type: 'team.reconcile', teamId: teamIds[step.team] ?? 0, userIds: [user(step.user)] }
      case 'assign':
        return {
          type: 'team.assign',
          teamId: teamIds[step.team] ?? 0,
          selection: step.selection,
          organizations: (step.selection === 'all' ? organizationIds : step.organizations).map(organizationRef),
        }
      case 'switch':
        if (this.model.enterprise.kind === 'emu') return { type: 'sso.reset' }
        return { type: this.model.enterprise.scim === 'on' ? 'scim.disable' : 'scim.enable' }
      case 'account': {
        this.userIds.push(`account-${this.userIds.length}`)
        return {
          type: 'account.create',
          accountId: 100 + this.userIds.length,
          origin: 'local',
          login: `${['mona', 'bob', 'eve', 'zoe', 'kim'][step.name]}`,
          email: null,
          displayName: '',
        }
      }
      case 'suspend': {
        const accounts = [...this.model.users.keys()]
        const accountId = accounts[step.account % Math.max(accounts.length, 1)] ?? 0
        return { type: step.back ? 'account.unsuspend' : 'account.suspend', accountId }
      }
    }
  }
}

/** What a change must show in, apart from when it was made. */
function timeless(model: Model) {
  const { users, groups, sessions: _sessions, left: _left, ...rest } = model
  return {
    ...rest,
    users: [...users.values()].map(({ updatedAt: _user, identity, ...user }) => {
      if (!identity) return { ...user, identity }
      const { updatedAt: _identity, ...kept } = identity
      return { ...user, identity: kept }
    }),
    groups: [...groups.values()].map(({ updatedAt: _group, ...group }) => group),
  }
}

function expectSound({ model, ended }: Walk): void {
  const { options } = model.enterprise
  const users = [...model.users.values()]
  const logins = users.map((user) => loginKey(user.login, options))
  expect(new Set(logins).size, 'one login, one account').toBe(logins.length)
  if (options.suspendedLogin === 'kept') {
    const kept = users.map((user) => loginKey(user.keptLogin ?? user.login, options))
    expect(new Set(kept).size, 'the login of a suspended user is not given away').toBe(kept.length)
  }
  for (const user of users) {
    expect(ended.has(user.identity?.id ?? ''), 'an ended id is nobody').toBe(false)
    if (user.suspension === null) continue
    expect(model.tokens.get(user.accountId), `${user.login} is suspended`).not.toBe('usable')
    expect(user.credentials).not.toBe('usable')
    expect(model.sessions.has(user.accountId)).toBe(false)
    if (user.suspension === 'hard') expect(user).toMatchObject({ identity: null, displayName: '', keptLogin: null })
  }
  for (const team of model.teams.values()) expectTeam(model, team.id)
  for (const [organization, members] of model.organizationMembers) {
    for (const accountId of members)
      expect(reachedBy(model, accountId), 'nobody stays in an organization without a reason').toContain(organization)
  }
}

function expectTeam(model: Model, id: number): void {
  const team = model.teams.get(id)
  const members = [...(model.teamMembers.get(id) ?? [])].sort()
  const wanted = team?.groupId ? visibleMembers(model, team.groupId).sort() : []
  if (team?.sync === 'no_licences')
    expect(wanted, 'some are missing, none too many').toEqual(expect.arrayContaining(members))
  else if (team?.sync === 'frozen' || team?.sync === 'over_limit') {
    const size = wanted.length + (model.phantoms.get(team.groupId ?? '') ?? 0)
    expect(size, 'frozen only over the limit').toBeGreaterThan(5_000)
    for (const accountId of members) expect(model.users.get(accountId)?.suspension).toBeNull()
  } else expect(members, `team ${id} is what its group says`).toEqual(wanted)
  // For want of a licence a team that is held, and cannot say so, has members without their organizations.
  for (const organization of team ? reachOf(team) : [])
    for (const accountId of inTeam(model, id))
      if (model.licences === null)
        expect(model.organizationMembers.get(organization.id), `team ${id} brings its members`).toContain(accountId)
}

/** Through JSON, as events are kept. */
function expectRebuilt({ first, model, events }: Walk): void {
  const again = copyOf(first)
  for (const event of JSON.parse(JSON.stringify(events))) apply(again, event)
  const kept = { sessions: null, manualMembers: null }
  expect({ ...again, ...kept }).toEqual({ ...model, ...kept })
}

function expectLicences({ model, events }: Walk): void {
  const counted = events.reduce((count, event) => {
    if (event.type === 'organization.member_added' && event.licence) return count + 1
    return event.type === 'organization.member_removed' && event.licence ? count - 1 : count
  }, 0)
  const held = new Set([...model.organizationMembers.values()].flatMap((members) => [...members]))
  expect(counted).toBe(held.size)
  if (model.licences !== null) expect(counted).toBeLessThanOrEqual(model.licences)
}

/** How many for each world: the suite's share is small. */
const rounds = Number(process.env.SEQUENCES ?? 50)
const worldNames = Object.keys(worlds)

describe.each(worldNames)('any sequence of commands: %s', { timeout: 60_000 + 200 * rounds }, (world) => {
  test('keeps the enterprise sound at every step, and can be rebuilt from its events', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const walk = new Walk(world)
        for (const step of sequence) {
          walk.step(step)
          expectSound(walk)
        }
        expectRebuilt(walk)
        expectLicences(walk)
      }),
      { numRuns: rounds },
    )
  })

  test('lets everybody come back exactly as they were', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const walk = new Walk(world)
        for (const step of sequence) walk.step(step)
        if (walk.model.enterprise.scim === 'off') return
        for (const user of walk.model.users.values()) {
          if (!user.identity?.active || user.suspension !== null) continue
          const turn = (active: boolean): Command => ({
            type: 'user.set_active',
            base: 'github',
            id: user.identity?.id ?? '',
            active,
          })
          const off = run(walk.model, turn(false), walk.now + 1).model
          const on = run(off, turn(true), walk.now + 2).model
          const back = on.users.get(user.accountId)
          expect(back).toEqual({
            ...user,
            sessionsEndedAt: walk.now + 1,
            updatedAt: walk.now + 2,
            identity: { ...user.identity, updatedAt: walk.now + 2 },
          })
          expect(on.tokens.get(user.accountId)).toBe(walk.model.tokens.get(user.accountId))
        }
      }),
      { numRuns: rounds },
    )
  })
})

test('sequences reach the states that they are about', { timeout: 60_000 }, () => {
  const seen = new Set<string>()
  for (const world of worldNames)
    for (const sequence of fc.sample(steps, { numRuns: 50, seed: 9 })) {
      const walk = new Walk(world)
      for (const step of sequence) walk.step(step)
      for (const event of walk.events) {
        seen.add(event.type)
        if (event.type === 'user.provisioned') seen.add(event.how)
        if (event.type === 'team.sync_changed') seen.add(String(event.to))
      }
      for (const user of walk.model.users.values()) {
        seen.add(`suspended ${user.suspension}`)
        if (user.loginMade) seen.add('made login')
      }
    }
  for (const wanted of [
    'user.updated',
    'user.reactivated',
    'user.deprovisioned',
    'adopted',
    'relinked',
    'made login',
    'group.member_removed',
    'group.deleted',
    'team.member_removed',
    'team.assigned',
    'organization.member_removed',
    'frozen',
    'over_limit',
    'no_licences',
    'in_sync',
    'suspended soft',
    'suspended hard',
    'suspended reset',
    'suspended enabled',
    'suspended local',
    'scim.disabled',
  ])
    expect(seen, wanted).toContain(wanted)
})
