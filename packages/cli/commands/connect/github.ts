import type { Cli } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { type ConnectFlags, connectFlags, connectSystem, textFlag } from '../../connecting.ts'
import { outputAliases } from '../../output/answer.ts'
import { type CredentialFlags, credentialFlags, readCredential } from '../../secrets.ts'

interface Flags extends ConnectFlags, CredentialFlags {
  org: readonly string[]
  address?: string | undefined
  critical?: string | undefined
  computedEtags?: boolean | undefined
}

export const connectGithub = defineCommand<Flags, []>({
  brief: 'Connect GitHub organizations to a server, which scans them from then on',
  details:
    'First says what the credential can read and which checks are lost without the rest. Then the server keeps it, sealed, and starts the first scan. A GitHub App reads with --app-id and --key-file, a token beside it with --token-file.',
  examples: [
    {
      line: 'ROLLCALL_TOKEN=… GITHUB_TOKEN=… rollcall connect github --org acme',
      says: 'Connects acme to the server at http://127.0.0.1:7655.',
    },
    {
      line: 'rollcall connect github --org acme --app-id 1234567 --key-file rollcall.private-key.pem',
      says: 'Connects acme by a GitHub App that is installed there on all repositories.',
    },
    {
      line: 'rollcall connect github --org acme --token-file ~/.github-token --dry-run',
      says: 'Only says what could be read. Saves nothing.',
    },
  ],
  parameters: {
    flags: {
      org: {
        kind: 'parsed',
        parse: String,
        variadic: true,
        placeholder: 'name',
        brief: 'Organization, by name or by the address of its page. May be repeated',
      },
      address: textFlag('url', 'GitHub Enterprise Server or GHE.com. Without it: github.com'),
      critical: textFlag(
        'marks',
        'What marks critical repositories, such as tier=1 (a custom property) or topic:critical',
      ),
      ...credentialFlags,
      computedEtags: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief:
          'Save requests of an App by ETags that are worked out for its next token, in a way that GitHub does not document',
      },
      ...connectFlags,
    },
    aliases: outputAliases,
  },
  run: runConnect,
})

async function runConnect(cli: Cli, flags: Flags): Promise<number> {
  return connectSystem(cli, flags, async () => {
    const credential = await readCredential(cli, flags)
    return {
      connector: 'github',
      config: {
        organizations: [...flags.org],
        ...(flags.address === undefined ? {} : { address: flags.address }),
        ...(flags.critical === undefined ? {} : { critical: flags.critical }),
        ...(flags.computedEtags ? { computedEtags: 'on' } : {}),
        ...credential.config,
      },
      secrets: credential.secrets,
    }
  })
}
