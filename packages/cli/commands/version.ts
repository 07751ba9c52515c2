import { type Cli, exit, say } from '../cli.ts'
import { defineCommand } from '../command.ts'
import { fetchJson, serverUrl } from '../server.ts'
import { version } from '../version.ts'

export const versionCommand = defineCommand<object, []>({
  brief: 'Version of this command line and, where ROLLCALL_URL is set, of the server there',
  examples: [{ line: 'rollcall version', says: 'Works without a server.' }],
  parameters: {},
  async run(cli) {
    cli.process.stdout.write(`rollcall ${version}\n`)
    if (!cli.process.env.ROLLCALL_URL) return exit.clean
    const server = await readServerVersion(cli, serverUrl(cli))
    cli.process.stdout.write(`server ${server}\n`)
    if (server !== version) say(cli, `The server has another version than this command line, which knows ${version}.`)
    return exit.clean
  },
})

/** What the server at the address says of itself, without a token. */
export async function readServerVersion(cli: Cli, url: string): Promise<string> {
  const response = await fetchJson(cli, url, `${url}/healthz`, { headers: { accept: 'application/json' } })
  const answer: unknown = await response.json()
  return typeof answer === 'object' && answer !== null && 'version' in answer ? String(answer.version) : 'unknown'
}
