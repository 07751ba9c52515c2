import { type defaultTypeResolver, execute, type GraphQLError, type GraphQLFieldResolver } from 'graphql'
import type { Addresses } from '../addresses.ts'
import type { Answer } from '../answer.ts'
import type { Budget } from '../limit.ts'
import type { Sight } from '../sight.ts'
import type { GithubState } from '../state/state.ts'
import { type Cost, computeCost, largestQuery } from './cost.ts'
import { isMutation, readDocument } from './document.ts'
import { type Field, type GraphContext, type Resolve, unsupported } from './field.ts'
import { findField, typeOfSource } from './resolvers.ts'
import { loadSchema } from './schema.ts'
import { listMissingScopes } from './scopes.ts'

export interface GraphRequest {
  state: GithubState
  sight: Sight
  addresses: Addresses
  query: string
  variables: Record<string, unknown>
  operationName: string | undefined
  /** What the token has left before this query. Null where nothing is counted. */
  budget: Budget | null
}

export interface GraphAnswer extends Answer {
  cost: number
}

const answer = (body: unknown, cost: number, headers: Record<string, string> = {}): GraphAnswer => ({
  status: 200,
  body,
  headers,
  cost,
})

const resolveField: GraphQLFieldResolver<unknown, GraphContext> = (source, args, context, info) => {
  const field: Field | undefined = findField(info.parentType.name, info.fieldName)
  if (!field) throw unsupported(`${info.parentType.name}.${info.fieldName}`)
  return (field.resolve as Resolve<unknown>)(source, context, args, info)
}

const resolveType: typeof defaultTypeResolver = (value) => typeOfSource(value as object)

function formatError(error: GraphQLError) {
  const { type, ...extensions } = error.extensions
  if (error.originalError && type === undefined) {
    // Not GitHub's doing: a mistake in the sandbox must not pass for one of GitHub's refusals.
    return { type: 'SANDBOX_BUG', path: error.path, message: `${error.message}\n${error.originalError.stack}` }
  }
  return {
    ...(type === undefined ? {} : { type }),
    ...(error.path ? { path: error.path } : {}),
    ...(Object.keys(extensions).length > 0 ? { extensions } : {}),
    locations: (error.locations ?? []).map(({ line, column }) => ({ line, column })),
    message: error.message,
  }
}

const grouped = new Intl.NumberFormat('en-US')

function refuseSize(cost: Cost): GraphAnswer | null {
  if (cost.nodes <= largestQuery) return null
  const asked = grouped.format(cost.nodes)
  const message = `This query requests up to ${asked} possible nodes which exceeds the maximum limit of ${grouped.format(largestQuery)}.`
  return answer({ errors: [{ type: 'MAX_NODE_LIMIT_EXCEEDED', message }] }, 1)
}

function showRateLimit(budget: Budget | null, cost: Cost) {
  if (budget === null) return null
  return {
    cost: cost.points,
    limit: budget.limit,
    nodeCount: cost.nodes,
    remaining: Math.max(0, budget.remaining - cost.points),
    resetAt: new Date(budget.reset * 1000).toISOString().replace('.000Z', 'Z'),
    used: budget.used + cost.points,
  }
}

/** One GraphQL request, from its text to GitHub's answer. Always 200: what went wrong stands in `errors`. */
export function answerGraphql(request: GraphRequest): GraphAnswer {
  const { state, sight, addresses, query, variables, operationName, budget } = request
  const reading = readDocument(query, operationName)
  if ('errors' in reading) return answer({ errors: reading.errors }, 1)
  const { read } = reading
  if (isMutation(read)) {
    const refused = { type: 'SANDBOX_UNSUPPORTED', message: unsupported('mutations').message }
    return answer({ errors: [refused] }, 1)
  }
  const missing = listMissingScopes(read.needs, sight.viewer.token?.scopes ?? [], addresses.web)
  if (missing.length > 0) return answer({ errors: missing }, 1)
  const cost = computeCost(loadSchema(), read.document, read.operation, withDefaults(request, read.operation))
  const tooLarge = refuseSize(cost)
  if (tooLarge) return tooLarge
  const contextValue: GraphContext = {
    state,
    sight,
    addresses,
    cost,
    rateLimit: showRateLimit(budget, cost),
    headers: {},
  }
  const result = execute({
    schema: loadSchema(),
    document: read.document,
    contextValue,
    variableValues: variables,
    operationName,
    fieldResolver: resolveField,
    typeResolver: resolveType,
  })
  if (result instanceof Promise) throw new Error('The resolvers are synchronous')
  const body = {
    ...('data' in result ? { data: result.data } : {}),
    ...(result.errors ? { errors: result.errors.map(formatError) } : {}),
  }
  return answer(body, cost.points, contextValue.headers)
}

/** The page sizes count, also those that the query brings as defaults of its variables. */
function withDefaults({ variables }: GraphRequest, operation: Parameters<typeof computeCost>[2]) {
  const defaults = (operation.variableDefinitions ?? []).flatMap((definition): [string, unknown][] =>
    definition.defaultValue?.kind === 'IntValue'
      ? [[definition.variable.name.value, Number(definition.defaultValue.value)]]
      : [],
  )
  return { ...Object.fromEntries(defaults), ...variables }
}
