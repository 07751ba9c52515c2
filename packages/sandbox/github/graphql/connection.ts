import type { FieldNode, GraphQLResolveInfo, SelectionSetNode } from 'graphql'
import { type Args, type GraphContext, type Resolve, refusal } from './field.ts'

const pagination = ['first', 'after', 'last', 'before'] as const
const largestPage = 100

interface Listing<Item> {
  items: readonly Item[]
  /** Tells one item from all others, and stays the same between pages. */
  key: (item: Item) => string | number
  node: (item: Item) => unknown
  /** What the edge carries besides the node. */
  edge?: (item: Item) => Record<string, unknown>
}

const encode = (key: string | number, at: number) => Buffer.from(`cursor:v2:${at}:${key}`).toString('base64')

/** Where a cursor points, also after the list has changed; its old place where the item itself is gone. */
function decode<Item>(cursor: unknown, { items, key }: Listing<Item>): { at: number; gone: boolean } {
  const [, , at, ...rest] = Buffer.from(String(cursor), 'base64').toString('utf8').split(':')
  const place = Number(at)
  if (rest.length === 0 || !Number.isInteger(place)) {
    throw refusal('INVALID_CURSOR_ARGUMENTS', `\`${String(cursor)}\` does not appear to be a valid cursor.`)
  }
  const wanted = rest.join(':')
  const same = items[place]
  if (same !== undefined && String(key(same)) === wanted) return { at: place, gone: false }
  const moved = items.findIndex((item) => String(key(item)) === wanted)
  return moved === -1 ? { at: place, gone: true } : { at: moved, gone: false }
}

function selects(set: SelectionSetNode | undefined, names: readonly string[], info: GraphQLResolveInfo): boolean {
  return (set?.selections ?? []).some((selection) => {
    if (selection.kind === 'Field') return names.includes(selection.name.value)
    if (selection.kind === 'InlineFragment') return selects(selection.selectionSet, names, info)
    return selects(info.fragments[selection.name.value]?.selectionSet, names, info)
  })
}

function checkSize(args: Args, info: GraphQLResolveInfo): void {
  const name = info.fieldName
  for (const side of ['first', 'last'] as const) {
    const size = args[side]
    if (typeof size !== 'number') continue
    if (size < 0) {
      throw refusal('INVALID_PAGINATION', `\`${side}\` on the \`${name}\` connection cannot be less than zero.`)
    }
    if (size > largestPage) {
      const limit = `exceeds the \`${side}\` limit of ${largestPage} records.`
      throw refusal('EXCESSIVE_PAGINATION', `Requesting ${size} records on the \`${name}\` connection ${limit}`)
    }
  }
  if (typeof args.first === 'number' || typeof args.last === 'number') return
  const wanted = info.fieldNodes.some((node: FieldNode) =>
    selects(node.selectionSet, ['nodes', 'edges', 'pageInfo'], info),
  )
  if (!wanted) return
  throw refusal(
    'MISSING_PAGINATION_BOUNDARIES',
    `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
  )
}

function cut<Item>(listing: Listing<Item>, args: Args): { start: number; end: number } {
  let start = 0
  let end = listing.items.length
  if (args.after != null) {
    const { at, gone } = decode(args.after, listing)
    start = gone ? at : at + 1
  }
  if (args.before != null) end = decode(args.before, listing).at
  if (typeof args.first === 'number') end = Math.min(end, start + args.first)
  if (typeof args.last === 'number') start = Math.max(start, end - args.last)
  return { start: Math.min(start, listing.items.length), end: Math.max(start, end) }
}

/** A connection in the form that every connection of GitHub's schema has. */
function connect<Item>(listing: Listing<Item>, args: Args, info: GraphQLResolveInfo) {
  checkSize(args, info)
  const { start, end } = cut(listing, args)
  const page = listing.items.slice(start, end)
  const cursors = page.map((item, offset) => encode(listing.key(item), start + offset))
  const nodes = page.map(listing.node)
  return {
    totalCount: listing.items.length,
    nodes,
    edges: page.map((item, offset) => ({
      cursor: cursors[offset],
      node: nodes[offset],
      ...listing.edge?.(item),
    })),
    pageInfo: {
      hasNextPage: end < listing.items.length,
      hasPreviousPage: start > 0,
      startCursor: cursors[0] ?? null,
      endCursor: cursors.at(-1) ?? null,
    },
  }
}

/** What there is to page through, ready to be cut to the page that is asked for. */
export type Cut = (args: Args, info: GraphQLResolveInfo) => object

export function listing<Item>(items: readonly Item[], rest: Omit<Listing<Item>, 'items'>): Cut {
  return (args, info) => connect({ items, ...rest }, args, info)
}

/** A connection field. Null is a connection that may not be seen. */
export function connection<Source>(
  list: (source: Source, context: GraphContext, args: Args) => Cut | null,
  args: readonly string[] = [],
): { args: readonly string[]; resolve: Resolve<Source> } {
  return {
    args: [...pagination, ...args],
    resolve: (source, context, given, info) => list(source, context, given)?.(given, info) ?? null,
  }
}
