import { createHmac } from 'node:crypto'
import {
  type Command,
  conflictError,
  type DirectoryEvent,
  decide,
  type Effect,
  type Enterprise,
  effectsOf,
  evolveEnterprise,
  evolveGroup,
  evolveTeam,
  evolveUser,
  type FactNeed,
  type Facts,
  factsNeeded,
  type Group,
  groupKeys,
  groupRef,
  isVisibleMember,
  type Member,
  optionsOf,
  reachOf,
  rowsNeeded,
  type Standing,
  type State,
  type Team,
  type User,
  userKeys,
  userRef,
} from '@rollcall/directory'

/** A whole enterprise in memory: what a store keeps in rows, with the slices cut out of it that `decide` sees. */
export interface Model {
  enterprise: Enterprise
  users: Map<number, User>
  groups: Map<string, Group>
  /** Accounts by group, the hidden ones too. */
  groupMembers: Map<string, Set<number>>
  /** Members that count and have no row here: what makes a group large. */
  phantoms: Map<string, number>
  teams: Map<number, Team>
  nested: Set<number>
  /** Accounts that a link put into a team. */
  teamMembers: Map<number, Set<number>>
  manualMembers: Map<number, Set<number>>
  organizationMembers: Map<number, Set<number>>
  directMembers: Map<number, Set<number>>
  left: Map<string, number>
  licences: number | null
  /** State of the one token that each account has. */
  tokens: Map<number, 'usable' | 'unusable' | 'deleted'>
  /** Accounts with a running session. */
  sessions: Set<number>
}

const hash = (text: string) => createHmac('sha256', 'the secret of this enterprise').update(text).digest('hex')

export function enterpriseOf(from: Partial<Enterprise> = {}): Enterprise {
  return {
    slug: 'octo',
    kind: 'emu',
    shortCode: 'octo',
    host: 'github.com',
    identityProvider: 'okta',
    scim: 'on',
    setupUser: { accountId: 1, login: 'octo_admin', email: 'setup@octo.example' },
    options: optionsOf(),
    ...from,
  }
}

export const ghes = (from: Partial<Enterprise> = {}) =>
  enterpriseOf({
    kind: 'ghes',
    shortCode: null,
    host: null,
    setupUser: { accountId: 1, login: 'scim-admin', email: 'setup@octo.example' },
    ...from,
  })

export function openModel(enterprise: Enterprise = enterpriseOf()): Model {
  return {
    enterprise,
    users: new Map(),
    groups: new Map(),
    groupMembers: new Map(),
    phantoms: new Map(),
    teams: new Map(),
    nested: new Set(),
    teamMembers: new Map(),
    manualMembers: new Map(),
    organizationMembers: new Map(),
    directMembers: new Map(),
    left: new Map(),
    licences: null,
    tokens: new Map(),
    sessions: new Set(),
  }
}

export function addTeam(model: Model, id: number, organization: number | null, slug = `team-${id}`): void {
  const team: Team = {
    id,
    slug,
    name: slug,
    organization: organization === null ? null : organizationRef(organization),
    selection: 'disabled',
    assigned: [],
    groupId: null,
    sync: null,
  }
  model.teams.set(id, team)
  model.teamMembers.set(id, new Set())
  model.manualMembers.set(id, new Set())
  if (organization !== null && !model.organizationMembers.has(organization)) {
    model.organizationMembers.set(organization, new Set())
    model.directMembers.set(organization, new Set())
  }
}

export const organizationRef = (id: number) => ({ id, login: `org-${id}` })

/** Whoever is in a team, by its group or by hand. */
export const inTeam = (model: Model, teamId: number) =>
  new Set([...(model.teamMembers.get(teamId) ?? []), ...(model.manualMembers.get(teamId) ?? [])])

/** The organizations that a user's teams bring the user into. */
export const reachedBy = (model: Model, accountId: number) =>
  new Set(
    [...model.teams.values()]
      .filter((team) => inTeam(model, team.id).has(accountId))
      .flatMap((team) => reachOf(team).map(({ id }) => id)),
  )

export const byScimId = (model: Model, id: string) => [...model.users.values()].find((user) => user.identity?.id === id)

const groupsOf = (model: Model, accountId: number) =>
  [...model.groupMembers].filter(([, members]) => members.has(accountId)).map(([id]) => id)

export function visibleMembers(model: Model, groupId: string): number[] {
  return [...(model.groupMembers.get(groupId) ?? [])].filter((accountId) => {
    const user = model.users.get(accountId)
    return user !== undefined && isVisibleMember(user)
  })
}

const sizeOf = (model: Model, groupId: string) =>
  visibleMembers(model, groupId).length + (model.phantoms.get(groupId) ?? 0)

const linkedTo = (model: Model, groupId: string) =>
  [...model.teams.values()]
    .filter((team) => team.groupId === groupId)
    .map((team) => ({ ...team, groupMembers: sizeOf(model, groupId) }))

function standingOf(model: Model, user: User, teams: readonly Team[]): Standing {
  const { accountId } = user
  const organizations = [...new Set(teams.flatMap((team) => reachOf(team).map(({ id }) => id)))]
  const listed = new Set(teams.map((team) => team.id))
  return {
    user: userRef(user),
    visible: isVisibleMember(user),
    inTeams: teams.filter((team) => model.teamMembers.get(team.id)?.has(accountId)).map((team) => team.id),
    organizations: organizations.map((id) => ({
      id,
      member: model.organizationMembers.get(id)?.has(accountId) ?? false,
      direct: model.directMembers.get(id)?.has(accountId) ?? false,
      otherTeams: [...model.teams.values()].some(
        (team) =>
          reachOf(team).some((one) => one.id === id) &&
          ((!listed.has(team.id) && model.teamMembers.get(team.id)?.has(accountId)) ||
            model.manualMembers.get(team.id)?.has(accountId)),
      ),
      leftAt: model.left.get(`${id}:${accountId}`) ?? null,
    })),
    organizationCount: [...model.organizationMembers.values()].filter((members) => members.has(accountId)).length,
  }
}

const licensed = (model: Model) => new Set([...model.organizationMembers.values()].flatMap((members) => [...members]))

/** Loads one need, as a store would with a query. */
function factFor(model: Model, need: FactNeed): Facts {
  switch (need.fact) {
    case 'holder': {
      const keyOf = (user: User) => userKeys(user, model.enterprise.options).login
      return need.when === 'before'
        ? { holder: [...model.users.values()].find((user) => keyOf(user) === need.loginKey) ?? null }
        : {}
    }
    case 'standing': {
      const user = byScimId(model, need.id)
      if (!user) return {}
      const groups = groupsOf(model, user.accountId)
      const teams = [...model.groups.keys()]
        .flatMap((id) => linkedTo(model, id))
        .filter(
          (team) => groups.includes(team.groupId ?? '') || model.teamMembers.get(team.id)?.has(user.accountId) === true,
        )
      return { teams, standing: standingOf(model, user, teams) }
    }
    case 'members': {
      const teams = linkedTo(model, need.groupId)
      const members = need.ids.flatMap((id): [string, Member][] => {
        const user = byScimId(model, id)
        const inGroup = user !== undefined && (model.groupMembers.get(need.groupId)?.has(user.accountId) ?? false)
        return user ? [[id, { ...standingOf(model, user, teams), inGroup }]] : []
      })
      return { teams, members: new Map(members) }
    }
    case 'teams':
      return { teams: linkedTo(model, need.groupId) }
    case 'freeLicences':
      return { freeLicences: model.licences === null ? null : model.licences - licensed(model).size }
    case 'owners':
      return {
        owners: [...model.users.values()].filter((user) => user.role === 'enterprise_owner' && user.suspension === null)
          .length,
      }
    case 'drift':
      return driftOf(model, need)
    case 'team':
      return {
        team: {
          manualMembers: model.manualMembers.get(need.teamId)?.size ?? 0,
          nested: model.nested.has(need.teamId),
        },
      }
    case 'linkedGroup': {
      const group = model.groups.get(need.groupId)
      return group ? { linkedGroup: groupRef(group) } : {}
    }
    case 'linkedTeams':
      return {
        linkedTeams: [...model.teams.values()].flatMap((team) => {
          const group = team.groupId === null ? undefined : model.groups.get(team.groupId)
          return group ? [{ ...team, group: groupRef(group) }] : []
        }),
      }
  }
}

function driftOf(model: Model, { teamId, groupId, userIds }: Extract<FactNeed, { fact: 'drift' }>): Facts {
  const team = model.teams.get(teamId)
  if (!team) return {}
  const wanted = groupId === null ? [] : visibleMembers(model, groupId)
  const there = model.teamMembers.get(teamId) ?? new Set()
  const isPlaced = (id: number) =>
    reachOf(team).every((organization) => model.organizationMembers.get(organization.id)?.has(id))
  const standings = (accountIds: number[]) =>
    accountIds.flatMap((id) => {
      const user = model.users.get(id)
      if (!user || (userIds && !userIds.includes(user.identity?.id ?? ''))) return []
      return [standingOf(model, user, [team])]
    })
  const looked = userIds ? [...model.users.keys()] : [...inTeam(model, teamId)]
  const lostBy = (id: number) =>
    [...model.organizationMembers].flatMap(([organization, members]) =>
      members.has(id) && !model.directMembers.get(organization)?.has(id) && !reachedBy(model, id).has(organization)
        ? [organizationRef(organization)]
        : [],
    )
  const ofEnterprise = team.organization === null
  return {
    groupMembers: groupId === null ? 0 : sizeOf(model, groupId),
    missing: standings(wanted.filter((id) => !there.has(id) || !isPlaced(id))),
    surplus: standings([...there].filter((id) => !wanted.includes(id))),
    unplaced: ofEnterprise
      ? standings(
          [...(groupId === null ? [] : there), ...(model.manualMembers.get(teamId) ?? [])].filter(
            (id) => !isPlaced(id),
          ),
        )
      : [],
    strays: ofEnterprise
      ? standings(looked).flatMap((standing) => {
          const lost = lostBy(standing.user.accountId)
          return lost.length > 0 ? [{ ...standing, lost }] : []
        })
      : [],
  }
}

function stateOf(model: Model, command: Command, more: Facts = {}): State {
  const state: State = { enterprise: model.enterprise }
  for (const need of rowsNeeded(command)) {
    if (need.row === 'user') state.user = byScimId(model, need.id) ?? null
    if (need.row === 'account') state.user = model.users.get(need.accountId) ?? null
    if (need.row === 'group') state.group = model.groups.get(need.id) ?? null
    if (need.row === 'team') state.team = model.teams.get(need.id) ?? null
  }
  state.facts = Object.assign({}, ...factsNeeded(state, command).map((need) => factFor(model, need)), more)
  return state
}

export interface Ran {
  model: Model
  events: DirectoryEvent[]
}

/** A copy to change: rows are never changed in place, so that they can be in both. */
export function copyOf(model: Model): Model {
  const setsOf = <Key>(sets: Map<Key, Set<number>>) => new Map([...sets].map(([key, set]) => [key, new Set(set)]))
  return {
    ...model,
    users: new Map(model.users),
    groups: new Map(model.groups),
    groupMembers: setsOf(model.groupMembers),
    teams: new Map(model.teams),
    teamMembers: setsOf(model.teamMembers),
    manualMembers: setsOf(model.manualMembers),
    organizationMembers: setsOf(model.organizationMembers),
    left: new Map(model.left),
    tokens: new Map(model.tokens),
    sessions: new Set(model.sessions),
  }
}

/** Runs a command on a copy, so that one that is refused leaves the model as it was. */
export function run(before: Model, command: Command, now: number): Ran {
  const model = copyOf(before)
  const events: DirectoryEvent[] = []
  const queue: Command[] = [command]
  for (let next = queue.shift(); next; next = queue.shift()) {
    const decision = decideOnce(model, next, now)
    for (const event of decision.events) apply(model, event)
    events.push(...decision.events)
    queue.push(...decision.followUps)
    const { user, group } = decision.state
    if (user && JSON.stringify(model.users.get(user.accountId)) !== JSON.stringify(user))
      throw new Error(`the decision's user is not what its events make of ${user.login}`)
    if (group && JSON.stringify(model.groups.get(group.id)) !== JSON.stringify(group))
      throw new Error(`the decision's group is not what its events make of ${group.displayName}`)
  }
  return { model, events }
}

/** Decides, and once more with the holder when the unique index of the login says that there is one. */
function decideOnce(model: Model, command: Command, now: number) {
  const circumstances = { now, hash }
  const decision = decide(stateOf(model, command), command, circumstances)
  const clash = clashOf(model, decision.events)
  if (!clash) return decision
  if (clash.key !== 'login' || !clash.holder) throw conflictError(clash.key, model.enterprise)
  const again = decide(stateOf(model, command, { holder: clash.holder }), command, circumstances)
  const still = clashOf(model, again.events)
  if (still) throw conflictError(still.key, model.enterprise)
  return again
}

type Clash = { key: Parameters<typeof conflictError>[0]; holder?: User }

/** What the unique indexes of a store would say. */
function clashOf(model: Model, events: readonly DirectoryEvent[]): Clash | null {
  for (const event of events) {
    const clash = /^(user|account)\./.test(event.type) ? userClash(model, event) : groupClash(model, event)
    if (clash) return clash
  }
  return null
}

function userClash(model: Model, event: DirectoryEvent): Clash | null {
  if (!('user' in event)) return null
  const after = evolveUser(model.users.get(event.user.accountId) ?? null, event)
  if (!after) return null
  const keys = userKeys(after, model.enterprise.options)
  for (const holder of model.users.values()) {
    if (holder.accountId === after.accountId) continue
    const taken = userKeys(holder, model.enterprise.options)
    // Login first, as a store with an ON CONFLICT clause on it would see it.
    const order = ['login', 'id', 'userName', 'externalId', 'email'] as const
    const key = order.find((name) => keys[name] !== null && keys[name] === taken[name])
    if (key) return { key, holder }
  }
  return null
}

function groupClash(model: Model, event: DirectoryEvent): Clash | null {
  if (event.type !== 'group.created' && event.type !== 'group.updated') return null
  if (event.type === 'group.created' && model.groups.has(event.group.id)) return { key: 'id' }
  const after = evolveGroup(model.groups.get(event.group.id) ?? null, event)
  if (!after) return null
  const keys = groupKeys(after)
  for (const other of model.groups.values()) {
    if (other.id === after.id) continue
    const taken = groupKeys(other)
    const key = (['externalId', 'displayName'] as const).find(
      (name) => keys[name] !== null && keys[name] === taken[name],
    )
    if (key) return { key }
  }
  return null
}

/** Brings one event into the model: rows by `evolve`, the rest by its effects. */
export function apply(model: Model, event: DirectoryEvent): void {
  model.enterprise = evolveEnterprise(model.enterprise, event)
  if ('user' in event) {
    const { accountId } = event.user
    const user = evolveUser(model.users.get(accountId) ?? null, event)
    if (user) model.users.set(accountId, user)
    else model.users.delete(accountId)
    if (!model.tokens.has(accountId)) model.tokens.set(accountId, 'usable')
  } else if (!('group' in event) && !('team' in event)) {
    for (const [id, user] of model.users) model.users.set(id, evolveUser(user, event) ?? user)
    for (const [id, group] of model.groups) if (evolveGroup(group, event) === null) model.groups.delete(id)
  }
  if ('group' in event && event.type.startsWith('group.')) {
    const group = evolveGroup(model.groups.get(event.group.id) ?? null, event)
    if (group) model.groups.set(group.id, group)
    else model.groups.delete(event.group.id)
  }
  if ('team' in event) {
    const team = evolveTeam(model.teams.get(event.team.id) ?? null, event)
    if (team) model.teams.set(team.id, team)
  }
  for (const effect of effectsOf(event)) affect(model, effect, event.at)
}

function affect(model: Model, effect: Effect, at: number): void {
  switch (effect.rows) {
    case 'group_member':
      affectGroup(model, effect)
      return
    case 'team_member':
      if (effect.op === 'insert') setIn(model.teamMembers, effect.teamId).add(effect.accountId)
      else model.teamMembers.get(effect.teamId)?.delete(effect.accountId)
      return
    case 'organization_member':
      if (effect.op === 'insert') setIn(model.organizationMembers, effect.organizationId).add(effect.accountId)
      else {
        model.organizationMembers.get(effect.organizationId)?.delete(effect.accountId)
        model.left.set(`${effect.organizationId}:${effect.accountId}`, at)
      }
      return
    case 'credential': {
      const to = { suspend: 'unusable', restore: 'usable', delete: 'deleted' } as const
      for (const [accountId, token] of model.tokens)
        if (token !== 'deleted' && isAffected(effect, accountId)) model.tokens.set(accountId, to[effect.op])
      return
    }
    case 'session':
      for (const accountId of model.sessions) if (isAffected(effect, accountId)) model.sessions.delete(accountId)
  }
}

function isAffected(effect: { accountId: number } | { butAccountId: number }, accountId: number): boolean {
  return 'accountId' in effect ? accountId === effect.accountId : accountId !== effect.butAccountId
}

function affectGroup(model: Model, effect: Extract<Effect, { rows: 'group_member' }>): void {
  // Hidden and shown follow from the user's own state here.
  if (effect.op === 'hide' || effect.op === 'show') return
  if ('all' in effect) model.groupMembers.clear()
  else if (effect.op === 'insert') setIn(model.groupMembers, effect.groupId).add(effect.accountId)
  else if (!('groupId' in effect)) for (const members of model.groupMembers.values()) members.delete(effect.accountId)
  else if ('accountId' in effect) model.groupMembers.get(effect.groupId)?.delete(effect.accountId)
  else model.groupMembers.delete(effect.groupId)
}

function setIn<Key>(map: Map<Key, Set<number>>, key: Key): Set<number> {
  const set = map.get(key) ?? new Set<number>()
  map.set(key, set)
  return set
}
