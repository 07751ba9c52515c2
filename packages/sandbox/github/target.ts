import type { IncomingHttpHeaders } from 'node:http'
import { type Addresses, apiPath, graphqlPath } from './addresses.ts'
import type { Route } from './rest/request.ts'
import { routes } from './rest/routes.ts'

/** One request, as it came in. */
export interface Exchange {
  requestId: string
  method: string
  url: URL
  headers: IncomingHttpHeaders
  text: string
}

interface GraphqlBody {
  query: string
  variables: Record<string, unknown>
  operationName: string | undefined
}

function readGraphqlBody(text: string): GraphqlBody | null {
  try {
    const body = JSON.parse(text) as Partial<Record<keyof GraphqlBody, unknown>>
    if (typeof body.query !== 'string') return null
    const variables = typeof body.variables === 'object' && body.variables !== null ? body.variables : {}
    const operationName = typeof body.operationName === 'string' ? body.operationName : undefined
    return { query: body.query, variables: variables as Record<string, unknown>, operationName }
  } catch {
    return null
  }
}

/** What a request is for. */
export interface Target {
  path: string
  template: string
  graphql: GraphqlBody | null
  isGraphql: boolean
  route: Route | null
  params: Record<string, string>
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

export function findTarget({ url, method, text }: Exchange, { flavour }: Addresses): Target {
  const none = { graphql: null, isGraphql: false, route: null, params: {} }
  if (url.pathname === graphqlPath[flavour]) {
    const graphql = method === 'POST' ? readGraphqlBody(text) : null
    return { ...none, path: '/graphql', template: '/graphql', graphql, isGraphql: true }
  }
  const base = apiPath[flavour]
  const inside = url.pathname === base || url.pathname.startsWith(`${base}/`)
  const path = inside ? url.pathname.slice(base.length).replace(/(.)\/$/, '$1') || '/' : url.pathname
  for (const route of inside ? routes : []) {
    const found = route.pattern.exec(path)
    if (!found || (route.cloudOnly && flavour === 'ghes')) continue
    if (route.method === 'POST' && method !== 'POST') continue
    const params = Object.entries(found.groups ?? {}).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, decode(value)]],
    )
    return { ...none, path, template: route.template, route, params: Object.fromEntries(params) }
  }
  return { ...none, path, template: path }
}
