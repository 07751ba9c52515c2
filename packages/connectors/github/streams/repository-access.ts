import { defineStream, type Gap, GithubRepositoryAccess, type StreamRecord } from '@rollcall/core'
import { needs } from '../app-permissions.ts'
import { createClient, type GraphqlAnswer } from '../client.ts'
import { onePointPage } from '../page-size.ts'
import { type Connection, graphqlPages, pageGap, refusalAt } from '../pages.ts'
import { repositoryGap } from '../repository-count.ts'

interface CollaboratorEdge {
  permission: string
  permissionSources: { permission: string; source: { __typename: string } }[] | null
  node: { login: string } | null
}

interface AccessRepository {
  databaseId: number | null
  nameWithOwner: string
  url: string
  visibility: string
  isArchived: boolean
  direct: Connection<CollaboratorEdge> | null
  outside: Connection<Pick<CollaboratorEdge, 'node'>> | null
}

const query = `query RepositoryAccess($login: String!, $first: Int!, $after: String) {
  organization(login: $login) {
    repositories(first: $first, after: $after, orderBy: { field: NAME, direction: ASC }) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        databaseId nameWithOwner url visibility isArchived
        direct: collaborators(affiliation: DIRECT, first: 100) {
          pageInfo { hasNextPage endCursor }
          edges { permission permissionSources { permission source { __typename } } node { login } }
        }
        outside: collaborators(affiliation: OUTSIDE, first: 100) {
          pageInfo { hasNextPage endCursor }
          edges { node { login } }
        }
      }
    }
  }
}`

type Data = { organization: { repositories: Connection<AccessRepository> } | null }

const options = {
  path: 'organization.repositories',
  pick: (data: Data) => data.organization?.repositories,
}

export const repositoryAccess = defineStream({
  id: 'github.repository_access',
  title: 'Access to single repositories',
  reads:
    'Who was given access to a repository by name, in which role, and who of them is no member. Access through teams is not part of it.',
  schema: GithubRepositoryAccess,
  endpoints: ['POST /graphql', 'GET /orgs/{org}'],
  permissions: ['repo', 'Organization owner'],
  permissionsAs: { 'GitHub App': needs('administration', 'members', 'organization_administration') },
  docs: 'https://docs.github.com/en/graphql/reference/objects#repository',
  async *read(context, scope, checkpoint) {
    const client = createClient(context, scope)
    const pages = graphqlPages<AccessRepository>(client, query, { login: scope.scope }, checkpoint, {
      size: onePointPage(2),
      ...options,
    })
    for await (const page of pages) {
      const records = page.nodes.flatMap(({ node, path }) => mapAccess(scope.scope, node, path, page.answer) ?? [])
      const missing = page.checkpoint === null ? await repositoryGap(client, scope, page.total ?? 0) : null
      const gap = pageGap(page, records.length, 'repositories') ?? missing
      yield {
        records,
        checkpoint: page.checkpoint,
        ...(page.total === null ? {} : { expected: page.total }),
        ...(gap ? { gap } : {}),
      }
    }
  },
  async probe(context, scope) {
    const client = createClient(context, scope)
    const pages = graphqlPages<AccessRepository>(client, query, { login: scope.scope }, null, { size: 1, ...options })
    const { value: page } = await pages.next()
    const first = page?.nodes[0]
    if (page && first && !first.node.direct) return refusalAt(page.answer, first.path) ?? hidden
    return repositoryGap(client, scope, page?.total ?? 0)
  },
  notes: {
    about: ['access'],
    of: ({ data }) =>
      (data.people ?? []).map(({ login, permission, granted, outside }) => ({
        login,
        about: 'access',
        on: 'repository',
        name: data.repository,
        role: permission,
        through: outside
          ? 'outside collaborator'
          : granted === 'none' || granted === null
            ? 'by name'
            : `by name (${granted})`,
      })),
  },
})

const hidden: Gap = {
  reason: 'permission',
  detail: 'GitHub shows who has access to a repository only to those who may push to it.',
  fix: 'Use a token of an Organization owner with the scope repo.',
}

const truncated = (name: string): Gap => ({
  reason: 'truncated',
  detail: `More than 100 people have access of their own to ${name}; the first 100 were read.`,
  fix: 'Give the access to teams instead, and remove people from the repository.',
})

/** Null for a repository without an id, which GitHub does not show. */
function mapAccess(
  scope: string,
  repository: AccessRepository,
  path: string,
  answer: GraphqlAnswer<unknown>,
): StreamRecord<GithubRepositoryAccess> | null {
  if (repository.databaseId === null) return null
  const { direct, outside } = repository
  const whole = direct && outside && !direct.pageInfo.hasNextPage && !outside.pageInfo.hasNextPage
  const visibility = repository.visibility.toLowerCase()
  const strangers = new Set((outside?.edges ?? []).flatMap((edge) => edge?.node?.login ?? []))
  return {
    stream: 'github.repository_access',
    scope,
    ref: String(repository.databaseId),
    name: repository.nameWithOwner,
    url: `${repository.url}/settings/access`,
    data: {
      repository: repository.nameWithOwner,
      visibility: visibility === 'public' || visibility === 'private' || visibility === 'internal' ? visibility : null,
      archived: repository.isArchived,
      people: whole
        ? (direct.edges ?? []).flatMap((edge) =>
            edge?.node
              ? [
                  {
                    login: edge.node.login,
                    permission: readPermission(edge.permission),
                    granted: readGrant(edge.permissionSources),
                    outside: strangers.has(edge.node.login),
                  },
                ]
              : [],
          )
        : null,
    },
    ...(whole
      ? {}
      : {
          gaps: {
            people: direct && outside ? truncated(repository.nameWithOwner) : (refusalAt(answer, path) ?? hidden),
          },
        }),
    sources: [answer.source],
  }
}

function readPermission(permission: string) {
  const text = permission.toLowerCase()
  const known = ['read', 'triage', 'write', 'maintain', 'admin'] as const
  return known.find((one) => one === text) ?? null
}

/** What the grant on the repository alone comes to: someone may be there by name and have more through a team. */
function readGrant(sources: CollaboratorEdge['permissionSources']) {
  if (!sources) return null
  const known = ['admin', 'write', 'read'] as const
  const own = sources.filter(({ source }) => source.__typename === 'Repository')
  return known.find((level) => own.some(({ permission }) => permission.toLowerCase() === level)) ?? 'none'
}
