import { parseArgs } from 'node:util'
import { AppError } from '@rollcall/core'
import { createLogger } from './logger.ts'
import { entryLink, type RunningServer, startServer } from './server.ts'
import { readSettings } from './settings.ts'
import { version } from './version.ts'

const usage = `Usage: npm start -- [options]

  --demo         start with an example company; nothing leaves this machine
  --setup-link   print a new one-time link that creates an admin, though there is one
  --help         this text

Settings come from the environment; docs/reference/settings.md lists them.`

const say = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

/** Reads arguments and environment, starts, prints the way in, and stops on Ctrl-C or SIGTERM. */
export async function main(args: string[], env: Record<string, string | undefined>): Promise<void> {
  try {
    await run(args, env)
  } catch (error) {
    const known = error instanceof AppError ? error : null
    if (known) say(`\n  ${known.message}\n  → ${known.fix}\n  (${known.code})\n`)
    else
      say(
        `\n  Rollcall could not start.\n  ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      )
    process.exit(known?.exitCode ?? 70)
  }
}

async function run(args: string[], env: Record<string, string | undefined>): Promise<void> {
  const options = readArguments(args)
  if (options.help) return say(usage)
  const began = performance.now()
  const { server, stop } = options.demo ? await startDemoServer(env) : await startOwnServer(env)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  const { deps } = server
  say(`\n  Rollcall ${version} listens on ${deps.baseUrl}  (${seconds} s)`)
  const link = await entryLink(deps, options.setupLink)
  if (link)
    say(
      deps.demo
        ? `\n  This is demo data; nothing leaves this machine. Walk in (30 minutes, once):\n\n    ${link}\n`
        : `\n  Create the first admin with this link (30 minutes, once):\n\n    ${link}\n`,
    )
  else say(`\n  Sign in there, or run npm start -- --setup-link if you are locked out.\n`)
  if (!deps.baseUrl.startsWith('https:') && !/\/\/(127\.|localhost|\[::1\])/.test(deps.baseUrl))
    deps.log.warn(
      {},
      'The console is reachable over plain http: put a proxy with TLS in front and set ROLLCALL_BASE_URL',
    )
  stopOnSignal(stop)
}

function readArguments(args: string[]): { demo: boolean; setupLink: boolean; help: boolean } {
  try {
    const { values } = parseArgs({
      args,
      options: { demo: { type: 'boolean' }, 'setup-link': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    })
    return { demo: values.demo ?? false, setupLink: values['setup-link'] ?? false, help: values.help ?? false }
  } catch (error) {
    say(usage)
    throw new AppError('config.invalid', {
      setting: 'the command line',
      problem: (error as Error).message.split('.')[0] ?? '',
    })
  }
}

interface Started {
  server: RunningServer
  stop: () => Promise<void>
}

async function startOwnServer(env: Record<string, string | undefined>): Promise<Started> {
  const settings = readSettings(env)
  const server = await startServer({ settings, logger: createLogger(settings.logLevel) })
  return { server, stop: server.close }
}

async function startDemoServer(env: Record<string, string | undefined>): Promise<Started> {
  const { startDemo } = await import('./demo.ts')
  return startDemo(env)
}

/** The first signal stops in order; a second one does not wait. */
function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (stopping) process.exit(130)
      stopping = true
      say('\n  Stopping …')
      stop().then(
        () => process.exit(0),
        (error) => {
          say(String(error))
          process.exit(70)
        },
      )
    })
}
