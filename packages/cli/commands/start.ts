import { type Cli, exit } from '../cli.ts'
import { defineCommand } from '../command.ts'
import { loadServer } from '../local.ts'

interface Flags {
  demo?: boolean | undefined
  setupLink?: boolean | undefined
}

export const start = defineCommand<Flags, []>({
  brief: 'Start the server and its console here; Ctrl-C stops it',
  details: 'The same as npm start once it is built. docs/reference/settings.md lists its settings.',
  examples: [
    { line: 'rollcall start', says: 'Prints the address, and at the first start a link that creates the first admin.' },
    { line: 'rollcall start --demo', says: 'An example company; nothing leaves this machine.' },
    { line: 'PORT=8000 ROLLCALL_DATA=/srv/rollcall rollcall start', says: 'Another port, another folder.' },
  ],
  parameters: {
    flags: {
      demo: { kind: 'boolean', optional: true, withNegated: false, brief: 'Start with an example company' },
      setupLink: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief: 'Print a new one-time link that creates an admin, though there is one',
      },
    },
  },
  async run(cli: Cli, flags) {
    const { main } = await loadServer()
    cli.keepSignals()
    await main([...(flags.demo ? ['--demo'] : []), ...(flags.setupLink ? ['--setup-link'] : [])], cli.process.env)
    return exit.clean
  },
})
