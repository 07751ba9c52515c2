import {
  exportFindings,
  type Finding,
  type FindingQuery,
  findingCsvHead,
  findingCsvLine,
  getFinding,
  groupFindings as groupFindingsRoute,
  listFindings,
  parseFindingQuery,
  printFindingQuery,
} from '@rollcall/api'
import { AppError } from '@rollcall/core'
import type { AppDeps } from '../app-deps.ts'
import { fillLink, toMaps } from '../check-sheet.ts'
import { listConnections } from '../store/connections.ts'
import { listEvents, recordEvent } from '../store/events.ts'
import {
  type FindingGroupBy,
  type GroupRow,
  groupFindings,
  searchFindings,
  severityOfRank,
  withDefaultStatus,
} from '../store/finding-search.ts'
import type { FindingRow } from '../store/findings.ts'
import { identityOf } from '../store/identities.ts'
import { cursorOf, offsetOf } from '../store/paging.ts'
import { implement } from './implement.ts'

/** Reads a query or says which term is wrong; nothing of it is silently dropped. */
function readQuery(text: string | undefined): FindingQuery {
  const { query, problems } = parseFindingQuery(text ?? '')
  const [first] = problems
  if (first)
    throw new AppError(
      'query.invalid',
      { term: first.term, problem: first.problem },
      { fields: problems.map(({ term, problem }) => ({ path: `q: ${term}`, message: problem })) },
    )
  return withDefaultStatus(query)
}

export function findingRoutes(deps: AppDeps) {
  const { db } = deps
  const checks = new Map(deps.checks.map((check) => [check.id, check]))
  const searchOf = (text: string | undefined) => ({ query: readQuery(text), checks, now: deps.now() })

  return [
    implement(listFindings, async ({ caller, query }) => {
      const page = { limit: query.limit ?? 50, cursor: query.cursor, sort: query.sort, order: query.order }
      const { rows, total, next } = await searchFindings(db, caller.tenant, searchOf(query.q), page)
      return { items: await describeFindings(deps, caller.tenant, rows), total, next }
    }),

    implement(groupFindingsRoute, async ({ caller, query }) => {
      const groups = await groupFindings(db, caller.tenant, searchOf(query.q), query.by as FindingGroupBy)
      const offset = offsetOf(query.cursor)
      const rows = groups.slice(offset, offset + (query.limit ?? 50))
      const items = rows.map((row) => toGroup(row, query.by as FindingGroupBy, (id) => checks.get(id)?.problem ?? id))
      return { items, total: groups.length, next: cursorOf(offset + rows.length, groups.length) }
    }),

    implement(exportFindings, async ({ caller, query, reply }) => {
      const { tenant, actor } = caller
      const search = searchOf(query.q)
      const format = query.format ?? 'csv'
      const first = await searchFindings(db, tenant, search, { limit: 500 })
      await recordEvent(db, tenant, deps.now(), {
        actor,
        type: 'export.made',
        data: { what: 'findings', format, query: printFindingQuery(search.query), count: first.total },
      })
      async function* pages(): AsyncGenerator<Finding[]> {
        for (let page = first; ; ) {
          yield await describeFindings(deps, tenant, page.rows)
          if (page.next === null) return
          page = await searchFindings(db, tenant, search, { limit: 500, cursor: page.next })
        }
      }
      const day = deps.now().toISOString().slice(0, 10)
      reply.header('content-disposition', `attachment; filename="rollcall-findings-${day}.${format}"`)
      reply.type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8')
      return reply.send(await streamOf(format === 'csv' ? csvLines(pages()) : jsonLines(pages())))
    }),

    implement(getFinding, async ({ caller, params }) => {
      const { tenant } = caller
      const row = await db
        .selectFrom('finding')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('id', '=', params.id)
        .executeTakeFirst()
      if (!row) throw new AppError('request.not_found', { what: 'This finding' })
      const [finding] = await describeFindings(deps, tenant, [row])
      const check = checks.get(row.check_id)
      const web = (await listConnections(db, tenant)).find((one) => one.id === row.connection_id)?.web ?? ''
      const history = await listEvents(db, tenant, { subject: row.id }, { limit: 50 })
      const place = { connectionId: row.connection_id, stream: row.stream, scope: row.scope, ref: row.ref }
      return {
        ...(finding as Finding),
        evidence: row.evidence,
        subjects: row.subjects,
        why: check?.why ?? '',
        fix: {
          steps: check?.fix.steps ?? [],
          link: check?.fix.link ? fillLink(check.fix.link, { web, scope: row.scope, name: row.subject_name }) : null,
        },
        refs: check?.refs ?? [],
        maps: toMaps(check?.maps),
        history: history.items,
        identityId: await identityOf(db, tenant, place),
      }
    }),
  ]
}

export async function describeFindings(deps: AppDeps, tenant: string, rows: FindingRow[]): Promise<Finding[]> {
  if (rows.length === 0) return []
  const checks = new Map(deps.checks.map((check) => [check.id, check]))
  const connections = new Map((await listConnections(deps.db, tenant)).map((one) => [one.id, one]))
  return rows.map((row) => {
    const check = checks.get(row.check_id)
    return {
      id: row.id,
      fingerprint: row.fingerprint,
      checkId: row.check_id,
      problem: check?.problem ?? row.check_id,
      title: check?.title ?? row.check_id,
      severity: row.severity,
      category: check?.category ?? 'configuration',
      status: row.state === 'resolved' ? 'resolved' : row.result === 'unknown' ? 'unknown' : 'open',
      connectionId: row.connection_id,
      connectionName: connections.get(row.connection_id)?.name ?? '',
      system: connections.get(row.connection_id)?.connector ?? '',
      scope: row.scope,
      subject: row.subject,
      count: row.count,
      openedAt: row.opened_at,
      seenAt: row.seen_at,
      resolvedAt: row.resolved_at,
      resolution: row.resolution,
      reopenedAt: row.reopened_at,
      gap: row.gap,
      unverified: row.unverified,
    }
  })
}

function toGroup(row: GroupRow, by: FindingGroupBy, problemOf: (id: string) => string) {
  return {
    key: row.key,
    label: by === 'check' ? problemOf(row.key) : row.key,
    query: printFindingQuery({ terms: [{ key: by, values: [row.key], negated: false }], words: [] }),
    severity: severityOfRank(row.severityRank),
    open: row.open,
    unknown: row.unknown,
    resolved: row.resolved,
  }
}

async function streamOf(lines: AsyncGenerator<string>) {
  const { Readable } = await import('node:stream')
  return Readable.from(lines)
}

async function* csvLines(pages: AsyncGenerator<Finding[]>): AsyncGenerator<string> {
  yield findingCsvHead()
  for await (const page of pages) for (const one of page) yield findingCsvLine(one)
}

async function* jsonLines(pages: AsyncGenerator<Finding[]>): AsyncGenerator<string> {
  let first = true
  yield '['
  for await (const page of pages)
    for (const one of page) {
      yield `${first ? '' : ','}\n${JSON.stringify(one)}`
      first = false
    }
  yield '\n]\n'
}
