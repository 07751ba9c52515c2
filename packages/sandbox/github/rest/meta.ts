import { serverVersion } from '../addresses.ts'
import { type Answer, ok, refuse } from '../answer.ts'
import type { Budget } from '../limit.ts'
import type { RestRequest } from './request.ts'

const search = '{&page,per_page,sort,order}'

/** `GET /` */
export function answerRoot({ addresses: { api, web } }: RestRequest): Answer {
  return ok({
    current_user_url: `${api}/user`,
    current_user_authorizations_html_url: `${web}/settings/connections/applications{/client_id}`,
    authorizations_url: `${api}/authorizations`,
    code_search_url: `${api}/search/code?q={query}${search}`,
    commit_search_url: `${api}/search/commits?q={query}${search}`,
    emails_url: `${api}/user/emails`,
    emojis_url: `${api}/emojis`,
    events_url: `${api}/events`,
    feeds_url: `${api}/feeds`,
    followers_url: `${api}/user/followers`,
    following_url: `${api}/user/following{/target}`,
    gists_url: `${api}/gists{/gist_id}`,
    hub_url: `${api}/hub`,
    issue_search_url: `${api}/search/issues?q={query}${search}`,
    issues_url: `${api}/issues`,
    keys_url: `${api}/user/keys`,
    label_search_url: `${api}/search/labels?q={query}&repository_id={repository_id}{&page,per_page}`,
    notifications_url: `${api}/notifications`,
    organization_url: `${api}/orgs/{org}`,
    organization_repositories_url: `${api}/orgs/{org}/repos{?type,page,per_page,sort}`,
    organization_teams_url: `${api}/orgs/{org}/teams`,
    public_gists_url: `${api}/gists/public`,
    rate_limit_url: `${api}/rate_limit`,
    repository_url: `${api}/repos/{owner}/{repo}`,
    repository_search_url: `${api}/search/repositories?q={query}${search}`,
    current_user_repositories_url: `${api}/user/repos{?type,page,per_page,sort}`,
    starred_url: `${api}/user/starred{/owner}{/repo}`,
    starred_gists_url: `${api}/gists/starred`,
    user_url: `${api}/users/{user}`,
    user_organizations_url: `${api}/user/orgs`,
    user_repositories_url: `${api}/users/{user}/repos{?type,page,per_page,sort}`,
    user_search_url: `${api}/search/users?q={query}${search}`,
  })
}

/** `GET /meta`. A server tells its version here, and github.com its addresses; these are reserved for documentation. */
export function answerMeta({ addresses }: RestRequest): Answer {
  if (addresses.flavour === 'ghes') {
    return ok({ verifiable_password_authentication: true, installed_version: serverVersion })
  }
  return ok({
    verifiable_password_authentication: false,
    hooks: ['192.0.2.0/28'],
    web: ['192.0.2.16/28'],
    api: ['192.0.2.32/28'],
    git: ['192.0.2.48/28'],
    actions: ['198.51.100.0/24'],
  })
}

const show = ({ limit, used, remaining, reset }: Budget) => ({ limit, used, remaining, reset })

/** `GET /rate_limit` */
export function answerRateLimit({ limiter, budget, docs }: RestRequest): Answer {
  if (!limiter.enabled) return refuse(404, 'Rate limiting is not enabled.', docs)
  const core = show(limiter.read(budget, 'core'))
  const idle = (limit: number) => ({ limit, used: 0, remaining: limit, reset: core.reset })
  return ok({
    resources: {
      core,
      graphql: show(limiter.read(budget, 'graphql')),
      search: idle(30),
      code_search: idle(10),
      source_import: idle(100),
      integration_manifest: idle(5_000),
    },
    rate: core,
  })
}
