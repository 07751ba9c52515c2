import { readFileSync } from 'node:fs'
import { AppError } from '@rollcall/api'
import type { Cli } from './cli.ts'

const flagNames = /^--?(?:.*-)?(?:token|password|passwd|secret|pat|api-?key|credential)(?:=|$)/i
/** `apiKey=…`, as somebody may try to set one. */
const settingNames = /^\w*(?:token|password|secret|api_?key|private_?key)=/i
const forms =
  /(?:^|=)(?:gh[pousr]_|github_pat_|rc_(?:api|session|link|scim)_)\w{8,}|(?:^|=)Bearer\s|(?:^|=)[0-9a-f]{40}$/

/**
 * Refuses a command line that a secret is on, before anything reads it. The argument is named by its position: it must
 * not be printed once more.
 */
export function refuseSecrets(args: readonly string[]): void {
  const at = args.findIndex((arg) => [flagNames, settingNames, forms].some((form) => form.test(arg)))
  if (at >= 0) throw new AppError('command.secret_argument', { position: at + 1 })
}

export interface CredentialFlags {
  tokenFile?: string | undefined
  appId?: string | undefined
  keyFile?: string | undefined
}

/** Flags of every command that reads GitHub. */
export const credentialFlags = {
  tokenFile: {
    kind: 'parsed',
    parse: String,
    optional: true,
    placeholder: 'file',
    brief: 'Read the token from this file, or from standard input for -. Without it: from GITHUB_TOKEN',
  },
  appId: {
    kind: 'parsed',
    parse: String,
    optional: true,
    placeholder: 'number',
    brief: 'App ID of a GitHub App, from the top of its settings page',
  },
  keyFile: {
    kind: 'parsed',
    parse: String,
    optional: true,
    placeholder: 'file',
    brief: 'Read the private key of the GitHub App from this .pem file, or from standard input for -',
  },
} as const

/** A secret from a file, from standard input for `-`, or without a file from the environment. */
async function readSecret(
  cli: Cli,
  file: string | undefined,
  { what, env, make, form }: { what: string; env?: string; make: string; form: string },
): Promise<string> {
  const missing = (problem: string, remedy: string) => new AppError('command.secret_missing', { what, problem, remedy })
  if (file === undefined) {
    const secret = env === undefined ? '' : (cli.process.env[env]?.trim() ?? '')
    if (secret !== '') return secret
    throw missing(`${env} is not set`, make)
  }
  const text = (file === '-' ? await cli.readStdin() : readSecretFile(file, what)).trim()
  if (text !== '') return text
  throw missing(`${file === '-' ? 'standard input' : file} is empty`, form)
}

/** The token of the system to read: from a file, standard input, or the environment. */
export const readGithubToken = (cli: Cli, file: string | undefined): Promise<string> =>
  readSecret(cli, file, {
    what: 'GitHub token',
    env: 'GITHUB_TOKEN',
    make: 'Make a personal access token (classic) of an Organization owner with read:org, admin:org, repo and admin:org_hook, and set GITHUB_TOKEN to it, or name a file: --token-file FILE.',
    form: 'Put the token there, alone and on one line.',
  })

/** An API key of PagerDuty, by the same ways. */
export const readPagerdutyKey = (cli: Cli, file: string | undefined): Promise<string> =>
  readSecret(cli, file, {
    what: 'PagerDuty API key',
    env: 'PAGERDUTY_API_KEY',
    make: 'Make a read-only key under Integrations › API Access Keys in PagerDuty and set PAGERDUTY_API_KEY to it, or name a file: --key-file FILE. For an app, give --client-id.',
    form: 'Put the key there, alone and on one line.',
  })

/** The client secret of an app of PagerDuty, by the same ways. */
export const readPagerdutySecret = (cli: Cli, file: string | undefined): Promise<string> =>
  readSecret(cli, file, {
    what: 'client secret of the PagerDuty app',
    env: 'PAGERDUTY_CLIENT_SECRET',
    make: 'Copy it under Integrations › App Registration in PagerDuty and set PAGERDUTY_CLIENT_SECRET to it, or name a file: --secret-file FILE.',
    form: 'Put the client secret there, alone and on one line.',
  })

function readSecretFile(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const problem = `${path} cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown'})`
    throw new AppError(
      'command.secret_missing',
      { what, problem, remedy: 'Check the name and who may read it.' },
      { cause },
    )
  }
}

/** The private key of a GitHub App, from a file or standard input. Its form is the server's to judge. */
const readAppKey = (cli: Cli, file: string): Promise<string> =>
  readSecret(cli, file, {
    what: 'private key of the GitHub App',
    make: '',
    form: 'Name the .pem file that GitHub made for the App.',
  })

export function readServerToken(cli: Cli): string {
  const token = cli.process.env.ROLLCALL_TOKEN?.trim()
  if (token) return token
  throw new AppError('command.secret_missing', {
    what: 'API token for the server',
    problem: 'ROLLCALL_TOKEN is not set',
    remedy: 'Make one in the console under Settings › API tokens and set ROLLCALL_TOKEN to it.',
  })
}

export function readScimToken(cli: Cli): string {
  const token = cli.process.env.SCIM_TOKEN?.trim()
  if (token) return token
  throw new AppError('command.secret_missing', {
    what: 'token for the SCIM server',
    problem: 'SCIM_TOKEN is not set',
    remedy: 'Set SCIM_TOKEN to the bearer token that the server gives to its clients.',
  })
}

/** A GitHub App, a token, or both. With an App, a token is used only where a file is named for it. */
export async function readCredential(
  cli: Cli,
  { appId, keyFile, tokenFile }: CredentialFlags,
): Promise<{ config: Record<string, string>; secrets: Record<string, string> }> {
  if (appId === undefined && keyFile === undefined)
    return { config: {}, secrets: { token: await readGithubToken(cli, tokenFile) } }
  if (appId === undefined || keyFile === undefined)
    throw new AppError('command.invalid', {
      problem: appId === undefined ? '--key-file came without --app-id.' : '--app-id came without --key-file.',
      remedy: 'Give both: the number from the settings page of the App, and the .pem file that GitHub made for it.',
    })
  if (keyFile === '-' && tokenFile === '-')
    throw new AppError('command.invalid', {
      problem: 'Standard input cannot be both the key and the token.',
      remedy: 'Name a file for one of them.',
    })
  return {
    config: { appId },
    secrets: {
      privateKey: await readAppKey(cli, keyFile),
      ...(tokenFile === undefined ? {} : { token: await readGithubToken(cli, tokenFile) }),
    },
  }
}
