import { describe, expect, test } from 'vitest'
import {
  addTeam,
  byScimId,
  enterpriseOf,
  ghes,
  type Model,
  openModel,
  run,
} from '../../test/support/enterprise-model.ts'
import { type Command, explainGroup, explainSignIn, explainTeam, type SignIn, type Step, type Team } from './index.ts'

const post: Command = {
  type: 'user.provision',
  base: 'github',
  id: 'u1',
  accountId: 10,
  attributes: { userName: 'Mona.Lisa@octo.example', externalId: 'object-1', emails: [{ value: 'mona@octo.example' }] },
}
const off: Command = { type: 'user.set_active', base: 'github', id: 'u1', active: false }
const remove: Command = { type: 'user.deprovision', base: 'github', id: 'u1' }
const play = (model: Model, ...commands: Command[]) =>
  commands.reduce((current, command, index) => run(current, command, 1_000 + index).model, model)

const saml = (nameId: string | null, objectId: string | null = null): SignIn => ({ protocol: 'saml', nameId, objectId })
const oidc = (objectId: string | null): SignIn => ({ protocol: 'oidc', nameId: null, objectId })

/** Where it stops; null when everything passes. */
function stopOf(steps: Step[]): string | null {
  expect(steps.slice(0, -1).every((step) => step.result === 'pass')).toBe(true)
  const last = steps.at(-1)
  if (last?.result !== 'stop') return null
  expect(last.fix).toBeTruthy()
  return last.what
}

describe('why a person can or cannot sign in', () => {
  const okta = play(openModel(), post)
  const entra = play(openModel(enterpriseOf({ identityProvider: 'entra' })), post)
  const appliance = play(openModel(ghes()), post)

  test.each<[string, Model, SignIn | null, string | null]>([
    ['a provisioned user', okta, null, null],
    ['the NameID is the userName, whatever its case', okta, saml('mona.lisa@OCTO.example'), null],
    ['another NameID', okta, saml('mona.lisa@other.example'), 'NameID'],
    ['no NameID', okta, saml(null), 'missing'],
    ['GHES: a NameID that makes the same login', appliance, saml('mona.lisa@other.example'), null],
    ['GHES: a NameID that makes another', appliance, saml('lisa'), 'NameID'],
    ['Entra ID: the object id is the externalId', entra, saml('anything', 'object-1'), null],
    ['Entra ID: another object id', entra, saml('Mona.Lisa@octo.example', 'object-2'), 'objectidentifier'],
    ['OIDC: the object id', okta, oidc('object-1'), null],
    ['OIDC: none', okta, oidc(null), 'missing'],
    ['a suspended user', play(okta, off), null, 'active: false'],
    ['a deleted user', play(okta, remove), null, 'hard-deprovisioned'],
    ['after a reset', play(okta, { type: 'sso.reset' }), null, 'not linked'],
    ['GHES with SCIM off', play(appliance, { type: 'scim.disable' }), null, null],
  ])('%s', (_name, model, signIn, wanted) => {
    const what = stopOf(explainSignIn(model.enterprise, model.users.get(10) ?? null, signIn))
    if (wanted === null) expect(what).toBeNull()
    else expect(what).toContain(wanted)
  })

  test('nobody', () => {
    expect(stopOf(explainSignIn(okta.enterprise, null))).toContain('no account')
  })

  test('a local account of an appliance', () => {
    const account: Command = {
      type: 'account.create',
      accountId: 5,
      origin: 'local',
      login: 'bob',
      email: null,
      displayName: 'Bob',
    }
    const model = play(openModel(ghes()), account)
    expect(stopOf(explainSignIn(model.enterprise, model.users.get(5) ?? null))).toBeNull()
    const suspended = play(model, { type: 'account.suspend', accountId: 5 })
    expect(stopOf(explainSignIn(suspended.enterprise, suspended.users.get(5) ?? null))).toContain('not linked')
  })
})

test('why a user is or is not in a team', () => {
  const model = openModel()
  addTeam(model, 1, 7)
  const start = play(model, post, {
    type: 'group.create',
    base: 'github',
    id: 'g1',
    number: 1,
    attributes: { displayName: 'Engineers', externalId: 'x' },
    add: [],
  })
  const answer = (current: Model, phantoms = 0) => {
    const user = byScimId(current, 'u1')
    const team = current.teams.get(1)
    const group = team?.groupId ? current.groups.get(team.groupId) : undefined
    if (!user || !team) throw new Error('the user and the team are there')
    return stopOf(
      explainTeam({
        user,
        team,
        group: group ? { displayName: group.displayName, visibleMembers: 1 + phantoms } : null,
        inGroup: current.groupMembers.get('g1')?.has(10) ?? false,
        inTeam: current.teamMembers.get(1)?.has(10) ?? false,
        inOrganizations: current.organizationMembers.get(7)?.has(10) ?? false,
      }),
    )
  }
  expect(answer(start)).toContain('linked to no group')
  start.teamMembers.get(1)?.add(10)
  expect(answer(start), 'added by hand').toContain('not in org-7')
  start.organizationMembers.get(7)?.add(10)
  expect(answer(start), 'added by hand').toBeNull()
  start.teamMembers.get(1)?.delete(10)
  start.organizationMembers.get(7)?.delete(10)
  const linked = play(start, { type: 'team.link', teamId: 1, groupId: 'g1' })
  expect(answer(linked)).toContain('no member of the group')
  const add: Command = { type: 'group.change_members', base: 'github', id: 'g1', add: ['u1'], remove: [] }
  const inside = play(linked, add)
  expect(answer(inside)).toBeNull()
  expect(answer(play(inside, off))).toContain('kept but hidden')
  expect(answer(play({ ...linked, licences: 0 }, add))).toContain('No licence')
  const large = { ...linked, phantoms: new Map([['g1', 5_000]]) }
  expect(answer(play(large, add), 5_000)).toContain('5001 members')
})

describe('a group', () => {
  const team = (sync: Team['sync'], slug = 'painters'): Team => ({
    id: 1,
    slug,
    name: slug,
    organization: { id: 1, login: 'acme' },
    selection: 'disabled',
    assigned: [],
    groupId: 'g1',
    sync,
  })
  test.each([
    ['without members', { visibleMembers: 0, hiddenMembers: 0, teams: [] }, 'no members'],
    ['with suspended members alone', { visibleMembers: 0, hiddenMembers: 3, teams: [] }, 'All of its 3 members'],
    ['that no team follows', { visibleMembers: 2, hiddenMembers: 0, teams: [] }, 'linked to no team'],
    ['too large for its team', { visibleMembers: 5001, hiddenMembers: 0, teams: [team('over_limit')] }, '5001 members'],
    [
      'short of licences',
      { visibleMembers: 2, hiddenMembers: 0, teams: [team('in_sync'), team('no_licences', 'b')] },
      'acme/b',
    ],
    ['that is followed', { visibleMembers: 2, hiddenMembers: 1, teams: [team('in_sync')] }, null],
  ])('%s', (_, standing, stops) => {
    const last = explainGroup(enterpriseOf(), { group: { displayName: 'Painters' }, ...standing }).at(-1)
    if (stops === null) expect(last).toMatchObject({ result: 'pass', what: 'acme/painters is in sync.' })
    else
      expect(last).toMatchObject({
        result: 'stop',
        what: expect.stringContaining(stops),
        fix: expect.stringMatching(/.+/),
      })
  })
})
