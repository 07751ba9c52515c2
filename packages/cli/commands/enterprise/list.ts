import { listEnterprises } from '@rollcall/api'
import { type Cli, exit } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { type OutputFlags, outputAliases, outputFlags, planOutputs } from '../../output/answer.ts'
import { openServer } from '../../server.ts'

export const enterpriseList = defineCommand<OutputFlags, []>({
  brief: 'Managed enterprises of a server',
  examples: [{ line: 'rollcall enterprise ls', says: 'All enterprises, with how many people and groups they hold.' }],
  parameters: { flags: outputFlags, aliases: outputAliases },
  async run(cli: Cli, flags) {
    const outputs = planOutputs(cli, flags)
    const { items } = await openServer(cli).call(listEnterprises)
    outputs.emit({
      schema: 'rollcall.enterprises/1',
      data: items,
      coverage: null,
      head: ['slug', 'name', 'kind', 'users', 'suspended', 'groups', 'notices'],
      lines: items.map(({ slug, name, kind, users, suspended, groups, notices }) => [
        slug,
        name,
        kind,
        String(users),
        String(suspended),
        String(groups),
        String(notices.length),
      ]),
    })
    return exit.clean
  },
})
