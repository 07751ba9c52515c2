import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { estimateFirst, estimateFromLast, keptOf, projectEnd } from './spending.ts'

describe('what is left to others', () => {
  test('is a fifth, rounded up, and never the last request there is', () => {
    expect([5000, 50, 12, 1, 0].map((limit) => keptOf(limit))).toEqual([1000, 10, 3, 0, 0])
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (limit) => {
        expect(limit - keptOf(limit)).toBeGreaterThanOrEqual(1)
        if (limit > 1) expect(keptOf(limit)).toBeGreaterThanOrEqual(limit / 5)
      }),
    )
  })
})

describe('an estimate', () => {
  test('adds the scopes up and says which part of an hour they are', () => {
    expect(
      estimateFirst(
        [
          { rest: 70, graphql: 100 },
          { rest: 30, graphql: 100 },
        ],
        { rest: 5000, graphql: null },
      ),
    ).toEqual({
      pools: [
        { pool: 'rest', amount: 100, share: 0.02 },
        { pool: 'graphql', amount: 200, share: null },
      ],
      seconds: 110,
      quotaSeconds: 3600,
    })
  })

  test('waits an hour for every allowance that is used up', () => {
    const seconds = (rest: number, limit: number) =>
      estimateFirst([{ rest, graphql: 0 }], { rest: limit, graphql: null }).seconds
    expect(seconds(40, 50)).toBeLessThan(60)
    expect(seconds(41, 50)).toBe(3600)
    expect(seconds(200, 50)).toBe(4 * 3600)
  })

  test('waits a minute where the system renews by the minute, as PagerDuty does', () => {
    const of = (rest: number) => estimateFirst([{ rest, graphql: 0 }], { rest: 960, graphql: null }, 60)
    expect(of(700)).toMatchObject({ seconds: 70, quotaSeconds: 60 })
    expect(of(960).seconds).toBe(96)
    // Three renewals are waited for, and not three hours.
    expect(of(3000).seconds).toBe(300)
    expect(estimateFirst([{ rest: 3000, graphql: 0 }], { rest: 960, graphql: null }).seconds).toBe(3 * 3600)
  })

  test('is never less for more', () => {
    const amount = fc.integer({ min: 0, max: 100_000 })
    fc.assert(
      fc.property(amount, amount, fc.integer({ min: 1, max: 20_000 }), (a, b, limit) => {
        const of = (rest: number) => estimateFirst([{ rest, graphql: 0 }], { rest: limit, graphql: null }).seconds
        expect(of(a + b)).toBeGreaterThanOrEqual(of(a))
      }),
    )
  })

  test('of the next scan is what the last one took', () => {
    const last = {
      pools: [
        { pool: 'rest' as const, spent: 71, limit: 5000, remaining: 9, resetAt: null },
        { pool: 'graphql' as const, spent: 0, limit: null, remaining: null, resetAt: null },
      ],
      asked: 0,
      unchanged: 0,
      waitingUntil: null,
    }
    expect(estimateFromLast(last, 33.2)).toEqual({
      pools: [
        { pool: 'rest', amount: 71, share: 71 / 5000 },
        { pool: 'graphql', amount: 0, share: null },
      ],
      seconds: 34,
      quotaSeconds: 3600,
    })
  })
})

describe('the end of a running scan', () => {
  const run = { startedAt: 0, now: 30_000, requests: 50, waitingUntil: null }
  test('is as far away as its own pace says', () => {
    expect(projectEnd(run, { requests: 100, seconds: 10 })).toBe(60_000)
    expect(projectEnd({ ...run, requests: 5 }, { requests: 100, seconds: 10 })).toBe(39_500)
    expect(projectEnd({ ...run, waitingUntil: 90_000 }, { requests: 100, seconds: 10 })).toBe(120_000)
    expect(projectEnd({ ...run, requests: 500 }, { requests: 100, seconds: 10 })).toBe(30_000)
  })
  test('is not guessed at without a scan before it', () => {
    expect(projectEnd(run, null)).toBeNull()
    expect(projectEnd(run, { requests: 0, seconds: 1 })).toBeNull()
  })
})
