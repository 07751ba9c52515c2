import { type Static, Type } from 'typebox'
import {
  CategoryName,
  Gap,
  IdParams,
  List,
  nullable,
  object,
  Paging,
  SeverityName,
  Subject,
  Timestamp,
} from './common.ts'
import { FindingDecision } from './decisions.ts'
import { Event } from './events.ts'
import { Note } from './finding-changes.ts'
import { defineRoute } from './route.ts'

const tag = 'Findings'

export const Finding = object({
  id: Type.String(),
  fingerprint: Type.String({ description: 'What makes it the same finding in the next scan.' }),
  checkId: Type.String(),
  problem: Type.String({ description: 'What is wrong.' }),
  title: Type.String({ description: 'How it should be: the title of the check.' }),
  severity: SeverityName,
  category: CategoryName,
  status: Type.Enum(['open', 'unknown', 'resolved']),
  connectionId: Type.String(),
  connectionName: Type.String(),
  system: Type.String(),
  scope: Type.String(),
  subject: nullable(Subject),
  count: nullable(Type.Integer({ description: 'For an unknown: how many subjects, null where that is unknown too.' })),
  openedAt: Timestamp,
  seenAt: Timestamp,
  resolvedAt: nullable(Timestamp),
  resolution: nullable(Type.Enum(['passed', 'gone', 'not_applicable', 'seen'])),
  reopenedAt: nullable(Timestamp),
  gap: nullable(Gap),
  unverified: nullable(Gap),
  decision: nullable(FindingDecision),
  assignee: nullable(object({ id: Type.String(), name: Type.String(), email: Type.String() })),
  dueAt: nullable(Timestamp),
  notes: Type.Integer({ description: 'How many notes people wrote on it.' }),
})
export type Finding = Static<typeof Finding>

export const Evidence = object({
  field: Type.String(),
  value: Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Array(Type.String())]),
  endpoint: nullable(Type.String()),
  at: nullable(Timestamp),
  requestId: nullable(Type.String()),
})

export const FindingDetail = object({
  ...Finding.properties,
  evidence: Type.Array(Evidence),
  subjects: Type.Array(Subject),
  why: Type.String(),
  fix: object({ steps: Type.Array(Type.String()), link: nullable(Type.String()) }),
  refs: Type.Array(Type.String()),
  maps: Type.Record(Type.String(), Type.Array(Type.String())),
  history: Type.Array(Event),
  noteList: Type.Array(Note),
  identityId: nullable(Type.String()),
})
export type FindingDetail = Static<typeof FindingDetail>

const Search = {
  q: Type.Optional(Type.String({ maxLength: 1000, description: 'Query, such as `severity:high status:open`' })),
}

/** Findings are left out of lists only with a number that says so. */
const leftOut = Type.Integer({
  description: 'How many more would be here had nobody decided about them. `decision:any` shows them.',
})

export const listFindings = defineRoute({
  id: 'listFindings',
  tag,
  method: 'GET',
  path: '/findings',
  summary: 'Findings that match a query; without one, all that need attention',
  description: 'Where the query does not say otherwise: open or unknown, and nobody decided about them.',
  access: 'findings:read',
  query: object({
    ...Search,
    sort: Type.Optional(Type.Enum(['severity', 'opened', 'seen', 'subject', 'check'])),
    order: Type.Optional(Type.Enum(['asc', 'desc'])),
    ...Paging,
  }),
  response: object({ ...List(Finding).properties, leftOut }),
})

export const FindingGroup = object({
  key: Type.String(),
  label: Type.String(),
  query: Type.String({ description: 'The term that narrows a query to this group.' }),
  severity: SeverityName,
  open: Type.Integer(),
  unknown: Type.Integer(),
  resolved: Type.Integer(),
  excepted: Type.Integer({ description: 'Of all these, how many have that decision.' }),
  falsePositive: Type.Integer(),
  snoozed: Type.Integer(),
})

export const groupFindings = defineRoute({
  id: 'groupFindings',
  tag,
  method: 'GET',
  path: '/findings/groups',
  summary: 'Findings that match a query, counted by check, organization, subject or severity',
  access: 'findings:read',
  query: object({ ...Search, by: Type.Enum(['check', 'scope', 'subject', 'severity', 'category']), ...Paging }),
  response: object({ ...List(FindingGroup).properties, leftOut }),
})

export const exportFindings = defineRoute({
  id: 'exportFindings',
  tag,
  method: 'GET',
  path: '/findings/export',
  summary: 'All findings that match a query, as CSV or JSON',
  access: 'findings:read',
  query: object({ ...Search, format: Type.Enum(['csv', 'json']) }),
  produces: 'text/csv',
})

export const getFinding = defineRoute({
  id: 'getFinding',
  tag,
  method: 'GET',
  path: '/findings/{id}',
  summary: 'One finding with evidence, fix, reason and history',
  access: 'findings:read',
  params: IdParams,
  response: FindingDetail,
})
