import { setTimeout as sleep } from 'node:timers/promises'
import { type Connection, cancelScan, exitCodeOf, getScan, listFindings, type Scan, startScan } from '@rollcall/api'
import { type Cli, exit, say } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { findConnection, nameParameter, readCoverage } from '../../connections.ts'
import { findingFlags, type OutputFlags, outputAliases, planOutputs } from '../../output/answer.ts'
import { findingsAnswer } from '../../output/findings.ts'
import { cleanText } from '../../output/text.ts'
import { createProgress } from '../../progress.ts'
import { openServer, readAll, type Server } from '../../server.ts'
import { conclude, type VerdictFlags, verdictFlags } from '../../verdict.ts'
import { tellWaits } from '../../waiting.ts'
import { loadSheets } from '../checks/sheets.ts'

interface Flags extends OutputFlags, VerdictFlags {
  detach?: boolean | undefined
}

export const connectionsScan = defineCommand<Flags, [string]>({
  brief: 'Scan a connection now, wait until it is done, and judge what was found',
  details: 'Ctrl-C cancels the scan on the server; records and findings then stay as they were.',
  examples: [
    {
      line: 'rollcall connections scan "GitHub · acme" --fail-on critical',
      says: 'Ends with 3 when something critical is open.',
    },
    { line: 'rollcall connections scan con_… --detach', says: 'Starts the scan and does not wait for it.' },
  ],
  parameters: {
    flags: {
      detach: { kind: 'boolean', optional: true, withNegated: false, brief: 'Start it and do not wait for its end' },
      ...verdictFlags,
      ...findingFlags,
    },
    aliases: outputAliases,
    positional: nameParameter,
  },
  run: runScan,
})

async function runScan(cli: Cli, flags: Flags, wanted: string): Promise<number> {
  const outputs = planOutputs(cli, flags, { sarif: true })
  const server = openServer(cli)
  const connection = await findConnection(server, wanted)
  const started = await server.call(startScan, { params: { id: connection.id } })
  if (flags.detach) {
    outputs.emit({
      schema: 'rollcall.scan-started/1',
      data: started,
      coverage: null,
      head: ['scan', 'state'],
      lines: [[started.id, started.state]],
    })
    return exit.clean
  }
  const scan = await follow(cli, server, started, flags.quiet ?? false)
  if (scan === null) return exit.interrupted
  if (scan.state === 'cancelled') {
    say(cli, 'rollcall: the scan was cancelled; records and findings stay as they were.')
    return exit.error
  }
  if (scan.error) {
    const { code, message, fix } = scan.error
    say(cli, `rollcall: the scan failed. ${cleanText(message)}\n  → ${cleanText(fix)}\n  (${code})`)
    return exitCodeOf({ code, fields: [], status: 502 })
  }
  return tellFindings(cli, server, connection, flags, outputs)
}

async function tellFindings(
  cli: Cli,
  server: Server,
  connection: Connection,
  flags: Flags,
  outputs: ReturnType<typeof planOutputs>,
): Promise<number> {
  const query = { q: `connection:${connection.id}`, sort: 'severity' as const }
  const { items } = await readAll((page) => server.call(listFindings, { query: { ...query, ...page } }))
  const coverage = await readCoverage(server, [connection])
  const checks = await loadSheets()
  outputs.emit(findingsAnswer({ schema: 'rollcall.findings/1', findings: items, coverage, notApplicable: [], checks }))
  return conclude(cli, { findings: items, coverage }, flags)
}

/** Looks until the scan has ended. Null when it was interrupted; then the scan is cancelled. */
async function follow(cli: Cli, { call }: Server, started: Scan, quiet: boolean): Promise<Scan | null> {
  const progress = createProgress(cli, quiet)
  const waiting = tellWaits(cli, quiet)
  const params = { id: started.id }
  try {
    for (;;) {
      const scan = await call(getScan, { params })
      progress.update(scan.streams)
      waiting(scan.spending?.waitingUntil ?? null)
      if (scan.state !== 'queued' && scan.state !== 'running') return scan
      await sleep(500, undefined, { signal: cli.signal })
    }
  } catch (error) {
    if (!cli.signal.aborted) throw error
    const unread = progress.unread()
    say(cli, 'rollcall: interrupted. Cancelling the scan on the server …')
    await openServer({ ...cli, signal: AbortSignal.timeout(800) })
      .call(cancelScan, { params })
      .then(() => say(cli, ['The scan is cancelled; what was known stays as it was.', ...unread].join('\n  ')))
      .catch(() => say(cli, `The server did not confirm it in time: scan ${params.id} may go on.`))
    return null
  }
}
