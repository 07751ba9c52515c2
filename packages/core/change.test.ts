import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ChangeSubject, planChange, type WantedChange } from './change.ts'
import { severities } from './check.ts'
import { decisionKinds } from './decision.ts'

const times = ['2026-01-01T00:00:00.000Z', '2026-01-01T01:00:00+01:00', '2026-02-01T00:00:00.000Z']
const subject: fc.Arbitrary<ChangeSubject> = fc.record({
  id: fc.uuid(),
  severity: fc.constantFrom(...severities),
  state: fc.constantFrom('open', 'resolved'),
  result: fc.constantFrom('fail', 'unknown'),
  assigneeId: fc.constantFrom('per_1', 'per_2', null),
  dueAt: fc.constantFrom(...times, null),
  attestable: fc.boolean(),
  decision: fc.constantFrom(...decisionKinds, null),
})
const wanted: fc.Arbitrary<WantedChange> = fc.oneof(
  fc.record({ what: fc.constant('assignee' as const), assigneeId: fc.constantFrom('per_1', null) }),
  fc.record({ what: fc.constant('due' as const), dueAt: fc.constantFrom(...times, null) }),
  fc.record({ what: fc.constant('decision' as const), kind: fc.constantFrom(...decisionKinds) }),
)

test('every finding is either changed or kept with a reason, never both, never neither', () => {
  fc.assert(
    fc.property(fc.array(subject, { maxLength: 20 }), wanted, (subjects, change) => {
      const { changed, unchanged } = planChange(subjects, change)
      const ids = [...changed, ...unchanged.map((one) => one.subject)].map(({ id }) => id)
      expect(ids.sort()).toEqual(subjects.map(({ id }) => id).sort())
    }),
  )
})

test('nothing is decided on what is resolved, and no unknown is a false positive, and what a scan sees is not attested', () => {
  fc.assert(
    fc.property(fc.array(subject, { maxLength: 20 }), fc.constantFrom(...decisionKinds), (subjects, kind) => {
      const { changed, unchanged } = planChange(subjects, { what: 'decision', kind })
      for (const one of changed) {
        expect(one.state).toBe('open')
        if (kind === 'false_positive') expect(one.result).toBe('fail')
        if (kind === 'attested') expect(one).toMatchObject({ result: 'unknown', attestable: true })
      }
      for (const { subject: one, why } of unchanged)
        expect(why).toBe(one.state === 'resolved' ? 'resolved' : kind === 'attested' ? 'observable' : 'unknown')
    }),
  )
})

test('a change that is made already is none, and the second time nothing is left to change', () => {
  fc.assert(
    fc.property(fc.array(subject, { maxLength: 20 }), wanted, (subjects, change) => {
      if (change.what === 'decision') return
      const after = subjects.map((one) =>
        change.what === 'assignee' ? { ...one, assigneeId: change.assigneeId } : { ...one, dueAt: change.dueAt },
      )
      expect(planChange(after, change).changed).toEqual([])
    }),
  )
})

test('the same moment in another zone is the same due date', () => {
  const [one, same] = times as [string, string]
  const base = {
    id: 'a',
    severity: 'low',
    state: 'open',
    result: 'fail',
    assigneeId: null,
    attestable: false,
    decision: null,
  } as const
  expect(planChange([{ ...base, dueAt: one }], { what: 'due', dueAt: same }).unchanged[0]?.why).toBe('same')
})
