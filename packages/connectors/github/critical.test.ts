import { describe, expect, test } from 'vitest'
import { criticality, readCriticalInput } from './critical.ts'

const judge = (critical: string, data: Parameters<typeof criticality.of>[0]['data']) =>
  criticality.of({ data }, { critical }).data.critical

describe('what marks a critical repository', () => {
  test('is kept in one spelling, and left out where nothing is said', () => {
    expect(readCriticalInput({ critical: ' tier=1 ;topic:critical,' })).toEqual({ critical: 'tier=1, topic:critical' })
    expect(readCriticalInput({ critical: 'data_class=Top secret' })).toEqual({ critical: 'data_class=Top secret' })
    expect(readCriticalInput({ critical: ' , ' })).toEqual({})
    expect(readCriticalInput({})).toEqual({})
  })

  test.each(['tier', '=1', 'tier=', 'topic:', 'topic:not a topic', 'my tier=1'])(
    '%s is refused at its field',
    (mark) => {
      expect(() => readCriticalInput({ critical: mark })).toThrow(
        expect.objectContaining({
          code: 'connection.invalid',
          fields: [expect.objectContaining({ path: 'config.critical' })],
        }),
      )
    },
  )

  test('is a property with its value, in any case of letters, one of several, or a topic', () => {
    const data = { topics: ['critical'], properties: ['tier=1', 'team=Pay', 'team=Risk'] }
    expect(judge('Tier=1', data)).toBe('yes')
    expect(judge('team=risk', data)).toBe('yes')
    expect(judge('tier=2', data)).toBe('no')
    expect(judge('tier=2, topic:critical', data)).toBe('yes')
    expect(judge('topic:other', data)).toBe('no')
    expect(judge('', data)).toBe('unsaid')
  })

  test('what was not shown leaves it open, unless something else says yes', () => {
    expect(judge('tier=1', { topics: [], properties: null })).toBeNull()
    expect(judge('tier=1', {})).toBeNull()
    expect(judge('topic:critical', { topics: ['critical'], properties: null })).toBe('yes')
    expect(judge('tier=1, topic:critical', { topics: ['critical'], properties: null })).toBe('yes')
    expect(criticality.of({ data: {} }, { critical: 'tier=1' }).gaps.critical).toMatchObject({ reason: 'api' })
  })
})
