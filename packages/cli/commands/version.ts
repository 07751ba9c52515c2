import { exit, say } from '../cli.ts'
import { defineCommand } from '../command.ts'
import { readHealth, serverUrl } from '../server.ts'
import { version } from '../version.ts'

export const versionCommand = defineCommand<object, []>({
  brief: 'Version of this command line and, where ROLLCALL_URL is set, of the server there',
  examples: [{ line: 'rollcall version', says: 'Works without a server.' }],
  parameters: {},
  async run(cli) {
    cli.process.stdout.write(`rollcall ${version}\n`)
    if (!cli.process.env.ROLLCALL_URL) return exit.clean
    const { version: server } = await readHealth(cli, serverUrl(cli))
    cli.process.stdout.write(`server ${server}\n`)
    if (server !== version) say(cli, `The server has another version than this command line, which knows ${version}.`)
    return exit.clean
  },
})
