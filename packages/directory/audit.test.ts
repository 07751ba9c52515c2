import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { addTeam, enterpriseOf, type Model, openModel, run } from '../../test/support/enterprise-model.ts'
import {
  type AuditContext,
  type AuditRecord,
  auditFailure,
  auditRecords,
  type Command,
  type DirectoryEvent,
  type EnterpriseOptions,
  optionsOf,
  type UserAttributes,
} from './index.ts'

interface Table {
  baseFields: string[]
  events: Record<string, { extraFields?: string[] }>
  requestToEvents: { request: string; ok: string[]; fail: string[] }[]
}

const table: Table = JSON.parse(readFileSync(new URL('./audit-events.json', import.meta.url), 'utf8'))

/** The documented list of a request; what stands behind a question mark is the condition of its action. */
function documented(request: string): { action: string; condition: string | null }[] {
  const row = table.requestToEvents.find((one) => one.request === request)
  if (!row) throw new Error(`${request} is not in the table`)
  return row.ok.map((entry) => {
    const [action = '', condition = null] = entry.split('?')
    return { action, condition }
  })
}

function contextOf(model: Model, method = 'POST', resource: 'User' | 'Group' = 'User'): AuditContext {
  return {
    enterprise: model.enterprise,
    businessId: 7,
    now: 1_767_225_600_123,
    actor: { id: 1, login: 'octo_admin' },
    request: {
      id: 'C0DE:1',
      method,
      resource,
      scimId: 'u1',
      route: '/scim/v2/enterprises/{enterprise}/Users',
      urlPath: '/scim/v2/enterprises/octo/Users',
      queryString: '',
      body: '{}',
      statusCode: 200,
      userAgent: 'Okta SCIM Client',
      hashedToken: 'aGFzaA==',
      tokenId: 3,
      tokenScopes: 'scim:enterprise',
    },
    requestId: 'C0DE:1',
    documentId: (index) => `document-${index}`,
  }
}

const mona: UserAttributes = {
  userName: 'mona',
  externalId: 'e-mona',
  displayName: 'Mona',
  emails: [{ value: 'mona@octo.example', primary: true }],
}
const as = (role: string): UserAttributes => ({ ...mona, roles: [{ value: role }] })
const post = (attributes: UserAttributes = mona): Command => ({
  type: 'user.provision',
  base: 'github',
  id: 'u1',
  accountId: 10,
  attributes,
})
const put = (attributes: UserAttributes): Command => ({
  type: 'user.replace',
  base: 'github',
  via: 'put',
  id: 'u1',
  attributes,
})
const turn = (active: boolean): Command => ({ type: 'user.set_active', base: 'github', id: 'u1', active })
const group = (id: string, number: number, ...add: string[]): Command => ({
  type: 'group.create',
  base: 'github',
  id,
  number,
  attributes: { displayName: id, externalId: `x-${id}` },
  add,
})
const change = (add: string[], remove: string[], displayName = 'g1'): Command => ({
  type: 'group.replace',
  base: 'github',
  via: 'put',
  id: 'g1',
  attributes: { displayName, externalId: 'x-g1' },
  add,
  remove,
})

function play(model: Model, ...commands: Command[]): { model: Model; events: DirectoryEvent[] } {
  return commands.reduce<{ model: Model; events: DirectoryEvent[] }>(
    (ran, command, index) => run(ran.model, command, 1_000 + index),
    { model, events: [] },
  )
}

/** One organization with two teams linked to two groups, and one user in neither. */
function company(options: Partial<EnterpriseOptions> = {}): Model {
  const model = openModel(enterpriseOf({ options: optionsOf(options) }))
  addTeam(model, 1, 7)
  addTeam(model, 2, 7)
  return play(
    model,
    post(),
    group('g1', 1),
    group('g2', 2),
    { type: 'team.link', teamId: 1, groupId: 'g1' },
    { type: 'team.link', teamId: 2, groupId: 'g2' },
  ).model
}

const inBoth = () =>
  play(company(), change(['u1'], []), {
    type: 'group.change_members',
    base: 'github',
    id: 'g2',
    add: ['u1'],
    remove: [],
  }).model

const actions = (records: readonly AuditRecord[]) => records.map((record) => record.action)

/** Plays the commands and answers the actions of the last one's records. */
function recorded(model: Model, resource: 'User' | 'Group', method: string, ...commands: Command[]): AuditRecord[] {
  const ran = play(model, ...commands)
  return auditRecords(ran.events, contextOf(ran.model, method, resource))
}

describe('POST /Users', () => {
  const request = 'POST /Users'
  test.each<[string, UserAttributes, string[]]>([
    ['an ordinary user', mona, []],
    ['an enterprise owner', as('enterprise_owner'), ['role=enterprise_owner']],
    ['a billing manager', as('billing_manager'), ['role=billing_manager']],
  ])('%s', (_name, attributes, conditions) => {
    expect(actions(recorded(openModel(), 'User', 'POST', post(attributes)))).toEqual(
      documented(request)
        .filter(({ condition }) => condition === null || conditions.includes(condition))
        .map(({ action }) => action),
    )
  })
})

describe('PUT or PATCH /Users/{id}', () => {
  const list = documented('PUT|PATCH /Users/{id} (ordinary)').map(({ action }) => action)
  const pick = (...wanted: string[]) =>
    list.filter((action) => !action.startsWith('business.') || wanted.includes(action))

  test.each<[string, UserAttributes, UserAttributes, string[]]>([
    ['another name', mona, { ...mona, displayName: 'Lisa' }, []],
    ['owner gained', mona, as('enterprise_owner'), ['business.add_admin']],
    ['owner lost', as('enterprise_owner'), mona, ['business.remove_admin']],
    ['billing gained', mona, as('billing_manager'), ['business.add_billing_manager']],
    ['billing lost', as('billing_manager'), mona, ['business.remove_billing_manager']],
    [
      'owner in place of billing',
      as('billing_manager'),
      as('enterprise_owner'),
      ['business.add_admin', 'business.remove_billing_manager'],
    ],
  ])('%s', (_name, before, after, wanted) => {
    expect(actions(recorded(openModel(), 'User', 'PUT', post(before), put(after)))).toEqual(pick(...wanted))
  })

  test('nothing different writes nothing', () => {
    expect(recorded(openModel(), 'User', 'PUT', post(), put(mona))).toEqual([])
  })

  test('active true to false: in two mapped teams of one organization, and in none', () => {
    const whole = documented('PUT|PATCH /Users/{id} active true->false')
    expect(actions(recorded(company(), 'User', 'PATCH', turn(false)))).toEqual(
      whole.filter(({ condition }) => condition === null).map(({ action }) => action),
    )
    const expected = whole.flatMap(({ action }) => (action === 'team.remove_member' ? [action, action] : [action]))
    expect(actions(recorded(inBoth(), 'User', 'PATCH', turn(false)))).toEqual(expected)
  })

  test('active true to false: an organization that keeps its direct members', () => {
    const model = inBoth()
    model.directMembers.get(7)?.add(10)
    expect(actions(recorded(model, 'User', 'PATCH', turn(false)))).not.toContain('org.remove_member')
  })

  test('active false to true: in a mapped group, and in none', () => {
    const whole = documented('PUT|PATCH /Users/{id} active false->true')
    expect(actions(recorded(company(), 'User', 'PATCH', turn(false), turn(true)))).toEqual(
      whole.filter(({ condition }) => condition === null).map(({ action }) => action),
    )
    expect(actions(recorded(inBoth(), 'User', 'PATCH', turn(false), turn(true)))).toEqual(
      whole.map(({ action }) => action),
    )
  })

  test('soft-deprovision and reactivation never write external_identity.update', () => {
    const renamed = { ...mona, userName: 'lisa', displayName: 'Lisa', active: false }
    const off = recorded(openModel(), 'User', 'PUT', post(), put(renamed))
    expect(actions(off)).not.toContain('external_identity.update')
    const on = recorded(openModel(), 'User', 'PUT', post(), put(renamed), put({ ...renamed, active: true }))
    expect(actions(on)).not.toContain('external_identity.update')
  })
})

describe('DELETE /Users/{id}', () => {
  const command: Command = { type: 'user.deprovision', base: 'github', id: 'u1' }
  const whole = documented('DELETE /Users/{id}')

  test('in no mapped group, and in two of one organization', () => {
    expect(actions(recorded(company(), 'User', 'DELETE', command))).toEqual(
      whole.filter(({ condition }) => condition === null).map(({ action }) => action),
    )
    expect(actions(recorded(inBoth(), 'User', 'DELETE', command))).toEqual(
      whole.flatMap(({ action }) => (action === 'team.remove_member' ? [action, action] : [action])),
    )
  })

  test('with the suspension of an active user, where the option says so', () => {
    const model = company({ hardDeprovisionEvents: 'with_suspension' })
    const records = actions(recorded(model, 'User', 'DELETE', command))
    expect(records).toContain('user.suspend')
    expect(records).toContain('user.rename')
    const suspended = actions(recorded(model, 'User', 'DELETE', turn(false), command))
    expect(suspended).not.toContain('user.suspend')
  })
})

describe('Groups', () => {
  test('POST, with and without members', () => {
    const whole = documented('POST /Groups')
    expect(actions(recorded(company(), 'Group', 'POST', group('g3', 3)))).toEqual(
      whole.filter(({ condition }) => condition === null).map(({ action }) => action),
    )
    expect(actions(recorded(company(), 'Group', 'POST', group('g3', 3, 'u1')))).toEqual(
      whole.map(({ action }) => action),
    )
  })

  const list = documented('PUT|PATCH /Groups/{id}').map(({ action }) => action)
  const second: Command = {
    type: 'user.provision',
    base: 'github',
    id: 'u2',
    accountId: 11,
    attributes: { userName: 'bob', externalId: 'e-bob', emails: [{ value: 'bob@octo.example' }] },
  }

  test.each<[string, () => Model, Command[], string[]]>([
    ['a new name', company, [change([], [], 'new')], ['external_group.update_display_name']],
    [
      'added, not yet in the organization',
      company,
      [change(['u1'], [])],
      ['external_group.add_member', 'team.add_member', 'org.add_member'],
    ],
    [
      'removed, the last team of the organization',
      company,
      [change(['u1'], []), change([], ['u1'])],
      ['external_group.remove_member', 'org.remove_member'],
    ],
    [
      'removed, in another team of the organization',
      inBoth,
      [change([], ['u1'])],
      ['external_group.remove_member', 'team.remove_member'],
    ],
    [
      'all of it at once',
      company,
      [second, change(['u1'], []), change(['u2'], ['u1'], 'new')],
      [
        'external_group.update_display_name',
        'external_group.add_member',
        'external_group.remove_member',
        'team.add_member',
        'org.add_member',
        'org.remove_member',
      ],
    ],
  ])('PUT or PATCH: %s', (_name, model, commands, wanted) => {
    expect(actions(recorded(model(), 'Group', 'PATCH', ...commands))).toEqual(
      list.filter(
        (action) =>
          action === 'external_group.update' || action === 'external_group.scim_api_success' || wanted.includes(action),
      ),
    )
  })

  test('added, in the organization already', () => {
    const model = company()
    model.organizationMembers.get(7)?.add(10)
    const records = actions(recorded(model, 'Group', 'PATCH', change(['u1'], [])))
    expect(records).toContain('team.add_member')
    expect(records).not.toContain('org.add_member')
  })

  test('DELETE: a member without another team, and one with', () => {
    const remove: Command = { type: 'group.delete', base: 'github', id: 'g1' }
    const whole = documented('DELETE /Groups/{id}').map(({ action }) => action)
    expect(actions(recorded(company(), 'Group', 'DELETE', change(['u1'], []), remove))).toEqual(
      whole.filter((action) => action !== 'team.remove_member'),
    )
    expect(actions(recorded(inBoth(), 'Group', 'DELETE', remove))).toEqual(
      whole.filter((action) => action !== 'org.remove_member'),
    )
  })
})

describe('every record', () => {
  const ran: [string, AuditRecord[]][] = [
    ['POST /Users', recorded(openModel(), 'User', 'POST', post(as('enterprise_owner')))],
    [
      'PUT /Users',
      recorded(openModel(), 'User', 'PUT', post(as('billing_manager')), put({ ...mona, userName: 'lisa' })),
    ],
    ['off', recorded(inBoth(), 'User', 'PATCH', turn(false))],
    ['on', recorded(inBoth(), 'User', 'PATCH', turn(false), turn(true))],
    ['DELETE /Users', recorded(inBoth(), 'User', 'DELETE', { type: 'user.deprovision', base: 'github', id: 'u1' })],
    ['POST /Groups', recorded(company(), 'Group', 'POST', group('g3', 3, 'u1'))],
    ['PUT /Groups', recorded(company(), 'Group', 'PUT', change(['u1'], [], 'new'))],
    ['DELETE /Groups', recorded(inBoth(), 'Group', 'DELETE', { type: 'group.delete', base: 'github', id: 'g1' })],
  ]

  test.each(ran)(
    '%s: has the base fields, the fields of its action, one request id and its own document id',
    (_, all) => {
      expect(new Set(all.map((record) => record.request_id))).toEqual(new Set(['C0DE:1']))
      expect(new Set(all.map((record) => record._document_id)).size).toBe(all.length)
      for (const record of all) {
        const extra = table.events[record.action]?.extraFields ?? []
        for (const field of ['actor', 'actor_id', 'business', 'business_id', 'user_agent', 'operation_type', ...extra])
          expect(record, record.action).toHaveProperty([field])
        const allowed = [...table.baseFields, ...extra, 'old_user', 'controller']
        expect(
          Object.keys(record).filter((field) => !allowed.includes(field)),
          record.action,
        ).toEqual([])
        expect(record['@timestamp']).toBe(1_767_225_600_123)
        expect(record.actor).toBe('octo_admin')
      }
    },
  )

  test('user.rename names the old login, as the option says', () => {
    const off = ran[2]?.[1].find((record) => record.action === 'user.rename')
    expect(off).toMatchObject({ old_user: 'mona_octo', user: expect.stringMatching(/^[0-9a-f]{34}_octo$/) })
    const silent = openModel(enterpriseOf({ options: optionsOf({ renameOldUser: 'omit', controllerField: 'omit' }) }))
    const records = recorded(silent, 'User', 'PATCH', post(), turn(false))
    for (const record of records) {
      expect(record).not.toHaveProperty('old_user')
      expect(record).not.toHaveProperty('controller')
    }
  })
})

test('a request that fails writes its failure, with the message', () => {
  const context = contextOf(openModel(), 'GET')
  if (!context.request) throw new Error('the context has a request')
  const record = auditFailure({ ...context, request: { ...context.request, statusCode: 404 } }, 'There is no user 0.')
  expect(record).toMatchObject({
    action: 'external_identity.scim_api_failure',
    status_code: 404,
    message: 'There is no user 0.',
    scim_user_id: 'u1',
  })
})

test('link, unlink and enterprise teams, which no SCIM request causes', () => {
  const model = openModel()
  addTeam(model, 1, 7)
  addTeam(model, 3, null)
  const ready = play(model, post(), group('g1', 1, 'u1')).model
  const records = (...commands: Command[]) => {
    const { events } = play(ready, ...commands)
    return actions(auditRecords(events, { ...contextOf(ready), request: null }))
  }
  const link: Command = { type: 'team.link', teamId: 1, groupId: 'g1' }
  expect(records(link)).toEqual(['external_group.link', 'org.add_member', 'team.add_member'])
  expect(records(link, { type: 'team.unlink', teamId: 1 })).toEqual(['external_group.unlink', 'org.remove_member'])
  const enterprise: Command = { type: 'team.link', teamId: 3, groupId: 'g1' }
  expect(records(enterprise)).toEqual(['external_group.link', 'enterprise_team.add_member'])
  expect(records(enterprise, { type: 'team.unlink', teamId: 3 })).toEqual([
    'external_group.unlink',
    'enterprise_team.remove_member',
  ])
  const assign: Command = {
    type: 'team.assign',
    teamId: 3,
    selection: 'selected',
    organizations: [{ id: 7, login: 'org-7' }],
  }
  expect(records(enterprise, assign)).toEqual(['enterprise_team.assign_organization', 'org.add_member'])
  expect(records(enterprise, assign, { type: 'team.unlink', teamId: 3 })).toEqual([
    'external_group.unlink',
    'enterprise_team.remove_member',
    'org.remove_member',
  ])
  expect(records(enterprise, assign, { ...assign, selection: 'disabled' })).toEqual([
    'enterprise_team.unassign_organization',
    'org.remove_member',
  ])
  expect(records({ type: 'scim.disable' })).toEqual(['business.disable_open_scim'])
  expect(records({ type: 'scim.disable' }, { type: 'scim.enable' })).toEqual(['business.enable_open_scim'])
})
