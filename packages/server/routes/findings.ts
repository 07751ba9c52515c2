import { Readable } from 'node:stream'
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
import { countNotes, listNotes } from '../store/finding-changes.ts'
import type { FindingSearch } from '../store/finding-condition.ts'
import {
  countLeftOut,
  type FindingGroupBy,
  type GroupRow,
  groupFindings,
  searchFindings,
  severityOfRank,
  withDefaults,
} from '../store/finding-search.ts'
import type { FindingRow } from '../store/findings.ts'
import { identityOf } from '../store/identities.ts'
import { cursorOf, offsetOf } from '../store/paging.ts'
import { listPeople } from '../store/people.ts'
import { standingOn } from '../store/standing.ts'
import type { Caller } from './caller.ts'
import { csvLines, jsonLines } from './export-lines.ts'
import { implement } from './implement.ts'

/** Reads a query or says which term is wrong; nothing of it is silently dropped. */
function readQuery(text: string | undefined, me: string | null): FindingQuery {
  const { query, problems } = parseFindingQuery(text ?? '')
  if (me === null && query.terms.some((term) => term.key === 'assignee' && term.values.includes('me')))
    problems.push({ term: 'assignee:me', problem: 'an API token is nobody; name the person by e-mail address' })
  const [first] = problems
  if (first)
    throw new AppError(
      'query.invalid',
      { term: first.term, problem: first.problem },
      { fields: problems.map(({ term, problem }) => ({ path: `q: ${term}`, message: problem })) },
    )
  return withDefaults(query)
}

/** A caller's query with all that it takes to search by it. */
export function searchOf(deps: AppDeps, caller: Caller, text: string | undefined): FindingSearch {
  const me = caller.kind === 'person' ? caller.person.id : null
  const checks = new Map(deps.checks.map((check) => [check.id, check]))
  return { query: readQuery(text, me), checks, now: deps.now(), me }
}

export function findingRoutes(deps: AppDeps) {
  const { db } = deps
  const checks = new Map(deps.checks.map((check) => [check.id, check]))

  return [
    implement(listFindings, async ({ caller, query }) => {
      const page = { limit: query.limit ?? 50, cursor: query.cursor, sort: query.sort, order: query.order }
      const search = searchOf(deps, caller, query.q)
      const { rows, total, next } = await searchFindings(db, caller.tenant, search, page)
      const leftOut = await countLeftOut(db, caller.tenant, search)
      return { items: await describeFindings(deps, caller.tenant, rows), total, next, leftOut }
    }),

    implement(groupFindingsRoute, async ({ caller, query }) => {
      const search = searchOf(deps, caller, query.q)
      const groups = await groupFindings(db, caller.tenant, search, query.by as FindingGroupBy)
      const offset = offsetOf(query.cursor)
      const rows = groups.slice(offset, offset + (query.limit ?? 50))
      const items = rows.map((row) => toGroup(row, query.by as FindingGroupBy, (id) => checks.get(id)?.problem ?? id))
      const leftOut = await countLeftOut(db, caller.tenant, search)
      return { items, total: groups.length, next: cursorOf(offset + rows.length, groups.length), leftOut }
    }),

    implement(exportFindings, async ({ caller, query, reply }) => {
      const { tenant, actor } = caller
      const search = searchOf(deps, caller, query.q)
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
      const lines = format === 'csv' ? csvLines(findingCsvHead(), findingCsvLine, pages()) : jsonLines(pages())
      return reply.send(Readable.from(lines))
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
        noteList: await listNotes(db, tenant, row.id),
        identityId: await identityOf(db, tenant, place),
      }
    }),
  ]
}

export async function describeFindings(deps: AppDeps, tenant: string, rows: FindingRow[]): Promise<Finding[]> {
  if (rows.length === 0) return []
  const checks = new Map(deps.checks.map((check) => [check.id, check]))
  const connections = new Map((await listConnections(deps.db, tenant)).map((one) => [one.id, one]))
  const ids = rows.map(({ id }) => id)
  const decisions = await standingOn(deps.db, tenant, ids, deps.now())
  const notes = await countNotes(deps.db, tenant, ids)
  const assigned = rows.some((row) => row.assignee_id !== null)
  const people = new Map((assigned ? await listPeople(deps.db, tenant) : []).map((one) => [one.id, one]))
  return rows.map((row) => {
    const check = checks.get(row.check_id)
    const decision = decisions.get(row.id)
    const assignee = people.get(row.assignee_id ?? '')
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
      decision: decision
        ? {
            id: decision.id,
            kind: decision.kind,
            reason: decision.reason,
            value: decision.value,
            evidence: decision.evidence,
            until: decision.until,
            madeAt: decision.madeAt,
            madeBy: decision.madeBy,
            byPattern: decision.byPattern,
          }
        : null,
      assignee: assignee ? { id: assignee.id, name: assignee.name, email: assignee.email } : null,
      dueAt: row.due_at,
      notes: notes.get(row.id) ?? 0,
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
    excepted: row.excepted,
    falsePositive: row.falsePositive,
    snoozed: row.snoozed,
  }
}
