import type { Finding } from './findings.ts'

/**
 * One line of RFC 4180. A cell that a spreadsheet would run as a formula gets an apostrophe: names of repositories and
 * people are typed by strangers.
 */
export function toCsv(cells: readonly string[]): string {
  const line = cells.map((cell) => {
    const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(cell) ? `'${cell}` : cell
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  })
  return `${line.join(',')}\r\n`
}

const columns = {
  status: (one) => one.status,
  severity: (one) => one.severity,
  problem: (one) => one.problem,
  subject: (one) => one.subject?.name,
  organization: (one) => one.scope,
  connection: (one) => one.connectionName,
  check: (one) => one.checkId,
  opened: (one) => one.openedAt,
  seen: (one) => one.seenAt,
  resolved: (one) => one.resolvedAt,
  reason: (one) => one.gap?.detail ?? one.unverified?.detail,
  fix: (one) => one.gap?.fix ?? one.unverified?.fix,
  url: (one) => one.subject?.url,
  decision: (one) => one.decision?.kind,
  'decision reason': (one) => one.decision?.reason,
  'decided by': (one) => one.decision?.madeBy,
  'decided until': (one) => one.decision?.until,
  assignee: (one) => one.assignee?.email,
  due: (one) => one.dueAt,
} satisfies Record<string, (one: CsvFinding) => string | null | undefined>

type Told = 'connectionName' | 'openedAt' | 'seenAt' | 'resolvedAt' | 'unverified' | 'decision' | 'assignee' | 'dueAt'

/** A finding of the server, or one of a scan without a server, which has no history. */
export type CsvFinding = Pick<Finding, 'status' | 'severity' | 'problem' | 'subject' | 'scope' | 'checkId' | 'gap'> &
  Partial<Pick<Finding, Told>>

/** Findings as a table, in the console's export and in the command line's. */
export const findingCsvHead = (): string => toCsv(Object.keys(columns))

export const findingCsvLine = (finding: CsvFinding): string =>
  toCsv(Object.values(columns).map((column) => column(finding) ?? ''))
