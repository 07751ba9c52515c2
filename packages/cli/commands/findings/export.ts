import { exportFindings, type Finding } from '@rollcall/api'
import { type Cli, exit, say } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { queryHelp, queryParameter, readBlindSpots, readQuery } from '../../findings.ts'
import { findingFlags, type OutputFlags, outputAliases, planOutputs } from '../../output/answer.ts'
import { findingsAnswer } from '../../output/findings.ts'
import { openServer } from '../../server.ts'
import { loadSheets } from '../checks/sheets.ts'

export const findingsExport = defineCommand<OutputFlags, string[]>({
  brief: 'All findings that match a query, in one go; the server records who exported what',
  details: `Standard output is CSV unless -o says otherwise; with --out only the files are written.\n\n${queryHelp}`,
  examples: [
    {
      line: 'rollcall findings export status:open > findings.csv',
      says: 'The same columns as the export of the console.',
    },
    {
      line: 'rollcall findings export --out findings.sarif --out findings.json',
      says: 'Two files, nothing on standard output.',
    },
  ],
  parameters: { flags: findingFlags, aliases: outputAliases, positional: queryParameter },
  run: runExport,
})

async function runExport(cli: Cli, flags: OutputFlags, ...words: string[]): Promise<number> {
  const onlyFiles = flags.out !== undefined && flags.output === undefined
  const stdout = onlyFiles ? { write: () => undefined } : cli.process.stdout
  const shown: Cli = { ...cli, process: { ...cli.process, stdout } }
  const outputs = planOutputs(shown, { ...flags, output: flags.output ?? 'csv' }, { sarif: true })
  const q = readQuery(words)
  const server = openServer(cli)
  // The contract says of this operation only that it is a file; of this format, that it is a list of findings.
  const findings = (await server.call(exportFindings, { query: { q, format: 'json' } })) as unknown as Finding[]
  const coverage = await readBlindSpots(server)
  const checks = await loadSheets()
  outputs.emit(findingsAnswer({ schema: 'rollcall.findings/1', findings, coverage, notApplicable: [], checks }))
  if (!flags.quiet) say(cli, `${findings.length} findings${onlyFiles ? ` in ${flags.out?.join(', ')}` : ''}.`)
  return exit.clean
}
