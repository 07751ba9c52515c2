import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fakeCli } from '../../test/support/cli.ts'
import { conclude, judge, severityNames } from './verdict.ts'

const gapOf = (reason: 'permission' | 'plan') => ({ reason, detail: `The ${reason} lacks it.`, fix: 'Add it.' })
const unshown = { ...gapOf('permission'), reason: 'api' as const, attestable: true as const }
const finding = (
  severity: (typeof severityNames)[number],
  status: 'open' | 'unknown' | 'resolved' = 'open',
  gap: ReturnType<typeof gapOf> | typeof unshown | null = null,
) => ({
  severity,
  status,
  checkId: 'some-check',
  scope: 'acme',
  gap,
})
const read = { state: 'complete' as const, scope: 'acme', gap: null }
const unread = {
  state: 'none' as const,
  scope: 'acme',
  gap: { reason: 'permission' as const, detail: 'The token lacks a scope.', fix: 'Add it.' },
}
const unplanned = { ...unread, gap: gapOf('plan') }
const unplannedCheck = finding('critical', 'unknown', gapOf('plan'))

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
    ['what the plan does not have', [unplannedCheck], [unplanned], {}, 0],
    ['what no API shows', [finding('high', 'unknown', unshown)], [read], {}, 0],
    [
      'the same beside a check without a verdict',
      [finding('high', 'unknown', unshown), finding('low', 'unknown')],
      [read],
      {},
      5,
    ],
    ['the same beside a finding', [unplannedCheck, finding('high')], [unplanned], {}, 3],
    ['the same beside a stream that was refused', [unplannedCheck], [unplanned, unread], {}, 5],
    [
      'a check without a verdict for both reasons',
      [unplannedCheck, finding('info', 'unknown', gapOf('permission'))],
      [],
      {},
      5,
    ],
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
        gap: fc.constantFrom(null, gapOf('permission'), gapOf('plan'), unshown),
      }),
    )
    const coverage = fc.array(fc.constantFrom(read, unread, unplanned))
    const failOn = fc.constantFrom(...severityNames, 'never' as const)
    fc.assert(
      fc.property(findings, coverage, failOn, (some, seen, limit) => {
        const { code, mustSay } = judge({ findings: some, coverage: seen }, { failOn: limit })
        const unseen = some.filter(({ status }) => status === 'unknown')
        const gaps = seen.includes(unread) || unseen.some(({ gap }) => gap?.reason !== 'plan' && gap !== unshown)
        expect(code === 0 && gaps).toBe(false)
        if (!gaps && some.every(({ status }) => status !== 'open')) expect(code).toBe(0)
        // Whatever was not seen is told, by the code or in words that nothing silences.
        if (code === 0) expect(mustSay).toBe(seen.includes(unplanned) || unseen.length > 0)
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

  test('what the plan does not have is said each time, and with its reason', () => {
    const { cli, stderr } = fakeCli()
    expect(conclude(cli, { findings: [unplannedCheck], coverage: [unplanned, read] }, {})).toBe(0)
    expect(stderr()).toContain('No findings in what was seen.')
    expect(stderr()).toContain(
      'Not in the plan, so nobody can see it: 1 stream not read whole, 1 check without a verdict.',
    )
    expect(stderr()).toContain('The plan lacks it.')
    const quiet = fakeCli()
    conclude(quiet.cli, { findings: [unplannedCheck], coverage: [unplanned] }, { quiet: true })
    expect(quiet.stderr()).toContain('Not in the plan')
  })

  test('no findings are not called none where something was not seen', () => {
    expect(judge({ findings: [], coverage: [read] }, {}).words[0]).toBe('No findings.')
    expect(judge({ findings: [], coverage: [unread] }, {}).words[0]).toBe('No findings in what was seen.')
  })
})
