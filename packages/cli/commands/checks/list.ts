import { type CheckSummary, listChecks } from '@rollcall/api'
import { type Cli, exit } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { type OutputFlags, outputAliases, outputFlags, planOutputs } from '../../output/answer.ts'
import { openServer } from '../../server.ts'
import { severityNames } from '../../verdict.ts'
import { loadSheets } from './sheets.ts'

export const checksList = defineCommand<OutputFlags, []>({
  brief: 'All checks, worst first; with ROLLCALL_TOKEN also how they came out on the server',
  examples: [
    { line: 'rollcall checks list', says: 'Works without a server.' },
    { line: 'rollcall checks list -o json', says: 'With controls of CIS, NIST 800-53, SOC 2 and ISO 27001.' },
  ],
  parameters: { flags: outputFlags, aliases: outputAliases },
  async run(cli, flags) {
    const outputs = planOutputs(cli, flags)
    const items = [...(await readChecks(cli))].sort(
      (a, b) => severityNames.indexOf(a.severity) - severityNames.indexOf(b.severity) || (a.id < b.id ? -1 : 1),
    )
    const counted = items.some(({ counts }) => counts !== null)
    outputs.emit({
      schema: 'rollcall.checks/1',
      data: items,
      coverage: null,
      head: ['severity', 'check', 'how it should be', 'category', ...(counted ? ['pass', 'fail', 'unknown'] : [])],
      lines: items.map(({ severity, id, title, category, counts }) => [
        severity,
        id,
        title,
        category,
        ...(counted ? [counts?.pass, counts?.fail, counts?.unknown].map((number) => String(number ?? '')) : []),
      ]),
    })
    return exit.clean
  },
})

async function readChecks(cli: Cli): Promise<CheckSummary[]> {
  if (cli.process.env.ROLLCALL_TOKEN) return (await openServer(cli).call(listChecks)).items
  return (await loadSheets()).map(({ id, title, problem, severity, category, system, each, needs, counts, maps }) => ({
    id,
    title,
    problem,
    severity,
    category,
    system,
    each,
    needs,
    counts,
    maps,
  }))
}
