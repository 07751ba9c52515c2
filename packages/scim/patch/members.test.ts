import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { strict } from '../dialect/dialect.ts'
import { isObject, type JsonObject, type JsonValue } from '../json.ts'
import { githubGroupType } from '../resource/github.ts'
import { groupSchemaId, groupType } from '../resource/group.ts'
import { readResource } from '../resource/read.ts'
import { userType } from '../resource/user.ts'
import { applyPatch } from './apply.ts'
import { type MemberChange, planMembers, splitMembers } from './members.ts'
import { parsePatch } from './request.ts'

const plan = (operations: JsonValue) => planMembers(parsePatch({ Operations: operations }))
const add = (...ids: string[]): MemberChange => ({ kind: 'add', members: ids.map((value) => ({ value })) })
const remove = (...ids: string[]): MemberChange => ({ kind: 'remove', ids })
const replaceAll = (...ids: string[]): MemberChange => ({
  kind: 'replaceAll',
  members: ids.map((value) => ({ value })),
})

describe('what a PATCH does to members', () => {
  test.each<[string, JsonValue, MemberChange[]]>([
    ['one added', [{ op: 'Add', path: 'members', value: [{ $ref: null, value: 'a' }] }], [add('a')]],
    ['one object, not an array', [{ op: 'add', path: 'members', value: { value: 'a' } }], [add('a')]],
    ['bare ids', [{ op: 'add', path: 'members', value: ['a', 'b'] }], [add('a', 'b')]],
    ['an id twice', [{ op: 'add', path: 'members', value: [{ value: 'a' }, { value: 'a' }] }], [add('a')]],
    [
      'one operation each',
      ['a', 'b', 'a'].map((value) => ({ op: 'add', path: 'members', value: [{ value }] })),
      [add('a', 'b')],
    ],
    ['none', [{ op: 'add', path: 'members', value: [] }], []],
    ['without a path', [{ op: 'add', value: { members: [{ value: 'a' }] } }], [add('a')]],
    ['by the whole path', [{ op: 'add', path: `${groupSchemaId}:members`, value: [{ value: 'a' }] }], [add('a')]],
    [
      'by the whole path as a key',
      [{ op: 'add', value: { [`${groupSchemaId}:members`]: [{ value: 'a' }] } }],
      [add('a')],
    ],
    ['below the core URN', [{ op: 'add', value: { [groupSchemaId]: { Members: [{ value: 'a' }] } } }], [add('a')]],
    ['in capitals', [{ op: 'ADD', path: 'MEMBERS', value: [{ VALUE: 'a' }] }], [add('a')]],
    [
      'who and what they are',
      [{ op: 'add', path: 'members', value: [{ value: 'a', type: 'User', displayName: 'A' }] }],
      [{ kind: 'add', members: [{ value: 'a', type: 'User', display: 'A' }] }],
    ],
    ['these removed', [{ op: 'remove', path: 'members', value: [{ value: 'a' }] }], [remove('a')]],
    ['nobody removed', [{ op: 'remove', path: 'members', value: [] }], []],
    ['all removed', [{ op: 'remove', path: 'members' }], [{ kind: 'removeAll' }]],
    ['all removed, value null', [{ op: 'remove', path: 'members', value: null }], [{ kind: 'removeAll' }]],
    ['by filter', [{ op: 'remove', path: 'members[value eq "a"]' }], [remove('a')]],
    ['by filter, several', [{ op: 'remove', path: "members[value eq 'a' or value eq 'b']" }], [remove('a', 'b')]],
    ['all replaced', [{ op: 'replace', path: 'members', value: [{ value: 'a' }] }], [replaceAll('a')]],
    ['all replaced by nobody', [{ op: 'replace', path: 'members', value: [] }], [replaceAll()]],
    ['replaced without a path', [{ op: 'replace', value: { members: [{ value: 'a' }] } }], [replaceAll('a')]],
    [
      'out, then in',
      [
        { op: 'remove', path: 'members[value eq "b"]' },
        { op: 'add', path: 'members', value: [{ value: 'a' }] },
      ],
      [remove('b'), add('a')],
    ],
    [
      'what is replaced afterwards need not be done',
      [
        { op: 'add', path: 'members', value: [{ value: 'a' }] },
        { op: 'remove', path: 'members' },
        { op: 'add', path: 'members', value: [{ value: 'c' }] },
      ],
      [{ kind: 'removeAll' }, add('c')],
    ],
    [
      'a display name, which follows from who they are',
      [{ op: 'replace', path: 'members[value eq "a"].display', value: 'x' }],
      [{ kind: 'expect', ids: ['a'] }],
    ],
    [
      'who is in it, named by where they are',
      [{ op: 'add', path: 'members[value eq "a"]', value: [{ value: 'a' }] }],
      [{ kind: 'expect', ids: ['a'] }],
    ],
  ])('%s', (_, operations, members) => expect(plan(operations)).toEqual({ operations: [], members }))

  test('what is not about members stays, and in its order', () => {
    const operations = parsePatch({
      Operations: [
        { op: 'replace', value: { id: 'g', displayName: 'Test SCIMv2' } },
        { op: 'replace', value: { externalId: 'e', members: [{ value: 'a' }] } },
        { op: 'add', path: 'externalId', value: 'x' },
      ],
    })
    expect(planMembers(operations)).toEqual({
      operations: [operations[0], { op: 'replace', path: null, value: { externalId: 'e' } }, operations[2]],
      members: [replaceAll('a')],
    })
  })

  test('a replace that does not name members never touches them', () => {
    expect(plan([{ op: 'replace', value: { displayName: 'x', schemas: [groupSchemaId] } }]).members).toEqual([])
  })

  test("GitHub's group has members too; a user has none", () => {
    const operations = parsePatch({ Operations: [{ op: 'add', path: 'members', value: [{ value: 'a' }] }] })
    expect(planMembers(operations, { type: githubGroupType('documented') }).members).toEqual([add('a')])
    expect(() => planMembers(operations, { type: userType })).toThrow(TypeError)
  })
})

test('a group that was read, its members apart', () => {
  const read = readResource(
    { displayName: 'g', members: [{ value: 'a', $ref: 'x', displayName: 'A' }, 'b', 'a'] },
    groupType,
  )
  expect(splitMembers(read)).toEqual({
    group: { schemas: [groupSchemaId], displayName: 'g' },
    members: [{ value: 'a', display: 'A' }, { value: 'b' }],
  })
  expect(splitMembers(readResource({ displayName: 'g' }, groupType)).members).toEqual([])
})

describe('what cannot be followed without the list', () => {
  test.each<[string, JsonValue, string]>([
    ['a member without an id', [{ op: 'add', path: 'members', value: [{ value: 'a' }, {}] }], 'invalidValue'],
    ['a member with an empty id', [{ op: 'add', path: 'members', value: [{ value: '' }] }], 'invalidValue'],
    ['a number for a member', [{ op: 'add', path: 'members', value: [5] }], 'invalidValue'],
    ['no value', [{ op: 'add', path: 'members' }], 'invalidValue'],
    ['another filter', [{ op: 'remove', path: 'members[display eq "x"]' }], 'invalidFilter'],
    ['a wider filter', [{ op: 'remove', path: 'members[value sw "x"]' }], 'invalidFilter'],
    ['a filter that is none', [{ op: 'remove', path: 'members[display eq kim,value eq 81ff]' }], 'invalidFilter'],
    ['another id for a member', [{ op: 'replace', path: 'members[value eq "a"].value', value: 'b' }], 'mutability'],
    ['the ids of all', [{ op: 'replace', path: 'members.value', value: 'b' }], 'mutability'],
  ])('%s', (_, operations, scimType) => {
    expect(() => plan(operations)).toThrow(expect.objectContaining({ status: 400, scimType }))
  })

  test('a bare id, where only the RFC is spoken', () => {
    const operations = parsePatch({ Operations: [{ op: 'add', path: 'members', value: ['a'] }] })
    expect(() => planMembers(operations, { tolerances: strict.tolerances })).toThrow('"members"')
  })
})

// ── the plan against the list ───────────────────────────────────────────────────────────────────────────────────────

const id = fc.constantFrom('a', 'b', 'c', 'd')
const values = fc.array(
  id.map((value) => ({ value })),
  { maxLength: 3 },
)
const operation: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.record({ op: fc.constantFrom('add', 'remove', 'replace'), path: fc.constant('members'), value: values }),
  fc.record({
    op: fc.constantFrom('add', 'replace'),
    value: fc.record({ members: values, displayName: fc.string({ minLength: 1 }) }, { requiredKeys: [] }),
  }),
  fc.record({ op: fc.constant('remove'), path: id.map((one) => `members[value eq "${one}"]`) }),
  fc.constant({ op: 'remove', path: 'members' }),
)

test('doing the changes on rows gives what PATCH gives on the list', () => {
  fc.assert(
    fc.property(values, fc.array(operation, { maxLength: 6 }), (before, sent) => {
      const group = readResource({ displayName: 'g', members: before }, groupType)
      const operations = parsePatch({ Operations: sent })
      const wanted = membersOf(applyPatch(group, operations, { type: groupType }).resource)
      const rows = new Set(membersOf(group))
      for (const change of planMembers(operations).members) {
        if (change.kind === 'removeAll' || change.kind === 'replaceAll') rows.clear()
        if (change.kind === 'remove') for (const one of change.ids) rows.delete(one)
        if (change.kind === 'add' || change.kind === 'replaceAll')
          for (const { value } of change.members) rows.add(value)
      }
      expect([...rows].sort()).toEqual(wanted.sort())
    }),
    { numRuns: 500 },
  )
})

function membersOf({ members }: JsonObject): string[] {
  return Array.isArray(members) ? members.map((one: JsonValue) => (isObject(one) ? String(one.value) : '')) : []
}
