import { createHmac, randomUUID } from 'node:crypto'
import {
  type AuditContext,
  type AuditedRequest,
  auditFailure,
  auditRecord,
  auditRecords,
  type Circumstances,
  type DirectoryEvent,
  type Enterprise,
  type EnterpriseOptions,
  optionsOf,
} from '@rollcall/directory'
import type { AuditRow } from '../store/directory-users.ts'
import type { EnterpriseRow } from '../store/enterprises.ts'
import type { Exchange } from './exchange.ts'

/** GitHub's own rules leave nothing unsaid; RFC 7643 lets people share addresses and hold any role. */
const standardRules: Partial<EnterpriseOptions> = { unknownRole: 'ignore', duplicateEmail: 'allow' }

const seen = new WeakMap<EnterpriseRow, Partial<Record<Exchange['base'], Enterprise>>>()

/** The enterprise as its rules see it: made once for a row, which the book of tokens keeps for a few seconds. */
export function enterpriseOf(row: EnterpriseRow, base: Exchange['base']): Enterprise {
  const known = seen.get(row)
  const made = known?.[base] ?? toEnterprise(row, base)
  if (!known?.[base]) seen.set(row, { ...known, [base]: made })
  return made
}

function toEnterprise(row: EnterpriseRow, base: Exchange['base']): Enterprise {
  return {
    slug: row.slug,
    kind: row.kind,
    shortCode: row.short_code,
    host: row.kind === 'emu' ? 'github.com' : null,
    identityProvider: row.identity_provider,
    scim: row.scim_on ? 'on' : 'off',
    setupUser: { accountId: row.setup_account_id, login: row.setup_user, email: row.setup_email ?? '' },
    options: optionsOf({ ...row.options, ...(base === 'standard' ? standardRules : {}) }),
  }
}

export const circumstancesOf = ({ now, secret }: Pick<Exchange, 'now' | 'secret'>): Circumstances => ({
  now: now.getTime(),
  hash: (text) => createHmac('sha256', secret).update(text).digest('hex'),
})

export type Kind = 'User' | 'Group'

/** Audit rows of what was caused beside SCIM: by a person in the console, or over the appliance's own API. */
export const auditBeside = (
  enterprise: EnterpriseRow,
  events: readonly DirectoryEvent[],
  more: { requestId: string; now: Date; subjectId?: string | null; actor?: AuditContext['actor'] },
): AuditRow[] =>
  auditRecords(events, {
    enterprise: enterpriseOf(enterprise, 'github'),
    businessId: enterprise.id,
    now: more.now.getTime(),
    actor: more.actor ?? { id: enterprise.setup_account_id, login: enterprise.setup_user },
    request: null,
    requestId: more.requestId,
    documentId: () => randomUUID(),
  }).map((data) => auditRow(data, more.subjectId ?? null))

function auditContext(
  exchange: Exchange,
  subject: { kind: Kind; id: string | null },
  statusCode: number,
): AuditContext & { request: AuditedRequest } {
  const { enterprise, token } = exchange
  return {
    enterprise: enterpriseOf(enterprise, exchange.base),
    businessId: enterprise.id,
    now: exchange.now.getTime(),
    actor: { id: enterprise.setup_account_id, login: enterprise.setup_user },
    requestId: exchange.requestId,
    // Receivers of a stream drop what they have by this id, so it is the same however often a record is sent.
    documentId: () => randomUUID(),
    request: {
      id: exchange.requestId,
      method: exchange.method,
      resource: subject.kind,
      scimId: subject.id,
      route: exchange.route,
      urlPath: exchange.path,
      queryString: exchange.queryString,
      body: exchange.body === null ? null : withoutSecrets(exchange.body),
      statusCode,
      userAgent: exchange.userAgent,
      hashedToken: token.hash.toString('base64'),
      tokenId: null,
      tokenScopes: token.scopes.join(','),
    },
  }
}

/** Audit rows of what a request changed; none where nothing changed. */
export function auditOf(
  exchange: Exchange,
  events: readonly DirectoryEvent[],
  subject: { kind: Kind; id: string },
  statusCode: number,
): AuditRow[] {
  return auditRecords(events, auditContext(exchange, subject, statusCode)).map((data) => auditRow(data, subject.id))
}

export function failureOf(
  exchange: Exchange,
  subject: { kind: Kind; id: string | null },
  statusCode: number,
  message: string,
): AuditRow {
  return auditRow(auditFailure(auditContext(exchange, subject, statusCode), message), subject.id)
}

/** Who did something that no SCIM request asked for, and when. */
export interface Doing {
  enterprise: EnterpriseRow
  now: Date
  requestId: string
}

function plainContext({ enterprise, now, requestId }: Doing): AuditContext {
  return {
    enterprise: enterpriseOf(enterprise, 'github'),
    businessId: enterprise.id,
    now: now.getTime(),
    actor: { id: enterprise.setup_account_id, login: enterprise.setup_user },
    request: null,
    requestId,
    documentId: () => randomUUID(),
  }
}

/** Audit rows of what no SCIM request caused: teams that are linked and reconciled, and what people do by hand. */
export const plainAuditOf = (doing: Doing, events: readonly DirectoryEvent[]): AuditRow[] =>
  auditRecords(events, plainContext(doing)).map((data) => auditRow(data, null))

export const plainAudit = (doing: Doing, recorded: Parameters<typeof auditRecord>[0]): AuditRow =>
  auditRow(auditRecord(recorded, plainContext(doing)), null)

/**
 * JSON of the database holds every character but NUL and half a surrogate pair, and its index a subject that is not
 * longer than any id.
 */
export function auditRow(data: { action: string }, subjectId: string | null): AuditRow {
  const text = JSON.stringify(data)
  return {
    action: data.action,
    subject_id: subjectId === null ? null : storable(subjectId.slice(0, 200)),
    data: storable(text),
  }
}

/** Text as PostgreSQL can keep it, escapes of JSON included. */
export function storable(text: string): string {
  const kept = text.toWellFormed().replaceAll('\u0000', '\uFFFD')
  if (!kept.includes('\\u')) return kept
  return kept.replace(/\\u0000|\\ud[89a-f][0-9a-f]{2}/gi, (sequence, at: number, whole: string) =>
    isEscaped(whole, at) ? sequence : '\uFFFD',
  )
}

/** Whether the backslash there is itself escaped by an odd number of others before it. */
function isEscaped(text: string, at: number): boolean {
  let before = 0
  while (text[at - 1 - before] === '\\') before++
  return before % 2 === 1
}

/** A body as it may be kept: Okta sends a password with every create, and other clients change one. */
export function withoutSecrets(body: string): string {
  // A name can be written with escapes.
  const plain = body.replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
  if (!/password/i.test(plain)) return body
  try {
    return JSON.stringify(hidden(JSON.parse(body)))
  } catch {
    // What is no JSON cannot be looked through, so none of it is kept.
    return '[not JSON; mentions a password]'
  }
}

function hidden(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hidden)
  if (typeof value !== 'object' || value === null) return value
  const setsPassword = Object.entries(value).some(
    ([name, path]) => name.toLowerCase() === 'path' && typeof path === 'string' && /password/i.test(path),
  )
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      /password$/i.test(name) || (setsPassword && name.toLowerCase() === 'value') ? '[secret]' : hidden(one),
    ]),
  )
}
