import { describe, expect, test } from 'vitest'
import { strict } from '../dialect/dialect.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import { githubGroupType, githubUserType } from './github.ts'
import { groupType } from './group.ts'
import { readResource } from './read.ts'
import { enterpriseUserSchemaId as enterprise, userSchemaId, userType } from './user.ts'

const read = (body: unknown) => readResource(body, userType)
const core = { schemas: [userSchemaId], userName: 'b' }

describe('a body becomes a resource', () => {
  test.each<[string, JsonObject, JsonObject]>([
    [
      'no more than a userName, which need not be an address',
      { userName: 'uid' },
      { schemas: [userSchemaId], userName: 'uid' },
    ],
    [
      'names in any case',
      { USERNAME: 'b', Emails: [{ Primary: true, VALUE: 'x' }] },
      { ...core, emails: [{ primary: true, value: 'x' }] },
    ],
    [
      'booleans as strings',
      { userName: 'b', active: 'True', roles: [{ value: 'r', primary: 'FALSE' }] },
      { ...core, active: true, roles: [{ value: 'r', primary: false }] },
    ],
    ['what only the service says', { userName: 'b', id: 'x', meta: { resourceType: 'User' }, groups: [] }, core],
    ['groups of a user', { userName: 'b', groups: [{ value: 'admins' }] }, core],
    ['a password', { userName: 'b', password: '1mz050nq' }, core],
    ['what nobody knows', { userName: 'b', favourite: { deep: [[1]] }, __proto__x: 1, 'urn:x:y': { a: 1 } }, core],
    [
      'nulls and empty arrays',
      { userName: 'b', title: null, roles: [], emails: [null], addresses: [{ country: null }], name: {} },
      core,
    ],
    [
      'an empty string, which is a value',
      { userName: 'b', name: { middleName: '' } },
      { ...core, name: { middleName: '' } },
    ],
    [
      'a number for a string',
      { userName: 'b', [enterprise]: { employeeNumber: 701984 } },
      { schemas: [userSchemaId, enterprise], userName: 'b', [enterprise]: { employeeNumber: '701984' } },
    ],
    ['an extension that is announced and absent', { schemas: [userSchemaId, enterprise], userName: 'b' }, core],
    ['an extension that is empty', { userName: 'b', [enterprise]: { manager: '' } }, core],
    [
      'an extension by another spelling',
      { userName: 'b', [enterprise.toUpperCase()]: { manager: '5' } },
      { schemas: [userSchemaId, enterprise], userName: 'b', [enterprise]: { manager: { value: '5' } } },
    ],
    ['attributes below the core URN', { [userSchemaId]: { userName: 'b', title: 'x' } }, { ...core, title: 'x' }],
    [
      'a URI that nobody knows in schemas',
      { schemas: ['http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'], userName: 'b' },
      core,
    ],
    [
      'two primaries: the first counts',
      { userName: 'b', emails: [{ value: '1' }, { value: '2', primary: true }, { value: '3', primary: true }] },
      { ...core, emails: [{ value: '1' }, { value: '2', primary: true }, { value: '3', primary: false }] },
    ],
    [
      'the same value twice',
      {
        userName: 'b',
        emails: [
          { value: 'a@x', type: 'work' },
          { value: 'A@X', type: 'Work' },
          { value: 'a@x', type: 'home' },
        ],
      },
      {
        ...core,
        emails: [
          { value: 'a@x', type: 'work' },
          { value: 'a@x', type: 'home' },
        ],
      },
    ],
    [
      'values that are not canonical',
      { userName: 'b', emails: [{ value: 'x', type: 'VGNBBC' }], locale: 'RJWN' },
      { ...core, emails: [{ value: 'x', type: 'VGNBBC' }], locale: 'RJWN' },
    ],
    [
      'strings byte for byte',
      { userName: ' B ', phoneNumbers: [{ value: ' 10-040 1308' }] },
      { ...core, userName: ' B ', phoneNumbers: [{ value: ' 10-040 1308' }] },
    ],
  ])('%s', (_, body, resource) => expect(read(body)).toEqual(resource))

  test('what it gives it takes, and gives again', () => {
    const once = read({
      userName: 'b',
      emails: ['x', { value: 'y', primary: 'true' }],
      manager: null,
      [enterprise]: { manager: ['5'] },
    })
    expect(read(once)).toEqual(once)
  })

  test('nothing is inherited from what a client names', () => {
    const body = JSON.parse(
      '{"userName":"b","__proto__":{"active":true},"constructor":{"x":1},"name":{"__proto__":{"formatted":"x"}}}',
    )
    expect(read(body)).toEqual(core)
  })
})

describe('a body that is refused', () => {
  test.each<[string, unknown, string, string]>([
    ['no object', [], 'invalidSyntax', 'User'],
    ['nothing', null, 'invalidSyntax', 'User'],
    ['no userName', { displayName: 'x' }, 'invalidValue', '"userName"'],
    ['an empty userName', { userName: '' }, 'invalidValue', '"userName"'],
    ['a userName that is an object', { userName: { a: 1 } }, 'invalidValue', '"userName"'],
    ['several userNames', { userName: ['a', 'b'] }, 'invalidValue', '"userName"'],
    ['a boolean that is none', { userName: 'b', active: 'yes' }, 'invalidValue', '"active"'],
    ['a boolean that is a number', { userName: 'b', active: 0 }, 'invalidValue', '"active"'],
    ['a complex attribute that is a string', { userName: 'b', name: 'x' }, 'invalidValue', '"name"'],
    ['a part of a wrong type', { userName: 'b', emails: [{ value: { x: 1 } }] }, 'invalidValue', '"emails.value"'],
    ['a part that is a list', { userName: 'b', emails: [{ value: ['x', 'y'] }] }, 'invalidValue', '"emails.value"'],
    ['an extension that is a string', { userName: 'b', [enterprise]: 'x' }, 'invalidValue', 'enterprise'],
    ['a NUL', { userName: 'a\0b' }, 'invalidValue', '"userName"'],
    ['half a character', { userName: 'b', emails: ['\ud83d'] }, 'invalidValue', '"emails.value"'],
  ])('%s', (_, body, scimType, named) => {
    expect(() => read(body)).toThrow(expect.objectContaining({ status: 400, scimType }))
    expect(() => read(body)).toThrow(named)
  })

  test('what was sent is never in the message', () => {
    expect(() => read({ userName: 'b', password: ['hunter2', 'hunter3'] })).toThrow(
      /^"password" must be a single value, not an array of several\.$/,
    )
  })

  test('a group without a name, or with a member without an id', () => {
    expect(() => readResource({}, groupType)).toThrow('"displayName"')
    expect(() => readResource({ displayName: 'g', members: [{ display: 'x' }] }, groupType)).toThrow('"members"')
  })

  test('strict takes the RFC alone', () => {
    const strictly = (body: JsonObject) => readResource(body, userType, { tolerances: strict.tolerances })
    expect(strictly({ ...core, EMAILS: [{ value: 'x' }] })).toEqual({ ...core, emails: [{ value: 'x' }] })
    expect(() => strictly({ userName: 'b' })).toThrow('"schemas"')
    for (const wrong of [
      { active: 'true' },
      { emails: ['x'] },
      { emails: { value: 'x' } },
      { userName: ['b'] },
      { title: 5 },
    ]) {
      expect(() => strictly({ ...core, ...wrong } as JsonObject)).toThrow(
        expect.objectContaining({ scimType: 'invalidValue' }),
      )
    }
  })
})

describe("GitHub's resources", () => {
  const documented: JsonObject = {
    schemas: [userSchemaId],
    externalId: 'e',
    userName: 'mona',
    displayName: 'Mona',
    active: true,
    emails: [{ value: 'm@x', type: 'work', primary: true }],
  }
  test('what is documented is taken, and what is not kept is dropped', () => {
    const body = { ...documented, title: 'x', nickName: 'y', [enterprise]: { department: 'z' } }
    expect(readResource(body, githubUserType('documented'))).toEqual(documented)
  })
  test.each<[string, JsonValue]>([
    ['externalId', null],
    ['displayName', ''],
    ['active', null],
    ['emails', []],
    ['emails.type', [{ value: 'm@x', primary: true }]],
    ['emails.primary', [{ value: 'm@x', type: 'work' }]],
    ['name.familyName', { givenName: 'x' }],
    ['roles.value', [{ display: 'x' }]],
  ])('%s is required as documented, and not of lenient use', (path, value) => {
    const [name = ''] = path.split('.')
    const body = { ...documented, [name]: value }
    expect(() => readResource(body, githubUserType('documented'))).toThrow(`"${path}"`)
    expect(readResource(body, githubUserType('lenient')).userName).toBe('mona')
  })
  test('a group needs an externalId as documented', () => {
    expect(() => readResource({ displayName: 'g' }, githubGroupType('documented'))).toThrow('"externalId"')
    expect(
      readResource({ displayName: 'g', members: [{ value: 'u', displayName: 'U' }] }, githubGroupType('lenient')),
    ).toMatchObject({
      members: [{ value: 'u', display: 'U' }],
    })
  })
})
