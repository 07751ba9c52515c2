/** What each scope of a classic token brings with it, one step down. */
const includes: Record<string, readonly string[]> = {
  repo: ['repo:status', 'repo_deployment', 'public_repo', 'repo:invite', 'security_events'],
  'admin:org': ['write:org', 'manage_runners:org'],
  'write:org': ['read:org'],
  'admin:repo_hook': ['write:repo_hook'],
  'write:repo_hook': ['read:repo_hook'],
  'admin:public_key': ['write:public_key'],
  'write:public_key': ['read:public_key'],
  'admin:gpg_key': ['write:gpg_key'],
  'write:gpg_key': ['read:gpg_key'],
  user: ['read:user', 'user:email', 'user:follow'],
  'write:packages': ['read:packages'],
  'write:discussion': ['read:discussion'],
  'admin:enterprise': ['manage_runners:enterprise', 'manage_billing:enterprise', 'read:enterprise'],
  audit_log: ['read:audit_log'],
  project: ['read:project'],
  codespace: ['codespace:secrets'],
}

/** Every scope that the granted ones amount to. */
export function expandScopes(granted: readonly string[]): Set<string> {
  const found = new Set<string>()
  const add = (scope: string) => {
    if (found.has(scope)) return
    found.add(scope)
    for (const lesser of includes[scope] ?? []) add(lesser)
  }
  for (const scope of granted) add(scope)
  return found
}

/** The granted scopes as GitHub reports them: sorted, and without those that another one already brings. */
export function reportScopes(granted: readonly string[]): string[] {
  const implied = new Set(granted.flatMap((scope) => [...expandScopes(includes[scope] ?? [])]))
  return [...new Set(granted)].filter((scope) => !implied.has(scope)).sort()
}
