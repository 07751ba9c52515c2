import { badRequest } from '../error.ts'
import { foldCase, quote } from '../json.ts'
import { printAttributePath } from '../path/attribute-path.ts'
import { type FilterOptions, parseFilter } from './parse.ts'

/**
 * GitHub's filters: exactly one `eq` on one of a few attributes, in double or single quotes.
 * @param allowed names as they are returned; clients may write them in any case.
 * @throws ScimError 400 `invalidFilter` for anything else.
 */
export function parseSingleEq<Name extends string>(
  text: string,
  allowed: readonly Name[],
  options?: FilterOptions,
): { attribute: Name; value: string } {
  const filter = parseFilter(text, options)
  const list = allowed.join(', ')
  if (filter.kind !== 'compare' || filter.operator !== 'eq') {
    throw badRequest('invalidFilter', `Only one eq comparison is supported, on one of ${list}.`)
  }
  const name = printAttributePath(filter.path)
  const attribute = allowed.find((one) => foldCase(one) === foldCase(name))
  if (attribute === undefined) {
    throw badRequest('invalidFilter', `${quote(name)} cannot be filtered by. Supported: ${list}.`)
  }
  if (typeof filter.value === 'string') return { attribute, value: filter.value }
  throw badRequest('invalidFilter', `${quote(attribute)} is a string: put its value into double quotes.`)
}
