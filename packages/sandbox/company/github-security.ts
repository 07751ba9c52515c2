export interface GithubRunner {
  id: number
  name: string
  os: 'linux' | 'win' | 'macos'
  status: 'online' | 'offline'
  labels: string[]
  ephemeral: boolean
  groupId: number
}

export interface GithubRunnerGroup {
  id: number
  name: string
  visibility: 'all' | 'private' | 'selected'
  default: boolean
  inherited: boolean
  allowsPublicRepositories: boolean
  restrictedToWorkflows: boolean
}

export interface GithubSecret {
  store: 'actions' | 'dependabot'
  name: string
  visibility: 'all' | 'private' | 'selected'
  createdAt: string
  updatedAt: string
}

export interface GithubEnvironment {
  id: number
  name: string
  /** Logins and `team:` slugs. */
  reviewers: string[]
  preventSelfReview: boolean
  branchPolicy: boolean
}

type Feature = 'enabled' | 'disabled' | 'not_set'

export interface GithubSecurityConfiguration {
  id: number
  name: string
  target: 'global' | 'organization' | 'enterprise'
  enforced: boolean
  defaultFor: 'none' | 'public' | 'private_and_internal' | 'all'
  dependencyGraph: Feature
  dependabotAlerts: Feature
  dependabotSecurityUpdates: Feature
  codeScanningDefaultSetup: Feature
  secretScanning: Feature
  pushProtection: Feature
  delegatedBypass: Feature
  validityChecks: Feature
  nonProviderPatterns: Feature
  privateVulnerabilityReporting: Feature
}

interface Alert {
  number: number
  /** Name of the repository. */
  repository: string
  createdAt: string
  open: boolean
}

export interface GithubDependabotAlert extends Alert {
  package: string
  severity: 'critical' | 'high' | 'medium' | 'low'
  malware: boolean
}

export interface GithubSecretAlert extends Alert {
  secretType: string
  /** Must never be asked for; made up all the same. */
  secret: string
  validity: 'active' | 'inactive' | 'unknown'
  publiclyLeaked: boolean
  bypassed: boolean
}

export interface GithubCodeAlert extends Alert {
  rule: string
  severity: 'critical' | 'high' | 'medium' | 'low' | null
}

export interface GithubIpAllowEntry {
  id: number
  range: string
  name: string
  active: boolean
}
