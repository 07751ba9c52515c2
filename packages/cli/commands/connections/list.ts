import { listConnections } from '@rollcall/api'
import { type Cli, exit } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { type OutputFlags, outputAliases, outputFlags, planOutputs } from '../../output/answer.ts'
import { openServer } from '../../server.ts'

export const connectionsList = defineCommand<OutputFlags, []>({
  brief: 'Connections of a server, how they are, and when they were last scanned',
  examples: [{ line: 'rollcall connections list', says: 'All connections.' }],
  parameters: { flags: outputFlags, aliases: outputAliases },
  async run(cli: Cli, flags) {
    const outputs = planOutputs(cli, flags)
    const { items } = await openServer(cli).call(listConnections)
    outputs.emit({
      schema: 'rollcall.connections/1',
      data: items,
      coverage: null,
      head: ['id', 'name', 'system', 'health', 'last scan'],
      lines: items.map(({ id, name, system, health, lastScan }) => [
        id,
        name,
        system,
        health.state,
        lastScan?.finishedAt ?? lastScan?.state ?? 'never',
      ]),
    })
    return exit.clean
  },
})
