import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql'
import {
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
} from 'graphql'

/** What GitHub takes for a query, and how many nodes it could return at most. */
export interface Cost {
  points: number
  nodes: number
}

export const largestQuery = 500_000

interface Group {
  nodes: FieldNode[]
  type: GraphQLOutputType
}

interface Tally {
  requests: number
  nodes: number
}

interface Walk {
  schema: GraphQLSchema
  fragments: Map<string, FragmentDefinitionNode>
  variables: Record<string, unknown>
  tally: Tally
}

function typeNamed(schema: GraphQLSchema, name: string | undefined) {
  return name === undefined ? undefined : schema.getType(name)
}

/** The fields of a selection, with those of its fragments; the same connection in two fragments counts once. */
function collect(walk: Walk, sets: readonly SelectionSetNode[], typeName: string, groups = new Map<string, Group>()) {
  const type = typeNamed(walk.schema, typeName)
  for (const { selections } of sets) {
    for (const selection of selections) {
      if (selection.kind === 'InlineFragment') {
        collect(walk, [selection.selectionSet], selection.typeCondition?.name.value ?? typeName, groups)
      } else if (selection.kind === 'FragmentSpread') {
        const fragment = walk.fragments.get(selection.name.value)
        if (fragment) collect(walk, [fragment.selectionSet], fragment.typeCondition.name.value, groups)
      } else {
        const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[selection.name.value] : undefined
        if (!field) continue
        const key = `${typeName} ${selection.alias?.value ?? selection.name.value}`
        const group = groups.get(key) ?? { nodes: [], type: field.type }
        group.nodes.push(selection)
        groups.set(key, group)
      }
    }
  }
  return groups
}

function pageSize(node: FieldNode, variables: Record<string, unknown>): number | null {
  for (const argument of node.arguments ?? []) {
    if (argument.name.value !== 'first' && argument.name.value !== 'last') continue
    const { value } = argument
    const size =
      value.kind === 'IntValue' ? Number(value.value) : value.kind === 'Variable' ? variables[value.name.value] : null
    if (typeof size === 'number') return Math.max(0, size)
  }
  return null
}

function tallyFields(walk: Walk, sets: readonly SelectionSetNode[], typeName: string, times: number): void {
  for (const { nodes, type } of collect(walk, sets, typeName).values()) {
    const named = getNamedType(type)
    const below = nodes.flatMap((node) => (node.selectionSet ? [node.selectionSet] : []))
    if (below.length === 0 || !isCompositeType(named)) continue
    let inner = times
    if (isConnection(named.name) && nodes[0]) {
      const size = pageSize(nodes[0], walk.variables) ?? 0
      // One request for each parent; what it returns are as many nodes as a page may hold.
      walk.tally.requests += times
      walk.tally.nodes += times * size
      inner = times * size
    }
    tallyFields(walk, below, named.name, inner)
  }
}

const isConnection = (typeName: string) => typeName.endsWith('Connection')

/**
 * As GitHub documents it: the requests that are needed to fill every connection to its limit, divided by a hundred, and
 * at least one point.
 */
export function computeCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): Cost {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === 'FragmentDefinition') fragments.set(definition.name.value, definition)
  }
  const tally: Tally = { requests: 0, nodes: 0 }
  const root = schema.getRootType(operation.operation) as GraphQLObjectType
  tallyFields({ schema, fragments, variables, tally }, [operation.selectionSet], root.name, 1)
  return { points: Math.max(1, Math.round(tally.requests / 100)), nodes: tally.nodes }
}
