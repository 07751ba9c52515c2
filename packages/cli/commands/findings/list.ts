import { listFindings } from '@rollcall/api'
import { type Cli, exit, say } from '../../cli.ts'
import { defineCommand, usageError } from '../../command.ts'
import { queryHelp, queryParameter, readBlindSpots, readQuery } from '../../findings.ts'
import { findingFlags, type OutputFlags, outputAliases, planOutputs } from '../../output/answer.ts'
import { findingsAnswer } from '../../output/findings.ts'
import { openServer, readAll } from '../../server.ts'
import { conclude, type VerdictFlags, verdictFlags } from '../../verdict.ts'
import { loadSheets } from '../checks/sheets.ts'

interface Flags extends OutputFlags, VerdictFlags {
  limit?: number | undefined
}

export const findingsList = defineCommand<Flags, string[]>({
  brief: 'Findings of a server that match a query, worst first',
  details: `${queryHelp}\n\nListing is no judgement: it ends with 0 unless --fail-on is given.`,
  examples: [
    { line: "rollcall findings list 'severity:>=high' status:open scope:acme", says: 'Quote what a shell would read.' },
    {
      line: 'rollcall findings list --fail-on high --out findings.sarif',
      says: 'As a gate: 3 for findings, 5 for gaps.',
    },
    { line: "rollcall findings list -- '-category:configuration'", says: 'A minus excludes.' },
  ],
  parameters: {
    flags: {
      limit: {
        kind: 'parsed',
        parse: readLimit,
        optional: true,
        placeholder: 'number',
        brief: 'At most so many. Without it: all',
      },
      ...verdictFlags,
      failOn: {
        ...verdictFlags.failOn,
        brief: 'Exit with 3 when a finding of this severity or worse matches, with 5 when something was not seen',
      },
      ...findingFlags,
    },
    aliases: outputAliases,
    positional: queryParameter,
  },
  run: runList,
})

function readLimit(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number > 0) return number
  throw usageError(`${text} is not a number of findings.`, 'Give a whole number from 1.')
}

async function runList(cli: Cli, flags: Flags, ...words: string[]): Promise<number> {
  const outputs = planOutputs(cli, flags, { sarif: true })
  const q = readQuery(words)
  if (flags.limit !== undefined && flags.failOn !== undefined)
    throw usageError(
      '--limit and --fail-on do not go together: what is cut off could not be judged.',
      'Drop one of them.',
    )
  const server = openServer(cli)
  let leftOut = 0
  const { items, total } = await readAll(async (page) => {
    const answer = await server.call(listFindings, { query: { q, ...page } })
    leftOut = answer.leftOut
    return answer
  }, flags.limit)
  const coverage = await readBlindSpots(server)
  const checks = await loadSheets()
  outputs.emit(findingsAnswer({ schema: 'rollcall.findings/1', findings: items, coverage, notApplicable: [], checks }))
  if (flags.failOn !== undefined) return conclude(cli, { findings: items, coverage }, flags)
  if (!flags.quiet) {
    say(cli, items.length < total ? `${items.length} of ${total} findings.` : `${total} findings.`)
    if (leftOut > 0)
      say(
        cli,
        `${leftOut} more ${leftOut === 1 ? 'is' : 'are'} left out, excepted, snoozed or called a false positive. With them: add decision:any,none`,
      )
    if (coverage.length > 0)
      say(
        cli,
        `Not everything was seen: ${coverage.length} streams were not read whole. See: rollcall connections list`,
      )
  }
  return exit.clean
}
