import { type Static, Type } from 'typebox'
import { Gap, nullable, object, SeverityName, Timestamp } from './common.ts'
import { Health } from './connections.ts'
import { Finding } from './findings.ts'
import { Identity } from './identities.ts'
import { defineRoute } from './route.ts'

export const Overview = object({
  open: object({
    critical: Type.Integer(),
    high: Type.Integer(),
    medium: Type.Integer(),
    low: Type.Integer(),
    info: Type.Integer(),
  }),
  unknown: Type.Integer({ description: 'Checks that could not be judged, a check and scope each.' }),
  attestable: Type.Integer({ description: 'Those of them that no API shows: somebody is to look, and to attest.' }),
  decided: object(
    {
      excepted: Type.Integer(),
      falsePositive: Type.Integer(),
      snoozed: Type.Integer(),
      attested: Type.Integer(),
    },
    { description: 'Findings that people decided about. They are left out of every other number here.' },
  ),
  blindSpots: Type.Array(
    object({
      connectionId: Type.String(),
      connectionName: Type.String(),
      stream: Type.String(),
      title: Type.String(),
      scope: Type.String(),
      state: Type.Enum(['partial', 'none']),
      gap: Gap,
      checks: Type.Integer(),
    }),
  ),
  changes: object({
    since: Timestamp,
    opened: Type.Integer(),
    reopened: Type.Integer(),
    resolved: Type.Integer(),
    items: Type.Array(Finding, { description: 'The newest, worst first.' }),
  }),
  trend: Type.Array(
    object({ day: Type.String(), opened: Type.Integer(), resolved: Type.Integer(), open: Type.Integer() }),
  ),
  topChecks: Type.Array(
    object({ checkId: Type.String(), problem: Type.String(), severity: SeverityName, open: Type.Integer() }),
  ),
  riskiest: Type.Array(Identity),
  connections: Type.Array(
    object({
      id: Type.String(),
      name: Type.String(),
      connectorName: Type.String(),
      health: Health,
      lastScanAt: nullable(Timestamp),
    }),
  ),
})
export type Overview = Static<typeof Overview>

export const getOverview = defineRoute({
  id: 'getOverview',
  tag: 'Overview',
  method: 'GET',
  path: '/overview',
  summary: 'What is wrong, what could not be seen, what changed',
  access: 'findings:read',
  query: object({ since: Type.Optional(Timestamp) }),
  response: Overview,
})
