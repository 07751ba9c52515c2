import { Ajv, type ValidateFunction } from 'ajv'
import ajvFormats from 'ajv-formats'
import fastJsonStringify from 'fast-json-stringify'
import type { FastifySchemaCompiler, FastifySerializerCompiler } from 'fastify'

/** Query and path come as text and are turned into what the schema says; a body must be it already. */
const strict = ajvFormats.default(new Ajv({ allErrors: false, useDefaults: true, discriminator: true }))
const coercing = ajvFormats.default(new Ajv({ allErrors: false, useDefaults: true, coerceTypes: true }))

// Compiling all schemas takes half a second, and most routes are called long after the start, or never.

export const readBySchema: FastifySchemaCompiler<object> = ({ schema, httpPart }) => {
  let compiled: ValidateFunction | undefined
  const validate = (data: unknown): boolean => {
    compiled ??= (httpPart === 'body' ? strict : coercing).compile(schema)
    const fits = compiled(data)
    validate.errors = compiled.errors ?? null
    return fits
  }
  validate.errors = null as NonNullable<ValidateFunction['errors']> | null
  return validate
}

export const writeBySchema: FastifySerializerCompiler<object> = ({ schema }) => {
  let compiled: ((data: unknown) => string) | undefined
  return (data) => {
    compiled ??= fastJsonStringify(schema)
    return compiled(data)
  }
}
