import { daysBefore } from './calendar.ts'
import { predefinedRoles } from './github-roles.ts'
import type {
  GithubAccount,
  GithubActionsPolicy,
  GithubBranchProtection,
  GithubDeployKey,
  GithubOrganization,
  GithubOrganizationSettings,
  GithubRepository,
  GithubRuleset,
  GithubSaml,
  GithubSecurityConfiguration,
  GithubTeam,
  GithubToken,
} from './github-world.ts'

// Each maker gives what a careful administrator would have: the world names only what is different.

const settings: GithubOrganizationSettings = {
  twoFactorRequired: true,
  baseRepositoryPermission: 'read',
  membersCanCreateRepositories: false,
  membersCanCreatePublicRepositories: false,
  membersCanCreatePages: true,
  membersCanCreatePublicPages: false,
  membersCanForkPrivateRepositories: false,
  membersCanDeleteRepositories: false,
  membersCanChangeRepositoryVisibility: false,
  membersCanInviteOutsideCollaborators: false,
  membersCanDeleteIssues: false,
  membersCanCreateTeams: false,
  webCommitSignoffRequired: true,
  deployKeysEnabled: false,
  secretScanningForNewRepositories: true,
  pushProtectionForNewRepositories: true,
  dependabotAlertsForNewRepositories: true,
  ipAllowListEnabled: false,
  ipAllowListForApps: false,
  notificationsRestrictedToVerifiedDomains: false,
  immutableReleases: 'all',
}

const actions: GithubActionsPolicy = {
  enabledRepositories: 'all',
  allowedActions: 'selected',
  shaPinningRequired: true,
  defaultWorkflowPermissions: 'read',
  canApprovePullRequestReviews: false,
  selectedActions: { githubOwnedAllowed: true, verifiedAllowed: false, patternsAllowed: [] },
  forkApproval: 'all_external_contributors',
  privateForks: { run: false, writeTokens: false, secrets: false, approval: true },
  repositoryRunners: 'none',
}

export type OrganizationSketch = Pick<GithubOrganization, 'id' | 'login'> &
  Partial<Omit<GithubOrganization, 'settings' | 'actions'>> & {
    settings?: Partial<GithubOrganizationSettings>
    actions?: Partial<GithubActionsPolicy>
  }

export function newOrganization(now: Date, sketch: OrganizationSketch): GithubOrganization {
  return {
    name: sketch.login,
    description: null,
    email: `hello@${sketch.login}.example`,
    location: 'Gothenburg',
    plan: 'team',
    createdAt: daysBefore(now, 1500),
    verified: false,
    domains: [],
    saml: null,
    externalIdentities: [],
    enterpriseOwners: [],
    enterprise: null,
    members: [],
    teams: [],
    repositories: [],
    rulesets: [],
    installations: [],
    webhooks: [],
    invitations: [],
    fineGrainedTokens: [],
    tokenRequests: [],
    credentialAuthorizations: [],
    roles: structuredClone([...predefinedRoles]),
    customRepositoryRoles: [],
    runners: [],
    runnerGroups: [
      {
        id: 1,
        name: 'Default',
        visibility: 'all',
        default: true,
        inherited: false,
        allowsPublicRepositories: false,
        restrictedToWorkflows: false,
      },
    ],
    secrets: [],
    securityConfigurations: [],
    dependabotAlerts: [],
    secretAlerts: [],
    codeAlerts: [],
    ipAllowEntries: [],
    auditEvents: [],
    ...sketch,
    settings: { ...settings, ...sketch.settings },
    actions: { ...structuredClone(actions), ...sketch.actions },
  }
}

export function newAccount(
  now: Date,
  sketch: Pick<GithubAccount, 'id' | 'login'> & Partial<GithubAccount>,
): GithubAccount {
  return {
    name: null,
    person: null,
    publicEmail: null,
    verifiedEmails: [],
    twoFactor: 'secure',
    siteAdmin: false,
    createdAt: daysBefore(now, 2000),
    ...sketch,
  }
}

export function newRepository(
  now: Date,
  sketch: Pick<GithubRepository, 'id' | 'name'> & Partial<GithubRepository>,
): GithubRepository {
  return {
    description: null,
    visibility: 'private',
    archived: false,
    fork: false,
    empty: false,
    defaultBranch: 'main',
    language: null,
    createdAt: daysBefore(now, 700),
    pushedAt: daysBefore(now, 3),
    allowForking: false,
    topics: [],
    properties: {},
    webCommitSignoffRequired: false,
    securityPolicy: true,
    vulnerabilityAlerts: true,
    secretScanning: true,
    pushProtection: true,
    dependabotSecurityUpdates: true,
    protection: null,
    rulesets: [],
    deployKeys: [],
    outsideCollaborators: [],
    directMembers: [],
    environments: [],
    workflows: [],
    codeowners: 'valid',
    ...sketch,
  }
}

export function newTeam(now: Date, sketch: Pick<GithubTeam, 'id' | 'slug'> & Partial<GithubTeam>): GithubTeam {
  return {
    name: sketch.slug,
    description: null,
    privacy: 'closed',
    notificationSetting: 'notifications_enabled',
    permission: 'pull',
    parent: null,
    members: [],
    repositories: [],
    createdAt: daysBefore(now, 900),
    ...sketch,
  }
}

export function newProtection(sketch: Pick<GithubBranchProtection, 'id'> & Partial<GithubBranchProtection>) {
  const protection: GithubBranchProtection = {
    pattern: 'main',
    isAdminEnforced: true,
    requiresApprovingReviews: true,
    requiredApprovingReviewCount: 2,
    dismissesStaleReviews: true,
    requireLastPushApproval: true,
    requiresCodeOwnerReviews: true,
    requiresStatusChecks: true,
    requiresStrictStatusChecks: true,
    requiredStatusCheckContexts: ['build', 'test'],
    requiresCommitSignatures: false,
    requiresConversationResolution: true,
    requiresLinearHistory: false,
    allowsForcePushes: false,
    allowsDeletions: false,
    restrictsPushes: false,
    lockBranch: false,
    bypassPullRequestAllowances: [],
    bypassForcePushAllowances: [],
    ...sketch,
  }
  return protection
}

export function newRuleset(
  now: Date,
  sketch: Pick<GithubRuleset, 'id' | 'name'> & Partial<GithubRuleset>,
): GithubRuleset {
  return {
    target: 'branch',
    enforcement: 'active',
    refs: { include: ['~DEFAULT_BRANCH'], exclude: [] },
    repositories: null,
    rules: [
      { type: 'deletion' },
      { type: 'non_fast_forward' },
      {
        type: 'pull_request',
        parameters: {
          requiredApprovingReviewCount: 2,
          dismissStaleReviewsOnPush: true,
          requireCodeOwnerReview: true,
          requireLastPushApproval: true,
          requiredReviewThreadResolution: true,
        },
      },
      { type: 'required_status_checks', parameters: { contexts: ['build', 'test'], strict: true } },
    ],
    bypassActors: [],
    createdAt: daysBefore(now, 400),
    updatedAt: daysBefore(now, 40),
    ...sketch,
  }
}

export function newSaml(now: Date, sketch: Pick<GithubSaml, 'issuer' | 'ssoUrl'> & Partial<GithubSaml>): GithubSaml {
  return {
    signatureMethod: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    digestMethod: 'http://www.w3.org/2001/04/xmlenc#sha256',
    certificateExpiresAt: daysBefore(now, -800),
    ...sketch,
  }
}

export function newConfiguration(
  sketch: Pick<GithubSecurityConfiguration, 'id' | 'name'> & Partial<GithubSecurityConfiguration>,
): GithubSecurityConfiguration {
  return {
    target: 'organization',
    enforced: true,
    defaultFor: 'none',
    dependencyGraph: 'enabled',
    dependabotAlerts: 'enabled',
    dependabotSecurityUpdates: 'enabled',
    codeScanningDefaultSetup: 'enabled',
    secretScanning: 'enabled',
    pushProtection: 'enabled',
    delegatedBypass: 'enabled',
    validityChecks: 'enabled',
    nonProviderPatterns: 'enabled',
    privateVulnerabilityReporting: 'enabled',
    ...sketch,
  }
}

export function newDeployKey(now: Date, sketch: Pick<GithubDeployKey, 'id' | 'title'> & Partial<GithubDeployKey>) {
  const deployKey: GithubDeployKey = {
    key: `ssh-ed25519 AAAAsandbox${sketch.id}`,
    readOnly: true,
    enabled: true,
    verified: true,
    createdAt: daysBefore(now, 200),
    ...sketch,
  }
  return deployKey
}

/** `ghp_` or `ghu_` and 36 characters, as GitHub's are, and plainly none of GitHub's. */
function fakeSecret(label: string, kind: GithubToken['kind']): string {
  const readable = `sandbox${label.replace(/[^A-Za-z0-9]/g, '')}`
  return `${kind === 'app' ? 'ghu' : 'ghp'}_${readable.padEnd(36, '0').slice(0, 36)}`
}

export function newToken(sketch: Pick<GithubToken, 'label' | 'login' | 'scopes'> & Partial<GithubToken>): GithubToken {
  return {
    kind: 'classic',
    secret: fakeSecret(sketch.label, sketch.kind ?? 'classic'),
    expiresAt: null,
    expiryFormat: 'utc',
    revoked: false,
    ssoOrganizations: [],
    ...sketch,
  }
}
