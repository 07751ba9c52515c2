import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Coverage, coverageKey, type Gap } from './coverage.ts'
import type { Outcome } from './evaluate.ts'
import { type KnownFinding, startReconciliation } from './reconcile.ts'

const gap: Gap = { reason: 'api', detail: '500', fix: 'Later.' }
const stream = 'github.member'
const table = (coverage: Coverage) => new Map([[coverageKey(stream, 'acme'), coverage]])
const subject = (ref: string) => ({ stream, ref, name: `user-${ref}`, url: null })
const base = (ref: string) => ({ checkId: 'c', scope: 'acme', subject: subject(ref) })
const failing = (ref: string): Outcome => ({
  ...base(ref),
  state: 'fail',
  severity: 'high',
  fingerprint: `c/acme/${ref}`,
  evidence: [],
})
const unseen = (ref: string | null): Outcome => ({
  checkId: 'c',
  scope: 'acme',
  subject: ref === null ? null : subject(ref),
  state: 'unknown',
  severity: 'high',
  gap,
})
const known = (ref: string, state: 'open' | 'resolved' = 'open'): KnownFinding => ({
  id: `fnd_${ref}`,
  fingerprint: `c/acme/${ref}`,
  checkId: 'c',
  scope: 'acme',
  stream,
  ref,
  result: 'fail',
  state,
})

function run(before: KnownFinding[], coverage: Coverage, presentRefs: string[], outcomes: Outcome[]) {
  const reconciliation = startReconciliation({ known: before, coverage: table(coverage) })
  for (const ref of presentRefs) reconciliation.present({ stream, scope: 'acme', ref })
  for (const outcome of outcomes) reconciliation.take(outcome)
  return reconciliation.finish()
}

describe('reconciliation', () => {
  test('opens, keeps, reopens and resolves', () => {
    const { changes, tallies } = run(
      [known('1'), known('2'), known('3', 'resolved'), known('4')],
      { state: 'complete' },
      ['1', '2', '3', '5'],
      [failing('1'), { ...base('2'), state: 'pass' }, failing('3'), failing('5')],
    )
    expect(changes.still.map(({ id }) => id)).toEqual(['fnd_1'])
    expect(changes.reopened.map(({ id }) => id)).toEqual(['fnd_3'])
    expect(changes.opened.map(({ fingerprint }) => fingerprint)).toEqual(['c/acme/5'])
    expect(changes.resolved).toEqual([
      { id: 'fnd_2', resolution: 'passed' },
      { id: 'fnd_4', resolution: 'gone' },
    ])
    expect(changes.unverified).toEqual([])
    expect(tallies).toEqual([{ checkId: 'c', scope: 'acme', pass: 1, fail: 3, unknown: 0, notApplicable: 0 }])
  })

  test('a subject missing from a partial stream stays open and says why', () => {
    const { changes } = run([known('1')], { state: 'partial', gap }, ['2'], [unseen(null)])
    expect(changes.resolved).toEqual([])
    expect(changes.unverified).toEqual([{ id: 'fnd_1', gap }])
  })

  test('a subject that is there but was not judged stays open', () => {
    const { changes } = run([known('1')], { state: 'complete' }, ['1'], [])
    expect(changes.unverified.map(({ id }) => id)).toEqual(['fnd_1'])
  })

  test('many unknowns of one check are one finding with a count', () => {
    const { changes } = run(
      [],
      { state: 'complete' },
      [],
      Array.from({ length: 50 }, (_, index) => unseen(`${index}`)),
    )
    expect(changes.opened).toMatchObject([{ result: 'unknown', fingerprint: 'c/acme/?', count: 50 }])
    expect(changes.opened[0]).toHaveProperty('subjects.length', 20)
  })

  test('an unknown ends when it is known', () => {
    const before: KnownFinding = { ...known('1'), id: 'fnd_u', fingerprint: 'c/acme/?', ref: null, result: 'unknown' }
    const { changes } = run([before], { state: 'complete' }, ['1'], [{ ...base('1'), state: 'pass' }])
    expect(changes.resolved).toEqual([{ id: 'fnd_u', resolution: 'seen' }])
  })

  test('a finding resolves only by an observed verdict or by absence from a complete stream', () => {
    const refs = ['1', '2', '3', '4']
    const coverage = fc.constantFrom<Coverage>({ state: 'complete' }, { state: 'partial', gap }, { state: 'none', gap })
    const verdict = fc.constantFrom('pass', 'fail', 'unknown', 'not_applicable', 'absent', 'unjudged')
    fc.assert(
      fc.property(
        fc.array(fc.tuple(coverage, fc.tuple(verdict, verdict, verdict, verdict)), { minLength: 1, maxLength: 6 }),
        (scans) => {
          let findings: KnownFinding[] = []
          for (const [cover, verdicts] of scans) {
            const readable = cover.state !== 'none'
            const outcomes: Outcome[] = cover.state === 'complete' ? [] : [unseen(null)]
            const there: string[] = []
            refs.forEach((ref, index) => {
              const one = verdicts[index]
              if (!readable || one === 'absent') return
              there.push(ref)
              if (one === 'pass') outcomes.push({ ...base(ref), state: 'pass' })
              if (one === 'not_applicable') outcomes.push({ ...base(ref), state: 'not_applicable', reason: 'x' })
              if (one === 'fail') outcomes.push(failing(ref))
              if (one === 'unknown') outcomes.push(unseen(ref))
            })
            const { changes } = run(findings, cover, there, outcomes)
            for (const { id, resolution } of changes.resolved) {
              const finding = findings.find((one) => one.id === id)
              if (finding?.result !== 'fail') continue
              const one = verdicts[refs.indexOf(finding.ref ?? '')]
              if (resolution === 'passed') expect(one).toBe('pass')
              else if (resolution === 'not_applicable') expect(one).toBe('not_applicable')
              else expect([resolution, one, cover.state]).toEqual(['gone', 'absent', 'complete'])
            }
            const open = findings.filter((one) => one.state === 'open')
            const accounted = [...changes.still, ...changes.resolved, ...changes.unverified]
            expect(accounted.length).toBe(open.length)
            const resolved = new Set(changes.resolved.map(({ id }) => id))
            const reopened = new Set(changes.reopened.map(({ id }) => id))
            findings = findings.map((one) => ({
              ...one,
              state: resolved.has(one.id) ? 'resolved' : reopened.has(one.id) ? 'open' : one.state,
            }))
            for (const one of changes.opened)
              findings.push({
                id: `fnd_${one.fingerprint}`,
                fingerprint: one.fingerprint,
                checkId: 'c',
                scope: 'acme',
                stream,
                ref: one.result === 'fail' ? one.subject.ref : null,
                result: one.result,
                state: 'open',
              })
          }
        },
      ),
    )
  })
})
