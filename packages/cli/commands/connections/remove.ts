import { previewRemoval, removeConnection } from '@rollcall/api'
import { type Cli, exit, say } from '../../cli.ts'
import { defineCommand, usageError } from '../../command.ts'
import { findConnection, nameParameter } from '../../connections.ts'
import { cleanText } from '../../output/text.ts'
import { openServer } from '../../server.ts'

interface Flags {
  yes?: boolean | undefined
}

export const connectionsRemove = defineCommand<Flags, [string]>({
  brief: 'Remove a connection with its token, records and findings',
  details: 'Says what would go, and asks. In the connected system nothing changes.',
  examples: [
    { line: 'rollcall connections remove "GitHub · acme"', says: 'Says what would go, and asks for the name.' },
    { line: 'rollcall connections remove con_… --yes', says: 'Does not ask.' },
  ],
  parameters: {
    flags: { yes: { kind: 'boolean', optional: true, withNegated: false, brief: 'Remove it without asking' } },
    positional: nameParameter,
  },
  run: runRemove,
})

async function runRemove(cli: Cli, flags: Flags, wanted: string): Promise<number> {
  const server = openServer(cli)
  const { id, name } = await findConnection(server, wanted)
  const { records, findings, identities, scans } = await server.call(previewRemoval, { params: { id } })
  const loss = `${records} records, ${findings} findings, ${scans} scans, and ${identities} identities known from nowhere else`
  say(cli, cleanText(`Removing ${name} takes with it: ${loss}.`))
  if (!flags.yes) {
    if (!cli.ask) throw usageError('This is not asked in a pipe.', 'Add --yes to remove it without being asked.')
    const answer = await cli.ask(`Type its name to remove it: `)
    if (answer.trim() !== name) {
      say(cli, 'That is not its name. Nothing was removed.')
      return exit.error
    }
  }
  await server.call(removeConnection, { params: { id } })
  say(cli, cleanText(`${name} is removed.`))
  return exit.clean
}
