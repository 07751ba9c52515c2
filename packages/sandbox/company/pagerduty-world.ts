/** PagerDuty's base roles, as its API names them. `user` is a Manager, `limited_user` a Responder. */
export type PagerdutyRole =
  | 'owner'
  | 'admin'
  | 'user'
  | 'limited_user'
  | 'observer'
  | 'restricted_access'
  | 'read_only_user'
  | 'read_only_limited_user'

export interface PagerdutyContact {
  id: string
  kind: 'email' | 'phone' | 'sms' | 'push'
  address: string
  enabled: boolean
  blacklisted: boolean
}

export interface PagerdutyDelegation {
  id: string
  kind: 'web' | 'mobile' | 'integration'
  clientId: string
  scope: string
  createdAt: string
  expiresAt: string
  status: 'issued' | 'revoked'
}

export interface PagerdutyUser {
  id: string
  name: string
  email: string
  role: PagerdutyRole
  jobTitle: string
  createdViaSso: boolean
  invitationSent: boolean
  contacts: PagerdutyContact[]
  rules: { id: string; contact: string; urgency: 'high' | 'low'; delayMinutes: number }[]
  delegations: PagerdutyDelegation[]
  license: string
  allocatedAt: string
}

export interface PagerdutyTeam {
  id: string
  name: string
  members: { user: string; role: 'manager' | 'responder' | 'observer' }[]
}

export interface PagerdutyLicense {
  id: string
  name: string
  roleGroup: 'FullUser' | 'Stakeholder'
  validRoles: PagerdutyRole[]
  /** Null: as many as are wanted. */
  seats: number | null
}

export interface PagerdutySchedule {
  id: string
  name: string
  teams: string[]
  /** Ids of people; one that is gone stays where it was. */
  layers: { id: string; users: string[] }[]
}

export interface PagerdutyPolicy {
  id: string
  name: string
  teams: string[]
  levels: { id: string; targets: { kind: 'user' | 'schedule'; id: string }[] }[]
}

export interface PagerdutyIntegration {
  id: string
  name: string
  kind: 'events_api_v2' | 'generic_email'
  createdAt: string
  filter: 'all-email' | 'or-rules-email'
}

export interface PagerdutyService {
  id: string
  name: string
  status: 'active' | 'disabled'
  policy: string
  teams: string[]
  createdAt: string
  lastIncidentAt: string | null
  integrations: PagerdutyIntegration[]
}

export interface PagerdutyWebhook {
  id: string
  url: string
  active: boolean
  disabled: boolean
  filter: { kind: 'account' | 'service' | 'team'; id: string }
  /** Names only: PagerDuty shows no value. */
  headers: string[]
  oauthClient: string | null
  description: string
}

export interface PagerdutyExtension {
  id: string
  name: string
  url: string
  schema: 'Generic V1 Webhook' | 'Generic V2 Webhook' | 'Slack' | 'Jira'
  service: string
}

export interface PagerdutyConnection {
  id: string
  name: string
  integration: string
  serviceUrl: string
  scopes: string[]
  healthy: boolean
  teams: string[]
  createdAt: string
  createdBy: string | null
}

export interface PagerdutyRunner {
  id: string
  name: string
  lastSeen: string | null
  createdAt: string
  teams: string[]
}

/** What somebody or something changed; newest first when it is asked for. */
export interface PagerdutyAuditRecord {
  id: string
  at: string
  action: 'create' | 'update' | 'delete'
  method: 'browser' | 'oauth' | 'api_token' | 'identity_provider'
  /** Last four characters of the key that did it. */
  token: string | null
  address: string | null
  actor: { kind: 'user' | 'api_key' | 'app'; id: string; name: string }
  resource: { kind: 'user' | 'team' | 'schedule' | 'escalation_policy' | 'service'; id: string; name: string }
  fields: { name: string; before: string | null; value: string }[]
}

/** A key as it is made under Integrations › API Access Keys, or by a person for themselves. */
export interface PagerdutyKey {
  label: string
  secret: string
  /** Whose it is; null for the account's own. */
  user: string | null
  readOnly: boolean
}

/** An app with scoped OAuth, as it is registered under Integrations › App Registration. */
export interface PagerdutyApp {
  label: string
  clientId: string
  clientSecret: string
  scopes: string[]
}

/** What the account pays for, or takes part in. */
export interface PagerdutyPlan {
  auditTrail: boolean
  /** Early access. */
  ipAllowLists: boolean
  teams: boolean
  workflows: boolean
  automation: boolean
  statusPages: boolean
}

/** One PagerDuty account. */
export interface PagerdutyWorld {
  subdomain: string
  region: 'us' | 'eu'
  plan: PagerdutyPlan
  abilities: string[]
  users: PagerdutyUser[]
  teams: PagerdutyTeam[]
  licenses: PagerdutyLicense[]
  /** Seconds; null where nobody configured it. */
  sessions: { web: { absolute: number; idle: number } | null; mobile: { absolute: number; idle: number } | null }
  ipAllowList: { id: string; enabled: boolean; entries: { cidr: string; description: string }[] } | null
  schedules: PagerdutySchedule[]
  policies: PagerdutyPolicy[]
  services: PagerdutyService[]
  webhooks: PagerdutyWebhook[]
  extensions: PagerdutyExtension[]
  addons: { id: string; name: string; src: string }[]
  orchestrations: {
    id: string
    name: string
    team: string | null
    routes: number
    createdAt: string
    createdBy: string
  }[]
  connections: PagerdutyConnection[]
  runners: PagerdutyRunner[]
  statusPages: { id: string; name: string; url: string; public: boolean; publishedAt: string | null }[]
  audit: PagerdutyAuditRecord[]
  keys: PagerdutyKey[]
  apps: PagerdutyApp[]
}
