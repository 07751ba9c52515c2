import { type Static, Type } from 'typebox'
import { count, flag, object, seen, word, words } from './field.ts'

/** Settings of one organization. REST `GET /orgs/{org}` joined with GraphQL `organization`. */
export const GithubOrganization = object({
  login: Type.String(),
  /** The plan's own name: free, team, enterprise … */
  plan: seen(Type.String()),
  createdAt: seen(Type.String()),
  twoFactorRequired: flag,
  baseRepositoryPermission: word('none', 'read', 'write', 'admin'),
  membersCanCreateRepositories: flag,
  membersCanCreatePublicRepositories: flag,
  membersCanCreatePublicPages: flag,
  membersCanForkPrivateRepositories: flag,
  membersCanDeleteRepositories: flag,
  membersCanChangeRepositoryVisibility: flag,
  membersCanInviteOutsideCollaborators: flag,
  membersCanDeleteIssues: flag,
  membersCanCreateTeams: flag,
  webCommitSignoffRequired: flag,
  deployKeysEnabled: flag,
  verified: flag,
  secretScanningForNewRepositories: flag,
  pushProtectionForNewRepositories: flag,
  dependabotAlertsForNewRepositories: flag,
  ipAllowListEnabled: flag,
  ipAllowListForApps: flag,
  notificationsRestrictedToVerifiedDomains: flag,
  /** Single sign-on of its own or of its enterprise. Null where the enterprise's cannot be seen. */
  samlEnabled: flag,
  /** Its members are managed by an identity provider (EMU), where two-factor settings have no meaning. */
  managedUsers: flag,
  /** Whether members need an owner's leave to let an OAuth app in. No API shows it; a server of one's own has no such policy. */
  oauthAppPolicy: word('restricted', 'unrestricted', 'absent'),
  /** Repositories whose releases can no longer be changed once published. */
  immutableReleases: word('all', 'selected', 'none'),
  publicRepositories: count,
  privateRepositories: count,
})
export type GithubOrganization = Static<typeof GithubOrganization>

/** GitHub Actions policy of one organization. REST `GET /orgs/{org}/actions/permissions` and `…/workflow`. */
export const GithubActionsPolicy = object({
  enabledRepositories: word('all', 'none', 'selected'),
  /** `none` where Actions are off for every repository, so that no action may run. */
  allowedActions: word('all', 'local_only', 'selected', 'none'),
  shaPinningRequired: flag,
  /** With `selected`: patterns of actions that may run besides GitHub's own and verified ones. Empty otherwise. */
  allowedPatterns: words,
  defaultWorkflowPermissions: word('read', 'write'),
  canApprovePullRequests: flag,
  /** Whose pull requests from forks wait for approval before workflows run, in public repositories. */
  forkApproval: word('first_time_contributors_new_to_github', 'first_time_contributors', 'all_external_contributors'),
  privateForkWorkflows: flag,
  privateForkWriteTokens: flag,
  privateForkSecrets: flag,
  privateForkApproval: flag,
  /** Repositories that may have self-hosted runners of their own. */
  repositoryRunners: word('all', 'selected', 'none'),
})
export type GithubActionsPolicy = Static<typeof GithubActionsPolicy>

/** `insecure`: SMS is among the methods; `secure`: it is not; `enabled`: on, where the methods cannot be seen. */
const TwoFactor = word('disabled', 'insecure', 'enabled', 'secure')

/** One member of one organization. GraphQL `membersWithRole`, joined with REST `members?filter=2fa_insecure`. */
export const GithubMember = object({
  login: Type.String(),
  databaseId: Type.Integer(),
  displayName: Type.String(),
  role: word('owner', 'member'),
  twoFactor: TwoFactor,
  /** Addresses on domains that the organization has verified; the only ones that prove anything. */
  verifiedEmails: seen(Type.Array(Type.String())),
  siteAdmin: flag,
  /** What somebody here declared the account to be; empty for nothing. Not GitHub's: it is filled in before judging. */
  declaredAs: word('', 'bot', 'service_account', 'break_glass'),
})
export type GithubMember = Static<typeof GithubMember>

/** A person who may reach some repositories of the organization without being its member. */
export const GithubOutsideCollaborator = object({
  login: Type.String(),
  databaseId: Type.Integer(),
  /** GitHub's own type of account. */
  type: word('User', 'Bot'),
  twoFactor: TwoFactor,
})
export type GithubOutsideCollaborator = Static<typeof GithubOutsideCollaborator>

export const GithubTeam = object({
  slug: Type.String(),
  displayName: Type.String(),
  privacy: word('secret', 'closed'),
  notificationSetting: seen(Type.String()),
  permission: seen(Type.String()),
  /** Slug of the team above; empty for a top-level team. */
  parent: Type.String(),
})
export type GithubTeam = Static<typeof GithubTeam>

const Feature = word('enabled', 'disabled')

/** One repository. REST `GET /orgs/{org}/repos`. */
export const GithubRepository = object({
  fullName: Type.String(),
  visibility: word('public', 'private', 'internal'),
  archived: Type.Boolean(),
  fork: Type.Boolean(),
  defaultBranch: seen(Type.String()),
  /** Empty where nothing was ever pushed. */
  pushedAt: seen(Type.String()),
  createdAt: seen(Type.String()),
  allowForking: flag,
  topics: words,
  /** Custom properties with their values, such as `tier=1`; one entry for each value of a property that takes several. */
  properties: words,
  /** Whether it is marked as the connection's settings say critical ones are. Not GitHub's: it is filled in before judging. */
  critical: word('yes', 'no', 'unsaid'),
  secretScanning: Feature,
  pushProtection: Feature,
  dependabotSecurityUpdates: Feature,
})
export type GithubRepository = Static<typeof GithubRepository>

/**
 * What guards the default branch of one repository: classic protection and every active ruleset that applies, judged
 * together. GraphQL `defaultBranchRef { branchProtectionRule rules }`.
 */
export const GithubBranchProtection = object({
  repository: Type.String(),
  visibility: word('public', 'private', 'internal'),
  archived: Type.Boolean(),
  /** False for a repository without a commit: there is no branch to protect. */
  hasDefaultBranch: Type.Boolean(),
  branch: Type.String(),
  classic: seen(Type.Boolean()),
  rulesets: seen(Type.Array(Type.String())),
  /** False for a private repository on a plan that protects public ones only. */
  protectable: flag,
  requiredApprovals: count,
  dismissesStaleReviews: flag,
  requiresLastPushApproval: flag,
  requiresCodeOwnerReviews: flag,
  requiresConversationResolution: flag,
  requiresStatusChecks: flag,
  requiresUpToDateBranch: flag,
  requiresSignatures: flag,
  allowsForcePush: flag,
  allowsDeletion: flag,
  /** Who gets past what protects the branch, by name: `administrators`, an app, a team, a role. */
  bypass: seen(Type.Array(Type.String())),
  vulnerabilityAlerts: flag,
  securityPolicy: flag,
  /** The CODEOWNERS file of the default branch. */
  codeowners: word('valid', 'broken', 'missing'),
})
export type GithubBranchProtection = Static<typeof GithubBranchProtection>

export const GithubDeployKey = object({
  repository: Type.String(),
  title: Type.String(),
  readOnly: Type.Boolean(),
  enabled: flag,
  createdAt: seen(Type.String()),
})
export type GithubDeployKey = Static<typeof GithubDeployKey>

/** A GitHub App installed on the organization. */
export const GithubInstallation = object({
  appSlug: Type.String(),
  repositorySelection: word('all', 'selected'),
  permissions: seen(Type.Array(object({ name: Type.String(), access: Type.String() }))),
  events: seen(Type.Array(Type.String())),
  suspended: flag,
  /** Empty where not suspended. */
  suspendedAt: seen(Type.String()),
  createdAt: seen(Type.String()),
})
export type GithubInstallation = Static<typeof GithubInstallation>

/** An organization webhook. Its address is kept without user info, query and fragment, where secrets hide. */
export const GithubWebhook = object({
  address: Type.String(),
  scheme: Type.String(),
  active: Type.Boolean(),
  tlsVerified: flag,
  hasSecret: flag,
  events: seen(Type.Array(Type.String())),
})
export type GithubWebhook = Static<typeof GithubWebhook>
