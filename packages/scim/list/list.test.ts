import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { strict } from '../dialect/dialect.ts'
import type { JsonObject } from '../json.ts'
import { readResource } from '../resource/read.ts'
import { userType } from '../resource/user.ts'
import {
  type ListOptions,
  type ListQuery,
  parseListQuery,
  parseSearchRequest,
  type QueryParameters,
  searchRequestSchema,
} from './query.ts'
import { expiredCursor, invalidCursor, listResponse } from './response.ts'
import { compareBy, compileSort } from './sort.ts'

const page = (query: QueryParameters, options?: ListOptions) => {
  const { count, page } = parseListQuery(query, options)
  return { count, ...page }
}

describe('the query of a list', () => {
  test.each<[QueryParameters, ListOptions, object]>([
    [{}, {}, { count: 100, by: 'index', startIndex: 1 }],
    [{}, { defaultCount: 30 }, { count: 30, by: 'index', startIndex: 1 }],
    [{}, { defaultCount: 30, maxCount: 10 }, { count: 10, by: 'index', startIndex: 1 }],
    [{ startIndex: '101', count: '50' }, {}, { count: 50, by: 'index', startIndex: 101 }],
    [{ startIndex: '-5', count: '-1' }, {}, { count: 0, by: 'index', startIndex: 1 }],
    [{ startIndex: '0', count: '0' }, {}, { count: 0, by: 'index', startIndex: 1 }],
    [{ count: '5000' }, {}, { count: 1000, by: 'index', startIndex: 1 }],
    [{ count: '' }, {}, { count: 100, by: 'index', startIndex: 1 }],
    [{ count: ['2', '3'] }, {}, { count: 2, by: 'index', startIndex: 1 }],
    [{ cursor: '' }, { cursor: true }, { count: 100, by: 'cursor', cursor: '' }],
    [
      { cursor: 'VZUTiyhEQJ94IR', count: '10' },
      { cursor: true },
      { count: 10, by: 'cursor', cursor: 'VZUTiyhEQJ94IR' },
    ],
    [{}, { cursor: true, defaultPaging: 'cursor' }, { count: 100, by: 'cursor', cursor: '' }],
    [{ startIndex: '1' }, { cursor: true, defaultPaging: 'cursor' }, { count: 100, by: 'index', startIndex: 1 }],
  ])('%j with %j', (query, options, wanted) => expect(page(query, options)).toEqual(wanted))

  test.each<[QueryParameters, ListOptions, string]>([
    [{ count: 'ten' }, {}, 'invalidValue'],
    [{ count: '1.5' }, {}, 'invalidValue'],
    [{ startIndex: '1e400' }, {}, 'invalidValue'],
    [{ count: 'ten', cursor: '' }, { cursor: true }, 'invalidCount'],
    [{ cursor: 'x' }, {}, 'invalidCursor'],
    [{ cursor: 'x', startIndex: '1' }, { cursor: true }, 'invalidCursor'],
    [{ sortBy: 'a b' }, {}, 'invalidPath'],
    [{ sortOrder: 'upwards' }, {}, 'invalidValue'],
    [{ filter: 'userName' }, {}, 'invalidFilter'],
    [{ attributes: 'a,'.repeat(101) }, {}, 'invalidValue'],
  ])('%j is refused', (query, options, scimType) => {
    expect(() => parseListQuery(query, options)).toThrow(expect.objectContaining({ status: 400, scimType }))
  })

  test('the rest of it', () => {
    const query = {
      filter: ' title pr',
      sortBy: 'name.familyName',
      sortOrder: 'Descending',
      attributes: 'id, userName,',
      excludedAttributes: ['members', 'emails,name'],
      unknown: 'x',
    }
    expect(parseListQuery(query)).toEqual<ListQuery>({
      filter: { kind: 'present', path: { schema: null, attribute: 'title', sub: null } },
      page: { by: 'index', startIndex: 1 },
      count: 100,
      sortBy: { schema: null, attribute: 'name', sub: 'familyName' },
      sortOrder: 'descending',
      attributes: ['id', 'userName'],
      excludedAttributes: ['members', 'emails', 'name'],
    })
    expect(parseListQuery({ filter: ' ', sortBy: '' })).toMatchObject({
      filter: null,
      sortBy: null,
      sortOrder: 'ascending',
      attributes: null,
    })
  })
})

describe('the body of a search', () => {
  test('says the same as a query', () => {
    const body = {
      schemas: [searchRequestSchema],
      Attributes: ['displayName', 'userName'],
      excludedAttributes: 'members',
      filter: 'displayName sw "smith"',
      sortBy: 'userName',
      startIndex: 2,
      count: 10,
    }
    const query = {
      ...body,
      attributes: 'displayName,userName',
      excludedAttributes: 'members',
      startIndex: '2',
      count: '10',
      schemas: undefined,
      Attributes: undefined,
    }
    expect(parseSearchRequest(body)).toEqual(parseListQuery(query))
    expect(parseSearchRequest({ cursor: '', count: 5 }, { cursor: true })).toEqual(
      parseListQuery({ cursor: '', count: '5' }, { cursor: true }),
    )
    expect(parseSearchRequest({ filter: null, count: null, attributes: null })).toEqual(parseListQuery({}))
  })

  test.each<[unknown, string]>([
    [[], 'invalidSyntax'],
    [{ filter: 5 }, 'invalidSyntax'],
    [{ attributes: [5] }, 'invalidSyntax'],
    [{ attributes: {} }, 'invalidSyntax'],
    [{ count: '10' }, 'invalidValue'],
    [{ count: 1.5 }, 'invalidValue'],
    [{ cursor: 'x' }, 'invalidCursor'],
  ])('%j is refused', (body, scimType) => {
    expect(() => parseSearchRequest(body)).toThrow(expect.objectContaining({ status: 400, scimType }))
  })

  test('strict wants its schema', () => {
    expect(() => parseSearchRequest({}, { tolerances: strict.tolerances })).toThrow(searchRequestSchema)
  })
})

describe('the list itself', () => {
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:ListResponse']
  test('by index, and empty rather than 404', () => {
    expect(listResponse([], { totalResults: 0, startIndex: 1 })).toEqual({
      schemas,
      totalResults: 0,
      startIndex: 1,
      itemsPerPage: 0,
      Resources: [],
    })
    expect(listResponse([{ id: '1' }], { totalResults: 5, startIndex: 5, itemsPerPage: 20 })).toMatchObject({
      itemsPerPage: 20,
    })
  })
  test('by cursor, the last page without a next one', () => {
    expect(listResponse([{ id: '1' }], { nextCursor: 'n', previousCursor: undefined })).toEqual({
      schemas,
      itemsPerPage: 1,
      nextCursor: 'n',
      Resources: [{ id: '1' }],
    })
    expect(listResponse([], { previousCursor: 'p' })).not.toHaveProperty('nextCursor')
  })
  test('cursors that cannot be followed', () => {
    expect([invalidCursor(), expiredCursor()].map(({ status, scimType }) => [status, scimType])).toEqual([
      [400, 'invalidCursor'],
      [400, 'expiredCursor'],
    ])
  })
})

describe('sorting', () => {
  const sort = (text: string, sortOrder: 'ascending' | 'descending' = 'ascending') => ({
    sortBy: parseListQuery({ sortBy: text }).sortBy ?? { schema: null, attribute: text, sub: null },
    sortOrder,
  })
  const columns = {
    userName: { sql: 'u.user_name', key: 'u.user_name_key' },
    title: { sql: 'u.title' },
    id: { sql: 'u.id', as: 'uuid' as const },
    'meta.created': { sql: 'u.created_at' },
    emails: { exists: (where: string) => where, columns: {} },
  }

  test('to SQL, through the columns that there are', () => {
    const compile = (text: string, order?: 'descending') => compileSort(sort(text, order), { type: userType, columns })
    expect(compile('USERNAME')).toBe('u.user_name_key COLLATE "C" ASC NULLS LAST')
    expect(compile('title', 'descending')).toBe('lower(u.title) COLLATE "C" DESC NULLS FIRST')
    expect(compile('meta.created')).toBe('u.created_at ASC NULLS LAST')
    expect(compile('id')).toBe('u.id ASC NULLS LAST')
    for (const text of ['emails', 'nickName', 'name', 'favourite', 'urn:ietf:params:scim:schemas:core:2.0:User']) {
      expect(() => compile(text)).toThrow(expect.objectContaining({ status: 400, scimType: 'invalidPath' }))
    }
  })

  test('in memory: case does not count, who has nothing is last, the primary value is the one', () => {
    const users = [
      { userName: 'b', title: 'Z', emails: [{ value: 'z' }, { value: 'a', primary: true }] },
      { userName: 'A', title: 'y', emails: [{ value: 'm' }] },
      { userName: 'c' },
    ].map((one) => readResource(one, userType))
    const order = (text: string, direction?: 'descending') =>
      users.toSorted(compareBy(sort(text, direction), userType)).map((one) => one.userName)
    expect(order('userName')).toEqual(['A', 'b', 'c'])
    expect(order('userName', 'descending')).toEqual(['c', 'b', 'A'])
    expect(order('title')).toEqual(['A', 'b', 'c'])
    expect(order('title', 'descending')).toEqual(['c', 'b', 'A'])
    expect(order('emails')).toEqual(['b', 'A', 'c'])
  })

  test('by a moment, whatever its zone', () => {
    const at = (created: string): JsonObject => ({ meta: { created } })
    const users = [at('2020-01-01T00:00:00Z'), at('2020-01-01T00:30:00+01:00'), at('2019-12-31T23:45:00Z')]
    expect(users.toSorted(compareBy(sort('meta.created'), userType))).toEqual([users[1], users[2], users[0]])
  })

  test('is an order', () => {
    const user = fc.record({ userName: fc.constantFrom('a', 'B', 'b', 'C') }, { requiredKeys: [] })
    const compare = compareBy(sort('userName'), userType)
    fc.assert(
      fc.property(user, user, user, (one, two, three) => {
        expect(Math.sign(compare(one, two))).toBe(-Math.sign(compare(two, one)) + 0)
        if (compare(one, two) <= 0 && compare(two, three) <= 0) expect(compare(one, three)).toBeLessThanOrEqual(0)
      }),
    )
  })
})
