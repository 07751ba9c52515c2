import { createInterface } from 'node:readline/promises'
import { proposeCompletions, run } from '@stricli/core'
import { app } from './app.ts'
import { type Cli, exit, say } from './cli.ts'
import { settle } from './command.ts'
import { completionWord } from './commands/completion.ts'
import { refuseSecrets } from './secrets.ts'

/** Runs one command line in this process and sets its exit code. */
export async function main(host: NodeJS.Process): Promise<void> {
  const abort = new AbortController()
  const cli = createCli(host, abort)
  const args = host.argv.slice(2)
  const [first, ...rest] = args
  if (first === completionWord) await complete(cli, rest)
  else host.exitCode = await runLine(cli, args)
  // What was interrupted may have left something behind that would keep the process alive.
  if (abort.signal.aborted) host.exit(exit.interrupted)
}

/** Answers the exit code, whatever becomes of the line. */
export async function runLine(cli: Cli, args: readonly string[]): Promise<number> {
  const refused = await settle(cli, async () => {
    refuseSecrets(args)
    return exit.clean
  })
  if (refused !== exit.clean) return refused
  const words = args[0] === 'help' ? [...args.slice(1), '--help'] : args
  await run(app, words, cli)
  const code = Number(cli.process.exitCode ?? 0)
  if (code >= 0) return code
  // Below zero is the library's own: -5 no such command, -4 arguments that do not fit, the rest never happen.
  if (code < -5 || code > -4) return exit.bug
  say(cli, '  → rollcall --help lists the commands; --help after a command says what it takes.')
  return exit.usage
}

async function complete(cli: Cli, words: readonly string[]): Promise<void> {
  const found = await proposeCompletions(app, words.length === 0 ? [''] : words, cli)
  for (const { completion, brief } of found)
    if (completion.startsWith(words.at(-1) ?? '')) cli.process.stdout.write(`${completion}\t${brief}\n`)
}

function createCli(host: NodeJS.Process, abort: AbortController): Cli {
  const { stdin, stdout, stderr, env } = host
  // A reader that has seen enough, such as head, is no error.
  for (const stream of [stdout, stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  const onSignal = () => {
    if (abort.signal.aborted) host.exit(exit.interrupted)
    abort.abort(new Error('interrupted'))
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) host.on(signal, onSignal)
  return {
    process: { stdout, stderr, env },
    fetch,
    readStdin: async () => {
      let text = ''
      for await (const chunk of stdin) text += String(chunk)
      return text
    },
    ask: stdin.isTTY && stderr.isTTY ? ask(host, abort.signal) : null,
    signal: abort.signal,
    keepSignals: () => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) host.off(signal, onSignal)
    },
    now: () => new Date(),
  }
}

const ask =
  ({ stdin, stderr }: NodeJS.Process, signal: AbortSignal) =>
  async (question: string): Promise<string> => {
    const lines = createInterface({ input: stdin, output: stderr })
    try {
      return await lines.question(question, { signal })
    } finally {
      lines.close()
    }
  }
