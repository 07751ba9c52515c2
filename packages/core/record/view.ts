import type { Gap } from '../coverage.ts'
import type { StreamRecord } from './record.ts'

/** A record's data as a check sees it: every field is there, because reading one that could not be seen never returns. */
export type View<T> = T extends readonly (infer Item)[]
  ? View<NonNullable<Item>>[]
  : T extends object
    ? { readonly [K in keyof T]-?: View<NonNullable<T[K]>> }
    : T

/** Thrown out of a check's body when it reads a field that could not be seen. Only the evaluator catches it. */
export class Unseen {
  readonly gap: Gap
  constructor(gap: Gap) {
    this.gap = gap
  }
}

/**
 * Wraps a record's data so that reading a null, or a field that an older Rollcall did not record, throws
 * {@link Unseen}. This is what makes a false pass impossible to write: `org.setting ? fail() : pass()` on an unseen
 * setting is `unknown`, not `pass`.
 */
export function viewRecord<Data extends object>(record: Pick<StreamRecord<Data>, 'data' | 'gaps'>): View<Data> {
  return wrap(record.data, record, '') as View<Data>
}

function wrap(target: object, record: Pick<StreamRecord, 'gaps'>, path: string): unknown {
  return new Proxy(target, {
    get(object, key) {
      const value: unknown = Reflect.get(object, key)
      if (typeof key === 'symbol' || (value !== null && value !== undefined && typeof value !== 'object')) return value
      const here = path === '' ? key : `${path}.${key}`
      if (value === null || value === undefined) throw new Unseen(gapOf(record, here, value))
      if (!Array.isArray(value)) return wrap(value, record, here)
      if (!value.some(isObject)) return value
      return value.map((item) => (isObject(item) ? wrap(item, record, here) : item))
    },
  })
}

const isObject = (item: unknown): item is object => typeof item === 'object' && item !== null

function gapOf(record: Pick<StreamRecord, 'gaps'>, path: string, value: null | undefined): Gap {
  const field = path.split('.')[0] ?? path
  const known = record.gaps?.[path] ?? record.gaps?.[field]
  if (known) return known
  if (value === undefined)
    return {
      reason: 'stale',
      detail: `The field ${path} was not recorded when this was last read.`,
      fix: 'Scan again.',
    }
  return {
    reason: 'permission',
    detail: `The system did not show ${path} to this credential.`,
    fix: 'Use a credential of an owner, with the permissions that the connection lists.',
  }
}
