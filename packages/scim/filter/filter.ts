import { type AttributePath, printAttributePath } from '../path/attribute-path.ts'

/** RFC 7644 §3.4.2.2 table 3, without `pr`, which compares with nothing. */
export type CompareOperator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le'

/** A parsed filter. `and` and `or` hold two terms or more, so that a long chain is not a deep tree. */
export type Filter =
  | { kind: 'and' | 'or'; terms: readonly Filter[] }
  | { kind: 'not'; filter: Filter }
  | Comparison
  | { kind: 'present'; path: AttributePath }
  /** `emails[type eq "work"]`: some one value of the attribute fits the whole filter. */
  | { kind: 'some'; path: AttributePath; filter: Filter }

export interface Comparison {
  kind: 'compare'
  path: AttributePath
  operator: CompareOperator
  value: string | number | boolean | null
}

/** Writes a filter so that parsing it gives the same filter again. */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.terms.map((term) => printTerm(term, filter.kind)).join(` ${filter.kind} `)
    case 'not':
      return `not (${printFilter(filter.filter)})`
    case 'compare':
      return `${printAttributePath(filter.path)} ${filter.operator} ${JSON.stringify(filter.value)}`
    case 'present':
      return `${printAttributePath(filter.path)} pr`
    case 'some':
      return `${printAttributePath(filter.path)}[${printFilter(filter.filter)}]`
  }
}

/** `and` binds closer than `or`; a chain inside its own kind keeps its parentheses. */
function printTerm(term: Filter, within: 'and' | 'or'): string {
  const grouped = term.kind === 'or' || (term.kind === 'and' && within === 'and')
  return grouped ? `(${printFilter(term)})` : printFilter(term)
}
