import type { Finding } from '@rollcall/api'
import { toCsv } from './csv.ts'

export async function* csvLines(pages: AsyncGenerator<Finding[]>): AsyncGenerator<string> {
  yield toCsv([
    'status',
    'severity',
    'problem',
    'subject',
    'organization',
    'connection',
    'check',
    'opened',
    'seen',
    'resolved',
    'reason',
    'fix',
    'url',
    'decision',
    'decision reason',
    'decided by',
    'decided until',
    'assignee',
    'due',
  ])
  for await (const page of pages)
    for (const one of page)
      yield toCsv([
        one.status,
        one.severity,
        one.problem,
        one.subject?.name ?? '',
        one.scope,
        one.connectionName,
        one.checkId,
        one.openedAt,
        one.seenAt,
        one.resolvedAt ?? '',
        one.gap?.detail ?? one.unverified?.detail ?? '',
        one.gap?.fix ?? one.unverified?.fix ?? '',
        one.subject?.url ?? '',
        one.decision?.kind ?? '',
        one.decision?.reason ?? '',
        one.decision?.madeBy ?? '',
        one.decision?.until ?? '',
        one.assignee?.email ?? '',
        one.dueAt ?? '',
      ])
}

export async function* jsonLines(pages: AsyncGenerator<Finding[]>): AsyncGenerator<string> {
  let first = true
  yield '['
  for await (const page of pages)
    for (const one of page) {
      yield `${first ? '' : ','}\n${JSON.stringify(one)}`
      first = false
    }
  yield '\n]\n'
}
