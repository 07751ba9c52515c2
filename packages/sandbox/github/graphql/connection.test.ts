import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exampleCompany } from '../../company/harborlight.ts'
import { createCaller } from '../caller.ts'
import { type RunningGithub, startGithub } from '../server.ts'

const now = new Date('2026-11-20T08:00:00Z')
const company = exampleCompany({ now })

let github: RunningGithub
let caller: ReturnType<typeof createCaller>
beforeAll(async () => {
  github = await startGithub({ company, now })
  caller = createCaller(github, company.tokens.demo.secret)
})
afterAll(() => github.close())

interface Members {
  organization: {
    membersWithRole: {
      totalCount: number
      edges: { cursor: string; node: { login: string } }[]
      pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null }
    }
  }
}

async function members(args: Record<string, unknown>) {
  const { body } = await caller.graphql<Members>(
    `query ($first: Int, $after: String, $last: Int, $before: String) { organization(login: "harborlight") {
      membersWithRole(first: $first, after: $after, last: $last, before: $before) {
        totalCount edges { cursor node { login } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      } } }`,
    args,
  )
  if (!body.data) throw new Error(JSON.stringify(body.errors))
  return body.data.organization.membersWithRole
}

describe('a connection', () => {
  test('is paged to the end, each item once', async () => {
    const logins: string[] = []
    let after: string | null = null
    for (let page = 0; page < 10; page++) {
      const found = await members({ first: 25, after })
      logins.push(...found.edges.map((edge) => edge.node.login))
      after = found.pageInfo.endCursor
      expect(found.totalCount).toBe(60)
      expect(found.edges.at(-1)?.cursor).toBe(after)
      expect(found.pageInfo.hasPreviousPage).toBe(page > 0)
      if (!found.pageInfo.hasNextPage) break
    }
    expect(new Set(logins).size).toBe(60)
    expect(logins).toHaveLength(60)
  })

  test('goes on behind an item that has gone or moved meanwhile', async () => {
    const first = await members({ first: 10 })
    const last = first.edges.at(-1)?.node.login ?? ''
    const rest = (await members({ first: 100, after: first.pageInfo.endCursor })).edges.map((edge) => edge.node.login)
    github.state.removeMember('harborlight', first.edges[1]?.node.login ?? '')
    const moved = await members({ first: 100, after: first.pageInfo.endCursor })
    expect(moved.edges.map((edge) => edge.node.login)).toEqual(rest)
    github.state.removeMember('harborlight', last)
    const gone = await members({ first: 100, after: moved.edges[0]?.cursor ?? null })
    expect(gone.edges.map((edge) => edge.node.login)).toEqual(rest.slice(1))
  })

  test('can be read from its end', async () => {
    const all = (await members({ first: 100 })).edges.map((edge) => edge.node.login)
    const last = await members({ last: 5 })
    expect(last.edges.map((edge) => edge.node.login)).toEqual(all.slice(-5))
    expect(last.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
    const before = await members({ last: 5, before: last.pageInfo.startCursor })
    expect(before.edges.map((edge) => edge.node.login)).toEqual(all.slice(-10, -5))
  })
})

describe('a connection refuses', () => {
  const errorsOf = async (selection: string) =>
    (await caller.graphql(`{ organization(login: "harborlight") { login ${selection} } }`)).body

  test('more than 100', async () => {
    expect(await errorsOf('membersWithRole(first: 101) { nodes { login } }')).toEqual({
      data: { organization: null },
      errors: [
        {
          type: 'EXCESSIVE_PAGINATION',
          path: ['organization', 'membersWithRole'],
          locations: [{ line: 1, column: 46 }],
          message:
            'Requesting 101 records on the `membersWithRole` connection exceeds the `first` limit of 100 records.',
        },
      ],
    })
  })

  test('no size at all, but for a count', async () => {
    const { errors } = await errorsOf('teams { nodes { slug } }')
    expect(errors?.[0]).toMatchObject({
      type: 'MISSING_PAGINATION_BOUNDARIES',
      message: 'You must provide a `first` or `last` value to properly paginate the `teams` connection.',
    })
    expect((await errorsOf('teams { totalCount }')).data).toMatchObject({ organization: { teams: { totalCount: 10 } } })
  })

  test('a cursor that is none', async () => {
    const { errors } = await errorsOf('teams(first: 1, after: "zebra") { nodes { slug } }')
    expect(errors?.[0]).toMatchObject({
      type: 'INVALID_CURSOR_ARGUMENTS',
      message: '`zebra` does not appear to be a valid cursor.',
    })
  })
})

describe('the price', () => {
  const priceOf = async (query: string, variables = {}) => {
    const { body } = await caller.graphql<{ rateLimit: { cost: number; nodeCount: number; used: number } }>(
      query,
      variables,
    )
    return body
  }

  test('is one point at least', async () => {
    const { data } = await priceOf('{ rateLimit { cost nodeCount } viewer { login } }')
    expect(data?.rateLimit).toEqual({ cost: 1, nodeCount: 0 })
  })

  test('follows the example of GitHub’s documentation: 1 + 100 + 5,000 requests are 51 points', async () => {
    const { data } = await priceOf(
      `query ($n: Int = 100) { rateLimit { cost nodeCount } organization(login: "harborlight") {
        repositories(first: $n) { nodes { deployKeys(first: 50) { nodes { id } }
          rulesets(first: 50) { nodes { bypassActors(first: 60) { nodes { id } } } } } } } }`,
    )
    // Two connections under each repository, one of them with another below.
    expect(data?.rateLimit).toEqual({
      cost: Math.round((1 + 100 + 100 + 5_000) / 100),
      nodeCount: 100 + 5_000 + 5_000 + 300_000,
    })
  })

  test('counts a connection once that stands in two fragments', async () => {
    const { data } = await priceOf(
      `{ rateLimit { nodeCount } organization(login: "harborlight") { ...a ...b } }
       fragment a on Organization { teams(first: 30) { nodes { slug } } }
       fragment b on Organization { teams(first: 30) { nodes { name } } }`,
    )
    expect(data?.rateLimit.nodeCount).toBe(30)
  })

  test('is charged', async () => {
    github.limits.reset()
    github.requests.reset()
    const query = `{ rateLimit { cost used remaining } organization(login: "harborlight") {
      repositories(first: 100) { nodes { rulesets(first: 5) { nodes { bypassActors(first: 5) { nodes { id } } } } } } } }`
    const { data } = await priceOf(query)
    expect(data?.rateLimit).toEqual({ cost: 6, used: 6, remaining: 4_994 })
    const { headers } = await caller.graphql('{ viewer { login } }')
    expect(headers.get('x-ratelimit-used')).toBe('7')
    expect(github.requests.counts.graphqlPoints).toBe(7)
  })

  test('has an end: 500,000 nodes', async () => {
    const body = await priceOf(
      `{ organization(login: "harborlight") { repositories(first: 100) { nodes {
        rulesets(first: 100) { nodes { bypassActors(first: 100) { nodes { id } } } } } } } }`,
    )
    expect(body).toEqual({
      errors: [
        {
          type: 'MAX_NODE_LIMIT_EXCEEDED',
          message: 'This query requests up to 1,010,100 possible nodes which exceeds the maximum limit of 500,000.',
        },
      ],
    })
  })
})

describe('the wire', () => {
  test('a budget of its own, that ends with an error in a 200', async () => {
    github.limits.reset()
    const names = ['limit', 'remaining', 'used', 'reset', 'resource']
    const { headers } = await caller.graphql('{ viewer { login } }')
    expect(names.map((name) => headers.get(`x-ratelimit-${name}`))).toEqual([
      '5000',
      '4999',
      '1',
      String(now.getTime() / 1_000 + 3_600),
      'graphql',
    ])
    github.limits.setRemaining('demo', 'graphql', 0)
    const spent = await caller.graphql('{ viewer { login } }')
    expect([spent.status, spent.body.errors?.[0]?.type]).toEqual([200, 'RATE_LIMITED'])
    expect(spent.headers.get('x-ratelimit-remaining')).toBe('0')
    expect((await caller.get('/user')).status).toBe(200)
    github.limits.reset()
    expect((await caller.graphql('{ viewer { login } }')).body.data).toEqual({ viewer: { login: 'mokafor' } })
  })

  test('a fault strikes the query that it is meant for', async () => {
    const remove = github.faults.add({ kind: 'server_error', graphql: /teams\(/ })
    expect(
      (await caller.graphql('{ organization(login: "harborlight") { teams(first: 1) { totalCount } } }')).status,
    ).toBe(500)
    expect((await caller.graphql('{ viewer { login } }')).status).toBe(200)
    remove()
  })

  test('a mutation is refused and counted as a write', async () => {
    github.requests.reset()
    const { body } = await caller.graphql('mutation { addStar(input: {starrableId: "x"}) { clientMutationId } }')
    expect(body.errors?.[0]?.type).toBe('SANDBOX_UNSUPPORTED')
    await caller.graphql('# no mutation\nquery Who { user(login: "mutation") { login } }')
    expect(github.requests.counts).toMatchObject({ graphql: 2, writes: 1 })
    expect(github.requests.entries[1]).toMatchObject({
      method: 'POST',
      path: '/graphql',
      status: 200,
      cost: 1,
      token: 'demo',
    })
  })

  test('a server of one’s own answers under /api/graphql and has no budget', async () => {
    const server = await startGithub({ company, now, flavour: 'ghes' })
    const { body, headers } = await createCaller(server, company.tokens.demo.secret).graphql(
      '{ viewer { login url } rateLimit { cost } }',
    )
    expect(body.data).toEqual({
      viewer: { login: 'mokafor', url: 'https://github.harborlight.example/mokafor' },
      rateLimit: null,
    })
    expect(headers.get('x-ratelimit-limit')).toBeNull()
    await server.close()
  })
})
