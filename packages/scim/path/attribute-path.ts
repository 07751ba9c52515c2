import type { Tolerances } from '../dialect/tolerance.ts'
import { type AttributeNode, type ExtensionNode, findByName, findByUrn, type ResourceType } from '../resource/schema.ts'

/** An attribute's name as a client wrote it, RFC 7644 §3.10: `[urn:]attribute[.sub]`. */
export interface AttributePath {
  schema: string | null
  attribute: string
  sub: string | null
}

const dot = 46
const colon = 58

/** What may stand in a path: letters, digits, `-`, `_`, `$` (of `$ref`), and the separators `.` and `:`. */
export function isPathCode(code: number): boolean {
  return isNameCode(code) || code === dot || code === colon
}

function isNameCode(code: number): boolean {
  return isLetter(code) || (code >= 48 && code <= 57) || code === 45 || code === 95 || code === 36
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
}

function isName(text: string): boolean {
  const first = text.charCodeAt(0)
  if (!isLetter(first) && first !== 36) return false
  for (let at = 1; at < text.length; at++) if (!isNameCode(text.charCodeAt(at))) return false
  return true
}

/**
 * Splits a path. The URN ends at the last colon, because it has dots of its own (`…:enterprise:2.0:User:department`).
 * Null where the text is not a path.
 */
export function parseAttributePath(text: string): AttributePath | null {
  const end = text.lastIndexOf(':')
  const schema = end === -1 ? null : text.slice(0, end)
  if (schema !== null && (schema.length < 5 || schema.slice(0, 4).toLowerCase() !== 'urn:')) return null
  const rest = end === -1 ? text : text.slice(end + 1)
  const point = rest.indexOf('.')
  if (point === -1) return isName(rest) ? { schema, attribute: rest, sub: null } : null
  const [attribute, sub] = [rest.slice(0, point), rest.slice(point + 1)]
  return isName(attribute) && isName(sub) ? { schema, attribute, sub } : null
}

export function printAttributePath({ schema, attribute, sub }: AttributePath): string {
  return `${schema === null ? '' : `${schema}:`}${attribute}${sub === null ? '' : `.${sub}`}`
}

/** What a path means in a resource type: an attribute, or a whole extension. */
export type PathMeaning = { attribute: AttributeNode } | { extension: ExtensionNode }

/** Looks a path up in any case and with the misspelt URNs that were seen; null where the type has no such attribute. */
export function resolveAttributePath(
  type: ResourceType,
  path: AttributePath,
  tolerances: Pick<Tolerances, 'bareExtensionNames'>,
): PathMeaning | null {
  if (path.schema === null) return meaning(findBare(type, path.attribute, tolerances), path.sub)
  const schema = findByUrn(type, path.schema)
  if (schema !== undefined) return meaning(findByName(schema.attributes, path.attribute), path.sub)
  // The URN itself, cut at its own last colon: the extension whole, or `…:User.department` with a dot for a colon.
  const whole = findByUrn(type, `${path.schema}:${path.attribute}`)
  if (whole === undefined) return null
  return path.sub === null ? { extension: whole } : meaning(findByName(whole.attributes, path.sub), null)
}

function findBare(
  type: ResourceType,
  name: string,
  { bareExtensionNames }: Pick<Tolerances, 'bareExtensionNames'>,
): AttributeNode | undefined {
  const core = findByName(type.core, name)
  if (core !== undefined || !bareExtensionNames) return core
  for (const extension of type.extensionNodes) {
    const found = findByName(extension.attributes, name)
    if (found !== undefined) return found
  }
  return undefined
}

function meaning(node: AttributeNode | undefined, sub: string | null): PathMeaning | null {
  if (node === undefined) return null
  if (sub === null) return { attribute: node }
  const below = findByName(node.subs, sub)
  return below === undefined ? null : { attribute: below }
}
