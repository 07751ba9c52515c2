import { type Finding, findingQueryKeys, getOverview, parseFindingQuery } from '@rollcall/api'
import { usageError } from './command.ts'
import type { CoverageLine } from './output/answer.ts'
import type { Server } from './server.ts'

/** The console's query language; every word is a term of its own. */
export const queryParameter = {
  kind: 'array',
  parameter: {
    parse: String,
    placeholder: 'query',
    brief: 'Terms as in the console, such as severity:>=high status:open. After --, a term may begin with a minus',
    proposeCompletions: (partial: string) =>
      Object.keys(findingQueryKeys)
        .map((key) => `${key}:`)
        .filter((term) => term.startsWith(partial)),
  },
} as const

/** Reads the query before the server does: a wrong term is a mistake on the command line. */
export function readQuery(words: readonly string[]): string {
  const text = words.join(' ')
  const [first] = parseFindingQuery(text).problems
  if (first) {
    const known = Object.entries(findingQueryKeys).map(([key, takes]) => `${key} (${takes})`)
    throw usageError(
      `The query cannot be read at "${first.term}": ${first.problem}.`,
      `Terms are: ${known.join('; ')}.`,
    )
  }
  return text
}

export const queryHelp = [
  'Without a query: all that is open or unknown and that nobody decided about. Terms:',
  ...Object.entries(findingQueryKeys).map(([key, takes]) => `  ${`${key}:`.padEnd(12)} ${takes}`),
].join('\n')

/** What was not read whole behind these findings: silence about it would look like a clean result. */
export async function readBlindSpots({ call }: Server): Promise<CoverageLine[]> {
  const { blindSpots } = await call(getOverview)
  return blindSpots.map(({ stream, title, scope, state, gap }) => ({ stream, title, scope, state, gap }))
}

export const describeSubject = ({ subject, count }: Pick<Finding, 'subject' | 'count'>): string =>
  subject ? subject.name : count === null ? 'the whole stream' : `${count} subjects`
