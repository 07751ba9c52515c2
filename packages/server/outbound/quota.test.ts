import { keptOf } from '@rollcall/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createBudget } from './budget.ts'

const hour = 3_600_000

/** A clock that moves only when somebody waits, and a system that counts like GitHub by it. */
function createWorld(options: { limit: number; others?: number; cost?: number }) {
  const { limit, others = 0, cost = 1 } = options
  const world = { now: 1_000_000, used: 0, resetAt: 1_000_000 + hour, lowest: limit, sent: 0 }
  const renew = () => {
    if (world.now < world.resetAt) return
    world.used = others
    world.resetAt = world.now + hour
  }
  const sleep = async (ms: number, signal: AbortSignal) => {
    const until = world.now + ms
    await new Promise((resolve) => setImmediate(resolve))
    signal.throwIfAborted()
    world.now = Math.max(world.now, until)
  }
  const budget = createBudget(8, { kept: 0.2, now: () => world.now, sleep })
  const request = () =>
    budget.spend(
      new AbortController().signal,
      async () => {
        renew()
        world.sent++
        world.used += cost
        await new Promise((resolve) => setImmediate(resolve))
        world.lowest = Math.min(world.lowest, limit - world.used)
        budget.charge('rest', cost)
        budget.learn('rest', { limit, remaining: limit - world.used, resetInMs: world.resetAt - world.now })
      },
      'rest',
    )
  return { world, budget, request }
}

describe('the share that is left to others', () => {
  test('of fifty requests an hour ten are left, and two hundred still come to their end, in five hours', async () => {
    const { world, budget, request } = createWorld({ limit: 50 })
    await Promise.all(Array.from({ length: 200 }, request))
    expect(world).toMatchObject({ sent: 200, lowest: 10 })
    expect(world.now - 1_000_000).toBeGreaterThanOrEqual(4 * hour)
    expect(world.now - 1_000_000).toBeLessThan(4 * hour + 60_000)
    expect(budget.spending().pools[0]).toMatchObject({ pool: 'rest', spent: 200, limit: 50, remaining: 10 })
  })

  test('holds for any limit, any number of requests, and others who use the same token', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 80 }),
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 0, max: 100 }),
        async (limit, requests, part) => {
          const others = Math.min(Math.floor((limit * part) / 200), limit - keptOf(limit) - 1)
          const { world, request } = createWorld({ limit, others })
          await Promise.all(Array.from({ length: requests }, request))
          expect(world.sent).toBe(requests)
          expect(world.lowest).toBeGreaterThanOrEqual(keptOf(limit))
        },
      ),
      { numRuns: 60 },
    )
  })

  test('is reckoned with the price of the dearest query so far', async () => {
    const { world, budget, request } = createWorld({ limit: 100, cost: 7 })
    await request()
    await Promise.all(Array.from({ length: 30 }, request))
    expect(world.lowest).toBeGreaterThanOrEqual(20)
    expect(budget.spending().pools[0]?.spent).toBe(31 * 7)
  })

  test('a wait is told while it lasts, and an abort ends it', async () => {
    let entered: () => void = () => undefined
    const waits = new Promise<void>((resolve) => {
      entered = resolve
    })
    const sleep = (_: number, signal: AbortSignal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
        entered()
      })
    const budget = createBudget(8, { kept: 0.2, now: () => 0, sleep })
    const abort = new AbortController()
    await budget.spend(abort.signal, async () => budget.learn('rest', { limit: 50, remaining: 10, resetInMs: hour }))
    const second = budget.spend(abort.signal, async () => 'never')
    await waits
    expect(budget.spending().waitingUntil).toBe(new Date(hour + 1000).toISOString())
    abort.abort(new Error('enough'))
    await expect(second).rejects.toThrow('enough')
    expect(budget.spending().waitingUntil).toBeNull()
  })

  test('one allowance that is spent does not stop the other', async () => {
    const budget = createBudget(8, { kept: 0.2, now: () => 0, sleep: () => new Promise(() => undefined) })
    const { signal } = new AbortController()
    await budget.spend(signal, async () => budget.learn('rest', { limit: 50, remaining: 10, resetInMs: hour }))
    expect(await budget.spend(signal, async () => 'points', 'graphql')).toBe('points')
  })

  test('of two credentials each has its own: one that is used up does not hold up the other', async () => {
    const budget = createBudget(8, { kept: 0.2, now: () => 0, sleep: () => new Promise(() => undefined) })
    const { signal } = new AbortController()
    const as = (payer: string, remaining: number) =>
      budget.spend(
        signal,
        async () => {
          budget.learn('rest', { limit: 50, remaining, resetInMs: hour }, payer)
          budget.charge('rest', 1)
          return payer
        },
        'rest',
        payer,
      )
    await as('token', 10)
    expect(await as('app', 40)).toBe('app')
    expect(await as('app', 39)).toBe('app')
    expect(budget.spending().pools[0]).toMatchObject({ pool: 'rest', spent: 3, limit: 50, remaining: 10 })
  })

  test('a system without limits is not held back, and one that failed has said nothing', async () => {
    const budget = createBudget(8, { kept: 0.2 })
    const { signal } = new AbortController()
    await budget.spend(signal, async () => budget.learn('rest', null))
    expect(await Promise.all(Array.from({ length: 20 }, () => budget.spend(signal, async () => 1)))).toHaveLength(20)
    const broken = createBudget(8, { kept: 0.2 })
    let together = 0
    let most = 0
    const fail = async () => {
      most = Math.max(most, ++together)
      await new Promise((resolve) => setImmediate(resolve))
      together--
    }
    await Promise.all(Array.from({ length: 10 }, () => broken.spend(signal, fail)))
    expect(most).toBe(1)
  })

  test('goes on counting where an earlier attempt stopped', () => {
    const before = createBudget(1)
    before.charge('graphql', 40)
    before.countAsked(true)
    const after = createBudget(1, { before: before.spending() })
    after.charge('graphql', 2)
    after.countAsked(false)
    expect(after.spending()).toMatchObject({ asked: 2, unchanged: 1, pools: [{ spent: 0 }, { spent: 42 }] })
  })
})
