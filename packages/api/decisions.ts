import { type Static, Type } from 'typebox'
import { IdParams, List, nullable, object, Paging, SeverityName, Timestamp } from './common.ts'
import { Event } from './events.ts'
import { defineRoute } from './route.ts'

const tag = 'Decisions'

export const DecisionKindName = Type.Enum(['excepted', 'false_positive', 'snoozed', 'attested'])
export type DecisionKindName = Static<typeof DecisionKindName>

const longestReason = 2000
export const Reason = Type.String({ maxLength: longestReason })

/** A decision as its findings carry it. */
export const FindingDecision = object(
  {
    id: Type.String(),
    kind: DecisionKindName,
    reason: Type.String(),
    value: nullable(Type.String({ description: 'Of an attestation: what was seen' })),
    evidence: nullable(Type.String({ description: 'Of an attestation: what proves it' })),
    until: nullable(Timestamp),
    madeAt: Timestamp,
    madeBy: Type.String(),
    byPattern: Type.Boolean({ description: 'Stands on whatever fits a pattern, not on chosen findings.' }),
  },
  { description: 'What a person decided, on top of what was seen.' },
)
export type FindingDecision = Static<typeof FindingDecision>

export const FindingPattern = object({
  checkId: Type.String({ maxLength: 128 }),
  connectionId: Type.Optional(nullable(Type.String({ maxLength: 64 }))),
  scope: Type.Optional(nullable(Type.String({ maxLength: 200, description: 'Organization' }))),
  subject: Type.Optional(
    nullable(Type.String({ minLength: 1, maxLength: 200, description: 'Glob over names, such as `acme/legacy-*`' })),
  ),
})
export type FindingPattern = Static<typeof FindingPattern>

export const Decision = object({
  id: Type.String(),
  kind: DecisionKindName,
  reason: Type.String(),
  state: Type.Enum(['active', 'ending', 'ended'], { description: '`ending`: active, and over within 14 days.' }),
  until: nullable(Timestamp),
  madeAt: Timestamp,
  madeBy: Event.properties.actor,
  pattern: nullable(
    object({
      checkId: Type.String(),
      problem: Type.String(),
      connectionId: nullable(Type.String()),
      connectionName: nullable(Type.String()),
      scope: nullable(Type.String()),
      subject: nullable(Type.String()),
    }),
  ),
  findings: Type.Integer({ description: 'How many findings it stands on now.' }),
  everFindings: Type.Integer({ description: 'How many it stands or stood on.' }),
  worst: nullable(SeverityName),
  example: nullable(
    object({
      id: Type.String(),
      checkId: Type.String(),
      problem: Type.String(),
      subject: Type.String(),
      scope: Type.String(),
    }),
  ),
  endedAt: nullable(Timestamp),
  endedBy: nullable(Type.String()),
  endedWhy: nullable(Type.Enum(['expired', 'ended', 'resolved', 'evidence_changed', 'replaced', 'gone'])),
})
export type Decision = Static<typeof Decision>

export const listDecisions = defineRoute({
  id: 'listDecisions',
  tag,
  method: 'GET',
  path: '/decisions',
  summary: 'Exceptions, false positives, snoozes and attestations, with who, why, until when and on how many findings',
  description:
    'Those that stand come first, the one that ends next before all others; those that have ended, newest first.',
  access: 'findings:read',
  query: object({
    state: Type.Optional(
      Type.Enum(['active', 'ending', 'ended'], { description: '`active` has those that end soon too.' }),
    ),
    kind: Type.Optional(DecisionKindName),
    check: Type.Optional(Type.String({ maxLength: 128 })),
    q: Type.Optional(Type.String({ maxLength: 200, description: 'Words of the reason, the author or the pattern' })),
    ...Paging,
  }),
  response: object({
    ...List(Decision).properties,
    counts: object(
      { active: Type.Integer(), ending: Type.Integer(), ended: Type.Integer() },
      { description: 'By state, with every other filter in force. `ending` are among `active`.' },
    ),
  }),
})

export const getDecision = defineRoute({
  id: 'getDecision',
  tag,
  method: 'GET',
  path: '/decisions/{id}',
  summary: 'One decision',
  access: 'findings:read',
  params: IdParams,
  response: Decision,
})

export const extendDecision = defineRoute({
  id: 'extendDecision',
  tag,
  method: 'PATCH',
  path: '/decisions/{id}',
  summary: 'Move the date at which an exception or a snooze ends',
  access: 'findings:write',
  params: IdParams,
  body: object({ until: Timestamp }),
  response: Decision,
})

export const endDecision = defineRoute({
  id: 'endDecision',
  tag,
  method: 'POST',
  path: '/decisions/{id}/end',
  summary: 'End a decision now; its findings stand again as what they are',
  access: 'findings:write',
  params: IdParams,
  response: Decision,
})
