import { type Static, Type } from 'typebox'
import { CategoryName, List, nullable, object, SeverityName } from './common.ts'
import { defineRoute } from './route.ts'

const tag = 'Checks'

export const CheckSummary = object({
  id: Type.String(),
  title: Type.String(),
  problem: Type.String(),
  severity: SeverityName,
  category: CategoryName,
  system: Type.String(),
  each: Type.String(),
  needs: Type.Array(Type.String()),
  counts: nullable(
    object({
      pass: Type.Integer(),
      fail: Type.Integer(),
      unknown: Type.Integer(),
      notApplicable: Type.Integer(),
    }),
  ),
  maps: Type.Record(Type.String(), Type.Array(Type.String())),
})
export type CheckSummary = Static<typeof CheckSummary>

export const CheckDetail = object({
  ...CheckSummary.properties,
  why: Type.String(),
  fix: object({ steps: Type.Array(Type.String()), link: nullable(Type.String()) }),
  refs: Type.Array(Type.String()),
  since: Type.String(),
  eachTitle: Type.String(),
  permissions: Type.Array(Type.String()),
  examples: Type.Array(
    object({
      state: Type.String(),
      when: Type.String(),
      subject: Type.Unknown(),
      others: Type.Optional(Type.Unknown()),
    }),
  ),
  byScope: Type.Array(
    object({
      connectionId: Type.String(),
      connectionName: Type.String(),
      scope: Type.String(),
      pass: Type.Integer(),
      fail: Type.Integer(),
      unknown: Type.Integer(),
      notApplicable: Type.Integer(),
    }),
  ),
})
export type CheckDetail = Static<typeof CheckDetail>

export const listChecks = defineRoute({
  id: 'listChecks',
  tag,
  method: 'GET',
  path: '/checks',
  summary: 'All checks, with how the last scan of each connection came out',
  description: 'Counts are null for callers without findings:read, and for checks that never ran.',
  access: 'checks:read',
  response: List(CheckSummary),
})

export const getCheck = defineRoute({
  id: 'getCheck',
  tag,
  method: 'GET',
  path: '/checks/{id}',
  summary: 'One check: why, how to fix, what it needs, examples',
  access: 'checks:read',
  params: object({ id: Type.String({ maxLength: 128 }) }),
  response: CheckDetail,
})
