/** What an app is asked for: reading, and nothing else. Each stream names the one it needs. */
export const scopesAsked = [
  'abilities.read',
  'addons.read',
  'audit_records.read',
  'escalation_policies.read',
  'event_orchestrations.read',
  'extensions.read',
  'ip_allow_lists.read',
  'licenses.read',
  'oauth_delegations.read',
  'oncalls.read',
  'schedules.read',
  'services.read',
  'session_configurations.read',
  'status_pages.read',
  'teams.read',
  'users.read',
  'users:contact_methods.read',
  'webhook_subscriptions.read',
  'workflow_integrations:connections.read',
] as const

export type PagerdutyScope = (typeof scopesAsked)[number]
