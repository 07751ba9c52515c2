import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../json.ts'
import { groupType } from './group.ts'
import { type ProjectionRequest, project, projectionOf } from './project.ts'
import { attribute, defineResourceType } from './schema.ts'
import { enterpriseUserSchemaId as enterprise, userSchemaId, userType } from './user.ts'

const user: JsonObject = {
  schemas: [userSchemaId, enterprise],
  id: '1',
  userName: 'b',
  name: { givenName: 'B', familyName: 'J' },
  emails: [{ value: 'x', type: 'work' }, { type: 'home' }],
  meta: { resourceType: 'User', version: 'W/"1"' },
  [enterprise]: { department: 'd', manager: { value: '5' } },
}
const shown = (request: ProjectionRequest) => project(user, projectionOf(userType, request))
const always: JsonObject = { schemas: [userSchemaId, enterprise], id: '1' }

describe('attributes and excludedAttributes, RFC 7644 §3.9', () => {
  test.each<[string, ProjectionRequest, JsonObject]>([
    ['attributes', { attributes: ['userName'] }, { ...always, userName: 'b' }],
    ['in any case', { attributes: ['USERNAME', ' Id '] }, { ...always, userName: 'b' }],
    ['a part', { attributes: ['name.givenName'] }, { ...always, name: { givenName: 'B' } }],
    ['a part of many', { attributes: ['emails.value'] }, { ...always, emails: [{ value: 'x' }] }],
    ['a whole', { attributes: ['emails'] }, { ...always, emails: user.emails ?? [] }],
    ['an extension', { attributes: [enterprise] }, { ...always, [enterprise]: user[enterprise] ?? {} }],
    [
      'a part of an extension',
      { attributes: [`${enterprise}:manager.value`] },
      { ...always, [enterprise]: { manager: { value: '5' } } },
    ],
    [
      'an attribute of an extension by its bare name',
      { attributes: ['department'] },
      { ...always, [enterprise]: { department: 'd' } },
    ],
    ['a core attribute by its URN', { attributes: [`${userSchemaId}:userName`] }, { ...always, userName: 'b' }],
    ['what nobody knows', { attributes: ['favourite', 'a b', ''] }, always],
    ['excluded', { excludedAttributes: ['name', 'emails', 'meta', enterprise] }, { ...always, userName: 'b' }],
    [
      'a part excluded',
      { excludedAttributes: ['name.givenName', 'emails.type', 'meta', enterprise] },
      { ...always, userName: 'b', name: { familyName: 'J' }, emails: [{ value: 'x' }] },
    ],
    [
      'what is always returned',
      { excludedAttributes: ['id', 'schemas', 'userName', 'name', 'emails', 'meta', enterprise] },
      always,
    ],
    [
      'both',
      { attributes: ['userName', 'emails'], excludedAttributes: ['emails.type'] },
      { ...always, userName: 'b', emails: [{ value: 'x' }] },
    ],
  ])('%s', (_, request, wanted) => expect(shown(request)).toEqual(wanted))

  test('nothing asked for is the resource as it is', () => {
    expect(shown({})).toBe(user)
    expect(shown({ attributes: [], excludedAttributes: null })).toBe(user)
  })

  test('says whether an attribute is wanted, so that it need not be read', () => {
    expect(projectionOf(groupType, { excludedAttributes: ['MEMBERS'] }).has('members')).toBe(false)
    expect(projectionOf(groupType, { attributes: ['id'] }).has('members')).toBe(false)
    expect(projectionOf(groupType, { attributes: ['members.value'] }).has('members')).toBe(true)
    expect(projectionOf(groupType).has('Members')).toBe(true)
  })

  test('a password that somebody kept does not come out', () => {
    const kept = { ...user, password: 'hunter2' }
    expect(project(kept, projectionOf(userType))).toEqual(user)
    expect(project(kept, projectionOf(userType, { attributes: ['password', 'id'] }))).toEqual(always)
  })

  test('what is returned on request alone', () => {
    const type = defineResourceType({
      name: 'Thing',
      description: 'Thing',
      endpoint: '/Things',
      extensions: [],
      schema: {
        id: 'urn:example:Thing',
        name: 'Thing',
        description: 'Thing',
        attributes: [
          attribute('log', 'string', 'Long.', { returned: 'request' }),
          attribute('title', 'string', 'Short.'),
        ],
      },
    })
    const thing = { id: '1', log: 'l', title: 't' }
    expect(project(thing, projectionOf(type))).toEqual({ id: '1', title: 't' })
    expect(project(thing, projectionOf(type, { attributes: ['log'] }))).toEqual({ id: '1', log: 'l' })
  })
})
