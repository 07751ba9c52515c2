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

/** `GET /orgs/{org}/rulesets` */
export function answerRulesets(request: OrganizationRequest): Answer {
  const { org, addresses, query, docs } = request
  if (!administers(request)) return refuse(404, 'Not Found', docs)
  if (org.plan === 'free') return refuse(403, 'Upgrade to GitHub Team to enable this feature.', docs)
  const targets = query.get('targets')?.split(',')
  const wanted = org.rulesets.filter((ruleset) => targets === undefined || targets.includes(ruleset.target))
  const page = cutPage(wanted, request, 'rulesets')
  return ok(
    page.items.map((ruleset) => ({
      id: ruleset.id,
      name: ruleset.name,
      target: ruleset.target,
      source_type: 'Organization',
      source: org.login,
      enforcement: ruleset.enforcement,
      node_id: nodeId('RRS', ruleset.id),
      _links: {
        self: { href: `${addresses.api}/orgs/${org.login}/rulesets/${ruleset.id}` },
        html: { href: `${addresses.web}/organizations/${org.login}/settings/rules/${ruleset.id}` },
      },
      created_at: ruleset.createdAt,
      updated_at: ruleset.updatedAt,
    })),
    page.headers,
  )
}
