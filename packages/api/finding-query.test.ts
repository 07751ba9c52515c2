import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findingQueryKeys, parseFindingQuery, printFindingQuery, withTerm } from './finding-query.ts'
import { routes } from './index.ts'

const read = (text: string) => parseFindingQuery(text).query

describe('a findings query', () => {
  test.each([
    ['severity:high', { key: 'severity', values: ['high'], negated: false }],
    ['severity:>=high', { key: 'severity', values: ['critical', 'high'], negated: false }],
    ['Severity:HIGH,low', { key: 'severity', values: ['high', 'low'], negated: false }],
    ['-status:resolved', { key: 'status', values: ['resolved'], negated: true }],
    ['category:"supply chain"', { key: 'category', values: ['supply chain'], negated: false }],
    ['category:"token & keys",identity', { key: 'category', values: ['token & keys', 'identity'], negated: false }],
    ['-decision:excepted,snoozed', { key: 'decision', values: ['excepted', 'snoozed'], negated: true }],
    ['decision:dec_0abc', { key: 'decision', values: ['dec_0abc'], negated: false }],
    ['assignee:ada@example.com', { key: 'assignee', values: ['ada@example.com'], negated: false }],
    ['due:overdue', { key: 'due', values: ['overdue'], negated: false }],
    ['subject:acme/api', { key: 'subject', values: ['acme/api'], negated: false }],
  ])('%s', (text, term) => {
    expect(parseFindingQuery(text)).toEqual({ query: { terms: [term], words: [] }, problems: [] })
  })

  test('plain words and quoted phrases are words', () => {
    expect(read('two-factor "is off" scope:acme')).toEqual({
      terms: [{ key: 'scope', values: ['acme'], negated: false }],
      words: ['two-factor', 'is off'],
    })
  })

  test.each([
    'severity:huge',
    'severity:>=huge',
    'status:closed',
    'status:excepted',
    'is:old',
    'decision:maybe',
    'decision:con_1',
    'due:tomorrow',
    'colour:red',
    'severity:',
    'severity:""',
  ])('%s is a problem that is named, not dropped', (text) => {
    const { query, problems } = parseFindingQuery(`${text} scope:acme`)
    expect(problems).toEqual([{ term: text, problem: expect.any(String) }])
    expect(query.terms.map(({ key }) => key)).toEqual(['scope'])
  })

  test('what is printed reads as the same query', () => {
    const value = fc
      .string({ minLength: 1, maxLength: 12 })
      .filter((text) => !text.includes('"') && text.trim() === text && text !== '')
    const term = fc
      .record({
        key: fc.constantFrom(...(Object.keys(findingQueryKeys) as (keyof typeof findingQueryKeys)[])),
        values: fc.array(value, { minLength: 1, maxLength: 3 }),
        negated: fc.boolean(),
      })
      .filter(({ key }) => !['severity', 'status', 'is', 'decision', 'due'].includes(key))
    fc.assert(
      fc.property(
        fc.record({ terms: fc.array(term, { maxLength: 4 }), words: fc.array(value, { maxLength: 3 }) }),
        (query) => {
          expect(parseFindingQuery(printFindingQuery(query))).toEqual({ query, problems: [] })
        },
      ),
      { numRuns: 500 },
    )
  })

  test('any text is read without an exception', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => void parseFindingQuery(text)),
      { numRuns: 1000 },
    )
  })

  test('a term is replaced, not added twice', () => {
    expect(withTerm('severity:high scope:acme word', 'severity', ['low'])).toBe('scope:acme severity:low word')
    expect(withTerm('severity:high', 'severity', [])).toBe('')
  })
})

describe('the contract', () => {
  test('ids and addresses are unique, and what has params names them', () => {
    expect(new Set(routes.map(({ id }) => id)).size).toBe(routes.length)
    expect(new Set(routes.map(({ method, path }) => `${method} ${path}`)).size).toBe(routes.length)
    for (const { path, params, summary } of routes) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const declared = Object.keys((params as { properties?: object } | undefined)?.properties ?? {})
      expect(declared, path).toEqual(named)
      expect(summary).not.toMatch(/\.$/)
    }
  })
})
