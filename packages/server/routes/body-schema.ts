import { Ajv } from 'ajv'
import ajvFormats from 'ajv-formats'
import type { FastifySchemaCompiler } from 'fastify'

/** Query and path come as text and are turned into what the schema says; a body must be it already. */
const strict = ajvFormats.default(new Ajv({ allErrors: false, useDefaults: true }))
const coercing = ajvFormats.default(new Ajv({ allErrors: false, useDefaults: true, coerceTypes: true }))

export const compileSchema: FastifySchemaCompiler<object> = ({ schema, httpPart }) =>
  (httpPart === 'body' ? strict : coercing).compile(schema)
