import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { githubUnfiltered, strict } from '../dialect/dialect.ts'
import type { Tolerances } from '../dialect/tolerance.ts'
import { ScimError } from '../error.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import { groupType } from '../resource/group.ts'
import { readResource } from '../resource/read.ts'
import type { ResourceType } from '../resource/schema.ts'
import { enterpriseUserSchemaId as enterprise, userSchemaId, userType } from '../resource/user.ts'
import { applyPatch, type PatchLimits } from './apply.ts'
import { parsePatch } from './request.ts'

const bare = readResource({ userName: 'bjensen' }, userType)
const full: JsonObject = {
  ...readResource(
    {
      userName: 'bjensen',
      externalId: 'e1',
      displayName: 'Babs Jensen',
      active: true,
      name: { givenName: 'Barbara', familyName: 'Jensen' },
      emails: [
        { value: 'b@work.example', type: 'work', primary: true },
        { value: 'b@home.example', type: 'home' },
      ],
      [enterprise]: { department: 'Tours', manager: { value: '1', $ref: '../Users/1' } },
    },
    userType,
  ),
  id: '2819c223',
  meta: { resourceType: 'User', version: 'W/"1"' },
}

interface Given {
  on?: JsonObject
  type?: ResourceType
  tolerances?: Tolerances
  limits?: PatchLimits
}

function patch(operations: JsonValue, { on = full, type = userType, tolerances, limits }: Given = {}) {
  const before = JSON.stringify(on)
  const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations }
  const given = {
    type,
    ...(tolerances === undefined ? {} : { tolerances }),
    ...(limits === undefined ? {} : { limits }),
  }
  try {
    return applyPatch(on, parsePatch(body, tolerances === undefined ? {} : { tolerances }), given)
  } finally {
    expect(JSON.stringify(on)).toBe(before)
  }
}

function failure(operations: JsonValue, given?: Given): ScimError {
  try {
    patch(operations, given)
  } catch (error) {
    if (error instanceof ScimError) return error
    throw error
  }
  throw new Error('it was applied')
}

describe('RFC 7644 §3.5.2, operation by operation', () => {
  test.each<[string, JsonValue, JsonObject, string[]]>([
    [
      'add to a single attribute replaces it',
      [{ op: 'add', path: 'nickName', value: 'Babs' }],
      { nickName: 'Babs' },
      ['nickName'],
    ],
    [
      'add to a complex attribute keeps its other parts',
      [{ op: 'add', path: 'name', value: { middleName: 'J' } }],
      { name: { givenName: 'Barbara', familyName: 'Jensen', middleName: 'J' } },
      ['name.middleName'],
    ],
    [
      'add to a multi-valued attribute appends',
      [{ op: 'add', path: 'emails', value: [{ value: 'c@x.example', type: 'other' }] }],
      { emails: [...(full.emails as JsonValue[]), { value: 'c@x.example', type: 'other' }] },
      ['emails'],
    ],
    [
      'add without a path',
      [{ op: 'add', value: { nickName: 'Babs', emails: [{ value: 'c@x.example' }] } }],
      { nickName: 'Babs', emails: [...(full.emails as JsonValue[]), { value: 'c@x.example' }] },
      ['nickName', 'emails'],
    ],
    [
      'add of a new primary value takes it from the old one',
      [{ op: 'add', path: 'emails', value: { value: 'c@x.example', primary: true } }],
      {
        emails: [
          { value: 'b@work.example', type: 'work', primary: false },
          { value: 'b@home.example', type: 'home' },
          { value: 'c@x.example', primary: true },
        ],
      },
      ['emails'],
    ],
    [
      'replace of a part of the values that fit',
      [{ op: 'replace', path: 'emails[type eq "work"].value', value: 'n@work.example' }],
      {
        emails: [
          { value: 'n@work.example', type: 'work', primary: true },
          { value: 'b@home.example', type: 'home' },
        ],
      },
      ['emails'],
    ],
    [
      'replace of the whole values that fit',
      [{ op: 'replace', path: 'emails[type eq "work"]', value: { value: 'n@work.example', type: 'work' } }],
      {
        emails: [
          { value: 'n@work.example', type: 'work' },
          { value: 'b@home.example', type: 'home' },
        ],
      },
      ['emails'],
    ],
    [
      'replace of a multi-valued attribute',
      [{ op: 'replace', path: 'emails', value: [{ value: 'n@x.example' }] }],
      { emails: [{ value: 'n@x.example' }] },
      ['emails'],
    ],
    ['replace with null unassigns', [{ op: 'replace', path: 'displayName', value: null }], {}, ['displayName']],
    [
      'remove of the values that fit',
      [{ op: 'remove', path: 'emails[type eq "work" and value ew "example"]' }],
      { emails: [{ value: 'b@home.example', type: 'home' }] },
      ['emails'],
    ],
    ['remove of all values', [{ op: 'remove', path: 'emails' }], {}, ['emails']],
    [
      'remove of a part',
      [{ op: 'remove', path: 'name.givenName' }],
      { name: { familyName: 'Jensen' } },
      ['name.givenName'],
    ],
    [
      'remove of what makes a value removes the value',
      [{ op: 'remove', path: 'emails[type eq "work"].value' }],
      { emails: [{ value: 'b@home.example', type: 'home' }] },
      ['emails'],
    ],
    [
      'an extension whole',
      [{ op: 'replace', path: enterprise, value: { department: 'Sales' } }],
      { [enterprise]: { department: 'Sales', manager: { value: '1', $ref: '../Users/1' } } },
      [`${enterprise}:department`],
    ],
    [
      'a core attribute by its URN',
      [{ op: 'replace', path: `${userSchemaId}:name.familyName`, value: 'J' }],
      { name: { givenName: 'Barbara', familyName: 'J' } },
      ['name.familyName'],
    ],
    [
      'one after another',
      [
        { op: 'remove', path: 'externalId' },
        { op: 'add', path: 'externalId', value: 'x2' },
        { op: 'replace', path: 'externalId', value: 'x3' },
      ],
      { externalId: 'x3' },
      ['externalId'],
    ],
  ])('%s', (_, operations, after, paths) => {
    const { resource, changed, changedPaths } = patch(operations)
    expect(resource).toMatchObject(after)
    expect(changed).toBe(true)
    expect(changedPaths).toEqual(paths)
    for (const path of paths) if (!(path in after) && path in full) expect(resource).not.toHaveProperty(path)
  })

  test('an extension that is emptied leaves the schemas', () => {
    const { resource, changedPaths } = patch([{ op: 'remove', path: enterprise }])
    expect(resource).not.toHaveProperty([enterprise])
    expect(resource.schemas).toEqual([userSchemaId])
    expect(changedPaths).toEqual([
      `${enterprise}:department`,
      `${enterprise}:manager.value`,
      `${enterprise}:manager.$ref`,
    ])
    expect(patch([{ op: 'add', path: `${enterprise}:division`, value: 'x' }], { on: bare }).resource.schemas).toEqual([
      userSchemaId,
      enterprise,
    ])
  })
})

describe('what changes nothing', () => {
  test.each<[string, JsonValue]>([
    ['no operations', []],
    [
      'the same values',
      [
        { op: 'replace', path: 'active', value: 'TRUE' },
        { op: 'add', path: 'displayName', value: 'Babs Jensen' },
      ],
    ],
    [
      'parts in another order',
      [{ op: 'replace', path: 'name', value: { familyName: 'Jensen', givenName: 'Barbara' } }],
    ],
    ['a value that is there', [{ op: 'add', path: 'emails', value: [{ value: 'b@home.example', type: 'home' }] }]],
    [
      'there and back',
      [
        { op: 'replace', path: 'title', value: 'x' },
        { op: 'remove', path: 'title' },
      ],
    ],
    [
      'removing what is not there',
      [
        { op: 'remove', path: 'title' },
        { op: 'remove', path: 'roles[value eq "x"]' },
        { op: 'remove', path: 'roles', value: [{ value: 'x' }] },
      ],
    ],
    [
      'an id inside a value',
      [
        {
          op: 'replace',
          value: { id: 'other', meta: {}, schemas: [], groups: [{ value: 'g' }], unknown: { deep: [1] } },
        },
      ],
    ],
    ['the id that it has', [{ op: 'replace', path: 'id', value: '2819c223' }]],
    [
      'a password',
      [
        { op: 'replace', path: 'password', value: 'correct horse' },
        { op: 'add', value: { password: 'x' } },
      ],
    ],
    [
      'adding null',
      [
        { op: 'add', path: 'displayName', value: null },
        { op: 'add', path: 'emails', value: null },
        { op: 'add', path: 'emails[type eq "work"].value', value: null },
      ],
    ],
  ])('%s gives the very same resource', (_, operations) => {
    const { resource, changed, changedPaths } = patch(operations)
    expect(resource).toBe(full)
    expect([changed, changedPaths]).toEqual([false, []])
  })
})

describe('what clients really send', () => {
  test('three operations on a role that is not there build one, its primary a boolean', () => {
    const operations = ['display', 'value', 'type'].map((part) => ({
      op: 'Add',
      path: `roles[primary eq "True"].${part}`,
      value: part,
    }))
    expect(patch(operations, { on: bare }).resource.roles).toEqual([
      { primary: true, display: 'display', value: 'value', type: 'type' },
    ])
  })

  test('a canonical type creates the value, any other is noTarget', () => {
    const at = (path: string): JsonValue => [{ op: 'Replace', path, value: 'x' }]
    expect(patch(at('emails[type eq "work"].value'), { on: bare }).resource.emails).toEqual([
      { type: 'work', value: 'x' },
    ])
    expect(patch(at('addresses[type eq "work"].formatted'), { on: bare }).resource.addresses).toEqual([
      { type: 'work', formatted: 'x' },
    ])
    for (const path of [
      'emails[type eq "nonexistent"].value',
      'emails[value eq "y"].display',
      'emails[type ne "work"].value',
      'emails[type eq "work" or type eq "home"].value',
    ]) {
      expect(failure(at(path), { on: bare }).scimType).toBe('noTarget')
    }
    const strictly = [{ op: 'replace', path: 'emails[type eq "work"].value', value: 'x' }]
    expect(failure(strictly, { on: bare, tolerances: strict.tolerances }).scimType).toBe('noTarget')
  })

  test.each<[string, JsonValue]>([
    ['a bare string', [{ op: 'Add', path: `${enterprise}:manager`, value: '271' }]],
    ['an array of one', [{ op: 'Add', path: 'manager', value: [{ $ref: null, value: '271' }] }]],
    ['an object', [{ op: 'Replace', path: `${enterprise}:manager`, value: { value: '271' } }]],
    ['a path to its value', [{ op: 'Replace', path: `${enterprise}:manager.value`, value: '271' }]],
    ['inside the extension', [{ op: 'Replace', value: { [enterprise]: { manager: '271' } } }]],
    [
      'a key with the whole path',
      [{ op: 'Replace', value: { [`${enterprise}:manager`]: { value: '271', displayName: 'Boss' } } }],
    ],
    [
      'the URN without its last colon',
      [{ op: 'Replace', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0User:manager', value: '271' }],
    ],
    ['a dot for the last colon', [{ op: 'Replace', path: `${enterprise}.manager`, value: '271' }]],
  ])('a manager as %s', (_, operations) => {
    expect(patch(operations, { on: bare }).resource[enterprise]).toEqual({ manager: { value: '271' } })
  })

  test.each<[string, JsonValue]>([
    ['an empty string', [{ op: 'Replace', path: `${enterprise}:manager`, value: '' }]],
    ['an empty value', [{ op: 'Replace', path: `${enterprise}:manager`, value: { value: '' } }]],
    ['null', [{ op: 'Replace', path: 'manager', value: null }]],
    ['a remove', [{ op: 'Remove', path: 'manager' }]],
    ['a remove that says whom', [{ op: 'Remove', path: 'manager', value: [{ value: '1' }] }]],
  ])('no manager any more, by %s', (_, operations) => {
    expect(patch(operations).resource[enterprise]).toEqual({ department: 'Tours' })
  })

  test('a new manager does not keep what was said of the old one', () => {
    const { resource } = patch([{ op: 'replace', path: 'manager', value: { value: '2' } }])
    expect(resource[enterprise]).toEqual({ department: 'Tours', manager: { value: '2' } })
  })

  test('dotted, filtered and qualified keys in a value', () => {
    const value = {
      'name.givenName': 'B',
      'emails[type eq "home"].value': 'h@x.example',
      [`${enterprise}:department`]: 'Sales',
      active: 'False',
    }
    expect(patch([{ op: 'replace', value }]).resource).toMatchObject({
      active: false,
      name: { givenName: 'B', familyName: 'Jensen' },
      emails: [full.emails, { value: 'h@x.example', type: 'home' }].flat().filter((_, index) => index !== 1),
      [enterprise]: { department: 'Sales' },
    })
  })

  test('values wrapped as Entra did before its correction', () => {
    const operations = [
      { op: 'Replace', path: 'displayName', value: [{ $ref: null, value: 'Wrapped' }] },
      { op: 'Replace', path: 'active', value: [{ $ref: null, value: 'False' }] },
    ]
    expect(patch(operations).resource).toMatchObject({ displayName: 'Wrapped', active: false })
  })

  test('a role that is JSON in a string', () => {
    const value = [{ value: '{"id":"8ae0","value":"Admin","displayName":"The admin"}' }, { value: '{not json' }]
    expect(patch([{ op: 'Add', path: 'roles', value }], { on: bare }).resource.roles).toEqual([
      { value: 'Admin', display: 'The admin' },
      { value: '{not json' },
    ])
  })

  test('names, operations and URNs in any case', () => {
    const operations = [
      { OP: 'REPLACE', Path: 'NAME.FamilyName', VALUE: 'J' },
      { op: 'replace', path: `${enterprise.toUpperCase()}:Department`, value: 'Sales' },
    ]
    expect(patch(operations).changedPaths).toEqual(['name.familyName', `${enterprise}:department`])
  })

  test('an extension whose URN is misspelt', () => {
    const operations = [
      { op: 'Add', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0User', value: { department: 'Sales' } },
    ]
    expect(patch(operations).changedPaths).toEqual([`${enterprise}:department`])
  })

  test('strings stay byte for byte', () => {
    const value = ' User  X\t\u00e9e\u0301 '
    expect(patch([{ op: 'Replace', path: 'displayName', value }]).resource.displayName).toBe(value)
  })

  test('a remove with a value removes these, without one all', () => {
    const on = readResource(
      { displayName: 'g', members: [{ value: 'a' }, { value: 'b', type: 'User' }, { value: 'c' }] },
      groupType,
    )
    const left = (operation: JsonObject) =>
      patch([{ op: 'remove', path: 'members', ...operation }], { on, type: groupType }).resource.members
    expect(left({ value: [{ value: 'b' }] })).toEqual([{ value: 'a' }, { value: 'c' }])
    expect(left({ value: 'b' })).toEqual([{ value: 'a' }, { value: 'c' }])
    expect(left({ value: [] })).toEqual(on.members)
    expect(left({})).toBeUndefined()
  })

  test('a filtered path without effect, where that is what is played', () => {
    const operations = [{ op: 'replace', path: "emails[type eq 'work'].value", value: 'x' }]
    expect(patch(operations, { tolerances: githubUnfiltered.tolerances }).changed).toBe(false)
    expect(
      patch([{ op: 'add', path: 'costCentre', value: 'x' }], { tolerances: githubUnfiltered.tolerances }).changed,
    ).toBe(false)
  })
})

// ── properties ──────────────────────────────────────────────────────────────────────────────────────────────────────

const email = fc.record({
  value: fc.constantFrom('a@x', 'b@x', 'c@x'),
  type: fc.constantFrom('work', 'home'),
  primary: fc.boolean(),
})
const operation = fc.oneof(
  fc.record({
    op: fc.constantFrom('add', 'replace'),
    path: fc.constant('emails'),
    value: fc.array(email, { maxLength: 3 }),
  }),
  fc.record({
    op: fc.constantFrom('add', 'replace'),
    path: fc.constant('emails[type eq "work"].value'),
    value: fc.constantFrom('a@x', 'z@x'),
  }),
  fc.record({
    op: fc.constantFrom('add', 'replace'),
    path: fc.constant('emails[type eq "home"].primary'),
    value: fc.boolean(),
  }),
  fc.record({
    op: fc.constant('remove'),
    path: fc.constantFrom('emails', 'title', 'emails[type eq "work"]', 'name.givenName', 'manager'),
  }),
  fc.record({
    op: fc.constantFrom('add', 'replace'),
    path: fc.constantFrom('title', 'name.givenName', 'manager'),
    value: fc.constantFrom('x', 'y'),
  }),
)

test('at most one value is primary, the input is never written to, and doing it twice is doing it once or not at all', () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 5 }), (operations) => {
      const { resource, changed } = patch(operations)
      const emails = (resource.emails ?? []) as JsonObject[]
      expect(emails.filter((one) => one.primary === true).length).toBeLessThanOrEqual(1)
      expect(changed).toBe(resource !== full)
      // What the patched resource says can be read as a resource, and says the same.
      expect(readResource(resource, userType)).toEqual({ ...resource, id: undefined, meta: undefined })
    }),
    { numRuns: 300 },
  )
})

test('one replace is idempotent', () => {
  fc.assert(
    fc.property(
      operation.filter(({ op }) => op !== 'add'),
      (one) => {
        const { resource } = patch([one])
        expect(patch([one], { on: resource }).changed).toBe(false)
      },
    ),
  )
})
