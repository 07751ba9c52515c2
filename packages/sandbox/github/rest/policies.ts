import type { GithubRepository, GithubRuleset } from '../../company/github-world.ts'
import { type Answer, ok, refuse } from '../answer.ts'
import { nodeId } from '../node-id.ts'
import { cutPage } from './page.ts'
import type { OrganizationRequest } from './request.ts'

const administers = ({ sight, org }: OrganizationRequest) => sight.stand(org).owner && sight.has('admin:org')

const refuseActions = (docs: string) =>
  refuse(403, 'You must be an org admin or have the actions policies fine-grained permission.', docs)

/** `GET /orgs/{org}/actions/permissions` */
export function answerActions(request: OrganizationRequest): Answer {
  const { org, addresses, docs } = request
  if (!administers(request)) return refuseActions(docs)
  const { enabledRepositories, allowedActions, shaPinningRequired } = org.actions
  const url = `${addresses.api}/organizations/${org.id}/actions/permissions`
  return ok({
    enabled_repositories: enabledRepositories,
    ...(enabledRepositories === 'selected' ? { selected_repositories_url: `${url}/repositories` } : {}),
    // Where no repository may run any, there is nothing to allow.
    ...(enabledRepositories === 'none' ? {} : { allowed_actions: allowedActions }),
    ...(enabledRepositories !== 'none' && allowedActions === 'selected'
      ? { selected_actions_url: `${url}/selected-actions` }
      : {}),
    sha_pinning_required: shaPinningRequired,
  })
}

/** `GET /orgs/{org}/actions/permissions/workflow` */
export function answerWorkflow(request: OrganizationRequest): Answer {
  if (!administers(request)) return refuseActions(request.docs)
  const { defaultWorkflowPermissions, canApprovePullRequestReviews } = request.org.actions
  return ok({
    default_workflow_permissions: defaultWorkflowPermissions,
    can_approve_pull_request_reviews: canApprovePullRequestReviews,
  })
}

/** `GET /orgs/{org}/actions/permissions/selected-actions` */
export function answerSelectedActions(request: OrganizationRequest): Answer {
  if (!administers(request)) return refuseActions(request.docs)
  const { enabledRepositories, allowedActions, selectedActions } = request.org.actions
  if (enabledRepositories === 'none' || allowedActions !== 'selected') return refuse(409, 'Conflict', request.docs)
  return ok({
    github_owned_allowed: selectedActions.githubOwnedAllowed,
    verified_allowed: selectedActions.verifiedAllowed,
    patterns_allowed: selectedActions.patternsAllowed,
  })
}

/** `GET /orgs/{org}/actions/permissions/fork-pr-contributor-approval` */
export function answerForkApproval(request: OrganizationRequest): Answer {
  if (!administers(request)) return refuseActions(request.docs)
  return ok({ approval_policy: request.org.actions.forkApproval })
}

/** `GET /orgs/{org}/actions/permissions/fork-pr-workflows-private-repos` */
export function answerPrivateForks(request: OrganizationRequest): Answer {
  if (!administers(request)) return refuseActions(request.docs)
  const { run, writeTokens, secrets, approval } = request.org.actions.privateForks
  return ok({
    run_workflows_from_fork_pull_requests: run,
    send_write_tokens_to_workflows: writeTokens,
    send_secrets_and_variables: secrets,
    require_approval_for_fork_pr_workflows: approval,
  })
}

/** `GET /orgs/{org}/actions/permissions/self-hosted-runners` */
export function answerRepositoryRunners(request: OrganizationRequest): Answer {
  const { org, addresses } = request
  if (!administers(request)) return refuseActions(request.docs)
  const url = `${addresses.api}/organizations/${org.id}/actions/permissions/self-hosted-runners/repositories`
  return ok({
    enabled_repositories: org.actions.repositoryRunners,
    ...(org.actions.repositoryRunners === 'selected' ? { selected_repositories_url: url } : {}),
  })
}

/** `GET /orgs/{org}/settings/immutable-releases` */
export function answerImmutableReleases(request: OrganizationRequest): Answer {
  if (!administers(request)) return refuse(403, 'Must have admin rights to Repository.', request.docs)
  return ok({ enforced_repositories: request.org.settings.immutableReleases })
}

/** `GET /orgs/{org}/rulesets` */
export function answerRulesets(request: OrganizationRequest): Answer {
  const { org, query, docs } = request
  if (!administers(request)) return refuse(404, 'Not Found', docs)
  if (org.plan === 'free') return refuse(403, 'Upgrade to GitHub Team to enable this feature.', docs)
  const targets = query.get('targets')?.split(',')
  const wanted = org.rulesets.filter((ruleset) => targets === undefined || targets.includes(ruleset.target))
  const page = cutPage(wanted, request, 'rulesets')
  return ok(
    page.items.map((ruleset) => showRuleset(request, ruleset, null)),
    page.headers,
  )
}

/** `GET /repos/{owner}/{repo}/rulesets` */
export function answerRepositoryRulesets(request: OrganizationRequest, repository: GithubRepository): Answer {
  const { org, docs } = request
  if (org.plan === 'free' && repository.visibility !== 'public')
    return refuse(403, 'Upgrade to GitHub Pro or make this repository public to enable this feature.', docs)
  const page = cutPage(repository.rulesets, request, 'rulesets', `repositories/${repository.id}`)
  return ok(
    page.items.map((ruleset) => showRuleset(request, ruleset, repository)),
    page.headers,
  )
}

function showRuleset({ org, addresses }: OrganizationRequest, ruleset: GithubRuleset, owner: GithubRepository | null) {
  const source = owner ? `${org.login}/${owner.name}` : org.login
  const api = owner ? `repos/${source}` : `orgs/${source}`
  const web = owner ? `${source}/rules` : `organizations/${source}/settings/rules`
  return {
    id: ruleset.id,
    name: ruleset.name,
    target: ruleset.target,
    source_type: owner ? 'Repository' : 'Organization',
    source,
    enforcement: ruleset.enforcement,
    node_id: nodeId('RRS', ruleset.id),
    _links: {
      self: { href: `${addresses.api}/${api}/rulesets/${ruleset.id}` },
      html: { href: `${addresses.web}/${web}/${ruleset.id}` },
    },
    created_at: ruleset.createdAt,
    updated_at: ruleset.updatedAt,
  }
}
