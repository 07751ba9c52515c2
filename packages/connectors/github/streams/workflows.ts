import { defineStream, type Gap, GithubWorkflow, type StreamRecord } from '@rollcall/core'
import { needs } from '../app-permissions.ts'
import { createClient, type GraphqlAnswer } from '../client.ts'
import { type Connection, graphqlPages, pageGap, refusalAt } from '../pages.ts'
import { repositoryGap } from '../repository-count.ts'
import { largestWorkflow, readWorkflow } from '../workflow.ts'

interface Entry {
  name: string
  type: string
  object: { text?: string | null; isTruncated?: boolean; byteSize?: number } | null
}

interface WorkflowRepository {
  databaseId: number | null
  nameWithOwner: string
  url: string
  visibility: string
  isArchived: boolean
  workflows: { entries?: Entry[] | null } | null
}

const query = `query Workflows($login: String!, $first: Int!, $after: String) {
  organization(login: $login) {
    repositories(first: $first, after: $after, orderBy: { field: NAME, direction: ASC }) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        databaseId nameWithOwner url visibility isArchived
        workflows: object(expression: "HEAD:.github/workflows") {
          ... on Tree { entries { name type object { ... on Blob { text isTruncated byteSize } } } }
        }
      }
    }
  }
}`

type Data = { organization: { repositories: Connection<WorkflowRepository> } | null }

/** The files come along, so that a page of a hundred could be megabytes. */
export const workflowPage = 30
const options = {
  size: workflowPage,
  path: 'organization.repositories',
  pick: (data: Data) => data.organization?.repositories,
}

export const workflows = defineStream({
  id: 'github.workflow',
  title: 'Workflow files',
  reads:
    'Facts of the workflows on default branches: triggers, actions and whether they are pinned, permissions, names of secrets. The files are not kept.',
  schema: GithubWorkflow,
  endpoints: ['POST /graphql', 'GET /orgs/{org}'],
  permissions: ['repo', 'Organization owner'],
  permissionsAs: { 'GitHub App': needs('contents', 'metadata') },
  docs: 'https://docs.github.com/en/graphql/reference/objects#tree',
  async *read(context, scope, checkpoint) {
    const client = createClient(context, scope)
    for await (const page of graphqlPages<WorkflowRepository>(
      client,
      query,
      { login: scope.scope },
      checkpoint,
      options,
    )) {
      const refused = page.nodes
        .map(({ node, path }) => (node.workflows === null ? refusalAt(page.answer, `${path}.workflows`) : undefined))
        .find((gap) => gap !== undefined)
      const missing = page.checkpoint === null ? await repositoryGap(client, scope, page.total ?? 0) : null
      const gap = pageGap(page, page.nodes.length, 'repositories') ?? refused ?? missing
      yield {
        records: page.nodes.flatMap(({ node }) => mapWorkflows(scope.scope, node, page.answer)),
        checkpoint: page.checkpoint,
        ...(gap ? { gap } : {}),
      }
    }
  },
  async probe(context, scope) {
    const client = createClient(context, scope)
    const pages = graphqlPages<WorkflowRepository>(client, query, { login: scope.scope }, null, { ...options, size: 1 })
    const { value: page } = await pages.next()
    return repositoryGap(client, scope, page?.total ?? 0)
  },
})

const unreadable = (path: string, detail: string, fix: string): Gap => ({
  reason: 'api',
  detail: `${path} ${detail}`,
  fix,
})

function mapWorkflows(
  scope: string,
  repository: WorkflowRepository,
  answer: Pick<GraphqlAnswer<unknown>, 'source'>,
): StreamRecord<GithubWorkflow>[] {
  const { databaseId, nameWithOwner, url, isArchived } = repository
  const visibility = repository.visibility.toLowerCase()
  const files = (repository.workflows?.entries ?? []).filter(
    ({ name, type }) => type === 'blob' && /\.ya?ml$/i.test(name),
  )
  return files.map(({ name, object }) => {
    const path = `.github/workflows/${name}`
    const tooLong = !object || object.isTruncated || (object.byteSize ?? 0) > largestWorkflow
    const facts = tooLong || typeof object.text !== 'string' ? null : readWorkflow(object.text, scope)
    const gap = tooLong
      ? unreadable(path, 'is too long for GitHub to show it whole.', 'Look at the file in the repository.')
      : unreadable(
          path,
          'is no YAML that can be read; GitHub does not run it either.',
          'Correct the file, or remove it.',
        )
    const fields = [
      'triggers',
      'unpinned',
      'untrustedCheckout',
      'permissions',
      'injections',
      'secrets',
      'inheritsSecretsOutside',
      'selfHosted',
    ]
    return {
      stream: 'github.workflow',
      scope,
      ref: `${databaseId ?? nameWithOwner}/${name}`,
      name: `${nameWithOwner}/${path}`,
      url: `${url}/blob/HEAD/${path}`,
      data: {
        repository: nameWithOwner,
        visibility:
          visibility === 'public' || visibility === 'private' || visibility === 'internal' ? visibility : null,
        archived: isArchived,
        path,
        triggers: facts?.triggers ?? null,
        unpinned: facts?.unpinned ?? null,
        untrustedCheckout: facts?.untrustedCheckout ?? null,
        permissions: facts?.permissions ?? null,
        injections: facts?.injections ?? null,
        secrets: facts?.secrets ?? null,
        inheritsSecretsOutside: facts?.inheritsSecretsOutside ?? null,
        selfHosted: facts?.selfHosted ?? null,
      },
      ...(facts ? {} : { gaps: Object.fromEntries(fields.map((field) => [field, gap])) }),
      sources: [answer.source],
    }
  })
}
