import { listDirectoryUsers } from '@rollcall/api'
import { type Cli, exit, say } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { slugParameter } from '../../enterprises.ts'
import { type OutputFlags, outputAliases, outputFlags, planOutputs } from '../../output/answer.ts'
import { openServer, readAll } from '../../server.ts'

const head = ['state', 'login', 'original login', 'userName', 'externalId', 'display name', 'email', 'role', 'id']

export const enterpriseIdentities = defineCommand<OutputFlags, [string]>({
  brief: 'All SCIM identities of an enterprise, each with the account that it is linked to',
  details: 'What ghe-scim-identities-csv is on GitHub Enterprise Server.',
  examples: [
    {
      line: 'rollcall enterprise identities acme -o csv > identities.csv',
      says: 'All of them, suspended ones included.',
    },
  ],
  parameters: { flags: outputFlags, aliases: outputAliases, positional: slugParameter },
  run: runIdentities,
})

async function runIdentities(cli: Cli, flags: OutputFlags, enterprise: string): Promise<number> {
  const outputs = planOutputs(cli, flags)
  const server = openServer(cli)
  const { items } = await readAll((page) => server.call(listDirectoryUsers, { params: { enterprise }, query: page }))
  outputs.emit({
    schema: 'rollcall.scim-identities/1',
    data: items,
    coverage: null,
    head,
    lines: items.map((user) => [
      user.state,
      user.login,
      user.originalLogin,
      user.userName,
      user.externalId ?? '',
      user.displayName ?? '',
      user.email ?? '',
      user.role,
      user.id,
    ]),
  })
  if (!flags.quiet) say(cli, `${items.length} identities.`)
  return exit.clean
}
