/** How an account proves itself beyond its password. `insecure` is SMS and nothing better. */
export type TwoFactor = 'disabled' | 'insecure' | 'secure'
export type RepositoryRole = 'read' | 'triage' | 'write' | 'maintain' | 'admin'
export type Visibility = 'public' | 'private' | 'internal'

export interface GithubAccount {
  id: number
  login: string
  name: string | null
  /** Id of the person it belongs to; null for a service account and for a stranger. */
  person: string | null
  /** The address on the public profile. */
  publicEmail: string | null
  /** Every address that the account has verified, whoever may see it. */
  verifiedEmails: string[]
  twoFactor: TwoFactor
  siteAdmin: boolean
  createdAt: string
}

/** A classic personal access token. */
export interface GithubToken {
  /** What logs show instead of the secret. */
  label: string
  secret: string
  /** Whose it is. */
  login: string
  scopes: string[]
  /** ISO 8601; null for one that never expires. */
  expiresAt: string | null
  /** GitHub writes the expiry in two ways: `2027-10-12 09:00:00 UTC` and `2027-10-12 18:00:00 +0900`. */
  expiryFormat: 'utc' | 'offset'
  revoked: boolean
  /** Organizations with single sign-on that its owner authorized it for. */
  ssoOrganizations: string[]
}

export interface GithubMembership {
  login: string
  role: 'admin' | 'member'
  /** Shown to strangers. */
  public: boolean
}

export interface GithubTeam {
  id: number
  slug: string
  name: string
  description: string | null
  privacy: 'closed' | 'secret'
  notificationSetting: 'notifications_enabled' | 'notifications_disabled'
  permission: 'pull' | 'push' | 'admin'
  /** Slug of the team above. */
  parent: string | null
  members: string[]
  createdAt: string
}

export interface GithubDeployKey {
  id: number
  title: string
  key: string
  readOnly: boolean
  enabled: boolean
  verified: boolean
  createdAt: string
}

export type BypassAllowance = { user: string } | { team: string } | { app: string }

/** Classic branch protection of a repository's default branch. */
export interface GithubBranchProtection {
  id: number
  pattern: string
  isAdminEnforced: boolean
  requiresApprovingReviews: boolean
  requiredApprovingReviewCount: number | null
  dismissesStaleReviews: boolean
  requireLastPushApproval: boolean
  requiresCodeOwnerReviews: boolean
  requiresStatusChecks: boolean
  requiresStrictStatusChecks: boolean
  requiredStatusCheckContexts: string[]
  requiresCommitSignatures: boolean
  requiresConversationResolution: boolean
  requiresLinearHistory: boolean
  allowsForcePushes: boolean
  allowsDeletions: boolean
  restrictsPushes: boolean
  lockBranch: boolean
  bypassPullRequestAllowances: BypassAllowance[]
  bypassForcePushAllowances: BypassAllowance[]
}

export interface PullRequestParameters {
  requiredApprovingReviewCount: number
  dismissStaleReviewsOnPush: boolean
  requireCodeOwnerReview: boolean
  requireLastPushApproval: boolean
  requiredReviewThreadResolution: boolean
}

export interface StatusCheckParameters {
  contexts: string[]
  strict: boolean
}

export type GithubRule =
  | { type: 'pull_request'; parameters: PullRequestParameters }
  | { type: 'required_status_checks'; parameters: StatusCheckParameters }
  | { type: 'deletion' | 'non_fast_forward' | 'required_signatures' | 'required_linear_history' | 'creation' }

/** Who gets past a ruleset. `roleName` is a repository role such as `admin`. */
export type BypassActor = { mode: 'always' | 'pull_request' } & (
  | { kind: 'organization_admin' }
  | { kind: 'enterprise_owner' }
  | { kind: 'deploy_key' }
  | { kind: 'role'; roleName: RepositoryRole }
  | { kind: 'team'; slug: string }
  | { kind: 'app'; slug: string }
)

export interface GithubRuleset {
  id: number
  name: string
  target: 'branch' | 'tag' | 'push'
  enforcement: 'active' | 'evaluate' | 'disabled'
  /** `~DEFAULT_BRANCH`, `~ALL` or patterns such as `refs/heads/release/*`. */
  refs: { include: string[]; exclude: string[] }
  /** Repository names, with `*` and `~ALL`; only an organization's ruleset has it. */
  repositories: { include: string[]; exclude: string[] } | null
  rules: GithubRule[]
  bypassActors: BypassActor[]
  createdAt: string
  updatedAt: string
}

export interface GithubRepository {
  id: number
  name: string
  description: string | null
  visibility: Visibility
  archived: boolean
  fork: boolean
  /** Nothing was ever pushed: no branch, and `defaultBranch` is only the name that the first one will get. */
  empty: boolean
  defaultBranch: string
  language: string | null
  createdAt: string
  pushedAt: string
  allowForking: boolean
  webCommitSignoffRequired: boolean
  securityPolicy: boolean
  vulnerabilityAlerts: boolean
  secretScanning: boolean
  pushProtection: boolean
  dependabotSecurityUpdates: boolean
  protection: GithubBranchProtection | null
  rulesets: GithubRuleset[]
  deployKeys: GithubDeployKey[]
  /** People with access of their own who are not members of the organization. */
  outsideCollaborators: { login: string; role: RepositoryRole }[]
}

export interface GithubInstallation {
  id: number
  appId: number
  appSlug: string
  appName: string
  repositorySelection: 'all' | 'selected'
  permissions: Record<string, 'read' | 'write' | 'admin'>
  events: string[]
  createdAt: string
  updatedAt: string
  suspendedAt: string | null
  suspendedBy: string | null
}

export interface GithubWebhook {
  id: number
  url: string
  active: boolean
  hasSecret: boolean
  insecureSsl: boolean
  contentType: 'json' | 'form'
  events: string[]
  createdAt: string
  updatedAt: string
}

export interface GithubActionsPolicy {
  enabledRepositories: 'all' | 'none' | 'selected'
  allowedActions: 'all' | 'local_only' | 'selected'
  shaPinningRequired: boolean
  defaultWorkflowPermissions: 'read' | 'write'
  canApprovePullRequestReviews: boolean
  selectedActions: { githubOwnedAllowed: boolean; verifiedAllowed: boolean; patternsAllowed: string[] }
}

/** What an owner can set, in the words of `GET /orgs/{org}` where that has one. */
export interface GithubOrganizationSettings {
  twoFactorRequired: boolean
  baseRepositoryPermission: 'none' | 'read' | 'write' | 'admin'
  membersCanCreateRepositories: boolean
  membersCanCreatePublicRepositories: boolean
  membersCanCreatePages: boolean
  membersCanCreatePublicPages: boolean
  membersCanForkPrivateRepositories: boolean
  membersCanDeleteRepositories: boolean
  membersCanChangeRepositoryVisibility: boolean
  membersCanInviteOutsideCollaborators: boolean
  membersCanDeleteIssues: boolean
  membersCanCreateTeams: boolean
  webCommitSignoffRequired: boolean
  deployKeysEnabled: boolean
  secretScanningForNewRepositories: boolean
  pushProtectionForNewRepositories: boolean
  dependabotAlertsForNewRepositories: boolean
  ipAllowListEnabled: boolean
  ipAllowListForApps: boolean
  notificationsRestrictedToVerifiedDomains: boolean
}

export interface GithubOrganization {
  id: number
  login: string
  name: string
  description: string | null
  email: string
  location: string
  plan: 'free' | 'team' | 'enterprise'
  createdAt: string
  verified: boolean
  domains: { domain: string; verified: boolean; approved: boolean }[]
  /** Single sign-on; with it, a token sees nothing here before its owner authorized it. */
  saml: { issuer: string; ssoUrl: string } | null
  enterpriseOwners: string[]
  settings: GithubOrganizationSettings
  actions: GithubActionsPolicy
  members: GithubMembership[]
  teams: GithubTeam[]
  repositories: GithubRepository[]
  rulesets: GithubRuleset[]
  installations: GithubInstallation[]
  webhooks: GithubWebhook[]
}

/** All that one GitHub holds: github.com as far as the company can see it, or its own server. */
export interface GithubWorld {
  accounts: GithubAccount[]
  organizations: GithubOrganization[]
  tokens: GithubToken[]
}
