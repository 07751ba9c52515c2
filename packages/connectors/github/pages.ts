import { AppError, type Checkpoint, type Gap, type Source } from '@rollcall/core'
import type { Answer, GithubClient, GraphqlAnswer } from './client.ts'
import { createPageSize } from './page-size.ts'

export interface RestPage<Item> {
  items: Item[]
  source: Source
  checkpoint: number | null
  gap: Gap | null
}

/** Pages of a REST list, a hundred at a time, from the checkpoint on. `unwrap` where the list is a field of the answer. */
export async function* restPages<Item>(
  client: GithubClient,
  template: string,
  params: Record<string, unknown>,
  from: Checkpoint | null,
  unwrap: (data: unknown) => unknown = (data) => data,
): AsyncGenerator<RestPage<Item>> {
  for (let page: number | null = typeof from === 'number' ? from : 1; page !== null; ) {
    const answer: Answer<unknown> = await client.get(template, { ...params, per_page: 100, page })
    const items = unwrap(answer.data)
    if (!Array.isArray(items))
      throw new AppError('upstream.malformed', { system: 'GitHub', endpoint: template, problem: 'it is not a list' })
    page = hasNext(answer) ? page + 1 : null
    yield { items, source: answer.source, checkpoint: page, gap: answer.gap }
  }
}

const hasNext = (answer: Answer<unknown>) => /\brel="next"/.test(String(answer.headers.link ?? ''))

/** One list of several that make up a stream. */
export interface RestList {
  template: string
  unwrap?: (data: unknown) => unknown
}

/** Several REST lists one after the other. `list` says which of them a page is of. */
export async function* listsInTurn<Item>(
  client: GithubClient,
  lists: readonly RestList[],
  params: Record<string, unknown>,
  from: Checkpoint | null,
): AsyncGenerator<Omit<RestPage<Item>, 'checkpoint'> & { list: number; checkpoint: Checkpoint | null }> {
  const start = typeof from === 'object' && from !== null ? from : { list: 0, page: 1 }
  for (const [list, { template, unwrap }] of lists.entries()) {
    if (list < Number(start.list)) continue
    const page = list === Number(start.list) ? Number(start.page) : 1
    for await (const { checkpoint, ...rest } of restPages<Item>(client, template, params, page, unwrap)) {
      const next = checkpoint === null ? { list: list + 1, page: 1 } : { list, page: checkpoint }
      yield { ...rest, list, checkpoint: next.list < lists.length ? next : null }
    }
  }
}

/** Pages of a REST list that goes on by a cursor instead of a number. The checkpoint is GitHub's cursor. */
export async function* cursorPages<Item>(
  client: GithubClient,
  template: string,
  params: Record<string, unknown>,
  from: string | null,
): AsyncGenerator<Omit<RestPage<Item>, 'checkpoint'> & { checkpoint: string | null }> {
  let after = from
  do {
    const cursor = after === null ? {} : { after }
    const answer: Answer<unknown> = await client.get(template, { ...params, per_page: 100, ...cursor })
    if (!Array.isArray(answer.data))
      throw new AppError('upstream.malformed', { system: 'GitHub', endpoint: template, problem: 'it is not a list' })
    after = nextCursor(String(answer.headers.link ?? ''))
    yield { items: answer.data, source: answer.source, checkpoint: after, gap: answer.gap }
  } while (after !== null)
}

function nextCursor(link: string): string | null {
  const address = /<([^>]+)>;\s*rel="next"/.exec(link)?.[1]
  return address === undefined ? null : new URL(address).searchParams.get('after')
}

/** Every item of a short REST list. */
export async function wholeList<Item>(
  client: GithubClient,
  template: string,
  params: Record<string, unknown>,
): Promise<{ items: Item[]; gap: Gap | null }> {
  const items: Item[] = []
  let gap: Gap | null = null
  for await (const page of restPages<Item>(client, template, params, null)) {
    items.push(...page.items)
    gap ??= page.gap
  }
  return { items, gap }
}

export interface Connection<Node> {
  totalCount?: number
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
  nodes?: (Node | null)[] | null
  edges?: (Node | null)[] | null
}

export interface GraphqlPage<Node> {
  /** Nodes or edges, each with its place in the page. */
  nodes: { node: Node; path: string }[]
  /** Nodes that are null: they exist, and this token may not see them. */
  hidden: number
  answer: GraphqlAnswer<unknown>
  checkpoint: string | null
  total: number | null
}

/**
 * Pages of a GraphQL connection. A page that GitHub does not finish in its ten seconds (502, or an error that says so)
 * is asked for again at half the size; see {@link createPageSize}.
 */
export async function* graphqlPages<Node>(
  client: GithubClient,
  query: string,
  variables: Record<string, unknown>,
  from: Checkpoint | null,
  options: { size: number; path: string; pick: (data: never) => Connection<Node> | null | undefined },
): AsyncGenerator<GraphqlPage<Node>> {
  let after = typeof from === 'string' ? from : null
  const size = createPageSize(options.size)
  for (;;) {
    let answer: GraphqlAnswer<unknown>
    try {
      answer = await client.graphql<unknown>(query, { ...variables, first: size.current(), after })
      size.succeed(answer.cost)
    } catch (error) {
      const tooMuch = error instanceof AppError && error.code === 'upstream.failed'
      if (!tooMuch || !size.fail()) throw error
      continue
    }
    const connection = options.pick(answer.data as never)
    if (!connection) {
      const refusal = answer.refused[0]
      if (refusal)
        throw new AppError(
          'upstream.forbidden',
          { system: 'GitHub', endpoint: 'POST /graphql', status: 200 },
          { gap: refusal.gap },
        )
      throw new AppError('upstream.malformed', {
        system: 'GitHub',
        endpoint: 'POST /graphql',
        problem: `${options.path} is missing`,
      })
    }
    const list = connection.nodes ?? connection.edges ?? []
    const kind = connection.nodes ? 'nodes' : 'edges'
    const nodes = list.flatMap((node, index) =>
      node === null ? [] : [{ node, path: `${options.path}.${kind}.${index}` }],
    )
    const { hasNextPage, endCursor } = connection.pageInfo
    after = hasNextPage ? endCursor : null
    yield { nodes, hidden: list.length - nodes.length, answer, checkpoint: after, total: connection.totalCount ?? null }
    if (after === null) return
  }
}

/** Why a field below this place was not answered, if GitHub said so. */
export function refusalAt(answer: GraphqlAnswer<unknown>, path: string): Gap | undefined {
  return answer.refused.find((one) => one.path === path || one.path.startsWith(`${path}.`))?.gap
}

/** Why a page is not whole: things in it that GitHub hides, or left out. Undefined for a whole one. */
export function pageGap(page: GraphqlPage<unknown>, shown: number, what: string): Gap | undefined {
  const hidden = page.hidden + page.nodes.length - shown
  if (hidden === 0) return page.answer.gap ?? undefined
  return {
    reason: 'permission',
    detail: `GitHub hides ${hidden} of the ${what} from this token.`,
    fix: 'Use a token of an Organization owner with all the scopes that the connection lists.',
  }
}
