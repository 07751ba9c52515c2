import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Case, type Judged, openMatrix } from './matrix.ts'

/** `npm run test:faults` takes them all; the suite takes so many, the same every time. */
const all = process.env.FAULTS === 'all'
const share = 150
const seed = 20_261_123

let matrix: Awaited<ReturnType<typeof openMatrix>>
beforeAll(async () => {
  matrix = await openMatrix()
}, 180_000)
afterAll(() => matrix.close())

/** Some of each fault and each stream, before more of any. */
function sample(cases: readonly Case[]): Case[] {
  let state = seed
  const rolled = cases.map((one) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return { one, roll: state }
  })
  const seen = new Map<string, number>()
  const turn = (key: string) => {
    const count = seen.get(key) ?? 0
    seen.set(key, count + 1)
    return count
  }
  return rolled
    .sort((a, b) => a.roll - b.roll)
    .map(({ one }) => ({ one, turn: turn(one.stream.id) + turn(one.fault.kind) / 10 }))
    .sort((a, b) => a.turn - b.turn)
    .slice(0, share)
    .map(({ one }) => one)
}

test('whatever goes wrong at whichever request of whichever stream: coverage says so, nothing resolves, nothing passes that did not', {
  timeout: 3_600_000,
}, async () => {
  const cases = all ? matrix.cases : sample(matrix.cases)
  const wrong: string[] = []
  const seen: Record<Judged['coverage']['state'], number> = { complete: 0, partial: 0, none: 0 }
  let struck = 0
  for (const one of cases) {
    const judged = await matrix.run(one)
    seen[judged.coverage.state] += 1
    if (judged.struck > 0) struck += 1
    wrong.push(...judged.wrong.map((what) => `${one.name}: ${what}`))
  }
  expect(wrong).toEqual([])
  // The faults did strike, findings were there to be lost, and each coverage was reached.
  expect(struck).toBe(cases.length)
  expect(matrix.known.length).toBeGreaterThan(100)
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0)
  if (all)
    process.stdout.write(
      `${cases.length} cases, ${matrix.known.length} findings that could be lost: ${JSON.stringify(seen)}\n`,
    )
})
