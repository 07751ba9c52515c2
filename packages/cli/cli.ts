import type { ApplicationContext } from '@stricli/core'

/** A standard stream, or what a test puts in its place. */
export interface Screen {
  write: (text: string) => unknown
  isTTY?: boolean | undefined
  columns?: number | undefined
  rows?: number | undefined
}

/** All that a command may touch of the process. Data goes to stdout, talk to stderr. */
export interface Cli extends ApplicationContext {
  readonly process: {
    readonly stdout: Screen
    readonly stderr: Screen
    readonly env: Readonly<Record<string, string | undefined>>
    exitCode?: number | string | null
  }
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly readStdin: () => Promise<string>
  /** Asks on the terminal; null where there is none. */
  readonly ask: ((question: string) => Promise<string>) | null
  /** Ends with Ctrl-C. */
  readonly signal: AbortSignal
  /** A command that runs until it is told to stop deals with signals itself. */
  readonly keepSignals: () => void
  readonly now: () => Date
}

/** Exit codes. `docs/reference/cli.md` has the same table. */
export const exit = {
  clean: 0,
  error: 1,
  usage: 2,
  findings: 3,
  authentication: 4,
  incomplete: 5,
  bug: 70,
  interrupted: 130,
} as const

export const exitMeanings: Record<keyof typeof exit, string> = {
  clean: 'clean: done, and nothing at or above `--fail-on`',
  error: 'an error; the message says what happened and what to do',
  usage: 'the command line, a setting or an address is not valid',
  findings:
    'findings at or above `--fail-on`; for `scim test` and `audit verify`, something failed; for `enterprise why`, something holds them up',
  authentication: 'a token is missing, was refused or may not do this',
  incomplete:
    'something could not be checked, or what had to be asked did not answer; 3 comes first, and `--allow-incomplete` turns what could not be checked into 0. What the plan of the organization does not have is told, and counts neither as clean nor as 5',
  bug: 'a bug in Rollcall',
  interrupted: 'interrupted by Ctrl-C',
}

/** What the command line reads from the environment. The server's own settings come on top for `start` and `doctor`. */
export const variables = {
  GITHUB_TOKEN: '`scan github`, `connect github`: personal access token (classic) of an Organization owner.',
  ROLLCALL_TOKEN: 'API token for commands that ask a server. Made in Settings › API tokens.',
  ROLLCALL_URL: 'Address of that server. Without it: `http://127.0.0.1:7655`.',
  ROLLCALL_ALLOW_NETWORKS:
    '`scan github`: private networks in which a GitHub Enterprise Server may be, as CIDR ranges.',
  ROLLCALL_CA_FILE: '`scan github`: PEM file with certificate authorities to trust besides the public ones.',
  SCIM_TOKEN: '`scim test`: bearer token for the server that is tried.',
  NO_COLOR: 'No colours, whatever its value.',
} as const

export const say = (cli: Pick<Cli, 'process'>, text: string): void => {
  cli.process.stderr.write(`${text}\n`)
}

/** Colours on a terminal, unless the person wants none (no-color.org). */
export const mayPaint = (cli: Pick<Cli, 'process'>, screen: Screen): boolean =>
  screen.isTTY === true && !cli.process.env.NO_COLOR && cli.process.env.TERM !== 'dumb'
