import { defineStream, type Gap, GithubDeployKey, type StreamRecord } from '@rollcall/core'
import { needs } from '../app-permissions.ts'
import { createClient, type GraphqlAnswer } from '../client.ts'
import { type Eyes, eyesOf } from '../eyes.ts'
import { onePointPage } from '../page-size.ts'
import { type Connection, graphqlPages, pageGap, refusalAt } from '../pages.ts'
import { gapFor } from '../refusals.ts'
import { repositoryGap } from '../repository-count.ts'

interface KeyRepository {
  nameWithOwner: string
  url: string
  viewerCanAdminister: boolean
  deployKeys: Connection<DeployKey> | null
}

interface DeployKey {
  id: string
  title: string
  readOnly: boolean
  enabled?: boolean
  createdAt: string
}

const query = `query DeployKeys($login: String!, $first: Int!, $after: String) {
  organization(login: $login) {
    repositories(first: $first, after: $after, orderBy: { field: NAME, direction: ASC }) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        nameWithOwner
        url
        viewerCanAdminister
        deployKeys(first: 100) {
          totalCount
          pageInfo { hasNextPage endCursor }
          nodes { id title readOnly enabled createdAt }
        }
      }
    }
  }
}`

type Data = { organization: { repositories: Connection<KeyRepository> } | null }

const options = {
  path: 'organization.repositories',
  pick: (data: Data) => data.organization?.repositories,
}

export const deployKeys = defineStream({
  id: 'github.deploy_key',
  title: 'Deploy keys',
  reads: 'Which SSH keys open which repositories, and whether they may write. The keys themselves are not read.',
  schema: GithubDeployKey,
  endpoints: ['POST /graphql'],
  permissions: ['repo', 'Organization owner'],
  permissionsAs: { 'GitHub App': needs('administration', 'organization_administration') },
  docs: 'https://docs.github.com/en/graphql/reference/objects#deploykey',
  async *read(context, scope, checkpoint) {
    const client = createClient(context, scope)
    const pages = graphqlPages<KeyRepository>(client, query, { login: scope.scope }, checkpoint, {
      size: onePointPage(1),
      ...options,
    })
    const eyes = await eyesOf(client)
    for await (const page of pages) {
      const unseen = page.nodes
        .map(({ node, path }) => unseenKeys(node, path, page.answer, eyes))
        .find((gap) => gap !== null)
      const missing = page.checkpoint === null ? await repositoryGap(client, scope, page.total ?? 0) : null
      const gap = pageGap(page, page.nodes.length, 'repositories') ?? unseen ?? missing
      yield {
        records: page.nodes.flatMap(({ node }) => mapKeys(scope.scope, node, page.answer)),
        checkpoint: page.checkpoint,
        ...(gap ? { gap } : {}),
      }
    }
  },
  async probe(context, scope) {
    const client = createClient(context, scope)
    const pages = graphqlPages<KeyRepository>(client, query, { login: scope.scope }, null, { size: 1, ...options })
    const { value: page } = await pages.next()
    const first = page?.nodes[0]
    const unseen = first && page ? unseenKeys(first.node, first.path, page.answer, await eyesOf(client)) : null
    return unseen ?? repositoryGap(client, scope, page?.total ?? 0)
  },
})

/** A repository whose keys were not answered, or not all of them. */
function unseenKeys(repository: KeyRepository, path: string, answer: GraphqlAnswer<unknown>, eyes: Eyes): Gap | null {
  // To those who do not administer the repository GitHub shows an empty list.
  if (!repository.deployKeys || !(repository.viewerCanAdminister || eyes.administers))
    return (
      refusalAt(answer, `${path}.deployKeys`) ??
      gapFor(
        eyes.as,
        {
          reason: 'permission',
          detail: `GitHub does not show the deploy keys of ${repository.nameWithOwner}.`,
          fix: 'Use a token of an Organization owner with the scope repo.',
        },
        'administration',
      )
    )
  if (!repository.deployKeys.pageInfo.hasNextPage) return null
  return {
    reason: 'truncated',
    detail: `${repository.nameWithOwner} has ${repository.deployKeys.totalCount} deploy keys, of which the first 100 were read.`,
    fix: 'Remove the deploy keys that nobody uses.',
  }
}

function mapKeys(
  scope: string,
  repository: KeyRepository,
  answer: Pick<GraphqlAnswer<unknown>, 'source'>,
): StreamRecord<GithubDeployKey>[] {
  return (repository.deployKeys?.nodes ?? []).flatMap((key) =>
    key === null
      ? []
      : [
          {
            stream: 'github.deploy_key',
            scope,
            ref: key.id,
            name: `${repository.nameWithOwner}: ${key.title}`,
            url: `${repository.url}/settings/keys`,
            data: {
              repository: repository.nameWithOwner,
              title: key.title,
              readOnly: key.readOnly,
              enabled: key.enabled ?? null,
              createdAt: key.createdAt,
            },
            sources: [answer.source],
          },
        ],
  )
}
