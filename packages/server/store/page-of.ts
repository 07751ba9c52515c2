/** A condition on a row, with its parameters, which begin at `$2`. */
export interface Condition {
  sql: string
  params: readonly (string | number | boolean | null)[]
  /** Of a condition that is always written alike. */
  name?: string
}

/** What a list is sorted by before `seq`. Rows without a value come last, and first where it is turned round. */
export interface SortKey {
  sql: string
  type: 'text' | 'boolean' | 'numeric' | 'timestamptz'
  descending: boolean
}

/** The place of a row in a sorted list: its key as text, and its number. */
export interface SortPlace {
  key: string | null
  seq: number
}

export interface PageOf {
  condition: Condition
  /** Null where the order is that of `seq`. */
  sort: SortKey | null
  /** Where the page begins: after a row, or after so many. */
  from: { afterSeq: number } | { after: SortPlace } | { offset: number }
  count: number
}

/** Of a row that was read as part of a page. */
export interface Sorted {
  sortKey?: string | null
}

/**
 * The rest of a statement that reads a page, from its condition on, and its parameters from `$2` on.
 * @param alias of the table, which has `seq`.
 * @returns `name` for a statement that is always written alike.
 */
export function pageText(alias: 'u' | 'g', { condition, sort, from, count }: PageOf) {
  const values: unknown[] = [...condition.params]
  const given = (value: unknown) => `$${values.push(value) + 1}`
  const direction = sort?.descending ? 'desc nulls first' : 'asc nulls last'
  let start = ''
  if ('afterSeq' in from) start = `and ${alias}.seq > ${given(from.afterSeq)}`
  if ('after' in from && sort) start = `and ${afterPlace(alias, sort, from.after, given)}`
  const limit = `limit ${given(count)}`
  const offset = 'offset' in from ? `offset ${given(from.offset)}` : ''
  return {
    column: sort ? `, (${sort.sql})::text as "sortKey"` : '',
    text: `(${condition.sql}) ${start} order by ${sort ? `${sort.sql} ${direction}, ` : ''}${alias}.seq ${limit} ${offset}`,
    values,
    name: condition.name && !sort ? `${condition.name}_${'afterSeq' in from}` : null,
  }
}

function afterPlace(
  alias: string,
  { sql, type, descending }: SortKey,
  { key, seq }: SortPlace,
  given: (value: unknown) => string,
): string {
  const later = `${alias}.seq > ${given(seq)}`
  if (key === null) return descending ? `(${sql} is not null or ${later})` : `(${sql} is null and ${later})`
  const value = `${given(key)}::${type}`
  const beyond = descending ? `${sql} < ${value}` : `(${sql} > ${value} or ${sql} is null)`
  return `(${beyond} or ${sql} = ${value} and ${later})`
}
