import { createConnection, type PreflightReport, preflight, type RouteInput } from '@rollcall/api'
import { type Cli, exit, say } from './cli.ts'
import { type OutputFlags, outputFlags, planOutputs } from './output/answer.ts'
import { cleanText } from './output/text.ts'
import { openServer } from './server.ts'

type Input = Pick<RouteInput<typeof createConnection>['body'], 'connector' | 'config' | 'secrets'>

export interface ConnectFlags extends Omit<OutputFlags, 'out'> {
  name?: string | undefined
  label?: string | undefined
  owner?: string | undefined
  dryRun?: boolean | undefined
}

const { out: _, ...formatFlags } = outputFlags

export const textFlag = <Placeholder extends string>(placeholder: Placeholder, brief: string) =>
  ({ kind: 'parsed', parse: String, optional: true, placeholder, brief }) as const

export const listFlag = <Placeholder extends string>(placeholder: Placeholder, brief: string) =>
  ({ kind: 'parsed', parse: String, optional: true, variadic: true, placeholder, brief }) as const

/** What every system is connected with. */
export const connectFlags = {
  name: textFlag('text', 'What to call the connection. Without it: after what is connected'),
  label: textFlag('text', 'Which of several instances it is: production, sandbox …'),
  owner: textFlag('text', 'Whom to ask about it: a person or a team'),
  dryRun: { kind: 'boolean', optional: true, withNegated: false, brief: 'Try the credential and save nothing' },
  ...formatFlags,
} as const

/** Tries the credential, says what is lost, and connects; or only says what could be read. */
export async function connectSystem(cli: Cli, flags: ConnectFlags, readInput: () => Promise<Input>): Promise<number> {
  const outputs = planOutputs(cli, flags)
  const { call, url } = openServer(cli)
  const body = await readInput()
  const report = await call(preflight, { body })
  if (flags.dryRun) {
    outputs.emit({
      schema: 'rollcall.preflight/1',
      data: report,
      coverage: null,
      head: ['state', 'scope', 'stream', 'checks lost', 'because', 'what to do'],
      lines: report.streams.map(({ state, scope, title, gap, checksLost }) => [
        state,
        scope,
        title,
        String(checksLost.length),
        gap?.detail ?? '',
        gap?.fix ?? '',
      ]),
    })
    const whole = report.streams.every(({ state, gap }) => state === 'ready' || gap?.reason === 'plan')
    return whole ? exit.clean : exit.incomplete
  }
  if (!flags.quiet) tellLimits(cli, report)
  const { name: called, label, owner } = flags
  const given = Object.entries({ name: called, label, owner }).filter(([, value]) => value !== undefined)
  const { connection, scanId } = await call(createConnection, { body: { ...body, ...Object.fromEntries(given) } })
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

/** Who the credential is, and every stream that it does not open whole. */
export function tellLimits(cli: Cli, report: PreflightReport): void {
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
