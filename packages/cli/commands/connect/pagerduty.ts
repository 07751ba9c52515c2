import type { Cli } from '../../cli.ts'
import { defineCommand, usageError } from '../../command.ts'
import { type ConnectFlags, connectFlags, connectSystem, listFlag, textFlag } from '../../connecting.ts'
import { outputAliases } from '../../output/answer.ts'
import { readPagerdutyKey, readPagerdutySecret } from '../../secrets.ts'

interface Flags extends ConnectFlags {
  subdomain?: string | undefined
  region?: string | undefined
  keyFile?: string | undefined
  clientId?: string | undefined
  secretFile?: string | undefined
  domain?: readonly string[] | undefined
  approvedHost?: readonly string[] | undefined
  knownKey?: readonly string[] | undefined
}

export const connectPagerduty = defineCommand<Flags, []>({
  brief: 'Connect a PagerDuty account to a server, which scans it from then on',
  details:
    'First says what the credential can read and which checks are lost without the rest. Then the server keeps it, sealed, and starts the first scan. By a read-only API key, or with --client-id by an app with scoped OAuth.',
  examples: [
    {
      line: 'ROLLCALL_TOKEN=… PAGERDUTY_API_KEY=… rollcall connect pagerduty --label production',
      says: 'Connects the account of the key. Its region is the US.',
    },
    {
      line: 'rollcall connect pagerduty --subdomain https://acme.eu.pagerduty.com --client-id … --secret-file ~/.pagerduty',
      says: 'Connects by an app; the region follows from the address.',
    },
    {
      line: 'pass pagerduty | rollcall connect pagerduty --key-file - --domain acme.com --dry-run',
      says: 'Only says what could be read. Saves nothing.',
    },
  ],
  parameters: {
    flags: {
      subdomain: textFlag('name', 'Of the account, or the address of any of its pages. Not needed with an API key'),
      region: textFlag('us|eu', 'Service region. Without it: as the address says, or us'),
      keyFile: textFlag(
        'file',
        'Read the API key from this file, or from standard input for -. Without it: from PAGERDUTY_API_KEY',
      ),
      clientId: textFlag('id', 'Of an app with scoped OAuth, in place of a key'),
      secretFile: textFlag(
        'file',
        'Read its client secret from this file, or from standard input for -. Without it: from PAGERDUTY_CLIENT_SECRET',
      ),
      domain: listFlag('name', 'E-mail domain of the company. May be repeated'),
      approvedHost: listFlag('name', 'Host, or domain with all below it, that PagerDuty may send to. May be repeated'),
      knownKey: listFlag('four', 'Last four characters of an API key that you know of. May be repeated'),
      ...connectFlags,
    },
    aliases: outputAliases,
  },
  run: runConnect,
})

async function runConnect(cli: Cli, flags: Flags): Promise<number> {
  const { subdomain, region, clientId, keyFile, secretFile } = flags
  if (clientId !== undefined && keyFile !== undefined)
    throw usageError('An app and an API key were given.', 'Leave out --client-id or --key-file: one of them is enough.')
  if (clientId === undefined && secretFile !== undefined)
    throw usageError('--secret-file came without --client-id.', 'Give both, from the page of the app in PagerDuty.')
  return connectSystem(cli, flags, async () => {
    const texts = Object.entries({ subdomain, region, clientId }).filter(([, value]) => value !== undefined)
    const lists = Object.entries({ domains: flags.domain, hosts: flags.approvedHost, keys: flags.knownKey })
    return {
      connector: 'pagerduty',
      config: {
        ...Object.fromEntries(texts),
        ...Object.fromEntries(lists.filter(([, value]) => value !== undefined && value.length > 0)),
      } as Record<string, string | string[]>,
      secrets:
        clientId === undefined
          ? { apiKey: await readPagerdutyKey(cli, keyFile) }
          : { clientSecret: await readPagerdutySecret(cli, secretFile) },
    }
  })
}
