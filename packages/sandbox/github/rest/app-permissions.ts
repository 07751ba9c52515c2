/** What an App's installation must have been given for an endpoint (docs: "Permissions required for GitHub Apps"). */
const wanted: Record<string, readonly string[]> = {
  '/orgs/{org}/members': ['members=read'],
  '/orgs/{org}/outside_collaborators': ['members=read'],
  '/orgs/{org}/teams': ['members=read'],
  '/orgs/{org}/repos': ['metadata=read'],
  '/orgs/{org}/installations': ['organization_administration=read'],
  '/orgs/{org}/hooks': ['organization_hooks=read'],
  '/orgs/{org}/hooks/{hook_id}/deliveries': ['organization_hooks=read'],
  '/orgs/{org}/hooks/{hook_id}/deliveries/{delivery_id}': ['organization_hooks=read'],
  '/orgs/{org}/actions/permissions': ['organization_administration=read'],
  '/orgs/{org}/actions/permissions/workflow': ['organization_administration=read'],
  '/orgs/{org}/actions/permissions/selected-actions': ['organization_administration=read'],
  '/orgs/{org}/actions/permissions/fork-pr-contributor-approval': ['organization_administration=read'],
  '/orgs/{org}/actions/permissions/fork-pr-workflows-private-repos': ['organization_administration=read'],
  '/orgs/{org}/actions/permissions/self-hosted-runners': ['organization_administration=read'],
  // Reading the list wants the right to change it.
  '/orgs/{org}/rulesets': ['organization_administration=write'],
  '/orgs/{org}/settings/immutable-releases': ['organization_administration=read'],
  '/orgs/{org}/invitations': ['members=read'],
  '/orgs/{org}/failed_invitations': ['members=read'],
  '/orgs/{org}/personal-access-tokens': ['organization_personal_access_tokens=read'],
  '/orgs/{org}/personal-access-token-requests': ['organization_personal_access_token_requests=read'],
  '/orgs/{org}/credential-authorizations': ['organization_administration=read'],
  '/orgs/{org}/actions/runners': ['organization_self_hosted_runners=read'],
  '/orgs/{org}/actions/runner-groups': ['organization_self_hosted_runners=read'],
  '/orgs/{org}/actions/secrets': ['organization_secrets=read'],
  '/orgs/{org}/dependabot/secrets': ['organization_dependabot_secrets=read'],
  '/orgs/{org}/code-security/configurations': ['organization_administration=read'],
  '/orgs/{org}/code-security/configurations/defaults': ['organization_administration=read'],
  '/orgs/{org}/dependabot/alerts': ['vulnerability_alerts=read'],
  '/orgs/{org}/secret-scanning/alerts': ['secret_scanning_alerts=read'],
  '/orgs/{org}/code-scanning/alerts': ['security_events=read'],
  '/orgs/{org}/organization-roles': ['organization_custom_org_roles=read'],
  '/orgs/{org}/organization-roles/{role_id}/users': ['members=read'],
  '/orgs/{org}/custom-repository-roles': ['organization_custom_roles=read'],
  '/repos/{owner}/{repo}/rulesets': ['metadata=read'],
}

/** In nobody's name: there is no user behind an App. */
const ofPeople = new Set(['/user', '/user/memberships/orgs/{org}'])

/** As `X-Accepted-GitHub-Permissions` writes them. */
export const acceptedPermissions = (template: string): string => (wanted[template] ?? []).join(', ')

export function mayApp(template: string, granted: Readonly<Record<string, 'read' | 'write'>>): boolean {
  if (ofPeople.has(template)) return false
  return (wanted[template] ?? []).every((one) => {
    const [permission = '', access] = one.split('=')
    const held = permission === 'metadata' ? 'read' : granted[permission]
    return held !== undefined && (access === 'read' || held === 'write')
  })
}
