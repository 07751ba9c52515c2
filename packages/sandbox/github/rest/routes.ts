import type { Answer } from '../answer.ts'
import { answerInstallations, answerWebhooks } from './integrations.ts'
import { answerMembers, answerOutsideCollaborators, answerTeams } from './members.ts'
import { answerMeta, answerRateLimit, answerRoot } from './meta.ts'
import { answerMembership, answerOrganization, inOrganization } from './organization.ts'
import { answerActions, answerRulesets, answerSelectedActions, answerWorkflow } from './policies.ts'
import { answerRepositories } from './repositories.ts'
import type { OrganizationRequest, Route } from './request.ts'
import { answerUser, answerViewer } from './user.ts'

const readOrganization = ['admin:org', 'read:org', 'write:org']

type Sketch = Partial<Pick<Route, 'accepts' | 'anonymous' | 'free'>>

function route(template: string, docs: string, answer: Route['answer'], sketch: Sketch = {}): Route {
  const pattern = new RegExp(`^${template.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)
  return { template, pattern, docs, answer, accepts: [], anonymous: false, ...sketch }
}

/** A route below an organization, which GitHub knows by its name and, in the links of its own answers, by its number. */
function organizationRoute(
  rest: string,
  docs: string,
  answer: (request: OrganizationRequest) => Answer,
  sketch: Sketch = {},
): Route {
  const pattern = new RegExp(`^/(?:orgs/(?<org>[^/]+)|organizations/(?<organizationId>\\d+))${rest}$`)
  return { ...route(`/orgs/{org}${rest}`, docs, inOrganization(answer), sketch), pattern }
}

const forAll = { anonymous: true }

export const routes: readonly Route[] = [
  route('/', '/meta/meta#github-api-root', answerRoot, forAll),
  route('/meta', '/meta/meta#get-apiname-meta-information', answerMeta, forAll),
  route('/rate_limit', '/rate-limit/rate-limit#get-rate-limit-status-for-the-authenticated-user', answerRateLimit, {
    ...forAll,
    free: true,
  }),
  route('/user', '/users/users#get-the-authenticated-user', answerViewer),
  route('/users/{username}', '/users/users#get-a-user', answerUser, forAll),
  route(
    '/user/memberships/orgs/{org}',
    '/orgs/members#get-an-organization-membership-for-the-authenticated-user',
    inOrganization(answerMembership),
    { accepts: [...readOrganization, 'user'] },
  ),
  organizationRoute('', '/orgs/orgs#get-an-organization', answerOrganization, { accepts: readOrganization, ...forAll }),
  organizationRoute('/members', '/orgs/members#list-organization-members', answerMembers, {
    accepts: readOrganization,
    ...forAll,
  }),
  organizationRoute(
    '/outside_collaborators',
    '/orgs/outside-collaborators#list-outside-collaborators-for-an-organization',
    answerOutsideCollaborators,
    { accepts: readOrganization },
  ),
  organizationRoute('/teams', '/teams/teams#list-teams', answerTeams, { accepts: readOrganization }),
  organizationRoute('/repos', '/repos/repos#list-organization-repositories', answerRepositories, {
    accepts: ['repo'],
    ...forAll,
  }),
  organizationRoute('/installations', '/orgs/orgs#list-app-installations-for-an-organization', answerInstallations, {
    accepts: ['admin:org'],
  }),
  organizationRoute('/hooks', '/orgs/webhooks#list-organization-webhooks', answerWebhooks, {
    accepts: ['admin:org_hook'],
  }),
  organizationRoute(
    '/actions/permissions',
    '/actions/permissions#get-github-actions-permissions-for-an-organization',
    answerActions,
    { accepts: ['admin:org'] },
  ),
  organizationRoute(
    '/actions/permissions/workflow',
    '/actions/permissions#get-default-workflow-permissions-for-an-organization',
    answerWorkflow,
    { accepts: ['admin:org'] },
  ),
  organizationRoute(
    '/actions/permissions/selected-actions',
    '/actions/permissions#get-allowed-actions-and-reusable-workflows-for-an-organization',
    answerSelectedActions,
    { accepts: ['admin:org'] },
  ),
  organizationRoute('/rulesets', '/orgs/rules#get-all-organization-repository-rulesets', answerRulesets, {
    accepts: ['admin:org'],
  }),
]
