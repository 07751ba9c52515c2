import { defineStream, GithubSecurityConfiguration, type Source, type StreamRecord } from '@rollcall/core'
import { needs } from '../app-permissions.ts'
import { createClient, type GithubClient } from '../client.ts'
import { cursorPages } from '../pages.ts'
import { type Configuration, type DefaultConfiguration, defaultsEndpoint, readFeature } from '../security-defaults.ts'

const endpoint = 'GET /orgs/{org}/code-security/configurations'

export const securityConfigurations = defineStream({
  id: 'github.security_configuration',
  title: 'Code security configurations',
  reads:
    'Which security features each configuration switches on, whether it is enforced, and which new repositories start with it.',
  schema: GithubSecurityConfiguration,
  endpoints: [endpoint, defaultsEndpoint],
  permissions: ['read:org', 'Organization owner'],
  permissionsAs: { 'GitHub App': needs('organization_administration') },
  docs: 'https://docs.github.com/en/rest/code-security/configurations',
  async *read(context, { scope }, checkpoint) {
    const client = createClient(context, scope)
    const defaults = await readDefaults(client, scope)
    const from = typeof checkpoint === 'string' ? checkpoint : null
    for await (const page of cursorPages<Configuration>(client, endpoint, { org: scope }, from)) {
      const gap = page.gap ?? defaults.gap
      yield {
        records: page.items.map((one) => mapConfiguration(scope, one, defaults.items, page.source)),
        checkpoint: page.checkpoint,
        ...(gap ? { gap } : {}),
      }
    }
  },
  async probe(context, { scope }) {
    const client = createClient(context, scope)
    const defaults = await readDefaults(client, scope)
    return defaults.gap ?? (await client.get(endpoint, { org: scope, per_page: 1 })).gap
  },
})

async function readDefaults(client: GithubClient, org: string) {
  const { data, gap } = await client.get<DefaultConfiguration[]>(defaultsEndpoint, { org })
  return { items: Array.isArray(data) ? data : [], gap }
}

export function mapConfiguration(
  scope: string,
  one: Configuration,
  defaults: readonly DefaultConfiguration[],
  source: Source,
): StreamRecord<GithubSecurityConfiguration> {
  const target = one.target_type
  const name = one.name ?? `configuration ${one.id}`
  return {
    stream: 'github.security_configuration',
    scope,
    ref: String(one.id),
    name,
    url: one.html_url ?? null,
    data: {
      configuration: name,
      target: target === 'global' || target === 'organization' || target === 'enterprise' ? target : null,
      enforced: one.enforcement === undefined ? null : one.enforcement === 'enforced',
      defaultFor: findDefault(one, defaults),
      dependencyGraph: readFeature(one.dependency_graph),
      dependabotAlerts: readFeature(one.dependabot_alerts),
      dependabotSecurityUpdates: readFeature(one.dependabot_security_updates),
      codeScanningDefaultSetup: readFeature(one.code_scanning_default_setup),
      secretScanning: readFeature(one.secret_scanning),
      pushProtection: readFeature(one.secret_scanning_push_protection),
      delegatedBypass: readFeature(one.secret_scanning_delegated_bypass),
      validityChecks: readFeature(one.secret_scanning_validity_checks),
      nonProviderPatterns: readFeature(one.secret_scanning_non_provider_patterns),
      privateVulnerabilityReporting: readFeature(one.private_vulnerability_reporting),
    },
    sources: [source],
  }
}

function findDefault(
  one: Configuration,
  defaults: readonly DefaultConfiguration[],
): GithubSecurityConfiguration['defaultFor'] {
  const kinds = new Set(
    defaults.flatMap(({ default_for_new_repos: which, configuration }) =>
      configuration?.id === one.id && which !== undefined ? [which] : [],
    ),
  )
  const both = kinds.has('public') && kinds.has('private_and_internal')
  if (kinds.has('all') || both) return 'all'
  if (kinds.has('public')) return 'public'
  return kinds.has('private_and_internal') ? 'private_and_internal' : 'none'
}
