import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { strict } from '../dialect/dialect.ts'
import { ScimError } from '../error.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import { groupType } from '../resource/group.ts'
import { userType } from '../resource/user.ts'
import { bulkResponse, orderBulk, resolveBulkIds } from './plan.ts'
import {
  type BulkOperation,
  type BulkRequest,
  bulkRequestSchema,
  parseBulk,
  type RefusedBulkOperation,
  refuseLargePayload,
} from './request.ts'

const options = { types: [userType, groupType], maxOperations: 10 }
const parse = (operations: JsonValue, more: JsonObject = {}): BulkRequest =>
  parseBulk({ schemas: [bulkRequestSchema], Operations: operations, ...more }, options)
const user = (bulkId: string, data: JsonObject = {}) => ({
  method: 'POST',
  path: '/Users',
  bulkId,
  data: { userName: bulkId, ...data },
})
const group = (bulkId: string, ...members: string[]) => ({
  method: 'POST',
  path: '/Groups',
  bulkId,
  data: { displayName: bulkId, members: members.map((value) => ({ value: `bulkId:${value}` })) },
})

function tried(operation: BulkOperation | RefusedBulkOperation): BulkOperation {
  if ('refusal' in operation) throw operation.refusal
  return operation
}

describe('a bulk request', () => {
  test('is read, its references found', () => {
    const { failOnErrors, operations } = parse(
      [
        user('ytrewq'),
        group('qwerty', 'ytrewq'),
        { method: 'patch', path: '/Groups/bulkId:qwerty', data: { Operations: [] }, version: 'W/"1"' },
        { method: 'DELETE', path: '/users/1', data: { ignored: 'bulkId:x' } },
      ],
      { failOnErrors: 1 },
    )
    expect(failOnErrors).toBe(1)
    expect(
      operations
        .map(tried)
        .map(({ method, type, id, bulkId, version, needs }) => [method, type.name, id, bulkId, version, needs]),
    ).toEqual([
      ['POST', 'User', null, 'ytrewq', null, []],
      ['POST', 'Group', null, 'qwerty', null, ['ytrewq']],
      ['PATCH', 'Group', 'bulkId:qwerty', null, 'W/"1"', ['qwerty']],
      ['DELETE', 'User', '1', null, null, []],
    ])
    expect(operations.map(tried)[3]?.data).toBeNull()
    expect(parse([]).failOnErrors).toBeNull()
  })

  test.each<[string, JsonValue, number, string | null, string]>([
    ['no list', 'x', 400, 'invalidSyntax', '"Operations"'],
    ['no object', ['x'], 400, 'invalidSyntax', 'Operation 1'],
    ['no method', [{ path: '/Users' }], 400, 'invalidSyntax', '"method"'],
    ['a GET', [{ method: 'GET', path: '/Users/1' }], 400, 'invalidSyntax', '"method"'],
    ['a POST without a bulkId', [{ method: 'POST', path: '/Users', data: {} }], 400, 'invalidSyntax', '"bulkId"'],
    [
      'a bulkId that is no string',
      [{ method: 'POST', path: '/Users', bulkId: 1, data: {} }],
      400,
      'invalidSyntax',
      '"bulkId"',
    ],
    ['a POST to a resource', [{ ...user('a'), path: '/Users/1' }], 400, 'invalidPath', 'endpoint'],
    ['a PUT to an endpoint', [{ method: 'PUT', path: '/Users', data: {} }], 400, 'invalidPath', 'resource'],
    ['an endpoint that is none', [{ ...user('a'), path: '/Things' }], 400, 'invalidPath', '/Users, /Groups'],
    ['a path that is too long', [{ method: 'PUT', path: '/Users/1/2', data: {} }], 400, 'invalidPath', '"path"'],
    ['an address', [{ method: 'PUT', path: 'https://x.example/Users/1', data: {} }], 400, 'invalidPath', '"path"'],
    ['no data', [{ method: 'PUT', path: '/Users/1' }], 400, 'invalidSyntax', '"data"'],
    ['the same bulkId twice', [user('a'), user('a')], 400, 'invalidValue', '"a"'],
    ['too many', Array.from({ length: 11 }, (_, index) => user(String(index))), 413, null, 'maxOperations'],
  ])('%s', (_, operations, status, scimType, named) => {
    const refusal = expect.objectContaining({ status, scimType, message: expect.stringContaining(named) })
    if (!Array.isArray(operations) || operations.length > 10) {
      expect(() => parse(operations)).toThrow(refusal)
      return
    }
    // One that says too little does not keep the others from being done.
    const { operations: read } = parse([...operations, user('fine')])
    expect(read.at(-2)).toMatchObject({ refusal })
    expect(read.at(-1)).toMatchObject({ bulkId: 'fine', needs: [] })
    expect(orderBulk(read).map(({ refusal: one }) => one?.status ?? null)).toEqual(
      read.map((one) => ('refusal' in one ? 400 : null)),
    )
  })

  test('data as deep as a client likes', () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)
    expect(parse([user('a', { x: deep })]).operations[0]).toMatchObject({
      bulkId: 'a',
      refusal: { detail: expect.stringContaining('deeper than 16') },
    })
  })

  test('failOnErrors that is no count, a message that is none, a payload that is too large', () => {
    for (const failOnErrors of [0, -1, 1.5, 'x']) expect(() => parse([], { failOnErrors })).toThrow('"failOnErrors"')
    expect(() => parseBulk([], options)).toThrow('BulkRequest')
    expect(() => parseBulk({ Operations: [] }, { ...options, tolerances: strict.tolerances })).toThrow(
      bulkRequestSchema,
    )
    expect(refuseLargePayload(100, 100)).toBeUndefined()
    expect(() => refuseLargePayload(101, 100)).toThrow(expect.objectContaining({ status: 413 }))
  })
})

describe('its order', () => {
  const order = (operations: JsonValue) => orderBulk(parse(operations).operations)
  const names = (operations: JsonValue) =>
    order(operations).map(({ operation, refusal }) => [operation.bulkId, refusal?.status ?? null])

  test('is the request, when nothing refers ahead', () => {
    expect(names([user('a'), group('g', 'a'), user('b')])).toEqual([
      ['a', null],
      ['g', null],
      ['b', null],
    ])
  })
  test('puts what is referred to first', () => {
    expect(names([group('g', 'a', 'b'), group('h', 'g'), user('a'), user('b'), user('c')])).toEqual([
      ['a', null],
      ['b', null],
      ['g', null],
      ['h', null],
      ['c', null],
    ])
  })
  test('refuses circles, and what only a circle would allow', () => {
    expect(names([group('g', 'h'), group('h', 'g'), group('i', 'i'), group('j', 'g'), user('a')])).toEqual([
      ['a', null],
      ['g', 409],
      ['h', 409],
      ['i', 409],
      ['j', 409],
    ])
  })
  test('refuses a reference to what nobody creates', () => {
    const [only] = order([group('g', 'nobody')])
    expect([only?.refusal?.status, only?.refusal?.detail]).toEqual([400, expect.stringContaining('"nobody"')])
  })
  test('does every operation once, after all that it needs', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f']
    const groups = fc.tuple(...ids.map((id) => fc.subarray(ids).map((members) => group(id, ...members))))
    fc.assert(
      fc.property(groups, (operations) => {
        const planned = order(operations)
        expect(planned.map(({ index }) => index).sort()).toEqual([0, 1, 2, 3, 4, 5])
        const done = new Set<string | null>()
        for (const { operation, refusal } of planned) {
          if (refusal !== null) continue
          for (const need of operation.needs) expect(done).toContain(need)
          done.add(operation.bulkId)
        }
      }),
    )
  })
})

describe('its references', () => {
  test('become ids, in data and in the path', () => {
    const { operations } = parse([
      group('g', 'a'),
      {
        method: 'PATCH',
        path: '/Groups/bulkId:g',
        data: { Operations: [{ op: 'add', path: 'members', value: [{ value: 'bulkId:a' }] }] },
      },
    ])
    const ids = new Map([
      ['a', '11'],
      ['g', '22'],
    ])
    expect(operations.map((one) => resolveBulkIds(tried(one), ids)).map(({ id, data }) => [id, data])).toEqual([
      [null, { displayName: 'g', members: [{ value: '11' }] }],
      ['22', { Operations: [{ op: 'add', path: 'members', value: [{ value: '11' }] }] }],
    ])
  })
  test('to what failed are 409', () => {
    const [one] = parse([group('g', 'a')]).operations
    expect(() => one && resolveBulkIds(tried(one), new Map())).toThrow(expect.objectContaining({ status: 409 }))
  })
  test('that are none stay as they are', () => {
    const [one] = parse([user('a', { title: 'bulkId:b', displayName: 'bulkId: is a name' })]).operations
    expect(one && resolveBulkIds(tried(one), new Map())).toBe(one)
  })
})

test('the response, RFC 7644 §3.7.3', () => {
  const { operations } = parse([user('a'), { method: 'DELETE', path: '/Users/1' }, user('b')])
  const [first, second, third] = operations
  if (first === undefined || second === undefined || third === undefined) throw new Error('Three were sent.')
  const response = bulkResponse([
    { operation: first, location: 'https://x.example/Users/9', outcome: { status: 201, version: 'W/"1"' } },
    { operation: second, location: 'https://x.example/Users/1', outcome: new ScimError(404, null, 'There is none.') },
    { operation: third, location: null, outcome: new ScimError(409, 'uniqueness', 'The userName "b" is taken.') },
  ])
  expect(response).toEqual({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkResponse'],
    Operations: [
      { method: 'POST', bulkId: 'a', location: 'https://x.example/Users/9', version: 'W/"1"', status: '201' },
      {
        method: 'DELETE',
        location: 'https://x.example/Users/1',
        status: '404',
        response: {
          schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
          status: '404',
          detail: 'There is none.',
        },
      },
      {
        method: 'POST',
        bulkId: 'b',
        status: '409',
        response: {
          schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
          status: '409',
          scimType: 'uniqueness',
          detail: 'The userName "b" is taken.',
        },
      },
    ],
  })
})
