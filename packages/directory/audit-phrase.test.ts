import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { auditQualifiers, parseAuditPhrase } from './audit-phrase.ts'
import { DirectoryError } from './error.ts'

const utc = (text: string) => Date.parse(text)
const refusal = (text: string): DirectoryError => {
  try {
    parseAuditPhrase(text)
  } catch (error) {
    if (error instanceof DirectoryError) return error
    throw error
  }
  throw new Error(`${text} was read`)
}

describe('a phrase', () => {
  test('is qualifiers, whose values add up and whose minus excludes', () => {
    expect(parseAuditPhrase(' action:team  actor:octo_admin -action:org action:external_group.link ')).toEqual({
      terms: [
        { qualifier: 'action', values: ['team', 'external_group.link'], not: false },
        { qualifier: 'actor', values: ['octo_admin'], not: false },
        { qualifier: 'action', values: ['org'], not: true },
      ],
      created: [],
    })
    expect(parseAuditPhrase('')).toEqual({ terms: [], created: [] })
  })

  test('may quote a value with spaces', () => {
    expect(parseAuditPhrase('user:"mona lisa" org:octo').terms.map(({ values }) => values)).toEqual([
      ['mona lisa'],
      ['octo'],
    ])
  })

  test('keeps colons in a value', () => {
    expect(parseAuditPhrase('request_id:C0DE:1:2').terms[0]?.values).toEqual(['C0DE:1:2'])
  })

  test.each([
    ['mona', /free text/],
    ['action:team hello', /hello is free text/],
    ['acton:team', /no qualifier acton/],
    ['__proto__:x', /no qualifier __proto__/],
    ['action:', /action: has no value/],
    ['user:"mona', /does not close/],
    ['operation:destroy', /no operation destroy/],
    ['-created:2026-01-01', /cannot be excluded/],
    ['created:yesterday', /is no time/],
    ['created:2026-02-30', /is no time/],
    ['created:..', /is no time/],
    ['created:2026-13-01', /is no time/],
  ])('%s is refused with what is wrong and what to write', (text, message) => {
    expect(refusal(text).message).toMatch(message)
    expect(refusal(text).fix).not.toBe('')
  })

  test.each([
    ['2026-01-31', utc('2026-01-31T00:00Z'), utc('2026-02-01T00:00Z')],
    ['>=2026-01-31', utc('2026-01-31T00:00Z'), Number.POSITIVE_INFINITY],
    ['>2026-01-31', utc('2026-02-01T00:00Z'), Number.POSITIVE_INFINITY],
    ['<=2026-01-31', Number.NEGATIVE_INFINITY, utc('2026-02-01T00:00Z')],
    ['<2026-01-31', Number.NEGATIVE_INFINITY, utc('2026-01-31T00:00Z')],
    ['2026-01-01..2026-01-31', utc('2026-01-01T00:00Z'), utc('2026-02-01T00:00Z')],
    ['2026-01-01..*', utc('2026-01-01T00:00Z'), Number.POSITIVE_INFINITY],
    ['*..2026-01-31', Number.NEGATIVE_INFINITY, utc('2026-02-01T00:00Z')],
    ['2026-01-31T08:30:00+01:00', utc('2026-01-31T07:30:00Z'), utc('2026-01-31T07:30:01Z')],
    ['2026-01-31T08:30', utc('2026-01-31T08:30:00Z'), utc('2026-01-31T08:31:00Z')],
  ])('created:%s is a span of time', (text, from, to) => {
    expect(parseAuditPhrase(`created:${text}`).created).toEqual([{ from, to }])
  })

  test('has the days of the calendar, whatever the year', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1600-01-01'), max: new Date('2400-01-01'), noInvalidDate: true }),
        (date) => {
          const day = date.toISOString().slice(0, 10)
          expect(parseAuditPhrase(`created:${day}`).created[0]?.from).toBe(utc(`${day}T00:00Z`))
        },
      ),
    )
  })

  test('of any text is read or refused, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^-?(action|user|created|x):["<>=.\d-]{0,12}( \S{0,5})?$/)),
        (text) => {
          try {
            for (const { qualifier, values } of parseAuditPhrase(text).terms) {
              expect(Object.hasOwn(auditQualifiers, qualifier)).toBe(true)
              expect(values.every((value) => value !== '')).toBe(true)
            }
          } catch (error) {
            expect(error).toBeInstanceOf(DirectoryError)
          }
        },
      ),
    )
  })
})
