// Written by `npm run gen`. Do not edit.
import type { Check } from '@rollcall/core'
import githubActionsAllowedActionsRestricted from './github/github-actions-allowed-actions-restricted.ts'
import githubActionsAllowedPatternsNarrow from './github/github-actions-allowed-patterns-narrow.ts'
import githubActionsForkApprovalRequired from './github/github-actions-fork-approval-required.ts'
import githubActionsPrivateForkApprovalRequired from './github/github-actions-private-fork-approval-required.ts'
import githubActionsPrivateForkSecretsWithheld from './github/github-actions-private-fork-secrets-withheld.ts'
import githubActionsPrivateForkWriteTokenWithheld from './github/github-actions-private-fork-write-token-withheld.ts'
import githubActionsPullRequestApprovalDisabled from './github/github-actions-pull-request-approval-disabled.ts'
import githubActionsRepositoryRunnersDisabled from './github/github-actions-repository-runners-disabled.ts'
import githubActionsShaPinningRequired from './github/github-actions-sha-pinning-required.ts'
import githubActionsWorkflowTokenReadOnly from './github/github-actions-workflow-token-read-only.ts'
import githubAuditOauthAppRestrictionsKept from './github/github-audit-oauth-app-restrictions-kept.ts'
import githubAuditPushProtectionKept from './github/github-audit-push-protection-kept.ts'
import githubAuditRepositoryKeptPrivate from './github/github-audit-repository-kept-private.ts'
import githubAuditTwoFactorRequirementKept from './github/github-audit-two-factor-requirement-kept.ts'
import githubAuthorizedCredentialOwnerIsMember from './github/github-authorized-credential-owner-is-member.ts'
import githubAuthorizedSshKeyUsed from './github/github-authorized-ssh-key-used.ts'
import githubAuthorizedTokenExpires from './github/github-authorized-token-expires.ts'
import githubAuthorizedTokenUsed from './github/github-authorized-token-used.ts'
import githubAuthorizedTokenWithoutAdminScopes from './github/github-authorized-token-without-admin-scopes.ts'
import githubCodeCriticalAlertsResolved from './github/github-code-critical-alerts-resolved.ts'
import githubCodeHighAlertsResolved from './github/github-code-high-alerts-resolved.ts'
import githubConnectionAppActive from './github/github-connection-app-active.ts'
import githubConnectionAppInstalled from './github/github-connection-app-installed.ts'
import githubConnectionAppWhole from './github/github-connection-app-whole.ts'
import githubConnectionCredentialAccepted from './github/github-connection-credential-accepted.ts'
import githubConnectionOrganizationThere from './github/github-connection-organization-there.ts'
import githubConnectionPermissionsKept from './github/github-connection-permissions-kept.ts'
import githubCredentialAppPreferred from './github/github-credential-app-preferred.ts'
import githubCredentialExpires from './github/github-credential-expires.ts'
import githubCredentialRenewedInTime from './github/github-credential-renewed-in-time.ts'
import githubCredentialScopesLimited from './github/github-credential-scopes-limited.ts'
import githubCustomRepositoryRoleHarmless from './github/github-custom-repository-role-harmless.ts'
import githubDefaultBranchCodeOwnerReviewRequired from './github/github-default-branch-code-owner-review-required.ts'
import githubDefaultBranchConversationsResolved from './github/github-default-branch-conversations-resolved.ts'
import githubDefaultBranchDeletionBlocked from './github/github-default-branch-deletion-blocked.ts'
import githubDefaultBranchForcePushBlocked from './github/github-default-branch-force-push-blocked.ts'
import githubDefaultBranchLastPushApproved from './github/github-default-branch-last-push-approved.ts'
import githubDefaultBranchProtected from './github/github-default-branch-protected.ts'
import githubDefaultBranchReviewRequired from './github/github-default-branch-review-required.ts'
import githubDefaultBranchSignaturesRequired from './github/github-default-branch-signatures-required.ts'
import githubDefaultBranchStaleApprovalsDismissed from './github/github-default-branch-stale-approvals-dismissed.ts'
import githubDefaultBranchStatusChecksRequired from './github/github-default-branch-status-checks-required.ts'
import githubDefaultBranchTwoApprovals from './github/github-default-branch-two-approvals.ts'
import githubDefaultBranchUpToDateRequired from './github/github-default-branch-up-to-date-required.ts'
import githubDefaultBranchWithoutBypass from './github/github-default-branch-without-bypass.ts'
import githubDependabotCriticalAlertsResolved from './github/github-dependabot-critical-alerts-resolved.ts'
import githubDependabotHighAlertsResolved from './github/github-dependabot-high-alerts-resolved.ts'
import githubDependabotMalwareAlertsResolved from './github/github-dependabot-malware-alerts-resolved.ts'
import githubDeployKeyReadOnly from './github/github-deploy-key-read-only.ts'
import githubDeployKeyRecent from './github/github-deploy-key-recent.ts'
import githubDomainVerified from './github/github-domain-verified.ts'
import githubEnvironmentBranchesLimited from './github/github-environment-branches-limited.ts'
import githubEnvironmentReviewersRequired from './github/github-environment-reviewers-required.ts'
import githubEnvironmentSelfReviewPrevented from './github/github-environment-self-review-prevented.ts'
import githubExternalIdentityOfMember from './github/github-external-identity-of-member.ts'
import githubFineGrainedTokenExpires from './github/github-fine-grained-token-expires.ts'
import githubFineGrainedTokenOwnerIsMember from './github/github-fine-grained-token-owner-is-member.ts'
import githubFineGrainedTokenScoped from './github/github-fine-grained-token-scoped.ts'
import githubFineGrainedTokenUsed from './github/github-fine-grained-token-used.ts'
import githubInstallationRepositoriesSelected from './github/github-installation-repositories-selected.ts'
import githubInstallationSuspendedRemoved from './github/github-installation-suspended-removed.ts'
import githubInstallationWithoutAdminWrite from './github/github-installation-without-admin-write.ts'
import githubInstallationWithoutCodeWrite from './github/github-installation-without-code-write.ts'
import githubInvitationFailedCleared from './github/github-invitation-failed-cleared.ts'
import githubInvitationRecent from './github/github-invitation-recent.ts'
import githubInvitationWithoutOwnerRole from './github/github-invitation-without-owner-role.ts'
import githubIpAllowEntryNarrow from './github/github-ip-allow-entry-narrow.ts'
import githubMemberIdentityLinked from './github/github-member-identity-linked.ts'
import githubMemberTwoFactorEnabled from './github/github-member-two-factor-enabled.ts'
import githubMemberTwoFactorSecure from './github/github-member-two-factor-secure.ts'
import githubMemberVerifiedDomainAddress from './github/github-member-verified-domain-address.ts'
import githubOrganizationBasePermissionLimited from './github/github-organization-base-permission-limited.ts'
import githubOrganizationDefaultBranchesRuleset from './github/github-organization-default-branches-ruleset.ts'
import githubOrganizationDeployKeysDisabled from './github/github-organization-deploy-keys-disabled.ts'
import githubOrganizationDomainVerified from './github/github-organization-domain-verified.ts'
import githubOrganizationImmutableReleases from './github/github-organization-immutable-releases.ts'
import githubOrganizationIpAllowListCoversApps from './github/github-organization-ip-allow-list-covers-apps.ts'
import githubOrganizationIpAllowListEnabled from './github/github-organization-ip-allow-list-enabled.ts'
import githubOrganizationIssueDeletionRestricted from './github/github-organization-issue-deletion-restricted.ts'
import githubOrganizationNewRepositoryDependabotAlerts from './github/github-organization-new-repository-dependabot-alerts.ts'
import githubOrganizationNewRepositoryPushProtection from './github/github-organization-new-repository-push-protection.ts'
import githubOrganizationNewRepositorySecretScanning from './github/github-organization-new-repository-secret-scanning.ts'
import githubOrganizationNotificationsRestricted from './github/github-organization-notifications-restricted.ts'
import githubOrganizationOauthAppsRestricted from './github/github-organization-oauth-apps-restricted.ts'
import githubOrganizationOutsideCollaboratorInvitationRestricted from './github/github-organization-outside-collaborator-invitation-restricted.ts'
import githubOrganizationOwnersAtLeastTwo from './github/github-organization-owners-at-least-two.ts'
import githubOrganizationOwnersFew from './github/github-organization-owners-few.ts'
import githubOrganizationPrivateRepositoryForkingDisabled from './github/github-organization-private-repository-forking-disabled.ts'
import githubOrganizationPublicPagesRestricted from './github/github-organization-public-pages-restricted.ts'
import githubOrganizationPublicRepositoryCreationRestricted from './github/github-organization-public-repository-creation-restricted.ts'
import githubOrganizationPushRuleset from './github/github-organization-push-ruleset.ts'
import githubOrganizationReleaseTagsRuleset from './github/github-organization-release-tags-ruleset.ts'
import githubOrganizationRepositoryCreationRestricted from './github/github-organization-repository-creation-restricted.ts'
import githubOrganizationRepositoryDeletionRestricted from './github/github-organization-repository-deletion-restricted.ts'
import githubOrganizationRepositoryVisibilityChangeRestricted from './github/github-organization-repository-visibility-change-restricted.ts'
import githubOrganizationRoleAllRepositoriesFew from './github/github-organization-role-all-repositories-few.ts'
import githubOrganizationRoleThroughTeams from './github/github-organization-role-through-teams.ts'
import githubOrganizationSamlEnabled from './github/github-organization-saml-enabled.ts'
import githubOrganizationSecurityDefaultsComplete from './github/github-organization-security-defaults-complete.ts'
import githubOrganizationSecurityManagerAssigned from './github/github-organization-security-manager-assigned.ts'
import githubOrganizationTeamCreationRestricted from './github/github-organization-team-creation-restricted.ts'
import githubOrganizationTwoFactorRequired from './github/github-organization-two-factor-required.ts'
import githubOrganizationWebCommitSignoffRequired from './github/github-organization-web-commit-signoff-required.ts'
import githubOutsideCollaboratorTwoFactorEnabled from './github/github-outside-collaborator-two-factor-enabled.ts'
import githubOutsideCollaboratorTwoFactorSecure from './github/github-outside-collaborator-two-factor-secure.ts'
import githubOutsideCollaboratorWithoutAdmin from './github/github-outside-collaborator-without-admin.ts'
import githubOutsideCollaboratorWithoutWrite from './github/github-outside-collaborator-without-write.ts'
import githubOwnerTwoFactorSecure from './github/github-owner-two-factor-secure.ts'
import githubRepositoryAccessThroughTeams from './github/github-repository-access-through-teams.ts'
import githubRepositoryAdminsFew from './github/github-repository-admins-few.ts'
import githubRepositoryCodeownersValid from './github/github-repository-codeowners-valid.ts'
import githubRepositoryDependabotAlertsEnabled from './github/github-repository-dependabot-alerts-enabled.ts'
import githubRepositoryDependabotUpdatesEnabled from './github/github-repository-dependabot-updates-enabled.ts'
import githubRepositoryForkingDisabled from './github/github-repository-forking-disabled.ts'
import githubRepositoryInactiveArchived from './github/github-repository-inactive-archived.ts'
import githubRepositoryPushProtectionEnabled from './github/github-repository-push-protection-enabled.ts'
import githubRepositorySecretScanningEnabled from './github/github-repository-secret-scanning-enabled.ts'
import githubRepositorySecurityPolicy from './github/github-repository-security-policy.ts'
import githubRulesetActive from './github/github-ruleset-active.ts'
import githubRulesetWithoutBypass from './github/github-ruleset-without-bypass.ts'
import githubRunnerEphemeral from './github/github-runner-ephemeral.ts'
import githubRunnerGroupLimited from './github/github-runner-group-limited.ts'
import githubRunnerGroupWithoutPublicRepositories from './github/github-runner-group-without-public-repositories.ts'
import githubSamlCertificateValid from './github/github-saml-certificate-valid.ts'
import githubSamlSignInHttps from './github/github-saml-sign-in-https.ts'
import githubSamlSignatureStrong from './github/github-saml-signature-strong.ts'
import githubSecretAlertsNoneActive from './github/github-secret-alerts-none-active.ts'
import githubSecretAlertsNoneBypassed from './github/github-secret-alerts-none-bypassed.ts'
import githubSecretAlertsNonePublic from './github/github-secret-alerts-none-public.ts'
import githubSecretAlertsResolved from './github/github-secret-alerts-resolved.ts'
import githubSecretForChosenRepositories from './github/github-secret-for-chosen-repositories.ts'
import githubSecretRotated from './github/github-secret-rotated.ts'
import githubSecurityConfigurationCodeScanning from './github/github-security-configuration-code-scanning.ts'
import githubSecurityConfigurationDelegatedBypass from './github/github-security-configuration-delegated-bypass.ts'
import githubSecurityConfigurationDependabotUpdates from './github/github-security-configuration-dependabot-updates.ts'
import githubSecurityConfigurationDependencyGraph from './github/github-security-configuration-dependency-graph.ts'
import githubSecurityConfigurationEnforced from './github/github-security-configuration-enforced.ts'
import githubSecurityConfigurationGenericPatterns from './github/github-security-configuration-generic-patterns.ts'
import githubSecurityConfigurationPrivateReporting from './github/github-security-configuration-private-reporting.ts'
import githubSecurityConfigurationValidityChecks from './github/github-security-configuration-validity-checks.ts'
import githubTokenRequestDecided from './github/github-token-request-decided.ts'
import githubTokenRequestModest from './github/github-token-request-modest.ts'
import githubWebhookHttps from './github/github-webhook-https.ts'
import githubWebhookSecretSet from './github/github-webhook-secret-set.ts'
import githubWebhookTlsVerified from './github/github-webhook-tls-verified.ts'
import githubWorkflowActionsPinned from './github/github-workflow-actions-pinned.ts'
import githubWorkflowExpressionsSafe from './github/github-workflow-expressions-safe.ts'
import githubWorkflowPermissionsDeclared from './github/github-workflow-permissions-declared.ts'
import githubWorkflowSecretsKept from './github/github-workflow-secrets-kept.ts'
import githubWorkflowSelfHostedPrivate from './github/github-workflow-self-hosted-private.ts'
import githubWorkflowUntrustedCheckout from './github/github-workflow-untrusted-checkout.ts'
import pagerdutyAccountAdminsFew from './pagerduty/pagerduty-account-admins-few.ts'
import pagerdutyAddonApprovedHost from './pagerduty/pagerduty-addon-approved-host.ts'
import pagerdutyAdminCompanyAddress from './pagerduty/pagerduty-admin-company-address.ts'
import pagerdutyAdminGrantConfirmed from './pagerduty/pagerduty-admin-grant-confirmed.ts'
import pagerdutyAdminOfOneSystem from './pagerduty/pagerduty-admin-of-one-system.ts'
import pagerdutyApiKeyExpectedAddress from './pagerduty/pagerduty-api-key-expected-address.ts'
import pagerdutyApiKeyKnown from './pagerduty/pagerduty-api-key-known.ts'
import pagerdutyApiKeysReviewed from './pagerduty/pagerduty-api-keys-reviewed.ts'
import pagerdutyAuditTrailAvailable from './pagerduty/pagerduty-audit-trail-available.ts'
import pagerdutyChangeByApp from './pagerduty/pagerduty-change-by-app.ts'
import pagerdutyConnectionCredentialAccepted from './pagerduty/pagerduty-connection-credential-accepted.ts'
import pagerdutyConnectionPermissionsKept from './pagerduty/pagerduty-connection-permissions-kept.ts'
import pagerdutyContactMethodCompanyAddress from './pagerduty/pagerduty-contact-method-company-address.ts'
import pagerdutyContactMethodWorks from './pagerduty/pagerduty-contact-method-works.ts'
import pagerdutyCredentialReadOnly from './pagerduty/pagerduty-credential-read-only.ts'
import pagerdutyDelegationNotLeaver from './pagerduty/pagerduty-delegation-not-leaver.ts'
import pagerdutyDelegationReadOnly from './pagerduty/pagerduty-delegation-read-only.ts'
import pagerdutyDelegationShortLived from './pagerduty/pagerduty-delegation-short-lived.ts'
import pagerdutyEmailIntegrationFiltered from './pagerduty/pagerduty-email-integration-filtered.ts'
import pagerdutyEscalationPolicyUsersExist from './pagerduty/pagerduty-escalation-policy-users-exist.ts'
import pagerdutyExtensionCurrent from './pagerduty/pagerduty-extension-current.ts'
import pagerdutyExtensionSafeDestination from './pagerduty/pagerduty-extension-safe-destination.ts'
import pagerdutyIntegrationInUse from './pagerduty/pagerduty-integration-in-use.ts'
import pagerdutyInvitationAccepted from './pagerduty/pagerduty-invitation-accepted.ts'
import pagerdutyIpAllowEntryNarrow from './pagerduty/pagerduty-ip-allow-entry-narrow.ts'
import pagerdutyIpAllowListEnabled from './pagerduty/pagerduty-ip-allow-list-enabled.ts'
import pagerdutyLicenseAvailable from './pagerduty/pagerduty-license-available.ts'
import pagerdutyLicenseFitsRole from './pagerduty/pagerduty-license-fits-role.ts'
import pagerdutyManagerInTeam from './pagerduty/pagerduty-manager-in-team.ts'
import pagerdutyMobileSessionShort from './pagerduty/pagerduty-mobile-session-short.ts'
import pagerdutyMultiFactorRequired from './pagerduty/pagerduty-multi-factor-required.ts'
import pagerdutyOnCallNotLeaver from './pagerduty/pagerduty-on-call-not-leaver.ts'
import pagerdutyOnCallReachable from './pagerduty/pagerduty-on-call-reachable.ts'
import pagerdutyOwnerActive from './pagerduty/pagerduty-owner-active.ts'
import pagerdutyPasswordPolicySet from './pagerduty/pagerduty-password-policy-set.ts'
import pagerdutyPasswordSignInDisabled from './pagerduty/pagerduty-password-sign-in-disabled.ts'
import pagerdutyPolicySeveralPeople from './pagerduty/pagerduty-policy-several-people.ts'
import pagerdutyProvisioningFromIdp from './pagerduty/pagerduty-provisioning-from-idp.ts'
import pagerdutyRunnerLimited from './pagerduty/pagerduty-runner-limited.ts'
import pagerdutyScheduleUsersExist from './pagerduty/pagerduty-schedule-users-exist.ts'
import pagerdutyServiceInOrder from './pagerduty/pagerduty-service-in-order.ts'
import pagerdutySsoRequired from './pagerduty/pagerduty-sso-required.ts'
import pagerdutyStatusPageApproved from './pagerduty/pagerduty-status-page-approved.ts'
import pagerdutyTeamHasManager from './pagerduty/pagerduty-team-has-manager.ts'
import pagerdutyTeamManagersFew from './pagerduty/pagerduty-team-managers-few.ts'
import pagerdutyUserActive from './pagerduty/pagerduty-user-active.ts'
import pagerdutyUserCompanyAddress from './pagerduty/pagerduty-user-company-address.ts'
import pagerdutyUserCreatedByIdp from './pagerduty/pagerduty-user-created-by-idp.ts'
import pagerdutyUserLeftElsewhere from './pagerduty/pagerduty-user-left-elsewhere.ts'
import pagerdutyUserSingleAccount from './pagerduty/pagerduty-user-single-account.ts'
import pagerdutyUserSinglePerson from './pagerduty/pagerduty-user-single-person.ts'
import pagerdutyUserThroughSso from './pagerduty/pagerduty-user-through-sso.ts'
import pagerdutyWebSessionConfigured from './pagerduty/pagerduty-web-session-configured.ts'
import pagerdutyWebSessionShort from './pagerduty/pagerduty-web-session-short.ts'
import pagerdutyWebhookApprovedHost from './pagerduty/pagerduty-webhook-approved-host.ts'
import pagerdutyWebhookDelivering from './pagerduty/pagerduty-webhook-delivering.ts'
import pagerdutyWebhookEncrypted from './pagerduty/pagerduty-webhook-encrypted.ts'
import pagerdutyWebhookNarrow from './pagerduty/pagerduty-webhook-narrow.ts'
import pagerdutyWebhookOauth from './pagerduty/pagerduty-webhook-oauth.ts'
import pagerdutyWorkflowConnectionHealthy from './pagerduty/pagerduty-workflow-connection-healthy.ts'
import pagerdutyWorkflowConnectionOwned from './pagerduty/pagerduty-workflow-connection-owned.ts'

export const checks: readonly Check[] = [
  githubActionsAllowedActionsRestricted,
  githubActionsAllowedPatternsNarrow,
  githubActionsForkApprovalRequired,
  githubActionsPrivateForkApprovalRequired,
  githubActionsPrivateForkSecretsWithheld,
  githubActionsPrivateForkWriteTokenWithheld,
  githubActionsPullRequestApprovalDisabled,
  githubActionsRepositoryRunnersDisabled,
  githubActionsShaPinningRequired,
  githubActionsWorkflowTokenReadOnly,
  githubAuditOauthAppRestrictionsKept,
  githubAuditPushProtectionKept,
  githubAuditRepositoryKeptPrivate,
  githubAuditTwoFactorRequirementKept,
  githubAuthorizedCredentialOwnerIsMember,
  githubAuthorizedSshKeyUsed,
  githubAuthorizedTokenExpires,
  githubAuthorizedTokenUsed,
  githubAuthorizedTokenWithoutAdminScopes,
  githubCodeCriticalAlertsResolved,
  githubCodeHighAlertsResolved,
  githubConnectionAppActive,
  githubConnectionAppInstalled,
  githubConnectionAppWhole,
  githubConnectionCredentialAccepted,
  githubConnectionOrganizationThere,
  githubConnectionPermissionsKept,
  githubCredentialAppPreferred,
  githubCredentialExpires,
  githubCredentialRenewedInTime,
  githubCredentialScopesLimited,
  githubCustomRepositoryRoleHarmless,
  githubDefaultBranchCodeOwnerReviewRequired,
  githubDefaultBranchConversationsResolved,
  githubDefaultBranchDeletionBlocked,
  githubDefaultBranchForcePushBlocked,
  githubDefaultBranchLastPushApproved,
  githubDefaultBranchProtected,
  githubDefaultBranchReviewRequired,
  githubDefaultBranchSignaturesRequired,
  githubDefaultBranchStaleApprovalsDismissed,
  githubDefaultBranchStatusChecksRequired,
  githubDefaultBranchTwoApprovals,
  githubDefaultBranchUpToDateRequired,
  githubDefaultBranchWithoutBypass,
  githubDependabotCriticalAlertsResolved,
  githubDependabotHighAlertsResolved,
  githubDependabotMalwareAlertsResolved,
  githubDeployKeyReadOnly,
  githubDeployKeyRecent,
  githubDomainVerified,
  githubEnvironmentBranchesLimited,
  githubEnvironmentReviewersRequired,
  githubEnvironmentSelfReviewPrevented,
  githubExternalIdentityOfMember,
  githubFineGrainedTokenExpires,
  githubFineGrainedTokenOwnerIsMember,
  githubFineGrainedTokenScoped,
  githubFineGrainedTokenUsed,
  githubInstallationRepositoriesSelected,
  githubInstallationSuspendedRemoved,
  githubInstallationWithoutAdminWrite,
  githubInstallationWithoutCodeWrite,
  githubInvitationFailedCleared,
  githubInvitationRecent,
  githubInvitationWithoutOwnerRole,
  githubIpAllowEntryNarrow,
  githubMemberIdentityLinked,
  githubMemberTwoFactorEnabled,
  githubMemberTwoFactorSecure,
  githubMemberVerifiedDomainAddress,
  githubOrganizationBasePermissionLimited,
  githubOrganizationDefaultBranchesRuleset,
  githubOrganizationDeployKeysDisabled,
  githubOrganizationDomainVerified,
  githubOrganizationImmutableReleases,
  githubOrganizationIpAllowListCoversApps,
  githubOrganizationIpAllowListEnabled,
  githubOrganizationIssueDeletionRestricted,
  githubOrganizationNewRepositoryDependabotAlerts,
  githubOrganizationNewRepositoryPushProtection,
  githubOrganizationNewRepositorySecretScanning,
  githubOrganizationNotificationsRestricted,
  githubOrganizationOauthAppsRestricted,
  githubOrganizationOutsideCollaboratorInvitationRestricted,
  githubOrganizationOwnersAtLeastTwo,
  githubOrganizationOwnersFew,
  githubOrganizationPrivateRepositoryForkingDisabled,
  githubOrganizationPublicPagesRestricted,
  githubOrganizationPublicRepositoryCreationRestricted,
  githubOrganizationPushRuleset,
  githubOrganizationReleaseTagsRuleset,
  githubOrganizationRepositoryCreationRestricted,
  githubOrganizationRepositoryDeletionRestricted,
  githubOrganizationRepositoryVisibilityChangeRestricted,
  githubOrganizationRoleAllRepositoriesFew,
  githubOrganizationRoleThroughTeams,
  githubOrganizationSamlEnabled,
  githubOrganizationSecurityDefaultsComplete,
  githubOrganizationSecurityManagerAssigned,
  githubOrganizationTeamCreationRestricted,
  githubOrganizationTwoFactorRequired,
  githubOrganizationWebCommitSignoffRequired,
  githubOutsideCollaboratorTwoFactorEnabled,
  githubOutsideCollaboratorTwoFactorSecure,
  githubOutsideCollaboratorWithoutAdmin,
  githubOutsideCollaboratorWithoutWrite,
  githubOwnerTwoFactorSecure,
  githubRepositoryAccessThroughTeams,
  githubRepositoryAdminsFew,
  githubRepositoryCodeownersValid,
  githubRepositoryDependabotAlertsEnabled,
  githubRepositoryDependabotUpdatesEnabled,
  githubRepositoryForkingDisabled,
  githubRepositoryInactiveArchived,
  githubRepositoryPushProtectionEnabled,
  githubRepositorySecretScanningEnabled,
  githubRepositorySecurityPolicy,
  githubRulesetActive,
  githubRulesetWithoutBypass,
  githubRunnerEphemeral,
  githubRunnerGroupLimited,
  githubRunnerGroupWithoutPublicRepositories,
  githubSamlCertificateValid,
  githubSamlSignInHttps,
  githubSamlSignatureStrong,
  githubSecretAlertsNoneActive,
  githubSecretAlertsNoneBypassed,
  githubSecretAlertsNonePublic,
  githubSecretAlertsResolved,
  githubSecretForChosenRepositories,
  githubSecretRotated,
  githubSecurityConfigurationCodeScanning,
  githubSecurityConfigurationDelegatedBypass,
  githubSecurityConfigurationDependabotUpdates,
  githubSecurityConfigurationDependencyGraph,
  githubSecurityConfigurationEnforced,
  githubSecurityConfigurationGenericPatterns,
  githubSecurityConfigurationPrivateReporting,
  githubSecurityConfigurationValidityChecks,
  githubTokenRequestDecided,
  githubTokenRequestModest,
  githubWebhookHttps,
  githubWebhookSecretSet,
  githubWebhookTlsVerified,
  githubWorkflowActionsPinned,
  githubWorkflowExpressionsSafe,
  githubWorkflowPermissionsDeclared,
  githubWorkflowSecretsKept,
  githubWorkflowSelfHostedPrivate,
  githubWorkflowUntrustedCheckout,
  pagerdutyAccountAdminsFew,
  pagerdutyAddonApprovedHost,
  pagerdutyAdminCompanyAddress,
  pagerdutyAdminGrantConfirmed,
  pagerdutyAdminOfOneSystem,
  pagerdutyApiKeyExpectedAddress,
  pagerdutyApiKeyKnown,
  pagerdutyApiKeysReviewed,
  pagerdutyAuditTrailAvailable,
  pagerdutyChangeByApp,
  pagerdutyConnectionCredentialAccepted,
  pagerdutyConnectionPermissionsKept,
  pagerdutyContactMethodCompanyAddress,
  pagerdutyContactMethodWorks,
  pagerdutyCredentialReadOnly,
  pagerdutyDelegationNotLeaver,
  pagerdutyDelegationReadOnly,
  pagerdutyDelegationShortLived,
  pagerdutyEmailIntegrationFiltered,
  pagerdutyEscalationPolicyUsersExist,
  pagerdutyExtensionCurrent,
  pagerdutyExtensionSafeDestination,
  pagerdutyIntegrationInUse,
  pagerdutyInvitationAccepted,
  pagerdutyIpAllowEntryNarrow,
  pagerdutyIpAllowListEnabled,
  pagerdutyLicenseAvailable,
  pagerdutyLicenseFitsRole,
  pagerdutyManagerInTeam,
  pagerdutyMobileSessionShort,
  pagerdutyMultiFactorRequired,
  pagerdutyOnCallNotLeaver,
  pagerdutyOnCallReachable,
  pagerdutyOwnerActive,
  pagerdutyPasswordPolicySet,
  pagerdutyPasswordSignInDisabled,
  pagerdutyPolicySeveralPeople,
  pagerdutyProvisioningFromIdp,
  pagerdutyRunnerLimited,
  pagerdutyScheduleUsersExist,
  pagerdutyServiceInOrder,
  pagerdutySsoRequired,
  pagerdutyStatusPageApproved,
  pagerdutyTeamHasManager,
  pagerdutyTeamManagersFew,
  pagerdutyUserActive,
  pagerdutyUserCompanyAddress,
  pagerdutyUserCreatedByIdp,
  pagerdutyUserLeftElsewhere,
  pagerdutyUserSingleAccount,
  pagerdutyUserSinglePerson,
  pagerdutyUserThroughSso,
  pagerdutyWebSessionConfigured,
  pagerdutyWebSessionShort,
  pagerdutyWebhookApprovedHost,
  pagerdutyWebhookDelivering,
  pagerdutyWebhookEncrypted,
  pagerdutyWebhookNarrow,
  pagerdutyWebhookOauth,
  pagerdutyWorkflowConnectionHealthy,
  pagerdutyWorkflowConnectionOwned,
]
