import { Readable } from 'node:stream'
import {
  type AuditEntry,
  exportAuditLog,
  getAuditEvent,
  mostCounted,
  searchAuditLog,
  toCsv,
  verifyAuditLog,
} from '@rollcall/api'
import { AppError } from '@rollcall/core'
import { type AuditPhrase, DirectoryError, parseAuditPhrase } from '@rollcall/directory'
import type { AppDeps } from '../app-deps.ts'
import { sealAudit, verifyAudit } from '../store/audit-chain.ts'
import {
  countAudit,
  everyAuditEntry,
  getAuditEntry,
  type AuditEntry as StoredEntry,
  searchAudit,
} from '../store/audit-log.ts'
import { getEnterprise } from '../store/enterprises.ts'
import { recordEvent } from '../store/events.ts'
import { readCursor, writeCursor } from '../store/paging.ts'
import { implement } from './implement.ts'

const columns: Record<string, (entry: StoredEntry) => string> = {
  time: ({ at }) => at,
  action: ({ action }) => action,
  actor: ({ data }) => textIn(data, 'actor'),
  user: ({ data }) => textIn(data, 'user'),
  organization: ({ data }) => textIn(data, 'org'),
  operation: ({ data }) => textIn(data, 'operation_type'),
  'request id': ({ request_id }) => request_id,
  'document id': ({ data }) => textIn(data, '_document_id'),
  event: ({ data }) => JSON.stringify(data),
}

/** The audit log of an enterprise, to search, export and verify. */
export function auditLogRoutes(deps: AppDeps) {
  const { db } = deps
  return [
    implement(searchAuditLog, async ({ caller, params, query }) => {
      const enterprise = await getEnterprise(db, caller.tenant, params.enterprise)
      const search = { phrase: readPhrase(query.phrase) }
      const { order = 'desc', limit = 50, cursor } = query
      const page = { order, limit, ...(cursor === undefined ? {} : { from: { after: readCursor(cursor, 's') } }) }
      const [{ entries, more }, total] = await Promise.all([
        searchAudit(db, enterprise, search, page, deps.now()),
        countAudit(db, enterprise, search, mostCounted, deps.now()),
      ])
      const last = entries.at(-1)
      return { items: entries.map(toEntry), total, next: more && last ? writeCursor('s', last.seq) : null }
    }),

    implement(getAuditEvent, async ({ caller, params }) => {
      const enterprise = await getEnterprise(db, caller.tenant, params.enterprise)
      const entry = /^\d{1,15}$/.test(params.id) ? await getAuditEntry(db, enterprise, Number(params.id)) : null
      if (!entry) throw new AppError('request.not_found', { what: 'This event' })
      return toEntry(entry)
    }),

    implement(exportAuditLog, async ({ caller, params, query, reply }) => {
      const { tenant, actor } = caller
      const enterprise = await getEnterprise(db, tenant, params.enterprise)
      const { phrase = '', format = 'ndjson' } = query
      const search = { phrase: readPhrase(phrase) }
      await recordEvent(db, tenant, deps.now(), {
        actor,
        type: 'export.made',
        subject: { kind: 'enterprise', id: enterprise.slug, name: enterprise.name },
        data: { what: `audit log of ${enterprise.name}`, format, query: phrase },
      })
      async function* lines(): AsyncGenerator<string> {
        if (format === 'csv') yield toCsv(Object.keys(columns))
        for await (const entries of everyAuditEntry(db, enterprise, search, deps.now()))
          for (const entry of entries)
            yield format === 'csv'
              ? toCsv(Object.values(columns).map((cell) => cell(entry)))
              : `${JSON.stringify(entry.data)}\n`
      }
      const day = deps.now().toISOString().slice(0, 10)
      const name = `rollcall-${enterprise.slug}-audit-log-${day}.${format}`
      reply.header('content-disposition', `attachment; filename="${name}"`)
      reply.type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson')
      return reply.send(Readable.from(lines()))
    }),

    implement(verifyAuditLog, async ({ caller, params, query }) => {
      const enterprise = await getEnterprise(db, caller.tenant, params.enterprise)
      const [number = '', hash = ''] = query.head?.split(':') ?? []
      await sealAudit(db)
      return verifyAudit(db, enterprise.id, query.head === undefined ? null : { number: Number(number), hash })
    }),
  ]
}

const textIn = (data: StoredEntry['data'], name: string): string =>
  typeof data[name] === 'string' ? (data[name] as string) : ''

const toEntry = ({ seq, at, action, data }: StoredEntry): AuditEntry => ({
  id: String(seq),
  at,
  action,
  actor: textIn(data, 'actor'),
  user: textIn(data, 'user') || null,
  org: textIn(data, 'org') || null,
  operation: textIn(data, 'operation_type'),
  data,
})

function readPhrase(text: string | undefined): AuditPhrase {
  try {
    return parseAuditPhrase(text ?? '')
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error
    const { message, fix = '' } = error
    throw new AppError(
      'audit.phrase_invalid',
      { problem: message, remedy: fix },
      { fields: [{ path: 'phrase', message }], cause: error },
    )
  }
}
