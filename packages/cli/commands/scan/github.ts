import type { Cli } from '../../cli.ts'
import { exit, say } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { textFlag } from '../../connecting.ts'
import { loadScanner } from '../../local.ts'
import { findingFlags, type OutputFlags, outputAliases, planOutputs } from '../../output/answer.ts'
import { findingsAnswer } from '../../output/findings.ts'
import { createProgress } from '../../progress.ts'
import { type CredentialFlags, credentialFlags, readCredential } from '../../secrets.ts'
import { conclude, type VerdictFlags, verdictFlags } from '../../verdict.ts'
import { tellWaits } from '../../waiting.ts'

interface Flags extends OutputFlags, VerdictFlags, CredentialFlags {
  org: readonly string[]
  address?: string | undefined
  critical?: string | undefined
}

export const scanGithub = defineCommand<Flags, []>({
  brief: 'Read GitHub organizations here and now, judge them and print what is wrong',
  details:
    'Needs no server and keeps nothing. It only reads. All records are held in memory, at most 250,000; larger scans are for a server. GitHub shows fine-grained tokens to GitHub Apps and second factors to tokens of owners: with both nothing is unseen but what the plan of the organization does not have, and that is told without deciding the exit code.',
  examples: [
    {
      line: 'GITHUB_TOKEN=… rollcall scan github --org acme',
      says: 'Findings, and what could not be judged, as a table; ends with 3 when one is high or critical.',
    },
    {
      line: 'rollcall scan github --org acme --org acme-labs --token-file ~/.github-token --out report.sarif --out report.json',
      says: 'Two organizations, the token from a file, and two reports besides.',
    },
    {
      line: 'rollcall scan github --org acme --app-id 1234567 --key-file rollcall.private-key.pem --token-file ~/.github-token',
      says: 'By a GitHub App and a token, each for what it is shown.',
    },
    {
      line: 'pass github | rollcall scan github --org acme --address https://ghes.example.com --token-file - --fail-on critical',
      says: 'A GitHub Enterprise Server, the token from a password manager.',
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
      critical: textFlag(
        'marks',
        'What marks critical repositories, such as tier=1 (a custom property) or topic:critical',
      ),
      ...credentialFlags,
      ...verdictFlags,
      ...findingFlags,
    },
    aliases: outputAliases,
  },
  run: runScan,
})

async function runScan(cli: Cli, flags: Flags): Promise<number> {
  const outputs = planOutputs(cli, flags, { sarif: true })
  const credential = await readCredential(cli, flags)
  const progress = createProgress(cli, flags.quiet ?? false)
  const { scanOnce } = await loadScanner()
  try {
    const report = await scanOnce({
      connector: 'github',
      config: {
        organizations: [...flags.org],
        ...(flags.address === undefined ? {} : { address: flags.address }),
        ...(flags.critical === undefined ? {} : { critical: flags.critical }),
        ...credential.config,
      },
      secrets: credential.secrets,
      env: cli.process.env,
      signal: cli.signal,
      progress: ({ streams }) => progress.update(streams),
      waiting: tellWaits(cli, flags.quiet ?? false),
    })
    outputs.emit(findingsAnswer({ schema: 'rollcall.scan/1', ...report }))
    return conclude(cli, report, flags)
  } catch (error) {
    if (!cli.signal.aborted) throw error
    const unread = progress.unread()
    say(cli, 'rollcall: interrupted. Nothing was judged and nothing is kept.')
    say(cli, unread.length === 0 ? 'Nothing was read yet.' : ['Not read whole:', ...unread].join('\n  '))
    return exit.interrupted
  }
}
