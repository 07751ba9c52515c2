/**
 * Permissions of a GitHub App that the streams read with: GitHub's own key, and where a person finds it in the App's
 * settings. Keys as in `default_permissions` of a manifest and `X-Accepted-GitHub-Permissions` of an answer.
 */
const labels = {
  metadata: 'Repository › Metadata',
  administration: 'Repository › Administration',
  contents: 'Repository › Contents',
  actions: 'Repository › Actions',
  environments: 'Repository › Environments',
  security_events: 'Repository › Code scanning alerts',
  secret_scanning_alerts: 'Repository › Secret scanning alerts',
  vulnerability_alerts: 'Repository › Dependabot alerts',
  members: 'Organization › Members',
  organization_administration: 'Organization › Administration',
  organization_plan: 'Organization › Plan',
  organization_hooks: 'Organization › Webhooks',
  organization_secrets: 'Organization › Secrets',
  organization_dependabot_secrets: 'Organization › Organization dependabot secrets',
  organization_self_hosted_runners: 'Organization › Self-hosted runners',
  organization_custom_roles: 'Organization › Custom repository roles',
  organization_custom_org_roles: 'Organization › Custom organization roles',
  organization_personal_access_tokens: 'Organization › Personal access tokens',
  organization_personal_access_token_requests: 'Organization › Personal access token requests',
} as const

export type AppPermission = keyof typeof labels

/** How a stream's datasheet names what it needs: `Organization › Members: Read-only`. */
export const needs = (...permissions: AppPermission[]): string[] =>
  permissions.map((permission) => `${labels[permission]}: Read-only`)

const keys = new Map(Object.entries(labels).map(([key, label]) => [`${label}: Read-only`, key]))

/** The datasheets' permissions in GitHub's keys, each once: what a manifest asks for. */
export function permissionKeys(named: readonly string[]): string[] {
  return [...new Set(['metadata', ...named.flatMap((name) => keys.get(name) ?? [])])].sort()
}

/** A permission as a person finds it: `organization_administration=read` is `Organization › Administration: Read-only`. */
export function describePermission(key: string, access: string): string {
  const label = key in labels ? labels[key as AppPermission] : key
  return `${label}: ${access === 'read' ? 'Read-only' : 'Read and write'}`
}
