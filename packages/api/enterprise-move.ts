import { type Static, Type } from 'typebox'
import { List, nullable, object, Paging, Timestamp } from './common.ts'
import { Enterprise, EnterpriseParams } from './enterprises.ts'
import { defineRoute } from './route.ts'

const tag = 'Directory'

/** The documented order of moving to another identity provider or tenant. */
export const moveSteps = [
  'compare',
  'teams',
  'recovery',
  'stop',
  'reset',
  'verify',
  'configure',
  'reprovision',
] as const
const StepName = Type.Enum([...moveSteps])
export type MoveStep = (typeof moveSteps)[number]

export const nameKinds = ['matched', 'missing', 'added', 'invalid', 'clashing'] as const
const NameKind = Type.Enum([...nameKinds], {
  description:
    '`matched`: makes the login of an account; `missing`: an account that nobody of the new provider becomes; `added`: would be a new account; `invalid`: makes no login; `clashing`: makes the same login as another',
})
export type NameKind = (typeof nameKinds)[number]

export const Comparison = object({
  names: Type.Integer({ description: 'userNames of the new provider.' }),
  matched: Type.Integer(),
  missing: Type.Integer(),
  added: Type.Integer(),
  invalid: Type.Integer(),
  clashing: Type.Integer(),
})
export type Comparison = Static<typeof Comparison>

export const Move = object({
  step: StepName,
  startedAt: Timestamp,
  startedBy: Type.String(),
  steps: Type.Array(object({ id: StepName, doneAt: nullable(Timestamp), doneBy: nullable(Type.String()) })),
  change: Type.Enum(['sso.reset', 'scim.disable'], { description: 'What the reset is in this kind of enterprise.' }),
  comparison: Comparison,
  teamLinks: Type.Integer({ description: 'Teams linked to a group now.' }),
  exportedAt: nullable(Timestamp),
  recoveryCodes: object({ left: Type.Integer(), keptAt: nullable(Timestamp) }),
  lastWrite: nullable(object({ client: Type.String(), at: Timestamp })),
  activeTokens: Type.Integer(),
  accounts: Type.Integer(),
  active: Type.Integer(),
  identities: Type.Integer(),
  progress: object({ expected: Type.Integer(), linked: Type.Integer() }),
  rehearsal: nullable(Type.String({ description: 'Slug of the copy to rehearse on.' })),
  /** What the step waits for; null when it can be ended. */
  waitsFor: nullable(Type.String()),
})
export type Move = Static<typeof Move>

const MaybeMove = object({ move: nullable(Move) })

export const getMove = defineRoute({
  id: 'getMove',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}/move',
  summary: 'The move to another identity provider, as far as it has come',
  access: 'directory:read',
  params: EnterpriseParams,
  response: MaybeMove,
})

export const startMove = defineRoute({
  id: 'startMove',
  tag,
  method: 'POST',
  path: '/enterprises/{enterprise}/move',
  summary: 'Start to move to another identity provider. Nothing is changed by it',
  access: 'directory:write',
  params: EnterpriseParams,
  status: 201,
  response: MaybeMove,
})

export const endMove = defineRoute({
  id: 'endMove',
  tag,
  method: 'DELETE',
  path: '/enterprises/{enterprise}/move',
  summary: 'Forget the move; what was done stays done',
  access: 'directory:write',
  params: EnterpriseParams,
  status: 204,
})

export const putMoveNames = defineRoute({
  id: 'putMoveNames',
  tag,
  method: 'PUT',
  path: '/enterprises/{enterprise}/move/names',
  summary: 'userNames of the new provider, to compare: as a list in several parts, or as the rehearsal got them',
  access: 'directory:write',
  params: EnterpriseParams,
  body: object({
    names: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 320 }), { maxItems: 2000 })),
    fromRehearsal: Type.Optional(Type.Literal(true)),
    replace: Type.Optional(Type.Boolean({ description: 'Forgets the names before; without, these are added' })),
  }),
  response: Comparison,
})

export const listMoveNames = defineRoute({
  id: 'listMoveNames',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}/move/names',
  summary: 'What the comparison found, one kind at a time',
  access: 'directory:read',
  params: EnterpriseParams,
  query: object({ kind: NameKind, ...Paging }),
  response: List(
    object({ userName: nullable(Type.String()), login: nullable(Type.String()), problem: nullable(Type.String()) }),
  ),
})

export const exportTeamLinks = defineRoute({
  id: 'exportTeamLinks',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}/move/team-links',
  summary: 'Teams with the group that each is linked to, as CSV: nothing is linked again by itself',
  access: 'directory:write',
  params: EnterpriseParams,
  produces: 'text/csv',
})

export const finishMoveStep = defineRoute({
  id: 'finishMoveStep',
  tag,
  method: 'POST',
  path: '/enterprises/{enterprise}/move/steps/{step}',
  summary: 'End the step that the move is at; `reset` disables single sign-on, or turns SCIM off on GHES',
  access: 'directory:write',
  params: object({ enterprise: Type.String({ maxLength: 60 }), step: StepName }),
  body: object({
    accept: Type.Optional(Type.Boolean({ description: 'What the step asks is so, or is accepted as it is' })),
    confirm: Type.Optional(Type.String({ maxLength: 60, description: '`reset`: the slug once more' })),
    revokeTokens: Type.Optional(Type.Boolean({ description: '`stop`: refuse the old provider from now on' })),
    identityProvider: Type.Optional(Type.Enum(['entra', 'okta', 'ping', 'other'], { description: '`configure`' })),
  }),
  response: MaybeMove,
})

export const copyEnterprise = defineRoute({
  id: 'copyEnterprise',
  tag,
  method: 'POST',
  path: '/enterprises/{enterprise}/rehearsal',
  summary: 'Copy the enterprise to rehearse a move on: its own enterprise, marked, and removed like any other',
  access: 'directory:write',
  params: EnterpriseParams,
  status: 201,
  response: Enterprise,
})
