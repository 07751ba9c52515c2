import {
  badRequest,
  githubGroupType,
  githubUserType,
  groupType,
  isArray,
  isObject,
  type JsonObject,
  type JsonValue,
  type PatchOperation,
  parsePatch,
  parsePath,
  readResource,
  resolveAttributePath,
  userType,
} from '@rollcall/scim'
import type { Kind } from './directory.ts'
import type { Exchange } from './exchange.ts'

const types = { User: userType, Group: groupType }
const githubTypes = { User: githubUserType('lenient'), Group: githubGroupType('lenient') }
/** What every resource may name. */
const common = new Set(['schemas', 'id', 'meta'])

/** The resource that a POST or PUT brought. */
export function resourceIn(exchange: Exchange, kind: Kind, body: unknown): JsonObject {
  if (refusesUnknown(exchange) && isObject(body)) {
    const { schemas } = body
    const foreign = isArray(schemas) && schemas.find((schema) => schema !== githubTypes[kind].schema.id)
    if (foreign) throw unknown(kind, String(foreign))
    requireKnown(kind, Object.keys(body))
  }
  return readResource(body, types[kind], { tolerances: exchange.dialect.tolerances })
}

/** The operations that a PATCH brought. */
export function operationsIn(exchange: Exchange, kind: Kind, body: unknown): PatchOperation[] {
  const operations = parsePatch(body, { tolerances: exchange.dialect.tolerances })
  if (refusesUnknown(exchange))
    for (const { path, value } of operations) requireKnown(kind, path === null ? namesOf(value) : [path])
  return operations
}

/** GitHub drops what it does not know; an enterprise can be set to say so instead. */
const refusesUnknown = ({ base, options }: Exchange): boolean =>
  base === 'github' && options.unknownAttributes === 'refuse'

const namesOf = (value: JsonValue | undefined): string[] => (isObject(value) ? Object.keys(value) : [])

function requireKnown(kind: Kind, names: readonly string[]): void {
  for (const name of names) {
    if (common.has(name)) continue
    const path = parsePath(name)
    const found = path && resolveAttributePath(githubTypes[kind], path.attribute, { bareExtensionNames: false })
    if (!found) throw unknown(kind, name)
  }
}

const unknown = (kind: Kind, name: string) =>
  badRequest(
    'invalidValue',
    `${JSON.stringify(name.slice(0, 120))}: GitHub knows no such attribute or schema of a ${kind}, and this enterprise refuses it.`,
  )
