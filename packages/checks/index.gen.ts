// Written by `npm run gen`. Do not edit.
import type { Check } from '@rollcall/core'
import githubActionsAllowedActionsRestricted from './github/github-actions-allowed-actions-restricted.ts'
import githubActionsPullRequestApprovalDisabled from './github/github-actions-pull-request-approval-disabled.ts'
import githubActionsShaPinningRequired from './github/github-actions-sha-pinning-required.ts'
import githubActionsWorkflowTokenReadOnly from './github/github-actions-workflow-token-read-only.ts'
import githubDefaultBranchDeletionBlocked from './github/github-default-branch-deletion-blocked.ts'
import githubDefaultBranchForcePushBlocked from './github/github-default-branch-force-push-blocked.ts'
import githubDefaultBranchProtected from './github/github-default-branch-protected.ts'
import githubDefaultBranchReviewRequired from './github/github-default-branch-review-required.ts'
import githubDefaultBranchSignaturesRequired from './github/github-default-branch-signatures-required.ts'
import githubDefaultBranchStatusChecksRequired from './github/github-default-branch-status-checks-required.ts'
import githubDefaultBranchWithoutBypass from './github/github-default-branch-without-bypass.ts'
import githubDeployKeyReadOnly from './github/github-deploy-key-read-only.ts'
import githubInstallationRepositoriesSelected from './github/github-installation-repositories-selected.ts'
import githubInstallationSuspendedRemoved from './github/github-installation-suspended-removed.ts'
import githubInstallationWithoutAdminWrite from './github/github-installation-without-admin-write.ts'
import githubInstallationWithoutCodeWrite from './github/github-installation-without-code-write.ts'
import githubMemberTwoFactorEnabled from './github/github-member-two-factor-enabled.ts'
import githubMemberTwoFactorSecure from './github/github-member-two-factor-secure.ts'
import githubOrganizationBasePermissionLimited from './github/github-organization-base-permission-limited.ts'
import githubOrganizationDeployKeysDisabled from './github/github-organization-deploy-keys-disabled.ts'
import githubOrganizationDomainVerified from './github/github-organization-domain-verified.ts'
import githubOrganizationIpAllowListCoversApps from './github/github-organization-ip-allow-list-covers-apps.ts'
import githubOrganizationIpAllowListEnabled from './github/github-organization-ip-allow-list-enabled.ts'
import githubOrganizationIssueDeletionRestricted from './github/github-organization-issue-deletion-restricted.ts'
import githubOrganizationNewRepositoryDependabotAlerts from './github/github-organization-new-repository-dependabot-alerts.ts'
import githubOrganizationNewRepositoryPushProtection from './github/github-organization-new-repository-push-protection.ts'
import githubOrganizationNewRepositorySecretScanning from './github/github-organization-new-repository-secret-scanning.ts'
import githubOrganizationNotificationsRestricted from './github/github-organization-notifications-restricted.ts'
import githubOrganizationOutsideCollaboratorInvitationRestricted from './github/github-organization-outside-collaborator-invitation-restricted.ts'
import githubOrganizationOwnersAtLeastTwo from './github/github-organization-owners-at-least-two.ts'
import githubOrganizationOwnersFew from './github/github-organization-owners-few.ts'
import githubOrganizationPrivateRepositoryForkingDisabled from './github/github-organization-private-repository-forking-disabled.ts'
import githubOrganizationPublicPagesRestricted from './github/github-organization-public-pages-restricted.ts'
import githubOrganizationPublicRepositoryCreationRestricted from './github/github-organization-public-repository-creation-restricted.ts'
import githubOrganizationRepositoryDeletionRestricted from './github/github-organization-repository-deletion-restricted.ts'
import githubOrganizationRepositoryVisibilityChangeRestricted from './github/github-organization-repository-visibility-change-restricted.ts'
import githubOrganizationSamlEnabled from './github/github-organization-saml-enabled.ts'
import githubOrganizationTeamCreationRestricted from './github/github-organization-team-creation-restricted.ts'
import githubOrganizationTwoFactorRequired from './github/github-organization-two-factor-required.ts'
import githubOrganizationWebCommitSignoffRequired from './github/github-organization-web-commit-signoff-required.ts'
import githubOutsideCollaboratorTwoFactorEnabled from './github/github-outside-collaborator-two-factor-enabled.ts'
import githubOutsideCollaboratorTwoFactorSecure from './github/github-outside-collaborator-two-factor-secure.ts'
import githubOwnerTwoFactorSecure from './github/github-owner-two-factor-secure.ts'
import githubRepositoryDependabotAlertsEnabled from './github/github-repository-dependabot-alerts-enabled.ts'
import githubRepositoryInactiveArchived from './github/github-repository-inactive-archived.ts'
import githubRepositoryPushProtectionEnabled from './github/github-repository-push-protection-enabled.ts'
import githubRepositorySecretScanningEnabled from './github/github-repository-secret-scanning-enabled.ts'
import githubWebhookHttps from './github/github-webhook-https.ts'
import githubWebhookSecretSet from './github/github-webhook-secret-set.ts'
import githubWebhookTlsVerified from './github/github-webhook-tls-verified.ts'

export const checks: readonly Check[] = [
  githubActionsAllowedActionsRestricted,
  githubActionsPullRequestApprovalDisabled,
  githubActionsShaPinningRequired,
  githubActionsWorkflowTokenReadOnly,
  githubDefaultBranchDeletionBlocked,
  githubDefaultBranchForcePushBlocked,
  githubDefaultBranchProtected,
  githubDefaultBranchReviewRequired,
  githubDefaultBranchSignaturesRequired,
  githubDefaultBranchStatusChecksRequired,
  githubDefaultBranchWithoutBypass,
  githubDeployKeyReadOnly,
  githubInstallationRepositoriesSelected,
  githubInstallationSuspendedRemoved,
  githubInstallationWithoutAdminWrite,
  githubInstallationWithoutCodeWrite,
  githubMemberTwoFactorEnabled,
  githubMemberTwoFactorSecure,
  githubOrganizationBasePermissionLimited,
  githubOrganizationDeployKeysDisabled,
  githubOrganizationDomainVerified,
  githubOrganizationIpAllowListCoversApps,
  githubOrganizationIpAllowListEnabled,
  githubOrganizationIssueDeletionRestricted,
  githubOrganizationNewRepositoryDependabotAlerts,
  githubOrganizationNewRepositoryPushProtection,
  githubOrganizationNewRepositorySecretScanning,
  githubOrganizationNotificationsRestricted,
  githubOrganizationOutsideCollaboratorInvitationRestricted,
  githubOrganizationOwnersAtLeastTwo,
  githubOrganizationOwnersFew,
  githubOrganizationPrivateRepositoryForkingDisabled,
  githubOrganizationPublicPagesRestricted,
  githubOrganizationPublicRepositoryCreationRestricted,
  githubOrganizationRepositoryDeletionRestricted,
  githubOrganizationRepositoryVisibilityChangeRestricted,
  githubOrganizationSamlEnabled,
  githubOrganizationTeamCreationRestricted,
  githubOrganizationTwoFactorRequired,
  githubOrganizationWebCommitSignoffRequired,
  githubOutsideCollaboratorTwoFactorEnabled,
  githubOutsideCollaboratorTwoFactorSecure,
  githubOwnerTwoFactorSecure,
  githubRepositoryDependabotAlertsEnabled,
  githubRepositoryInactiveArchived,
  githubRepositoryPushProtectionEnabled,
  githubRepositorySecretScanningEnabled,
  githubWebhookHttps,
  githubWebhookSecretSet,
  githubWebhookTlsVerified,
]
