import type { Spending } from '@rollcall/api'
import { exit } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { findConnection, nameParameter, readCoverage } from '../../connections.ts'
import { type OutputFlags, outputAliases, outputFlags, planOutputs } from '../../output/answer.ts'
import { sheetAnswer } from '../../output/sheet.ts'
import { openServer } from '../../server.ts'

const describeCost = ({ pools, asked, unchanged }: Spending) =>
  [
    ...pools.filter(({ spent }) => spent > 0).map(({ pool, spent }) => `${spent} of the ${pool} quota`),
    ...(asked > 0 ? [`${unchanged} of ${asked} answers unchanged and free`] : []),
  ].join(', ')

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
    const several = (credential.methods ?? []).length > 1
    const without = found.scopes.flatMap((scope) => scope.without ?? [])
    const spending = lastScan?.spending
    outputs.emit(
      sheetAnswer({
        schema: 'rollcall.connection/1',
        data: found,
        coverage,
        facts: [
          ['id', found.id],
          ['name', found.name],
          ['label', found.label],
          ['owner', found.owner],
          ['system', found.system],
          ['organizations', found.scopes.map(({ scope, role }) => `${scope} (${role})`).join(', ')],
          ['health', `${health.state}: ${health.detail}`],
          ['what to do', health.fix],
          ['token', `${credential.kind} of ${credential.owner}`],
          ['token expires', credential.expiresAt === null ? 'never' : credential.expiresAt],
          ...without.map(({ method, gap }): [string, string] => [
            `not read with the ${method}`,
            `${gap.detail} ${gap.fix}`,
          ]),
          ['last scan', lastScan && `${lastScan.state} ${lastScan.finishedAt ?? lastScan.createdAt}`],
          ['it cost', spending && describeCost(spending)],
          ['next scan', found.nextScanAt],
        ],
        below: [
          {
            title: 'What was read',
            table: {
              head: ['state', 'organization', 'stream', ...(several ? ['read with'] : []), 'because'],
              lines: coverage.map(({ state, scope, title, gap, methods }) => [
                state,
                scope,
                title,
                ...(several ? [methods?.join(' and ') ?? ''] : []),
                gap?.detail ?? '',
              ]),
            },
          },
        ],
      }),
    )
    return exit.clean
  },
})
