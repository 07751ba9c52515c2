import type { CheckDetail } from '@rollcall/api'
import { version } from '../version.ts'
import type { FindingReport, NotApplicable, ShownFinding } from './report.ts'

type Level = 'error' | 'warning' | 'note' | 'none'

const levels: Record<ShownFinding['severity'], Level> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
}

/** What GitHub's code scanning sorts by: a number from 0 to 10, as text. */
const scores: Record<ShownFinding['severity'], string> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '3.0',
  info: '0.0',
}

/**
 * SARIF 2.1.0. A check is a rule; an organization is a logical location, for there is no file. What could not be
 * judged is `open` ("not enough information", §3.27.9) and never counts as a pass.
 */
export function toSarif(report: FindingReport): object {
  const { coverage, notApplicable } = report
  // A log says what is, not what was.
  const findings = report.findings.filter(({ status }) => status !== 'resolved')
  const used = new Set([...findings, ...notApplicable].map(({ checkId }) => checkId))
  const rules = report.checks.filter(({ id }) => used.has(id))
  const indexes = new Map(rules.map(({ id }, index) => [id, index]))
  const ruleOf = (checkId: string) => {
    const ruleIndex = indexes.get(checkId)
    return { ruleId: checkId, ...(ruleIndex === undefined ? {} : { ruleIndex }) }
  }
  const systems = new Map(rules.map(({ id, system }) => [id, system]))
  const gaps = coverage.flatMap(({ state, gap, title, scope }) => (state === 'complete' ? [] : [{ title, scope, gap }]))
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Rollcall', semanticVersion: version, version, rules: rules.map(toRule) } },
        invocations: [
          {
            // As in the exit code: what the plan does not have is told, and is no failure to read it.
            executionSuccessful:
              gaps.every(({ gap }) => gap?.reason === 'plan') &&
              findings.every(({ status, gap }) => status !== 'unknown' || gap?.reason === 'plan'),
            ...(report.startedAt === undefined ? {} : { startTimeUtc: report.startedAt }),
            ...(report.finishedAt === undefined ? {} : { endTimeUtc: report.finishedAt }),
            toolExecutionNotifications: gaps.map(({ title, scope, gap }) => ({
              level: gap?.reason === 'plan' ? 'note' : 'warning',
              message: {
                text: `${scope}: ${title} could not be read whole. ${gap?.detail ?? ''} ${gap?.fix ?? ''}`.trim(),
              },
            })),
          },
        ],
        results: [
          ...findings.map((one) => ({ ...ruleOf(one.checkId), ...toResult(one) })),
          ...notApplicable.map((one) => ({
            ...ruleOf(one.checkId),
            ...toNotApplicable(one, systems.get(one.checkId) ?? ''),
          })),
        ],
      },
    ],
  }
}

function toRule(check: CheckDetail): object {
  const steps = check.fix.steps.map((step, index) => `${index + 1}. ${step}`).join('\n')
  const controls = Object.entries(check.maps).flatMap(([name, ids]) => ids.map((id) => `${name}: ${id}`))
  return {
    id: check.id,
    shortDescription: { text: check.title },
    fullDescription: { text: check.why },
    help: { text: steps },
    ...(check.refs[0] === undefined ? {} : { helpUri: check.refs[0] }),
    defaultConfiguration: { level: levels[check.severity] },
    properties: {
      severity: check.severity,
      'security-severity': scores[check.severity],
      tags: ['security', check.category, ...controls],
    },
  }
}

function toResult(one: ShownFinding): object {
  const open = one.status === 'unknown'
  const what = one.subject && !isScope(one) ? `${one.problem}: ${one.subject.name}` : one.problem
  const text = open ? `Could not be judged: ${one.title}. ${one.gap?.detail ?? ''} ${one.gap?.fix ?? ''}`.trim() : what
  const more = one.subject && !isScope(one) ? [subjectLocation(one, one.subject)] : []
  return {
    kind: open ? 'open' : 'fail',
    // §3.27.10: a level other than `none` is for failures.
    level: open ? 'none' : levels[one.severity],
    message: { text },
    locations: [{ logicalLocations: [scopeLocation(one.system, one.scope), ...more] }],
    partialFingerprints: { 'rollcall/v1': one.fingerprint },
    properties: {
      severity: one.severity,
      'security-severity': scores[one.severity],
      ...(one.subject?.url ? { url: one.subject.url } : {}),
      ...(one.gap ? { reason: one.gap.reason } : {}),
    },
  }
}

function toNotApplicable(one: NotApplicable, system: string): object {
  const many = one.subjects === 1 ? '1 subject' : `${one.subjects} subjects`
  return {
    kind: 'notApplicable',
    level: 'none',
    message: { text: `Does not apply to ${many}. ${one.reason}` },
    locations: [{ logicalLocations: [scopeLocation(system, one.scope)] }],
  }
}

const scopeLocation = (system: string, scope: string) => ({
  name: scope,
  fullyQualifiedName: `${system}/org/${scope}`,
  kind: 'organization',
})

/** The finding is about the organization itself, which is its location already. */
const isScope = ({ subject }: ShownFinding): boolean => subject?.stream.endsWith('.organization') ?? false

const subjectLocation = ({ system, scope }: ShownFinding, subject: NonNullable<ShownFinding['subject']>) => {
  const kind = subject.stream.split('.')[1] ?? subject.stream
  return { name: subject.name, fullyQualifiedName: `${system}/org/${scope}/${kind}/${subject.name}`, kind }
}
