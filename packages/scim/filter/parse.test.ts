import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { strictTolerances } from '../dialect/tolerance.ts'
import { ScimError } from '../error.ts'
import type { AttributePath } from '../path/attribute-path.ts'
import { defaultFilterLimits } from './cursor.ts'
import { type CompareOperator, type Filter, printFilter } from './filter.ts'
import { parseFilter } from './parse.ts'

const path = (attribute: string, sub: string | null = null, schema: string | null = null): AttributePath => ({
  schema,
  attribute,
  sub,
})
const eq = (name: string, value: string | number | boolean | null): Filter => ({
  kind: 'compare',
  path: path(name),
  operator: 'eq',
  value,
})

function failure(text: string, options?: Parameters<typeof parseFilter>[1]): ScimError {
  try {
    parseFilter(text, options)
  } catch (error) {
    if (error instanceof ScimError) return error
    throw error
  }
  throw new Error(`${text} was parsed`)
}

describe('the grammar of RFC 7644 §3.4.2.2', () => {
  const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0'
  const cases: [string, Filter][] = [
    ['userName eq "bjensen"', eq('userName', 'bjensen')],
    ['USERNAME EQ "bjensen"', eq('USERNAME', 'bjensen')],
    [
      'name.familyName co "O\'Malley"',
      { kind: 'compare', path: path('name', 'familyName'), operator: 'co', value: "O'Malley" },
    ],
    ['title pr', { kind: 'present', path: path('title') }],
    ['a eq 1', eq('a', 1)],
    ['a eq -1.5e3', eq('a', -1500)],
    ['a eq true', eq('a', true)],
    ['a eq null', eq('a', null)],
    ['a eq "x\\"y\\u00e9"', eq('a', 'x"yé')],
    ['a eq "(b] and c"', eq('a', '(b] and c')],
    ['  a   eq\t"b"  ', eq('a', 'b')],
    [
      'a pr and b pr and c pr',
      { kind: 'and', terms: ['a', 'b', 'c'].map((one) => ({ kind: 'present', path: path(one) })) },
    ],
    [
      'a pr or b pr and c pr',
      {
        kind: 'or',
        terms: [
          { kind: 'present', path: path('a') },
          {
            kind: 'and',
            terms: [
              { kind: 'present', path: path('b') },
              { kind: 'present', path: path('c') },
            ],
          },
        ],
      },
    ],
    [
      '(a pr or b pr)AND(c pr)',
      {
        kind: 'and',
        terms: [
          {
            kind: 'or',
            terms: [
              { kind: 'present', path: path('a') },
              { kind: 'present', path: path('b') },
            ],
          },
          { kind: 'present', path: path('c') },
        ],
      },
    ],
    ['not (a pr)', { kind: 'not', filter: { kind: 'present', path: path('a') } }],
    ['NOT(a pr)', { kind: 'not', filter: { kind: 'present', path: path('a') } }],
    ['android eq "x"', eq('android', 'x')],
    ['not eq "x"', eq('not', 'x')],
    ['emails[type eq "work"]', { kind: 'some', path: path('emails'), filter: eq('type', 'work') }],
    [
      'emails[type eq "work" and (value co "a" or value co "b")]',
      {
        kind: 'some',
        path: path('emails'),
        filter: {
          kind: 'and',
          terms: [
            eq('type', 'work'),
            {
              kind: 'or',
              terms: ['a', 'b'].map((value) => ({ kind: 'compare', path: path('value'), operator: 'co', value })),
            },
          ],
        },
      },
    ],
    [
      `${enterprise}:User:manager.value eq "5"`,
      { kind: 'compare', path: path('manager', 'value', `${enterprise}:User`), operator: 'eq', value: '5' },
    ],
    [
      `${enterprise}User:department eq "5"`,
      { kind: 'compare', path: path('department', null, `${enterprise}User`), operator: 'eq', value: '5' },
    ],
  ]
  test.each(cases)('%s', (text, filter) => {
    expect(parseFilter(text)).toEqual(filter)
    expect(parseFilter(printFilter(filter))).toEqual(filter)
  })
})

describe('what clients write beside the grammar', () => {
  const cases: [string, Filter][] = [
    ["userName eq 'mona'", eq('userName', 'mona')],
    ["a eq 'it\\'s \"x\"'", eq('a', 'it\'s "x"')],
    ['externalId eq jyoung', eq('externalId', 'jyoung')],
    ['externalId eq 58342554-38d6-4ec8-948c-50044d0a33fd', eq('externalId', '58342554-38d6-4ec8-948c-50044d0a33fd')],
    ['externalId eq 007', eq('externalId', '007')],
    ['active eq True', eq('active', true)],
    [
      'emails[type eq "work"].value eq "x"',
      { kind: 'some', path: path('emails'), filter: { kind: 'and', terms: [eq('type', 'work'), eq('value', 'x')] } },
    ],
  ]
  test.each(cases)('%s, which strict refuses', (text, filter) => {
    expect(parseFilter(text)).toEqual(filter)
    expect(failure(text, { tolerances: strictTolerances }).scimType).toBe('invalidFilter')
  })
})

describe('a filter that is none', () => {
  test.each([
    ['', 'position 1'],
    ['userName', 'an operator'],
    ['userName eq', 'a space before the value'],
    ['userName eq ', 'a value'],
    ['userName is "x"', 'position 10'],
    ['userName eq "x" userName eq "y"', 'position 17'],
    ['userName eq "x" and', 'position 17'],
    ['userName eq "x', 'closing quote'],
    ['(userName eq "x"', 'the end'],
    ['userName eq "x")', 'position 16'],
    ['emails[type eq "work"', '"]"'],
    ['emails[a[b pr]]', 'cannot hold another'],
    ['emails[(a[b pr])]', 'cannot hold another'],
    ['emails[type eq "work"].a.b eq "x"', 'a sub-attribute'],
    ['not userName eq "x"', 'an operator'],
    ['.a eq "x"', 'position 1'],
    ['a..b eq "x"', 'an attribute'],
    ['http://x:a eq "x"', 'an attribute'],
    ['a:b eq "x"', 'an attribute'],
    ['a eq "\\q"', 'a JSON string'],
    ['a eq "\\u0000"', 'NUL'],
    ['a eq "\ud800"', 'half characters'],
    ['a eq 1e999', 'too large'],
    ['a eq ]', 'a value'],
  ])('%s', (text, said) => {
    const { status, scimType, detail } = failure(text)
    expect([status, scimType]).toEqual([400, 'invalidFilter'])
    expect(detail).toContain(said)
  })
})

describe('a filter that costs too much', () => {
  test.each([
    ['parentheses', `${'('.repeat(100_000)}a pr`, 'characters'],
    ['parentheses within the length', `${'('.repeat(1000)}a pr`, 'nested deeper than 12'],
    ['nots', `${'not ('.repeat(500)}a pr`, 'nested deeper than 12'],
    ['terms', Array.from({ length: 65 }, () => 'a pr').join(' or '), 'more than 64'],
  ])('by its %s', (_, text, said) => expect(failure(text).detail).toContain(said))

  test('as deep and as long as is allowed', () => {
    const { maxDepth, maxTerms } = defaultFilterLimits
    expect(parseFilter(`${'('.repeat(maxDepth)}a pr${')'.repeat(maxDepth)}`)).toEqual({
      kind: 'present',
      path: path('a'),
    })
    expect(parseFilter(Array.from({ length: maxTerms }, () => 'a pr').join(' and '))).toMatchObject({ kind: 'and' })
  })
})

// ── properties ──────────────────────────────────────────────────────────────────────────────────────────────────────

const name = fc.stringMatching(/^[a-zA-Z$][a-zA-Z0-9_$-]{0,6}$/)
const schema = fc.constantFrom(null, 'urn:ietf:params:scim:schemas:core:2.0:User', 'urn:x:2.0', 'urn:example:a.b:c')
const anyPath: fc.Arbitrary<AttributePath> = fc.record({ schema, attribute: name, sub: fc.option(name) })
const innerPath: fc.Arbitrary<AttributePath> = fc.record({
  schema: fc.constant(null),
  attribute: name,
  sub: fc.constant(null),
})
const operators: CompareOperator[] = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le']
const value = fc.oneof(
  fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  fc.boolean(),
  fc.constant(null),
)

function leaf(paths: fc.Arbitrary<AttributePath>): fc.Arbitrary<Filter> {
  return fc.oneof(
    fc.record({ kind: fc.constant('compare' as const), path: paths, operator: fc.constantFrom(...operators), value }),
    fc.record({ kind: fc.constant('present' as const), path: paths }),
  )
}

function tree(leaves: fc.Arbitrary<Filter>): fc.Arbitrary<Filter> {
  return fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      leaves,
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        terms: fc.array(tie('filter'), { minLength: 2, maxLength: 3 }),
      }),
      fc.record({ kind: fc.constant('not' as const), filter: tie('filter') }),
    ),
  })).filter
}

const some = fc.record({ kind: fc.constant('some' as const), path: anyPath, filter: tree(leaf(innerPath)) })
const anyFilter = tree(fc.oneof(leaf(anyPath), some))

test('parsing what is printed gives the same filter', () => {
  const limits = { maxLength: 100_000, maxDepth: 50, maxTerms: 10_000 }
  fc.assert(
    fc.property(anyFilter, (filter) => {
      const text = printFilter(filter)
      expect(parseFilter(text, { limits })).toEqual(filter)
      expect(parseFilter(text, { limits, tolerances: strictTolerances })).toEqual(filter)
    }),
    { numRuns: 500 },
  )
})
