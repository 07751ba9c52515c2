import { defineStream, type Gap, GithubRepository, type Source, type StreamRecord } from '@rollcall/core'
import { needs } from '../app-permissions.ts'
import { createClient, readLimit } from '../client.ts'
import { criticality } from '../critical.ts'
import { restPages } from '../pages.ts'
import { gapFor } from '../refusals.ts'
import { repositoryGap } from '../repository-count.ts'

type Feature = { status?: string }

interface Repository {
  id: number
  full_name: string
  html_url: string
  private: boolean
  visibility?: string
  archived?: boolean
  fork: boolean
  size?: number
  default_branch?: string
  pushed_at?: string | null
  created_at?: string | null
  allow_forking?: boolean
  topics?: string[]
  custom_properties?: Record<string, string | string[] | null>
  security_and_analysis?: {
    secret_scanning?: Feature
    secret_scanning_push_protection?: Feature
    dependabot_security_updates?: Feature
  } | null
}

const endpoint = 'GET /orgs/{org}/repos'

export const repositories = defineStream({
  id: 'github.repository',
  title: 'Repositories',
  reads: 'Names, visibility, activity, topics, custom properties and security features of each repository. No code.',
  schema: GithubRepository,
  endpoints: [endpoint, 'GET /orgs/{org}'],
  permissions: ['repo', 'Organization owner'],
  permissionsAs: { 'GitHub App': needs('administration', 'organization_administration') },
  docs: 'https://docs.github.com/en/rest/repos/repos#list-organization-repositories',
  declared: criticality,
  async *read(context, scope, checkpoint) {
    const client = createClient(context, scope)
    const params = { org: scope.scope, type: 'all', sort: 'full_name' }
    let listed = typeof checkpoint === 'number' ? (checkpoint - 1) * 100 : 0
    for await (const page of restPages<Repository>(client, endpoint, params, checkpoint)) {
      listed += page.items.length
      const missing = page.checkpoint === null ? await repositoryGap(client, scope, listed) : null
      const gap = page.gap ?? missing
      yield {
        records: page.items.map((repository) => mapRepository(scope.scope, repository, page.source, client.as)),
        checkpoint: page.checkpoint,
        ...(gap ? { gap } : {}),
      }
    }
  },
  async probe(context, scope) {
    const client = createClient(context, scope)
    const { data, gap, headers } = await client.get<Repository[]>(endpoint, {
      org: scope.scope,
      type: 'all',
      per_page: 1,
    })
    return gap ?? repositoryGap(client, scope, lastPage(String(headers.link ?? '')) ?? data.length)
  },
  async size(context, { scope }) {
    const params = { org: scope, type: 'all', per_page: 1 }
    const { data, headers } = await createClient(context, scope).get<Repository[]>(endpoint, params)
    const records = lastPage(String(headers.link ?? '')) ?? data.length
    return { records, pool: 'rest', limit: readLimit(headers) }
  },
})

/** Number of the last page, which with one item a page is the number of items; null where there is but one page. */
function lastPage(link: string): number | null {
  const match = /[?&]page=(\d+)[^>]*>;\s*rel="last"/.exec(link)
  return match ? Number(match[1]) : null
}

const featuresHidden: Gap = {
  reason: 'permission',
  detail: 'GitHub shows the security features of a repository only to its administrators.',
  fix: 'Use a token of an Organization owner with the scope repo.',
}

export function mapRepository(
  scope: string,
  repository: Repository,
  source: Source,
  as: 'app' | 'token' = 'token',
): StreamRecord<GithubRepository> {
  const hidden = gapFor(as, featuresHidden, 'administration')
  const security = repository.security_and_analysis
  const visibility = repository.visibility ?? (repository.private ? null : 'public')
  return {
    stream: 'github.repository',
    scope,
    ref: String(repository.id),
    name: repository.full_name,
    url: repository.html_url,
    data: {
      fullName: repository.full_name,
      visibility: visibility === 'public' || visibility === 'private' || visibility === 'internal' ? visibility : null,
      archived: repository.archived ?? false,
      fork: repository.fork,
      defaultBranch: repository.default_branch ?? null,
      pushedAt: repository.pushed_at === undefined ? null : (repository.pushed_at ?? ''),
      createdAt: repository.created_at ?? null,
      allowForking: repository.allow_forking ?? null,
      topics: repository.topics ?? null,
      properties: repository.custom_properties ? listProperties(repository.custom_properties) : null,
      critical: null,
      secretScanning: readFeature(security?.secret_scanning),
      pushProtection: readFeature(security?.secret_scanning_push_protection),
      dependabotSecurityUpdates: readFeature(security?.dependabot_security_updates),
    },
    ...(security
      ? {}
      : {
          gaps: {
            secretScanning: hidden,
            pushProtection: hidden,
            dependabotSecurityUpdates: hidden,
          },
        }),
    sources: [source],
  }
}

const listProperties = (properties: Record<string, string | string[] | null>): string[] =>
  Object.entries(properties)
    .flatMap(([name, value]) => [value ?? []].flat().map((one) => `${name}=${one}`))
    .sort()

function readFeature(feature: Feature | undefined): 'enabled' | 'disabled' | null {
  return feature?.status === 'enabled' || feature?.status === 'disabled' ? feature.status : null
}
