import { type Tolerances, tolerant } from '../dialect/tolerance.ts'
import { foldCase, isArray, isObject, type JsonObject, type JsonValue } from '../json.ts'
import { parseDateTime } from '../resource/date-time.ts'
import type { AttributeNode, ResourceType } from '../resource/schema.ts'
import { type BoundComparison, type BoundFilter, bindFilter } from './bind.ts'
import type { CompareOperator, Filter } from './filter.ts'

/**
 * Whether a resource fits a filter. A multi-valued attribute fits when one of its values does; `ne` is the opposite of
 * `eq`, so that an absent attribute is not equal to anything.
 * @throws ScimError 400 `invalidFilter` as `bindFilter` does.
 */
export function matchesFilter(
  filter: Filter,
  resource: JsonObject,
  type: ResourceType,
  tolerances: Tolerances = tolerant,
): boolean {
  return matchesBound(bindFilter(filter, type, tolerances), resource)
}

/** The same for a filter that is bound already: to a resource, or in brackets to one value of its attribute. */
export function matchesBound(filter: BoundFilter, resource: JsonObject): boolean {
  return matches(filter, resource, null)
}

export function matchesValue(filter: BoundFilter, node: AttributeNode, value: JsonValue): boolean {
  return matches(filter, value, node)
}

/** `scope` is the attribute that `root` is a value of, or null where `root` is the resource. */
function matches(filter: BoundFilter, root: JsonValue, scope: AttributeNode | null): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.terms.every((term) => matches(term, root, scope))
    case 'or':
      return filter.terms.some((term) => matches(term, root, scope))
    case 'not':
      return !matches(filter.filter, root, scope)
    case 'present':
      return anyValue(root, filter.node, scope, isPresent)
    case 'some':
      return anyValue(root, filter.node, scope, (value) => matches(filter.filter, value, filter.node))
    case 'compare':
      if (filter.operator === 'ne') return !anyValue(root, filter.node, scope, (value) => compares(filter, 'eq', value))
      return anyValue(root, filter.node, scope, (value) => compares(filter, filter.operator, value))
  }
}

type Test = (value: JsonValue) => boolean

function anyValue(root: JsonValue, node: AttributeNode, scope: AttributeNode | null, test: Test): boolean {
  const { parent } = node
  if (parent !== null && parent !== scope) {
    return anyValue(root, parent, scope, (value) => anyOf(memberOf(value, node.attribute.name), test))
  }
  if (parent !== null || node.extension === null) return anyOf(memberOf(root, node.attribute.name), test)
  return anyOf(memberOf(memberOf(root, node.extension), node.attribute.name), test)
}

function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

function anyOf(value: JsonValue | undefined, test: Test): boolean {
  if (value === undefined || value === null) return false
  return isArray(value) ? value.some(test) : test(value)
}

function isPresent(value: JsonValue): boolean {
  if (value === null || value === '') return false
  return typeof value !== 'object' || Object.keys(value).length > 0
}

function compares({ node, value: wanted }: BoundComparison, operator: CompareOperator, value: JsonValue): boolean {
  switch (wanted.type) {
    case 'string':
      if (typeof value !== 'string') return false
      if (node.attribute.caseExact) return comparesText(operator, value, wanted.text)
      return comparesText(operator, foldCase(value), wanted.folded)
    case 'boolean':
      return operator === 'eq' && value === wanted.boolean
    case 'number':
      return typeof value === 'number' && inOrder(operator, value - wanted.number)
    case 'dateTime': {
      const moment = typeof value === 'string' ? parseDateTime(value) : null
      return moment !== null && inOrder(operator, moment - wanted.moment)
    }
  }
}

function comparesText(operator: CompareOperator, value: string, wanted: string): boolean {
  switch (operator) {
    case 'co':
      return value.includes(wanted)
    case 'sw':
      return value.startsWith(wanted)
    case 'ew':
      return value.endsWith(wanted)
    default:
      return inOrder(operator, value === wanted ? 0 : value < wanted ? -1 : 1)
  }
}

function inOrder(operator: CompareOperator, order: number): boolean {
  switch (operator) {
    case 'eq':
      return order === 0
    case 'gt':
      return order > 0
    case 'ge':
      return order >= 0
    case 'lt':
      return order < 0
    case 'le':
      return order <= 0
    default:
      return false
  }
}
