import { findingCsvHead, findingCsvLine } from '@rollcall/api'
import type { Answer } from './answer.ts'
import type { FindingReport, ShownFinding } from './report.ts'
import { toSarif } from './sarif.ts'
import type { Table } from './text.ts'

const subjectOf = (one: ShownFinding): string => {
  if (one.subject) return one.subject.name
  return one.count === null ? 'all' : `${one.count} ${one.count === 1 ? 'subject' : 'subjects'}`
}

const lineOf = (one: ShownFinding): string[] => [
  one.severity,
  one.status,
  one.problem,
  subjectOf(one),
  one.scope,
  one.checkId,
  ...(one.id === undefined ? [] : [one.id]),
]

export function findingsAnswer(report: FindingReport): Answer {
  const { schema, findings, coverage } = report
  const withIds = findings.some(({ id }) => id !== undefined)
  const head = ['severity', 'status', 'finding', 'subject', 'organization', 'check', ...(withIds ? ['id'] : [])]
  return {
    schema,
    data: findings,
    coverage,
    head,
    lines: findings.map(lineOf),
    csv: () => [findingCsvHead(), ...findings.map(findingCsvLine)].join(''),
    sarif: () => toSarif(report),
    screen: (draw) => {
      const seen = findings.filter(({ status }) => status !== 'unknown')
      const parts = [seen.length === 0 ? '' : draw({ head, lines: seen.map(lineOf) })]
      const unknown = unknownTable(findings)
      if (unknown.lines.length > 0) parts.push(`\nCould not be judged\n${draw(unknown)}`)
      return parts.join('')
    },
  }
}

/** For a person: one line a reason, because fifty checks without one permission are one fact with one fix. */
function unknownTable(findings: readonly ShownFinding[]): Table {
  const groups = new Map<string, { one: ShownFinding; checks: Set<string> }>()
  for (const one of findings) {
    if (one.status !== 'unknown') continue
    const key = `${one.scope}\0${one.gap?.detail}`
    const group = groups.get(key) ?? { one, checks: new Set() }
    group.checks.add(one.checkId)
    groups.set(key, group)
  }
  return {
    head: ['checks', 'organization', 'because', 'what to do'],
    lines: [...groups.values()].map(({ one, checks }) => [
      String(checks.size),
      one.scope,
      one.gap?.detail ?? '',
      [one.gap?.fix ?? '', one.gap?.link ?? ''].join(' ').trim(),
    ]),
  }
}
