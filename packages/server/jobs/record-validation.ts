import { AppError, type Stream, type StreamRecord } from '@rollcall/core'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'

const compiled = new WeakMap<
  TSchema,
  { Check: (value: unknown) => boolean; Errors: (value: unknown) => { instancePath: string; message?: string }[] }
>()

/**
 * Holds a mapped record against its stream's schema. A system that answers something new must not turn into a wrong
 * verdict: the stream ends with a gap that names the field.
 */
export function validateRecord(stream: Stream, record: StreamRecord, system: string): void {
  let validator = compiled.get(stream.schema)
  if (!validator) {
    validator = Compile(stream.schema)
    compiled.set(stream.schema, validator)
  }
  if (validator.Check(record.data)) return
  const first = validator.Errors(record.data)[0]
  const where = first
    ? `${first.instancePath || 'the record'} ${first.message ?? 'is not valid'}`
    : 'a field is not valid'
  throw new AppError('upstream.malformed', {
    system,
    endpoint: record.sources[0]?.endpoint ?? stream.id,
    problem: where,
  })
}
