import type { Finding } from '@rollcall/api'
import { type Cli, exit, say } from './cli.ts'
import type { CoverageLine } from './output/answer.ts'
import { cleanText } from './output/text.ts'

export const severityNames = ['critical', 'high', 'medium', 'low', 'info'] as const
const thresholds = [...severityNames, 'never'] as const

export type FailOn = (typeof thresholds)[number]

export interface VerdictFlags {
  failOn?: FailOn | undefined
  allowIncomplete?: boolean | undefined
}

/** Flags of every command that judges. */
export const verdictFlags = {
  failOn: {
    kind: 'enum',
    values: thresholds,
    optional: true,
    brief: 'Exit with 3 when there is a finding of this severity or worse. Without it: high',
  },
  allowIncomplete: {
    kind: 'boolean',
    optional: true,
    withNegated: false,
    brief: 'Exit with 0, not 5, when something could not be checked',
  },
} as const

interface Judged {
  findings: readonly Pick<Finding, 'severity' | 'status' | 'checkId' | 'scope'>[]
  coverage: readonly Pick<CoverageLine, 'state' | 'scope' | 'gap'>[]
}

export interface Verdict {
  code: number
  /** What it comes to, in a sentence or two. */
  words: string[]
}

/** Findings first, then what could not be checked: absence is never clean. */
export function judge({ findings, coverage }: Judged, flags: VerdictFlags): Verdict {
  const failOn = flags.failOn ?? 'high'
  const open = findings.filter(({ status }) => status === 'open')
  const limit = failOn === 'never' ? -1 : severityNames.indexOf(failOn)
  const over = open.filter(({ severity }) => severityNames.indexOf(severity) <= limit)
  const unknown = new Set(findings.flatMap((one) => (one.status === 'unknown' ? [`${one.checkId} ${one.scope}`] : [])))
  const unread = coverage.filter(({ state }) => state !== 'complete').length
  const incomplete = unknown.size > 0 || unread > 0

  const none = incomplete ? 'No findings in what was seen.' : 'No findings.'
  const words = [open.length === 0 ? none : `${count(open.length, 'finding')}: ${bySeverity(open)}.`]
  if (incomplete)
    words.push(
      `Not everything could be checked: ${count(unread, 'stream')} not read whole, ${count(unknown.size, 'check')} without a verdict.`,
    )
  if (over.length > 0) {
    words.push(`${over.length} of ${failOn} severity${failOn === 'critical' ? '' : ' or worse'}, so this ends with 3.`)
    return { code: exit.findings, words }
  }
  if (!incomplete) return { code: exit.clean, words }
  if (flags.allowIncomplete) {
    words.push('--allow-incomplete: this ends with 0 all the same; it is not a clean result.')
    return { code: exit.clean, words }
  }
  words.push('So this ends with 5; --allow-incomplete would accept it.')
  return { code: exit.incomplete, words }
}

/** Says the verdict, and answers the exit code. */
export function conclude(cli: Cli, judged: Judged, flags: VerdictFlags & { quiet?: boolean | undefined }): number {
  const { code, words } = judge(judged, flags)
  if (!flags.quiet) for (const line of new Set(judged.coverage.flatMap(reasonOf))) say(cli, line)
  // What was not seen, and was accepted all the same, is said even to those who want no talk.
  if (!flags.quiet || flags.allowIncomplete) say(cli, cleanText(words.join(' ')))
  return code
}

const reasonOf = ({ scope, gap }: Judged['coverage'][number]): string[] =>
  gap ? [cleanText(`! ${scope}: ${gap.detail} → ${gap.fix} ${gap.link ?? ''}`).trimEnd()] : []

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`

function bySeverity(findings: Judged['findings']): string {
  return severityNames
    .map((name) => [name, findings.filter(({ severity }) => severity === name).length] as const)
    .filter(([, number]) => number > 0)
    .map(([name, number]) => `${number} ${name}`)
    .join(', ')
}
