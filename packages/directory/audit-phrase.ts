import { DirectoryError } from './error.ts'

/** What an audit log is searched for: GitHub's qualifiers, each with the values that may match. */
export interface AuditPhrase {
  /** Every one must hold: one of `values` matches, or with `not` none of them. */
  terms: AuditTerm[]
  /** Moments in milliseconds; `from` included, `to` not. */
  created: { from: number; to: number }[]
}

export interface AuditTerm {
  qualifier: Exclude<AuditQualifier, 'created'>
  values: string[]
  not: boolean
}

/** Every qualifier, with what it looks for. */
export const auditQualifiers = {
  action: 'A category (`team`) or a whole action (`team.add_member`)',
  actor: 'Login of who did it',
  user: 'Login of whom it happened to',
  org: 'Login of the organization',
  repo: 'The repository, as OWNER/NAME',
  business: 'Slug of the enterprise',
  created: 'A day, a moment, a range: `2026-01-31`, `>=2026-01-01`, `2026-01-01..2026-01-31`',
  operation: 'What kind of change: create, access, modify, remove, authentication, transfer or restore',
  country: 'Where the actor was, as a code of two letters',
  actor_ip: 'The address that the actor came from',
  actor_id: 'Number of who did it',
  user_id: 'Number of whom it happened to',
  org_id: 'Number of the organization',
  request_id: 'All events of one request',
  hashed_token: 'The token that was used, as its hash',
} as const
export type AuditQualifier = keyof typeof auditQualifiers

export const auditOperations = [
  'create',
  'access',
  'modify',
  'remove',
  'authentication',
  'transfer',
  'restore',
] as const

const refusal = (message: string, fix: string) => new DirectoryError(422, message, { fix })

const names = Object.keys(auditQualifiers).join(', ')
const longest = 40

/**
 * Reads a phrase of GitHub's audit log search. The same qualifier twice means either of them, different ones mean all,
 * and a leading `-` excludes. There is no free text (github-scim §11.1).
 * @throws DirectoryError 422 for what is no qualifier, or is none that can match.
 */
export function parseAuditPhrase(text: string): AuditPhrase {
  const terms = new Map<string, AuditTerm>()
  const created: AuditPhrase['created'] = []
  for (const { qualifier, value, not } of wordsOf(text)) {
    if (qualifier === 'created') {
      if (not)
        throw refusal(
          'created: cannot be excluded.',
          'Give the range that is wanted: created:<2026-01-01, or created:2026-01-01..2026-01-31.',
        )
      created.push(readRange(value))
      continue
    }
    if (qualifier === 'operation' && !auditOperations.some((one) => one === value))
      throw refusal(`There is no operation ${shown(value)}.`, `Use one of ${auditOperations.join(', ')}.`)
    const key = `${not ? '-' : ''}${qualifier}`
    const term = terms.get(key) ?? { qualifier, values: [], not }
    term.values.push(value)
    terms.set(key, term)
  }
  return { terms: [...terms.values()], created }
}

interface Word {
  qualifier: AuditQualifier
  value: string
  not: boolean
}

function wordsOf(text: string): Word[] {
  const words: Word[] = []
  const pattern = /(-?)([A-Za-z_]*)(:?)(?:"([^"]*)"|([^\s"]\S*|))(\s+|$)/y
  const trimmed = text.trim()
  while (pattern.lastIndex < trimmed.length) {
    const at = pattern.lastIndex
    const found = pattern.exec(trimmed)
    const [, dash = '', name = '', colon = '', quoted, bare = ''] = found ?? []
    const value = quoted ?? bare
    const rest = trimmed.slice(at).split(/\s/, 1)[0] ?? ''
    if (!found || (colon === '' && rest.includes('"')))
      throw refusal(`${shown(rest)} has a quotation mark that does not close.`, 'Close it.')
    if (colon === '' || rest.includes('\0'))
      throw refusal(
        `${shown(rest)} is free text, which the audit log cannot be searched for.`,
        `Use qualifiers: ${names}.`,
      )
    const qualifier = name.toLowerCase()
    if (!Object.hasOwn(auditQualifiers, qualifier))
      throw refusal(`There is no qualifier ${shown(name || rest)}.`, `Use one of ${names}.`)
    if (value === '') throw refusal(`${qualifier}: has no value.`, `Write it as ${qualifier}:VALUE, without a space.`)
    words.push({ qualifier: qualifier as AuditQualifier, value, not: dash === '-' })
    if (words.length > longest)
      throw refusal(`The phrase has more than ${longest} qualifiers.`, 'Search for less at once.')
  }
  return words
}

const shown = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text)

function readRange(value: string): { from: number; to: number } {
  const [start, end, more] = value.split('..')
  if (end !== undefined) {
    if (more !== undefined || (start === '' && end === '')) throw notATime(value)
    return {
      from: start === '*' || start === '' || start === undefined ? Number.NEGATIVE_INFINITY : momentOf(start).from,
      to: end === '*' || end === '' ? Number.POSITIVE_INFINITY : momentOf(end).to,
    }
  }
  const [, sign = '', text = ''] = /^([<>]=?)?(.*)$/s.exec(value) ?? []
  const moment = momentOf(text)
  switch (sign) {
    case '>=':
      return { from: moment.from, to: Number.POSITIVE_INFINITY }
    case '>':
      return { from: moment.to, to: Number.POSITIVE_INFINITY }
    case '<=':
      return { from: Number.NEGATIVE_INFINITY, to: moment.to }
    case '<':
      return { from: Number.NEGATIVE_INFINITY, to: moment.from }
    default:
      return moment
  }
}

const times = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d)(?::?(\d\d)(?::?(\d\d)(?:\.\d{1,6})?)?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/
const [secondMs, minuteMs, hourMs, dayMs] = [1000, 60_000, 3_600_000, 86_400_000]

/** The span that a time names: a day, an hour, a minute or a second, in UTC unless it says otherwise. */
function momentOf(text: string): { from: number; to: number } {
  const [whole, ...parts] = times.exec(text) ?? []
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(0, 6)
    .map((part) => Number(part ?? 0))
  const isThere = month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month)
  if (whole === undefined || !isThere || hour > 23 || minute > 59 || second > 59) throw notATime(text)
  const local = dayNumber(year, month, day) * dayMs + hour * hourMs + minute * minuteMs + second * secondMs
  const from = local - offsetOf(parts[6] ?? 'Z')
  const span =
    [dayMs, hourMs, minuteMs, secondMs][parts.slice(3, 6).filter((part) => part !== undefined).length] ?? dayMs
  return { from, to: from + span }
}

/** How far a zone is ahead of UTC. */
function offsetOf(zone: string): number {
  if (zone === 'Z') return 0
  const [, sign, hours, minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * hourMs + Number(minutes) * minuteMs)
}

const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
const daysOf = (year: number, month: number) =>
  month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31

/** Days since 1 January 1970. A year begins in March here, so that the leap day is its last. */
function dayNumber(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year
  const inYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  return (
    shifted * 365 + Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400) + inYear - 719_468
  )
}

const notATime = (text: string) =>
  refusal(
    `created:${shown(text)} is no time.`,
    'Write a day (2026-01-31), a moment (2026-01-31T08:30:00+01:00), >=, >, <=, < before it, or a range (A..B, A..*).',
  )
