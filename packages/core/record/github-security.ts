import { type Static, Type } from 'typebox'
import { count, flag, moment, object, seen, word, words } from './field.ts'

/** A self-hosted runner. REST `GET /orgs/{org}/actions/runners`. */
export const GithubRunner = object({
  runnerName: Type.String(),
  os: seen(Type.String()),
  status: seen(Type.String()),
  labels: words,
  ephemeral: flag,
  groupId: count,
})
export type GithubRunner = Static<typeof GithubRunner>

/** A group of self-hosted runners. REST `GET /orgs/{org}/actions/runner-groups`. */
export const GithubRunnerGroup = object({
  groupName: Type.String(),
  groupId: Type.Integer(),
  visibility: word('all', 'private', 'selected'),
  default: flag,
  inherited: flag,
  allowsPublicRepositories: flag,
  restrictedToWorkflows: flag,
})
export type GithubRunnerGroup = Static<typeof GithubRunnerGroup>

/** A secret of the organization: its name and who gets it, never its value. REST `…/actions/secrets` and `…/dependabot/secrets`. */
export const GithubSecret = object({
  secretName: Type.String(),
  store: word('actions', 'dependabot'),
  visibility: word('all', 'private', 'selected'),
  createdAt: moment,
  updatedAt: moment,
})
export type GithubSecret = Static<typeof GithubSecret>

/** What deploying to one environment takes. GraphQL `repository.environments`. */
export const GithubEnvironment = object({
  repository: Type.String(),
  environment: Type.String(),
  visibility: word('public', 'private', 'internal'),
  archived: Type.Boolean(),
  reviewersRequired: flag,
  selfReviewPrevented: flag,
  branchesLimited: flag,
})
export type GithubEnvironment = Static<typeof GithubEnvironment>

const Feature = word('enabled', 'disabled', 'not_set')

/** A code security configuration. REST `GET /orgs/{org}/code-security/configurations` and `…/defaults`. */
export const GithubSecurityConfiguration = object({
  configuration: Type.String(),
  target: word('global', 'organization', 'enterprise'),
  enforced: flag,
  /** The new repositories that start with it. */
  defaultFor: word('none', 'public', 'private_and_internal', 'all'),
  dependencyGraph: Feature,
  dependabotAlerts: Feature,
  dependabotSecurityUpdates: Feature,
  codeScanningDefaultSetup: Feature,
  secretScanning: Feature,
  pushProtection: Feature,
  delegatedBypass: Feature,
  validityChecks: Feature,
  nonProviderPatterns: Feature,
  privateVulnerabilityReporting: Feature,
})
export type GithubSecurityConfiguration = Static<typeof GithubSecurityConfiguration>

/** Open alerts of all repositories together. REST `GET /orgs/{org}/dependabot/alerts`. */
export const GithubDependabotAlerts = object({
  critical: count,
  high: count,
  medium: count,
  low: count,
  /** Of any severity: the package itself is malicious. */
  malware: count,
  /** When the oldest of them was opened; empty where there is none. */
  oldestCriticalAt: moment,
  oldestHighAt: moment,
})
export type GithubDependabotAlerts = Static<typeof GithubDependabotAlerts>

/** Open secret scanning alerts, counted. No secret is asked for. REST `GET /orgs/{org}/secret-scanning/alerts?hide_secret=true`. */
export const GithubSecretAlerts = object({
  open: count,
  /** GitHub asked the issuer, and the secret still works. */
  active: count,
  publiclyLeaked: count,
  /** Somebody pushed it past push protection. */
  bypassed: count,
  oldestAt: moment,
})
export type GithubSecretAlerts = Static<typeof GithubSecretAlerts>

/** Open code scanning alerts on default branches, counted. REST `GET /orgs/{org}/code-scanning/alerts`. */
export const GithubCodeAlerts = object({
  critical: count,
  high: count,
  medium: count,
  low: count,
  /** Without a security severity. */
  other: count,
  oldestCriticalAt: moment,
  oldestHighAt: moment,
})
export type GithubCodeAlerts = Static<typeof GithubCodeAlerts>

/** A domain that the organization claims. GraphQL `organization.domains`. */
export const GithubDomain = object({
  domain: Type.String(),
  verified: flag,
  approved: flag,
})
export type GithubDomain = Static<typeof GithubDomain>

/** One line of the IP allow list. GraphQL `organization.ipAllowListEntries`. */
export const GithubIpAllowEntry = object({
  range: Type.String(),
  label: Type.String(),
  active: flag,
})
export type GithubIpAllowEntry = Static<typeof GithubIpAllowEntry>

/** A ruleset of the organization, for all the repositories that it covers. GraphQL `organization.rulesets`. */
export const GithubRuleset = object({
  ruleset: Type.String(),
  target: word('branch', 'tag', 'push', 'repository'),
  enforcement: word('active', 'evaluate', 'disabled'),
  /** GitHub's names of the rules, such as `pull_request`. */
  rules: words,
  refsIncluded: words,
  refsExcluded: words,
  /** It is chosen by name and takes every repository; false where it is chosen by id, by property, or leaves some out. */
  allRepositories: flag,
  /** Who gets past it at any time, by name. */
  bypass: words,
})
export type GithubRuleset = Static<typeof GithubRuleset>

/** One workflow file on the default branch: facts out of it, never its text. GraphQL `object(expression: "HEAD:.github/workflows")`. */
export const GithubWorkflow = object({
  repository: Type.String(),
  visibility: word('public', 'private', 'internal'),
  archived: Type.Boolean(),
  path: Type.String(),
  triggers: words,
  /** `owner/action@ref` of others, where the ref is no commit. */
  unpinned: words,
  /** Runs with the repository's own rights on code that a stranger proposed. */
  untrustedCheckout: flag,
  permissions: word('declared', 'missing', 'write-all'),
  /** Expressions in scripts whose text strangers write. */
  injections: words,
  /** Names of secrets that it is given. */
  secrets: words,
  /** Hands all its secrets to a workflow of somebody else. */
  inheritsSecretsOutside: flag,
  selfHosted: flag,
})
export type GithubWorkflow = Static<typeof GithubWorkflow>

/** One event of the audit log. REST `GET /orgs/{org}/audit-log`. */
export const GithubAuditEvent = object({
  action: Type.String(),
  /** Empty for what GitHub did itself. */
  actor: Type.String(),
  at: moment,
  repository: Type.String(),
  /** Whom it was done to. */
  user: Type.String(),
  visibility: Type.String(),
  previousVisibility: Type.String(),
})
export type GithubAuditEvent = Static<typeof GithubAuditEvent>
