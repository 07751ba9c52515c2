import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  applyPatch,
  bindFilter,
  compileFilter,
  dialects,
  enterpriseUserSchemaId,
  groupType,
  type JsonObject,
  type JsonValue,
  matchesFilter,
  orderBulk,
  parseBulk,
  parseEtags,
  parseFilter,
  parseListQuery,
  parsePatch,
  parsePath,
  parseSearchRequest,
  planMembers,
  printFilter,
  printPath,
  project,
  projectionOf,
  readResource,
  resolvePath,
  ScimError,
  userType,
} from './index.ts'

/** How many of each. The suite's share is small; SCIM_FUZZ=100000 is a night's. */
const numRuns = Number(process.env.SCIM_FUZZ ?? 500)
const seed = Number(process.env.SCIM_FUZZ_SEED ?? 7644)
const given = { numRuns, seed, endOnFailure: true }

/** Whatever goes in, what comes out is an answer or a SCIM error that says something. */
function answers(attempt: () => void): void {
  try {
    attempt()
  } catch (error) {
    if (!(error instanceof ScimError)) throw error
    expect([400, 403, 409, 412, 413]).toContain(error.status)
    expect(error.detail.length).toBeGreaterThan(10)
    expect(error.detail.length).toBeLessThan(600)
  }
}

const dialect = fc.constantFrom(...dialects)

/** Words of the grammar, thrown together: most are wrong late rather than at once. */
const words = fc
  .array(
    fc.constantFrom(
      'userName',
      'emails',
      'members',
      'manager',
      'name.givenName',
      'active',
      'meta.created',
      'id',
      '[',
      ']',
      '(',
      ')',
      '.value',
      '.',
      ':',
      ' eq ',
      ' co ',
      ' pr',
      ' and ',
      ' or ',
      'not (',
      '"x"',
      "'x'",
      '"',
      "'",
      '\\',
      'true',
      'null',
      '1e9',
      '-',
      'type',
      'primary',
      ' ',
      ',',
      '\u0000',
      `${enterpriseUserSchemaId}:`,
      'urn:',
      '2.0User',
      '$ref',
      'é',
      '\ud800',
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(''))
const text = fc.oneof(words, fc.string({ unit: 'binary' }), fc.string())
const name = fc.oneof(
  fc.constantFrom(
    'userName',
    'emails',
    'members',
    'name',
    'active',
    'manager',
    'schemas',
    'id',
    'groups',
    'password',
    'roles',
    '__proto__',
    'constructor',
    'emails[type eq "work"].value',
    'name.givenName',
    enterpriseUserSchemaId,
    'value',
    'type',
    'primary',
    'displayName',
  ),
  text,
)
const value: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.constantFrom<JsonValue[]>(null, true, 'True', 'False', 0, '', '{"value":"x"}', '{"value":'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3 }),
  ),
})).value
const operation = fc.record(
  { op: fc.constantFrom('add', 'replace', 'remove', 'Add', 'move'), path: fc.oneof(name, words), value },
  { requiredKeys: ['op'] },
)

const user: JsonObject = {
  ...readResource({ userName: 'u', emails: [{ value: 'x', type: 'work' }], manager: '5', roles: ['r'] }, userType),
  id: '1',
}
const group: JsonObject = { ...readResource({ displayName: 'g', members: ['a', 'b'] }, groupType), id: '2' }
const columns = {
  userName: { sql: 'user_name', key: 'user_name_key' },
  id: { sql: 'id', as: 'uuid' as const },
  active: { sql: 'active' },
  'meta.created': { sql: 'created_at' },
  emails: { exists: (where: string) => `EXISTS (${where})`, columns: { value: { sql: 'value' } } },
}

describe('anything at all', () => {
  test('as a filter', () => {
    fc.assert(
      fc.property(text, dialect, (filter, { tolerances }) =>
        answers(() => {
          const parsed = parseFilter(filter, { tolerances })
          expect(parseFilter(printFilter(parsed), { tolerances })).toEqual(parsed)
          bindFilter(parsed, userType, tolerances)
          expect(matchesFilter(parsed, user, userType, tolerances)).toBeTypeOf('boolean')
          const { sql, params } = compileFilter(parsed, { type: userType, columns, tolerances })
          // No word of the client's is in the statement.
          expect(sql).toMatch(/^[A-Za-z0-9_$:=<>().,"' ]+$/)
          expect(sql.match(/\$\d+/g)?.length ?? 0).toBe(params.length)
        }),
      ),
      given,
    )
  })

  test('as a path', () => {
    fc.assert(
      fc.property(fc.oneof(words, name), dialect, (path, { tolerances }) =>
        answers(() => {
          const parsed = parsePath(path, { tolerances })
          if (parsed === null) return
          expect(parsePath(printPath(parsed), { tolerances })).toEqual(parsed)
          resolvePath(userType, parsed, tolerances)
        }),
      ),
      given,
    )
  })

  test('as a PATCH of a user and of a group', () => {
    fc.assert(
      fc.property(fc.oneof(fc.array(operation, { maxLength: 4 }), value), dialect, (operations, { tolerances }) => {
        const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations }
        const before = JSON.stringify([user, group])
        answers(() => {
          const parsed = parsePatch(body, { tolerances })
          answers(() => {
            const { resource, changed } = applyPatch(user, parsed, { type: userType, tolerances })
            expect(changed).toBe(resource !== user)
            expect(resource.userName).toBeTypeOf('string')
            expect(readResource(resource, userType)).toEqual({ ...resource, id: undefined })
          })
          answers(() => {
            const plan = planMembers(parsed, { tolerances })
            expect(
              JSON.stringify(applyPatch(group, plan.operations, { type: groupType, tolerances }).resource.members),
            ).toBe(JSON.stringify(group.members))
          })
        })
        expect(JSON.stringify([user, group])).toBe(before)
      }),
      given,
    )
  })

  test('as a resource', () => {
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(name, value), value), dialect, (body, { tolerances }) =>
        answers(() => {
          const resource = readResource(body, userType, { tolerances })
          expect(resource).not.toHaveProperty('password')
          expect(Object.getPrototypeOf(resource)).toBe(Object.prototype)
          project(resource, projectionOf(userType, { attributes: Object.keys(resource) }))
        }),
      ),
      given,
    )
  })

  test('as a query, a search, a bulk request, an entity tag', () => {
    const query = fc.dictionary(
      fc.constantFrom('filter', 'startIndex', 'count', 'cursor', 'sortBy', 'sortOrder', 'attributes'),
      text,
    )
    const members = fc.dictionary(
      fc.constantFrom('filter', 'startIndex', 'count', 'cursor', 'sortBy', 'attributes'),
      value,
    )
    const bulk = fc.array(
      fc.record(
        {
          method: fc.constantFrom('POST', 'PUT', 'GET'),
          path: fc.oneof(fc.constantFrom('/Users', '/Groups/1', '/Users/bulkId:a'), text),
          bulkId: fc.constantFrom('a', 'b'),
          data: fc.oneof(fc.constant({ value: 'bulkId:a' }), value),
        },
        { requiredKeys: ['method', 'path'] },
      ),
      { maxLength: 4 },
    )
    fc.assert(
      fc.property(query, members, bulk, text, (asked, searched, operations, header) => {
        answers(() => parseListQuery(asked, { cursor: true }))
        answers(() => parseSearchRequest(searched, { cursor: true }))
        answers(() => {
          const request = parseBulk({ Operations: operations }, { types: [userType, groupType], maxOperations: 10 })
          expect(orderBulk(request.operations)).toHaveLength(operations.length)
        })
        expect(parseEtags(header)).toBeDefined()
      }),
      given,
    )
  })
})

describe('bombs', () => {
  const deep = (times: number): JsonValue => JSON.parse(`${'[{"value":'.repeat(times)}1${'}]'.repeat(times)}`)
  test.each<[string, () => void]>([
    [
      'a value as deep as a body can hold',
      () => void readResource({ userName: 'u', emails: deep(50_000), x: deep(50_000) }, userType),
    ],
    [
      'the same by PATCH',
      () =>
        void applyPatch(user, parsePatch({ Operations: [{ op: 'add', path: 'roles', value: deep(50_000) }] }), {
          type: userType,
        }),
    ],
    [
      'the same for members',
      () => void planMembers(parsePatch({ Operations: [{ op: 'add', path: 'members', value: deep(50_000) }] })),
    ],
    ['a filter of a megabyte', () => void parseFilter(`a eq "${'\\'.repeat(1_000_000)}"`)],
    [
      'a path of a megabyte',
      () =>
        void applyPatch(
          user,
          parsePatch({ Operations: [{ op: 'add', path: `emails[${'('.repeat(1_000_000)}`, value: 1 }] }),
          { type: userType },
        ),
    ],
    [
      'a word of a megabyte for a date',
      () => void matchesFilter(parseFilter(`meta.created eq "${'1'.repeat(4000)}"`), user, userType),
    ],
    [
      'twenty thousand values of one attribute',
      () =>
        void applyPatch(
          user,
          parsePatch({
            Operations: [
              {
                op: 'add',
                path: 'emails',
                value: Array.from({ length: 20_000 }, (_, index) => ({ value: String(index) })),
              },
            ],
          }),
          { type: userType },
        ),
    ],
    [
      'twenty thousand operations on a user',
      () =>
        void applyPatch(
          user,
          parsePatch({ Operations: Array.from({ length: 20_000 }, () => ({ op: 'add', path: 'title', value: 'x' })) }),
          { type: userType },
        ),
    ],
  ])('%s', (_, attempt) => answers(attempt))

  test('a member an operation, twenty thousand times, is one change', () => {
    const operations = Array.from({ length: 20_000 }, (_, index) => ({
      op: 'add',
      path: 'members',
      value: [{ value: String(index) }],
    }))
    expect(planMembers(parsePatch({ Operations: operations })).members).toMatchObject([
      { kind: 'add', members: { length: 20_000 } },
    ])
  })
})
