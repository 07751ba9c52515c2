import type { Overview } from '@rollcall/api'
import { number, plural } from '../../ui/words.ts'

/** The whole page in a sentence or two. */
export function Summary({ overview: { open, unknown, blindSpots } }: { overview: Overview }) {
  const total = Object.values(open).reduce((sum, count) => sum + count, 0)
  const findings = total === 0 ? 'No finding is open' : `${plural(total, 'finding is', 'findings are')} open`
  const critical = open.critical > 0 ? `, ${number(open.critical)} critical` : ''
  const results = unknown === 0 ? 'No result is unknown' : `${plural(unknown, 'result is', 'results are')} unknown`
  const streams =
    blindSpots.length === 0 ? '' : `: ${plural(blindSpots.length, 'stream was', 'streams were')} not read whole`
  return `${findings}${critical}. ${results}${streams}.`
}
