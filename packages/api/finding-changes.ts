import { type Static, Type } from 'typebox'
import { IdParams, List, nullable, object, SeverityName, Timestamp } from './common.ts'
import { DecisionKindName, FindingPattern, Reason } from './decisions.ts'
import { Event } from './events.ts'
import { defineRoute } from './route.ts'

const tag = 'Findings'

/** Who works on it, and until when. */
const Assignment = {
  assigneeId: Type.Optional(nullable(Type.String({ maxLength: 64, description: 'A person, or null for nobody' }))),
  dueAt: Type.Optional(nullable(Timestamp)),
}

export const updateFinding = defineRoute({
  id: 'updateFinding',
  tag,
  method: 'PATCH',
  path: '/findings/{id}',
  summary: 'Assign a finding to a person or to nobody, and set or clear its due date',
  access: 'findings:write',
  params: IdParams,
  body: object(Assignment, { minProperties: 1 }),
  status: 204,
})

export const Note = object({
  id: Type.String(),
  at: Timestamp,
  author: Event.properties.actor,
  text: Type.String(),
})
export type Note = Static<typeof Note>

export const addNote = defineRoute({
  id: 'addNote',
  tag,
  method: 'POST',
  path: '/findings/{id}/notes',
  summary: 'Write a note on a finding; it stays, with its author and time',
  access: 'findings:write',
  params: IdParams,
  body: object({ text: Type.String({ minLength: 1, maxLength: 4000, pattern: '\\S' }) }),
  status: 201,
  response: Note,
})

export const endDecisionOnFinding = defineRoute({
  id: 'endDecisionOnFinding',
  tag,
  method: 'DELETE',
  path: '/findings/{id}/decision',
  summary: 'End the decision on this finding alone; on others it stands',
  access: 'findings:write',
  params: IdParams,
  status: 204,
})

export const listAssignees = defineRoute({
  id: 'listAssignees',
  tag,
  method: 'GET',
  path: '/assignees',
  summary: 'Who can be given findings: everyone whose role sees them',
  access: 'findings:read',
  response: List(object({ id: Type.String(), name: Type.String(), email: Type.String() })),
})

export const FindingSelection = object(
  {
    ids: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: 1000, uniqueItems: true })),
    q: Type.Optional(Type.String({ maxLength: 1000, description: 'Every finding that matches this query' })),
    pattern: Type.Optional(FindingPattern),
  },
  {
    minProperties: 1,
    maxProperties: 1,
    description: 'One of: ids, a query, or for an exception a pattern, which covers findings that open later too.',
  },
)
export type FindingSelection = Static<typeof FindingSelection>

export const NewDecision = object({
  kind: DecisionKindName,
  reason: Type.Optional(Reason),
  until: Type.Optional(nullable(Timestamp)),
  value: Type.Optional(Type.String({ maxLength: 500, description: 'Of an attestation: what was seen' })),
  evidence: Type.Optional(Type.String({ maxLength: 2000, description: 'Of an attestation: what proves it' })),
})
export type NewDecision = Static<typeof NewDecision>

export const FindingChange = object(
  { ...Assignment, decision: Type.Optional(NewDecision) },
  { minProperties: 1, maxProperties: 1, description: 'One of: assigneeId, dueAt, decision.' },
)
export type FindingChange = Static<typeof FindingChange>

const Unchanged = Type.Array(
  object({
    why: Type.Enum(['same', 'resolved', 'unknown', 'observable'], {
      description:
        '`same`: it is so already. `resolved`: nothing is left to decide. `unknown`: nothing was judged, so it cannot be a false positive. `observable`: a scan sees it, so it cannot be attested.',
    }),
    count: Type.Integer(),
  }),
)

export const previewChange = defineRoute({
  id: 'previewChange',
  tag,
  method: 'POST',
  path: '/findings/preview',
  summary: 'What a change of many findings would do; nothing is saved',
  access: 'findings:write',
  body: object({ select: FindingSelection, change: FindingChange }),
  response: object({
    matched: Type.Integer(),
    changed: Type.Integer(),
    bySeverity: Type.Array(object({ severity: SeverityName, count: Type.Integer() }), {
      description: 'Of those that would change, worst first.',
    }),
    decided: Type.Integer({ description: 'Of those that would change: how many have a decision already.' }),
    unchanged: Unchanged,
    examples: Type.Array(object({ id: Type.String(), problem: Type.String(), subject: Type.String() }), {
      description: 'The first few that would change, worst first.',
    }),
  }),
})

export const applyChange = defineRoute({
  id: 'applyChange',
  tag,
  method: 'POST',
  path: '/findings/apply',
  summary: 'Change many findings at once, all or none',
  description: 'A decision is undone by ending it.',
  access: 'findings:write',
  body: object({
    select: FindingSelection,
    change: FindingChange,
    expected: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: 'The `changed` of a preview. Where it is another by now, nothing is done.',
      }),
    ),
  }),
  response: object({ changed: Type.Integer(), unchanged: Unchanged, decisionId: nullable(Type.String()) }),
})
