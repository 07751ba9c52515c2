import { describe, expect, test } from 'vitest'
import { type SarifLog, sarifProblems } from '../../../test/support/sarif.ts'
import { loadSheets } from '../commands/checks/sheets.ts'
import type { FindingReport, ShownFinding } from './report.ts'
import { toSarif } from './sarif.ts'

const checks = await loadSheets()
const complete = { stream: 'github.member', title: 'Members', scope: 'acme', state: 'complete', gap: null } as const
const gap = { reason: 'permission', detail: 'The token lacks admin:org_hook.', fix: 'Make another.' } as const

const seen: ShownFinding = {
  status: 'open',
  severity: 'critical',
  checkId: 'github-organization-two-factor-required',
  problem: 'Two-factor authentication is not required',
  title: 'Organization requires two-factor authentication',
  category: 'identity',
  system: 'github',
  scope: 'acme',
  subject: { stream: 'github.organization', ref: '1', name: 'acme', url: 'https://github.com/acme' },
  count: null,
  gap: null,
  fingerprint: 'github-organization-two-factor-required/acme/1',
}
const ofMember: ShownFinding = {
  ...seen,
  severity: 'medium',
  checkId: 'github-member-two-factor-secure',
  problem: 'Two-factor authentication allows SMS',
  subject: { stream: 'github.member', ref: '7', name: 'ada', url: null },
  fingerprint: 'github-member-two-factor-secure/acme/7',
}
const unjudged: ShownFinding = {
  ...seen,
  status: 'unknown',
  severity: 'high',
  checkId: 'github-webhook-https',
  title: 'Webhook delivers over https',
  subject: null,
  gap,
  fingerprint: 'github-webhook-https/acme/?',
}

function logOf(part: Partial<FindingReport>): SarifLog['runs'][number] {
  const report = { schema: 'rollcall.scan/1', findings: [], coverage: [complete], notApplicable: [], checks, ...part }
  const log = toSarif(report) as SarifLog
  expect(sarifProblems(log)).toEqual([])
  const [run] = log.runs
  if (!run) throw new Error('The log has no run')
  return run
}

test('the schema can say no', () => {
  expect(sarifProblems({ version: '2.1.0', runs: [{}] })).not.toEqual([])
  expect(
    sarifProblems({ version: '2.1.0', runs: [{ tool: { driver: { name: 'x' } }, results: [{ kind: 'maybe' }] }] }),
  ).not.toEqual([])
})

describe('a finding', () => {
  test('has its check as rule, its organization as place, and our fingerprint', () => {
    const { results, tool } = logOf({ findings: [seen, ofMember] })
    expect(results[0]).toMatchObject({
      ruleId: seen.checkId,
      kind: 'fail',
      level: 'error',
      message: { text: seen.problem },
      partialFingerprints: { 'rollcall/v1': seen.fingerprint },
    })
    expect(results[0]?.locations).toMatchObject([{ logicalLocations: [{ fullyQualifiedName: 'github/org/acme' }] }])
    expect(results[1]).toMatchObject({ level: 'warning', message: { text: `${ofMember.problem}: ada` } })
    expect(results[1]?.locations[0]?.logicalLocations.map(({ fullyQualifiedName }) => fullyQualifiedName)).toEqual([
      'github/org/acme',
      'github/org/acme/member/ada',
    ])
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId)
  })

  test('that could not be judged is open, says why and what to do, and never passes', () => {
    const { results, invocations } = logOf({ findings: [unjudged] })
    expect(results[0]).toMatchObject({ kind: 'open', level: 'none' })
    expect(results[0]?.message.text).toContain('The token lacks admin:org_hook. Make another.')
    expect(invocations[0]?.executionSuccessful).toBe(false)
  })

  test('that is over is not in the log', () => {
    expect(logOf({ findings: [{ ...seen, status: 'resolved' }] }).results).toEqual([])
  })

  test('of a check that this version does not know has no rule to point at', () => {
    const { results } = logOf({ findings: [{ ...seen, checkId: 'from-a-newer-version' }] })
    expect(results[0]).not.toHaveProperty('ruleIndex')
  })
})

test('what does not apply says so, with the reason', () => {
  const beside = {
    checkId: 'github-repository-inactive-archived',
    scope: 'acme',
    reason: 'It is archived.',
    subjects: 4,
  }
  expect(logOf({ notApplicable: [beside] }).results).toMatchObject([
    {
      ruleId: beside.checkId,
      kind: 'notApplicable',
      level: 'none',
      message: { text: 'Does not apply to 4 subjects. It is archived.' },
    },
  ])
})

test('only a run that saw everything was successful', () => {
  expect(logOf({}).invocations[0]?.executionSuccessful).toBe(true)
  const [invocation] = logOf({ coverage: [complete, { ...complete, state: 'partial', gap }] }).invocations
  expect(invocation?.executionSuccessful).toBe(false)
  expect(invocation?.toolExecutionNotifications[0]?.message.text).toContain('acme: Members could not be read whole.')
  const plan = { ...gap, reason: 'plan' as const }
  const findings = [{ ...unjudged, gap: plan }]
  const unplanned = logOf({ coverage: [{ ...complete, state: 'none', gap: plan }], findings })
  expect(unplanned.invocations[0]).toMatchObject({
    executionSuccessful: true,
    toolExecutionNotifications: [{ level: 'note' }],
  })
  expect(unplanned.results).toMatchObject([{ kind: 'open' }])
})

test('every check there is makes a valid rule', () => {
  const findings = checks.map(({ id }) => ({ ...seen, checkId: id }))
  expect(logOf({ findings }).tool.driver.rules).toHaveLength(checks.length)
})
