import { exportDirectoryUsers, identityCells, identityHead, type ScimIdentity } from '@rollcall/api'
import { type Cli, exit, say } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { slugParameter } from '../../enterprises.ts'
import { type OutputFlags, outputAliases, outputFlags, planOutputs } from '../../output/answer.ts'
import { openServer } from '../../server.ts'

export const enterpriseIdentities = defineCommand<OutputFlags, [string]>({
  brief: 'All SCIM identities of an enterprise, each with its groups and the account that it is linked to',
  details: `What ghe-scim-identities-csv is on GitHub Enterprise Server. The columns are those of the export of the console, and the server
records who exported.`,
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
  // The contract says of this operation only that it is a file; of this format, that it is a list of identities.
  const answer = server.call(exportDirectoryUsers, { params: { enterprise }, query: { format: 'json' } })
  const items = (await answer) as unknown as ScimIdentity[]
  outputs.emit({
    schema: 'rollcall.scim-identities/1',
    data: items,
    coverage: null,
    head: [...identityHead],
    lines: items.map(identityCells),
    screen: (draw) =>
      items.length === 0
        ? ''
        : draw({
            head: ['state', 'login', 'userName', 'externalId', 'email', 'role', 'groups'],
            lines: items.map((one) => [
              one.state,
              one.login,
              one.userName,
              one.externalId ?? '',
              one.email ?? '',
              one.role,
              one.groups.join(', '),
            ]),
          }),
  })
  if (!flags.quiet) say(cli, `${items.length} identities.`)
  return exit.clean
}
