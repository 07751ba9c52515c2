import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Check, defineCheck, fact, fail, notApplicable, pass } from './check.ts'
import { type Coverage, coverageKey, type Gap } from './coverage.ts'
import { startEvaluation } from './evaluate.ts'
import type { StreamRecord } from './record/record.ts'

const gap: Gap = { reason: 'permission', detail: 'Refused.', fix: 'Grant it.' }
const complete: Coverage = { state: 'complete' }
const frame = {
  severity: 'high' as const,
  category: 'identity' as const,
  problem: 'x',
  title: 'x',
  why: 'x',
  fix: { steps: ['x'] },
  refs: [],
  maps: {},
  since: '0.1.0',
}

const secondFactor = defineCheck({
  ...frame,
  id: 'member-second-factor',
  each: 'github.member',
  needs: [],
  identity: [],
  judge: (member) => (member.twoFactor === 'disabled' ? fail(fact('hasTwoFactorEnabled', false)) : pass()),
  examples: {
    pass: [{ when: 'on', subject: { twoFactor: 'secure' } }],
    fail: [{ when: 'off', subject: { twoFactor: 'disabled' } }],
  },
})

const owners = defineCheck({
  ...frame,
  id: 'owner-count',
  each: 'github.organization',
  needs: [],
  identity: [],
  tally: {
    of: 'github.member',
    start: () => 0,
    add: (total: number, member) => total + (member.role === 'owner' ? 1 : 0),
  },
  judge: (_org, { total }) => (total > 1 ? fail(fact('owners', total)) : pass()),
  examples: { pass: [{ when: 'one', subject: {} }], fail: [{ when: 'two', subject: {} }] },
})

const member = (ref: string, data: Record<string, unknown>, scope = 'acme'): StreamRecord => ({
  stream: 'github.member',
  scope,
  ref,
  name: `user-${ref}`,
  url: null,
  data,
  sources: [{ endpoint: 'GET /orgs/{org}/members', at: '2026-01-01T00:00:00Z', requestId: 'R1' }],
})
const org = (scope = 'acme'): StreamRecord => ({ ...member('1', {}, scope), stream: 'github.organization' })

function run(checks: Check[], coverage: Record<string, Coverage>, records: StreamRecord[], scopes = ['acme']) {
  const table = new Map(
    Object.entries(coverage).flatMap(([stream, state]) =>
      scopes.map((scope) => [coverageKey(stream, scope), state] as const),
    ),
  )
  const evaluation = startEvaluation({ checks, coverage: table, scopes, now: new Date('2026-01-01') })
  for (const record of records) evaluation.tally(record)
  return [...records.flatMap((record) => evaluation.judge(record)), ...evaluation.rest()]
}

describe('evaluation', () => {
  test('a failing subject carries its evidence and a stable fingerprint', () => {
    const [outcome] = run([secondFactor], { 'github.member': complete }, [member('7', { twoFactor: 'disabled' })])
    expect(outcome).toEqual({
      checkId: 'member-second-factor',
      scope: 'acme',
      subject: { stream: 'github.member', ref: '7', name: 'user-7', url: null },
      state: 'fail',
      severity: 'high',
      fingerprint: 'member-second-factor/acme/7',
      evidence: [
        {
          field: 'hasTwoFactorEnabled',
          value: false,
          endpoint: 'GET /orgs/{org}/members',
          at: '2026-01-01T00:00:00Z',
          requestId: 'R1',
        },
      ],
    })
  })

  test('a field that could not be seen is unknown, with the reason that the record gives', () => {
    const seen = { ...member('7', { twoFactor: null }), gaps: { twoFactor: gap } }
    expect(run([secondFactor], { 'github.member': complete }, [seen])).toMatchObject([{ state: 'unknown', gap }])
  })

  test('a partial stream judges what was read and leaves one unknown for the rest', () => {
    const outcomes = run([secondFactor], { 'github.member': { state: 'partial', gap } }, [
      member('1', { twoFactor: 'secure' }),
    ])
    expect(outcomes.map(({ state, subject }) => [state, subject?.ref])).toEqual([
      ['pass', '1'],
      ['unknown', undefined],
    ])
  })

  test('a joined stream that is not complete stops the check, however good the numbers look', () => {
    const coverage = { 'github.organization': complete, 'github.member': { state: 'partial', gap } as Coverage }
    const outcomes = run([owners], coverage, [org(), member('1', { role: 'owner' })])
    expect(outcomes).toMatchObject([{ state: 'unknown', subject: null, gap }])
  })

  test('one unseen field in a tally makes the tally unknown, not smaller', () => {
    const coverage = { 'github.organization': complete, 'github.member': complete }
    const outcomes = run([owners], coverage, [member('1', { role: 'owner' }), member('2', { role: null }), org()])
    expect(outcomes).toMatchObject([{ state: 'unknown', subject: { ref: '1', stream: 'github.organization' } }])
  })

  test('tallies of two scopes stay apart', () => {
    const coverage = { 'github.organization': complete, 'github.member': complete }
    const records = [
      org('acme'),
      org('labs'),
      member('1', { role: 'owner' }, 'acme'),
      member('2', { role: 'owner' }, 'acme'),
      member('3', { role: 'owner' }, 'labs'),
    ]
    const outcomes = run([owners], coverage, records, ['acme', 'labs'])
    expect(outcomes.map(({ scope, state }) => [scope, state])).toEqual([
      ['acme', 'fail'],
      ['labs', 'pass'],
    ])
  })

  test('a check that throws is a bug that surfaces, never a silent pass', () => {
    const broken = {
      ...secondFactor,
      judge: () => {
        throw new TypeError('boom')
      },
    }
    expect(() => run([broken], { 'github.member': complete }, [member('1', {})])).toThrow('boom')
  })

  test('not applicable keeps its reason', () => {
    const check = { ...secondFactor, judge: () => notApplicable('Archived.') }
    expect(run([check], { 'github.member': complete }, [member('1', {})])).toMatchObject([
      { state: 'not_applicable', reason: 'Archived.' },
    ])
  })

  test('no pass ever comes out of a scope whose streams could not be read', () => {
    const state = fc.constantFrom<Coverage>(complete, { state: 'partial', gap }, { state: 'none', gap })
    const two = fc.constantFrom('secure', 'insecure', 'disabled', 'enabled', null)
    fc.assert(
      fc.property(
        fc.record({ 'github.member': state, 'github.organization': state }),
        fc.array(fc.record({ twoFactor: two, role: fc.constantFrom('owner', 'member', null) }), { maxLength: 8 }),
        (coverage, members) => {
          const records = [
            ...(coverage['github.organization'].state === 'none' ? [] : [org()]),
            ...(coverage['github.member'].state === 'none'
              ? []
              : members.map((data, index) => member(`${index}`, data))),
          ]
          const outcomes = run([secondFactor, owners], coverage, records)
          const verdicts = (id: string) => outcomes.filter((one) => one.checkId === id && one.state !== 'unknown')
          const unknowns = (id: string) => outcomes.filter((one) => one.checkId === id && one.state === 'unknown')
          if (coverage['github.member'].state !== 'complete') {
            expect(verdicts('owner-count')).toEqual([])
            expect(unknowns('owner-count').length).toBeGreaterThan(0)
            expect(unknowns('member-second-factor').some((one) => one.subject === null)).toBe(true)
          }
          for (const one of outcomes) {
            if (one.state !== 'pass' || one.checkId !== 'member-second-factor') continue
            expect(members[Number(one.subject.ref)]?.twoFactor).not.toBeNull()
          }
          if (coverage['github.organization'].state === 'none') expect(verdicts('owner-count')).toEqual([])
        },
      ),
    )
  })
})
