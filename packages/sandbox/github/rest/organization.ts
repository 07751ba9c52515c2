import type { GithubOrganization, GithubRepository } from '../../company/github-world.ts'
import type { Addresses } from '../addresses.ts'
import { type Answer, ok, refuse } from '../answer.ts'
import { nodeId } from '../node-id.ts'
import type { OrganizationRequest, RestRequest } from './request.ts'
import { ofAccount, showOwner } from './user.ts'

type Handler = (request: OrganizationRequest) => Answer

/** What every endpoint of an organization asks first: is there one, and does single sign-on let this token near it? */
export function inOrganization(handler: Handler): (request: RestRequest) => Answer {
  return (request) => {
    const { params, state, sight, docs } = request
    const org =
      params.org === undefined
        ? [...state.orgs.values()].find((candidate) => String(candidate.id) === params.organizationId)
        : state.findOrganization(params.org)
    if (!org) return refuse(404, 'Not Found', docs)
    if (sight.stand(org).barred) return refuseWithoutSso(org, request.addresses)
    return handler({ ...request, org })
  }
}

/** The same for a repository, which GitHub knows by its names and, in the links of its own answers, by its number. */
export function inRepository(
  handler: (request: OrganizationRequest, repository: GithubRepository) => Answer,
): (request: RestRequest) => Answer {
  return (request) => {
    const { owner = '', repo, repositoryId } = request.params
    const org =
      repositoryId === undefined
        ? request.state.findOrganization(owner)
        : [...request.state.orgs.values()].find((one) => one.repositories.some(({ id }) => String(id) === repositoryId))
    const enter = inOrganization((inside) => {
      const found = inside.sight
        .listRepositories(inside.org)
        .find((one) => one.name === repo || String(one.id) === repositoryId)
      return found ? handler(inside, found) : refuse(404, 'Not Found', request.docs)
    })
    return enter({ ...request, params: { ...request.params, org: org?.login ?? owner } })
  }
}

export const ssoMessage =
  'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.'

/** Where the token's owner can authorize it. GitHub's is good for an hour. */
export function ssoHeader(org: GithubOrganization, { web }: Addresses): Record<string, string> {
  return { 'X-GitHub-SSO': `required; url=${web}/orgs/${org.login}/sso?authorization_request=SANDBOX` }
}

function refuseWithoutSso(org: GithubOrganization, addresses: Addresses): Answer {
  const docs = 'https://docs.github.com/articles/authenticating-to-a-github-organization-with-saml-single-sign-on/'
  return refuse(403, ssoMessage, docs, ssoHeader(org, addresses))
}

/** GitHub's answer to whoever may not administer what was asked for; it speaks of a repository even where there is none. */
export const refuseAdministration = (docs: string): Answer => refuse(403, 'Must have admin rights to Repository.', docs)

function showSimple(org: GithubOrganization, { api }: Addresses) {
  const url = `${api}/orgs/${org.login}`
  return {
    login: org.login,
    id: org.id,
    node_id: nodeId('O', org.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `https://avatars.githubusercontent.com/u/${org.id}?v=4`,
    description: org.description,
  }
}

function showPublic(org: GithubOrganization, addresses: Addresses) {
  return {
    ...showSimple(org, addresses),
    name: org.name,
    company: org.name,
    blog: `https://${org.login}.example`,
    location: org.location,
    email: org.email,
    twitter_username: null,
    is_verified: org.verified,
    has_organization_projects: true,
    has_repository_projects: true,
    public_repos: org.repositories.filter((repository) => repository.visibility === 'public').length,
    public_gists: 0,
    followers: 0,
    following: 0,
    html_url: `${addresses.web}/${org.login}`,
    type: 'Organization',
    created_at: org.createdAt,
    updated_at: org.createdAt,
    archived_at: null,
  }
}

function showPlan(org: GithubOrganization) {
  const seats = org.plan === 'free' ? 0 : Math.ceil(org.members.length / 10) * 10 + 10
  return { name: org.plan, space: 976_562_499, private_repos: 999_999, filled_seats: org.members.length, seats }
}

function showRepositoryCreation(org: GithubOrganization) {
  const { settings } = org
  const open = settings.membersCanCreateRepositories
  const publicToo = open && settings.membersCanCreatePublicRepositories
  return {
    members_can_create_repositories: open,
    members_allowed_repository_creation_type: publicToo ? 'all' : open ? 'private' : 'none',
    members_can_create_public_repositories: publicToo,
    members_can_create_private_repositories: open,
    // Only an organization of an enterprise has internal repositories.
    ...(org.plan === 'enterprise' ? { members_can_create_internal_repositories: open } : {}),
    members_can_create_pages: settings.membersCanCreatePages,
    members_can_create_public_pages: settings.membersCanCreatePublicPages,
    members_can_create_private_pages: settings.membersCanCreatePages,
  }
}

/** What only an owner with `admin:org` gets to see. */
function showSettings(org: GithubOrganization) {
  const { settings } = org
  const privates = org.repositories.filter((repository) => repository.visibility !== 'public').length
  const outside = new Set(org.repositories.flatMap((repository) => repository.outsideCollaborators.map((o) => o.login)))
  return {
    total_private_repos: privates,
    owned_private_repos: privates,
    private_gists: 0,
    disk_usage: org.repositories.length * 1_200,
    collaborators: outside.size,
    billing_email: `billing@${org.login}.example`,
    plan: showPlan(org),
    default_repository_permission: settings.baseRepositoryPermission,
    default_repository_branch: 'main',
    two_factor_requirement_enabled: settings.twoFactorRequired,
    ...showRepositoryCreation(org),
    members_can_delete_repositories: settings.membersCanDeleteRepositories,
    members_can_change_repo_visibility: settings.membersCanChangeRepositoryVisibility,
    members_can_invite_outside_collaborators: settings.membersCanInviteOutsideCollaborators,
    members_can_delete_issues: settings.membersCanDeleteIssues,
    display_commenter_full_name_setting_enabled: false,
    readers_can_create_discussions: true,
    members_can_create_teams: settings.membersCanCreateTeams,
    members_can_view_dependency_insights: true,
    members_can_fork_private_repositories: settings.membersCanForkPrivateRepositories,
    web_commit_signoff_required: settings.webCommitSignoffRequired,
    deploy_keys_enabled_for_repositories: settings.deployKeysEnabled,
    advanced_security_enabled_for_new_repositories: false,
    dependabot_alerts_enabled_for_new_repositories: settings.dependabotAlertsForNewRepositories,
    dependabot_security_updates_enabled_for_new_repositories: settings.dependabotAlertsForNewRepositories,
    dependency_graph_enabled_for_new_repositories: settings.dependabotAlertsForNewRepositories,
    secret_scanning_enabled_for_new_repositories: settings.secretScanningForNewRepositories,
    secret_scanning_push_protection_enabled_for_new_repositories: settings.pushProtectionForNewRepositories,
    secret_scanning_push_protection_custom_link_enabled: false,
    secret_scanning_push_protection_custom_link: null,
  }
}

/** `GET /orgs/{org}` */
export const answerOrganization: Handler = ({ org, sight, addresses }) => {
  const full = sight.stand(org).owner && sight.has('admin:org') && sight.may('organization_administration')
  const { plan, ...settings } = showSettings(org)
  return ok({
    ...showPublic(org, addresses),
    ...(full ? settings : {}),
    // The plan has a permission of its own.
    ...(sight.isApp ? (sight.may('organization_plan') ? { plan } : {}) : full ? { plan } : {}),
  })
}

/** `GET /user/memberships/orgs/{org}` */
export const answerMembership: Handler = ({ org, sight, addresses, docs }) => {
  const { account } = sight.viewer
  const { role } = sight.stand(org)
  if (!account || role === null) return refuse(404, 'Not Found', docs)
  if (!sight.has('read:org') && !sight.has('user')) {
    return refuse(403, 'You need at least read:org scope or user scope to list your organizations.', docs)
  }
  return ok({
    url: `${addresses.api}/orgs/${org.login}/memberships/${account.login}`,
    state: 'active',
    role,
    direct_membership: true,
    organization_url: `${addresses.api}/orgs/${org.login}`,
    organization: showSimple(org, addresses),
    user: showOwner(ofAccount(account), addresses),
    permissions: { can_create_repository: role === 'admin' || org.settings.membersCanCreateRepositories },
  })
}
