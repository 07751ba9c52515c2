import type { GithubRepository } from '../../company/github-world.ts'
import { type Answer, ok, refuseField } from '../answer.ts'
import { nodeId } from '../node-id.ts'
import { cutPage } from './page.ts'
import type { OrganizationRequest } from './request.ts'
import { ofOrganization, showOwner } from './user.ts'

const types: Record<string, (repository: GithubRepository) => boolean> = {
  all: () => true,
  public: (repository) => repository.visibility === 'public',
  private: (repository) => repository.visibility !== 'public',
  forks: (repository) => repository.fork,
  sources: (repository) => !repository.fork,
  member: () => true,
}

const sorts: Record<string, (repository: GithubRepository) => string> = {
  created: (repository) => repository.createdAt,
  updated: (repository) => repository.pushedAt,
  pushed: (repository) => repository.pushedAt,
  full_name: (repository) => repository.name.toLowerCase(),
}

/** Equal keys keep the order that the repositories came in: pages must not overlap. */
function sortRepositories(
  repositories: readonly GithubRepository[],
  key: (of: GithubRepository) => string,
  up: boolean,
) {
  const sorted = repositories.map((repository) => ({ repository, key: key(repository) }))
  sorted.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.repository.id - b.repository.id))
  if (!up) sorted.reverse()
  return sorted.map((entry) => entry.repository)
}

/** `GET /orgs/{org}/repos` */
export function answerRepositories(request: OrganizationRequest): Answer {
  const { org, sight, query, docs } = request
  const wanted = types[query.get('type') ?? 'all']
  const sort = query.get('sort') ?? 'created'
  const key = sorts[sort]
  if (!wanted) return refuseField(docs, 'Organization', 'type')
  if (!key) return refuseField(docs, 'Organization', 'sort')
  const up = (query.get('direction') ?? (sort === 'full_name' ? 'asc' : 'desc')) === 'asc'
  const page = cutPage(sortRepositories(sight.listRepositories(org).filter(wanted), key, up), request, 'repos')
  const owner = showOwner(ofOrganization(org), request.addresses)
  return ok(
    page.items.map((repository) => showRepository(request, repository, owner)),
    page.headers,
  )
}

/** Every address of a repository that its record carries. */
function showAddresses(url: string) {
  return {
    url,
    archive_url: `${url}/{archive_format}{/ref}`,
    assignees_url: `${url}/assignees{/user}`,
    blobs_url: `${url}/git/blobs{/sha}`,
    branches_url: `${url}/branches{/branch}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    comments_url: `${url}/comments{/number}`,
    commits_url: `${url}/commits{/sha}`,
    compare_url: `${url}/compare/{base}...{head}`,
    contents_url: `${url}/contents/{+path}`,
    contributors_url: `${url}/contributors`,
    deployments_url: `${url}/deployments`,
    downloads_url: `${url}/downloads`,
    events_url: `${url}/events`,
    forks_url: `${url}/forks`,
    git_commits_url: `${url}/git/commits{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    git_tags_url: `${url}/git/tags{/sha}`,
    hooks_url: `${url}/hooks`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    issue_events_url: `${url}/issues/events{/number}`,
    issues_url: `${url}/issues{/number}`,
    keys_url: `${url}/keys{/key_id}`,
    labels_url: `${url}/labels{/name}`,
    languages_url: `${url}/languages`,
    merges_url: `${url}/merges`,
    milestones_url: `${url}/milestones{/number}`,
    notifications_url: `${url}/notifications{?since,all,participating}`,
    pulls_url: `${url}/pulls{/number}`,
    releases_url: `${url}/releases{/id}`,
    stargazers_url: `${url}/stargazers`,
    statuses_url: `${url}/statuses/{sha}`,
    subscribers_url: `${url}/subscribers`,
    subscription_url: `${url}/subscription`,
    tags_url: `${url}/tags`,
    teams_url: `${url}/teams`,
    trees_url: `${url}/git/trees{/sha}`,
  }
}

/** `simple-repository`: what an alert says of the repository that it is in. */
export function showSimpleRepository({ org, addresses }: OrganizationRequest, repository: GithubRepository) {
  const fullName = `${org.login}/${repository.name}`
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: fullName,
    private: repository.visibility !== 'public',
    owner: showOwner(ofOrganization(org), addresses),
    html_url: `${addresses.web}/${fullName}`,
    description: repository.description,
    fork: repository.fork,
    ...showAddresses(`${addresses.api}/repos/${fullName}`),
  }
}

const status = (on: boolean) => ({ status: on ? 'enabled' : 'disabled' })

function showSecurity(request: OrganizationRequest, repository: GithubRepository) {
  // Only who administers the repository is shown the block at all.
  if (!request.sight.administers(request.org, repository)) return {}
  return {
    security_and_analysis: {
      dependabot_security_updates: status(repository.dependabotSecurityUpdates),
      secret_scanning: status(repository.secretScanning),
      secret_scanning_push_protection: status(repository.pushProtection),
      secret_scanning_non_provider_patterns: status(false),
    },
  }
}

function showPermissions({ sight, org }: OrganizationRequest, repository: GithubRepository) {
  const role = sight.roleOn(org, repository)
  const at = ['read', 'triage', 'write', 'maintain', 'admin'].indexOf(role ?? '')
  return { admin: at >= 4, maintain: at >= 3, push: at >= 2, triage: at >= 1, pull: at >= 0 }
}

function showRepository(request: OrganizationRequest, repository: GithubRepository, owner: object) {
  const { org, addresses, sight } = request
  const fullName = `${org.login}/${repository.name}`
  const page = `${addresses.web}/${fullName}`
  const host = new URL(addresses.web).host
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: fullName,
    private: repository.visibility !== 'public',
    owner,
    html_url: page,
    description: repository.description,
    fork: repository.fork,
    ...showAddresses(`${addresses.api}/repos/${fullName}`),
    clone_url: `${page}.git`,
    git_url: `git://${host}/${fullName}.git`,
    ssh_url: `git@${host}:${fullName}.git`,
    svn_url: page,
    mirror_url: null,
    homepage: null,
    language: repository.language,
    forks_count: 0,
    stargazers_count: 0,
    watchers_count: 0,
    size: repository.empty ? 0 : 1_200,
    default_branch: repository.defaultBranch,
    open_issues_count: 0,
    is_template: false,
    topics: repository.topics,
    custom_properties: repository.properties,
    has_issues: true,
    has_projects: true,
    has_wiki: false,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: repository.archived,
    disabled: false,
    visibility: repository.visibility,
    pushed_at: repository.pushedAt,
    created_at: repository.createdAt,
    updated_at: repository.pushedAt,
    allow_forking: repository.allowForking,
    web_commit_signoff_required: repository.webCommitSignoffRequired,
    license: null,
    forks: 0,
    open_issues: 0,
    watchers: 0,
    // Nobody's permissions without somebody who asks.
    ...(sight.viewer.account ? { permissions: showPermissions(request, repository) } : {}),
    ...showSecurity(request, repository),
  }
}
