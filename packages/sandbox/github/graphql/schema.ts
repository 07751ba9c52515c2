import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildASTSchema, type GraphQLSchema, parse } from 'graphql'

let schema: GraphQLSchema | null = null

/** Beside the package's module, which would also load a second copy of the schema as JSON, four times the size. */
const schemaFile = () => fileURLToPath(new URL('./schema.graphql', import.meta.resolve('@octokit/graphql-schema')))

/** Two thirds of the text are prose, and reading them would take half of the time. */
const withoutDescriptions = (text: string) => text.replace(/"""[\s\S]*?"""/g, '')

/** GitHub's published schema. Building it takes some 0.3 s, so once in a process and not before it is asked for. */
export function loadSchema(): GraphQLSchema {
  if (schema) return schema
  const document = parse(withoutDescriptions(readFileSync(schemaFile(), 'utf8')), { noLocation: true })
  schema = buildASTSchema(document, { assumeValid: true, assumeValidSDL: true })
  return schema
}
