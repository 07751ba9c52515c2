import {
  type DocumentNode,
  type FieldNode,
  type GraphQLError,
  getNamedType,
  getOperationAST,
  isInterfaceType,
  isObjectType,
  isUnionType,
  type OperationDefinitionNode,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { unsupported } from './field.ts'
import { findField, playedTypes } from './resolvers.ts'
import { loadSchema } from './schema.ts'
import { findNeed, type ScopeNeed } from './scopes.ts'

/** A query that was read, and what can be told about it without running it. */
export interface ReadDocument {
  document: DocumentNode
  operation: OperationDefinitionNode
  needs: ScopeNeed[]
}

export type Reading = { read: ReadDocument } | { errors: { message: string }[] }

/** The answers of a type system to a client's mistakes, in GitHub's words where those are known. */
function inGithubsWords(error: GraphQLError) {
  const field = /^Cannot query field "(\w+)" on type "(\w+)"/.exec(error.message)
  const locations = (error.locations ?? []).map(({ line, column }) => ({ line, column }))
  if (!field) return { locations, message: error.message }
  const [, fieldName, typeName] = field
  return {
    extensions: { code: 'undefinedField', typeName, fieldName },
    locations,
    message: `Field '${fieldName}' doesn't exist on type '${typeName}'`,
  }
}

/** The types that may stand where the query names this one. */
function concreteTypes(typeName: string): string[] {
  const schema = loadSchema()
  const type = schema.getType(typeName)
  if (isInterfaceType(type) || isUnionType(type)) return schema.getPossibleTypes(type).map((possible) => possible.name)
  return isObjectType(type) ? [typeName] : []
}

/** What the sandbox would have to make up. `null` would be a lie, so the whole query is refused instead. */
function findUnplayed(typeName: string, node: FieldNode): string[] {
  const name = node.name.value
  if (name.startsWith('__')) return []
  const concrete = concreteTypes(typeName)
  const candidates = concrete.length > 1 ? concrete.filter((candidate) => candidate in playedTypes) : concrete
  return candidates.flatMap((candidate) => {
    const field = findField(candidate, name)
    if (!field) return [`${candidate}.${name}`]
    const strange = (node.arguments ?? []).filter((argument) => !field.args.includes(argument.name.value))
    return strange.map((argument) => `${candidate}.${name}(${argument.name.value}:)`)
  })
}

function inspect(document: DocumentNode) {
  const needs: ScopeNeed[] = []
  const unplayed = new Set<string>()
  const types = new TypeInfo(loadSchema())
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: (node) => {
        const parent = types.getParentType()
        if (!parent) return
        const typeName = getNamedType(parent).name
        // Introspection describes the whole schema, played or not.
        if (typeName.startsWith('__')) return
        for (const what of findUnplayed(typeName, node)) unplayed.add(what)
        const need = findNeed(typeName, node)
        if (need) needs.push(need)
      },
    }),
  )
  return { needs, unplayed: [...unplayed] }
}

function readOperation(document: DocumentNode, operationName: string | undefined): Reading {
  const operation = getOperationAST(document, operationName)
  if (!operation) return { errors: [{ message: 'An operation name is required' }] }
  const wrong = validate(loadSchema(), document)
  if (wrong.length > 0) return { errors: wrong.map(inGithubsWords) }
  const { needs, unplayed } = inspect(document)
  if (unplayed.length > 0) {
    return { errors: unplayed.map((what) => ({ type: 'SANDBOX_UNSUPPORTED', message: unsupported(what).message })) }
  }
  return { read: { document, operation, needs } }
}

export const isMutation = (read: ReadDocument) => read.operation.operation !== 'query'

/** Clients send the same few queries again and again; reading one costs more than answering it. */
const readings = new Map<string, Reading>()
const keptReadings = 200

export function readDocument(query: string, operationName: string | undefined): Reading {
  const key = `${operationName ?? ''}\n${query}`
  const known = readings.get(key)
  if (known) return known
  let reading: Reading
  try {
    reading = readOperation(parse(query), operationName)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    reading = { errors: [inGithubsWords(error as GraphQLError)] }
  }
  if (readings.size >= keptReadings) readings.clear()
  readings.set(key, reading)
  return reading
}
