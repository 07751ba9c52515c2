import type { ConnectionHealth } from './connection.ts'
import type {
  GithubActionsPolicy,
  GithubBranchProtection,
  GithubDeployKey,
  GithubInstallation,
  GithubMember,
  GithubOrganization,
  GithubOutsideCollaborator,
  GithubRepository,
  GithubTeam,
  GithubWebhook,
} from './github.ts'
import type {
  GithubCredential,
  GithubCredentialAuthorization,
  GithubCustomRepositoryRole,
  GithubExternalIdentity,
  GithubFineGrainedToken,
  GithubInvitation,
  GithubOrganizationRole,
  GithubRepositoryAccess,
  GithubSamlProvider,
  GithubTeamAccess,
  GithubTokenRequest,
} from './github-access.ts'
import type {
  GithubAuditEvent,
  GithubCodeAlerts,
  GithubDependabotAlerts,
  GithubDomain,
  GithubEnvironment,
  GithubIpAllowEntry,
  GithubRuleset,
  GithubRunner,
  GithubRunnerGroup,
  GithubSecret,
  GithubSecretAlerts,
  GithubSecurityConfiguration,
  GithubWorkflow,
} from './github-security.ts'
import type {
  PagerdutyAccount,
  PagerdutyApiKey,
  PagerdutyContactMethod,
  PagerdutyCredential,
  PagerdutyLicense,
  PagerdutyLicenseAllocation,
  PagerdutyTeam,
  PagerdutyUser,
  PagerdutyUserChange,
  PagerdutyUserDelegations,
} from './pagerduty.ts'
import type {
  PagerdutyAddon,
  PagerdutyEscalationPolicy,
  PagerdutyExtension,
  PagerdutyIntegration,
  PagerdutyIpAllowList,
  PagerdutyOnCall,
  PagerdutyOrchestration,
  PagerdutyRunner,
  PagerdutySchedule,
  PagerdutyService,
  PagerdutySessionConfiguration,
  PagerdutyStatusPage,
  PagerdutyWebhook,
  PagerdutyWorkflowConnection,
} from './pagerduty-service.ts'

/** Stream id → the shape of its records' data. A stream reads one kind of record, so the id names the kind too. */
export interface RecordKinds {
  'github.organization': GithubOrganization
  'github.actions_policy': GithubActionsPolicy
  'github.member': GithubMember
  'github.outside_collaborator': GithubOutsideCollaborator
  'github.team': GithubTeam
  'github.repository': GithubRepository
  'github.branch_protection': GithubBranchProtection
  'github.deploy_key': GithubDeployKey
  'github.installation': GithubInstallation
  'github.webhook': GithubWebhook
  'github.invitation': GithubInvitation
  'github.team_access': GithubTeamAccess
  'github.repository_access': GithubRepositoryAccess
  'github.environment': GithubEnvironment
  'github.fine_grained_token': GithubFineGrainedToken
  'github.token_request': GithubTokenRequest
  'github.credential_authorization': GithubCredentialAuthorization
  'github.saml_provider': GithubSamlProvider
  'github.external_identity': GithubExternalIdentity
  'github.organization_role': GithubOrganizationRole
  'github.custom_repository_role': GithubCustomRepositoryRole
  'github.runner': GithubRunner
  'github.runner_group': GithubRunnerGroup
  'github.secret': GithubSecret
  'github.security_configuration': GithubSecurityConfiguration
  'github.dependabot_alerts': GithubDependabotAlerts
  'github.secret_alerts': GithubSecretAlerts
  'github.code_alerts': GithubCodeAlerts
  'github.domain': GithubDomain
  'github.ip_allow_entry': GithubIpAllowEntry
  'github.workflow': GithubWorkflow
  'github.audit_event': GithubAuditEvent
  'github.ruleset': GithubRuleset
  'github.credential': GithubCredential
  'github.connection': ConnectionHealth
  'pagerduty.account': PagerdutyAccount
  'pagerduty.user': PagerdutyUser
  'pagerduty.contact_method': PagerdutyContactMethod
  'pagerduty.team': PagerdutyTeam
  'pagerduty.license': PagerdutyLicense
  'pagerduty.license_allocation': PagerdutyLicenseAllocation
  'pagerduty.user_delegations': PagerdutyUserDelegations
  'pagerduty.user_change': PagerdutyUserChange
  'pagerduty.api_key': PagerdutyApiKey
  'pagerduty.credential': PagerdutyCredential
  'pagerduty.connection': ConnectionHealth
  'pagerduty.session_configuration': PagerdutySessionConfiguration
  'pagerduty.ip_allow_list': PagerdutyIpAllowList
  'pagerduty.schedule': PagerdutySchedule
  'pagerduty.on_call': PagerdutyOnCall
  'pagerduty.escalation_policy': PagerdutyEscalationPolicy
  'pagerduty.service': PagerdutyService
  'pagerduty.integration': PagerdutyIntegration
  'pagerduty.webhook': PagerdutyWebhook
  'pagerduty.extension': PagerdutyExtension
  'pagerduty.addon': PagerdutyAddon
  'pagerduty.orchestration': PagerdutyOrchestration
  'pagerduty.workflow_connection': PagerdutyWorkflowConnection
  'pagerduty.runner': PagerdutyRunner
  'pagerduty.status_page': PagerdutyStatusPage
}

export type StreamId = keyof RecordKinds
