import type {
  GithubCredentialAuthorization,
  GithubCustomRepositoryRole,
  GithubExternalIdentity,
  GithubFineGrainedToken,
  GithubInvitation,
  GithubOrganizationRole,
  GithubSaml,
} from './github-access.ts'
import type { GithubInstallation, GithubWebhook } from './github-integrations.ts'
import type {
  GithubCodeAlert,
  GithubDependabotAlert,
  GithubEnvironment,
  GithubIpAllowEntry,
  GithubRunner,
  GithubRunnerGroup,
  GithubSecret,
  GithubSecretAlert,
  GithubSecurityConfiguration,
} from './github-security.ts'

export type * from './github-access.ts'
export type * from './github-integrations.ts'
export type * from './github-security.ts'

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

/** A personal access token (classic), or a token that a GitHub App got for its user. */
export interface GithubToken {
  kind: 'classic' | 'app'
  /** What logs show instead of the secret. */
  label: string
  secret: string
  /** Whose it is. */
  login: string
  /** For an App: the scopes that its permissions come to. GitHub does not report them. */
  scopes: string[]
  /** ISO 8601; null for one that never expires. */
  expiresAt: string | null
  /** GitHub writes the expiry in two ways: `2027-10-12 09:00:00 UTC` and `2027-10-12 18:00:00 +0900`. */
  expiryFormat: 'utc' | 'offset'
  revoked: boolean
  /** Organizations with single sign-on that its owner authorized it for. */
  ssoOrganizations: string[]
  /** For a token of an App's installation: its number. */
  installation?: number
}

/** A GitHub App that can prove who it is. */
export interface GithubApp {
  id: number
  slug: string
  name: string
  /** Login of the organization that owns it. */
  owner: string
  /** Of the key pair whose private half the App was given; PEM. */
  publicKey: string
  permissions: Record<string, 'read' | 'write'>
  /** Whether others than its owner may install it. */
  public: boolean
  /** Where GitHub sends a person who has installed it. */
  setupUrl: string | null
  externalUrl: string
  createdAt: string
}

export interface GithubAppInstallation {
  id: number
  app: number
  /** Login of the organization. */
  organization: string
  selection: 'all' | 'selected'
  /** Names of the selected repositories. */
  repositories: string[]
  permissions: Record<string, 'read' | 'write'>
  suspendedAt: string | null
  createdAt: string
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
  /** Names of repositories that it reaches, each in its role. */
  repositories: { name: string; role: RepositoryRole }[]
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
  | {
      type: 'deletion' | 'non_fast_forward' | 'required_signatures' | 'required_linear_history' | 'creation' | 'update'
    }
  | { type: 'file_path_restriction'; paths: string[] }
  | { type: 'file_extension_restriction'; extensions: string[] }

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
  topics: string[]
  /** Values of the organization's custom properties. */
  properties: Record<string, string | string[]>
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
  /** Members with access of their own, besides what teams and the organization give. */
  directMembers: { login: string; role: RepositoryRole }[]
  environments: GithubEnvironment[]
  /** Files in `.github/workflows` of the default branch. */
  workflows: { name: string; text: string }[]
  codeowners: 'valid' | 'broken' | 'missing'
}

export interface GithubActionsPolicy {
  enabledRepositories: 'all' | 'none' | 'selected'
  allowedActions: 'all' | 'local_only' | 'selected'
  shaPinningRequired: boolean
  defaultWorkflowPermissions: 'read' | 'write'
  canApprovePullRequestReviews: boolean
  selectedActions: { githubOwnedAllowed: boolean; verifiedAllowed: boolean; patternsAllowed: string[] }
  forkApproval: 'first_time_contributors_new_to_github' | 'first_time_contributors' | 'all_external_contributors'
  privateForks: { run: boolean; writeTokens: boolean; secrets: boolean; approval: boolean }
  repositoryRunners: 'all' | 'selected' | 'none'
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
  immutableReleases: 'all' | 'none' | 'selected'
}

export interface GithubAuditEvent {
  id: string
  action: string
  actor: string
  /** ISO 8601. */
  at: string
  repository?: string
  user?: string
  visibility?: string
  previousVisibility?: string
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
  saml: GithubSaml | null
  externalIdentities: GithubExternalIdentity[]
  enterpriseOwners: string[]
  /** The enterprise account that it belongs to. */
  enterprise: { slug: string; name: string; oidc: boolean } | null
  settings: GithubOrganizationSettings
  actions: GithubActionsPolicy
  members: GithubMembership[]
  teams: GithubTeam[]
  repositories: GithubRepository[]
  rulesets: GithubRuleset[]
  installations: GithubInstallation[]
  webhooks: GithubWebhook[]
  invitations: GithubInvitation[]
  fineGrainedTokens: GithubFineGrainedToken[]
  tokenRequests: GithubFineGrainedToken[]
  credentialAuthorizations: GithubCredentialAuthorization[]
  roles: GithubOrganizationRole[]
  customRepositoryRoles: GithubCustomRepositoryRole[]
  runners: GithubRunner[]
  runnerGroups: GithubRunnerGroup[]
  secrets: GithubSecret[]
  securityConfigurations: GithubSecurityConfiguration[]
  dependabotAlerts: GithubDependabotAlert[]
  secretAlerts: GithubSecretAlert[]
  codeAlerts: GithubCodeAlert[]
  ipAllowEntries: GithubIpAllowEntry[]
  /** Newest first. */
  auditEvents: GithubAuditEvent[]
}

/** All that one GitHub holds: github.com as far as the company can see it, or its own server. */
export interface GithubWorld {
  accounts: GithubAccount[]
  organizations: GithubOrganization[]
  tokens: GithubToken[]
}
