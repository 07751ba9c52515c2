import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fakeCli } from '../../test/support/cli.ts'
import { conclude, judge, severityNames } from './verdict.ts'

const finding = (severity: (typeof severityNames)[number], status: 'open' | 'unknown' | 'resolved' = 'open') => ({
  severity,
  status,
  checkId: 'some-check',
  scope: 'acme',
})
const read = { state: 'complete' as const, scope: 'acme', gap: null }
const unread = {
  state: 'none' as const,
  scope: 'acme',
  gap: { reason: 'permission' as const, detail: 'The token lacks a scope.', fix: 'Add it.' },
}

describe('the exit code', () => {
  test.each([
    ['nothing found', [], [read], {}, 0],
    ['something high', [finding('high')], [read], {}, 3],
    ['something medium', [finding('medium')], [read], {}, 0],
    ['something medium, and medium is the limit', [finding('medium')], [read], { failOn: 'medium' }, 3],
    ['something high, and critical is the limit', [finding('high')], [read], { failOn: 'critical' }, 0],
    ['something critical, and there is no limit', [finding('critical')], [read], { failOn: 'never' }, 0],
    ['something high that is resolved', [finding('high', 'resolved')], [read], {}, 0],
    ['a check without a verdict', [finding('info', 'unknown')], [read], {}, 5],
    ['a stream that was not read', [], [unread], {}, 5],
    ['no limit, and a stream that was not read', [], [unread], { failOn: 'never' }, 5],
    ['findings come before gaps', [finding('high')], [unread], {}, 3],
    ['gaps that are accepted', [finding('info', 'unknown')], [unread], { allowIncomplete: true }, 0],
    ['accepted gaps do not accept findings', [finding('high')], [unread], { allowIncomplete: true }, 3],
  ] as const)('%s', (_, findings, coverage, flags, code) => {
    expect(judge({ findings, coverage }, flags).code).toBe(code)
  })

  test('is never clean where something was not seen, unless that is accepted', () => {
    const findings = fc.array(
      fc.record({
        severity: fc.constantFrom(...severityNames),
        status: fc.constantFrom('open' as const, 'unknown' as const, 'resolved' as const),
        checkId: fc.constantFrom('a', 'b'),
        scope: fc.constantFrom('acme', 'labs'),
      }),
    )
    const coverage = fc.array(fc.constantFrom(read, unread))
    const failOn = fc.constantFrom(...severityNames, 'never' as const)
    fc.assert(
      fc.property(findings, coverage, failOn, (some, seen, limit) => {
        const { code } = judge({ findings: some, coverage: seen }, { failOn: limit })
        const gaps = seen.includes(unread) || some.some(({ status }) => status === 'unknown')
        expect(code === 0 && gaps).toBe(false)
        if (!gaps && some.every(({ status }) => status === 'resolved')) expect(code).toBe(0)
      }),
    )
  })
})

describe('what is said', () => {
  test('counts by severity, and each reason for a gap once with its fix', () => {
    const { cli, stderr } = fakeCli()
    const findings = [finding('high'), finding('low'), finding('low'), finding('high', 'unknown')]
    expect(conclude(cli, { findings, coverage: [unread, unread, read] }, {})).toBe(3)
    expect(stderr()).toContain('3 findings: 1 high, 2 low.')
    expect(stderr()).toContain('2 streams not read whole, 1 check without a verdict')
    expect(stderr().match(/The token lacks a scope\. → Add it\./g)).toHaveLength(1)
  })

  test('nothing where no talk is wanted, but never silence about accepted gaps', () => {
    const silent = fakeCli()
    conclude(silent.cli, { findings: [], coverage: [read] }, { quiet: true })
    expect(silent.stderr()).toBe('')
    const accepted = fakeCli()
    expect(conclude(accepted.cli, { findings: [], coverage: [unread] }, { quiet: true, allowIncomplete: true })).toBe(0)
    expect(accepted.stderr()).toContain('not a clean result')
  })

  test('no findings are not called none where something was not seen', () => {
    expect(judge({ findings: [], coverage: [read] }, {}).words[0]).toBe('No findings.')
    expect(judge({ findings: [], coverage: [unread] }, {}).words[0]).toBe('No findings in what was seen.')
  })
})
