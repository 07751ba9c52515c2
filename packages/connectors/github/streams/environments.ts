import { defineStream, type Gap, GithubEnvironment, type StreamRecord } from '@rollcall/core'
import { needs } from '../app-permissions.ts'
import { createClient, type GithubClient, type GraphqlAnswer } from '../client.ts'
import { onePointPage } from '../page-size.ts'
import { type Connection, graphqlPages, pageGap, refusalAt } from '../pages.ts'
import { repositoryGap } from '../repository-count.ts'

interface ProtectionRule {
  type: string
  preventSelfReview: boolean | null
}

interface Environment {
  id: string
  databaseId: number | null
  name: string
}

/** Of an environment, by its id. What is not in it was not shown. */
type Rules = Map<string, ProtectionRule[]>

interface EnvironmentRepository {
  nameWithOwner: string
  url: string
  visibility: string
  isArchived: boolean
  environments: Connection<Environment> | null
}

/**
 * Without the rules: GitHub charges for a list inside each environment that there could be, which is ten times the rest. They
 * are read for those that there are.
 */
const query = `query Environments($login: String!, $first: Int!, $after: String) {
  organization(login: $login) {
    repositories(first: $first, after: $after, orderBy: { field: NAME, direction: ASC }) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        nameWithOwner url visibility isArchived
        environments(first: 100) {
          pageInfo { hasNextPage endCursor }
          nodes { id databaseId name }
        }
      }
    }
  }
}`

const rulesQuery = `query EnvironmentRules($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Environment {
      id
      protectionRules(first: 10) { nodes { type preventSelfReview } }
    }
  }
}`

/** The rest of one repository's environments: some have one for every branch. */
const restQuery = `query MoreEnvironments($owner: String!, $name: String!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    environments(first: $first, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { id databaseId name }
    }
  }
}`

type Data = { organization: { repositories: Connection<EnvironmentRepository> } | null }

const options = {
  path: 'organization.repositories',
  pick: (data: Data) => data.organization?.repositories,
}

export const environments = defineStream({
  id: 'github.environment',
  title: 'Environments',
  reads: 'Which environments repositories deploy to, and what a deployment takes: reviewers and branches. No secrets.',
  schema: GithubEnvironment,
  endpoints: ['POST /graphql', 'GET /orgs/{org}'],
  permissions: ['repo', 'Organization owner'],
  permissionsAs: { 'GitHub App': needs('actions', 'environments', 'organization_administration') },
  docs: 'https://docs.github.com/en/graphql/reference/objects#environment',
  async *read(context, scope, checkpoint) {
    const client = createClient(context, scope)
    const pages = graphqlPages<EnvironmentRepository>(client, query, { login: scope.scope }, checkpoint, {
      size: onePointPage(1),
      ...options,
    })
    for await (const page of pages) {
      for (const { node } of page.nodes) await readRest(client, node)
      const rules = await readRules(
        client,
        page.nodes.flatMap(({ node }) => node.environments?.nodes ?? []),
      )
      const unseen = page.nodes.map(({ node, path }) => unseenIn(node, path, page.answer)).find((gap) => gap !== null)
      const missing = page.checkpoint === null ? await repositoryGap(client, scope, page.total ?? 0) : null
      const gap = pageGap(page, page.nodes.length, 'repositories') ?? unseen ?? missing
      yield {
        records: page.nodes.flatMap(({ node }) => mapEnvironments(scope.scope, node, page.answer, rules)),
        checkpoint: page.checkpoint,
        ...(gap ? { gap } : {}),
      }
    }
  },
  async probe(context, scope) {
    const client = createClient(context, scope)
    const pages = graphqlPages<EnvironmentRepository>(client, query, { login: scope.scope }, null, {
      size: 1,
      ...options,
    })
    const { value: page } = await pages.next()
    const first = page?.nodes[0]
    const unseen = page && first ? unseenIn(first.node, first.path, page.answer) : null
    return unseen ?? repositoryGap(client, scope, page?.total ?? 0)
  },
})

/** A repository whose environments were not answered, or not all of them. */
function unseenIn(repository: EnvironmentRepository, path: string, answer: GraphqlAnswer<unknown>): Gap | null {
  const { environments: found, nameWithOwner } = repository
  if (!found)
    return (
      refusalAt(answer, `${path}.environments`) ?? {
        reason: 'permission',
        detail: `GitHub does not show the environments of ${nameWithOwner}.`,
        fix: 'Use a token of an Organization owner with the scope repo.',
      }
    )
  return null
}

/** Completes a repository that has more environments than the first page shows. */
async function readRest(client: GithubClient, repository: EnvironmentRepository): Promise<void> {
  const found = repository.environments
  if (!found?.pageInfo.hasNextPage) return
  const [owner, name] = repository.nameWithOwner.split('/')
  const pages = graphqlPages<Environment>(client, restQuery, { owner, name }, found.pageInfo.endCursor, {
    size: 100,
    path: 'repository.environments',
    pick: (data: { repository: { environments: Connection<Environment> } | null }) => data.repository?.environments,
  })
  for await (const page of pages) found.nodes?.push(...page.nodes.map(({ node }) => node))
}

/** The rules of these environments, a hundred at a time. One that was deleted meanwhile has none to show. */
async function readRules(client: GithubClient, environments: (Environment | null)[]): Promise<Rules> {
  const rules: Rules = new Map()
  const ids = environments.flatMap((environment) => environment?.id ?? [])
  for (let start = 0; start < ids.length; start += 100) {
    const { data } = await client.graphql<RulesData>(rulesQuery, { ids: ids.slice(start, start + 100) })
    for (const node of data.nodes)
      if (node?.protectionRules?.nodes)
        rules.set(
          node.id,
          node.protectionRules.nodes.filter((rule) => rule !== null),
        )
  }
  return rules
}

interface RulesData {
  nodes: ({ id: string; protectionRules: Pick<Connection<ProtectionRule>, 'nodes'> | null } | null)[]
}

function mapEnvironments(
  scope: string,
  repository: EnvironmentRepository,
  answer: Pick<GraphqlAnswer<unknown>, 'source'>,
  rulesOf: Rules,
): StreamRecord<GithubEnvironment>[] {
  const visibility = repository.visibility.toLowerCase()
  return (repository.environments?.nodes ?? []).flatMap((environment) => {
    if (!environment) return []
    const rules = rulesOf.get(environment.id) ?? null
    const reviewers = rules?.find(({ type }) => type === 'REQUIRED_REVIEWERS')
    return [
      {
        stream: 'github.environment',
        scope,
        ref: environment.id,
        name: `${repository.nameWithOwner}: ${environment.name}`,
        url:
          environment.databaseId === null
            ? `${repository.url}/settings/environments`
            : `${repository.url}/settings/environments/${environment.databaseId}/edit`,
        data: {
          repository: repository.nameWithOwner,
          environment: environment.name,
          visibility:
            visibility === 'public' || visibility === 'private' || visibility === 'internal' ? visibility : null,
          archived: repository.isArchived,
          reviewersRequired: rules ? reviewers !== undefined : null,
          // Without reviewers there is no review to do oneself.
          selfReviewPrevented: rules ? (reviewers ? reviewers.preventSelfReview : false) : null,
          branchesLimited: rules ? rules.some(({ type }) => type === 'BRANCH_POLICY') : null,
        },
        sources: [answer.source],
      },
    ]
  })
}
