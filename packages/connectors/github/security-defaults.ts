import { AppError, type Gap, type Source } from '@rollcall/core'
import type { GithubClient } from './client.ts'

type Feature = 'enabled' | 'disabled' | 'not_set'

/** A code security configuration as GitHub gives it; what a product does not have is left out. */
export interface Configuration {
  id?: number
  name?: string
  target_type?: string
  enforcement?: string
  html_url?: string
  dependency_graph?: string
  dependabot_alerts?: string
  dependabot_security_updates?: string
  code_scanning_default_setup?: string
  secret_scanning?: string
  secret_scanning_push_protection?: string
  secret_scanning_delegated_bypass?: string
  secret_scanning_validity_checks?: string
  secret_scanning_non_provider_patterns?: string
  private_vulnerability_reporting?: string
}

export interface DefaultConfiguration {
  default_for_new_repos?: string
  configuration?: Configuration
}

export const defaultsEndpoint = 'GET /orgs/{org}/code-security/configurations/defaults'

export interface SecurityDefaults {
  defaults: DefaultConfiguration[] | null
  source: Source | null
  gap: Gap | null
}

/** The configurations that new repositories start with. Not seeing them leaves the rest of the organization seen. */
export async function readSecurityDefaults(client: GithubClient, org: string): Promise<SecurityDefaults> {
  try {
    const { data, source, gap } = await client.get<DefaultConfiguration[]>(defaultsEndpoint, { org })
    return { defaults: Array.isArray(data) ? data : null, source, gap }
  } catch (error) {
    if (error instanceof AppError && error.gap) return { defaults: null, source: null, gap: error.gap }
    throw error
  }
}

export const readFeature = (value: string | undefined): Feature | null =>
  value === 'enabled' || value === 'disabled' || value === 'not_set' ? value : null

/**
 * Whether every new repository, public or not, starts with a feature: by the default configurations, and where these
 * leave it open by the old setting, which GitHub is closing down.
 */
export function startsWith(
  { defaults }: Pick<SecurityDefaults, 'defaults'>,
  feature: 'secret_scanning' | 'secret_scanning_push_protection' | 'dependabot_alerts',
  old: boolean | null | undefined,
): boolean | null {
  const covered = new Set(
    (defaults ?? []).flatMap(({ default_for_new_repos: which, configuration }) => {
      if (configuration?.[feature] !== 'enabled') return []
      return which === 'all' ? ['public', 'private_and_internal'] : [which]
    }),
  )
  if (covered.has('public') && covered.has('private_and_internal')) return true
  return old ?? (defaults ? false : null)
}
