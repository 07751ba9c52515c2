import type { Finding, Gap } from '@rollcall/api'
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
    brief:
      'Exit with 0, not 5, when something could not be checked. What the plan of the organization does not have, or no API shows, is told and never counts',
  },
} as const

interface Judged {
  findings: readonly Pick<Finding, 'severity' | 'status' | 'checkId' | 'scope' | 'gap'>[]
  coverage: readonly Pick<CoverageLine, 'state' | 'scope' | 'gap'>[]
}

export interface Verdict {
  code: number
  /** What it comes to, in a sentence or two. */
  words: string[]
  /** What was not seen, and does not show in the code, is said even to those who want no talk. */
  mustSay: boolean
}

/**
 * Findings first, then what could not be checked: absence is never clean. What the system does not have in this plan, or shows
 * by no API, is no absence that another credential would end: it is told each time, and decides nothing.
 */
export function judge({ findings, coverage }: Judged, flags: VerdictFlags): Verdict {
  const failOn = flags.failOn ?? 'high'
  const open = findings.filter(({ status }) => status === 'open')
  const limit = failOn === 'never' ? -1 : severityNames.indexOf(failOn)
  const over = open.filter(({ severity }) => severityNames.indexOf(severity) <= limit)
  const blocked = countUnseen(findings, coverage, (gap) => gap?.reason !== 'plan' && !gap?.attestable)
  const unshown = countUnseen(findings, coverage, (gap) => gap?.attestable === true)
  const unplanned = countUnseen(findings, coverage, (gap) => gap?.reason === 'plan')

  const none = blocked || unplanned || unshown ? 'No findings in what was seen.' : 'No findings.'
  const words = [open.length === 0 ? none : `${count(open.length, 'finding')}: ${bySeverity(open)}.`]
  if (unplanned) words.push(`Not in the plan, so nobody can see it: ${unplanned}.`)
  if (unshown) words.push(`No API shows it, so a person has to look: ${unshown}.`)
  if (blocked) words.push(`Not everything could be checked: ${blocked}.`)
  if (over.length > 0) {
    words.push(`${over.length} of ${failOn} severity${failOn === 'critical' ? '' : ' or worse'}, so this ends with 3.`)
    return { code: exit.findings, words, mustSay: false }
  }
  if (!blocked) return { code: exit.clean, words, mustSay: unplanned !== null || unshown !== null }
  if (flags.allowIncomplete) {
    words.push('--allow-incomplete: this ends with 0 all the same; it is not a clean result.')
    return { code: exit.clean, words, mustSay: true }
  }
  words.push('So this ends with 5; --allow-incomplete would accept it.')
  return { code: exit.incomplete, words, mustSay: false }
}

/** Says the verdict, and answers the exit code. */
export function conclude(cli: Cli, judged: Judged, flags: VerdictFlags & { quiet?: boolean | undefined }): number {
  const { code, words, mustSay } = judge(judged, flags)
  if (!flags.quiet) for (const line of new Set(judged.coverage.flatMap(reasonOf))) say(cli, line)
  if (!flags.quiet || mustSay) say(cli, cleanText(words.join(' ')))
  return code
}

/** "2 streams not read whole, 1 check without a verdict", of those whose gap is meant; null where there is nothing. */
function countUnseen(
  findings: Judged['findings'],
  coverage: Judged['coverage'],
  meant: (gap: Gap | null) => boolean,
): string | null {
  const unread = coverage.filter(({ state, gap }) => state !== 'complete' && meant(gap)).length
  const unknown = findings.filter(({ status, gap }) => status === 'unknown' && meant(gap))
  const checks = new Set(unknown.map(({ checkId, scope }) => `${checkId} ${scope}`)).size
  const parts = [
    ...(unread > 0 ? [`${count(unread, 'stream')} not read whole`] : []),
    ...(checks > 0 ? [`${count(checks, 'check')} without a verdict`] : []),
  ]
  return parts.length === 0 ? null : parts.join(', ')
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
