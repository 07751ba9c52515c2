import { createScimToken, scimScopes } from '@rollcall/api'
import { numberParser } from '@stricli/core'
import { type Cli, exit, say } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { slugParameter } from '../../enterprises.ts'
import { openServer } from '../../server.ts'

interface Flags {
  scope?: readonly (typeof scimScopes)[number][] | undefined
  name?: string | undefined
  days?: number | undefined
  quiet?: boolean | undefined
}

export const enterpriseToken = defineCommand<Flags, [string]>({
  brief: 'Make a token with which an identity provider may provision',
  details: 'Standard output is the token alone, this one time. Everything else goes to standard error.',
  examples: [
    { line: 'SCIM_TOKEN=$(rollcall enterprise token acme)', says: 'Keeps it in a variable, without showing it.' },
    { line: 'rollcall enterprise token acme --name Okta --days 365', says: 'With a name, and an end.' },
  ],
  parameters: {
    flags: {
      scope: {
        kind: 'enum',
        values: scimScopes,
        variadic: true,
        optional: true,
        brief: 'What it may do. Without it: scim:enterprise. May be repeated',
      },
      name: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'text',
        brief: 'What to call it. Without it: its scopes',
      },
      days: {
        kind: 'parsed',
        parse: numberParser,
        optional: true,
        placeholder: 'number',
        brief: 'Days after which it ends. Without it: never',
      },
      quiet: { kind: 'boolean', optional: true, withNegated: false, brief: 'No talk on standard error, only errors' },
    },
    aliases: { q: 'quiet' },
    positional: slugParameter,
  },
  run: runToken,
})

async function runToken(cli: Cli, { scope, name, days, quiet }: Flags, enterprise: string): Promise<number> {
  const scopes = scope === undefined || scope.length === 0 ? (['scim:enterprise'] as const) : scope
  const made = await openServer(cli).call(createScimToken, {
    params: { enterprise },
    body: {
      scopes: [...scopes],
      ...(name === undefined ? {} : { name }),
      ...(days === undefined ? {} : { expiresInDays: days }),
    },
  })
  cli.process.stdout.write(`${made.token}\n`)
  if (!quiet) {
    say(cli, `Token of ${made.owner} with ${made.scopes.join(', ')}. It is not shown again.`)
    if (made.warning) say(cli, `! ${made.warning}`)
  }
  return exit.clean
}
