import { exit } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { findConnection, nameParameter, readCoverage } from '../../connections.ts'
import { type OutputFlags, outputAliases, outputFlags, planOutputs } from '../../output/answer.ts'
import { sheetAnswer } from '../../output/sheet.ts'
import { openServer } from '../../server.ts'

export const connectionsShow = defineCommand<OutputFlags, [string]>({
  brief: 'One connection: its health, its token, and how completely each stream was read',
  examples: [{ line: 'rollcall connections show "GitHub · acme"', says: 'By name; an id works too.' }],
  parameters: { flags: outputFlags, aliases: outputAliases, positional: nameParameter },
  async run(cli, flags, wanted) {
    const outputs = planOutputs(cli, flags)
    const server = openServer(cli)
    const found = await findConnection(server, wanted)
    const coverage = await readCoverage(server, [found])
    const { credential, health, lastScan } = found
    outputs.emit(
      sheetAnswer({
        schema: 'rollcall.connection/1',
        data: found,
        coverage,
        facts: [
          ['id', found.id],
          ['name', found.name],
          ['system', found.system],
          ['organizations', found.scopes.map(({ scope, role }) => `${scope} (${role})`).join(', ')],
          ['health', `${health.state}: ${health.detail}`],
          ['what to do', health.fix],
          ['token', `${credential.kind} of ${credential.owner}`],
          ['token expires', credential.expiresAt === null ? 'never' : credential.expiresAt],
          ['last scan', lastScan && `${lastScan.state} ${lastScan.finishedAt ?? lastScan.createdAt}`],
          ['next scan', found.nextScanAt],
        ],
        below: [
          {
            title: 'What was read',
            table: {
              head: ['state', 'organization', 'stream', 'because'],
              lines: coverage.map(({ state, scope, title, gap }) => [state, scope, title, gap?.detail ?? '']),
            },
          },
        ],
      }),
    )
    return exit.clean
  },
})
