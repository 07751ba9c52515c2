import { type Severity, severities } from '@rollcall/core'

/** Keys that a findings query knows, with what each takes. Console, API and command line share it. */
export const findingQueryKeys = {
  severity: 'critical, high, medium, low or info; with >= for that and worse',
  status: 'open, unknown or resolved',
  check: 'id of a check',
  category: 'identity, access, "token & keys", "app & integrations", configuration or "supply chain"',
  system: 'github',
  connection: 'id of a connection',
  scope: 'organization',
  stream: 'id of a stream',
  subject: 'name of the subject',
  identity: 'id of an identity',
  decision: 'none, any, excepted, false_positive, snoozed, attested, or the id of one',
  assignee: 'me, none, any, or the e-mail address of a person',
  due: 'overdue, soon (within 7 days), any or none',
  is: 'new (opened within 7 days), reopened, unverified, or attestable (no API shows it; a person looks)',
} as const
export type FindingQueryKey = keyof typeof findingQueryKeys

/** The values of keys that take nothing else. */
const closed: Partial<Record<FindingQueryKey, readonly string[]>> = {
  severity: severities,
  status: ['open', 'unknown', 'resolved'],
  decision: ['none', 'any', 'excepted', 'false_positive', 'snoozed', 'attested'],
  due: ['overdue', 'soon', 'any', 'none'],
  is: ['new', 'reopened', 'unverified', 'attestable'],
}
const isDecisionId = (value: string) => /^dec_[0-9a-z]+$/.test(value)

export interface FindingTerm {
  key: FindingQueryKey
  values: string[]
  negated: boolean
}

export interface FindingQuery {
  terms: FindingTerm[]
  /** Plain words; all must occur in problem, subject or scope. */
  words: string[]
}

export interface QueryProblem {
  term: string
  problem: string
}

const tokenPattern = /(-?)([A-Za-z]+):((?:"[^"]*"|[^\s"])*)|(?:"[^"]*"|[^\s"])+/g

/** Reads a findings query. What cannot be read is returned as problems, never silently dropped. */
export function parseFindingQuery(text: string): { query: FindingQuery; problems: QueryProblem[] } {
  const query: FindingQuery = { terms: [], words: [] }
  const problems: QueryProblem[] = []
  for (const [token, minus, rawKey, rawValue = ''] of text.matchAll(tokenPattern)) {
    if (!rawKey) {
      query.words.push(unquote(token))
      continue
    }
    const key = rawKey.toLowerCase()
    if (!isKey(key)) {
      problems.push({
        term: token,
        problem: `there is no ${rawKey}; known are ${Object.keys(findingQueryKeys).join(', ')}`,
      })
      continue
    }
    const values = splitValues(rawValue)
    const expanded = key === 'severity' ? values.flatMap(expandSeverity) : values
    const wrong = expanded.some((value) => !takes(key, value))
    if (wrong || expanded.length === 0) problems.push({ term: token, problem: `${key} takes ${findingQueryKeys[key]}` })
    else query.terms.push({ key, values: expanded, negated: minus === '-' })
  }
  return { query, problems }
}

/** Writes a query so that {@link parseFindingQuery} reads the same one. */
export function printFindingQuery(query: FindingQuery): string {
  const terms = query.terms.map((term) => `${term.negated ? '-' : ''}${term.key}:${term.values.map(quote).join(',')}`)
  return [
    ...terms,
    ...query.words.map((word) =>
      needsQuotes(word) || word.includes(':') || word.startsWith('-') ? `"${word}"` : word,
    ),
  ].join(' ')
}

/** The query with one key set to exactly these values; none removes it. */
export function withTerm(text: string, key: FindingQueryKey, values: string[]): string {
  const { query } = parseFindingQuery(text)
  const terms = query.terms.filter((term) => term.key !== key)
  if (values.length > 0) terms.push({ key, values, negated: false })
  return printFindingQuery({ ...query, terms })
}

const takes = (key: FindingQueryKey, value: string): boolean =>
  (closed[key]?.includes(value) ?? true) || (key === 'decision' && isDecisionId(value))
const isKey = (key: string): key is FindingQueryKey => Object.hasOwn(findingQueryKeys, key)
const unquote = (text: string) => text.replaceAll('"', '')
const needsQuotes = (value: string) => /[\s,]/.test(value) || value === ''
const quote = (value: string) => (needsQuotes(value) ? `"${value}"` : value)

function splitValues(text: string): string[] {
  const parts = text.match(/(?:"[^"]*"|[^,"])+/g) ?? []
  return parts.map(unquote).filter((part) => part !== '')
}

function expandSeverity(value: string): string[] {
  const match = /^>=(.+)$/.exec(value)
  if (!match) return [value.toLowerCase()]
  const index = severities.indexOf((match[1] ?? '').toLowerCase() as Severity)
  return index < 0 ? [value] : severities.slice(0, index + 1)
}
