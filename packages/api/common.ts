import { type Static, type TSchema, Type } from 'typebox'

export const Timestamp = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
export const object = <T extends Record<string, TSchema>>(
  fields: T,
  options: { description?: string; minProperties?: number; maxProperties?: number } = {},
) => Type.Object(fields, { additionalProperties: false, ...options })

export const IdParams = object({ id: Type.String({ maxLength: 64 }) })

/** Answer of every list. `next` is the cursor of the following page, null on the last. */
export const List = <T extends TSchema>(item: T) =>
  object({ items: Type.Array(item), total: Type.Integer(), next: nullable(Type.String()) })

export const Paging = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
}

export const SeverityName = Type.Enum(['critical', 'high', 'medium', 'low', 'info'])
export const CategoryName = Type.Enum([
  'identity',
  'access',
  'token & keys',
  'app & integrations',
  'configuration',
  'supply chain',
])

export const NoticeKindName = Type.Enum([
  'unreachable',
  'credential_failing',
  'credential_expiring',
  'permission_missing',
  'organization_lost',
  'app_suspended',
  'app_uninstalled',
  'app_narrowed',
])

export const Gap = object(
  {
    reason: Type.Enum(['permission', 'plan', 'api', 'stale', 'truncated']),
    detail: Type.String(),
    fix: Type.String(),
    link: Type.Optional(Type.String()),
    notice: Type.Optional(NoticeKindName),
    attestable: Type.Optional(Type.Literal(true)),
  },
  { description: 'Something that could not be seen: why, and what would let it be seen.' },
)
export type Gap = Static<typeof Gap>

export const Subject = object({
  stream: Type.String(),
  ref: Type.String(),
  name: Type.String(),
  url: nullable(Type.String()),
})

/** Every error answer. */
export const ErrorAnswer = object({
  error: object({
    code: Type.String(),
    message: Type.String({ description: 'What happened, to what.' }),
    fix: Type.String({ description: 'What to do.' }),
    requestId: Type.String(),
    fields: Type.Optional(Type.Array(object({ path: Type.String(), message: Type.String() }))),
  }),
})
export type ErrorAnswer = Static<typeof ErrorAnswer>
