import type { CheckSummary } from '@rollcall/api'
import type { Part } from '../../ui/split-bar.tsx'
import type { ChecksSearch, results } from './checks-search.ts'

type Counts = NonNullable<CheckSummary['counts']>

/** How a check came out, for the bar that shows it. */
export const partsOf = ({ fail, unknown, pass, notApplicable }: Counts): Part[] => [
  { kind: 'fail', count: fail, word: 'open' },
  { kind: 'unknown', count: unknown, word: 'unknown' },
  { kind: 'pass', count: pass, word: 'passed' },
  { kind: 'none', count: notApplicable, word: 'not applicable' },
]

export const resultTitles: Record<(typeof results)[number], string> = {
  failing: 'Failing',
  unknown: 'Unknown somewhere',
  passing: 'Passing',
}

/** A check passes only where nothing about it is unknown. */
const came: Record<(typeof results)[number], (counts: Counts) => boolean> = {
  failing: ({ fail }) => fail > 0,
  unknown: ({ unknown }) => unknown > 0,
  passing: ({ pass, fail, unknown }) => pass > 0 && fail === 0 && unknown === 0,
}

/** Of how many checks each is true; a check that fails in one place may be unknown in another. */
export function countResults(checks: readonly CheckSummary[]) {
  const judged = checks.flatMap(({ counts }) => counts ?? [])
  const count = (test: (counts: Counts) => boolean) => judged.filter(test).length
  return {
    failing: count(came.failing),
    unknown: count(came.unknown),
    passing: count(came.passing),
    notApplicable: count(({ pass, fail, unknown }) => pass + fail + unknown === 0),
    notRun: checks.length - judged.length,
  }
}

export function filterChecks(checks: readonly CheckSummary[], search: ChecksSearch): CheckSummary[] {
  const { q, severity, category, framework, result } = search
  const words = q?.toLowerCase().split(/\s+/) ?? []
  return checks.filter((check) => {
    const controls = Object.entries(check.maps).flatMap(([name, ids]) => ids.map((id) => `${name} ${id}`))
    const text = [check.id, check.title, check.problem, check.each, ...check.needs, ...controls]
      .join('\n')
      .toLowerCase()
    return (
      words.every((word) => text.includes(word)) &&
      (!severity || check.severity === severity) &&
      (!category || check.category === category) &&
      (!framework || framework in check.maps) &&
      (!result || (check.counts !== null && came[result](check.counts)))
    )
  })
}
