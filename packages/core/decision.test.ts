import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  coversFinding,
  type DecisionLife,
  decisionProblems,
  factsOf,
  isStanding,
  longestDecisionDays,
  matchesGlob,
  standingDecision,
} from './decision.ts'

const now = new Date('2026-06-01T12:00:00Z')
const at = (ms: number) => new Date(now.getTime() + ms).toISOString()
const day = 86_400_000

const life: fc.Arbitrary<DecisionLife> = fc.record({
  id: fc.string({ minLength: 1, maxLength: 4 }),
  byPattern: fc.boolean(),
  madeAt: fc.integer({ min: -3, max: 0 }).map((days) => at(days * day)),
  until: fc.option(
    fc.integer({ min: -2, max: 3 }).map((days) => at(days * day)),
    { nil: null },
  ),
  endedAt: fc.option(fc.constant(at(-1)), { nil: null, freq: 3 }),
})
const lives = fc.uniqueArray(life, { selector: ({ id }) => id, maxLength: 6 })

describe('which decision counts', () => {
  test('one that stands, whenever there is one', () => {
    fc.assert(
      fc.property(lives, (decisions) => {
        const winner = standingDecision(decisions, now)
        const standing = decisions.filter((one) => isStanding(one, now))
        if (winner) expect(standing).toContain(winner)
        else expect(standing).toEqual([])
      }),
    )
  })

  test('the same, in whatever order they are read', () => {
    fc.assert(
      fc.property(
        lives.chain((decisions) =>
          fc.tuple(
            fc.constant(decisions),
            fc.shuffledSubarray(decisions, { minLength: decisions.length, maxLength: decisions.length }),
          ),
        ),
        ([decisions, shuffled]) => {
          expect(standingDecision(shuffled, now)).toEqual(standingDecision(decisions, now))
        },
      ),
    )
  })

  test('what was decided about the finding itself outweighs every pattern; of patterns the longest', () => {
    fc.assert(
      fc.property(lives, (decisions) => {
        const winner = standingDecision(decisions, now)
        const standing = decisions.filter((one) => isStanding(one, now))
        if (standing.some((one) => !one.byPattern)) expect(winner?.byPattern).toBe(false)
        const end = (one: DecisionLife | null) => (one?.until ? Date.parse(one.until) : Number.POSITIVE_INFINITY)
        for (const one of standing)
          if (one.byPattern === winner?.byPattern) expect(end(winner)).toBeGreaterThanOrEqual(end(one))
      }),
    )
  })

  test('a loser that goes away changes nothing', () => {
    fc.assert(
      fc.property(lives, (decisions) => {
        const winner = standingDecision(decisions, now)
        for (const one of decisions)
          if (one !== winner)
            expect(
              standingDecision(
                decisions.filter((other) => other !== one),
                now,
              ),
            ).toEqual(winner)
      }),
    )
  })
})

describe('expiry', () => {
  test('takes effect at the moment', () => {
    const decision = { until: at(0), endedAt: null }
    expect(isStanding(decision, new Date(now.getTime() - 1))).toBe(true)
    expect(isStanding(decision, now)).toBe(false)
  })

  test('is for good: what has ended never stands again', () => {
    fc.assert(
      fc.property(life, fc.nat(10 * day), (decision, later) => {
        if (!isStanding(decision, now)) expect(isStanding(decision, new Date(now.getTime() + later))).toBe(false)
      }),
    )
  })
})

describe('globs', () => {
  test.each([
    ['harborlight/legacy-*', 'harborlight/legacy-billing', true],
    ['harborlight/legacy-*', 'Harborlight/Legacy-', true],
    ['harborlight/legacy-*', 'harborlight/billing', false],
    ['*', '', true],
    ['*/docs', 'acme/site/docs', true],
    ['ada?', 'ada', false],
    ['ada?', 'ada1', true],
    ['a.c', 'abc', false],
    ['[ab]', 'a', false],
    ['', '', true],
    ['', 'x', false],
  ])('%s on %s', (glob, text, fits) => {
    expect(matchesGlob(glob, text)).toBe(fits)
  })

  test('match what the regular expression of the same meaning matches', () => {
    const piece = fc.constantFrom('a', 'b', '/', '.', '*', '?')
    const text = fc.array(fc.constantFrom('a', 'b', '/', '.', 'A'), { maxLength: 12 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }).map((parts) => parts.join('')),
        text,
        (glob, name) => {
          const source = glob.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.')
          expect(matchesGlob(glob, name)).toBe(new RegExp(`^${source}$`, 'i').test(name))
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('a hostile glob takes no longer than glob times text', () => {
    expect(matchesGlob(`${'*a'.repeat(100)}b`, 'a'.repeat(5000))).toBe(false)
  })
})

describe('a pattern', () => {
  const finding = {
    checkId: 'c',
    connectionId: 'con_1',
    scope: 'acme',
    subjectName: 'acme/api',
    result: 'fail' as const,
  }
  const pattern = { checkId: 'c', connectionId: null, scope: null, subject: null }

  test('covers all of its check, narrowed by every part that it names', () => {
    expect(coversFinding(pattern, finding)).toBe(true)
    expect(coversFinding({ ...pattern, connectionId: 'con_1', scope: 'acme', subject: 'acme/*' }, finding)).toBe(true)
    for (const narrow of [{ checkId: 'd' }, { connectionId: 'con_2' }, { scope: 'labs' }, { subject: 'labs/*' }])
      expect(coversFinding({ ...pattern, ...narrow }, finding)).toBe(false)
  })

  test('never covers what could not be seen', () => {
    expect(coversFinding({ ...pattern, subject: '*' }, { ...finding, result: 'unknown' })).toBe(false)
  })
})

describe('evidence', () => {
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string(), { maxLength: 4 }))
  const evidence = fc.array(fc.record({ field: fc.string({ maxLength: 5 }), value }), { maxLength: 5 })

  test('is the same however it is ordered and whenever it was read', () => {
    fc.assert(
      fc.property(evidence, fc.string(), (facts, requestId) => {
        const again = [...facts].reverse().map((one) => ({
          ...one,
          value: Array.isArray(one.value) ? [...one.value].reverse() : one.value,
          requestId,
          at: requestId,
        }))
        expect(factsOf(again)).toBe(factsOf(facts))
      }),
    )
  })

  test('is another as soon as a value, a field or their number is another', () => {
    fc.assert(
      fc.property(evidence, fc.integer({ min: 0, max: 4 }), fc.string(), (facts, index, text) => {
        const one = facts[index]
        if (!one || one.value === text) return
        const others = facts.filter((other) => other !== one)
        const changed = [...others, { ...one, value: text }]
        const sets = (list: typeof facts) =>
          new Set(
            list.map((fact) =>
              JSON.stringify([fact.field, Array.isArray(fact.value) ? [...fact.value].sort() : fact.value]),
            ),
          )
        const same =
          sets(changed).size === sets(facts).size && [...sets(changed)].every((fact) => sets(facts).has(fact))
        expect(factsOf(changed) === factsOf(facts)).toBe(same)
      }),
    )
  })

  test('keeps kinds of values apart', () => {
    expect(factsOf([{ field: 'a', value: '1' }])).not.toBe(factsOf([{ field: 'a', value: 1 }]))
    expect(factsOf([{ field: 'a', value: ['1'] }])).not.toBe(factsOf([{ field: 'a', value: '1' }]))
    expect(factsOf([{ field: 'a\n', value: '' }])).not.toBe(factsOf([{ field: 'a', value: '\n' }]))
  })
})

describe('what may be decided', () => {
  const fine = { kind: 'excepted' as const, reason: 'Replaced in May', until: at(30 * day), byPattern: false }
  const paths = (wanted: Parameters<typeof decisionProblems>[0]) =>
    decisionProblems(wanted, now).map(({ path }) => path)

  test.each([
    ['an exception', fine],
    ['an exception to the last day', { ...fine, until: at(longestDecisionDays * day) }],
    ['one on a pattern', { ...fine, byPattern: true }],
    ['a false positive', { ...fine, kind: 'false_positive' as const, until: null }],
    ['a snooze without a reason', { ...fine, kind: 'snoozed' as const, reason: '' }],
    ['an attestation', { ...fine, kind: 'attested' as const, value: 'Required', evidence: 'TICKET-7' }],
  ])('%s', (_, wanted) => {
    expect(paths(wanted)).toEqual([])
  })

  test.each([
    ['no reason', { ...fine, reason: ' \n' }, ['reason']],
    [
      'no reason for a false positive',
      { ...fine, kind: 'false_positive' as const, until: null, reason: '' },
      ['reason'],
    ],
    ['no end', { ...fine, until: null }, ['until']],
    ['an end in the past', { ...fine, until: at(0) }, ['until']],
    ['too far ahead', { ...fine, until: at(longestDecisionDays * day + 1) }, ['until']],
    ['a snooze without end', { ...fine, kind: 'snoozed' as const, until: null }, ['until']],
    ['a false positive with a date', { ...fine, kind: 'false_positive' as const }, ['until']],
    ['an attestation of nothing', { ...fine, kind: 'attested' as const }, ['value', 'evidence']],
    [
      'an attestation without end',
      { ...fine, kind: 'attested' as const, value: 'a', evidence: 'b', until: null },
      ['until'],
    ],
    ['an exception with evidence', { ...fine, evidence: 'TICKET-7' }, ['evidence']],
    ['a snooze on a pattern', { ...fine, kind: 'snoozed' as const, byPattern: true }, ['kind']],
  ])('not with %s', (_, wanted, expected) => {
    expect(paths(wanted)).toEqual(expected)
  })
})
