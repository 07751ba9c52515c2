import { type TSchema, Type } from 'typebox'

/** A field that the system may refuse to show; null then, and never for anything else. */
export const seen = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
export const flag = seen(Type.Boolean())
export const count = seen(Type.Integer({ minimum: 0 }))
/** ISO 8601, or empty for something that never happened or has no such moment. */
export const moment = seen(Type.String())
export const words = seen(Type.Array(Type.String()))
export const word = <const T extends string[]>(...words: [...T]) => seen(Type.Enum(words))
export const object = <T extends Record<string, TSchema>>(fields: T) =>
  Type.Object(fields, { additionalProperties: false })
