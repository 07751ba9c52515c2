import { createConnection, type PreflightReport, preflight } from '@rollcall/api'
import { type Cli, exit, say } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { type Answer, type OutputFlags, outputAliases, outputFlags, planOutputs } from '../../output/answer.ts'
import { cleanText } from '../../output/text.ts'
import { type CredentialFlags, credentialFlags, readCredential } from '../../secrets.ts'
import { openServer } from '../../server.ts'

interface Flags extends Omit<OutputFlags, 'out'>, CredentialFlags {
  org: readonly string[]
  address?: string | undefined
  computedEtags?: boolean | undefined
  name?: string | undefined
  dryRun?: boolean | undefined
}

const { out: _, ...formatFlags } = outputFlags

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
      address: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'url',
        brief: 'GitHub Enterprise Server or GHE.com. Without it: github.com',
      },
      ...credentialFlags,
      computedEtags: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief:
          'Save requests of an App by ETags that are worked out for its next token, in a way that GitHub does not document',
      },
      name: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'text',
        brief: 'What to call the connection. Without it: after the organizations',
      },
      dryRun: { kind: 'boolean', optional: true, withNegated: false, brief: 'Try the credential and save nothing' },
      ...formatFlags,
    },
    aliases: outputAliases,
  },
  run: runConnect,
})

async function runConnect(cli: Cli, flags: Flags): Promise<number> {
  const outputs = planOutputs(cli, flags)
  const { call, url } = openServer(cli)
  const credential = await readCredential(cli, flags)
  const body = {
    connector: 'github',
    config: {
      organizations: [...flags.org],
      ...(flags.address === undefined ? {} : { address: flags.address }),
      ...(flags.computedEtags ? { computedEtags: 'on' } : {}),
      ...credential.config,
    },
    secrets: credential.secrets,
  }
  const report = await call(preflight, { body })
  if (flags.dryRun) {
    outputs.emit(preflightAnswer(report))
    const whole = report.streams.every(({ state, gap }) => state === 'ready' || gap?.reason === 'plan')
    return whole ? exit.clean : exit.incomplete
  }
  if (!flags.quiet) tellLimits(cli, report)
  const named = flags.name === undefined ? body : { ...body, name: flags.name }
  const { connection, scanId } = await call(createConnection, { body: named })
  const { id, name } = connection
  outputs.emit({
    schema: 'rollcall.connection/1',
    data: { connection, scanId },
    coverage: null,
    head: ['id', 'name', 'scan'],
    lines: [[id, name, scanId]],
  })
  if (!flags.quiet)
    say(
      cli,
      `${cleanText(name)} is connected at ${url}; its first scan has begun. See: rollcall connections show ${id}`,
    )
  return exit.clean
}

function tellLimits(cli: Cli, report: PreflightReport): void {
  const { owner, kind } = report.credential
  say(cli, cleanText(`${report.system}: ${kind} of ${owner}.`))
  for (const { gap } of report.scopes.flatMap(({ without = [] }) => without))
    say(cli, cleanText(`! ${gap.detail} → ${gap.fix} ${gap.link ?? ''}`).trimEnd())
  for (const { state, scope, title, gap, checksLost } of report.streams) {
    if (state === 'ready') continue
    const lost = checksLost.length === 1 ? '1 check is' : `${checksLost.length} checks are`
    say(
      cli,
      cleanText(
        `! ${scope}: ${title} ${state === 'blocked' ? 'cannot be read' : 'can be read in part'}; ${lost} lost.`,
      ),
    )
    if (gap) say(cli, cleanText(`  ${gap.detail} → ${gap.fix} ${gap.link ?? ''}`).trimEnd())
  }
}

const preflightAnswer = (report: PreflightReport): Answer => ({
  schema: 'rollcall.preflight/1',
  data: report,
  coverage: null,
  head: ['state', 'organization', 'stream', 'checks lost', 'because', 'what to do'],
  lines: report.streams.map(({ state, scope, title, gap, checksLost }) => [
    state,
    scope,
    title,
    String(checksLost.length),
    gap?.detail ?? '',
    gap?.fix ?? '',
  ]),
})
