import type { RunningGithub } from './server.ts'

export interface Reply<Body> {
  status: number
  headers: Headers
  body: Body
}

interface GraphqlError {
  type?: string
  path?: (string | number)[]
  message: string
  extensions?: Record<string, unknown>
}

export interface GraphqlBody<Data> {
  data?: Data | null
  errors?: GraphqlError[]
}

/** Asks the sandbox as the owner of a token would; null asks as a stranger. For tests. */
export function createCaller(github: RunningGithub, secret: string | null, extra: Record<string, string> = {}) {
  const headers = { ...(secret === null ? {} : { authorization: `Bearer ${secret}` }), ...extra }
  const read = async <Body>(response: Response): Promise<Reply<Body>> => {
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? undefined : JSON.parse(text)) as Body,
    }
  }
  const get = async <Body = Record<string, unknown>>(path: string, more: Record<string, string> = {}) =>
    read<Body>(await fetch(path.startsWith('http') ? path : github.apiUrl + path, { headers: { ...headers, ...more } }))
  return {
    get,
    send: async (method: string, path: string) => read(await fetch(github.apiUrl + path, { method, headers })),
    /** Follows the links to the end. */
    list: async <Item>(path: string): Promise<Item[]> => {
      const items: Item[] = []
      let next: string | undefined = path
      while (next !== undefined) {
        const page: Reply<Item[]> = await get<Item[]>(next)
        if (page.status !== 200) throw new Error(`${next}: ${page.status} ${JSON.stringify(page.body)}`)
        items.push(...page.body)
        next = findLink(page.headers, 'next')
      }
      return items
    },
    graphql: async <Data = Record<string, unknown>>(query: string, variables: Record<string, unknown> = {}) =>
      read<GraphqlBody<Data>>(
        await fetch(github.graphqlUrl, { method: 'POST', headers, body: JSON.stringify({ query, variables }) }),
      ),
  }
}

export function findLink(headers: Headers, rel: string): string | undefined {
  const links = headers.get('link')?.split(', ') ?? []
  return links.map((link) => /^<(.+)>; rel="(.+)"$/.exec(link)).find((found) => found?.[2] === rel)?.[1]
}
