import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPageSize, onePointPage } from './page-size.ts'

/** GitHub's price of a page by its documentation. */
const priceOf = (size: number, listsInside: number) => Math.max(1, Math.round((1 + size * listsInside) / 100))

describe('a page of one point', () => {
  test('is the largest that GitHub takes, or the largest that costs one point', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), (lists) => {
        const size = onePointPage(lists)
        expect(priceOf(size, lists)).toBe(1)
        if (size < 100) expect(priceOf(size + 1, lists)).toBe(2)
      }),
    )
    expect([0, 1, 2, 3].map(onePointPage)).toEqual([100, 100, 74, 49])
  })
})

describe('a page size', () => {
  test('stays within its bounds whatever happens, and is what was wanted again after good pages', () => {
    const step = fc.constantFrom('fail', 'good', 'dear')
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 100 }), fc.array(step, { maxLength: 60 }), (wanted, steps) => {
        const size = createPageSize(wanted)
        for (const one of steps) {
          const before = size.current()
          if (one === 'fail') {
            expect(size.fail()).toBe(before > 5)
            expect(size.current()).toBeLessThanOrEqual(before)
          } else size.succeed(one === 'dear' ? 2 : 1)
          expect(size.current()).toBeGreaterThanOrEqual(Math.min(5, wanted))
          expect(size.current()).toBeLessThanOrEqual(wanted)
        }
        for (let page = 0; page < 20; page++) size.succeed(1)
        if (!steps.includes('dear')) expect(size.current()).toBe(wanted)
        else expect(size.current()).toBeGreaterThanOrEqual(Math.floor(wanted / 2))
      }),
    )
  })

  test('is halved down to five, and then the failure is one', () => {
    const size = createPageSize(49)
    const seen: number[] = []
    while (size.fail()) seen.push(size.current())
    expect(seen).toEqual([24, 12, 6, 5])
  })

  test('becomes smaller for good where a page costs more than one point', () => {
    const size = createPageSize(49)
    size.succeed(2)
    expect(size.current()).toBe(32)
    for (let page = 0; page < 20; page++) size.succeed(1)
    expect(size.current()).toBe(32)
  })
})
