import { describe, expect, test } from 'vitest'
import { strict } from '../dialect/dialect.ts'
import type { Tolerances } from '../dialect/tolerance.ts'
import { ScimError } from '../error.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import { groupType } from '../resource/group.ts'
import { readResource } from '../resource/read.ts'
import type { ResourceType } from '../resource/schema.ts'
import { userSchemaId, userType } from '../resource/user.ts'
import { applyPatch, type PatchLimits } from './apply.ts'
import { parsePatch } from './request.ts'

const user: JsonObject = {
  ...readResource(
    { userName: 'bjensen', active: true, emails: [{ value: '1', type: 'work' }, { value: '2' }] },
    userType,
  ),
  id: '2819c223',
  meta: { resourceType: 'User' },
}

interface Given {
  on?: JsonObject
  type?: ResourceType
  tolerances?: Tolerances
  limits?: PatchLimits
}

/** The error of a PATCH, which must leave what it was done to as it was. */
function failure(operations: JsonValue, { on = user, type = userType, tolerances, limits }: Given = {}): ScimError {
  const before = JSON.stringify(on)
  const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations }
  const tolerating = tolerances === undefined ? {} : { tolerances }
  try {
    applyPatch(on, parsePatch(body, tolerating), { type, ...tolerating, ...(limits === undefined ? {} : { limits }) })
  } catch (error) {
    if (!(error instanceof ScimError)) throw error
    expect(JSON.stringify(on)).toBe(before)
    return error
  }
  throw new Error('it was applied')
}

describe('what is refused, by name and whole', () => {
  test.each<[string, JsonValue, string, string]>([
    ['a path that nobody knows', [{ op: 'add', path: 'memebers', value: [] }], 'invalidPath', '"memebers"'],
    ['a path that is none', [{ op: 'add', path: 'a b', value: 1 }], 'invalidPath', '"a b"'],
    [
      'a path after brackets that is none',
      [{ op: 'add', path: 'emails[type eq "work"]value', value: 1 }],
      'invalidPath',
      'emails',
    ],
    ['a sub-attribute that nobody knows', [{ op: 'add', path: 'name.nick', value: 'x' }], 'invalidPath', '"name.nick"'],
    ['a filter with a mistake', [{ op: 'remove', path: 'emails[type is "x"]' }], 'invalidFilter', 'position'],
    [
      'a filter of a wrong type',
      [{ op: 'remove', path: 'emails[primary gt true]' }],
      'invalidFilter',
      '"emails.primary"',
    ],
    ['no value', [{ op: 'add', path: 'title' }], 'invalidValue', '"title"'],
    ['a value of a wrong type', [{ op: 'replace', path: 'active', value: 'maybe' }], 'invalidValue', '"active"'],
    ['a value of a wrong type inside', [{ op: 'replace', value: { name: ['x', 'y'] } }], 'invalidValue', '"name"'],
    ['an object for a string', [{ op: 'replace', path: 'title', value: { text: 'x' } }], 'invalidValue', '"title"'],
    ['a NUL', [{ op: 'replace', path: 'title', value: 'a\0' }], 'invalidValue', '"title"'],
    ['half a character', [{ op: 'replace', path: 'title', value: '\udc00' }], 'invalidValue', '"title"'],
    ['no object without a path', [{ op: 'replace', value: 'x' }], 'invalidValue', '"path"'],
    ['a remove without a path', [{ op: 'remove' }], 'noTarget', '"path"'],
    ['a remove of everything', [{ op: 'remove', path: userSchemaId }], 'noTarget', 'DELETE'],
    ['a remove of what is required', [{ op: 'remove', path: 'userName' }], 'mutability', '"userName"'],
    ['emptying what is required', [{ op: 'replace', path: 'userName', value: '' }], 'invalidValue', '"userName"'],
    ['another id', [{ op: 'replace', path: 'id', value: 'x' }], 'mutability', '"id"'],
    ['what follows from groups', [{ op: 'add', path: 'groups', value: [{ value: 'g' }] }], 'mutability', '"groups"'],
    ['a part of meta', [{ op: 'replace', path: 'meta.version', value: 'x' }], 'mutability', '"meta.version"'],
    ['an unknown operation', [{ op: 'move', path: 'title' }], 'invalidSyntax', '"move"'],
    ['no operation', [{ path: 'title' }], 'invalidSyntax', '"op"'],
    ['a path that is no string', [{ op: 'add', path: 5, value: 1 }], 'invalidPath', '"path"'],
    ['operations that are none', ['x'], 'invalidSyntax', 'Operation 1'],
    ['no list of operations', 'x', 'invalidSyntax', '"Operations"'],
  ])('%s', (_, operations, scimType, named) => {
    const good = { op: 'replace', path: 'nickName', value: 'first' }
    const error = failure(Array.isArray(operations) ? [good, ...operations] : operations)
    expect([error.status, error.scimType]).toEqual([400, scimType])
    expect(error.detail).toContain(named === 'Operation 1' ? 'Operation 2' : named)
  })

  test('an immutable part of a member', () => {
    const on = readResource({ displayName: 'g', members: [{ value: 'a' }] }, groupType)
    const operations = [{ op: 'replace', path: 'members[value eq "a"].value', value: 'b' }]
    expect(failure(operations, { on, type: groupType }).scimType).toBe('mutability')
    expect(failure([{ op: 'add', path: 'members', value: [{}] }], { on, type: groupType }).scimType).toBe(
      'invalidValue',
    )
  })

  test('more operations or values than are bounded', () => {
    const limits = { maxOperations: 3, maxValues: 2, maxVisits: 5 }
    const add = { op: 'add', path: 'nickName', value: 'x' }
    expect(failure([add, add, add, add], { limits }).status).toBe(413)
    const emails = ['1', '2', '3'].map((value) => ({ value }))
    expect(failure([{ op: 'replace', path: 'emails', value: emails }], { limits }).detail).toContain('"emails"')
    expect(failure([{ op: 'add', path: 'emails', value: [{ value: '1' }] }], { limits }).detail).toContain('"emails"')
    const path = 'emails[value sw "b" and value ew "c" and type eq "x"].display'
    expect(failure([{ op: 'remove', path }], { limits }).status).toBe(413)
    const remove = { op: 'remove', path: 'emails', value: ['x'] }
    expect(failure([remove, remove, remove], { limits }).detail).toContain('too many values')
  })

  test('strict wants the message to be the one of the RFC', () => {
    const { tolerances } = strict
    expect(() => parsePatch({ Operations: [] }, { tolerances })).toThrow('schemas')
    const message = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'] }
    expect(() => parsePatch({ ...message, Operations: [] }, { tolerances })).toThrow('empty')
    expect(() =>
      parsePatch({ ...message, Operations: [{ op: 'Add', path: 'title', value: 'x' }] }, { tolerances }),
    ).toThrow('"Add"')
    expect(failure([{ op: 'replace', path: 'active', value: 'False' }], { tolerances }).scimType).toBe('invalidValue')
    expect(failure([{ op: 'replace', path: 'manager', value: '1' }], { tolerances }).scimType).toBe('invalidPath')
    expect(failure([{ op: 'remove', path: 'roles[value eq "x"]' }], { tolerances }).scimType).toBe('noTarget')
  })
})
