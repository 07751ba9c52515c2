import { type Tolerances, tolerant } from '../dialect/tolerance.ts'
import { badRequest } from '../error.ts'
import { foldCase, quote } from '../json.ts'
import { type AttributePath, printAttributePath, resolveAttributePath } from '../path/attribute-path.ts'
import { parseDateTime } from '../resource/date-time.ts'
import { type AttributeNode, findByName, type ResourceType } from '../resource/schema.ts'
import type { CompareOperator, Comparison, Filter } from './filter.ts'

/** A filter whose names are attributes and whose values have those attributes' types. */
export type BoundFilter =
  | { kind: 'and' | 'or'; terms: readonly BoundFilter[] }
  | { kind: 'not'; filter: BoundFilter }
  | BoundComparison
  | { kind: 'present'; node: AttributeNode }
  | { kind: 'some'; node: AttributeNode; filter: BoundFilter }

export interface BoundComparison {
  kind: 'compare'
  /** Never complex: `emails eq "x"` is bound to `emails.value`. */
  node: AttributeNode
  operator: CompareOperator
  value: BoundValue
}

/** `folded` is what compares where case does not count; `moment` is in milliseconds. */
export type BoundValue =
  | { type: 'string'; text: string; folded: string }
  | { type: 'boolean'; boolean: boolean }
  | { type: 'number'; number: number }
  | { type: 'dateTime'; moment: number }

/**
 * Gives a filter its meaning in a resource type.
 * @throws ScimError 400 `invalidFilter`, which names the attribute that is unknown, or whose type does not allow the
 * operator or the value (RFC 7644 §3.4.2.2: `gt` on booleans and binary values fails).
 */
export function bindFilter(filter: Filter, type: ResourceType, tolerances: Tolerances = tolerant): BoundFilter {
  return bind(filter, (path) => lookUp(type, path, tolerances), tolerances)
}

/** The same for a filter inside brackets, whose names are the sub-attributes of `node`. */
export function bindValueFilter(filter: Filter, node: AttributeNode, tolerances: Tolerances): BoundFilter {
  const lookUpSub = (path: AttributePath): AttributeNode => {
    const plain = path.schema === null && path.sub === null
    const found = plain ? findByName(node.subs, path.attribute) : undefined
    if (found !== undefined) return found
    throw badRequest('invalidFilter', `${quote(node.path)} has no sub-attribute ${quote(printAttributePath(path))}.`)
  }
  return bind(filter, lookUpSub, tolerances)
}

type LookUp = (path: AttributePath) => AttributeNode

function lookUp(type: ResourceType, path: AttributePath, tolerances: Tolerances): AttributeNode {
  const meaning = resolveAttributePath(type, path, tolerances)
  if (meaning !== null && 'attribute' in meaning) return meaning.attribute
  throw badRequest(
    'invalidFilter',
    `A ${type.name} has no attribute ${quote(printAttributePath(path))}. /Schemas lists those that there are.`,
  )
}

function bind(filter: Filter, find: LookUp, tolerances: Tolerances): BoundFilter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { kind: filter.kind, terms: filter.terms.map((term) => bind(term, find, tolerances)) }
    case 'not':
      return { kind: 'not', filter: bind(filter.filter, find, tolerances) }
    case 'present':
      return { kind: 'present', node: find(filter.path) }
    case 'some': {
      const node = find(filter.path)
      if (node.subNodes.length > 0) {
        return { kind: 'some', node, filter: bindValueFilter(filter.filter, node, tolerances) }
      }
      throw badRequest('invalidFilter', `${quote(node.path)} has no sub-attributes to filter by.`)
    }
    case 'compare':
      return bindComparison(filter, find(filter.path), tolerances)
  }
}

function bindComparison(filter: Comparison, found: AttributeNode, tolerances: Tolerances): BoundFilter {
  const { operator, value } = filter
  if (value === null) {
    if (operator === 'ne') return { kind: 'present', node: found }
    if (operator === 'eq') return { kind: 'not', filter: { kind: 'present', node: found } }
    throw badRequest('invalidFilter', `${quote(found.path)} cannot be compared with null by ${operator}: use eq or ne.`)
  }
  // `members eq "id"`, `manager eq "id"` and `emails eq "x"` mean the value: Entra and GitHub's documentation write them.
  const node = found.attribute.type === 'complex' ? found.subs.get('value') : found
  if (node === undefined) {
    throw badRequest('invalidFilter', `${quote(found.path)} has several parts: name the one to compare.`)
  }
  const bound = bindValue(node, value, tolerances)
  if (!allows(node, operator)) {
    throw badRequest('invalidFilter', `${operator} cannot be used on ${quote(node.path)}, a ${node.attribute.type}.`)
  }
  return { kind: 'compare', node, operator, value: bound }
}

function allows(node: AttributeNode, operator: CompareOperator): boolean {
  if (operator === 'eq' || operator === 'ne') return true
  const partial = operator === 'co' || operator === 'sw' || operator === 'ew'
  switch (node.attribute.type) {
    case 'string':
    case 'reference':
      return true
    case 'binary':
      return partial
    case 'dateTime':
    case 'decimal':
    case 'integer':
      return !partial
    default:
      return false
  }
}

function bindValue(node: AttributeNode, value: string | number | boolean, tolerances: Tolerances): BoundValue {
  switch (node.attribute.type) {
    case 'boolean': {
      if (typeof value === 'boolean') return { type: 'boolean', boolean: value }
      const folded = tolerances.booleanStrings && typeof value === 'string' ? foldCase(value) : ''
      if (folded === 'true' || folded === 'false') return { type: 'boolean', boolean: folded === 'true' }
      throw wrongType(node, 'true or false')
    }
    case 'decimal':
    case 'integer':
      if (typeof value === 'number') return { type: 'number', number: value }
      throw wrongType(node, 'a number')
    case 'dateTime': {
      const moment = typeof value === 'string' ? parseDateTime(value) : null
      if (moment !== null) return { type: 'dateTime', moment }
      throw wrongType(node, 'a date and time like "2011-05-13T04:42:34Z"')
    }
    default:
      if (typeof value === 'string') return { type: 'string', text: value, folded: foldCase(value) }
      throw wrongType(node, 'a string in double quotes')
  }
}

function wrongType(node: AttributeNode, wanted: string) {
  return badRequest('invalidFilter', `${quote(node.path)} is a ${node.attribute.type}: compare it with ${wanted}.`)
}
