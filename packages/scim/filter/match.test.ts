import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../json.ts'
import { readResource } from '../resource/read.ts'
import { enterpriseUserSchemaId, userType } from '../resource/user.ts'
import type { Filter } from './filter.ts'
import { matchesFilter } from './match.ts'
import { parseFilter } from './parse.ts'

const user: JsonObject = {
  ...readResource(
    {
      userName: 'BJensen@example.com',
      externalId: 'Ext-1',
      title: '',
      nickName: 'Babs',
      active: true,
      name: { familyName: 'Jensen' },
      emails: [
        { value: 'b@work.example', type: 'work', primary: true },
        { value: 'b@home.example', type: 'home' },
      ],
      [enterpriseUserSchemaId]: { department: 'Tour Operations', manager: { value: '26118915' } },
    },
    userType,
  ),
  id: '2819c223',
  meta: { resourceType: 'User', lastModified: '2011-05-13T04:42:34Z' },
}

const matches = (text: string) => matchesFilter(parseFilter(text), user, userType)

describe('who fits', () => {
  test.each([
    'userName eq "bjensen@EXAMPLE.com"',
    'userName sw "bj"',
    'userName ew ".COM"',
    'userName co "sen@"',
    'externalId eq "Ext-1"',
    'nickName gt "BABA"',
    'nickName ge "babs" and nickName le "babs"',
    'nickName lt "c"',
    'active eq true',
    'active eq "True"',
    'active ne false',
    'name.familyName eq "jensen"',
    'name pr',
    'name[familyName eq "Jensen"]',
    'emails pr',
    'emails eq "b@home.example"',
    'emails.type eq "HOME"',
    'emails[type eq "home" and value co "home"]',
    'emails[type eq "work"].value eq "b@work.example"',
    'emails[not (type eq "work")]',
    'emails.value ne "c@other.example"',
    'manager eq "26118915"',
    'department eq "tour operations"',
    `${enterpriseUserSchemaId}:department sw "Tour"`,
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0User:department sw "Tour"',
    'urn:ietf:params:scim:schemas:core:2.0:User:userName pr',
    'schemas eq "urn:ietf:params:scim:schemas:core:2.0:User"',
    'meta.lastModified gt "2011-05-13T04:42:33Z"',
    'meta.lastModified eq "2011-05-13T06:42:34+02:00"',
    'meta.lastModified eq "2011-05-13T04:42:34"',
    'not (title pr)',
    'displayName eq null',
    'displayName ne "x"',
    'nickName ne null',
  ])('%s', (text) => expect(matches(text)).toBe(true))
})

describe('who does not', () => {
  test.each([
    'externalId eq "ext-1"',
    'id eq "2819C223"',
    'displayName pr',
    'displayName eq "x"',
    'displayName gt ""',
    'title pr',
    'emails[type eq "home" and value co "work"]',
    'emails.value ne "b@home.example"',
    'not (userName pr)',
    'userName co "%"',
    'userName co "_"',
    'nickName eq null',
    'roles pr',
    'meta.lastModified lt "2011-05-13T04:42:34Z"',
  ])('%s', (text) => expect(matches(text)).toBe(false))
})

describe('what cannot be asked', () => {
  test.each([
    ['active gt true', '"active"'],
    ['active eq "yes"', '"active"'],
    ['active co "r"', '"active"'],
    ['userName eq 5', '"userName"'],
    ['userName gt null', '"userName"'],
    ['meta.lastModified eq "yesterday"', '"meta.lastModified"'],
    ['meta.lastModified eq "0000-01-01T00:00:00Z"', '"meta.lastModified"'],
    ['meta.lastModified sw "2011"', '"meta.lastModified"'],
    ['x509Certificates.value gt "a"', '"x509Certificates.value"'],
    ['name eq "x"', '"name"'],
    ['memebers eq "x"', '"memebers"'],
    ['emails[display.x eq "x"]', '"display.x"'],
    ['emails[foo eq "x"]', '"foo"'],
    ['userName[value eq "x"]', '"userName"'],
    ['urn:x:y:User:department eq "x"', '"urn:x:y:User:department"'],
  ])('%s', (text, named) => {
    expect(() => matches(text)).toThrow(expect.objectContaining({ status: 400, scimType: 'invalidFilter' }))
    expect(() => matches(text)).toThrow(named)
  })
})

// ── against a naive model ───────────────────────────────────────────────────────────────────────────────────────────

/** Every value of an attribute as a flat list, absent being none. Nothing of the module under test is used. */
function naive(filter: Filter, resource: JsonObject): boolean {
  switch (filter.kind) {
    case 'and':
      return !filter.terms.some((term) => !naive(term, resource))
    case 'or':
      return filter.terms.filter((term) => naive(term, resource)).length > 0
    case 'not':
      return !naive(filter.filter, resource)
    case 'present':
      return valuesAt(resource, filter.path.attribute, filter.path.sub).some((one) => one !== '')
    case 'some':
      return ((resource[filter.path.attribute] as JsonObject[] | undefined) ?? []).some((one) =>
        naive(filter.filter, one),
      )
    case 'compare': {
      const wanted = filter.value
      const all = valuesAt(resource, filter.path.attribute, filter.path.sub)
      const exact = filter.path.attribute === 'externalId'
      const fold = (one: unknown) => (exact || typeof one !== 'string' ? one : one.toLowerCase())
      const holds = (one: unknown, operator: string): boolean => {
        const [left, right] = [String(fold(one)), String(fold(wanted))]
        if (operator === 'eq') return left === right
        if (operator === 'co') return left.indexOf(right) !== -1
        if (operator === 'sw') return left.slice(0, right.length) === right
        if (operator === 'ew') return right === '' || left.slice(-right.length) === right
        if (operator === 'gt') return left > right
        if (operator === 'ge') return !(left < right)
        if (operator === 'lt') return left < right
        return !(left > right)
      }
      if (filter.operator === 'ne') return all.every((one) => !holds(one, 'eq'))
      return all.some((one) => holds(one, filter.operator))
    }
  }
}

function valuesAt(resource: JsonObject, attribute: string, sub: string | null): unknown[] {
  const found = [resource[attribute]].flat().filter((one) => one !== undefined)
  return sub === null ? found : found.flatMap((one) => (one as JsonObject)[sub] ?? [])
}

const word = fc.constantFrom('', 'a', 'A', 'b', 'ab', 'aB', '%', 'a_b')
const plain = fc.record({
  schema: fc.constant(null),
  attribute: fc.constantFrom('userName', 'externalId', 'title'),
  sub: fc.constant(null),
})
const email = fc.record({
  schema: fc.constant(null),
  attribute: fc.constant('emails'),
  sub: fc.constantFrom('value', 'type'),
})
const inner = fc.record({
  schema: fc.constant(null),
  attribute: fc.constantFrom('value', 'type'),
  sub: fc.constant(null),
})
const operator = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le') as fc.Arbitrary<'eq'>
const leafOf = (path: fc.Arbitrary<{ schema: null; attribute: string; sub: string | null }>): fc.Arbitrary<Filter> =>
  fc.oneof(
    fc.record({ kind: fc.constant('compare' as const), path, operator, value: word }),
    fc.record({ kind: fc.constant('present' as const), path }),
  )
const treeOf = (leaves: fc.Arbitrary<Filter>): fc.Arbitrary<Filter> =>
  fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 3 },
      leaves,
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        terms: fc.tuple(tie('filter'), tie('filter')),
      }),
      fc.record({ kind: fc.constant('not' as const), filter: tie('filter') }),
    ),
  })).filter
const emailsPath = { schema: null, attribute: 'emails', sub: null }
const filters = treeOf(
  fc.oneof(
    leafOf(plain),
    leafOf(email),
    treeOf(leafOf(inner)).map((filter): Filter => ({ kind: 'some', path: emailsPath, filter })),
  ),
)
const resources = fc.record(
  {
    userName: word,
    externalId: word,
    title: word,
    emails: fc.array(
      fc.record({ value: word, type: word }, { requiredKeys: [] }).filter((one) => Object.keys(one).length > 0),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
  },
  { requiredKeys: [] },
)

test('agrees with a naive model', () => {
  fc.assert(
    fc.property(filters, resources, (filter, resource) => {
      expect(matchesFilter(filter, resource as JsonObject, userType)).toBe(naive(filter, resource as JsonObject))
    }),
    { numRuns: 1000 },
  )
})
