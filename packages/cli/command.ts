import { AppError, exitCodeOf, explainedError } from '@rollcall/api'
import { type BaseArgs, buildCommand, type Command, type TypedCommandParameters } from '@stricli/core'
import { type Cli, exit, say } from './cli.ts'
import { cleanText } from './output/text.ts'

interface Example {
  line: string
  says: string
}

interface CommandSpec<Flags extends Readonly<Partial<Record<keyof Flags, unknown>>>, Args extends BaseArgs> {
  brief: string
  /** What a person should know besides. */
  details?: string
  examples: Example[]
  parameters: TypedCommandParameters<Flags, Args, Cli>
  /** Answers the exit code. What it throws is told by what it is. */
  run: (cli: Cli, flags: Flags, ...args: Args) => Promise<number>
}

export function defineCommand<
  const Flags extends Readonly<Partial<Record<keyof Flags, unknown>>>,
  const Args extends BaseArgs,
>(spec: CommandSpec<Flags, Args>): Command<Cli> {
  const { brief, details, examples, parameters, run } = spec
  return buildCommand<Flags, Args, Cli>({
    parameters: parameters as never,
    docs: {
      brief,
      fullDescription: [`${brief}.${details ? `\n${details}` : ''}`, showExamples(examples)].join('\n\n'),
    },
    async func(this: Cli, flags: Flags, ...args: Args): Promise<void> {
      this.process.exitCode = await settle(this, () => run(this, flags, ...args))
    },
  })
}

const showExamples = (examples: Example[]): string =>
  ['EXAMPLES', ...examples.flatMap(({ line, says }) => [`  ${line}`, `      ${says}`])].join('\n')

/** Runs and tells what went wrong: what happened, what to do, and the code of the error. Never what a secret is. */
export async function settle(cli: Cli, run: () => Promise<number>): Promise<number> {
  try {
    return await run()
  } catch (error) {
    if (cli.signal.aborted) {
      say(cli, 'rollcall: interrupted.')
      return exit.interrupted
    }
    const known = explainedError(error)
    if (known) {
      say(cli, describe(known))
      return exitCodeOf(known)
    }
    const bug = new AppError('internal.bug')
    say(cli, `rollcall: ${bug.message}\n  → Report it with these lines:\n${stackOf(error)}\n  (${bug.code})`)
    return exit.bug
  }
}

function describe(error: NonNullable<ReturnType<typeof explainedError>>): string {
  const request = 'requestId' in error && error.requestId !== '' ? `, request ${error.requestId}` : ''
  return `rollcall: ${cleanText(error.message)}\n  → ${cleanText(error.fix)}\n  (${error.code}${request})`
}

const stackOf = (error: unknown) => String(error instanceof Error ? (error.stack ?? error.message) : error)

/** A mistake in what was typed. */
export const usageError = (problem: string, remedy: string) => new AppError('command.invalid', { problem, remedy })
