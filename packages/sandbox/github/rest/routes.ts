import type { Answer } from '../answer.ts'
import { answerCodeAlerts, answerDependabotAlerts, answerSecretAlerts } from './alerts.ts'
import {
  answerAccessToken,
  answerApp,
  answerAppInstallations,
  answerConversion,
  answerInstallation,
  answerOrganizationInstallation,
} from './apps.ts'
import { answerAuditLog } from './audit-log.ts'
import { answerConfigurations, answerDefaultConfigurations } from './configurations.ts'
import { answerDeliveries, answerDelivery, answerInstallations, answerWebhooks } from './integrations.ts'
import { answerFailedInvitations, answerInvitations } from './invitations.ts'
import { answerMembers, answerOutsideCollaborators, answerTeams } from './members.ts'
import { answerMeta, answerRateLimit, answerRoot } from './meta.ts'
import { answerMembership, answerOrganization, inOrganization, inRepository } from './organization.ts'
import {
  answerActions,
  answerForkApproval,
  answerImmutableReleases,
  answerPrivateForks,
  answerRepositoryRulesets,
  answerRepositoryRunners,
  answerRulesets,
  answerSelectedActions,
  answerWorkflow,
} from './policies.ts'
import { answerRepositories } from './repositories.ts'
import type { OrganizationRequest, Route } from './request.ts'
import { answerCustomRepositoryRoles, answerRoles, answerRoleUsers } from './roles.ts'
import { answerActionsSecrets, answerDependabotSecrets, answerRunnerGroups, answerRunners } from './runners.ts'
import { answerCredentialAuthorizations, answerFineGrainedTokens, answerTokenRequests } from './tokens.ts'
import { answerUser, answerViewer } from './user.ts'

const readOrganization = ['admin:org', 'read:org', 'write:org']

type Sketch = Partial<Pick<Route, 'accepts' | 'anonymous' | 'free' | 'cloudOnly' | 'method'>>

const named = (template: string) => template.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')

function route(template: string, docs: string, answer: Route['answer'], sketch: Sketch = {}): Route {
  const pattern = new RegExp(`^${named(template)}$`)
  return { template, pattern, docs, answer, accepts: [], anonymous: false, ...sketch }
}

/** A route below an organization, which GitHub knows by its name and, in the links of its own answers, by its number. */
function organizationRoute(
  rest: string,
  docs: string,
  answer: (request: OrganizationRequest) => Answer,
  sketch: Sketch = {},
): Route {
  const pattern = new RegExp(`^/(?:orgs/(?<org>[^/]+)|organizations/(?<organizationId>\\d+))${named(rest)}$`)
  return { ...route(`/orgs/{org}${rest}`, docs, inOrganization(answer), sketch), pattern }
}

const forAll = { anonymous: true }
const admin = { accepts: ['admin:org'] }
const alerts = { accepts: ['repo', 'security_events'] }

const repositoryRulesets: Route = {
  ...route(
    '/repos/{owner}/{repo}/rulesets',
    '/repos/rules#get-all-repository-rulesets',
    inRepository(answerRepositoryRulesets),
    { accepts: ['repo'], ...forAll },
  ),
  pattern: /^\/(?:repos\/(?<owner>[^/]+)\/(?<repo>[^/]+)|repositories\/(?<repositoryId>\d+))\/rulesets$/,
}

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
    '/hooks/{hook_id}/deliveries',
    '/orgs/webhooks#list-deliveries-for-an-organization-webhook',
    answerDeliveries,
    { accepts: ['admin:org_hook'] },
  ),
  organizationRoute(
    '/hooks/{hook_id}/deliveries/{delivery_id}',
    '/orgs/webhooks#get-a-webhook-delivery-for-an-organization-webhook',
    answerDelivery,
    { accepts: ['admin:org_hook'] },
  ),
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
  organizationRoute(
    '/actions/permissions/fork-pr-contributor-approval',
    '/actions/permissions#get-fork-pr-contributor-approval-permissions-for-an-organization',
    answerForkApproval,
    admin,
  ),
  organizationRoute(
    '/actions/permissions/fork-pr-workflows-private-repos',
    '/actions/permissions#get-private-repo-fork-pr-workflow-settings-for-an-organization',
    answerPrivateForks,
    admin,
  ),
  organizationRoute(
    '/actions/permissions/self-hosted-runners',
    '/actions/permissions#get-self-hosted-runners-settings-for-an-organization',
    answerRepositoryRunners,
    admin,
  ),
  organizationRoute(
    '/settings/immutable-releases',
    '/orgs/orgs#get-immutable-releases-settings-for-an-organization',
    answerImmutableReleases,
    { ...admin, cloudOnly: true },
  ),
  organizationRoute('/invitations', '/orgs/members#list-pending-organization-invitations', answerInvitations, {
    ...admin,
    cloudOnly: true,
  }),
  organizationRoute(
    '/failed_invitations',
    '/orgs/members#list-failed-organization-invitations',
    answerFailedInvitations,
    { ...admin, cloudOnly: true },
  ),
  organizationRoute(
    '/personal-access-tokens',
    '/orgs/personal-access-tokens#list-fine-grained-personal-access-tokens-with-access-to-organization-resources',
    answerFineGrainedTokens,
  ),
  organizationRoute(
    '/personal-access-token-requests',
    '/orgs/personal-access-tokens#list-requests-to-access-organization-resources-with-fine-grained-personal-access-tokens',
    answerTokenRequests,
  ),
  organizationRoute(
    '/credential-authorizations',
    '/orgs/orgs#list-saml-sso-authorizations-for-an-organization',
    answerCredentialAuthorizations,
    { accepts: readOrganization, cloudOnly: true },
  ),
  organizationRoute(
    '/actions/runners',
    '/actions/self-hosted-runners#list-self-hosted-runners-for-an-organization',
    answerRunners,
    admin,
  ),
  organizationRoute(
    '/actions/runner-groups',
    '/actions/self-hosted-runner-groups#list-self-hosted-runner-groups-for-an-organization',
    answerRunnerGroups,
    admin,
  ),
  organizationRoute('/actions/secrets', '/actions/secrets#list-organization-secrets', answerActionsSecrets, admin),
  organizationRoute(
    '/dependabot/secrets',
    '/dependabot/secrets#list-organization-secrets',
    answerDependabotSecrets,
    admin,
  ),
  organizationRoute(
    '/code-security/configurations',
    '/code-security/configurations#get-code-security-configurations-for-an-organization',
    answerConfigurations,
    { accepts: readOrganization },
  ),
  organizationRoute(
    '/code-security/configurations/defaults',
    '/code-security/configurations#get-default-code-security-configurations',
    answerDefaultConfigurations,
    { accepts: readOrganization },
  ),
  organizationRoute(
    '/dependabot/alerts',
    '/dependabot/alerts#list-dependabot-alerts-for-an-organization',
    answerDependabotAlerts,
    alerts,
  ),
  organizationRoute(
    '/secret-scanning/alerts',
    '/secret-scanning/secret-scanning#list-secret-scanning-alerts-for-an-organization',
    answerSecretAlerts,
    alerts,
  ),
  organizationRoute(
    '/code-scanning/alerts',
    '/code-scanning/code-scanning#list-code-scanning-alerts-for-an-organization',
    answerCodeAlerts,
    alerts,
  ),
  organizationRoute(
    '/organization-roles',
    '/orgs/organization-roles#get-all-organization-roles-for-an-organization',
    answerRoles,
    admin,
  ),
  organizationRoute(
    '/organization-roles/{role_id}/users',
    '/orgs/organization-roles#list-users-that-are-assigned-to-an-organization-role',
    answerRoleUsers,
    admin,
  ),
  organizationRoute(
    '/custom-repository-roles',
    '/orgs/custom-roles#list-custom-repository-roles-in-an-organization',
    answerCustomRepositoryRoles,
    { accepts: ['admin:org', 'repo'] },
  ),
  organizationRoute('/audit-log', '/orgs/orgs#get-the-audit-log-for-an-organization', answerAuditLog, {
    accepts: ['read:audit_log'],
  }),
  repositoryRulesets,
  route('/app', '/apps/apps#get-the-authenticated-app', answerApp, forAll),
  route(
    '/app/installations',
    '/apps/apps#list-installations-for-the-authenticated-app',
    answerAppInstallations,
    forAll,
  ),
  route(
    '/app/installations/{installation_id}',
    '/apps/apps#get-an-installation-for-the-authenticated-app',
    answerInstallation,
    forAll,
  ),
  organizationRoute(
    '/installation',
    '/apps/apps#get-an-organization-installation-for-the-authenticated-app',
    answerOrganizationInstallation,
    forAll,
  ),
  route(
    '/app/installations/{installation_id}/access_tokens',
    '/apps/apps#create-an-installation-access-token-for-an-app',
    answerAccessToken,
    { ...forAll, method: 'POST' },
  ),
  route('/app-manifests/{code}/conversions', '/apps/apps#create-a-github-app-from-a-manifest', answerConversion, {
    ...forAll,
    method: 'POST',
  }),
]
